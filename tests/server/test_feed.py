"""The feed by itself: batches, cursors, and listeners that do not keep up."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from softphone.people.directory import Directory, Group, Person
from softphone.people.line_state import LineState
from softphone.server.feed import Feed, Listener
from softphone.sync.wire import MeetingShown

ASA = Person(id="p1", login="asa", name="Åsa")
BO = Person(id="p2", login="bo", name="Bo")


def directory(*people: Person) -> Directory:
    return Directory(domain="company.test", people={person.id: person for person in people})


class Later:
    """What the feed wants done later, done when the test says."""

    def __init__(self) -> None:
        self.due: list[Callable[[], None]] = []

    def __call__(self, _seconds: float, what: Callable[[], None]) -> None:
        self.due.append(what)

    def come(self) -> None:
        due, self.due = self.due, []
        for what in due:
            what()


def heard(listener: Listener) -> list[dict[str, Any]]:
    listener.close()
    return [json.loads(message) for message in listener._messages]


def test_changes_that_come_together_are_one_delta_with_the_last_of_each() -> None:
    later = Later()
    feed = Feed("e", directory(ASA, BO), later)
    listener = feed.listen("t", "p1", "e", 0)
    for line in (LineState.FREE, LineState.RINGING, LineState.BUSY):
        feed.set_line("p1", line)
    feed.set_line("p2", LineState.FREE)
    feed.set_line("nobody", LineState.FREE)
    assert len(later.due) == 1
    later.come()
    (delta,) = heard(listener)
    assert delta["revision"] == {"epoch": "e", "n": 1}
    assert {row["person"]["id"]: row["line"] for row in delta["changed"]} == {"p1": "busy", "p2": "free"}


def test_what_stays_as_it_is_is_no_change() -> None:
    later = Later()
    feed = Feed("e", directory(ASA), later)
    feed.set_line("p1", LineState.OFFLINE)
    feed.use_directory(directory(ASA))
    assert later.due == []


def test_a_meeting_is_told_once_and_goes_with_the_person() -> None:
    later = Later()
    feed = Feed("e", directory(ASA, BO), later)
    listener = feed.listen("t", "p2", "e", 0)
    noon = datetime(2026, 11, 26, 12, tzinfo=UTC)
    meeting = MeetingShown(begin=noon, end=noon)
    for told in (meeting, meeting, None, None):
        feed.set_meeting("p1", told)
        later.come()
    deltas = heard(listener)
    said = {"begin": "2026-11-26T12:00:00Z", "end": "2026-11-26T12:00:00Z", "title": ""}
    assert [row["meeting"] for delta in deltas for row in delta["changed"]] == [said, None]
    # Of somebody who is not there yet, or no more.
    feed.set_meeting("p1", meeting)
    feed.use_directory(directory(BO))
    feed.use_directory(directory(ASA, BO))
    later.come()
    rows = json.loads(bytes(feed.snapshot("p2")))["colleagues"]
    assert [row["meeting"] for row in rows] == [None, None]


def test_people_come_change_and_go() -> None:
    later = Later()
    feed = Feed("e", directory(ASA), later)
    feed.set_line("p1", LineState.BUSY)
    later.come()
    listener = feed.listen("t", "p1", "e", 1)
    renamed = Person(id="p1", login="asa", name="Åsa Öberg")
    feed.use_directory(directory(renamed, BO))
    later.come()
    feed.use_directory(directory(BO))
    later.come()
    first, second = heard(listener)
    names = {row["person"]["name"]: row["line"] for row in first["changed"]}
    assert names == {"Åsa Öberg": "busy", "Bo": "offline"}
    assert (second["changed"], second["removed"]) == ([], ["p1"])
    assert [row["person"]["id"] for row in json.loads(bytes(feed.snapshot("p1")))["colleagues"]] == ["p2"]


def test_a_snapshot_holds_what_waits_to_be_sent() -> None:
    later = Later()
    feed = Feed("e", directory(ASA), later)
    feed.set_line("p1", LineState.BUSY)
    snapshot = json.loads(bytes(feed.snapshot("p1")))
    assert (snapshot["revision"]["n"], snapshot["colleagues"][0]["line"]) == (1, "busy")
    later.come()
    assert json.loads(bytes(feed.snapshot("p1")))["revision"]["n"] == 1


def test_a_snapshot_of_many_comes_in_pieces() -> None:
    many = [Person(id=f"m{n}", login=f"m{n}", name="Å") for n in range(1_000)]
    for people in ([], many[:1], many):
        snapshot = Feed("e", directory(*people), Later()).snapshot("m1")
        whole = b"".join(snapshot.pieces())
        assert len(whole) == snapshot.length
        assert [row["person"]["id"] for row in json.loads(whole)["colleagues"]] == [p.id for p in people]
    assert max(len(piece) for piece in snapshot.pieces()) < snapshot.length / 3


def test_deltas_older_than_what_is_kept_mean_fetch_again() -> None:
    later = Later()
    feed = Feed("e", directory(ASA), later)
    for number in range(1_200):
        feed.set_line("p1", LineState.BUSY if number % 2 else LineState.FREE)
        later.come()
    assert heard(feed.listen("t", "p1", "e", 199)) == [{"type": "fetch again"}]
    assert [delta["revision"]["n"] for delta in heard(feed.listen("t", "p1", "e", 1_198))] == [1_199, 1_200]


def test_a_listener_that_does_not_keep_up_is_told_to_fetch_again() -> None:
    later = Later()
    feed = Feed("e", directory(ASA), later)
    listener = feed.listen("t", "p1", "e", 0)
    for number in range(201):
        feed.set_line("p1", LineState.BUSY if number % 2 else LineState.FREE)
        later.come()
    assert heard(listener) == [{"type": "fetch again"}]


def test_a_listener_waits_for_what_comes_and_ends_when_closed() -> None:
    async def scenario() -> None:
        feed = Feed("e", directory(ASA), asyncio.get_running_loop().call_later)
        listener = feed.listen("t", "p1", "e", 0)
        other = feed.listen("other", "p1", "e", 0)
        waiting = asyncio.create_task(listener.next())
        await asyncio.sleep(0)
        feed.set_line("p1", LineState.BUSY)
        async with asyncio.timeout(10):
            assert json.loads(await waiting or "")["revision"]["n"] == 1
            feed.revoke("t")
            assert await listener.next() is None
            assert listener.revoked
            assert json.loads(await other.next() or "")["revision"]["n"] == 1
        assert feed.listeners == 2
        feed.leave(listener)
        assert feed.listeners == 1

    asyncio.run(scenario())


def test_a_hidden_line_is_real_for_oneself_and_hidden_for_all_others() -> None:
    later = Later()
    feed = Feed("e", directory(ASA, BO), later)
    asa, bo = feed.listen("a", "p1", "e", 0), feed.listen("b", "p2", "e", 0)
    feed.set_own_line("p1", LineState.FREE)
    feed.set_line("p1", LineState.FREE)
    later.come()
    feed.set_line("p1", LineState.HIDDEN)
    later.come()
    for line in (LineState.RINGING, LineState.BUSY, LineState.BUSY):
        feed.set_own_line("p1", line)
    assert later.due == []
    late = feed.listen("late", "p1", "e", 2)
    feed.set_line("p1", LineState.BUSY)
    later.come()
    feed.set_own_line("p1", LineState.FREE)

    def told(listener: Listener) -> list[tuple[int, str, bool]]:
        return [(each["revision"]["n"], each["changed"][0]["line"], each["own"]) for each in heard(listener)]

    public = [(1, "free", False), (2, "hidden", False), (3, "busy", False)]
    assert told(bo) == public
    assert told(late) == [(2, "busy", True), (3, "busy", False)]
    own = told(asa)
    assert [each for each in own if not each[2]] == public
    assert [line for _, line, is_own in own if is_own] == ["free", "ringing", "busy"]


def test_a_snapshot_shows_a_hidden_line_to_its_owner() -> None:
    feed = Feed("e", directory(ASA, BO), Later())
    feed.set_own_line("p1", LineState.BUSY)
    feed.set_line("p1", LineState.HIDDEN)

    def line(person: str) -> str:
        rows = json.loads(bytes(feed.snapshot(person)))["colleagues"]
        return str({row["person"]["id"]: row["line"] for row in rows}["p1"])

    assert (line("p1"), line("p2"), line("nobody")) == ("busy", "hidden", "hidden")
    assert bytes(feed.snapshot("p2")) == bytes(feed.snapshot("nobody"))


def test_a_large_company_is_taken_in_pieces_and_what_it_shares_with_the_last_not_again() -> None:
    later = Later()
    many = [Person(id=f"m{n}", login=f"m{n}", name="M") for n in range(5_000)]
    before = directory(ASA, *many)
    feed = Feed("e", before, later)
    feed.use_directory(msgspec.structs.replace(before, credentials={}))
    assert later.due == []
    listener = feed.listen("t", "p1", "e", 0)
    feed.use_directory(directory(ASA, *many, BO))
    pieces = 0
    while later.due:
        later.come()
        pieces += 1
    assert pieces >= 3
    assert [row["person"]["id"] for delta in heard(listener) for row in delta["changed"]] == ["p2"]


def test_another_directory_in_the_middle_of_one_loses_nobody() -> None:
    later = Later()
    feed = Feed("e", directory(ASA), later)
    many = [Person(id=f"m{n}", login=f"m{n}", name="M") for n in range(250)]
    feed.use_directory(directory(ASA, *many))
    feed.use_directory(directory(*many, BO))
    while later.due:
        later.come()
    rows = json.loads(bytes(feed.snapshot("p2")))["colleagues"]
    assert {row["person"]["id"] for row in rows} == {"p2", *(each.id for each in many)}


def test_groups_come_with_the_snapshot_and_again_when_one_is_another() -> None:
    later = Later()
    duty = Group(id="g1", name="Support", extension="600", members=("p1", "p2"))
    of_people = directory(ASA, BO)
    feed = Feed("e", msgspec.structs.replace(of_people, groups={"g1": duty}), later)
    assert json.loads(bytes(feed.snapshot("p1")))["groups"] == [
        {"id": "g1", "name": "Support", "extension": "600", "number": "", "members": ["p1", "p2"]}
    ]
    listener = feed.listen("t", "p1", "e", 0)
    feed.use_directory(msgspec.structs.replace(of_people, groups={"g1": duty}))
    assert later.due == []
    alone = msgspec.structs.replace(duty, members=("p2",))
    feed.use_directory(msgspec.structs.replace(of_people, groups={"g1": alone}))
    later.come()
    feed.set_line("p1", LineState.FREE)
    later.come()
    first, second = heard(listener)
    assert [each["members"] for each in first["groups"]] == [["p2"]] and first["changed"] == []
    assert second["groups"] is None
    assert [each["members"] for each in json.loads(bytes(feed.snapshot("p1")))["groups"]] == [["p2"]]
