"""Changes to the company and what the audit log says of them: one transaction, in every repository."""

from datetime import date
from typing import Any

import msgspec
import pytest

from softphone.people.add_on import AddOn
from softphone.people.directory import DigestAlgorithm, Group, Number, NumberKind, NumberStatus, Trunk
from softphone.people.directory_source import DirectorySource
from softphone.people.retention import Keeping
from softphone.profiles.incoming import ToColleague, ToGroup, ToNumber, ToReception
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.storage.audit import HIDDEN, Action, Actor, AuditQuery, Entry, differences
from softphone.storage.changed import after_changes
from softphone.storage.changes import (
    AddSession,
    Change,
    EndSessions,
    ErasePerson,
    PutDirectorySource,
    PutEntry,
    PutForwarding,
    PutGroup,
    PutInvitation,
    PutNumber,
    PutPerson,
    PutRetention,
    PutSecondFactor,
    PutTrunk,
    RemoveDevice,
    RemoveGroup,
    RemoveNumber,
    RemoveSecondFactor,
    RemoveTrunk,
    RevokeDevices,
    SetPassword,
    UseInvitation,
)
from softphone.storage.records import Device, Invitation, SecondFactor, Session
from softphone.storage.repository import Repository, TakenError
from tests.contract.test_repository import (
    ASA,
    ASAS,
    BO,
    CALL,
    DESK,
    LAPTOP,
    NUMBER,
    RECEPTION,
    RESERVED,
    TRUNK,
    answered,
)
from tests.contract.test_repository import LATER as LATER_CALL

ASA_DOES = Actor(person="p1", login="asa", source="10.0.0.7")

FREED = msgspec.structs.replace(NUMBER, status=NumberStatus.RESERVED, person="")
GIVEN = msgspec.structs.replace(RESERVED, status=NumberStatus.IN_USE, person="p1")
SUPPORT = Group(id="g2", name="Support", extension="200", members=("p2", "p1"))
SECOND = Trunk(id="t2", name="Reserv", address="sip2.test")


def entry(at: float, action: Action = Action.PERSON_CHANGED, subject: str = "p2", **more: Any) -> Entry:
    return Entry(**{"at": at, "actor": ASA_DOES, "action": action, "subject": subject, **more})


def numbered(found: tuple[Entry, ...]) -> list[float]:
    return [each.at for each in found]


def test_a_change_and_its_entry_are_kept_together(loaded: Repository) -> None:
    changed = msgspec.structs.replace(BO, title="Säljare", add_ons=frozenset({AddOn.RECORDING}))
    before, after = differences(BO, changed)
    loaded.change([PutPerson(changed)], [entry(5.0, name="Bo Ek", before=before, after=after)])
    assert loaded.directory().people["p2"] == changed
    (kept,) = loaded.audit(AuditQuery())
    assert kept.before == {"title": "", "add_ons": []}
    assert kept.after == {"title": "Säljare", "add_ons": ["recording"]}
    assert (kept.at, kept.actor, kept.action, kept.name) == (5.0, ASA_DOES, Action.PERSON_CHANGED, "Bo Ek")


def test_what_cannot_be_done_leaves_no_entry_and_nothing_half_done(loaded: Repository) -> None:
    first = PutPerson(msgspec.structs.replace(ASA, title="VD"))
    taken = PutPerson(msgspec.structs.replace(BO, login="ASA"))
    with pytest.raises(TakenError):
        loaded.change([first, taken], [entry(5.0)])
    assert loaded.directory().people == {"p1": ASA, "p2": BO}
    assert loaded.audit(AuditQuery()) == ()


def test_a_person_is_added_with_a_password_and_keeps_it_when_changed(loaded: Repository) -> None:
    new = msgspec.structs.replace(BO, id="p3", login="cia")
    loaded.change([PutPerson(new, "$hash")])
    loaded.change([PutPerson(msgspec.structs.replace(new, login="cissi"))])
    found = loaded.password_hash("cissi")
    assert found is not None and (found.person, found.hash) == ("p3", "$hash")


