"""What the fuzz tests start from, and how they change it."""

import os
import random
import sys
from pathlib import Path

from tests.sip.torture.messages import MESSAGES

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.sip"))
SEEDS = [path.read_bytes() for path in CORPUS] + [message.data for message in MESSAGES]
"""The kept corpus: ordinary messages, those that once broke something, and the torture messages of
RFC 4475."""
SECONDS = float(os.environ.get("FUZZ_SECONDS", "4"))
"""Of the processor, that each target is fuzzed: as much of it wherever others have the machine, too."""
LONGEST = 0.5 if sys.gettrace() is None else 5.0
"""Seconds of the processor that one message may take; a pattern that backtracks takes minutes. Ten times as
many where coverage looks at each line."""

_BYTES = [
    b"\r\n",
    b"\r",
    b"\n",
    b"\0",
    b'"',
    b"<",
    b">",
    b";",
    b",",
    b":",
    b"@",
    b"%",
    b"%0d%0a",
    b" ",
    b"\t",
    b"\\",
]
_BYTES += [
    b"=",
    b"[",
    b"]",
    b"\xc3\xa5",
    b"\xff",
    b"SIP/2.0",
    b"\r\n ",
    b"sip:",
    b"9" * 30,
    b"a" * 3000,
    b" " * 3000,
]


def mutated(source: random.Random, seed: bytes) -> bytes:
    """The message with a few places changed."""
    data = bytearray(seed)
    for _ in range(source.randint(1, 6)):
        at = source.randrange(len(data) + 1)
        match source.randrange(4):
            case 0:
                del data[at : at + source.randint(1, 20)]
            case 1:
                data[at:at] = source.choice(_BYTES)
            case 2:
                data[at:at] = bytes([source.randrange(256)])
            case _:
                other = source.choice(SEEDS)
                begin = source.randrange(len(other))
                data[at : at + 10] = other[begin : begin + source.randint(1, 60)]
    return bytes(data)
