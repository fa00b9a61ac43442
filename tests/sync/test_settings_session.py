"""What is asked of the server, and what is made of its answers."""

from pathlib import Path

import pytest

from softphone.profiles.edits import Answer, Edit, Revision
from softphone.profiles.own import InForceNow
from softphone.profiles.settings import FIRST, Document, document_of, settings_of, value_at, with_value
from softphone.profiles.timeline import Source
from softphone.profiles.validation import Reason, Refusal
from softphone.sync.settings_session import OFFERED_FOR, Fetch, Fetched, Push, SettingsSession
from softphone.sync.settings_shapes import minor_versions_apart
from tests.sync.settings_world import Desktop, Server

MESSAGE = "profiles.2.message"
DOCUMENT = document_of(FIRST)


def came(n: int, *answers: Answer, known: bool = True, document: Document = DOCUMENT, **more: int) -> Fetched:
    revision = Revision("e", n)
    return Fetched(
        epoch="e",
        revision=revision,
        known=known,
        forgotten=more.get("forgotten", 0),
        document=document,
        answers=answers,
        in_force=InForceNow(revision=revision, profile=1, source=Source.DEFAULT),
    )


def answered(edit: Edit, n: int, refused: Reason | None = None, at: float = 1_000.0) -> Answer:
    refusal = None if refused is None else Refusal(edit.field, refused)
    return Answer(edit=edit, revision=Revision("e", n), at=at, refused=refusal)


def fetched() -> SettingsSession:
    session = SettingsSession()
    assert session.next() == Fetch(Revision())
    assert not session.fetched(came(0))
    assert session.next() is None
    return session


def made(session: SettingsSession, new: str, id_: str) -> Edit:
    edit = session.edit(MESSAGE, new, id_)
    assert edit is not None
    return edit


def test_nothing_can_be_edited_before_it_is_known() -> None:
    session = SettingsSession()
    assert session.edit(MESSAGE, "a", "1") is None
    assert session.known.waiting == ()


def test_an_edit_is_shown_at_once_and_pushed_until_it_has_an_answer() -> None:
    session = fetched()
    first, second = made(session, "a", "1"), made(session, "b", "2")
    assert (first.old, second.old) == ("", "a")
    assert session.edit(MESSAGE, "b", "3") is None
    assert value_at(session.document, MESSAGE) == "b"
    assert session.next() == session.next() == Push("e", (first, second))
    session.pushed([answered(first, 1), answered(second, 2, Reason.TOO_LONG)])
    assert (session.known.waiting, [each.edit for each in session.known.refused]) == ((), [second])
    assert session.next() == Fetch(Revision("e", 0))
    session.dismiss("2")
    assert session.known.refused == ()


def test_what_is_accepted_stays_as_it_is_until_it_is_fetched() -> None:
    """The next edit, made in between, follows the one that was accepted."""
    session = fetched()
    first = made(session, "a", "1")
    session.pushed([answered(first, 1)])
    assert session.known.waiting == ()
    assert value_at(session.document, MESSAGE) == "a"
    assert made(session, "b", "2").old == "a"
    with_first = with_value(DOCUMENT, MESSAGE, "a")
    assert with_first is not None
    session.fetched(came(1, answered(first, 1), document=with_first))
    assert value_at(session.document, MESSAGE) == "b"


def test_a_change_is_as_many_edits_as_it_takes_and_leaves_what_is_not_known_alone() -> None:
    later = with_value(DOCUMENT, "profiles.2", DOCUMENT["profiles"]["2"] | {"colour": "red"})
    assert later is not None
    session = SettingsSession()
    session.fetched(came(0, document=later))
    before = settings_of(session.document)
    after = settings_of({**DOCUMENT, "zone": "Europe/Helsinki", "order": [2, 1]})
    ids = iter("abc")
    session.change(before, after, lambda: next(ids))
    assert {edit.field for edit in session.known.waiting} == {"zone", "order"}
    assert value_at(session.document, "profiles.2.colour") == "red"


def test_being_told_of_another_revision_is_a_reason_to_fetch() -> None:
    session = fetched()
    in_force = InForceNow(revision=Revision("e", 0), profile=3, source=Source.CALENDAR)
    session.told(Revision("e", 0), in_force)
    assert (session.next(), session.known.in_force) == (None, in_force)
    session.told(Revision("e", 1), in_force)
    assert session.next() == Fetch(Revision("e", 0))


