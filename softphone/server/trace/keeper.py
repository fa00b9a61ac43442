"""What of the messages that passed is kept: those of calls, without their secrets."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

from softphone.server.trace.files import Frame, TracedMessage, TracedRecord, TraceFiles
from softphone.server.trace.redaction import call_id, redacted
from softphone.server.trace.ring import Passed
from softphone.storage.call_record import CallRecord

_KNOWN_CALLS = 50_000
_OF_CALLS = (b"INVITE ", b"BYE ", b"REFER ", b"UPDATE ")
"""Requests that only calls have: of a call of before a restart, the INVITE was not seen."""


class TraceKeeper:
    """Only calls are kept: messages whose Call-ID a call's request had, so neither registrations nor
    presence."""

    def __init__(self, files: TraceFiles) -> None:
        self._files = files
        self._calls: OrderedDict[str, None] = OrderedDict()

    @property
    def calls(self) -> tuple[str, ...]:
        """The Call-IDs that are known, the oldest first."""
        return tuple(self._calls)

    def know(self, calls: Iterable[str]) -> None:
        """Another keeper has seen requests of these."""
        for call in calls:
            self._calls[call] = None
            self._calls.move_to_end(call)
        while len(self._calls) > _KNOWN_CALLS:
            self._calls.popitem(last=False)

    def write(self, ahead: float, messages: Sequence[Passed], records: Sequence[CallRecord]) -> None:
        """`ahead`: seconds by which the wall clock is ahead of the messages'. OSError when they cannot be
        written; they are lost then."""
        frames: list[Frame] = list(self._messages(ahead, messages))
        frames += map(TracedRecord, records)
        self._files.write(frames)

    def _messages(self, ahead: float, passed: Sequence[Passed]) -> Iterator[TracedMessage]:
        for now, came, flow, data in passed:
            call = call_id(data)
            if data.startswith(_OF_CALLS):
                self.know((call,))
            elif call not in self._calls:
                continue
            yield TracedMessage(now + ahead, came, str(flow), call, redacted(data))
