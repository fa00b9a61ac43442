"""The calls of a trace: their messages and records put together again."""

from collections.abc import Iterable

import msgspec

from softphone.server.trace.files import Frame, TracedMessage
from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Request, Response, parse
from softphone.storage.call_record import CallRecord, Ending


class TracedCall(msgspec.Struct):
    call_id: str
    messages: list[TracedMessage] = []
    records: dict[str, CallRecord] = {}
    """By their ids, each as it was last kept."""

    @property
    def began(self) -> float:
        """Seconds since 1970."""
        moments = [message.at for message in self.messages[:1]]
        return min(moments + [record.began for record in self.records.values()])


class CallLine(msgspec.Struct, frozen=True):
    """One call in a list."""

    began: float
    caller: str
    called: str
    end: str
    call_id: str


def traced_calls(frames: Iterable[Frame]) -> list[TracedCall]:
    """Oldest first."""
    calls: dict[str, TracedCall] = {}
    for frame in frames:
        if isinstance(frame, TracedMessage):
            calls.setdefault(frame.call_id, TracedCall(frame.call_id)).messages.append(frame)
        else:
            record = frame.record
            calls.setdefault(record.call_id, TracedCall(record.call_id)).records[record.id] = record
    return sorted(calls.values(), key=lambda call: call.began)


def line(call: TracedCall) -> CallLine:
    if call.records:
        record = max(call.records.values(), key=lambda each: each.began)
        return CallLine(call.began, record.caller_shown, record.called, how_it_ended(record), call.call_id)
    caller, called, status = _from_messages(call.messages)
    return CallLine(call.began, caller, called, status, call.call_id)


def how_it_ended(record: CallRecord) -> str:
    if record.ending is None:
        return "not ended yet" if record.answered is not None else "the engine stopped"
    if record.talked is not None:
        return f"talked {record.talked:.0f} s, {record.ending.value}"
    if record.ending in (Ending.FAILED, Ending.REFUSED):
        return f"{record.status} {record.ending.value}"
    return str(record.ending.value)


def _from_messages(messages: list[TracedMessage]) -> tuple[str, str, str]:
    """Who calls whom, and the last final answer that the caller got, when there is no record."""
    caller = called = status = ""
    for each in messages:
        try:
            message = parse_kept(each.data)
            if isinstance(message, Request) and message.method == "INVITE" and not called:
                caller = message.from_.name or message.from_.uri.user
                called = message.uri.user or message.target
            elif isinstance(message, Response) and message.status >= 200 and not each.came:
                of_call = message.cseq.method == "INVITE"
                status = f"{message.status} {message.reason}" if of_call else status
        except ParseError:
            continue
    return caller, called, status or "no answer yet"


def parse_kept(data: bytes) -> Request | Response:
    """A redacted message: its Content-Length no longer fits its body. ParseError."""
    head = data.partition(b"\r\n\r\n")[0]
    lines = [each for each in head.split(b"\r\n") if not each.lower().startswith((b"content-length", b"l:"))]
    return parse(b"\r\n".join(lines) + b"\r\n\r\n")
