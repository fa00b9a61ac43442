"""What every repository does, whatever it keeps its rows in."""

from typing import Any

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
from softphone.storage.call_record import (
    CallEnd,
    CallRecord,
    Came,
    Ending,
    RecordedStep,
    RecordedWhy,
    Try,
)
from softphone.storage.changes import PutPerson
from softphone.storage.records import (
    Device,
    KeptAnswer,
    KeptCalendar,
    KeptSettings,
    NewCompany,
    PasswordHash,
    Session,
)
from softphone.storage.repository import OvertakenError, Repository, TakenError

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
CALL = CallRecord(
    id="e-1",
    call_id="c1@company.test",
    caller_tag="from",
    callee_tag="to",
    began=1_000.5,
    caller="p1",
    caller_device="asa",
    caller_address="udp:10.0.0.1:5060",
    caller_shown="Åsa Öberg",
    called="102",
    steps=(
        RecordedStep(
            at=0.001,
            whys=(RecordedWhy("the active profile", "p2", "1"),),
            tries=(
                Try(
                    person="p2",
                    device="bo.x1",
                    address="tls:10.0.0.2:5061#3",
                    at=0.001,
                    rang=0.1,
                    came=Came.ANSWERED,
                    came_at=4.5,
                    status=200,
                ),
            ),
        ),
    ),
    answered=4.5,
    answered_by="p2",
    answered_device="bo.x1",
    status=200,
)
LATER = CallRecord(
    id="e-2",
    call_id="c2@company.test",
    caller_tag="x",
    began=2_000.0,
    caller="",
    caller_device="trunk:t1",
    called="+4681234501",
    whys=(RecordedWhy("a reserved number that is not forwarded", "+4681234501"),),
    ended=0.25,
    status=404,
    ending=Ending.REFUSED,
)


ASAS = KeptSettings(person="p1", epoch="E1", n=2, document='{"message": "Sjuk \u00e5 \u2603"}')


def answered(n: int, edit: str, at: float = 10.0, epoch: str = "E1", person: str = "p1") -> KeptAnswer:
    return KeptAnswer(person=person, edit=edit, epoch=epoch, n=n, at=at, answer=f'{{"n": {n}}}')


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


def test_an_administrator_is_who_could_sign_in_as_one(loaded: Repository) -> None:
    def is_one(person: Person, **fields: Any) -> bool:
        loaded.change([PutPerson(msgspec.structs.replace(person, **fields))])
        return loaded.has_administrator()

    assert is_one(ASA, roles=frozenset({"admin", "supervisor"}))
    assert not is_one(ASA, roles=frozenset({"admin"}), active=False)
    # Without a password, or with another role, nobody is.
    assert not is_one(BO, roles=frozenset({"admin"}))
    assert not is_one(ASA, roles=frozenset({"supervisor"}))
    loaded.set_password_hash("p2", "$argon2id$bo")
    assert loaded.has_administrator()


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


def test_sessions_that_were_not_used_for_long_go_together(loaded: Repository) -> None:
    for number in range(4):
        used = 10.0 * number
        session = Session(token_hash=f"h{number}", person="p1", name="", created=0.0, used=used)
        loaded.add_session(session)
    assert loaded.remove_sessions(20.0) == 2
    assert loaded.remove_sessions(20.0) == 0
    assert {session.token_hash for session in loaded.sessions()} == {"h2", "h3"}


def test_it_is_noted_when_devices_were_heard(loaded: Repository) -> None:
    loaded.devices_seen([], 5.0)
    loaded.devices_seen({"bo.x1", "nobody's"}, 10.5)
    assert [device.seen for device in loaded.devices("p2")] == [10.5]
    assert [device.seen for device in loaded.devices("p1")] == [0.0]
    assert set(loaded.directory().credentials) >= {"asa", "bo.x1"}


def test_call_records_are_kept_and_found_newest_first(loaded: Repository) -> None:
    loaded.keep_calls([CALL, LATER], [])
    assert loaded.call_records() == (LATER, CALL)
    assert loaded.call_records(limit=1) == (LATER,)
    assert loaded.call_records(before=2_000.0) == (CALL,)
    assert loaded.call_records(person="p1") == loaded.call_records(person="p2") == (CALL,)
    assert loaded.call_records(person="p3") == ()


def test_a_call_concerns_whom_it_was_for_and_whose_telephone_rang(loaded: Repository) -> None:
    missed = msgspec.structs.replace(LATER, callee="p2", whys=())
    loaded.keep_calls([missed], [])
    loaded.keep_calls([missed], [])
    assert loaded.call_records(person="p2") == (missed,)
    assert loaded.call_records(person="p1") == ()
    loaded.keep_calls([LATER], [])
    assert loaded.call_records(person="p2") == ()


def test_calls_of_one_moment_are_told_apart_by_their_ids(loaded: Repository) -> None:
    calls = [msgspec.structs.replace(CALL, id=f"e-{n}", call_id=f"c{n}") for n in range(4)]
    loaded.keep_calls(calls, [])
    first = loaded.call_records(person="p1", limit=2)
    rest = loaded.call_records(person="p1", before=first[-1].began, then=first[-1].id)
    assert (*first, *rest) == tuple(calls)


def test_a_call_record_is_kept_again_in_its_place(loaded: Repository) -> None:
    ended = msgspec.structs.replace(CALL, ended=64.5, ending=Ending.CALLEE_HUNG_UP)
    loaded.keep_calls([CALL], [])
    loaded.keep_calls([CALL, ended], [])
    assert loaded.call_records() == (ended,)
    assert ended.talked == 60.0


