"""Timers run out in their order, however they were set."""

from hypothesis import given
from hypothesis import strategies as st

from softphone.sip.transaction.timers import Timers

LENGTHS = st.sampled_from([0.5, 1.0, 4.0, 5.0, 32.0])


def test_nothing_runs_at_first() -> None:
    timers: Timers[str] = Timers()
    assert timers.deadline == float("inf")
    assert timers.due(1e9) == []


def test_a_timer_runs_out_at_its_moment_and_once() -> None:
    timers: Timers[str] = Timers()
    timers.set(10.0, 32.0, "long")
    timers.set(10.0, 0.5, "short")
    assert (timers.deadline, len(timers)) == (10.5, 2)
    assert timers.due(10.49) == []
    assert timers.due(10.5) == [(10.5, "short")]
    assert timers.due(10.5) == []
    assert (timers.deadline, len(timers)) == (42.0, 1)
    assert timers.due(50.0) == [(42.0, "long")]
    assert (timers.deadline, len(timers)) == (float("inf"), 0)


@given(st.lists(st.tuples(st.floats(0, 3), LENGTHS), max_size=60), st.floats(0, 100))
def test_the_order_is_that_of_their_moments(sets: list[tuple[float, float]], now: float) -> None:
    timers: Timers[int] = Timers()
    clock, every = 0.0, []
    for number, (pause, length) in enumerate(sets):
        clock += pause
        timers.set(clock, length, number)
        every.append((clock + length, number))
    due = timers.due(now)
    assert [at for at, _ in due] == sorted(at for at, _ in every if at <= now)
    assert sorted(due) == sorted(each for each in every if each[0] <= now)
    assert timers.deadline == min((at for at, _ in every if at > now), default=float("inf"))
    assert len(timers) == len(every) - len(due)
