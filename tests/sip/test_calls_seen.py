import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.line_state import LineState
from softphone.sip.calls_seen import LONGEST, REFER_LIFE, CallsSeen, Party
from softphone.sip.message.replaces import Replaces

ALICE, BOB, CAROL = (Party(name, f"{name}-phone") for name in ("alice", "bob", "carol"))
OUTSIDE = Party("", "trunk:t")
FREE, RINGING, BUSY = LineState.FREE, LineState.RINGING, LineState.BUSY


def lines(calls: CallsSeen) -> tuple[LineState, ...]:
    return tuple(calls.line(party.person) for party in (ALICE, BOB, CAROL))


def confirmed(callee: Party = BOB, caller: Party = ALICE, call_id: str = "c") -> CallsSeen:
    calls = CallsSeen()
    calls.calling(call_id, "a1", caller, 0.0)
    calls.answered(call_id, "a1", "b1", callee, 1.0)
    return calls


def test_a_call_from_first_to_last() -> None:
    calls = CallsSeen()
    assert calls.calling("c", "a1", ALICE, 0.0) == {"alice"}
    assert lines(calls) == (RINGING, FREE, FREE)
    assert calls.ringing("c", "a1", "b1", BOB) == {"bob"}
    assert calls.ringing("c", "a1", "b1", BOB) == set()
    assert lines(calls) == (RINGING, RINGING, FREE)
    assert calls.answered("c", "a1", "b1", BOB, 1.0) == {"alice", "bob"}
    assert lines(calls) == (BUSY, BUSY, FREE)
    assert calls.ended("c", "b1", "a1") == {"alice", "bob"}
    assert lines(calls) == (FREE, FREE, FREE)
    assert len(calls) == 0


def test_the_losers_of_a_fork_are_free_again() -> None:
    calls = CallsSeen()
    calls.calling("c", "a1", ALICE, 0.0)
    calls.ringing("c", "a1", "b1", BOB)
    calls.ringing("c", "a1", "c1", CAROL)
    assert calls.answered("c", "a1", "b1", BOB, 1.0) == {"alice", "bob", "carol"}
    assert lines(calls) == (BUSY, BUSY, FREE)


def test_a_branch_that_ends_stops_ringing() -> None:
    calls = CallsSeen()
    calls.calling("c", "a1", ALICE, 0.0)
    calls.ringing("c", "a1", "b1", BOB)
    assert calls.stopped("c", "a1", BOB) == {"bob"}
    assert lines(calls) == (RINGING, FREE, FREE)
    assert calls.ended("c", "a1") == {"alice"}


def test_two_calls_of_one_person() -> None:
    calls = confirmed()
    calls.calling("d", "x1", CAROL, 0.0)
    calls.ringing("d", "x1", "y1", BOB)
    assert calls.line("bob") is BUSY
    calls.ended("c", "a1", "b1")
    assert calls.line("bob") is RINGING


def test_a_second_answer_to_the_same_call_changes_nothing() -> None:
    calls = confirmed()
    assert calls.answered("c", "a1", "c1", CAROL, 1.0) == set()
    assert lines(calls) == (BUSY, BUSY, FREE)


def test_what_ends_another_call_does_not_end_this_one() -> None:
    calls = confirmed()
    assert calls.ended("c", "a1", "other") == set()
    assert calls.ended("other", "a1", "b1") == set()
    assert calls.ended("c", "b1", "a1") == {"alice", "bob"}


def test_a_call_without_a_sign_of_life_is_forgotten() -> None:
    calls = confirmed()
    calls.alive("c", "b1", "a1", 100.0)
    assert calls.forget_old(LONGEST + 50) == set()
    assert calls.forget_old(LONGEST + 101) == {"alice", "bob"}


def test_the_trunk_is_nobody() -> None:
    calls = CallsSeen()
    assert calls.calling("c", "a1", OUTSIDE, 0.0) == set()
    assert calls.answered("c", "a1", "b1", BOB, 1.0) == {"bob"}


def test_who_holds_the_leg_that_replaces_names() -> None:
    calls = confirmed()
    assert calls.holder(Replaces("c", to_tag="b1", from_tag="a1")) == BOB
    assert calls.holder(Replaces("c", to_tag="a1", from_tag="b1")) == ALICE
    assert calls.holder(Replaces("c", to_tag="a1", from_tag="x")) is None
    assert calls.holder(Replaces("x", to_tag="b1", from_tag="a1")) is None


def test_an_early_leg_can_be_replaced_at_its_caller_only() -> None:
    calls = CallsSeen()
    calls.calling("c", "a1", ALICE, 0.0)
    calls.ringing("c", "a1", "b1", BOB)
    assert calls.holder(Replaces("c", to_tag="b1", from_tag="a1")) is None
    assert calls.holder(Replaces("c", to_tag="a1", from_tag="b1")) == ALICE


@pytest.mark.parametrize(
    ("person", "allowed"), [("alice", True), ("bob", True), ("carol", False), ("", False)]
)
def test_only_parties_may_replace(person: str, allowed: bool) -> None:
    assert confirmed().may_replace(Replaces("c", "b1", "a1"), person, 0.0) is allowed


def test_an_outside_party_does_not_open_a_call_to_all_strangers() -> None:
    assert not confirmed(callee=OUTSIDE).may_replace(Replaces("c", "b1", "a1"), "", 0.0)


def test_who_obeys_a_partys_refer_may_replace_for_three_minutes() -> None:
    calls = confirmed()
    replaces = Replaces("c", "b1", "a1")
    calls.referred(replaces, "alice", "carol", 10.0)
    assert calls.may_replace(replaces, "carol", 10.0 + REFER_LIFE)
    assert not calls.may_replace(replaces, "carol", 11.0 + REFER_LIFE)
    strangers = confirmed()
    strangers.referred(replaces, "mallory", "carol", 10.0)
    assert not strangers.may_replace(replaces, "carol", 10.0)


EVENTS = st.tuples(
    st.sampled_from(["calling", "ringing", "answered", "stopped", "ended"]),
    st.sampled_from(["c", "d"]),
    st.sampled_from([ALICE, BOB]),
    st.sampled_from([BOB, CAROL]),
)


@given(st.lists(EVENTS, max_size=30))
def test_every_change_of_a_line_is_told_and_nothing_stays(
    events: list[tuple[str, str, Party, Party]],
) -> None:
    calls = CallsSeen()
    for what, call_id, caller, callee in events:
        before = {p.person: calls.line(p.person) for p in (ALICE, BOB, CAROL)}
        tag = f"{callee.person}-tag"
        match what:
            case "calling":
                told = calls.calling(call_id, "t", caller, 0.0)
            case "ringing":
                told = calls.ringing(call_id, "t", tag, callee)
            case "answered":
                told = calls.answered(call_id, "t", tag, callee, 0.0)
            case "stopped":
                told = calls.stopped(call_id, "t", callee)
            case _:
                told = calls.ended(call_id, "t")
        assert {person for person, line in before.items() if calls.line(person) is not line} <= told
    calls.forget_old(LONGEST + 1)
    assert lines(calls) == (FREE, FREE, FREE)
