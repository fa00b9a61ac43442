"""The numbers at which somebody is reached."""

import pytest

from softphone.people.contact import Contact, ContactNumber, NumberLabel
from softphone.people.directory import Group, Person
from softphone.people.reach import Reach, ReachKind, reaches

ANNA = Person(
    id="p1", login="anna", name="Anna", extension="202", landline="+4681234502", mobile="+46701740602"
)


def said(who: Person | Group | Contact) -> list[tuple[str, str, ReachKind]]:
    return [(each.address, each.shown, each.kind) for each in reaches(who, "SE")]


def test_a_colleague_is_reached_by_who_they_are_first() -> None:
    assert said(ANNA) == [
        ("anna", "202", ReachKind.EXTENSION),
        ("+4681234502", "08-123 45 02", ReachKind.LANDLINE),
        ("+46701740602", "070-174 06 02", ReachKind.MOBILE),
    ]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (Person(id="p", login="bo", name="Bo"), [("bo", "bo", ReachKind.EXTENSION)]),
        (
            Person(id="p", login="bo", name="Bo", landline="+4681234503"),
            [("bo", "08-123 45 03", ReachKind.LANDLINE)],
        ),
        (Group(id="g", name="Support", extension="600"), [("600", "600", ReachKind.EXTENSION)]),
        (
            Group(id="g", name="Support", number="+4681234500"),
            [("+4681234500", "08-123 45 00", ReachKind.LANDLINE)],
        ),
        (Group(id="g", name="Support"), []),
        (Contact(id="c", name="Kim"), []),
    ],
)
def test_with_what_there_is(
    who: Person | Group | Contact, expected: list[tuple[str, str, ReachKind]]
) -> None:
    assert said(who) == expected


def test_every_number_of_a_contact_once_and_in_their_order() -> None:
    numbers = (
        ContactNumber("070-111 22 33", NumberLabel.MOBILE),
        ContactNumber("08-123 45 67", NumberLabel.HOME),
        ContactNumber("+46 70 111 22 33", NumberLabel.WORK),
        ContactNumber("kim@other.test", NumberLabel.OTHER),
        ContactNumber("no number", NumberLabel.OTHER),
    )
    assert reaches(Contact(id="c", name="Kim", numbers=numbers), "SE") == (
        Reach("+46701112233", "070-111 22 33", ReachKind.MOBILE),
        Reach("+4681234567", "08-123 45 67", ReachKind.HOME),
        Reach("kim@other.test", "kim@other.test", ReachKind.OTHER),
    )