def test_who_is_not_active_is_kept_and_nobody_for_calls(loaded: Repository) -> None:
    gone = msgspec.structs.replace(ASA, active=False)
    laptop = Device(id="d9", person="p1", name="L", user="asa.x", ha1="c" * 64, algorithm=DigestAlgorithm.MD5)
    loaded.put_device(laptop)
    loaded.add_session(Session(token_hash="t", person="p1", name="", created=1.0, used=1.0))
    loaded.change([PutPerson(gone), RevokeDevices("p1")])
    directory = loaded.directory()
    assert directory.inactive == {"p1": gone}
    assert "p1" not in directory.people and directory.find("asa") is None
    assert "asa" not in directory.credentials
    assert (loaded.sessions(), loaded.devices("p1")) == ((), (DESK,))
    loaded.change([PutPerson(ASA)])
    assert loaded.directory().people["p1"] == ASA
    assert "asa" in loaded.directory().credentials


def test_entries_are_found_newest_first_by_who_whom_what_and_when(loaded: Repository) -> None:
    bo = Actor(person="p2", login="Bo")
    loaded.change([], [entry(1.0), entry(2.0, Action.TRUNK_CHANGED, "t1"), entry(3.0, actor=bo)])
    assert numbered(loaded.audit(AuditQuery())) == [3.0, 2.0, 1.0]
    assert numbered(loaded.audit(AuditQuery(actor="p1"))) == [2.0, 1.0]
    assert numbered(loaded.audit(AuditQuery(subject="p2"))) == [3.0, 1.0]
    assert numbered(loaded.audit(AuditQuery(actions=frozenset({Action.TRUNK_CHANGED})))) == [2.0]
    assert numbered(loaded.audit(AuditQuery(since=2.0, until=3.0))) == [2.0]
    page = loaded.audit(AuditQuery(limit=2))
    assert numbered(loaded.audit(AuditQuery(below=page[-1].n))) == [1.0]


def test_old_entries_go_and_their_numbers_are_not_given_again(loaded: Repository) -> None:
    loaded.change([], [entry(1.0), entry(2.0)])
    newest = loaded.audit(AuditQuery())[0].n
    assert loaded.remove_audit(5.0) == 2
    loaded.change([], [entry(9.0)])
    assert [each.n > newest for each in loaded.audit(AuditQuery())] == [True]


def test_no_secret_is_told() -> None:
    before = Trunk(id="t1", name="Operator", address="sip.test", password="old")
    after = msgspec.structs.replace(before, password="new", address="sip2.test")
    assert differences(before, after) == (
        {"address": "sip.test", "password": HIDDEN},
        {"address": "sip2.test", "password": HIDDEN},
    )
    assert differences(None, after)[1]["password"] == HIDDEN


def test_numbers_groups_and_trunks_are_put_and_removed(loaded: Repository) -> None:
    group = msgspec.structs.replace(RECEPTION, members=("p1",), hours="sat 10-14")
    trunk = msgspec.structs.replace(TRUNK, password="new", channels=7)
    loaded.change([PutNumber(GIVEN), PutGroup(group), PutGroup(SUPPORT), PutTrunk(trunk), PutTrunk(SECOND)])
    directory = loaded.directory()
    assert directory.numbers[RESERVED.number] == GIVEN
    assert directory.groups == {"g1": group, "g2": SUPPORT}
    assert directory.trunks == {"t1": trunk, "t2": SECOND}
    assert directory.find(RESERVED.number) == ASA
    loaded.change([RemoveGroup("g1"), RemoveTrunk("t2")])
    assert (set(loaded.directory().groups), set(loaded.directory().trunks)) == ({"g2"}, {"t1"})


SPARE = Number(number="+4681234577", kind=NumberKind.LANDLINE, status=NumberStatus.RESERVED, note="Växeln")
LATER = NumberForwarding(ToNumber("+46701740605"), date(2026, 12, 24))


def test_numbers_are_added_replaced_and_removed(loaded: Repository) -> None:
    before = dict(loaded.directory().numbers)
    loaded.change([PutNumber(SPARE)])
    assert loaded.directory().numbers == before | {SPARE.number: SPARE}
    given = msgspec.structs.replace(SPARE, status=NumberStatus.IN_USE, person="p2", note="")
    loaded.change([PutNumber(given)])
    assert loaded.directory().numbers == before | {SPARE.number: given}
    assert loaded.directory().find(SPARE.number) == BO
    loaded.change([RemoveNumber(SPARE.number), RemoveNumber("+46")])
    assert loaded.directory().numbers == before


