"""Whatever comes from the network, the parser gives a message or a ParseError, and quickly."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from softphone.sip.message.auth import parse_challenge, parse_credentials
from softphone.sip.message.errors import BuildError, ParseError
from softphone.sip.message.framing import Framer
from softphone.sip.message.message import Message, Request, parse, respond
from softphone.sip.message.replaces import parse_replaces
from softphone.sip.message.salvage import salvage
from softphone.sip.proxy.forwarding import unacceptable
from tests.fuzz.mutation import LONGEST, SECONDS, SEEDS, mutated


def read_everything(data: bytes) -> None:
    """Ask for each typed header, as the engine does at one point or another."""
    try:
        message = parse(data)
    except ParseError:
        rest = salvage(data)
        if rest is not None:
            parse(respond(rest, 400, to_tag="t").to_bytes())
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
    assert len(SEEDS) >= 8 + 49
    for data in SEEDS:
        read_everything(data)


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
    end = time.thread_time() + SECONDS
    tried = 0
    while time.thread_time() < end:
        data = mutated(source, source.choice(SEEDS))
        began = time.thread_time()
        read_everything(data)
        took = time.thread_time() - began
        assert took < LONGEST, f"{took:.1f} s for {data!r}"
        tried += 1
    assert tried > 500


def test_mutated_streams() -> None:
    source = random.Random(5626)
    for _ in range(3000):
        stream = bytearray(b"".join(source.choices(SEEDS, k=3)))
        for _ in range(source.randint(0, 3)):
            stream[source.randrange(len(stream))] = source.randrange(256)
        framer = Framer()
        try:
            for at in range(0, len(stream), 97):
                for message in framer.feed(bytes(stream[at : at + 97])):
                    assert message
        except ParseError as error:
            assert error.status in (400, 413, 513)
