"""Everyone's calendars over time: fetched, read, kept through failures, given up. The clock is the test's."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import Any

import msgspec
import pytest

from softphone.people.meeting import Meeting
from softphone.profiles.calendar import CalendarFault, CalendarReading, Fault
from softphone.profiles.calendar_settings import CalendarKind, CalendarSettings
from softphone.profiles.timeline import Occurrence
from softphone.server.accounts import Clocks
from softphone.server.calendars.calendars import (
    EVERY,
    FIRST_RETRY,
    LONGEST_REQUESTED,
    LONGEST_RETRY,
    Calendars,
    CalendarState,
    Wanted,
    until_next_look,
)
from softphone.server.calendars.fetched import Failed, Failure
from softphone.server.calendars.remembered import Remembered
from softphone.storage.repository import StorageError
from tests.profiles.times import STOCKHOLM, at
from tests.server.calendars.web import Asked, Reply, Web, fetcher, web

NOW = at("2026-11-26 10:00")
DAY = 86_400.0
MEETING = Occurrence(at("2026-11-26 13:00"), at("2026-11-26 14:00"), 3)


def calendar(title: str) -> bytes:
    event = f"UID:m\r\nSUMMARY:{title}\r\nDTSTART:20261126T120000Z\r\nDURATION:PT1H"
    return f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()


class Company:
    """One server of calendars, and who asks it."""

    def __init__(self, server: Web, remembered: Mapping[str, Remembered] = MappingProxyType({})) -> None:
        self.server = server
        self.kept: dict[str, Remembered | None] = {}
        self.times_kept = 0
        self.passed = 0.0
        self.occurrences: dict[str, tuple[Occurrence, ...]] = {}
        self.passwords: Callable[[str], Awaitable[str]] = self._password
        self.fetcher = fetcher()
        self.calendars = Calendars(
            self.fetcher,
            clocks=Clocks(wall=lambda: NOW.timestamp() + self.passed, steady=lambda: self.passed),
            jitter=lambda: 0.0,
            password=lambda person: self.passwords(person),
            on_reading=self._read,
            keep=self._keep,
            remembered=dict(remembered),
        )

    def wanted(self, path: str = "/a.ics", **changes: Any) -> Wanted:
        settings = CalendarSettings(address=f"{self.server.address}{path}", login="asa")
        return Wanted(
            **{"settings": settings, "zone": STOCKHOLM, "profiles": frozenset(range(1, 11)), **changes}
        )

    def _read(self, person: str, reading: CalendarReading) -> None:
        self.occurrences[person] = reading.occurrences

    def _keep(self, person: str, remembered: Remembered | None) -> None:
        self.times_kept += 1
        # As it comes back from where it was written.
        encoded = msgspec.json.encode(remembered)
        self.kept[person] = msgspec.json.decode(encoded, type=Remembered | None)

    async def _password(self, person: str) -> str:
        return f"{person}'s"


class Calendar:
    """As its server answers."""

    def __init__(self, title: str = "Möte #3") -> None:
        self.reply = Reply(body=calendar(title), headers={"ETag": f'"{len(title)}"'})

    def __call__(self, asked: Asked) -> Reply:
        if asked.headers.get("If-None-Match") == self.reply.headers.get("ETag", "-"):
            return Reply(304)
        return self.reply


def living(what: Callable[[Company, Calendar], Coroutine[Any, Any, None]]) -> None:
    async def life(server: Web) -> None:
        company = Company(server)
        try:
            async with asyncio.timeout(60):
                await what(company, answers)
        finally:
            await company.fetcher.close()

    answers = Calendar()
    with web(answers) as server:
        asyncio.run(life(server))


def test_fetched_read_and_shown() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        company.calendars.watch("asa", company.wanted())
        assert company.calendars.due() == ["asa"]
        await company.calendars.look("asa")
        assert company.occurrences == {"asa": (MEETING,)}
        state = company.calendars.state("asa")
        assert (state.looked, state.succeeded, state.failed, state.occurrences) == (NOW, NOW, None, 1)
        assert state.next_look == at("2026-11-26 10:10")
        assert company.calendars.due() == []
        company.passed = EVERY[CalendarKind.ICALENDAR]
        assert company.calendars.due() == ["asa"]

    living(life)


def test_an_unchanged_calendar_is_not_read_again_until_the_day_after() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        company.occurrences.clear()
        company.passed = 600.0
        await company.calendars.look("asa")
        assert company.occurrences == {}
        assert company.calendars.state("asa").succeeded == at("2026-11-26 10:10")
        assert company.calendars.state("asa").occurrences == 1
        company.passed = DAY
        await company.calendars.look("asa")
        assert company.occurrences == {"asa": (MEETING,)}

    living(life)


def test_what_was_read_counts_while_the_server_is_gone() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        answers.reply = Reply(500)
        for failures, wait in enumerate((60.0, 120.0, 240.0), start=1):
            company.passed += 600.0
            await company.calendars.look("asa")
            state = company.calendars.state("asa")
            assert state.failed == Failed(Failure.NO_ANSWER, "500")
            assert (state.failures, state.succeeded) == (failures, NOW)
            assert state.next_look is not None
            assert state.looked is not None
            assert (state.next_look - state.looked).total_seconds() == wait
        assert company.occurrences == {"asa": (MEETING,)}
        answers.reply = Calendar("Lunch #2").reply
        await company.calendars.look("asa")
        assert [o.profile for o in company.occurrences["asa"]] == [2]
        assert (company.calendars.state("asa").failed, company.calendars.state("asa").failures) == (None, 0)

    living(life)


def test_what_is_wrong_in_a_calendar_is_in_the_state() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        answers.reply = Reply(body=calendar("Möte #3\r\nRRULE:FREQ=HOURLY"))
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        assert company.calendars.state("asa").faults == (Fault(CalendarFault.TOO_OFTEN, "Möte #3"),)

    living(life)


def test_without_an_address_nothing_counts_any_more() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        company.calendars.watch("asa", company.wanted(settings=CalendarSettings()))
        assert company.occurrences == {"asa": ()}
        assert company.calendars.state("asa") == CalendarState()
        assert company.calendars.due() == []

    living(life)


def test_another_address_starts_anew_and_other_settings_look_again() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        company.calendars.watch("asa", company.wanted())
        assert company.calendars.due() == []
        company.calendars.watch("asa", company.wanted(profiles=frozenset({1, 2})))
        assert company.calendars.due() == ["asa"]
        assert company.occurrences == {"asa": (MEETING,)}
        await company.calendars.look("asa")
        assert company.occurrences == {"asa": ()}
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        company.calendars.watch("asa", company.wanted("/b.ics"))
        assert company.occurrences == {"asa": ()}
        assert company.calendars.state("asa") == CalendarState()

    living(life)


def test_an_answer_to_what_is_not_asked_any_more_does_not_count() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        async def changed_meanwhile(person: str) -> str:
            company.calendars.forget(person)
            return ""

        company.passwords = changed_meanwhile
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        assert len(company.server.asked) == 1
        assert company.occurrences == {}

    living(life)


def test_a_password_that_cannot_be_read() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        async def lost(person: str) -> str:
            raise StorageError("another key")

        company.passwords = lost
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        assert company.calendars.state("asa").failed == Failed(Failure.PASSWORD_LOST)

    living(life)


def test_the_password_is_the_persons() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        assert company.server.asked[0].headers["Authorization"] == "Basic YXNhOmFzYSdz"

    living(life)


def test_asked_again_while_a_look_is_under_way() -> None:
    """Such as with another password."""

    async def life(company: Company, answers: Calendar) -> None:
        async def slow(person: str) -> str:
            company.calendars.look_soon(person)
            return "old"

        company.passwords = slow
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        assert company.calendars.due() == ["asa"]
        company.passwords = company._password
        await company.calendars.look("asa")
        assert company.calendars.due() == []

    living(life)


def test_it_runs_by_itself() -> None:
    """Many at once, looked at when they are due and when somebody asks."""

    async def life(company: Company, answers: Calendar) -> None:
        running = asyncio.create_task(company.calendars.run())
        people = [f"p{number}" for number in range(12)]
        for person in people:
            company.calendars.watch(person, company.wanted())
        while len(company.occurrences) < len(people):
            await asyncio.sleep(0.01)
        assert set(company.occurrences) == set(people)
        answers.reply = Calendar("Semester #5").reply
        company.calendars.look_soon("p7")
        company.calendars.look_soon("nobody")
        while company.occurrences["p7"] == (MEETING,):
            await asyncio.sleep(0.01)
        assert company.occurrences["p8"] == (MEETING,)
        company.calendars.look_soon("p8")
        running.cancel()  # in the moment that it is asked, too
        await asyncio.wait([running], timeout=30)
        assert running.cancelled()

    living(life)


@pytest.mark.parametrize(
    ("failed", "failures", "wait"),
    [
        (None, 0, EVERY[CalendarKind.CALDAV]),
        (Failed(Failure.NO_ANSWER), 1, FIRST_RETRY),
        (Failed(Failure.NO_ANSWER), 3, 4 * FIRST_RETRY),
        (Failed(Failure.NO_ANSWER), 10_000, LONGEST_RETRY),
        (Failed(Failure.BUSY, retry_after=500.0), 1, 500.0),
        (Failed(Failure.BUSY, retry_after=5.0), 1, FIRST_RETRY),
        (Failed(Failure.BUSY, retry_after=1e9), 1, LONGEST_REQUESTED),
    ],
)
def test_when_it_is_looked_at_next(failed: Failed | None, failures: int, wait: float) -> None:
    assert until_next_look(CalendarKind.CALDAV, failed, failures, 0.0) == wait
    assert wait < until_next_look(CalendarKind.CALDAV, failed, failures, 1.0) <= 1.1 * wait


def test_what_was_read_outlives_a_restart_while_the_server_of_the_calendar_is_gone() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        answers.reply = Reply(503)
        company.passed = EVERY[CalendarKind.ICALENDAR]
        await company.calendars.look("asa")
        state = company.calendars.state("asa")
        kept = {person: each for person, each in company.kept.items() if each is not None}
        assert kept["asa"].meetings == (Meeting(MEETING.begin, MEETING.end),)

        later = Company(company.server, kept)
        later.passed = company.passed
        later.calendars.watch("asa", later.wanted())
        assert later.occurrences == {"asa": (MEETING,)}
        # When it is looked at next is known again after the first look.
        assert later.calendars.state("asa") == msgspec.structs.replace(state, next_look=None)
        assert later.calendars.due() == ["asa"]
        await later.calendars.look("asa")
        assert later.calendars.state("asa").failures == 2
        assert later.occurrences == {"asa": (MEETING,)}
        await later.fetcher.close()

    living(life)


def test_after_a_restart_an_unchanged_calendar_is_not_sent_again() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        kept = {person: each for person, each in company.kept.items() if each is not None}
        for wanted, tag in ((company.wanted(), '"7"'), (company.wanted(email="asa@company.test"), None)):
            later = Company(company.server, kept)
            later.calendars.watch("asa", wanted)
            await later.calendars.look("asa")
            assert company.server.asked[-1].headers.get("If-None-Match") == tag
            assert later.occurrences == {"asa": (MEETING,)}
            await later.fetcher.close()

    living(life)


def test_what_was_kept_of_another_address_counts_for_nothing() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        company.calendars.watch("asa", company.wanted())
        await company.calendars.look("asa")
        kept = {person: each for person, each in company.kept.items() if each is not None}
        later = Company(company.server, kept)
        later.calendars.watch("asa", later.wanted("/other.ics"))
        assert later.occurrences == {}
        assert later.calendars.state("asa") == CalendarState()
        given_up = Company(company.server, kept)
        given_up.calendars.watch(
            "asa", Wanted(settings=CalendarSettings(), zone=STOCKHOLM, profiles=frozenset())
        )
        assert given_up.kept == {"asa": None}
        for each in (later, given_up):
            await each.fetcher.close()

    living(life)


def test_it_is_written_only_when_something_else_is_to_be_remembered() -> None:
    async def life(company: Company, answers: Calendar) -> None:
        company.calendars.watch("asa", company.wanted())
        for _ in range(3):
            await company.calendars.look("asa")
        assert company.times_kept == 1
        answers.reply = Reply(503)
        for _ in range(3):
            await company.calendars.look("asa")
        assert company.times_kept == 2
        company.calendars.watch("asa", company.wanted("/other.ics"))
        assert company.kept == {"asa": None}

    living(life)