def test_what_a_restored_server_lost_is_offered_again() -> None:
    session = fetched()
    edit = made(session, "a", "1")
    session.pushed([answered(edit, 1)])
    session.fetched(came(1, answered(edit, 1)))
    waits = session.edit("zone", "Europe/Helsinki", "2")
    assert session.fetched(came(0, known=False))
    assert session.known.waiting == (edit, waits)


def test_also_what_was_answered_and_not_fetched_yet() -> None:
    session = fetched()
    edit, refused = made(session, "a", "1"), made(session, "b", "2")
    session.pushed([answered(edit, 1), answered(refused, 2, Reason.TOO_LONG)])
    # The revision that was asked from is one that it still knows.
    assert session.fetched(came(0))
    assert session.known.waiting == (edit,)
    assert [each.edit for each in session.known.refused] == [refused]


@pytest.mark.parametrize("was_fetched", [True, False])
def test_what_another_desktop_offered_again_in_vain_is_told_here_too(was_fetched: bool) -> None:
    session = fetched()
    edit = made(session, "a", "1")
    session.pushed([answered(edit, 1)])
    if was_fetched:
        session.fetched(came(1, answered(edit, 1)))
    refused = answered(edit, 2, Reason.CHANGED_MEANWHILE)
    assert session.fetched(came(2, refused, known=not was_fetched))
    assert (session.known.waiting, session.known.refused) == ((), (refused,))
    assert not session.fetched(came(2))
    assert session.known.refused == (refused,)


@pytest.mark.parametrize("was_fetched", [True, False])
def test_a_refusal_that_a_restore_took_back_is_not_told_any_longer(was_fetched: bool) -> None:
    session = fetched()
    edit = made(session, "a", "1")
    refused = answered(edit, 1, Reason.CHANGED_MEANWHILE)
    session.pushed([refused])
    if was_fetched:
        session.fetched(came(1, refused))
    assert session.known.refused == (refused,)
    # Another desktop had seen it accepted by a server that was restored since, and offered it again.
    session.fetched(came(2, answered(edit, 2), known=not was_fetched))
    after = session.known
    assert (after.waiting, after.refused) == ((), ())


def test_an_answer_that_the_server_has_only_forgotten_is_no_restore() -> None:
    session = fetched()
    edit = made(session, "a", "1")
    session.pushed([answered(edit, 1)])
    session.fetched(came(1, answered(edit, 1)))
    assert not session.fetched(came(9, known=False, forgotten=5))
    assert session.known.waiting == ()


def test_answers_are_kept_for_a_time_by_the_servers_clock() -> None:
    session = fetched()
    old = answered(Edit(id="1", field="zone"), 1, at=0.0)
    new = answered(Edit(id="2", field="zone"), 2, at=OFFERED_FOR + 1)
    session.fetched(came(2, old, new))
    assert session.known.answers == (new,)


def test_an_answer_to_a_push_outlives_a_restore_that_comes_before_the_fetch(tmp_path: Path) -> None:
    server, desktop = Server(), Desktop("one", tmp_path)
    try:
        answered_and_restored(server, desktop)
    finally:
        desktop.close()
        server.close()


def answered_and_restored(server: Server, desktop: Desktop) -> None:
    desktop.sync(server)
    desktop.edit(MESSAGE, "a")
    desktop.sync(server)
    backup = server.backup()
    desktop.edit(MESSAGE, "b")
    assert isinstance(desktop.ask(server), Push)
    server.restart(backup)
    desktop.crash()
    desktop.sync(server)
    assert value_at(document_of(server.availabilities.of("p1").settings), MESSAGE) == "b"


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("0.1.0", "0.1.7", 0), ("0.1.0", "0.3.0", 2), ("1.0", "0.9", 1_000_000), ("0.1.0", "test", 0)],
)
def test_versions(one: str, other: str, apart: int) -> None:
    assert minor_versions_apart(one, other) == apart


def test_what_was_told_while_an_older_answer_was_on_its_way_is_fetched_too() -> None:
    session = fetched()
    session.told(Revision("e", 1), came(1).in_force)
    assert session.next() == Fetch(Revision("e", 0))
    session.told(Revision("e", 2), came(2).in_force)
    session.fetched(came(1))
    assert session.next() == Fetch(Revision("e", 1))
    session.fetched(came(2))
    assert session.next() is None
