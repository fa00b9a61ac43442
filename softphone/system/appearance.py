"""Contrast and motion on Linux desktops, by the settings portal (org.freedesktop.portal.Settings).

Qt reads light and dark there, and contrast on some desktops only. GNOME's own key is asked for too: not every
portal has the common one for motion yet.
"""

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, new_method_call
from jeepney.bus_messages import message_bus

from softphone.system.bus import BusCall, Said
from softphone.system.events import Appearance

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
INTERFACE = "org.freedesktop.portal.Settings"
COMMON, GNOME = "org.freedesktop.appearance", "org.gnome.desktop.interface"
_PORTAL = DBusAddress(PATH, bus_name=NAME, interface=INTERFACE)
_SIGNAL = "SettingChanged"
_ALL = "all settings"


class AppearanceTalk:
    def __init__(self) -> None:
        self._known: dict[tuple[str, str], object] = {}
        self._told = Appearance()

    def begin(self) -> Said:
        rule = MatchRule(type="signal", sender=NAME, interface=INTERFACE, member=_SIGNAL, path=PATH)
        ask = new_method_call(_PORTAL, "ReadAll", "as", ([COMMON, GNOME],))
        return Said(calls=(BusCall(message_bus.AddMatch(rule)), BusCall(ask, _ALL)))

    def signalled(self, message: Message) -> Said:
        match (message.header.fields.get(HeaderFields.member), message.body):
            case ("SettingChanged", (str(space), str(key), (str(), value))):
                self._known[space, key] = value
                return self._tell()
            case _:
                return Said()

    def answered(self, tag: str, message: Message) -> Said:
        if message.header.message_type is MessageType.method_return and len(message.body) == 1:
            for space, settings in message.body[0].items():
                self._known |= {(space, key): value for key, (_, value) in settings.items()}
        return self._tell()

    def lost(self) -> Said:
        return Said()

    def _tell(self) -> Said:
        now = Appearance(
            high_contrast=self._known.get((COMMON, "contrast")) == 1,
            reduced_motion=self._known.get((COMMON, "reduced-motion")) == 1
            or self._known.get((GNOME, "enable-animations")) is False,
        )
        if now == self._told:
            return Said()
        self._told = now
        return Said((now,))
