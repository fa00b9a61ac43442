"""What is kept of calls as it is handed over, and who keeps it: in the server, or in its child."""

from collections.abc import Sequence

import msgspec

from softphone.server.trace.files import TraceFiles
from softphone.server.trace.keeper import TraceKeeper
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


class Recorded(msgspec.Struct, frozen=True, tag="recorded"):
    """For the storage."""

    records: Sequence[CallRecord]
    ends: Sequence[CallEnd]


Batch = Known | Traced | Recorded


class CallKeeper:
    """Used by one thread at a time."""

    def __init__(self, repository: Repository, files: TraceFiles) -> None:
        self._repository = repository
        self._traces = TraceKeeper(files)

    def known(self) -> Known:
        """What another keeper needs to go on."""
        return Known(self._traces.calls)

    def keep(self, batch: Batch) -> None:
        """Returns when it is written. Raises what files (OSError) or the storage raise."""
        if isinstance(batch, Known):
            self._traces.know(batch.calls)
        elif isinstance(batch, Traced):
            self._traces.write(batch.ahead, batch.messages, batch.records)
        else:
            self._repository.keep_calls(batch.records, batch.ends)
