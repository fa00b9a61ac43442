"""A call to be transferred: the desktop of Åsa, who talks with somebody from outside, and the others."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from softphone.calls.call import Call, CallState
from softphone.calls.commands import AccountSettings, AddAccount, Answer, Dial, Ring
from softphone.calls.desk_view import DeskCall, DeskTransfer
from softphone.calls.transfer import Button, Step
from softphone.people.company import Colleague, ColleaguesChanged
from softphone.people.line_state import LineState
from softphone.people.meeting import Meeting
from softphone.phone.fake import FakePhone
from softphone.programs.desktop_window import DesktopWindow
from softphone.ui.views.colleague_row import phone_rect
from softphone.ui.views.transfer_card import TransferCard
from tests.ui.controllers.companies import ANNA, BO, DOMAIN
from tests.ui.controllers.conftest import Rig, texts

CALLER, OUTSIDE = "0701740605", "0855500001"
CALLER_WRITTEN, OUTSIDE_WRITTEN = "070-174 06 05", "08-555 000 01"
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
BETWEEN_KEYS = 0.3
"""Seconds, of a person who sees what they choose."""


@dataclass
class Reception:
    rig: Rig
    desktop: DesktopWindow
    caller: FakePhone
    anna: FakePhone
    outside: FakePhone
    pressed: int = 0
    """Keys, since this was set to 0 last."""
    said: list[str] = field(default_factory=list)

    # What there is.

    @property
    def calls(self) -> tuple[DeskCall, ...]:
        return self.desktop.calls.shown.calls

    @property
    def transfer(self) -> DeskTransfer:
        (only,) = self.desktop.calls.shown.transfers
        return only

    @property
    def card(self) -> TransferCard:
        card = self.desktop.window.calls.transfer_card(self.transfer.id)
        assert card is not None
        return card

    def is_at(self, step: Step) -> bool:
        transfers = self.desktop.calls.shown.transfers
        return bool(transfers) and transfers[0].step is step

    def until_at(self, step: Step) -> None:
        self.rig.until(lambda: self.is_at(step))

    def button(self, which: Button) -> QWidget:
        button = self.card.button(which)
        assert button is not None
        return button

    def asked(self) -> str:
        """The title of the choices on the screen; empty while there are none."""
        question = self.desktop.window.choices.question
        return "" if question is None else question.title

    def words(self) -> str:
        return texts(self.desktop.window.calls)

    # What a person does.

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.pressed += 1
        self.rig.now += BETWEEN_KEYS
        QTest.keyClick(self.focused, key, modifiers)

    def type(self, text: str) -> None:
        self.pressed += len(text)
        QTest.keyClicks(self.focused, text)

    @property
    def focused(self) -> QWidget:
        at = QApplication.focusWidget()
        assert at is not None
        return at

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible() and widget.isEnabled()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def place_of(self, person_id: str) -> QPoint:
        people = self.desktop.window.colleagues
        return phone_rect(people.visualRect(self.desktop.model.index_of(person_id))).center()

    def click_icon(self, person_id: str) -> None:
        viewport = self.desktop.window.colleagues.viewport()
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=self.place_of(person_id))

    def choose(self, key: str) -> None:
        """With the mouse."""
        row = self.desktop.window.choices.row(key)
        assert row is not None
        self.click(row)

    # What the others do.

    def line(self, who: str, state: LineState, meeting: Meeting | None = None) -> None:
        known = {"anna": ANNA, "bo": BO}[who]
        changed = Colleague(known, state, meeting=meeting)
        self.rig.company.emit(ColleaguesChanged(changed=(changed,)))

        def told() -> bool:
            found = self.desktop.model.find(known.id)
            return found is not None and found.line is state and found.meeting == meeting

        self.rig.until(told)

    def rings(self, phone: FakePhone) -> Call:
        """A call has come to that phone, which tells so."""
        self.rig.until(lambda: any(each.state is CallState.INCOMING for each in phone.calls.values()))
        call = next(each for each in phone.calls.values() if each.state is CallState.INCOMING)
        phone.send(Ring(call.id))
        return phone.calls[call.id]

    def called_by(self, phone: FakePhone) -> None:
        """A second call comes in."""
        phone.send(Dial(call="second", account="main", target="asa"))
        self.rig.until(lambda: len(self.desktop.calls.shown.ringing) == 1)
        # The offscreen platform makes whatever is shown the active window.
        self.desktop.window.activateWindow()
        self.rig.until(self.desktop.window.isActiveWindow)

    def answers(self, phone: FakePhone) -> Call:
        call = self.rings(phone)
        phone.send(Answer(call.id))
        return phone.calls[call.id]

    def talks_with(self, phone: FakePhone, user: str) -> bool:
        return any(
            each.state is CallState.CONFIRMED and each.remote.uri.startswith(f"sip:{user}@")
            for each in phone.calls.values()
        )

    @property
    def caller_waits(self) -> bool:
        return any(each.held_by_far_end for each in self.caller.calls.values())

    @property
    def caller_talks(self) -> bool:
        """With us."""
        return any(
            each.state is CallState.CONFIRMED and not each.held_by_far_end
            for each in self.caller.calls.values()
        )

    def consults(self) -> None:
        """Anna is being called first, rings, and answers."""
        self.desktop.window.activateWindow()
        self.key(Qt.Key.Key_T, CONTROL)
        self.type("ann")
        self.key(Qt.Key.Key_Return, CONTROL)
        self.until_at(Step.CALLING)
        self.answers(self.anna)
        self.until_at(Step.TALKING)
        self.rig.until(lambda: self.caller_waits)


def phone_of(rig: Rig, user: str, phone: FakePhone) -> FakePhone:
    phone.send(AddAccount("main", AccountSettings(user=user, domain=DOMAIN, secret="s")))
    return phone


def begin(rig: Rig) -> Reception:
    desktop = rig.signed_in()
    caller = phone_of(rig, CALLER, FakePhone(rig.network))
    outside = phone_of(rig, OUTSIDE, FakePhone(rig.network))
    made = Reception(rig, desktop, caller, rig.colleague(), outside)
    caller.send(Dial(call="caller-1", account="main", target=f"sip:asa@{DOMAIN}"))
    rig.until(lambda: len(desktop.calls.shown.ringing) == 1)
    desktop.window.answer_key.emit()
    rig.until(lambda: bool(made.calls and made.calls[0].transfers))
    desktop.window.activateWindow()
    rig.until(desktop.window.isActiveWindow)
    return made
