"""The response context: forks, choice, CANCEL, timers (RFC 3261 §16.7 to §16.10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Response
from softphone.sip.proxy.choice import best
from softphone.sip.proxy.fork import (
    ANSWERED_ELSEWHERE,
    CANCEL_LIMIT,
    NO_ANSWER,
    REACH,
    TIMER_C,
    Abandon,
    Action,
    Branch,
    CancelBranch,
    Final,
    Fork,
    Launch,
    Outcome,
    PassBack,
    RepeatNoMore,
    StepEnded,
)
from softphone.sip.proxy.forwarding import Target
from tests.sip.messages import answer, invite


def targets(count: int) -> list[Target]:
    return [Target(uri=f"sip:{n}@h", flow=Flow("udp", "h", 5060 + n)) for n in range(count)]


def start(count: int, ring_seconds: float | None = None) -> tuple[Fork, list[Branch]]:
    fork = Fork(invite=True)
    return fork, launched(fork.start(targets(count), 0.0, ring_seconds))


def launched(actions: list[Action]) -> list[Branch]:
    return [action.branch for action in actions if isinstance(action, Launch)]


def cancelled(actions: list[Action]) -> list[Branch]:
    return [action.branch for action in actions if isinstance(action, CancelBranch)]


def status(number: int, tag: str = "b1") -> Response:
    return answer(invite(), number, tag=tag)


def test_the_first_to_answer_wins_and_the_others_are_cancelled() -> None:
    fork, (a, b) = start(2)
    ringing = status(180)
    assert fork.answered(a, ringing, 0.1) == [PassBack(a, ringing)]
    fork.answered(b, status(180), 0.1)
    ok = status(200)
    first, second = fork.answered(a, ok, 1.0)
    assert first == PassBack(a, ok)
    assert isinstance(second, CancelBranch)
    assert second.branch is b
    assert "completed elsewhere" in second.reason
    assert fork.answered(b, status(487), 1.1) == []


def test_a_100_is_not_passed_back() -> None:
    fork, (a,) = start(1)
    assert fork.answered(a, status(100), 0.1) == []


def test_a_branch_is_cancelled_only_after_a_provisional() -> None:
    fork, (a, b) = start(2)
    assert cancelled(fork.answered(a, status(200), 1.0)) == []
    assert cancelled(fork.answered(b, status(100), 1.1)) == [b]
    assert cancelled(fork.answered(b, status(180), 1.2)) == []


def test_one_busy_device_does_not_end_the_others() -> None:
    fork, (a, b) = start(2)
    assert fork.answered(a, status(486), 0.1) == []
    ended = fork.answered(b, status(404), 0.2)
    assert len(ended) == 1
    assert isinstance(ended[0], StepEnded)
    assert ended[0].outcome is Outcome.FAILED
    (final,) = fork.finish()
    assert isinstance(final, Final)
    assert final.response is not None
    assert final.response.status == 486


def test_a_6xx_ends_its_step_and_waits_for_the_others() -> None:
    fork, (a, b) = start(2)
    fork.answered(b, status(180), 0.1)
    actions = fork.answered(a, status(603), 0.2)
    assert cancelled(actions) == [b]
    assert isinstance(actions[-1], StepEnded)
    assert fork.finish() == []
    (final,) = fork.answered(b, status(487), 0.3)
    assert isinstance(final, Final)
    assert final.response is not None
    assert final.response.status == 603


def test_the_callers_cancel_ends_every_branch_and_gives_487() -> None:
    fork, (a, b) = start(2)
    for branch in (a, b):
        fork.answered(branch, status(180), 0.1)
    assert cancelled(fork.cancel(1.0)) == [a, b]
    assert fork.answered(a, status(487), 1.1) == []
    assert fork.answered(b, status(487), 1.2) == [Final(None, 487)]
    assert fork.cancel(1.3) == []


def test_a_200_that_crosses_the_callers_cancel_goes_up() -> None:
    fork, (a,) = start(1)
    fork.answered(a, status(180), 0.1)
    fork.cancel(1.0)
    ok = status(200)
    assert fork.answered(a, ok, 1.1) == [PassBack(a, ok)]


def test_no_answer_goes_to_the_next_step_and_a_late_200_still_wins() -> None:
    fork, (a,) = start(1, ring_seconds=20)
    assert fork.deadline == REACH
    fork.answered(a, status(180), 0.1)
    assert fork.deadline == 20.1
    actions = fork.advance(20.1)
    assert actions == [CancelBranch(a, NO_ANSWER), StepEnded(Outcome.NO_ANSWER, ())]
    (b,) = launched(fork.start(targets(1), 20.0, 20))
    fork.answered(b, status(180), 20.1)
    ok = status(200)
    assert [type(action) for action in fork.answered(a, ok, 20.2)] == [PassBack, CancelBranch]
    assert cancelled(fork.answered(b, status(180), 20.3)) == []


def test_after_the_last_step_without_answer_the_caller_hears_480_not_487() -> None:
    fork, (a,) = start(1, ring_seconds=20)
    fork.answered(a, status(180), 0.1)
    fork.advance(20.1)
    assert fork.finish() == []
    assert fork.answered(a, status(487), 20.2) == [Final(None, 480)]


def test_the_time_of_ringing_counts_from_the_first_sign_of_it() -> None:
    fork, (a, b) = start(2, ring_seconds=20)
    fork.answered(a, status(100), 0.1)
    fork.answered(a, status(183), 3.0)
    assert REACH in (a.deadline, b.deadline)
    fork.answered(b, status(180), 3.9)
    assert fork.deadline == 23.0, "who rings later does not prolong it"


def test_when_no_telephone_says_more_than_100_nobody_is_there() -> None:
    fork, (a, b) = start(2, ring_seconds=20)
    fork.answered(a, status(100), 0.1)
    assert fork.advance(REACH - 0.1) == []
    actions = fork.advance(REACH)
    assert actions == [CancelBranch(a, NO_ANSWER), StepEnded(Outcome.UNREACHABLE, ()), RepeatNoMore(b)]
    assert fork.finish() == []
    assert fork.answered(a, status(487), 4.2) == [Final(None, 480)]


def test_beyond_a_trunk_it_may_be_silent_for_longer() -> None:
    fork = Fork(invite=True)
    outside = Target(uri="sip:+46701234567@h", flow=Flow("udp", "h", 5060), outside=True)
    (a,) = launched(fork.start([outside], 0.0, 20))
    fork.answered(a, status(100), 0.1)
    assert fork.advance(REACH + 2) == []
    fork.answered(a, status(183), 8.0)
    assert fork.deadline == 28.0


def test_a_branch_that_joins_wins_like_any_other() -> None:
    fork, (a,) = start(1, ring_seconds=20)
    fork.answered(a, status(180), 0.1)
    (b,) = launched(fork.add(targets(2)[1], 5.0))
    ok = status(200)
    assert [type(action) for action in fork.answered(b, ok, 5.1)] == [PassBack, CancelBranch]
    assert fork.add(targets(1)[0], 5.2) == []


def test_a_verdict_is_the_last_steps_answer_where_that_says_the_same() -> None:
    for verdict, from_branch in ((486, True), (480, False)):
        fork, (a,) = start(1)
        fork.answered(a, status(486), 0.1)
        (final,) = fork.finish(verdict)
        assert isinstance(final, Final)
        assert (final.response is not None) is from_branch
        assert verdict == (final.response.status if final.response else final.status)


def test_the_final_answer_is_that_of_the_last_step() -> None:
    fork, (a,) = start(1)
    fork.answered(a, status(486), 0.1)
    (b,) = launched(fork.start(targets(1), 0.1))
    fork.answered(b, status(404), 0.2)
    (final,) = fork.finish()
    assert isinstance(final, Final)
    assert final.response is not None
    assert final.response.status == 404


def test_timer_c_is_put_off_by_each_provisional_and_then_cancels() -> None:
    fork, (a,) = start(1)
    fork.answered(a, status(100), 1.0)
    assert fork.deadline == 1 + TIMER_C
    fork.answered(a, status(180), 100.0)
    assert fork.advance(1 + TIMER_C) == []
    assert cancelled(fork.advance(100 + TIMER_C)) == [a]
    fork.finish()
    later = 100 + TIMER_C + CANCEL_LIMIT
    assert fork.deadline == later
    assert fork.advance(later) == [Abandon(a), Final(None, 408)]


def test_an_unreachable_branch_ends_without_a_response() -> None:
    fork, (a, b) = start(2)
    assert fork.failed(a, 0.0) == []
    assert fork.failed(b, 0.0) == [StepEnded(Outcome.UNREACHABLE, ())]
    assert fork.finish() == [Final(None, 480)]


def test_a_telephone_that_says_nothing_does_not_hold_the_others_up() -> None:
    fork, (dead, live) = start(2)
    fork.answered(live, status(180), 0.1)
    assert fork.advance(REACH) == [RepeatNoMore(dead)]
    assert dead.done
    (ended,) = fork.answered(live, status(486), 5.0)
    assert isinstance(ended, StepEnded)
    (final,) = fork.finish()
    assert isinstance(final, Final)
    assert final.response is not None
    assert final.response.status == 486


def test_who_comes_too_late_is_cancelled_when_it_rings() -> None:
    fork, (a,) = start(1)
    assert set(map(type, fork.advance(REACH))) == {StepEnded, RepeatNoMore}
    assert fork.finish() == [Final(None, 480)]
    assert cancelled(fork.answered(a, status(180), 6.0)) == [a]
    assert fork.answered(a, status(487), 6.1) == []


@pytest.mark.parametrize("given", ["", 'SIP;cause=487;text="Changed my mind"'])
def test_a_cancel_that_had_to_wait_says_what_the_caller_said(given: str) -> None:
    fork, (a,) = start(1)
    assert fork.cancel(0.5, given) == []
    assert fork.answered(a, status(180), 0.6) == [CancelBranch(a, given)]


def test_who_rings_when_another_has_answered_is_told_so() -> None:
    fork, (a, b, late) = start(3)
    for branch in (a, b):
        fork.answered(branch, status(180), 0.1)
    fork.advance(REACH)
    fork.answered(a, status(200), 5.0)
    assert fork.answered(late, status(180), 6.0) == [CancelBranch(late, ANSWERED_ELSEWHERE)]


def test_who_comes_too_late_and_never_answers_the_cancel_is_forgotten() -> None:
    fork, (a,) = start(1)
    fork.advance(REACH)
    fork.finish()
    assert cancelled(fork.answered(a, status(180), REACH + 1)) == [a]
    assert fork.deadline == REACH + 1 + CANCEL_LIMIT
    assert fork.advance(REACH + 1 + CANCEL_LIMIT) == [Abandon(a)]
    assert fork.advance(1000.0) == []


def test_who_comes_late_and_answers_before_the_end_wins() -> None:
    fork, (a,) = start(1)
    fork.advance(REACH)
    (b,) = launched(fork.start(targets(1), REACH))
    fork.answered(b, status(180), 4.1)
    ok = status(200)
    assert [type(action) for action in fork.answered(a, ok, 5.0)] == [PassBack, CancelBranch]


def test_a_request_other_than_invite_is_not_cancelled() -> None:
    fork = Fork(invite=False)
    a, b = launched(fork.start(targets(2), 0.0))
    assert fork.deadline is None
    assert [type(action) for action in fork.answered(a, status(200), 0.1)] == [PassBack]
    assert not b.cancel_wanted


@pytest.mark.parametrize(
    ("came", "chosen"),
    [
        ([486], 486),
        ([404, 486], 404),
        ([486, 407], 407),
        ([486, 603], 603),
        ([302, 404], 302),
        ([500, 486], 486),
        ([503], 500),
        ([503, 500], 500),
        ([503, 480], 480),
        ([484, 480], 484),
    ],
)
def test_the_best_failure(came: list[int], chosen: int) -> None:
    response = best([status(number) for number in came])
    assert response is not None
    assert response.status == chosen


def test_the_challenges_of_all_branches_are_collected() -> None:
    first = answer(invite(), 407, ("proxy-authenticate", 'Digest realm="a"'))
    second = answer(invite(), 401, ("www-authenticate", 'Digest realm="b"'))
    response = best([first, second, status(486)])
    assert response is not None
    assert response.get("proxy-authenticate") == 'Digest realm="a"'
    assert response.get("www-authenticate") == 'Digest realm="b"'
    assert best([]) is None


@given(st.data())
def test_every_fork_ends_with_one_final_answer(data: st.DataObject) -> None:
    """Whatever branches and callers do, in whatever order: at most one failure or at least one 2xx goes to
    the caller, never both; and once time has run out, there is exactly one end."""
    fork, branches = start(data.draw(st.integers(1, 3)), ring_seconds=30)
    actions: list[Action] = []
    steps, now = 1, 0.0
    for _ in range(data.draw(st.integers(0, 25))):
        now += data.draw(st.sampled_from([0.0, 1.0, 29.0]))
        branch = data.draw(st.sampled_from(branches))
        new = data.draw(st.sampled_from(["advance", "cancel", "fail", "answer"]))
        if new == "advance":
            came = fork.advance(now)
        elif new == "cancel":
            came = fork.cancel(now)
        elif branch.done:
            continue
        elif new == "fail":
            came = fork.failed(branch, now)
        else:
            came = fork.answered(
                branch, status(data.draw(st.sampled_from([100, 180, 200, 404, 486, 603]))), now
            )
        actions += came
        for action in came:
            if isinstance(action, StepEnded):
                if steps < 2:
                    steps += 1
                    branches += launched(fork.start(targets(2), now, 30))
                else:
                    actions += fork.finish()
    for _ in range(12):
        if fork.won or fork.finished:
            break
        now += 200
        came = fork.advance(now)
        actions += came
        if any(isinstance(action, StepEnded) for action in came):
            actions += fork.finish()
    finals = sum(isinstance(action, Final) for action in actions)
    successes = sum(isinstance(a, PassBack) and a.response.status >= 200 for a in actions)
    assert finals <= 1
    assert bool(finals) != bool(successes)


@pytest.mark.parametrize("failure", [486, 603])
def test_how_a_branch_that_joined_fails_says_nothing_of_the_step(failure: int) -> None:
    fork, (a,) = start(1, ring_seconds=20)
    fork.answered(a, status(180), 0.1)
    (b,) = launched(fork.add(targets(2)[1], 5.0))
    assert fork.answered(b, status(failure), 5.1) == []
    busy = status(486)
    assert fork.answered(a, busy, 6.0) == [StepEnded(Outcome.FAILED, (busy,))]


def test_one_that_is_busy_was_there_whoever_else_is_silent() -> None:
    fork, (a, b) = start(2, ring_seconds=20)
    busy = status(486)
    fork.answered(a, busy, 0.1)
    assert fork.advance(REACH) == [StepEnded(Outcome.FAILED, (busy,)), RepeatNoMore(b)]
