import pytest

from softphone.calls.call import CallState, Direction, Ending
from softphone.sip.pjsip.ending import Last, ending


def outgoing(status: int, *, received: bool = True, ours: bool = False, rang: bool = True) -> Last:
    state = CallState.EARLY if rang else CallState.CALLING
    return Last(direction=Direction.OUTGOING, state=state, status=status, from_far_end=received, ours=ours)


@pytest.mark.parametrize(
    ("last", "wanted"),
    [
        (outgoing(486), Ending.BUSY),
        (outgoing(600), Ending.BUSY),
        (outgoing(603), Ending.DECLINED),
        (outgoing(404), Ending.NOT_FOUND),
        (outgoing(480), Ending.NO_ANSWER),
        (outgoing(480, rang=False), Ending.UNREACHABLE),
        (outgoing(408), Ending.NO_ANSWER),
        (outgoing(408, received=False), Ending.UNREACHABLE),
        (outgoing(503, received=False), Ending.UNREACHABLE),
        (outgoing(503), Ending.SERVER_ERROR),
        (outgoing(403), Ending.NOT_ALLOWED),
        (outgoing(407), Ending.NOT_ALLOWED),
        (outgoing(488), Ending.NO_COMMON_CODEC),
        (outgoing(406), Ending.NO_COMMON_CODEC),
        (outgoing(487, ours=True), Ending.WE_HUNG_UP),
        # His answer crossed our CANCEL, and said something else: that is what happened.
        (outgoing(486, ours=True), Ending.BUSY),
    ],
)
def test_a_call_of_ours_that_was_not_answered(last: Last, wanted: Ending) -> None:
    assert ending(last) is wanted


def test_refused_for_want_of_encryption() -> None:
    last = Last(
        direction=Direction.OUTGOING,
        state=CallState.CALLING,
        status=488,
        from_far_end=True,
        ours=False,
        secured=True,
    )
    assert ending(last) is Ending.NO_SOUND_SECURITY


@pytest.mark.parametrize(
    ("status", "ours", "elsewhere", "wanted"),
    [
        (487, False, False, Ending.CALLER_GAVE_UP),
        (487, False, True, Ending.ANSWERED_ELSEWHERE),
        (603, True, False, Ending.DECLINED),
        (486, True, False, Ending.DECLINED),
    ],
)
def test_a_call_to_us_that_was_not_answered(status: int, ours: bool, elsewhere: bool, wanted: Ending) -> None:
    last = Last(
        direction=Direction.INCOMING,
        state=CallState.EARLY,
        status=status,
        from_far_end=True,
        ours=ours,
        elsewhere=elsewhere,
    )
    assert ending(last) is wanted


@pytest.mark.parametrize(
    ("status", "ours", "wanted"),
    [
        (200, True, Ending.WE_HUNG_UP),
        (200, False, Ending.THEY_HUNG_UP),
        (410, False, Ending.THEY_HUNG_UP),
        (408, False, Ending.LOST),
        (481, False, Ending.LOST),
    ],
)
def test_a_call_that_was_answered(status: int, ours: bool, wanted: Ending) -> None:
    last = Last(
        direction=Direction.OUTGOING,
        state=CallState.CONFIRMED,
        status=status,
        from_far_end=True,
        ours=ours,
    )
    assert ending(last) is wanted


@pytest.mark.parametrize(
    ("status", "ours", "wanted"),
    [
        (603, True, Ending.WE_HUNG_UP),  # PJSIP's word for it
        (200, False, Ending.THEY_HUNG_UP),
        (408, False, Ending.LOST),
        (488, False, Ending.NO_COMMON_CODEC),
    ],
)
def test_a_call_to_us_that_was_answered_and_whose_caller_has_not_said_so_yet(
    status: int, ours: bool, wanted: Ending
) -> None:
    last = Last(
        direction=Direction.INCOMING,
        state=CallState.CONNECTING,
        status=status,
        from_far_end=not ours,
        ours=ours,
    )
    assert ending(last) is wanted
