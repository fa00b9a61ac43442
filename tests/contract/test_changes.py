"""Changes to the company and what the audit log says of them: one transaction, in every repository."""

from typing import Any

import msgspec
import pytest

from softphone.people.add_on import AddOn
from softphone.people.directory import DigestAlgorithm, Trunk
from softphone.storage.audit import HIDDEN, Action, Actor, AuditQuery, Entry, differences
from softphone.storage.changes import PutPerson, RevokeDevices
from softphone.storage.records import Device, Session
from softphone.storage.repository import Repository, TakenError
from tests.contract.test_repository import ASA, BO, DESK

ASA_DOES = Actor(person="p1", login="asa", source="10.0.0.7")


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
