"""The list: its order, what a search finds, and that changes tell the view what moved."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from softphone.people.company import Colleague
from softphone.people.contact import Contact, ContactNumber
from softphone.people.directory import Group, Person
from softphone.people.line_state import LineState
from softphone.people.meeting import Meeting
from softphone.people.shown import Shown
from softphone.ui.models.colleague_model import ColleagueModel, second_line
from softphone.ui.models.contact_rows import contact_row
from softphone.ui.models.group_rows import GroupRow, group_row, who_is_free


def colleague(name: str, line: LineState = LineState.FREE, **person: Any) -> Colleague:
    known = {"id": name, "login": name.split()[0].lower()} | person
    return Colleague(Person(name=name, **known), line)


COMPANY = (
    colleague("Östen Warn", department="Finance", extension="206", landline="+4681234506"),
    colleague("Åsa Öberg", department="Sales", extension="202", landline="+4681234502"),
    colleague("Anna Ek", department="Sales", extension="203", mobile="+46701740605"),
    colleague("Bo Åslund", department="Support", extension="2040", title="Master of keys"),
)


def names(model: ColleagueModel) -> list[str]:
    return [model.colleague(model.index(row)).person.name for row in range(model.rowCount())]


@pytest.fixture
def model(qtbot: QtBot) -> ColleagueModel:
    made = ColleagueModel()
    # Qt's own watch over what every model owes its views.
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.replace(COMPANY)
    return made


def test_the_order_is_swedish(model: ColleagueModel) -> None:
    assert names(model) == ["Anna Ek", "Bo Åslund", "Åsa Öberg", "Östen Warn"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("asa", ["Åsa Öberg"]),
        ("ÅSA ö", ["Åsa Öberg"]),
        ("asl", ["Bo Åslund"]),
        ("as", ["Bo Åslund", "Åsa Öberg"]),
        ("sales", ["Anna Ek", "Åsa Öberg"]),
        ("202", ["Åsa Öberg"]),
        ("08-123 45 02", ["Åsa Öberg"]),
        ("+46 8 123 45 02", ["Åsa Öberg"]),
        ("0046 8 1234502", ["Åsa Öberg"]),
        ("070-174", ["Anna Ek"]),
        ("keys", ["Bo Åslund"]),
        ("ek sales", ["Anna Ek"]),
        ("ek support", []),
        ("", ["Anna Ek", "Bo Åslund", "Åsa Öberg", "Östen Warn"]),
    ],
)
def test_a_search_looks_at_everything_one_might_know(
    model: ColleagueModel, typed: str, found: list[str]
) -> None:
    model.search(typed)
    assert names(model) == found
    assert model.hits == len(found)


def test_who_is_called_so_comes_before_who_only_mentions_it(model: ColleagueModel) -> None:
    model.change([colleague("Zoe Anders", department="Sales")])
    model.change([colleague("Sal Essen")])
    model.search("sal")
    assert names(model) == ["Sal Essen", "Anna Ek", "Zoe Anders", "Åsa Öberg"]
    first = model.first_hit()
    assert first is not None
    assert first.person.name == "Sal Essen"


def test_the_extension_typed_whole_is_the_first_hit(model: ColleagueModel) -> None:
    model.change([colleague("Aron Aronsson", landline="+46820499")])
    model.search("204")
    assert names(model)[-1] == "Bo Åslund"
    model.search("2040")
    assert names(model) == ["Bo Åslund"]


def test_a_change_of_the_line_only_repaints_its_row(model: ColleagueModel, qtbot: QtBot) -> None:
    resets = []
    model.modelReset.connect(lambda: resets.append(True))
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.change([msgspec.structs.replace(COMPANY[1], line=LineState.BUSY)])
    assert changed.args is not None
    assert changed.args[0].row() == changed.args[1].row() == 2
    assert not resets
    assert model.colleague(model.index(2)).line is LineState.BUSY


def test_a_new_name_moves_the_row_and_a_removed_one_goes(model: ColleagueModel) -> None:
    renamed = Colleague(msgspec.structs.replace(COMPANY[2].person, name="Örn Ek"), LineState.FREE)
    model.change([renamed], ["Bo Åslund", "nobody"])
    assert names(model) == ["Åsa Öberg", "Örn Ek", "Östen Warn"]
    assert model.find("Bo Åslund") is None


def test_changes_respect_the_search(model: ColleagueModel) -> None:
    model.search("sales")
    model.change([colleague("Bertil", department="Sales"), colleague("Curt", department="IT")])
    assert names(model) == ["Anna Ek", "Bertil", "Åsa Öberg"]
    assert model.find("Curt") is not None
    model.search("")
    assert model.hits == 6


def test_hits_are_told(model: ColleagueModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.hits_changed, check_params_cb=lambda n: n == 1):
        model.search("asa")
    with qtbot.waitSignal(model.hits_changed, check_params_cb=lambda n: n == 0):
        model.change((), ["Åsa Öberg"])


def test_a_row_is_read_as_one_sentence(model: ColleagueModel) -> None:
    row = model.index(0)
    assert model.data(row, Qt.ItemDataRole.AccessibleTextRole) == "Anna Ek, Sales, 203, Available, Free."
    assert model.data(row) == "Anna Ek"


_NAMES = st.sampled_from(["Åsa", "Anna", "Bo", "Örn", "Ärla", "Cia"])
_ROWS = st.builds(
    lambda person_id, name, line: colleague(name, line, id=person_id),
    st.sampled_from("abcdef"),
    _NAMES,
    st.sampled_from(LineState),
)


@given(
    st.lists(_ROWS),
    st.lists(st.tuples(st.lists(_ROWS, max_size=3), st.lists(st.sampled_from("abcdef"), max_size=2))),
    st.sampled_from(["", "a", "an", "asa"]),
)
def test_applying_changes_equals_replacing_all(
    start: list[Colleague], changes: list[tuple[list[Colleague], list[str]]], search: str
) -> None:
    stepwise, whole = ColleagueModel(), ColleagueModel()
    stepwise.replace(start)
    stepwise.search(search)
    known = {row.person.id: row for row in start}
    for changed, removed in changes:
        stepwise.change(changed, removed)
        for person in removed:
            known.pop(person, None)
        known |= {row.person.id: row for row in changed}
    whole.replace(known.values())
    whole.search(search)

    def rows(model: ColleagueModel) -> list[Colleague]:
        return [model.colleague(model.index(row)) for row in range(model.rowCount())]

    assert rows(stepwise) == rows(whole)


def test_a_row_says_the_profile_its_message_and_until_when(model: ColleagueModel) -> None:
    model.clock = lambda: dt.datetime(2026, 3, 12, 12, 15, tzinfo=dt.UTC)
    at_one = dt.datetime(2026, 3, 12, 13, 0, tzinfo=dt.UTC)
    anna = model.colleague(model.index(0))
    shown = Shown(preset=3, available=False, message="Ring Bo", until=at_one)
    model.change([msgspec.structs.replace(anna, line=LineState.HIDDEN, profile=shown)])
    said = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Anna Ek, Sales, 203, Meeting until 13:00, Ring Bo, Call status not shown."
    row = model.colleague(model.index(0))
    assert second_line(row, model.clock()) == "Meeting · until 13:00 · Ring Bo · Sales · 203"


def test_a_row_says_that_there_is_a_meeting_within_the_hour(model: ColleagueModel) -> None:
    now = dt.datetime(2026, 3, 12, 12, 15, tzinfo=dt.UTC)
    model.clock = lambda: now
    anna = model.colleague(model.index(0))
    soon = Meeting(dt.datetime(2026, 3, 12, 13, tzinfo=dt.UTC), dt.datetime(2026, 3, 12, 14, tzinfo=dt.UTC))

    def said(**changes: object) -> str:
        changed = msgspec.structs.replace(anna, **{"meeting": soon, **changes})
        model.change([changed])
        aloud = str(model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole))
        meeting = second_line(changed, now).removeprefix("Available").removesuffix(" · Sales · 203")
        assert ("Meeting 13:00\N{EN DASH}14:00" in aloud) == ("Meeting 13:00\N{EN DASH}14:00" in meeting)
        return meeting

    assert said() == " · Meeting 13:00\N{EN DASH}14:00"
    titled = msgspec.structs.replace(soon, title="Kundmöte")
    assert said(meeting=titled) == " · Meeting 13:00\N{EN DASH}14:00: Kundmöte"
    assert said(meeting=None) == ""
    # A profile that hides the line for as long says so already; one that only ends then does not.
    away = Shown(until=soon.end, preset=1, available=False)
    assert said(profile=away) == " · until 14:00"
    assert said(profile=msgspec.structs.replace(away, available=True)).endswith(
        "14:00 · Meeting 13:00\N{EN DASH}14:00"
    )


def test_a_profile_with_a_name_of_its_own_keeps_it(model: ColleagueModel) -> None:
    anna = model.colleague(model.index(0))
    shown = msgspec.structs.replace(anna, profile=Shown(name="I verkstan"))
    assert second_line(shown, model.clock()) == "I verkstan · Sales · 203"


def test_favourites_then_groups_then_colleagues_then_contacts(model: ColleagueModel) -> None:
    members = (COMPANY[1], colleague("Bo Åslund", LineState.BUSY, id="Bo Åslund"))
    group = group_row(Group(id="g1", name="Support", extension="600"), members)
    contact = contact_row(Contact(id="c1", name="Adam", numbers=(ContactNumber("112233"),)), "SE")
    model.change([group, contact])
    assert names(model) == ["Support", "Anna Ek", "Bo Åslund", "Åsa Öberg", "Östen Warn", "Adam"]
    assert [model.begins_section(model.index(row)) for row in range(6)] == [False, True, *[False] * 3, True]
    model.use_favourites(frozenset({"Östen Warn", "contact:c1", "gone"}))
    assert names(model) == ["Adam", "Östen Warn", "Support", "Anna Ek", "Bo Åslund", "Åsa Öberg"]
    assert model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole).startswith("Favourite: Östen")
    model.change([colleague("Östen Warn", LineState.BUSY)])
    model.search("a")
    assert names(model)[0] == "Adam"
    assert not model.begins_section(model.index(1))
    model.search("")
    model.use_favourites(frozenset())
    assert names(model)[-1] == "Adam"


def test_a_group_says_who_is_free() -> None:
    def row(*lines: LineState) -> GroupRow:
        people = [colleague(name, line) for name, line in zip(("Anna", "Bo", "Cia"), lines, strict=False)]
        return group_row(Group(id="g", name="Support", extension="600"), people)

    free, busy, hidden = LineState.FREE, LineState.BUSY, LineState.HIDDEN
    assert (row(free, busy, free).line, who_is_free(row(free, busy, free))) == (
        free,
        "2 of 3 free: Anna, Cia",
    )
    assert (row(busy, hidden).line, who_is_free(row(busy, hidden))) == (busy, "Nobody is free")
    assert who_is_free(row(free)) == "Anna is free"
    assert (row().line, who_is_free(row())) == (LineState.OFFLINE, "No other members")
    assert second_line(row(free), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) == "600 · Anna is free"
