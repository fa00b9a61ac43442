"""What is told outside the window: by the system's notifications, and of ringing calls else by the incoming
window. The active profile says of what."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from softphone.calls import telling
from softphone.calls.desk_view import Action, DeskCall, DeskSnapshot
from softphone.calls.notifier import (
    Notification,
    NotificationGone,
    NotificationPressed,
    Notifier,
    NotifierLost,
    NotifierReady,
    NotShown,
)
from softphone.calls.telling import Told
from softphone.profiles.own import SettingsShown
from softphone.profiles.profile import Notice, Notices
from softphone.ui.controllers.calls import CallsController
from softphone.ui.controllers.names import Names
from softphone.ui.views import notification_words
from softphone.ui.views.incoming import IncomingWindow

_EDIT = "edit"


class NotificationsController(QObject):
    """A notification takes the incoming window's place only where it has buttons to answer with: one thing is
    shown in one place. `in_front`: whether the person looks at our window now."""

    window_wanted = Signal(str)
    """A notification was pressed: the window is to come to the front, with this leave to do so."""
    history_wanted = Signal()
    settings_wanted = Signal()

    def __init__(
        self,
        calls: CallsController,
        incoming: IncomingWindow,
        names: Names,
        in_front: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._calls = calls
        self._incoming = incoming
        self._names = names
        self._in_front = in_front
        self.notifier: Notifier | None = None
        self._ready = False
        self._buttons = False
        self._notices = Notices().desktop
        self._rings: dict[str, Notification] = {}
        """Of the ringing calls, by their keys."""
        self._refused: set[str] = set()
        """Keys of ringing calls that the system would not show."""
        self._put_away: set[str] = set()
        """Keys of those that the person does not want to see."""
        self._missed: dict[str, str] = {}
        """The address of each missed call that is told of, by its key."""
        self._edits_seen: set[str] | None = None
        """Refused edits told of, or older than this session."""
        incoming.action_requested.connect(calls.act)
        calls.shown_changed.connect(self.shown_changed)

    def use_profile(self, notices: frozenset[Notice]) -> None:
        if notices != self._notices:
            self._notices = notices
            self._show_ringing()

    def shown_changed(self, before: DeskSnapshot, now: DeskSnapshot) -> None:
        self._show_ringing()
        if self._in_front():
            return
        for each in telling.happened(before, now, self._notices):
            self._tell(each)

    def settings_reported(self, events: Iterable[object]) -> None:
        for event in events:
            if not isinstance(event, SettingsShown):
                continue
            seen, self._edits_seen = self._edits_seen, {answer.edit.id for answer in event.refused}
            if seen is None or Notice.EDIT_REFUSED not in self._notices or self._in_front():
                continue
            for answer in event.refused:
                if answer.edit.id not in seen and answer.refused is not None:
                    self._show(notification_words.edit_refused(_EDIT, answer.refused))

    def missed_looked_at(self, missed: int) -> None:
        """`missed` calls have not been looked at."""
        if not missed and self.notifier is not None:
            for key in self._missed:
                self.notifier.withdraw(key)
            self._missed.clear()

    def notifier_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case NotifierReady(buttons=buttons):
                    self._ready, self._buttons = True, buttons
                    self._show_ringing()
                case NotifierLost():
                    self._ready = self._buttons = False
                    self._rings.clear()
                    self._missed.clear()
                    self._show_ringing()
                case NotShown(key=key):
                    self._missed.pop(key, None)
                    self._refused.add(key)
                    self._show_ringing()
                case NotificationPressed():
                    self._pressed(event)
                case NotificationGone(key=key):
                    self._missed.pop(key, None)
                    self._put_away.add(key)
                case _:
                    pass

    def end(self) -> None:
        """Nothing is left behind that nobody would answer any more."""
        if self.notifier is not None:
            for key in (*self._rings, *self._missed):
                self.notifier.withdraw(key)
        self._rings.clear()
        self._missed.clear()

    @property
    def _can_show(self) -> bool:
        return self._ready and self.notifier is not None

    def _show_ringing(self) -> None:
        ringing = {_key(each): each for each in telling.rings(self._calls.shown, self._notices)}
        self._refused &= ringing.keys()
        self._put_away &= ringing.keys()
        told = {}
        if self._can_show and self._buttons:
            told = {
                key: notification_words.incoming(key, shown)
                for key, shown in ringing.items()
                if key not in self._refused
            }
        before, self._rings = self._rings, told
        if self.notifier is not None:
            for key in before.keys() - told.keys():
                self.notifier.withdraw(key)
            for key, notification in told.items():
                if before.get(key) != notification and key not in self._put_away:
                    self.notifier.show(notification)
        if rest := [shown for key, shown in ringing.items() if key not in told]:
            self._incoming.show_call(rest[0])
        else:
            self._incoming.hide()

    def _tell(self, happened: telling.Happened) -> None:
        shown = happened.shown
        match happened.what:
            case Told.MISSED:
                key, address = f"missed {shown.call.id}", shown.call.remote.uri
                if self._can_show:
                    self._missed[key] = address
                can = bool(self._names.dial_target(address))
                self._show(notification_words.missed(key, shown, can_be_called=can))
            case Told.TRANSFERRED:
                self._show(notification_words.transferred(f"given {shown.call.id}", shown))

    def _show(self, notification: Notification) -> None:
        if self._can_show and self.notifier is not None:
            self.notifier.show(notification)

    def _pressed(self, event: NotificationPressed) -> None:
        key = event.key
        rings = [each for each in self._calls.shown.ringing if _key(each) == key]
        if rings and event.button in Action.__members__:
            self._calls.act(rings[0].call.id, Action[event.button])
        if event.button == Action.DECLINE.name:
            return  # whoever declines wants no window
        self.window_wanted.emit(event.activation)
        address = self._missed.pop(key, "")
        if address and event.button == notification_words.CALL_BACK:
            self._calls.dial(self._names.dial_target(address))
        elif address:
            self.history_wanted.emit()
        elif key == _EDIT:
            self.settings_wanted.emit()


def _key(shown: DeskCall) -> str:
    return f"call {shown.call.id}"
