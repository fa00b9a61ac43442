"""Of what a person is notified, by what happened and by the active profile's notices."""

import msgspec
import pytest

from softphone.calls.call import Call, CallState, Direction, Ending, Party
from softphone.calls.desk_view import Action, DeskCall, DeskSnapshot, Identity
from softphone.calls.telling import Told, happened, rings
from softphone.profiles.profile import Notice

ALL = frozenset(Notice)
BO, CAROL = Identity("Bo"), Identity("Carol")


def call(state: CallState, direction: Direction = Direction.INCOMING) -> Call:
    return Call(
        id="c", account="main", direction=direction, state=state, remote=Party("sip:anna@company.test")
    )


RINGS = DeskCall(
    call=call(CallState.EARLY),
    name="Anna",
    actions=frozenset({Action.ANSWER, Action.DECLINE}),
    active=False,
)
TALKS = DeskCall(
    call=call(CallState.CONFIRMED),
    name="Anna",
    actions=frozenset({Action.HANG_UP}),
    active=True,
    confirmed_at=1.0,
)
GIVEN = msgspec.structs.replace(RINGS, transferred_by=BO)


def ended(shown: DeskCall, ending: Ending) -> DeskCall:
    over = msgspec.structs.replace(shown.call, state=CallState.ENDED)
    return msgspec.structs.replace(shown, call=over, ending=ending, actions=frozenset(), active=False)


def between(before: DeskCall | None, now: DeskCall, notices: frozenset[Notice] = ALL) -> list[Told]:
    calls = () if before is None else (before,)
    found = happened(DeskSnapshot(calls), DeskSnapshot((now,)), notices)
    assert {each.shown for each in found} <= {now}
    return [each.what for each in found]


@pytest.mark.parametrize(
    ("shown", "notice"), [(RINGS, Notice.INCOMING), (GIVEN, Notice.TRANSFERRED)], ids=["plain", "by transfer"]
)
def test_a_ringing_call_is_told_of_by_how_it_arrives(shown: DeskCall, notice: Notice) -> None:
    assert rings(DeskSnapshot((shown, TALKS)), frozenset({notice})) == (shown,)
    assert rings(DeskSnapshot((shown,)), ALL - {notice}) == ()


@pytest.mark.parametrize(
    ("ending", "missed"),
    [
        (Ending.CALLER_GAVE_UP, True),
        (Ending.LOST, True),
        (Ending.DECLINED, False),
        (Ending.WE_HUNG_UP, False),
        (Ending.ANSWERED_ELSEWHERE, False),
    ],
)
def test_missed_is_what_nobody_answered_and_nobody_declined(ending: Ending, missed: bool) -> None:
    assert between(RINGS, ended(RINGS, ending)) == ([Told.MISSED] if missed else [])
    assert between(None, ended(RINGS, ending)) == ([Told.MISSED] if missed else [])
    assert between(RINGS, ended(RINGS, ending), ALL - {Notice.MISSED}) == []


def test_missed_is_told_once_and_neither_of_answered_nor_of_outgoing_calls() -> None:
    over = ended(RINGS, Ending.CALLER_GAVE_UP)
    assert between(over, msgspec.structs.replace(over, name="Anna Ek")) == []
    assert between(TALKS, ended(TALKS, Ending.LOST)) == []
    ours = msgspec.structs.replace(RINGS, call=call(CallState.EARLY, Direction.OUTGOING))
    assert between(ours, ended(ours, Ending.NO_ANSWER)) == []


def test_somebody_else_in_the_middle_of_a_call() -> None:
    given = msgspec.structs.replace(TALKS, transferred_by=BO, name="Dan")
    assert between(TALKS, given) == [Told.TRANSFERRED]
    assert between(TALKS, given, ALL - {Notice.TRANSFERRED}) == []
    assert between(given, given) == []
    assert between(given, msgspec.structs.replace(given, transferred_by=CAROL)) == [Told.TRANSFERRED]
    sent_on = msgspec.structs.replace(TALKS, being_transferred_to=Identity("Dan"))
    assert between(sent_on, given) == []
    # Answered as it arrived: that was told of as it rang.
    assert between(GIVEN, given) == []
