"""CSeq (RFC 3261 §20.16)."""

from functools import lru_cache

import msgspec

from softphone.sip.message.errors import ParseError
from softphone.sip.message.grammar import is_token, parse_number


class CSeq(msgspec.Struct, frozen=True, gc=False):
    number: int
    method: str

    def __str__(self) -> str:
        return f"{self.number} {self.method}"


@lru_cache(maxsize=128)
def parse_cseq(value: str) -> CSeq:
    pieces = value.split()
    if len(pieces) != 2 or not is_token(pieces[1]):
        raise ParseError("bad CSeq")
    return CSeq(parse_number(pieces[0], "CSeq", 2**31 - 1), pieces[1])
