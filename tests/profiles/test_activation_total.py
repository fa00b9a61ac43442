"""The answer of `active` has no gap, no overlap, and changes only when it said so; in every time zone."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from softphone.profiles.activation import Availability, ByHand, active, choose, timeline
from softphone.profiles.profile import (
    ChosenLength,
    For,
    UntilChanged,
    UntilDate,
    UntilNextWorkingDay,
    UntilTime,
)
from softphone.profiles.timeline import FAR, Occurrence, Source
from tests.profiles.test_schedule import MINUTES, schedules
from tests.profiles.times import ZONES, instants

AHEAD = timedelta(days=5)
PROFILES = st.integers(1, 12)
"""There is no 11 and no 12."""


@st.composite
def situations(draw: st.DrawFn) -> tuple[Availability, datetime]:
    now = draw(instants())
    near = st.timedeltas(-AHEAD, AHEAD).map(lambda offset: now + offset)
    lasting = st.timedeltas(timedelta(0), timedelta(days=2))
    occurrences = st.builds(
        lambda begin, length, p: Occurrence(begin, begin + length, p), near, lasting, PROFILES
    )
    by_hand = st.builds(
        lambda profile, until: ByHand(profile=profile, until=until, message="Strax åter"),
        PROFILES,
        st.none() | near,
    )
    availability = Availability(
        by_hand=draw(st.none() | by_hand),
        schedule=draw(schedules()),
        calendar=tuple(draw(st.lists(occurrences, max_size=6))),
        zone=draw(st.sampled_from(ZONES)).key,
    )
    return availability, now


@given(situations())
def test_one_answer_follows_the_other(situation: tuple[Availability, datetime]) -> None:
    availability, now = situation
    answer = active(availability, now)
    for _ in range(8):
        assert (answer.until is None) is (answer.next is None)
        if answer.until is None or answer.next is None:
            break
        assert answer.until > now
        assert answer.next.begin == answer.until
        assert active(availability, answer.until - timedelta(microseconds=1)) == answer
        after = active(availability, answer.until)
        assert (after.profile, after.source, after.until) == (
            answer.next.profile,
            answer.next.source,
            answer.next.until,
        )
        assert (after.profile, after.source) != (answer.profile, answer.source)
        now, answer = answer.until, after


@given(situations(), st.floats(0, 1))
def test_between_now_and_until_the_answer_is_the_same(
    situation: tuple[Availability, datetime], share: float
) -> None:
    availability, now = situation
    answer = active(availability, now)
    until = answer.until or now + timedelta(days=30)
    between = min(now + (until - now) * share, until - timedelta(microseconds=1))
    assert active(availability, between) == answer


@given(situations())
def test_the_timeline_has_no_gap_and_no_overlap(situation: tuple[Availability, datetime]) -> None:
    availability, now = situation
    at = now
    for stretch in timeline(availability, now):
        assert stretch.begin == at < stretch.end
        at = stretch.end
        if at > now + AHEAD:
            return
    assert at == FAR


@given(situations())
def test_every_instant_has_what_goes_first(situation: tuple[Availability, datetime]) -> None:
    """Against a rule that looks at one instant alone."""
    availability, now = situation
    found = active(availability, now)
    by_hand = availability.by_hand
    events = {o.profile for o in availability.calendar if o.begin <= now < o.end and o.profile <= 10}
    if by_hand and by_hand.profile <= 10 and (by_hand.until is None or now < by_hand.until):
        assert (found.source, found.profile.number) == (Source.HAND, by_hand.profile)
        assert found.message == "Strax åter"
    elif events:
        assert found.source is Source.CALENDAR
        assert found.profile.number in events
    else:
        assert found.source in (Source.SCHEDULE, Source.DEFAULT)


def lengths(now: datetime) -> st.SearchStrategy[ChosenLength]:
    today = now.date()
    return st.one_of(
        st.builds(For, st.integers(1, 3000)),
        st.builds(UntilTime, MINUTES),
        st.builds(UntilNextWorkingDay, MINUTES),
        st.builds(UntilDate, st.dates(today + timedelta(days=2), today + timedelta(days=60)), MINUTES),
        st.just(UntilChanged()),
    )


@given(situations(), st.integers(2, 10), st.data())
def test_what_is_chosen_is_active_and_ends_ahead(
    situation: tuple[Availability, datetime], profile: int, data: st.DataObject
) -> None:
    availability, now = situation
    length = data.draw(lengths(now))
    chosen = choose(availability, profile, now, length=length, message="Hej")
    assert isinstance(chosen, Availability)
    answer = active(chosen, now)
    assert (answer.profile.number, answer.source, answer.message) == (profile, Source.HAND, "Hej")
    assert answer.until is None or answer.until > now
    if answer.until is not None:
        assert active(chosen, answer.until).source not in (Source.HAND, Source.SERVICE_CODE)
        assert active(chosen, answer.until).message != "Hej"
