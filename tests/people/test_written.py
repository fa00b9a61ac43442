"""What an administrator writes of a person."""

import msgspec
import pytest

from softphone.people.add_on import AddOn
from softphone.people.directory import Person
from softphone.people.written import LONGEST, FaultKind, Written, read

ASA = Written(
    login="asa",
    name=" Åsa Öberg ",
    extension="101",
    landline="08-123 45 01",
    email="asa@company.test",
    roles=("admin",),
    class_of_service="landline, mobile",
    add_ons=("recording",),
)


def test_it_is_a_person_and_can_be_written_again() -> None:
    person = read(ASA, "p1", "SE", {"bo"})
    assert person == Person(
        id="p1",
        login="asa",
        name="Åsa Öberg",
        extension="101",
        landline="+4681234501",
        email="asa@company.test",
        roles=frozenset({"admin"}),
        class_of_service="landline, mobile",
        add_ons=frozenset({AddOn.RECORDING}),
    )
    assert read(Written.of(person), "p1", "SE", ()) == person


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("login", "", FaultKind.MISSING),
        ("login", "å s a", FaultKind.BAD_LOGIN),
        ("login", "BO", FaultKind.TAKEN),
        ("name", "  ", FaultKind.MISSING),
        ("name", "Åsa\r\nVia: SIP/2.0", FaultKind.UNSEEN_CHARACTERS),
        ("name", "Åsa\u202egnp.exe", FaultKind.UNSEEN_CHARACTERS),
        ("name", "\ud800", FaultKind.UNSEEN_CHARACTERS),
        ("name", "x" * 10_000, FaultKind.TOO_LONG),
        ("title", "x" * (LONGEST + 1), FaultKind.TOO_LONG),
        ("landline", "08", FaultKind.BAD_NUMBER),
        ("landline", "070-123 45 67", FaultKind.MOBILE_NUMBER),
        ("mobile", "+46701234599", FaultKind.TAKEN),
        ("extension", "12a", FaultKind.BAD_EXTENSION),
        ("extension", "112", FaultKind.EMERGENCY),
        ("email", "asa", FaultKind.BAD_EMAIL),
        ("roles", ("king",), FaultKind.BAD_ROLE),
        ("class_of_service", "dear", FaultKind.BAD_CLASS),
        ("add_ons", ("coffee",), FaultKind.BAD_ADD_ON),
    ],
)
def test_each_fault_is_told_with_its_field(field: str, value: object, kind: FaultKind) -> None:
    written = msgspec.structs.replace(ASA, **{field: value})
    faults = read(written, "p1", "SE", {"bo", "+46701234599"})
    assert not isinstance(faults, Person)
    assert [(fault.field, fault.kind) for fault in faults] == [(field, kind)]
    assert faults[0].sentence.startswith(f"{field}: ")
    assert len(faults[0].sentence) < 200 and faults[0].sentence.isprintable()


def test_a_mobile_number_that_was_a_landline_before_stays_and_no_other_becomes_one() -> None:
    written = msgspec.structs.replace(ASA, landline="+46701234567")
    person = read(written, "p1", "SE", (), "+46701234567")
    assert isinstance(person, Person) and person.landline == "+46701234567"
    assert not isinstance(read(written, "p1", "SE", (), "+46701234568"), Person)


def test_all_faults_are_told_at_once() -> None:
    faults = read(Written(extension="x"), "p1", "SE", ())
    assert not isinstance(faults, Person)
    assert {fault.field for fault in faults} == {"login", "name", "extension"}


@pytest.mark.parametrize("name", ['<b>"Åsa" & O\'Hara</b>', "Åsa \u200f", "名前", "{}", "%s"])
def test_names_are_what_people_are_called(name: str) -> None:
    person = read(msgspec.structs.replace(ASA, name=name), "p1", "SE", ())
    assert isinstance(person, Person) and person.name == name.strip()
