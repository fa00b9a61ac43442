"""The feed by itself: batches, cursors, and listeners that do not keep up."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from softphone.people.directory import Directory, Person
from softphone.people.line_state import LineState
from softphone.server.feed import Feed, Listener

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
    listener = feed.listen("t", "e", 0)
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


def test_people_come_change_and_go() -> None:
    later = Later()
    feed = Feed("e", directory(ASA), later)
    feed.set_line("p1", LineState.BUSY)
    later.come()
    listener = feed.listen("t", "e", 1)
    renamed = Person(id="p1", login="asa", name="Åsa Öberg")
    feed.use_directory(directory(renamed, BO))
    later.come()
    feed.use_directory(directory(BO))
    later.come()
    first, second = heard(listener)
    names = {row["person"]["name"]: row["line"] for row in first["changed"]}
    assert names == {"Åsa Öberg": "busy", "Bo": "offline"}
    assert (second["changed"], second["removed"]) == ([], ["p1"])
    assert [row["person"]["id"] for row in json.loads(feed.snapshot())["colleagues"]] == ["p2"]


def test_a_snapshot_holds_what_waits_to_be_sent() -> None:
    later = Later()
    feed = Feed("e", directory(ASA), later)
    feed.set_line("p1", LineState.BUSY)
    snapshot = json.loads(feed.snapshot())
    assert (snapshot["revision"]["n"], snapshot["colleagues"][0]["line"]) == (1, "busy")
    later.come()
    assert json.loads(feed.snapshot())["revision"]["n"] == 1
    assert feed.snapshot() is feed.snapshot()


def test_deltas_older_than_what_is_kept_mean_fetch_again() -> None:
    later = Later()
    feed = Feed("e", directory(ASA), later)
    for number in range(1_200):
        feed.set_line("p1", LineState.BUSY if number % 2 else LineState.FREE)
        later.come()
    assert heard(feed.listen("t", "e", 199)) == [{"type": "fetch again"}]
    assert [delta["revision"]["n"] for delta in heard(feed.listen("t", "e", 1_198))] == [1_199, 1_200]


def test_a_listener_that_does_not_keep_up_is_told_to_fetch_again() -> None:
    later = Later()
    feed = Feed("e", directory(ASA), later)
    listener = feed.listen("t", "e", 0)
    for number in range(201):
        feed.set_line("p1", LineState.BUSY if number % 2 else LineState.FREE)
        later.come()
    assert heard(listener) == [{"type": "fetch again"}]


def test_a_listener_waits_for_what_comes_and_ends_when_closed() -> None:
    async def scenario() -> None:
        feed = Feed("e", directory(ASA), asyncio.get_running_loop().call_later)
        listener = feed.listen("t", "e", 0)
        other = feed.listen("other", "e", 0)
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