def test_a_number_is_forwarded_until_it_is_not_reserved_any_more(loaded: Repository) -> None:
    loaded.change([PutNumber(SPARE), PutForwarding(SPARE.number, LATER)])
    assert loaded.number_forwardings() == {SPARE.number: LATER}
    loaded.change([PutNumber(msgspec.structs.replace(SPARE, note="Mässan"))])
    assert loaded.number_forwardings() == {SPARE.number: LATER}
    for to in (ToColleague("p1"), ToGroup("g1"), ToReception()):
        loaded.change([PutForwarding(SPARE.number, NumberForwarding(to))])
        assert loaded.number_forwardings() == {SPARE.number: NumberForwarding(to)}
    loaded.change([PutForwarding(SPARE.number, None)])
    assert loaded.number_forwardings() == {}
    given = msgspec.structs.replace(SPARE, status=NumberStatus.IN_USE, person="p2")
    loaded.change([PutForwarding(SPARE.number, LATER), PutNumber(given)])
    assert loaded.number_forwardings() == {}
    loaded.change([PutNumber(SPARE), PutForwarding(SPARE.number, LATER), RemoveNumber(SPARE.number)])
    assert loaded.number_forwardings() == {}


def test_a_number_that_is_not_there_is_not_forwarded(loaded: Repository) -> None:
    with pytest.raises(LookupError):
        loaded.change([PutNumber(SPARE), PutForwarding("+4681234578", LATER)], [entry(5.0)])
    assert SPARE.number not in loaded.directory().numbers
    assert (loaded.number_forwardings(), loaded.audit(AuditQuery())) == ({}, ())


@pytest.mark.parametrize(
    "changes",
    [
        [PutPerson(msgspec.structs.replace(ASA, login="asa2", extension="", mobile=""))],
        [PutPerson(msgspec.structs.replace(BO, id="p3", login="cia", extension="103"))],
        [PutPerson(msgspec.structs.replace(BO, active=False)), RevokeDevices("p2")],
        [PutPerson(msgspec.structs.replace(BO, active=False)), RevokeDevices("p2"), PutPerson(BO)],
        [PutNumber(SPARE), PutNumber(GIVEN), PutNumber(FREED)],
        [PutNumber(SPARE), PutForwarding(SPARE.number, LATER), RemoveNumber(NUMBER.number)],
        [PutGroup(msgspec.structs.replace(RECEPTION, number="", extension="109")), PutGroup(SUPPORT)],
        [PutGroup(SUPPORT), RemoveGroup("g1")],
        [PutTrunk(msgspec.structs.replace(TRUNK, channels=9)), PutTrunk(SECOND), RemoveTrunk("t2")],
        [RemoveDevice(LAPTOP.id)],
    ],
    ids=lambda changes: " ".join(type(each).__name__ for each in changes),
)
def test_the_directory_after_changes_is_the_one_that_is_stored(
    loaded: Repository, changes: list[Change]
) -> None:
    before = loaded.directory()
    loaded.change(changes)
    assert after_changes(before, changes) == loaded.directory()
    assert before.people == {"p1": ASA, "p2": BO}


INVITATION = Invitation(token_hash="h1", person="p2", expires=100.0)


def test_an_invitation_is_used_once_or_not_at_all(loaded: Repository) -> None:
    session = Session(token_hash="s1", person="p2", name="Laptop", created=5.0, used=5.0, idle=7.5, ends=9.0)
    loaded.change([PutInvitation(INVITATION)])
    assert loaded.invitation("h1") == INVITATION
    others = Session(token_hash="s0", person="p1", name="Laptop", created=5.0, used=5.0)
    for each in (msgspec.structs.replace(session, token_hash="before"), others):
        loaded.add_session(each)
    use: list[Change] = [UseInvitation("h1"), EndSessions("p2"), AddSession(session)]
    use.append(SetPassword("p2", "$new"))
    loaded.change(use, [entry(5.0)])
    assert (loaded.invitation("h1"), set(loaded.sessions())) == (None, {others, session})
    kept = loaded.password_hash("bo")
    assert kept is not None and kept.hash == "$new"
    with pytest.raises(LookupError):
        loaded.change([SetPassword("p2", "$other"), UseInvitation("h1")], [entry(6.0)])
    kept = loaded.password_hash("bo")
    assert kept is not None and kept.hash == "$new"
    assert numbered(loaded.audit(AuditQuery())) == [5.0]


