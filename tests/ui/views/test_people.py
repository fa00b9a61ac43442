"""The one field and the list below it, by mouse and by keyboard."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from softphone.people.contact import Contact
from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.models.contact_rows import contact_row
from softphone.ui.views.colleague_list import ColleagueListView
from softphone.ui.views.colleague_row import phone_rect, star_rect
from softphone.ui.views.field import CallField
from softphone.ui.views.tokens import TARGET
from softphone.ui.views.way import Way
from tests.ui import gallery


@pytest.fixture
def field(qtbot: QtBot) -> CallField:
    made = CallField()
    qtbot.addWidget(made)
    made.resize(400, 40)
    made.show()
    return made


def edit_of(field: CallField) -> QLineEdit:
    found = field.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


@pytest.mark.parametrize(
    ("typed", "hits", "dialled"),
    [
        ("08-123 45 67", 3, "08-123 45 67"),
        ("201", 1, "201"),
        ("*21*08123#", 0, "*21*08123#"),
        ("asa@company.test", 1, "asa@company.test"),
        ("  070-1740605 ", 0, "070-1740605"),
        ("anna", 0, "anna"),
    ],
)
def test_enter_dials_what_is_a_number_or_matches_nobody(
    qtbot: QtBot, field: CallField, typed: str, hits: int, dialled: str
) -> None:
    QTest.keyClicks(edit_of(field), typed)
    field.set_hits(hits)
    with qtbot.assertNotEmitted(field.first_hit_requested), qtbot.waitSignal(field.dial_requested) as dial:
        QTest.keyClick(edit_of(field), Qt.Key.Key_Return)
    assert dial.args == [dialled, Way.CALL]


def test_enter_calls_the_first_of_those_that_match_a_name(qtbot: QtBot, field: CallField) -> None:
    QTest.keyClicks(edit_of(field), "asa")
    field.set_hits(2)
    with qtbot.assertNotEmitted(field.dial_requested), qtbot.waitSignal(field.first_hit_requested):
        QTest.keyClick(edit_of(field), Qt.Key.Key_Return)


def test_an_empty_field_calls_nobody(qtbot: QtBot, field: CallField) -> None:
    field.set_hits(12)
    with qtbot.assertNotEmitted(field.dial_requested), qtbot.assertNotEmitted(field.first_hit_requested):
        QTest.keyClick(edit_of(field), Qt.Key.Key_Return)
        QTest.keyClicks(edit_of(field), "  ")
        QTest.keyClick(edit_of(field), Qt.Key.Key_Return)
    assert not field.call_button.isEnabled()


def test_escape_clears_and_says_so(qtbot: QtBot, field: CallField) -> None:
    QTest.keyClicks(edit_of(field), "as")
    assert field.call_button.isEnabled()
    with qtbot.waitSignal(field.text_changed) as changed:
        QTest.keyClick(edit_of(field), Qt.Key.Key_Escape)
    assert changed.args == [""]


def test_call_is_filled_only_while_there_are_no_calls(qtbot: QtBot, field: CallField) -> None:
    field.set_prominent(False)
    assert field.call_button.property("kind") == "plain"
    field.set_prominent(True)
    assert field.call_button.property("kind") == "primary"


@pytest.fixture
def people(qtbot: QtBot) -> ColleagueListView:
    view = ColleagueListView()
    qtbot.addWidget(view)
    model = ColleagueModel(view)
    view.setModel(model)
    model.replace(gallery.colleagues())
    view.resize(460, 500)
    view.show()
    return view


def phone_of(view: ColleagueListView, row: int) -> QPoint:
    return phone_rect(view.visualRect(view.model().index(row, 0))).center()


def test_a_click_on_the_phone_icon_calls(qtbot: QtBot, people: ColleagueListView) -> None:
    with qtbot.waitSignal(people.chosen) as asked:
        QTest.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=phone_of(people, 1))
    assert asked.args == ["p203", Way.CALL]


def test_a_click_elsewhere_only_selects_and_a_slip_off_the_icon_calls_nobody(
    qtbot: QtBot, people: ColleagueListView
) -> None:
    with qtbot.assertNotEmitted(people.chosen, wait=50):
        row = people.visualRect(people.model().index(2, 0))
        QTest.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
        QTest.mousePress(people.viewport(), Qt.MouseButton.LeftButton, pos=phone_of(people, 1))
        QTest.mouseRelease(people.viewport(), Qt.MouseButton.LeftButton, pos=phone_of(people, 3))
    assert people.currentIndex().row() == 2 or people.currentIndex().row() == 1


def test_two_quick_clicks_on_the_phone_icon_call_once(qtbot: QtBot, people: ColleagueListView) -> None:
    asked: list[str] = []
    people.chosen.connect(lambda person, way: asked.append(person))
    place = phone_of(people, 0)
    QTest.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(people.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == ["p202"]


def test_a_double_click_and_enter_call(qtbot: QtBot, people: ColleagueListView) -> None:
    row = people.visualRect(people.model().index(4, 0))
    with qtbot.waitSignal(people.chosen) as asked:
        QTest.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
        QTest.mouseDClick(people.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert asked.args == ["p206", Way.CALL]
    people.setCurrentIndex(people.model().index(5, 0))
    with qtbot.waitSignal(people.chosen) as asked:
        QTest.keyClick(people, Qt.Key.Key_Return)
    assert asked.args == ["p207", Way.CALL]


def test_the_phone_icon_is_a_large_enough_target(people: ColleagueListView) -> None:
    place = phone_rect(people.visualRect(people.model().index(0, 0)))
    assert min(place.width(), place.height()) >= TARGET
    assert people.visualRect(people.model().index(0, 0)).contains(place)


def test_a_search_marks_whom_enter_calls(qtbot: QtBot, people: ColleagueListView) -> None:
    model = people.model()
    assert isinstance(model, ColleagueModel)
    model.search("angs")
    assert people.currentIndex().data() == "Åsa Ängström"
    model.search("nobody at all")
    assert "nobody at all" in people.empty_words(model.search_text)


def test_up_on_the_first_row_leaves_the_list(qtbot: QtBot, people: ColleagueListView) -> None:
    people.enter()
    with qtbot.waitSignal(people.left_upwards):
        QTest.keyClick(people, Qt.Key.Key_Up)


def star_of(view: ColleagueListView, row: int) -> QPoint:
    return star_rect(view.visualRect(view.model().index(row, 0))).center()


def test_a_star_is_given_by_a_click_on_the_avatar_and_by_ctrl_d(
    qtbot: QtBot, people: ColleagueListView
) -> None:
    model = people.model()
    assert isinstance(model, ColleagueModel)
    starred: set[str] = set()

    def toggle(row: str) -> None:
        starred.symmetric_difference_update({row})
        model.use_favourites(frozenset(starred))

    people.favourite_toggled.connect(toggle)
    with qtbot.assertNotEmitted(people.chosen):
        QTest.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=star_of(people, 3))
        assert starred == {"p205"} and model.colleague(model.index(0)).person.id == "p205"
        people.setCurrentIndex(model.index(2))
        at = model.colleague(model.index(2)).person.id
        QTest.keyClick(people, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        assert starred == {"p205", at}
        assert model.colleague(people.currentIndex()).person.id == at
        QTest.keyClick(people, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert starred == {"p205"}
    assert min(star_rect(people.visualRect(model.index(0))).size().toTuple()) >= TARGET


def test_who_has_no_number_has_no_icon_to_press(qtbot: QtBot, people: ColleagueListView) -> None:
    model = people.model()
    assert isinstance(model, ColleagueModel)
    model.replace([contact_row(Contact(id="c1", name="Kim"), "SE")])
    with qtbot.assertNotEmitted(people.chosen):
        QTest.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=phone_of(people, 0))
