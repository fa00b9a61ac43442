"""What is kept of calls as it is handed over, and who keeps it: in the server, or in its child."""

from collections.abc import Sequence

import msgspec

from softphone.server.trace.files import TraceFiles
from softphone.server.trace.keeper import TraceKeeper
from softphone.server.trace.known_calls import KnownCalls
from softphone.server.trace.ring import Passed
from softphone.storage.call_record import CallEnd, CallRecord
from softphone.storage.repository import Repository


class Known(msgspec.Struct, frozen=True, tag="known"):
    """Another keeper has seen these calls."""

    calls: Sequence[str]
    """Call-IDs."""


class Traced(msgspec.Struct, frozen=True, tag="traced"):
    """For the traces."""

    ahead: float
    """Seconds by which the wall clock is ahead of the messages'."""
    messages: Sequence[Passed]
    records: Sequence[CallRecord]
    again: bool = False
    """Another keeper was given it, and ended before it said that it had written it."""


class Recorded(msgspec.Struct, frozen=True, tag="recorded"):
    """For the storage, which takes it more than once."""

    records: Sequence[CallRecord]
    ends: Sequence[CallEnd]


Batch = Known | Traced | Recorded


def again(batch: Batch) -> Batch:
    """The same for the keeper after one that ended."""
    return msgspec.structs.replace(batch, again=True) if isinstance(batch, Traced) else batch


class CallKeeper:
    """Used by one thread at a time. `known` are the calls of the traces."""

    def __init__(self, repository: Repository, files: TraceFiles, known: KnownCalls) -> None:
        self._repository = repository
        self._known = known
        self._traces = TraceKeeper(files, known)

    def keep(self, batch: Batch) -> None:
        """Returns when it is written. Raises what files (OSError) or the storage raise."""
        if isinstance(batch, Traced):
            self._traces.write(batch.ahead, batch.messages, batch.records, again=batch.again)
        elif isinstance(batch, Known):
            self._known.add(batch.calls)
        else:
            self._repository.keep_calls(batch.records, batch.ends)

    def made_known(self, batch: Batch) -> tuple[str, ...]:
        """By that one, which was kept last, or could not be: calls that another keeper must know to go on."""
        return self._traces.seen if isinstance(batch, Traced) else ()