def test_invitations_go_when_they_are_over_and_with_who_is_not_active(loaded: Repository) -> None:
    later = msgspec.structs.replace(INVITATION, token_hash="h2", expires=200.0)
    loaded.change([PutInvitation(INVITATION), PutInvitation(later)])
    assert loaded.remove_invitations(150.0) == 1
    assert (loaded.invitation("h1"), loaded.invitation("h2")) == (None, later)
    loaded.change([RevokeDevices("p2")])
    assert loaded.invitation("h2") is None


def test_a_second_factor_is_kept_sealed_and_each_step_used_once(loaded: Repository) -> None:
    factor = SecondFactor(person="p1", secret="A" * 32)
    loaded.change([PutSecondFactor(factor)])
    assert loaded.second_factors() == (factor,)
    assert loaded.use_step("p1", 7)
    assert not loaded.use_step("p1", 7) and not loaded.use_step("p1", 6) and not loaded.use_step("p2", 8)
    assert loaded.second_factors()[0].step == 7
    again = SecondFactor(person="p1", secret="B" * 32)
    loaded.change([PutSecondFactor(again)])
    assert loaded.second_factors() == (again,)
    loaded.change([RemoveSecondFactor("p1"), RemoveSecondFactor("p2")])
    assert loaded.second_factors() == ()


def test_a_session_remembers_how_it_was_begun(loaded: Repository) -> None:
    session = Session(token_hash="h", person="p1", name="", created=1.0, used=1.0, second_factor=True)
    loaded.add_session(session)
    loaded.touch_session("h", 2.0)
    assert loaded.sessions() == (msgspec.structs.replace(session, used=2.0),)


TALKED = msgspec.structs.replace(CALL, caller_uri="sip:asa@company.test", callee="p2", began=50.0)


def test_who_is_erased_is_gone_and_named_nowhere(loaded: Repository) -> None:
    loaded.keep_settings(ASAS, [answered(1, "a")], follows=0)
    loaded.set_calendar_password("p1", "secret")
    loaded.keep_calls([TALKED], [])
    loaded.add_session(Session(token_hash="t", person="p1", name="", created=1.0, used=1.0))
    loaded.change([PutInvitation(msgspec.structs.replace(INVITATION, person="p1")), PutNumber(GIVEN)])
    about = entry(5.0, subject="p1", name="Åsa Öberg", before={"title": "x"}, after={"title": "Chef"})
    imported = {"count": 2, "logins": ["asa", "asalinda"]}
    loaded.change([], [entry(4.0, Action.PEOPLE_IMPORTED, "", after=imported)])
    loaded.change([], [about, entry(6.0, Action.CALLS_SEARCHED, "p2", name="Bo Ek", actor=Actor())])
    before = loaded.directory()
    loaded.change([ErasePerson("p1")], [entry(9.0, Action.PERSON_ERASED, "p1")])
    directory = loaded.directory()
    assert directory == after_changes(before, [ErasePerson("p1")])
    assert set(directory.people) == {"p2"} and "asa" not in directory.credentials
    assert directory.numbers[GIVEN.number].status is NumberStatus.RESERVED
    assert directory.groups["g1"].members == ("p2",)
    assert (loaded.sessions(), loaded.devices("p1"), loaded.settings()) == ((), (), ())
    assert (loaded.invitation("h1"), loaded.calendar_password("p1")) == (None, "")
    (call,) = loaded.call_records()
    assert (call.caller_shown, call.caller_uri, call.caller_address, call.caller_device) == ("",) * 4
    assert (call.called, call.answered_by, call.began) == ("102", "p2", 50.0)
    erased, searched, changed, brought = loaded.audit(AuditQuery())
    assert brought.after == {"count": 2, "logins": ["asalinda"]}
    assert (changed.name, changed.before, changed.after, changed.actor.login) == ("", {}, {}, "")
    assert (searched.name, erased.subject) == ("Bo Ek", "p1")
    with pytest.raises(LookupError):
        loaded.change([ErasePerson("p1")])


