"""Sleep on Linux: PrepareForSleep of logind (org.freedesktop.login1), which elogind has too."""

from jeepney import HeaderFields, MatchRule, Message
from jeepney.bus_messages import message_bus

from softphone.system.bus import BusCall, Said
from softphone.system.events import Suspending, Woke

NAME = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
INTERFACE = "org.freedesktop.login1.Manager"
_SIGNAL = "PrepareForSleep"


class SleepTalk:
    def begin(self) -> Said:
        rule = MatchRule(type="signal", sender=NAME, interface=INTERFACE, member=_SIGNAL, path=PATH)
        return Said(calls=(BusCall(message_bus.AddMatch(rule)),))

    def signalled(self, message: Message) -> Said:
        match (message.header.fields.get(HeaderFields.member), message.body):
            case ("PrepareForSleep", (True,)):
                return Said((Suspending(),))
            case ("PrepareForSleep", (False,)):
                return Said((Woke(),))
            case _:
                return Said()

    def answered(self, tag: str, message: Message) -> Said:
        return Said()

    def lost(self) -> Said:
        return Said()
