"""Whatever comes from the network, the parser gives a message or a ParseError, and quickly."""

import os
import random
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from softphone.sip.message.auth import parse_challenge, parse_credentials
from softphone.sip.message.errors import BuildError, ParseError
from softphone.sip.message.framing import Framer
from softphone.sip.message.message import Message, Request, parse
from softphone.sip.message.replaces import parse_replaces
from softphone.sip.proxy.forwarding import unacceptable

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.sip"))
SECONDS = float(os.environ.get("FUZZ_SECONDS", "4"))
LONGEST = 0.5
"""Seconds that one message may take; a pattern that backtracks takes minutes."""

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


def read_everything(data: bytes) -> None:
    """Ask for each typed header, as the engine does at one point or another."""
    try:
        message = parse(data)
    except ParseError:
        return
    for ask in (
        lambda: message.top_via.sent_by,
        lambda: message.from_.tag,
        lambda: message.to.uri,
        lambda: message.call_id,
        lambda: message.cseq,
        lambda: [str(contact) for contact in message.contacts],
        lambda: message.number("expires"),
        lambda: [parse_credentials(v) for v in message.all("proxy-authorization")],
        lambda: [parse_challenge(v) for v in message.all("www-authenticate")],
        lambda: [parse_replaces(v) for v in message.all("replaces")],
        lambda: _as_request(message),
    ):
        try:
            ask()
        except ParseError:
            continue
    try:
        again = parse(message.to_bytes())
    except BuildError as error:
        raise AssertionError("what was parsed cannot be written") from error
    assert type(again) is type(message)
    assert again.headers == message.headers
    assert again.body == message.body


def _as_request(message: Message) -> None:
    if isinstance(message, Request):
        str(message.uri)
        [str(route) for route in message.routes]
        unacceptable(message, "127.0.0.1:5060")


def test_there_is_a_corpus() -> None:
    assert len(CORPUS) >= 8
    for path in CORPUS:
        read_everything(path.read_bytes())


@given(st.binary(max_size=400))
def test_rubbish(data: bytes) -> None:
    read_everything(data)


@given(
    st.text(max_size=200), st.sampled_from(["From", "Via", "Contact", "Route", "CSeq", "Proxy-Authorization"])
)
@settings(max_examples=300)
def test_rubbish_in_one_header(value: str, header: str) -> None:
    text = f"OPTIONS sip:h SIP/2.0\r\n{header}: {value}\r\n\r\n"
    read_everything(text.encode("utf-8", "surrogatepass"))


def test_mutated_messages() -> None:
    source = random.Random(4475)
    seeds = [path.read_bytes() for path in CORPUS]
    end = time.monotonic() + SECONDS
    tried = 0
    while time.monotonic() < end:
        data = bytearray(source.choice(seeds))
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
                    other = source.choice(seeds)
                    begin = source.randrange(len(other))
                    data[at : at + 10] = other[begin : begin + source.randint(1, 60)]
        began = time.monotonic()
        read_everything(bytes(data))
        took = time.monotonic() - began
        assert took < LONGEST, f"{took:.1f} s for {bytes(data)!r}"
        tried += 1
    assert tried > 500


def test_mutated_streams() -> None:
    source = random.Random(5626)
    seeds = [path.read_bytes() for path in CORPUS]
    for _ in range(3000):
        stream = bytearray(b"".join(source.choices(seeds, k=3)))
        for _ in range(source.randint(0, 3)):
            stream[source.randrange(len(stream))] = source.randrange(256)
        framer = Framer()
        try:
            for at in range(0, len(stream), 97):
                for message in framer.feed(bytes(stream[at : at + 97])):
                    assert message
        except ParseError as error:
            assert error.status in (400, 413, 513)
