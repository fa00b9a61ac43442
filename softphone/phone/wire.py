"""What the desktop and the phone process say to each other: one msgspec value a frame, in MessagePack.

Both ends are of one package, and the hello says so: a program that was updated while it ran must not talk
to the newer phone it would start.
"""

import msgspec

from softphone.calls.commands import Command
from softphone.calls.events import Event
from softphone.calls.phone import PhoneSettings

PROTOCOL = 4
"""Raised with every change of a command, an event or a frame."""


class Hello(msgspec.Struct, frozen=True, tag=True):
    """The first frame of each side."""

    protocol: int = PROTOCOL


class Start(msgspec.Struct, frozen=True, tag=True):
    """The second frame to the phone process."""

    settings: PhoneSettings
    log_level: int


class Close(msgspec.Struct, frozen=True, tag=True):
    """The last frame to the phone process: hang up, unregister, end."""


class Logged(msgspec.Struct, frozen=True, tag=True):
    """A log record of the phone process; the desktop's log is the one that people read."""

    name: str
    level: int
    message: str


class ProtocolMismatch(Exception):  # noqa: N818 - what it is
    """The other side speaks another version of this protocol."""


ToPhone = Hello | Start | Close | Command
FromPhone = Hello | Logged | Event

_encoder = msgspec.msgpack.Encoder()
_to_phone: msgspec.msgpack.Decoder[ToPhone] = msgspec.msgpack.Decoder(ToPhone)
_from_phone: msgspec.msgpack.Decoder[FromPhone] = msgspec.msgpack.Decoder(FromPhone)


def encode(value: ToPhone | FromPhone) -> bytes:
    return _encoder.encode(value)


def decode_to_phone(frame: bytes) -> ToPhone:
    """msgspec.MsgspecError when it is none of ours."""
    return _to_phone.decode(frame)


def decode_from_phone(frame: bytes) -> FromPhone:
    """msgspec.MsgspecError when it is none of ours."""
    return _from_phone.decode(frame)


def check(hello: object) -> None:
    """ProtocolMismatch unless that is the hello of this version."""
    if not isinstance(hello, Hello) or hello.protocol != PROTOCOL:
        raise ProtocolMismatch(f"expected protocol {PROTOCOL}, got {hello!r}")