def test_addresses_go_before_the_records_that_had_them(loaded: Repository) -> None:
    later = msgspec.structs.replace(TALKED, id="e-9", call_id="c9", began=500.0)
    loaded.keep_calls([TALKED, later], [])
    loaded.change([], [entry(50.0), entry(500.0)])
    assert (loaded.forget_addresses(100.0, 10), loaded.forget_addresses(100.0, 10)) == (1, 0)
    new, old = loaded.call_records()
    assert (new, old.caller_address, old.steps[0].tries[0].address) == (later, "", "")
    assert old.steps[0].tries[0].device == TALKED.steps[0].tries[0].device
    assert [each.actor.source for each in loaded.audit(AuditQuery())] == ["10.0.0.7", ""]


def test_how_long_things_are_kept_is_kept(loaded: Repository) -> None:
    assert loaded.retention() == {}
    loaded.change([PutRetention(Keeping.AUDIT, 30), PutRetention(Keeping.AUDIT, 31)])
    assert loaded.retention() == {Keeping.AUDIT: 31}


def test_many_of_a_kind_are_put_as_one_by_one(loaded: Repository) -> None:
    """As an import has them: some new, some there, with and without a password; one of them twice."""
    forwarding = NumberForwarding(ToNumber("+46812345999"), date(2026, 12, 1))
    loaded.change([PutForwarding(RESERVED.number, forwarding)])
    people = [msgspec.structs.replace(BO, id=f"n{n}", login=f"new{n}", extension="") for n in range(1_200)]
    numbers = [
        Number(number=f"+4670{n:07}", kind=NumberKind.MOBILE, status=NumberStatus.RESERVED)
        for n in range(1_200)
    ]
    renamed = msgspec.structs.replace(ASA, name="Åsa Ny")
    changes: list[Change] = [
        *(PutPerson(each, "") for each in people),
        PutPerson(renamed),
        PutPerson(msgspec.structs.replace(BO, name="Bo Ny"), "$argon2id$bo"),
        *(PutNumber(each) for each in numbers),
        PutNumber(GIVEN),
        PutEntry("p1", "e1"),
        PutEntry("n7", "e7"),
        PutEntry("p1", "e2"),
    ]
    before = loaded.directory()
    with pytest.raises(TakenError):
        loaded.change([*changes, PutPerson(msgspec.structs.replace(people[0], id="x")), PutPerson(people[1])])
    assert loaded.directory() == before
    loaded.change(changes)
    assert loaded.directory() == after_changes(before, changes)
    kept = [loaded.password_hash(login) for login in ("asa", "bo", "new3")]
    assert [each.hash for each in kept if each] == ["$argon2id$asa", "$argon2id$bo", ""]
    assert loaded.number_forwardings() == {} and loaded.directory_entries() == {"p1": "e2", "n7": "e7"}


def test_the_companys_directory_and_who_came_from_it_are_kept(loaded: Repository) -> None:
    assert loaded.directory_source() is None
    source = DirectorySource(address="ldap.test", base_dn="dc=test", bind_dn="cn=x", password="hemligt")
    loaded.change([PutDirectorySource(source), PutEntry("p1", "e1"), PutEntry("p2", "e2")])
    assert loaded.directory_source() == source
    with pytest.raises(TakenError):
        loaded.change([PutDirectorySource(None), PutEntry("p2", "e1")])
    assert loaded.directory_source() == source
    loaded.change([PutEntry("p2", "e3"), ErasePerson("p1")])
    assert loaded.directory_entries() == {"p2": "e3"}
    loaded.change([PutDirectorySource(None)])
    assert loaded.directory_source() is None


def test_calls_are_searched_by_text_and_time(loaded: Repository) -> None:
    loaded.keep_calls([TALKED, msgspec.structs.replace(LATER_CALL, called="100%_+468")], [])
    assert [each.id for each in loaded.call_records(text="asa@COMPANY")] == [TALKED.id]
    assert [each.id for each in loaded.call_records(text="%_")] == [LATER_CALL.id]
    assert [each.id for each in loaded.call_records(since=60.0)] == [LATER_CALL.id]
    assert loaded.call_record(TALKED.id) == TALKED
    assert loaded.call_record("x") is None
