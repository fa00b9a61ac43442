"""What every repository does, whatever it keeps its rows in."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from softphone.people.directory import (
    DigestAlgorithm,
    Group,
    GroupRing,
    Number,
    NumberKind,
    NumberStatus,
    Person,
    Trunk,
)
from softphone.storage.memory import MemoryRepository
from softphone.storage.records import Device, NewCompany, PasswordHash, Session
from softphone.storage.repository import Repository, TakenError
from softphone.storage.sql import open_sqlite
from softphone.storage.vault import Vault

ASA = Person(
    id="p1",
    login="asa",
    name="Åsa Öberg",
    title="Chef",
    department="Ekonomi",
    extension="101",
    landline="+4681234501",
    mobile="+46701234501",
    email="asa@company.test",
    roles=frozenset({"admin", "supervisor"}),
    class_of_service="international",
)
BO = Person(id="p2", login="Bo", name="Bo Ek", extension="102")
DESK = Device(
    id="d1", person="p1", name="Desk", user="asa", ha1="a" * 32, algorithm=DigestAlgorithm.MD5, issued=False
)
LAPTOP = Device(
    id="d2", person="p2", name="Laptop", user="bo.x1", ha1="b" * 64, algorithm=DigestAlgorithm.SHA_256
)
NUMBER = Number(number="+4681234502", kind=NumberKind.LANDLINE, status=NumberStatus.IN_USE, person="p2")
RESERVED = Number(number="+46701234599", kind=NumberKind.MOBILE, status=NumberStatus.RESERVED)
RECEPTION = Group(
    id="g1",
    name="Receptionen",
    number="+4681234500",
    extension="100",
    members=("p2", "p1"),
    ring=GroupRing.IN_ORDER,
    hours="mon-fri 08:00-17:00",
    overflow="asa",
)
TRUNK = Trunk(
    id="t1",
    name="Operator",
    address="sip.operator.test:5060",
    transport="tls",
    login="company",
    password="trunk-password",
    register=True,
    number_format="national",
    early_media=False,
    channels=4,
    media="direct",
)
COMPANY = NewCompany(
    domain="company.test",
    country="SE",
    people=(ASA, BO),
    password_hashes={"p1": "$argon2id$asa"},
    devices=(DESK, LAPTOP),
    numbers=(NUMBER, RESERVED),
    groups=(RECEPTION,),
    trunks=(TRUNK,),
)


@pytest.fixture(params=["memory", "sqlite"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Repository]:
    made: Repository
    if request.param == "memory":
        made = MemoryRepository()
    else:
        made = open_sqlite(tmp_path / "softphone.db", Vault.open(tmp_path / "secret.key"))
    yield made
    made.close()


@pytest.fixture
def loaded(repository: Repository) -> Repository:
    repository.load(COMPANY)
    return repository


def test_is_empty_until_a_company_is_loaded(repository: Repository) -> None:
    assert repository.is_empty()
    with pytest.raises(LookupError):
        repository.directory()
    repository.load(COMPANY)
    assert not repository.is_empty()


def test_gives_back_all_that_was_loaded(loaded: Repository) -> None:
    directory = loaded.directory()
    assert (directory.domain, directory.country) == ("company.test", "SE")
    assert directory.people == {"p1": ASA, "p2": BO}
    assert directory.numbers == {NUMBER.number: NUMBER, RESERVED.number: RESERVED}
    assert directory.groups == {"g1": RECEPTION}
    assert directory.trunks == {"t1": TRUNK}
    assert set(directory.credentials) == {"asa", "bo.x1"}
    credential = directory.credentials["bo.x1"]
    assert (credential.ha1, credential.algorithm) == ("b" * 64, DigestAlgorithm.SHA_256)
    assert (credential.person, credential.device) == ("p2", "d2")


@pytest.mark.parametrize(
    ("user", "found"),
    [
        ("asa", ASA),
        ("ASA", ASA),
        ("101", ASA),
        ("+4681234501", ASA),
        ("+46701234501", ASA),
        ("bo", BO),
        ("+4681234502", BO),
        ("100", RECEPTION),
        ("+4681234500", RECEPTION),
        ("+46701234599", None),
        ("", None),
        ("nobody", None),
    ],
)
def test_a_person_or_group_is_found_by_all_addresses(
    loaded: Repository, user: str, found: Person | Group | None
) -> None:
    assert loaded.directory().find(user) == found


def test_a_second_company_is_refused(loaded: Repository) -> None:
    with pytest.raises(TakenError):
        loaded.load(COMPANY)
    assert len(loaded.directory().people) == 2


@pytest.mark.parametrize(
    "company",
    [
        msgspec.structs.replace(COMPANY, people=(ASA, BO, msgspec.structs.replace(BO, id="p3", login="bo"))),
        msgspec.structs.replace(COMPANY, people=(ASA, BO, msgspec.structs.replace(BO, login="other"))),
        msgspec.structs.replace(COMPANY, devices=(DESK, msgspec.structs.replace(LAPTOP, user="asa"))),
        msgspec.structs.replace(COMPANY, numbers=(NUMBER, NUMBER)),
    ],
    ids=["login", "person", "device user", "number"],
)
def test_a_company_with_something_twice_changes_nothing(repository: Repository, company: NewCompany) -> None:
    with pytest.raises(TakenError):
        repository.load(company)
    assert repository.is_empty()
    repository.load(COMPANY)


def test_password_hashes_are_found_by_login_in_any_case(loaded: Repository) -> None:
    assert loaded.password_hash("ASA") == PasswordHash("p1", "$argon2id$asa")
    assert loaded.password_hash("bo") == PasswordHash("p2", "")
    assert loaded.password_hash("nobody") is None
    loaded.set_password_hash("p2", "$argon2id$bo")
    assert loaded.password_hash("bO") == PasswordHash("p2", "$argon2id$bo")
    with pytest.raises(LookupError):
        loaded.set_password_hash("p9", "x")


def test_people_are_added_once(loaded: Repository) -> None:
    cia = Person(id="p3", login="cia", name="Cia")
    loaded.add_person(cia, "$argon2id$cia")
    assert loaded.directory().find("cia") == cia
    assert loaded.password_hash("cia") == PasswordHash("p3", "$argon2id$cia")
    for again in (cia, msgspec.structs.replace(cia, id="p4", login="CIA")):
        with pytest.raises(TakenError):
            loaded.add_person(again, "")
    assert len(loaded.directory().people) == 3


def test_devices_are_added_replaced_and_removed(loaded: Repository) -> None:
    assert loaded.devices("p2") == (LAPTOP,)
    renewed = msgspec.structs.replace(LAPTOP, user="bo.x2", ha1="c" * 64)
    loaded.put_device(renewed)
    assert loaded.devices("p2") == (renewed,)
    assert set(loaded.directory().credentials) == {"asa", "bo.x2"}
    with pytest.raises(TakenError):
        loaded.put_device(msgspec.structs.replace(LAPTOP, id="d3", user="asa"))
    assert loaded.devices("p2") == (renewed,)
    assert loaded.remove_device("d2")
    assert not loaded.remove_device("d2")
    assert loaded.devices("p2") == ()


def test_sessions_come_are_used_and_go(loaded: Repository) -> None:
    session = Session(token_hash="h1", person="p1", name="Laptop", created=10.0, used=10.0)
    loaded.add_session(session)
    loaded.touch_session("h1", 20.5)
    loaded.touch_session("gone", 20.5)
    assert loaded.sessions() == (msgspec.structs.replace(session, used=20.5),)
    assert loaded.remove_session("h1")
    assert not loaded.remove_session("h1")
    assert loaded.sessions() == ()
