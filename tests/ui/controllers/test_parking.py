"""Parking in the window: what is told to the server, what colleagues parked, and what is said of it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from softphone.calls.call import CallState
from softphone.calls.commands import Dial, HangUp
from softphone.calls.desk_view import Action, DeskCall
from softphone.people.company import CompanyFault, Disconnected, ParkAnswered, ParkedChanged
from softphone.people.parking import Fetched, Parked
from softphone.phone.fake import FakePhone
from softphone.programs.desktop_window import DesktopWindow
from tests.ui.controllers.conftest import Rig, texts

AT_ONE = Parked(place=1, by="id-anna", since=0.0, address="sip:bo@company.test", name="Bo N")


def talking(rig: Rig) -> tuple[DesktopWindow, FakePhone, DeskCall]:
    """Anna has called, and talks with us."""
    anna = rig.colleague()
    desktop = rig.signed_in()
    anna.send(Dial(call="hers", account="main", target="asa"))
    rig.until(lambda: bool(desktop.calls.shown.ringing))
    desktop.calls.answer()
    rig.until(lambda: Action.PARK in only(desktop).actions)
    return desktop, anna, only(desktop)


def only(desktop: DesktopWindow) -> DeskCall:
    (call,) = desktop.calls.shown.calls
    return call


def shown(desktop: DesktopWindow) -> list[str]:
    return [
        label.text()
        for label in desktop.window.parked.findChildren(QLabel)
        if label.isVisibleTo(desktop.window)
    ]


def answer(rig: Rig, place: int) -> None:
    rig.company.emit(ParkAnswered(tuple((each, place) for each in rig.company.parked[-1])))


def test_a_call_is_parked_and_taken_back(rig: Rig) -> None:
    desktop, _, call = talking(rig)
    desktop.window.park_key.emit()
    rig.until(lambda: only(desktop).call.held)
    assert "Parking…" in texts(desktop.window)
    (told,) = rig.company.parked[-1]
    assert (told.call_id, told.caller_tag) == (call.call.call_id, call.call.caller_tag)
    assert (told.address, told.place) == ("sip:anna@company.test", 0)
    answer(rig, 4)
    rig.until(lambda: "Parked at place 4" in texts(desktop.window))
    assert rig.company.parked[-1][0].place == 4
    # All are told of it; in this window it is a card already.
    rig.company.emit(ParkedChanged((Parked(place=4, by="id-asa", since=0.0, address=told.address),)))
    rig.company.emit(ParkedChanged((Parked(place=4, by="id-asa", since=0.0, address=told.address), AT_ONE)))
    rig.until(lambda: shown(desktop) == ["Bo Nilsson · 203", "Parked by Anna Ek at place 1"])
    card = desktop.window.calls.card(call.call.id)
    assert card is not None and card.button(Action.PARK) is None
    resume = card.button(Action.RESUME)
    assert resume is not None
    QTest.mouseClick(resume, Qt.MouseButton.LeftButton)
    rig.until(lambda: not only(desktop).call.held)
    assert rig.company.parked[-1] == ()


def test_what_cannot_be_parked_is_said_and_on_hold(rig: Rig) -> None:
    desktop, _, _ = talking(rig)
    desktop.window.park_key.emit()
    rig.until(lambda: only(desktop).call.held)
    answer(rig, 0)
    rig.until(lambda: desktop.window.notice.text == "The call could not be parked. Anna Ek is on hold.")
    assert Action.RESUME in only(desktop).actions and only(desktop).parked is None
    assert rig.company.parked[-1] == ()


def test_who_fetched_it_is_said(rig: Rig) -> None:
    desktop, anna, _ = talking(rig)
    desktop.window.park_key.emit()
    rig.until(lambda: only(desktop).call.held)
    answer(rig, 4)
    rig.until(lambda: "Parked at place 4" in texts(desktop.window))
    anna.send(HangUp("hers"))
    rig.until(lambda: only(desktop).ending is not None)
    rig.company.emit(ParkedChanged((), Fetched(place=4, parked_by="id-asa", by="id-bo")))
    rig.until(lambda: "Bo Nilsson fetched the call." in texts(desktop.window))


def test_what_colleagues_parked_is_fetched_by_keyboard(rig: Rig) -> None:
    desktop = rig.signed_in()
    assert not desktop.window.parked.isVisible()
    rig.company.emit(ParkedChanged((AT_ONE,)))
    rig.until(lambda: shown(desktop) == ["Bo Nilsson · 203", "Parked by Anna Ek at place 1"])
    for _ in range(6):
        at = QApplication.focusWidget()
        if at is not None and desktop.window.parked.isAncestorOf(at):
            break
        QTest.keyClick(desktop.window, Qt.Key.Key_F6)
    button = desktop.window.parked.button(1)
    assert button is not None and button.accessibleName() == "Fetch: Bo Nilsson"
    QTest.keyClick(button, Qt.Key.Key_Return)
    (dial,) = rig.sent(Dial)
    assert isinstance(dial, Dial) and dial.target == "*51"
    assert only(desktop).name == "Bo Nilsson"


def test_nothing_is_parked_where_the_server_is_out_of_reach(rig: Rig) -> None:
    desktop, _, _ = talking(rig)
    rig.company.emit(ParkedChanged((AT_ONE,)))
    rig.until(lambda: desktop.window.parked.isVisible())
    rig.company.emit(Disconnected(fault=CompanyFault.NO_ANSWER, retry_in=1.0))
    rig.until(lambda: Action.PARK not in only(desktop).actions)
    assert not desktop.window.parked.isVisible()


def test_a_call_that_nobody_fetches_calls_back(rig: Rig) -> None:
    desktop, _, _ = talking(rig)
    desktop.window.park_key.emit()
    rig.until(lambda: only(desktop).call.held)
    answer(rig, 4)
    rig.until(lambda: "Parked at place 4" in texts(desktop.window))
    rig.now += 121
    desktop.calls._tick()
    assert "Nobody has fetched it from place 4" in texts(desktop.window)
    desktop.window.answer_key.emit()
    rig.until(lambda: only(desktop).active and not only(desktop).call.held)
    assert only(desktop).call.state is CallState.CONFIRMED
