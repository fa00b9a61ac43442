"""The system's notifications as everything above sees them: what to show goes in, what people do comes out.

`softphone.system.notifications` is the one of Linux desktops; `ui.views.tray` has what Qt gives elsewhere.
"""

from typing import Protocol

import msgspec


class NotificationButton(msgspec.Struct, frozen=True):
    key: str
    words: str


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    """Names it: what is shown with the same key takes its place."""
    title: str
    text: str = ""
    """Plain, without markup."""
    buttons: tuple[NotificationButton, ...] = ()
    opens: str = ""
    """What a click beside the buttons does, in words for systems that say so; empty: nothing."""
    rings: bool = False
    """An incoming call: it stays until withdrawn, and goes before others."""


class NotifierReady(msgspec.Struct, frozen=True):
    """Notifications can be shown from now on. Comes again when the system's service was replaced."""

    buttons: bool
    """Whether it shows buttons; without, only a click on the whole is told."""


class NotifierLost(msgspec.Struct, frozen=True):
    """Nothing is shown any more, also of what was."""


class NotShown(msgspec.Struct, frozen=True):
    """The system refused to show it."""

    key: str


class NotificationPressed(msgspec.Struct, frozen=True):
    key: str
    button: str
    """Empty: the notification itself."""
    activation: str = ""
    """Leave to come to the front (xdg-activation); empty where none is needed or given."""


class NotificationGone(msgspec.Struct, frozen=True):
    """The person put it away, or its time had passed."""

    key: str


NotifierEvent = NotifierReady | NotifierLost | NotShown | NotificationPressed | NotificationGone


class Notifier(Protocol):
    """Thread-safe. Nothing is shown before NotifierReady."""

    def show(self, notification: Notification) -> None: ...

    def withdraw(self, key: str) -> None:
        """Take it away, if it is there."""
        ...
