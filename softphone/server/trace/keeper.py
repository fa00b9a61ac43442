"""What of the messages that passed is kept: those of calls, without their secrets."""

from collections.abc import Sequence

from softphone.server.trace.files import Frame, TracedMessage, TracedRecord, TraceFiles
from softphone.server.trace.known_calls import KnownCalls
from softphone.server.trace.redaction import call_id, redacted
from softphone.server.trace.ring import Passed
from softphone.storage.call_record import CallRecord

_OF_CALLS = (b"INVITE ", b"BYE ", b"REFER ", b"UPDATE ")
"""Requests that only calls have: of a call of before a restart, the INVITE was not seen."""


class TraceKeeper:
    """Only calls are kept: messages whose Call-ID a call's request had, so neither registrations nor
    presence. `known` are the calls whose requests were seen."""

    def __init__(self, files: TraceFiles, known: KnownCalls) -> None:
        self._files = files
        self._known = known
        self.seen: tuple[str, ...] = ()
        """The calls whose requests were among what was to be written last."""

    def write(
        self, ahead: float, messages: Sequence[Passed], records: Sequence[CallRecord], *, again: bool = False
    ) -> None:
        """`ahead`: seconds by which the wall clock is ahead of the messages'. `again` as TraceFiles.write has
        it. OSError when they cannot be written; they are lost then, what follows of their calls is not."""
        frames: list[Frame] = []
        seen: dict[str, None] = {}
        for now, came, flow, data in messages:
            call = call_id(data)
            if data.startswith(_OF_CALLS):
                seen[call] = None
            elif call not in seen and call not in self._known:
                continue
            frames.append(TracedMessage(now + ahead, came, str(flow), call, redacted(data)))
        self._known.add(seen)
        self.seen = tuple(seen)
        frames += map(TracedRecord, records)
        self._files.write(frames, again=again)
