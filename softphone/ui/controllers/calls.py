"""The desk joined to the phone, to the cards and to the keys."""

import logging
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from softphone.calls.call import Call, CallState, Party
from softphone.calls.commands import Command
from softphone.calls.desk import Desk
from softphone.calls.desk_view import Action, DeskCall, DeskSnapshot
from softphone.calls.events import CallChanged, CallEnded, IncomingCall
from softphone.ui.views.main_window import MainWindow

_log = logging.getLogger("softphone.calls")

TICK_MS = 1000


class CallsController(QObject):
    """`send` is the phone's, `clock` the desk's. The timer runs only while there are calls."""

    shown_changed = Signal(object, object)
    """The DeskSnapshot before and the one now, once it is shown."""
    test_call_changed = Signal(object)
    """A DeskCall, or None."""
    account_missing = Signal()
    """Someone wants to call, and there is no account to call with."""

    def __init__(
        self,
        desk: Desk,
        send: Callable[[Command], None],
        clock: Callable[[], float],
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._send = send
        self._clock = clock
        self._window = window
        self._shown = DeskSnapshot()
        self._test_call: DeskCall | None = None
        self._states: dict[str, CallState] = {}
        """As they were logged last."""
        self.account = ""
        """What calls are placed with; empty: none."""
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        window.calls.action_requested.connect(self.act)
        window.calls.digit_pressed.connect(lambda call, digit: self.carry_out(desk.press(call, digit)))
        window.calls.dismissed.connect(lambda call: self.carry_out(desk.dismiss(call)))
        window.answer_key.connect(self.answer)
        window.hang_up_key.connect(self.hang_up)
        window.mute_key.connect(self.mute_or_unmute)
        window.hold_key.connect(self.hold_or_resume)
        window.park_key.connect(self._park)

    @property
    def shown(self) -> DeskSnapshot:
        return self._shown

    def phone_reported(self, events: Iterable[object]) -> None:
        for event in events:
            self._log(event)
            self._say(self._desk.apply(event))  # type: ignore[arg-type]
        self.show()

    def dial(self, target: str) -> None:
        if self.account:
            self.carry_out(self._desk.dial(target, self.account))
        else:
            self.account_missing.emit()

    def pick_up(self, whose: str) -> None:
        """Take the call that rings at that colleague's address."""
        if self.account:
            self.carry_out(self._desk.pick_up(whose, self.account))
        else:
            self.account_missing.emit()

    def fetch(self, place: int, who: Party) -> None:
        """Take the call that waits at that place."""
        if self.account:
            self.carry_out(self._desk.fetch(place, who, self.account))
        else:
            self.account_missing.emit()

    def carry_out(self, commands: tuple[Command, ...]) -> None:
        """What the desk answered: the commands go to the phone, and the desk is shown as it is now."""
        self._say(commands)
        self.show()

    def act(self, call_id: str, action: Action) -> None:
        self.carry_out(self._desk.act(call_id, action))

    def answer(self) -> None:
        """What has rung longest, or else what was parked and calls back."""
        if ringing := self._shown.ringing:
            self.act(ringing[0].call.id, Action.ANSWER)
            return
        for each in self._shown.calls:
            if each.parked is not None and each.parked.overdue:
                self.act(each.call.id, Action.RESUME)
                return

    def hang_up(self) -> None:
        """The active call; where there is none, decline the one that rings, else end the latest on hold."""
        if self._act_on_active(Action.HANG_UP):
            return
        if ringing := self._shown.ringing:
            self.act(ringing[0].call.id, Action.DECLINE)
            return
        self._act_on_latest(Action.HANG_UP)

    def mute_or_unmute(self) -> None:
        """The active call."""
        self._act_on_active(Action.MUTE, Action.UNMUTE)

    def hold_or_resume(self) -> None:
        """The active call; where there is none, the latest on hold."""
        if not self._act_on_active(Action.HOLD):
            self._act_on_latest(Action.RESUME)

    def start_test_call(self) -> None:
        self.carry_out(self._desk.start_test_call())

    def end_test_call(self) -> None:
        if self._desk.test_call is not None:
            self.act(self._desk.test_call.call.id, Action.HANG_UP)

    def show(self) -> None:
        """What the desk has now. Also when names have changed."""
        before, self._shown = self._shown, self._desk.snapshot()
        if self._shown != before:
            self._window.calls.show_desk(self._shown, self._clock())
            self.shown_changed.emit(before, self._shown)
            for each in self._shown.calls:
                if each.call.taken_up:
                    self._say(self._desk.confirm_taken_up(each.call.id))
        if self._desk.test_call != self._test_call:
            self._test_call = self._desk.test_call
            self.test_call_changed.emit(self._test_call)
        if self._desk.empty:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def end(self) -> None:
        """Nothing is shown any more; the phone hangs up by itself when it is closed."""
        self._timer.stop()

    def _log(self, event: object) -> None:
        """What support asks for: which call, with whom, and how it went."""
        match event:
            case CallEnded(call=call, ending=ending, reason=reason):
                self._states.pop(call.id, None)
                _log.info("call ended: %s", ending.name, extra=_facts(call) | {"reason": reason})
            case IncomingCall(call) | CallChanged(call) if call.state is not self._states.get(call.id):
                self._states[call.id] = call.state
                _log.info("call %s: %s", call.direction.value, call.state.value, extra=_facts(call))
            case _:
                pass

    def _tick(self) -> None:
        self._say(self._desk.tick())
        self.show()
        self._window.calls.tick(self._clock())

    def _say(self, commands: tuple[Command, ...]) -> None:
        for command in commands:
            self._send(command)

    # Actions, by a click or by a key.

    def _act_on_active(self, *actions: Action) -> bool:
        active = self._shown.active
        for action in actions:
            if active is not None and action in active.actions:
                self.act(active.call.id, action)
                return True
        return False

    def _park(self) -> None:
        if not self._act_on_active(Action.PARK):
            self._act_on_latest(Action.PARK)

    def _act_on_latest(self, action: Action) -> None:
        if able := [each for each in self._shown.calls if action in each.actions]:
            self.act(able[-1].call.id, action)


def _facts(call: Call) -> dict[str, object]:
    return {
        "call": call.id,
        "remote": call.remote.uri,
        "status": call.status,
        "call_id": call.dialog.call_id if call.dialog else "",
        "codec": call.codec,
        "security": call.security.value,
    }
