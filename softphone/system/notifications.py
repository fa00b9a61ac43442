"""Notifications on Linux desktops: org.freedesktop.Notifications (Desktop Notifications Specification 1.3).

Pure: messages in, messages and events out. What is withdrawn or replaced before the service has said its
number is so as soon as that comes.
"""

import html
from collections.abc import Iterable

import msgspec
from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, new_method_call
from jeepney.bus_messages import message_bus

from softphone.calls.notifier import (
    Notification,
    NotificationGone,
    NotificationPressed,
    NotifierLost,
    NotifierReady,
    NotShown,
)
from softphone.system.bus import BusCall, BusSource, Said

NAME = "org.freedesktop.Notifications"
_SERVICE = DBusAddress("/org/freedesktop/Notifications", bus_name=NAME, interface=NAME)
_BY_DEFAULT, _NEVER = -1, 0
"""When it goes by itself."""
_NORMAL, _CRITICAL = 1, 2
_DEFAULT_ACTION = "default"
"""The notification itself was clicked."""


class Picture(msgspec.Struct, frozen=True):
    """The program's sign, for services that find no icon of its name: four bytes a pixel, RGBA, by rows."""

    width: int
    height: int
    rgba: bytes


class _Shown:
    __slots__ = ("next", "number", "withdrawn")

    def __init__(self) -> None:
        self.number = 0
        """The service's; 0 until it has answered."""
        self.next: Notification | None = None
        """To be shown in its place."""
        self.withdrawn = False


class FreedesktopTalk:
    """`program` is shown as the sender; `entry` names its .desktop file, and its icon."""

    def __init__(self, program: str, entry: str, picture: Picture | None = None) -> None:
        self._program = program
        self._entry = entry
        self._picture = picture
        self._markup = False
        self._buttons = False
        self._shown: dict[str, _Shown] = {}
        self._tokens: dict[int, str] = {}

    # What is wanted of it.

    def show(self, notification: Notification) -> Said:
        known = self._shown.get(notification.key)
        if known is None:
            known = self._shown[notification.key] = _Shown()
        elif not known.number:
            known.next, known.withdrawn = notification, False
            return Said()
        return Said(calls=(self._notify(notification, known.number),))

    def withdraw(self, key: str) -> Said:
        known = self._shown.get(key)
        if known is None:
            return Said()
        if not known.number:
            known.next, known.withdrawn = None, True
            return Said()
        del self._shown[key]
        return Said(calls=(_close(known.number),))

    # What the bus says.

    def begin(self) -> Said:
        owner = MatchRule(
            type="signal",
            sender="org.freedesktop.DBus",
            interface="org.freedesktop.DBus",
            member="NameOwnerChanged",
            path="/org/freedesktop/DBus",
        )
        owner.add_arg_condition(0, NAME)
        rules = [owner, MatchRule(type="signal", sender=NAME, interface=NAME, path=_SERVICE.object_path)]
        listen = tuple(BusCall(message_bus.AddMatch(rule)) for rule in rules)
        return Said(calls=(*listen, self._ask()))

    def signalled(self, message: Message) -> Said:
        fields = message.header.fields
        match (fields.get(HeaderFields.member), message.body):
            case ("NameOwnerChanged", (str(name), str(before), str(now))) if name == NAME:
                return self._replaced(before, now)
            case ("ActivationToken", (int(number), str(token))) if self._key(number):
                self._tokens[number] = token
            case ("ActionInvoked", (int(number), str(button))) if key := self._key(number):
                button = "" if button == _DEFAULT_ACTION else button
                return Said((NotificationPressed(key, button, self._tokens.pop(number, "")),))
            case ("NotificationClosed", (int(number), int())) if key := self._key(number):
                del self._shown[key]
                self._tokens.pop(number, None)
                return Said((NotificationGone(key),))
            case _:
                pass
        return Said()

    def answered(self, tag: str, message: Message) -> Said:
        failed = message.header.message_type is MessageType.error
        what, _, key = tag.partition(" ")
        if what == "capabilities":
            return Said((NotifierLost(),)) if failed else self._ready(message.body[0])
        known = self._shown.get(key)
        if known is None:
            return Said()
        if failed:
            del self._shown[key]
            return Said((NotShown(key),))
        known.number = message.body[0]
        if known.withdrawn:
            del self._shown[key]
            return Said(calls=(_close(known.number),))
        following, known.next = known.next, None
        return Said(calls=() if following is None else (self._notify(following, known.number),))

    def lost(self) -> Said:
        self._forget()
        return Said((NotifierLost(),))

    # How it is said.

    def _replaced(self, before: str, now: str) -> Said:
        """The service began, ended, or another took its place, which knows nothing of what was shown."""
        self._forget()
        return Said((NotifierLost(),) if before else (), (self._ask(),) if now else ())

    def _forget(self) -> None:
        self._shown.clear()
        self._tokens.clear()

    def _ask(self) -> BusCall:
        return BusCall(new_method_call(_SERVICE, "GetCapabilities"), "capabilities")

    def _ready(self, capabilities: Iterable[str]) -> Said:
        can = set(capabilities)
        self._markup = "body-markup" in can
        self._buttons = "actions" in can
        return Said((NotifierReady(self._buttons),))

    def _notify(self, shown: Notification, replaces: int) -> BusCall:
        actions = [part for button in shown.buttons for part in (button.key, button.words)]
        if shown.opens:
            actions += [_DEFAULT_ACTION, shown.opens]
        hints: dict[str, tuple[str, object]] = {
            "urgency": ("y", _CRITICAL if shown.rings else _NORMAL),
            "category": ("s", "call.incoming" if shown.rings else "call"),
            "desktop-entry": ("s", self._entry),
        }
        if (sign := self._picture) is not None:
            data = (sign.width, sign.height, 4 * sign.width, True, 8, 4, sign.rgba)
            hints["image-data"] = ("(iiibiiay)", data)
        body = (
            self._program,
            replaces,
            self._entry,
            shown.title,
            html.escape(shown.text, quote=False) if self._markup else shown.text,
            actions if self._buttons else [],
            hints,
            _NEVER if shown.rings else _BY_DEFAULT,
        )
        return BusCall(new_method_call(_SERVICE, "Notify", "susssasa{sv}i", body), f"notify {shown.key}")

    def _key(self, number: int) -> str:
        """Whose number it is: others' notifications are heard of too."""
        return next((key for key, shown in self._shown.items() if number and shown.number == number), "")


def _close(number: int) -> BusCall:
    return BusCall(new_method_call(_SERVICE, "CloseNotification", "u", (number,)))


class FreedesktopNotifier(BusSource[FreedesktopTalk]):
    """A Notifier, and the source of its NotifierEvents. `bus`: the address of the session's."""

    def __init__(self, bus: str, *, program: str, entry: str, picture: Picture | None = None) -> None:
        super().__init__(bus, FreedesktopTalk(program, entry, picture))

    def show(self, notification: Notification) -> None:
        self.do(lambda talk: talk.show(notification))

    def withdraw(self, key: str) -> None:
        self.do(lambda talk: talk.withdraw(key))
