"""What is in force, and the timer for what comes next."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.profiles.activation import Active, ByHand, active
from softphone.profiles.settings import FIRST, Chosen, PersonalSettings
from softphone.profiles.timeline import Occurrence
from softphone.server.in_force import LONGEST_WAIT, InForce

NOON = datetime(2030, 3, 4, 12, tzinfo=UTC)


class Clock:
    """Time goes on when it is told to, from one call to the next; as on a loop, each is called once."""

    def __init__(self) -> None:
        self.now = NOON.timestamp()
        self.set_back = 0.0
        self._steady = 0.0
        self._calls: list[tuple[float, Callable[[], None]]] = []

    def wall(self) -> float:
        return self.now - self.set_back

    def call_later(self, seconds: float, call: Callable[[], None]) -> None:
        self._calls.append((self._steady + seconds, call))

    def go(self, seconds: float) -> None:
        until = self._steady + seconds
        while due := [each for each in self._calls if each[0] <= until]:
            first = min(due, key=lambda each: each[0])
            self._calls.remove(first)
            self.now += first[0] - self._steady
            self._steady = first[0]
            first[1]()
        self.now += until - self._steady
        self._steady = until


class Office:
    def __init__(self, **settings: PersonalSettings) -> None:
        self.clock = Clock()
        self.told: list[tuple[str, int]] = []
        self.in_force = InForce(self.clock.wall, self.clock.call_later, self.tell)
        self.in_force.take(settings)
        self.in_force.start()

    def tell(self, person: str, found: Active) -> None:
        self.told.append((person, found.profile.number))

    def profile(self, person: str) -> int:
        return self.in_force.of(person).profile.number


def lunch(minutes: float | None, profile: int = 2) -> PersonalSettings:
    until = None if minutes is None else NOON + timedelta(minutes=minutes)
    chosen = Chosen(by_hand=ByHand(profile=profile, until=until))
    return msgspec.structs.replace(FIRST, chosen=chosen)


def test_who_has_set_nothing_is_available() -> None:
    office = Office()
    assert office.profile("anybody") == 1
    assert office.in_force.everybody() == {}


def test_what_was_set_before_the_start_is_in_force_and_not_told() -> None:
    office = Office(asa=lunch(45), bo=lunch(-1))
    assert (office.profile("asa"), office.profile("bo"), office.told) == (2, 1, [])


def test_an_end_comes_by_itself_once_and_not_before() -> None:
    office = Office(asa=lunch(45))
    office.clock.go(45 * 60 - 1)
    assert office.profile("asa") == 2
    office.clock.go(1)
    assert (office.profile("asa"), office.told) == (1, [("asa", 1)])
    office.clock.go(86_400)
    assert office.told == [("asa", 1)]


def test_an_earlier_end_takes_the_place_of_a_later_one() -> None:
    office = Office(asa=lunch(45), bo=lunch(50))
    office.in_force.use_settings("bo", lunch(10))
    office.in_force.use_settings("asa", lunch(None))
    office.clock.go(10 * 60)
    assert (office.profile("asa"), office.profile("bo")) == (2, 1)
    office.clock.go(86_400)
    assert (office.profile("asa"), office.told[-1]) == (2, ("bo", 1))


def test_a_calendar_event_begins_and_ends() -> None:
    office = Office()
    event = Occurrence(NOON + timedelta(minutes=5), NOON + timedelta(minutes=65), 3)
    office.in_force.use_occurrences("asa", (event,))
    office.in_force.use_occurrences("asa", (event,))
    office.clock.go(5 * 60)
    assert office.profile("asa") == 3
    office.clock.go(60 * 60)
    assert office.profile("asa") == 1
    assert [number for _, number in office.told] == [1, 3, 1]


@pytest.mark.parametrize("minutes", [60, -60])
def test_a_clock_that_is_set_is_noticed(minutes: int) -> None:
    office = Office(asa=lunch(45 if minutes > 0 else -30))
    office.clock.set_back = -minutes * 60
    office.clock.go(LONGEST_WAIT)
    assert office.profile("asa") == (1 if minutes > 0 else 2)
    office.clock.go(2 * 3_600)
    assert office.profile("asa") == 1


def test_nothing_is_told_after_the_end() -> None:
    office = Office(asa=lunch(45))
    office.in_force.stop()
    office.clock.go(86_400)
    assert office.told == []


def test_who_is_gone_is_forgotten() -> None:
    office = Office(asa=lunch(45))
    office.in_force.forget("asa")
    office.clock.go(86_400)
    assert (office.profile("asa"), office.told) == (1, [])


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.one_of(st.none(), st.integers(1, 90)), st.integers(0, 3_000)),
        max_size=8,
    )
)
def test_it_is_always_what_the_one_function_says(changes: list[tuple[str, int | None, int]]) -> None:
    office = Office()
    known = {"a": FIRST, "b": FIRST}
    for person, minutes, wait in changes:
        passed = (office.clock.now - NOON.timestamp()) / 60
        known[person] = lunch(None if minutes is None else passed + minutes)
        office.in_force.use_settings(person, known[person])
        office.clock.go(wait)
        now = datetime.fromtimestamp(office.clock.wall(), UTC)
        for each, kept in known.items():
            assert office.in_force.of(each) == active(kept.availability(), now)