@pytest.mark.parametrize(
    ("tags", "ending"),
    [(("from", "to"), Ending.CALLER_HUNG_UP), (("to", "from"), Ending.CALLEE_HUNG_UP)],
)
def test_an_end_finds_the_call_that_was_kept_without_one(
    loaded: Repository, tags: tuple[str, str], ending: Ending
) -> None:
    loaded.keep_calls([CALL], [CallEnd(call_id=CALL.call_id, tags=tags, at=1_100.0)])
    (kept,) = loaded.call_records()
    assert (kept.ended, kept.ending) == (99.5, ending)
    loaded.keep_calls([], [CallEnd(call_id=CALL.call_id, tags=tags, at=1_200.0)])
    assert loaded.call_records() == (kept,)


def test_an_end_of_another_call_changes_nothing(loaded: Repository) -> None:
    ends = [
        CallEnd(call_id="other", tags=("from", "to"), at=1_100.0),
        CallEnd(call_id=CALL.call_id, tags=("from", "other"), at=1_100.0),
    ]
    loaded.keep_calls([CALL], ends)
    assert loaded.call_records() == (CALL,)


def test_old_call_records_are_removed(loaded: Repository) -> None:
    loaded.keep_calls([CALL, LATER], [])
    assert loaded.remove_call_records(1_500.0) == 1
    assert loaded.remove_call_records(1_500.0) == 0
    assert loaded.call_records() == (LATER,)


def test_settings_are_kept_with_the_answers_before_them(loaded: Repository) -> None:
    assert loaded.settings() == ()
    assert loaded.answers_after("p1", 0) == ()
    loaded.keep_settings(ASAS, [answered(1, "a"), answered(2, "b")], follows=0)
    later = msgspec.structs.replace(ASAS, epoch="E2", n=3, document="{}")
    loaded.keep_settings(later, [answered(3, "c", epoch="E2")], follows=2)
    assert loaded.settings() == (later,)
    assert loaded.answers_after("p1", 0) == (
        answered(1, "a"),
        answered(2, "b"),
        answered(3, "c", epoch="E2"),
    )
    assert loaded.answers_after("p1", 2) == (answered(3, "c", epoch="E2"),)
    assert loaded.answers_to("p1", ["b", "x"]) == (answered(2, "b"),)
    assert loaded.answers_to("p1", []) == loaded.answers_to("p2", ["b"]) == ()
    assert loaded.answer("p1", 2) == answered(2, "b")
    assert loaded.answer("p1", 4) is loaded.answer("p2", 2) is None


def test_two_persons_may_give_their_edits_the_same_id(loaded: Repository) -> None:
    loaded.keep_settings(msgspec.structs.replace(ASAS, n=1), [answered(1, "a")], follows=0)
    loaded.keep_settings(
        msgspec.structs.replace(ASAS, n=1, person="p2"), [answered(1, "a", person="p2")], follows=0
    )
    assert {kept.person for kept in loaded.settings()} == {"p1", "p2"}


@pytest.mark.parametrize(
    ("answers", "follows"),
    [([answered(3, "c")], 1), ([answered(3, "c")], 0), ([answered(3, "a")], 2)],
    ids=["older settings", "none", "an edit that has an answer"],
)
def test_who_was_overtaken_changes_nothing(
    loaded: Repository, answers: list[KeptAnswer], follows: int
) -> None:
    loaded.keep_settings(ASAS, [answered(1, "a"), answered(2, "b")], follows=0)
    with pytest.raises(OvertakenError):
        loaded.keep_settings(msgspec.structs.replace(ASAS, n=3, document="{}"), answers, follows)
    assert loaded.settings() == (ASAS,)
    assert loaded.answers_after("p1", 2) == ()


def test_nobody_has_no_settings(loaded: Repository) -> None:
    with pytest.raises(LookupError):
        loaded.keep_settings(msgspec.structs.replace(ASAS, person="p9"), [answered(1, "a")], follows=0)
    with pytest.raises(LookupError):
        loaded.set_calendar_password("p9", "x")
    assert loaded.calendar_password("p9") == ""


def test_old_answers_are_forgotten_and_noted(loaded: Repository) -> None:
    # The second was given by a clock that had been set back.
    given = [answered(1, "a", at=10.0), answered(2, "b", at=5.0), answered(3, "c", at=20.0)]
    loaded.keep_settings(msgspec.structs.replace(ASAS, n=3), given, follows=0)
    assert loaded.forget_answers(8.0) == {"p1": 2}
    assert loaded.forget_answers(8.0) == {}
    assert loaded.answers_after("p1", 0) == (given[2],)
    assert loaded.settings() == (msgspec.structs.replace(ASAS, n=3, forgotten=2),)


def test_a_calendar_password_is_kept_replaced_and_removed(loaded: Repository) -> None:
    assert loaded.calendar_password("p1") == ""
    for password in ("hemligt \u00e5", "another", ""):
        loaded.set_calendar_password("p1", password)
        assert loaded.calendar_password("p1") == password
    assert loaded.calendar_password("p2") == ""


def test_what_was_read_of_a_calendar_is_kept_replaced_and_forgotten(loaded: Repository) -> None:
    assert loaded.calendars() == ()
    asas, bos = (KeptCalendar(person=person, document='{"title": "M\u00f6te"}') for person in ("p1", "p2"))
    loaded.keep_calendar(msgspec.structs.replace(asas, document="{}"))
    for each in (asas, bos):
        loaded.keep_calendar(each)
    assert sorted(loaded.calendars(), key=lambda each: each.person) == [asas, bos]
    with pytest.raises(LookupError):
        loaded.keep_calendar(msgspec.structs.replace(asas, person="p9"))
    for _ in range(2):
        loaded.forget_calendar("p1")
    assert loaded.calendars() == (bos,)
