"""What the engine's journal is made of: facts of the moment, each with all that is to be known about its
subject, so that the last one about a subject is the truth. Times are seconds since 1970.

Pure. A frame in the file is a mark, the length of what follows, its CRC-32, and one record in MessagePack.
The first item of a record is its kind with a version in it; new fields go to the end, with a default.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import msgspec

_HEAD = struct.Struct("<2sHI")
_MARK = b"\xd7J"
MAX_RECORD = 0xFFFF
"""Bytes of one record."""


class KeptBinding(msgspec.Struct, frozen=True, array_like=True):
    """A registration over UDP. One over a stream ends with its connection, and that with the process."""

    device: str
    contact: str
    """With its parameters, as a Contact is written."""
    host: str
    port: int
    expires_at: float
    call_id: str
    cseq: int
    path: tuple[str, ...]
    instance: str
    user_agent: str


class Location(msgspec.Struct, frozen=True, array_like=True, tag="location1"):
    """A person's registrations, the newest first."""

    person: str
    bindings: tuple[KeptBinding, ...]

    @property
    def subject(self) -> tuple[str, ...]:
        return "location", self.person


class LastFlow(msgspec.Struct, frozen=True, array_like=True, tag="flow1"):
    """Where a device was heard last, over UDP; without a host: over something that ended since."""

    device: str
    host: str
    port: int

    @property
    def subject(self) -> tuple[str, ...]:
        return "flow", self.device


class KeptParty(msgspec.Struct, frozen=True, array_like=True):
    """One side of a call: a person's device, or a trunk."""

    person: str
    device: str
    tag: str


class Call(msgspec.Struct, frozen=True, array_like=True, tag="call1"):
    """A call that was answered."""

    call_id: str
    caller: KeptParty
    callee: KeptParty
    seen_at: float
    session_until: float = 0.0
    """When its session ends unless it is refreshed (RFC 4028); 0: it does not end."""

    @property
    def subject(self) -> tuple[str, ...]:
        return "call", self.call_id, self.caller.tag


class CallEnded(msgspec.Struct, frozen=True, array_like=True, tag="ended1"):
    call_id: str
    caller_tag: str

    @property
    def subject(self) -> tuple[str, ...]:
        return "call", self.call_id, self.caller_tag


class Referred(msgspec.Struct, frozen=True, array_like=True, tag="referred1"):
    """Who was told by whom to replace the dialog of that Call-ID."""

    call_id: str
    referee: str
    referrer: str
    at: float

    @property
    def subject(self) -> tuple[str, ...]:
        return "refer", self.call_id, self.referee


Record: TypeAlias = Location | LastFlow | Call | CallEnded | Referred


class Reading(msgspec.Struct, frozen=True):
    """What was in a journal."""

    records: tuple[Record, ...] = ()
    damaged: int = 0
    """Places where bytes are not what was written; what stood there is lost."""
    unknown: int = 0
    """Records of another version of this program."""
    torn: int = 0
    """Bytes of a last record that was not written to its end."""


_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Record] = msgspec.msgpack.Decoder(Record)


def encode(records: Iterable[Record]) -> bytes:
    """Their frames, one after the other. A record over MAX_RECORD is left out: no name or URI of a message
    that a transport lets through comes near it, ten registrations with long paths might."""
    frames = []
    for record in records:
        # A header's bytes that are no UTF-8 cannot be in MessagePack's strings.
        try:
            payload = _encoder.encode(record)
        except UnicodeEncodeError:
            continue
        if len(payload) <= MAX_RECORD:
            frames += [_HEAD.pack(_MARK, len(payload), zlib.crc32(payload)), payload]
    return b"".join(frames)


def read(data: bytes) -> Reading:
    """All that is whole, in its order."""
    records: list[Record] = []
    damaged = unknown = at = 0
    while at < len(data):
        payload = _payload(data, at)
        if payload is None:
            after = next(_frames_after(data, at), None)
            if after is None:
                return Reading(tuple(records), damaged, unknown, torn=len(data) - at)
            damaged += 1
            at = after
            continue
        at += _HEAD.size + len(payload)
        try:
            records.append(_decoder.decode(payload))
        except msgspec.DecodeError:
            unknown += 1
    return Reading(tuple(records), damaged, unknown)


def latest(records: Iterable[Record]) -> dict[tuple[str, ...], Record]:
    """By subject, what is true in the end; ended calls are gone, the others in the order of their records."""
    state: dict[tuple[str, ...], Record] = {}
    for record in records:
        state.pop(record.subject, None)
        if not isinstance(record, CallEnded):
            state[record.subject] = record
    return state


def _payload(data: bytes, at: int) -> bytes | None:
    """Of the frame that begins there; None when no whole one does."""
    if len(data) - at < _HEAD.size:
        return None
    mark, length, crc = _HEAD.unpack_from(data, at)
    payload = data[at + _HEAD.size : at + _HEAD.size + length]
    if mark != _MARK or len(payload) != length or zlib.crc32(payload) != crc:
        return None
    return payload


def _frames_after(data: bytes, at: int) -> Iterator[int]:
    """Where whole frames begin behind a place where none does."""
    while (at := data.find(_MARK, at + 1)) >= 0:
        if _payload(data, at) is not None:
            yield at
