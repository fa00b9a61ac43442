"""Groups in the list: there, with who is free, called, and transferred to; and who may pick up whose call."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from softphone.calls.commands import Dial
from softphone.people.company import Colleague, ColleaguesChanged, ColleaguesReplaced
from softphone.people.directory import Group
from softphone.people.line_state import LineState
from softphone.programs.desktop_window import DesktopWindow
from softphone.ui.models.colleague_model import second_line
from softphone.ui.views import offers
from softphone.ui.views.way import Way
from tests.ui.controllers.companies import ANNA, ASA, BO
from tests.ui.controllers.conftest import Rig

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

SUPPORT = Group(id="g1", name="Support", extension="600", members=(ASA.id, ANNA.id))


def rows(*lines: LineState) -> tuple[Colleague, ...]:
    return tuple(Colleague(who, line) for who, line in zip((ASA, ANNA, BO), lines, strict=True))


@pytest.fixture
def desktop(rig: Rig) -> DesktopWindow:
    made = rig.signed_in()
    free = LineState.FREE
    rig.company.emit(ColleaguesReplaced(rows(free, free, free), (SUPPORT,)))
    rig.until(lambda: made.model.hits == 3)
    return made


def said(desktop: DesktopWindow) -> str:
    found = desktop.model.find("group:g1")
    return "" if found is None else second_line(found, desktop.model.clock())


def choose(desktop: DesktopWindow, row: str) -> None:
    people = desktop.window.colleagues
    people.enter()
    people.setCurrentIndex(desktop.model.index_of(row))
    QTest.keyClick(people, Qt.Key.Key_Return)


def test_a_group_follows_its_members(rig: Rig, desktop: DesktopWindow) -> None:
    """Of whom oneself is none to be passed on to."""
    assert said(desktop) == "600 · Anna Ek is free"
    rig.company.emit(ColleaguesChanged(changed=(Colleague(ANNA, LineState.BUSY),)))
    rig.until(lambda: said(desktop) == "600 · Nobody is free")
    both = msgspec.structs.replace(SUPPORT, members=(BO.id, ANNA.id))
    rig.company.emit(ColleaguesChanged(groups=(both,)))
    rig.until(lambda: said(desktop) == "600 · 1 of 2 free: Bo Nilsson")
    rig.company.emit(ColleaguesChanged(groups=()))
    rig.until(lambda: said(desktop) == "" and desktop.model.hits == 2)


def test_a_group_is_called(rig: Rig, desktop: DesktopWindow) -> None:
    choose(desktop, "group:g1")
    (dial,) = rig.sent(Dial)
    assert isinstance(dial, Dial) and dial.target == "600"
    assert desktop.calls.shown.calls[0].name == "Support"


def test_the_call_of_whom_one_shares_a_group_with_can_be_picked_up(rig: Rig, desktop: DesktopWindow) -> None:
    ringing = LineState.RINGING
    rig.company.emit(ColleaguesChanged(changed=rows(LineState.FREE, ringing, ringing)))
    rig.until(lambda: [each.line for each in desktop.model.everybody][-1] is ringing)
    target = desktop.colleagues.target(BO.id, Way.CALL)
    assert target is not None and target.picks_up == ""
    choose(desktop, ANNA.id)
    question = desktop.window.choices.question
    assert question is not None and question.offers[0].key == offers.PICK_UP
    pick_up = desktop.window.choices.row(offers.PICK_UP)
    assert pick_up is not None
    pick_up.click()
    (dial,) = rig.sent(Dial)
    assert isinstance(dial, Dial) and dial.target == "*8202"
    assert desktop.calls.shown.calls[0].picks_up and desktop.calls.shown.calls[0].name == "Anna Ek"
