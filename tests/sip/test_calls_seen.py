import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.line_state import LineState
from softphone.sip.calls_seen import FORGOTTEN, LONGEST, REFER_LIFE, CallsSeen, DialogHeld, Party
from softphone.sip.message.replaces import Replaces

ALICE, BOB, CAROL = (Party(name, f"{name}-phone") for name in ("alice", "bob", "carol"))
OUTSIDE = Party("", "trunk:t")
FREE, RINGING, BUSY, UNKNOWN = LineState.FREE, LineState.RINGING, LineState.BUSY, LineState.UNKNOWN


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
    assert calls.ringing("c", "a1", "b1", BOB) == {"alice", "bob"}
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
    assert calls.stopped("c", "a1", BOB) == {"alice", "bob"}
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


def test_a_call_without_a_sign_of_life_is_unknown_and_not_free() -> None:
    calls = confirmed()
    calls.alive("c", "b1", "a1", 100.0)
    assert calls.forget_old(LONGEST + 50) == set()
    assert calls.forget_old(LONGEST + 101) == {"alice", "bob"}
    assert lines(calls) == (UNKNOWN, UNKNOWN, FREE)
    assert calls.forget_old(LONGEST + 102) == set()
    assert calls.alive("c", "a1", "b1", LONGEST + 200) == {"alice", "bob"}
    assert lines(calls) == (BUSY, BUSY, FREE)


def test_an_unknown_call_ends_when_no_bye_of_it_could_pass_any_more() -> None:
    calls = confirmed()
    calls.forget_old(LONGEST + 2)
    assert calls.forget_old(FORGOTTEN) == set()
    assert calls.forget_old(FORGOTTEN + 2) == {"alice", "bob"}
    assert (len(calls), lines(calls)) == (0, (FREE, FREE, FREE))


def test_another_call_says_more_than_an_unknown_one() -> None:
    calls = confirmed()
    calls.forget_old(LONGEST + 2)
    calls.calling("d", "x1", BOB, LONGEST + 2)
    assert calls.line("bob") is RINGING
    calls.answered("d", "x1", "y1", CAROL, LONGEST + 3)
    assert lines(calls) == (UNKNOWN, BUSY, BUSY)


def test_nothing_rings_for_hours() -> None:
    calls = CallsSeen()
    calls.calling("c", "a1", ALICE, 0.0)
    calls.ringing("c", "a1", "b1", BOB)
    assert calls.forget_old(LONGEST + 1) == {"alice", "bob"}
    assert len(calls) == 0


def test_a_session_that_is_not_refreshed_ends_the_call() -> None:
    calls = confirmed()
    assert calls.refreshed("c", "a1", "b1", 600.0, 1.0) == set()
    calls.refreshed("c", "b1", "a1", 600.0, 301.0)
    assert calls.forget_old(900.0) == set()
    assert calls.forget_old(901.0) == {"alice", "bob"}


def test_a_session_timer_can_be_switched_off_and_an_early_call_has_none() -> None:
    calls = confirmed()
    calls.refreshed("c", "a1", "b1", 600.0, 1.0)
    calls.refreshed("c", "a1", "b1", None, 2.0)
    assert calls.forget_old(1000.0) == set()
    early = CallsSeen()
    early.calling("c", "a1", ALICE, 0.0)
    early.refreshed("c", "a1", "", 600.0, 0.0)
    assert early.forget_old(1000.0) == set()


def test_a_device_that_is_gone_ends_its_calls_and_no_others() -> None:
    calls = confirmed()
    calls.calling("d", "x1", CAROL, 0.0)
    calls.ringing("d", "x1", "y1", Party("bob", "bob-pc"))
    assert calls.device_gone(Party("bob", "bob-other")) == set()
    assert calls.device_gone(BOB) == {"alice", "bob"}
    assert lines(calls) == (FREE, RINGING, RINGING)
    assert calls.device_gone(Party("bob", "bob-pc")) == {"bob", "carol"}
    assert lines(calls) == (FREE, FREE, RINGING)
    assert calls.device_gone(CAROL) == {"carol"}


def test_a_new_start_ends_the_calls_from_before_unless_they_live() -> None:
    calls = confirmed()
    calls.calling("d", "x1", CAROL, 0.0)
    calls.answered("d", "x1", "y1", BOB, 0.0)
    calls.started_anew(BOB, at=50.0, until=80.0)
    calls.calling("e", "z1", BOB, 60.0)
    calls.answered("e", "z1", "w1", ALICE, 60.0)
    calls.alive("d", "x1", "y1", 70.0)
    assert calls.forget_old(79.0) == set()
    assert calls.forget_old(80.0) == {"alice", "bob"}
    assert {call.call_id for call in calls} == {"d", "e"}


