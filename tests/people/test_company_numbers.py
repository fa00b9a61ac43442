"""Whose each of the company's numbers is."""

import msgspec
import pytest

from softphone.people.company_numbers import company_number
from softphone.people.directory import Directory, Group, Number, NumberKind, NumberStatus, Person
from softphone.storage.snapshot import assemble

LISTED = "+46812345601"
ANNA = Person(id="a", login="anna", name="Anna", landline="+46812345602", mobile="+46701740605")
GONE = Person(id="g", login="gunnar", name="Gunnar", landline="+46812345603", active=False)
GROUP = Group(id="r", name="Receptionen", number="+46812345600")


def company(*numbers: Number) -> Directory:
    return assemble(
        domain="company.test",
        country="SE",
        people=(ANNA, GONE),
        devices=(),
        numbers=numbers,
        groups=(GROUP,),
        trunks=(),
    )


def listed(number: str = LISTED, **more: object) -> Number:
    made = Number(number=number, kind=NumberKind.LANDLINE, status=NumberStatus.RESERVED)
    return msgspec.structs.replace(made, **more)


def whose(directory: Directory, number: str) -> tuple[str, NumberStatus, NumberKind] | None:
    found = company_number(number, directory)
    if found is None:
        return None
    return found.owner.id if found.owner else "", found.number.status, found.number.kind


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (LISTED, ("", NumberStatus.RESERVED, NumberKind.LANDLINE)),
        (ANNA.landline, ("a", NumberStatus.IN_USE, NumberKind.LANDLINE)),
        (ANNA.mobile, ("a", NumberStatus.IN_USE, NumberKind.MOBILE)),
        (GROUP.number, ("r", NumberStatus.IN_USE, NumberKind.LANDLINE)),
        (GONE.landline, ("g", NumberStatus.IN_USE, NumberKind.LANDLINE)),
        ("+46899999999", None),
        ("anna", None),
        ("", None),
    ],
)
def test_a_number_is_somebodys_reserved_or_not_the_companys(
    number: str, expected: tuple[str, NumberStatus, NumberKind] | None
) -> None:
    assert whose(company(listed()), number) == expected


def test_who_has_it_counts_whatever_the_list_says() -> None:
    given = company(listed(ANNA.landline, note="Växeln"))
    assert whose(given, ANNA.landline) == ("a", NumberStatus.IN_USE, NumberKind.LANDLINE)
    found = company_number(ANNA.landline, given)
    assert found is not None and (found.number.person, found.number.note) == ("a", "Växeln")
    nobodys = company(listed(status=NumberStatus.IN_USE))
    assert whose(nobodys, LISTED) == ("", NumberStatus.RESERVED, NumberKind.LANDLINE)
    inactive = company(listed(status=NumberStatus.IN_USE, person="g"))
    assert whose(inactive, LISTED) == ("g", NumberStatus.IN_USE, NumberKind.LANDLINE)
