"""Numbers in the one field: help is called by its number, whoever has those digits; pasted ones are read."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from softphone.calls.commands import Dial
from softphone.people.company import Colleague, ColleaguesChanged
from softphone.people.line_state import LineState
from softphone.programs.desktop_language import country
from softphone.programs.desktop_window import DesktopWindow
from tests.ui.controllers.companies import person
from tests.ui.controllers.conftest import Rig

# The offscreen platform cannot stack windows, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def paste(desktop: DesktopWindow, text: str) -> None:
    edit = desktop.window.field.findChild(QLineEdit)
    assert edit is not None
    desktop.window.field.set_text(text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def dialled(rig: Rig) -> list[str]:
    return [command.target for command in rig.sent(Dial) if isinstance(command, Dial)]


def test_help_is_called_by_its_number_whoever_has_those_digits(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.company.emit(
        ColleaguesChanged(
            changed=tuple(
                Colleague(person(f"p{n}", name, extension), LineState.FREE)
                for n, (name, extension) in enumerate((("Tolv 112", "112"), ("Cia", "1120"), ("Dan", "911")))
            )
        )
    )
    rig.until(lambda: desktop.model.hits == 5)
    paste(desktop, "112")
    assert dialled(rig) == ["112"]
    assert desktop.calls.shown.calls[0].name == "112"


@pytest.mark.parametrize(
    ("text", "target", "name"),
    [
        ("202", "202", "Anna Ek"),
        ("\u202a08–123\u00a045 67\u202c", "081234567", "Anna Ek"),
        ("tel:+46-8-123-45-67", "+4681234567", "Anna Ek"),
        ("Tel: 070-111 22 33", "0701112233", "070-111 22 33"),
        ("020-HANDLA", "020426352", "020-42 63 52"),
    ],
)
def test_pasted(rig: Rig, text: str, target: str, name: str) -> None:
    desktop = rig.signed_in()
    paste(desktop, text)
    assert dialled(rig) == [target]
    assert desktop.calls.shown.calls[0].name == name


def test_numbers_belong_to_the_companys_country_whatever_the_computers(rig: Rig) -> None:
    rig.company.country = "NO"
    desktop = rig.signed_in()
    paste(desktop, "22345678")
    assert desktop.calls.shown.calls[0].name == "22 34 56 78"


def test_a_server_that_tells_no_country_leaves_it_to_the_computer(rig: Rig) -> None:
    desktop = rig.signed_in()
    assert desktop.names.book.country == country()
