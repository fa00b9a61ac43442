import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.sip.message.errors import ParseError
from softphone.sip.message.framing import PING, Framer
from tests.sip.messages import INVITE

OPTIONS = b"OPTIONS sip:h SIP/2.0\r\nl: 0\r\n\r\n"


@given(st.lists(st.sampled_from([INVITE, OPTIONS, PING]), max_size=6), st.data())
def test_however_a_stream_is_cut_the_same_messages_come_out(
    messages: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(messages)
    framer = Framer()
    got: list[bytes] = []
    at = 0
    while at < len(stream):
        size = data.draw(st.integers(1, len(stream)), label="bytes that arrive")
        got += framer.feed(stream[at : at + size])
        at += size
    assert got == messages
    assert not framer.partial


def test_a_pong_is_no_message() -> None:
    assert Framer().feed(b"\r\n" + OPTIONS) == [OPTIONS]


def test_a_message_that_has_begun_is_partial() -> None:
    framer = Framer()
    assert framer.feed(INVITE[:-1]) == []
    assert framer.partial
    assert framer.feed(INVITE[-1:]) == [INVITE]


def test_between_messages_nothing_is_partial() -> None:
    framer = Framer()
    framer.feed(INVITE)
    assert not framer.partial
    framer.feed(b"\r\n")
    assert not framer.partial


@pytest.mark.parametrize(
    ("stream", "status"),
    [
        (b"OPTIONS sip:h SIP/2.0\r\nX: " + b"a" * 2000, 513),
        (b"OPTIONS sip:h SIP/2.0\r\nX: " + b"a" * 2000 + b"\r\nl: 0\r\n\r\n", 513),
        (b"OPTIONS sip:h SIP/2.0\r\nContent-Length: 1001\r\n\r\n", 413),
        (b"OPTIONS sip:h SIP/2.0\r\n\r\n", 400),
        (b"OPTIONS sip:h SIP/2.0\r\nl: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"OPTIONS sip:h SIP/2.0\r\nl: many\r\n\r\n", 400),
        (b"\rx", 400),
    ],
)
def test_what_cannot_be_framed_ends_the_stream(stream: bytes, status: int) -> None:
    with pytest.raises(ParseError) as refused:
        Framer(max_head=1000, max_body=1000).feed(stream)
    assert refused.value.status == status
