"""Each call once, whoever saw it and in whatever order it was told."""

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.call_history import CallKey, HistoryRow, LocalCall, Result, ServerCall, rows

KEY, OTHER = CallKey("c1@company.test", "a"), CallKey("c2@company.test", "b")


def mine(key: CallKey | None = KEY, result: Result = Result.MISSED, **more: object) -> LocalCall:
    call = LocalCall(
        id=f"l-{key}",
        keys=(key,) if key else (),
        outgoing=False,
        began=1000.0,
        address="sip:bo@x",
        result=result,
    )
    return msgspec.structs.replace(call, **more)


def theirs(key: CallKey = KEY, result: Result = Result.MISSED, **more: object) -> ServerCall:
    call = ServerCall(
        id=f"s-{key.call_id}", key=key, outgoing=False, began=1002.5, address="bo", result=result
    )
    return msgspec.structs.replace(call, **more)


def only(found: tuple[HistoryRow, ...]) -> HistoryRow:
    (row,) = found
    return row


def test_a_call_that_both_saw_is_there_once_at_the_time_of_this_computer() -> None:
    row = only(rows([mine()], [theirs()], {}))
    assert (row.id, row.began, row.address, row.result) == (mine().id, 1000.0, "sip:bo@x", Result.MISSED)


def test_a_call_missed_while_the_computer_was_off() -> None:
    row = only(rows([], [theirs()], {}))
    assert (row.began, row.address, row.missed) == (1002.5, "bo", True)


def test_the_newest_is_first() -> None:
    found = rows([mine(began=1.0)], [theirs(OTHER, began=2.0)], {})
    assert [row.began for row in found] == [2.0, 1.0]


@pytest.mark.parametrize(
    ("here", "there", "shown"),
    [
        (Result.MISSED, Result.MISSED, Result.MISSED),
        (Result.MISSED, Result.FORWARDED, Result.FORWARDED),
        (Result.MISSED, Result.ANSWERED, Result.ELSEWHERE),
        (Result.MISSED, Result.ELSEWHERE, Result.ELSEWHERE),
        (Result.MISSED, Result.DECLINED, Result.DECLINED),
        (Result.MISSED, Result.ONGOING, Result.MISSED),
        (Result.ELSEWHERE, Result.ANSWERED, Result.ELSEWHERE),
        (Result.ELSEWHERE, Result.FORWARDED, Result.FORWARDED),
        (Result.ANSWERED, Result.ANSWERED, Result.ANSWERED),
        (Result.DECLINED, Result.FORWARDED, Result.DECLINED),
        (Result.ONGOING, Result.ANSWERED, Result.ANSWERED),
        (Result.ONGOING, Result.MISSED, Result.MISSED),
        (Result.ONGOING, Result.ONGOING, Result.ONGOING),
    ],
)
def test_what_is_shown_of_a_call_that_both_saw(here: Result, there: Result, shown: Result) -> None:
    assert only(rows([mine(result=here)], [theirs(result=there)], {})).result is shown


def test_a_desktop_that_died_in_the_call_learns_how_long_it_was() -> None:
    row = only(rows([mine(result=Result.ONGOING)], [theirs(result=Result.ANSWERED, talked=61.0)], {}))
    assert row.talked == 61.0


def test_a_declined_call_that_voicemail_took() -> None:
    told = theirs(result=Result.FORWARDED, forwarded_to="voicemail")
    assert only(rows([mine(result=Result.DECLINED)], [told], {})).forwarded_to == "voicemail"


def test_a_call_to_oneself_is_two() -> None:
    out = theirs(outgoing=True, result=Result.ANSWERED)
    into = theirs(result=Result.ANSWERED)
    assert [row.outgoing for row in rows([], [out, into], {})].count(True) == 1
    assert len(rows([mine(id="1"), mine(id="2", outgoing=True)], [out, into], {})) == 2


def test_a_call_that_the_phone_took_up_again_is_one() -> None:
    call = mine(result=Result.ANSWERED, keys=(KEY, OTHER))
    told = [theirs(result=Result.ANSWERED), theirs(OTHER, result=Result.ANSWERED, outgoing=True)]
    assert len(rows([call], told, {})) == 1


def test_a_note_stays_with_its_call_whoever_tells_of_it() -> None:
    notes = {KEY: "Ring tillbaka"}
    for local, server in (([mine()], []), ([], [theirs()]), ([mine()], [theirs()])):
        assert only(rows(local, server, notes)).note == "Ring tillbaka"
    assert only(rows([mine(OTHER)], [], notes)).note == ""


CALLS = st.lists(
    st.tuples(
        st.integers(0, 6),  # which call
        st.booleans(),  # outgoing
        st.sampled_from(["desktop", "server", "both", "twice"]),
        st.sampled_from(list(Result)),
        st.sampled_from(list(Result)),
        st.floats(0, 1e9),
        st.floats(-600, 600),  # the clocks differ
    ),
    max_size=12,
    unique_by=lambda call: call[:2],
)


@given(CALLS, st.randoms(use_true_random=False))
def test_every_call_is_there_exactly_once_in_any_order(
    calls: list[tuple[int, bool, str, Result, Result, float, float]], shuffled: random.Random
) -> None:
    local: list[LocalCall] = []
    server: list[ServerCall] = []
    for n, outgoing, who, here, there, began, skew in calls:
        key = CallKey(f"c{n}", "tag")
        if who != "server":
            local.append(
                LocalCall(
                    id=f"{n}{outgoing}", keys=(key,), outgoing=outgoing, began=began, address="a", result=here
                )
            )
        if who != "desktop":
            seen = ServerCall(
                id=f"s{n}", key=key, outgoing=outgoing, began=began + skew, address="a", result=there
            )
            server += [seen] * (2 if who == "twice" else 1)
    expected = rows(local, server, {})
    assert sorted((row.keys[0].call_id, row.outgoing) for row in expected) == sorted(
        (f"c{n}", outgoing) for n, outgoing, *_ in calls
    )
    assert list(expected) == sorted(expected, key=lambda row: (-row.began, row.id))
    shuffled.shuffle(local)
    shuffled.shuffle(server)
    assert rows(local, server, {}) == expected
    assert rows(local + local, server + server, {}) == expected
