"""The token in our Record-Route: which two devices a dialog joins, signed, so that requests within it find
their way without a table and survive a restart.

A token is key id, expiry, the flow ids of both devices and a MAC over these, the Call-ID and the caller's
tag. It is the user part of the Record-Route URI, 35 characters.
"""

import base64
import binascii
import hashlib
import hmac
from enum import Enum, auto
from functools import lru_cache
from typing import Final, final

import msgspec

from softphone.sip.message.message import Request

LIFE = 24 * 3600.0
"""Seconds that a dialog can use its token."""
_ID_BYTES = 6
_MAC_BYTES = 9
NOWHERE = b"\0" * _ID_BYTES
"""The flow id of a party that has none."""


@lru_cache(maxsize=1 << 16)
def flow_id(device: str) -> bytes:
    """Six bytes that stand for a device (or a trunk), whatever connection it has at the moment."""
    return hashlib.blake2b(device.encode("utf-8", "surrogateescape"), digest_size=_ID_BYTES).digest()


class Side(Enum):
    CALLER = auto()
    CALLEE = auto()


class Passage(msgspec.Struct, frozen=True, gc=False):
    """What a token says of a request within its dialog."""

    sender: Side
    caller: bytes
    callee: bytes

    @property
    def receiver(self) -> bytes:
        """The flow id that the request goes to."""
        return self.callee if self.sender is Side.CALLER else self.caller


@final
class Tokens:
    """Issues and checks tokens. `now` is in seconds of a clock that goes on over a restart."""

    def __init__(self, key: str) -> None:
        self._key = hashlib.sha256(key.encode()).digest()
        self._key_id = self._key[:1]

    def issue(self, request: Request, caller: bytes, callee: bytes, now: float) -> str:
        expires = int((now + LIFE) / 60).to_bytes(4, "big")
        said = self._key_id + expires + caller + callee
        return _encode(said + self._mac(said, request.call_id, request.from_.tag))

    def check(self, token: str, request: Request, now: float) -> Passage | None:
        """None when the token is not ours, not this dialog's, or too old."""
        try:
            plain = token.encode("ascii").translate(_FROM_URL_SAFE)
            raw = binascii.a2b_base64(plain + b"=" * (-len(token) % 4))
        except ValueError:  # binascii.Error is one, UnicodeEncodeError another
            return None
        said, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        if len(said) != 5 + 2 * _ID_BYTES or said[:1] != self._key_id:
            return None
        if int.from_bytes(said[1:5], "big") < int(now / 60):
            return None
        for side, tag in ((Side.CALLER, request.from_.tag), (Side.CALLEE, request.to.tag)):
            if tag and hmac.compare_digest(mac, self._mac(said, request.call_id, tag)):
                return Passage(side, said[5 : 5 + _ID_BYTES], said[5 + _ID_BYTES :])
        return None

    def _mac(self, said: bytes, call_id: str, caller_tag: str) -> bytes:
        text = f"{call_id}\n{caller_tag}".encode("utf-8", "surrogateescape")
        return hashlib.blake2b(said + text, key=self._key, digest_size=_MAC_BYTES).digest()


_FROM_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
"""As base64.urlsafe_b64decode has it, which makes three more calls: each message of a dialog has a token."""


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
