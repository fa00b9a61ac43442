"""The call history in the window: what was called and missed, also elsewhere, called back, noted, kept."""

import msgspec
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest

from softphone.calls.commands import Dial
from softphone.people.call_history import CallKey, Result, ServerCall
from softphone.people.company import Connected, OwnCallsFetched
from softphone.people.personal import PersonalTrouble, PersonalTroubled
from softphone.programs.desktop_window import DesktopWindow
from softphone.ui.models.history_model import CALL_ROLE, HistoryModel, ShownCall
from softphone.ui.views.main_window import COLLEAGUES, HISTORY
from softphone.ui.views.way import Way
from tests.ui.controllers.companies import FakeCompany
from tests.ui.controllers.conftest import Rig, texts

# The offscreen platform has no window manager, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

MISSED = ServerCall(
    id="e-1",
    key=CallKey("off@company.test", "a"),
    outgoing=False,
    began=1_000_000.0,
    address="anna",
    name="Anna",
    result=Result.MISSED,
)
LATER = msgspec.structs.replace(MISSED, id="e-2", key=CallKey("off@company.test", "b"), began=1_000_060.0)


def history(desktop: DesktopWindow) -> HistoryModel:
    return desktop.personal.history.model


def calls(desktop: DesktopWindow) -> list[ShownCall]:
    model = history(desktop)
    return [model.data(model.index(row, 0), CALL_ROLE) for row in range(model.rowCount())]


def called_and_hung_up(rig: Rig, desktop: DesktopWindow, number: str) -> None:
    desktop.calls.dial(number)
    rig.until(lambda: bool(desktop.calls.shown.calls))
    desktop.window.hang_up_key.emit()
    rig.until(lambda: any(each.row.result is not Result.ONGOING for each in calls(desktop)))


def test_a_call_is_there_and_still_there_after_a_restart(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.colleague()
    called_and_hung_up(rig, desktop, "anna")
    (call,) = calls(desktop)
    assert (call.name, call.row.outgoing) == ("Anna Ek", True)
    rig.end()
    rig.company = FakeCompany()
    again = rig.signed_in()
    rig.until(lambda: calls(again) == [call])


def test_calls_missed_while_the_computer_was_off(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.until(lambda: 0.0 in rig.company.calls_since)
    rig.company.emit(OwnCallsFetched((MISSED,)))
    rig.until(lambda: history(desktop).missed == 1)
    (call,) = calls(desktop)
    assert (call.name, call.row.missed) == ("Anna Ek", True)
    assert desktop.window.rail.buttons[HISTORY].new == 1
    # Told again, and asked again only from a day before: nothing is doubled.
    rig.company.emit(Connected())
    rig.until(lambda: 1_000_000.0 - 86_400.0 in rig.company.calls_since)
    rig.company.emit(OwnCallsFetched((MISSED,)))
    rig.company.emit(OwnCallsFetched((LATER,)))
    rig.until(lambda: history(desktop).missed == 2)
    desktop.window.show_list(HISTORY)
    assert history(desktop).missed == 0
    assert [each.row.id for each in calls(desktop)] == ["e-2<", "e-1<"]
    rig.end()
    rig.company = FakeCompany()
    again = rig.signed_in()
    rig.until(lambda: len(calls(again)) == 2)
    assert history(again).missed == 0


def test_enter_calls_back(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.company.emit(OwnCallsFetched((MISSED,)))
    rig.until(lambda: len(calls(desktop)) == 1)
    desktop.window.show_list(HISTORY)
    QTest.keyClick(desktop.window.history.list, Qt.Key.Key_Return)
    assert [each.target for each in rig.sent(Dial) if isinstance(each, Dial)] == ["anna"]


def test_redial(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.colleague()
    desktop.personal.history.redial()
    assert rig.sent(Dial) == []
    called_and_hung_up(rig, desktop, "anna")
    rig.until(lambda: not desktop.calls.shown.calls)
    desktop.window.redial_key.emit()
    assert [each.target for each in rig.sent(Dial) if isinstance(each, Dial)] == ["anna", "anna"]


def test_who_withheld_their_number_cannot_be_called_back(rig: Rig) -> None:
    desktop = rig.signed_in()
    unknown = ServerCall(
        id="e-2", key=CallKey("x", "a"), outgoing=False, began=5.0, address="sip:anonymous@anonymous.invalid"
    )
    rig.company.emit(OwnCallsFetched((unknown,)))
    rig.until(lambda: len(calls(desktop)) == 1)
    desktop.window.show_list(HISTORY)
    QTest.keyClick(desktop.window.history.list, Qt.Key.Key_Return)
    assert rig.sent(Dial) == []
    assert "withheld" in texts(desktop.window.notice)


def test_a_note(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.company.emit(OwnCallsFetched((MISSED,)))
    rig.until(lambda: len(calls(desktop)) == 1)
    desktop.window.show_list(HISTORY)
    QTest.keyClick(desktop.window.history.list, Qt.Key.Key_F2)
    dialog = desktop.personal.history.dialog
    assert dialog is not None
    dialog.edit.setPlainText("Ring efter lunch")
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert calls(desktop)[0].row.note == "Ring efter lunch"
    assert desktop.personal.history.dialog is None
    rig.end()
    rig.company = FakeCompany()
    again = rig.signed_in()
    rig.until(lambda: len(calls(again)) == 1)
    assert calls(again)[0].row.note == "Ring efter lunch"


@pytest.mark.parametrize(("text", "hits"), [("ann", 1), ("ek", 1), ("bo", 0), ("", 1), ("202", 1)])
def test_the_field_searches_it(rig: Rig, text: str, hits: int) -> None:
    desktop = rig.signed_in()
    rig.company.emit(OwnCallsFetched((MISSED,)))
    rig.until(lambda: len(calls(desktop)) == 1)
    desktop.window.field.set_text(text)
    assert history(desktop).rowCount(QModelIndex()) == hits


def test_enter_in_the_field_takes_the_first_of_the_list_that_is_shown(rig: Rig) -> None:
    desktop = rig.signed_in()
    elsewhere = msgspec.structs.replace(MISSED, address="+46701112233", name="Anton")
    rig.company.emit(OwnCallsFetched((elsewhere,)))
    rig.until(lambda: len(calls(desktop)) == 1)
    desktop.window.show_list(HISTORY)
    desktop.window.field.set_text("ant")
    desktop.window.field.first_hit_requested.emit(Way.CALL)
    assert [each.target for each in rig.sent(Dial) if isinstance(each, Dial)] == ["+46701112233"]
    desktop.window.show_list(COLLEAGUES)
    desktop.window.field.set_text("ann")
    desktop.window.field.first_hit_requested.emit(Way.CALL)
    assert [each.target for each in rig.sent(Dial) if isinstance(each, Dial)][1:] == ["anna"]


def test_only_the_missed_ones(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.colleague()
    rig.company.emit(OwnCallsFetched((MISSED,)))
    called_and_hung_up(rig, desktop, "anna")
    rig.until(lambda: len(calls(desktop)) == 2)
    desktop.window.history.only_missed.emit(True)
    assert [call.row.id for call in calls(desktop)] == ["e-1<"]


def test_keys_between_the_lists(rig: Rig) -> None:
    desktop = rig.signed_in()
    for which in (HISTORY, COLLEAGUES):
        desktop.window.show_list(which)
        assert desktop.window.list_shown == which


def test_what_is_wrong_with_the_file_is_said(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.personal.history.keeper_reported([PersonalTroubled(PersonalTrouble.NEWER)])
    assert "newer version" in texts(desktop.window.notice)
