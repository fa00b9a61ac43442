"""What is typed or pasted into the one field, and what a click in the list does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from softphone.calls.call import CallState
from softphone.calls.commands import Answer, Dial
from softphone.people.company import Colleague, ColleaguesChanged
from softphone.people.line_state import LineState
from softphone.people.typed import read
from softphone.programs.desktop_window import DesktopWindow
from softphone.ui.views.way import Way
from tests.ui.controllers.companies import ANNA, BO, person
from tests.ui.controllers.conftest import Rig, texts

# The offscreen platform cannot stack windows, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def type_in(desktop: DesktopWindow, text: str) -> QLineEdit:
    edit = desktop.window.field.findChild(QLineEdit)
    assert edit is not None
    edit.clear()
    QTest.keyClicks(edit, text)
    return edit


def dialled(rig: Rig) -> list[str]:
    return [command.target for command in rig.sent(Dial) if isinstance(command, Dial)]


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("08-123 45 67", "081234567"),
        (" +46 (0)8-123 45 67 ", "+4681234567"),
        ("tel:+46-8-123-45-67", "+4681234567"),
        ("070\u00a0123\u201145\u201167", "0701234567"),
        ("112", "112"),
        ("9", "9"),
        ("*21*0701234567#", "*21*0701234567#"),
        ("anna", "anna"),
        ("<sip:anna@other.example>", "sip:anna@other.example"),
        ("anna@other.example", "anna@other.example"),
        ("Anna Ek", None),
        ("", None),
        ("a@b@c", None),
    ],
)
def test_what_is_dialled(typed: str, dialled: str | None) -> None:
    found = read(typed, "SE")
    assert (found.dial if found else None) == dialled


def test_a_name_calls_the_first_hit(rig: Rig) -> None:
    desktop = rig.signed_in()
    anna = rig.colleague()
    edit = type_in(desktop, "ann")
    assert desktop.model.hits == 1
    QTest.keyClick(edit, Qt.Key.Key_Return)
    rig.until(lambda: len(anna.calls) == 1)
    assert dialled(rig) == ["anna"] and edit.text() == "" and desktop.model.hits == 2
    anna.send(Answer(next(iter(anna.calls))))
    rig.until(lambda: desktop.calls.shown.calls[0].call.state is CallState.CONFIRMED)
    assert desktop.calls.shown.calls[0].name == "Anna Ek"


def test_a_pasted_number_is_cleaned_and_dialled(rig: Rig) -> None:
    desktop = rig.signed_in()
    edit = type_in(desktop, "+46 (0)8-555 00 01")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert dialled(rig) == ["+4685550001"]


def test_a_number_is_dialled_even_where_colleagues_match(rig: Rig) -> None:
    desktop = rig.signed_in()
    edit = type_in(desktop, "20")
    assert desktop.model.hits == 2
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert dialled(rig) == ["20"]


def test_what_is_neither_says_so_until_one_types_on(rig: Rig) -> None:
    desktop = rig.signed_in()
    edit = type_in(desktop, "nobody at all")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert "no number and no address" in desktop.window.notice.text and dialled(rig) == []
    QTest.keyClicks(edit, "x")
    assert desktop.window.notice.text == ""


def test_a_click_in_the_list_calls(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.window.colleagues.chosen.emit(BO.id, Way.CALL)
    assert dialled(rig) == ["bo"]


def test_colleagues_change_and_so_do_the_names_of_calls(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.colleague()
    desktop.calls.dial("anna")
    rig.until(lambda: desktop.calls.shown.calls[0].name == "Anna Ek")
    married = person("anna", "Anna Ek Holm", "202")
    rig.company.emit(ColleaguesChanged(changed=(Colleague(married, LineState.BUSY),), removed=(BO.id,)))
    rig.until(lambda: desktop.calls.shown.calls[0].name == "Anna Ek Holm")
    assert desktop.model.hits == 1
    assert "Anna Ek Holm" in texts(desktop.window.calls)


def test_a_line_state_alone_changes_no_name(rig: Rig) -> None:
    desktop = rig.signed_in()
    renamed: list[None] = []
    desktop.colleagues.names_changed.connect(lambda: renamed.append(None))
    rig.company.emit(ColleaguesChanged(changed=(Colleague(ANNA, LineState.BUSY),)))

    def busy() -> bool:
        found = desktop.model.find(ANNA.id)
        return found is not None and found.line is LineState.BUSY

    rig.until(busy)
    assert renamed == []
