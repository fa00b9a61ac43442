"""What the suites of transfers and of joined calls look for."""

from softphone.calls.call import Call, CallState, Ending
from softphone.calls.commands import HangUp
from softphone.calls.events import CallEnded, Fault, TransferProgress
from tests.contract.phone_pairs import Side

KINDS = ["fake", "inside", "process"]


def result(side: Side) -> TransferProgress:
    """What comes last of a transfer."""
    return side.wait(TransferProgress, lambda event: event.final)


def refusal(side: Side) -> tuple[str, str, Fault]:
    refused = side.refused()
    return refused.command, refused.call, refused.fault


def with_carol(call: Call) -> bool:
    """The call goes on with her, and nothing else is under way."""
    return call.state is CallState.CONFIRMED and "carol@" in call.remote.uri and call.referred_to is None


def leave(side: Side, call: str) -> None:
    """Hang up after the result. Who has gone on waits for that a little, and then hangs up without."""
    side.send(HangUp(call))
    end = side.heard(CallEnded, lambda event: event.call.id == call)
    assert end.ending in (Ending.WE_HUNG_UP, Ending.THEY_HUNG_UP)