def test_a_phone_that_started_anew_may_take_up_its_call() -> None:
    calls = confirmed()
    calls.started_anew(BOB, at=50.0, until=80.0)
    replaces = Replaces("c", to_tag="a1", from_tag="b1")
    assert calls.holder(replaces) == ALICE
    assert calls.may_replace(replaces, "bob", 60.0)


def held(call_id: str, local: str, remote: str, *, initiator: bool) -> DialogHeld:
    return DialogHeld(call_id=call_id, local_tag=local, remote_tag=remote, initiator=initiator)


def test_a_report_ends_what_it_does_not_name() -> None:
    calls = confirmed()
    calls.calling("d", "x1", CAROL, 0.0)
    calls.answered("d", "x1", "y1", BOB, 0.0)
    bob_in_d = held("d", "y1", "x1", initiator=False)
    assert calls.reported(BOB, [bob_in_d], 5.0) == set()  # it may have been on its way
    assert calls.reported(Party("bob", "bob-pc"), [], 20.0) == set()
    assert calls.reported(BOB, [bob_in_d], 20.0) == {"alice", "bob"}
    assert lines(calls) == (FREE, BUSY, BUSY)


def test_a_report_is_a_sign_of_life() -> None:
    calls = confirmed()
    calls.forget_old(LONGEST + 2)
    assert calls.reported(ALICE, [held("c", "a1", "b1", initiator=True)], LONGEST + 3) == {"alice", "bob"}
    assert lines(calls) == (BUSY, BUSY, FREE)
    calls.started_anew(ALICE, LONGEST + 4, LONGEST + 34)
    calls.reported(ALICE, [held("c", "a1", "b1", initiator=True)], LONGEST + 5)
    assert calls.forget_old(LONGEST + 40) == set()


def test_reports_make_calls_known_that_were_not_seen() -> None:
    calls = CallsSeen()
    assert calls.reported(BOB, [held("c", "b1", "a1", initiator=False)], 0.0) == {"bob"}
    assert lines(calls) == (FREE, BUSY, FREE)
    assert calls.holder(Replaces("c", to_tag="a1", from_tag="b1")) is None
    assert calls.reported(ALICE, [held("c", "a1", "b1", initiator=True)], 0.0) == {"alice", "bob"}
    assert calls.holder(Replaces("c", to_tag="a1", from_tag="b1")) == ALICE
    assert calls.holder(Replaces("c", to_tag="b1", from_tag="a1")) == BOB
    assert calls.ended("c", "b1", "a1") == {"alice", "bob"}
    assert len(calls) == 0


def test_a_report_answers_a_call_that_was_seen_ringing() -> None:
    calls = CallsSeen()
    calls.calling("c", "a1", ALICE, 0.0)
    calls.ringing("c", "a1", "b1", BOB)
    assert calls.reported(BOB, [held("c", "b1", "a1", initiator=False)], 1.0) == {"alice", "bob"}
    assert lines(calls) == (BUSY, BUSY, FREE)


def test_nobody_reports_themselves_into_the_call_of_others() -> None:
    calls = confirmed()
    assert calls.reported(CAROL, [held("c", "a1", "b1", initiator=True)], 1.0) == set()
    assert calls.reported(CAROL, [held("c", "b1", "a1", initiator=False)], 1.0) == set()
    assert calls.reported(CAROL, [held("c", "k1", "a1", initiator=False)], 1.0) == set()
    assert lines(calls) == (BUSY, BUSY, FREE)
    assert not calls.may_replace(Replaces("c", "b1", "a1"), "carol", 1.0)


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
    st.sampled_from(
        ["calling", "ringing", "answered", "stopped", "ended", "gone", "holds", "holds none", "old"]
    ),
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
            case "gone":
                told = calls.device_gone(callee)
            case "holds":
                told = calls.reported(callee, [held(call_id, tag, "t", initiator=False)], 100.0)
            case "holds none":
                told = calls.reported(caller, [], 100.0)
            case "old":
                told = calls.forget_old(LONGEST + 50.0)
            case _:
                told = calls.ended(call_id, "t")
        assert {person for person, line in before.items() if calls.line(person) is not line} <= told
    calls.forget_old(FORGOTTEN + 200)
    assert lines(calls) == (FREE, FREE, FREE)
