"""What we read of valid messages is what another parser, `sipmessage`, reads of them."""

import sipmessage
from hypothesis import given, settings
from hypothesis import strategies as st

from softphone.sip.message.message import Request, parse

token = st.text("abcdefgXYZ0189-_.!~", min_size=1, max_size=12)
host = st.sampled_from(["company.test", "127.0.0.1", "a.b-c.example", "[2001:db8::1]"])
transport = st.sampled_from(["UDP", "TCP"])
port = st.none() | st.integers(1, 65535)
# It makes one space of several; we keep what was quoted as it was.
name = st.text("abc ÅÄÖ,;<>@\\\"'", max_size=12).map(lambda text: " ".join(text.split()))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@st.composite
def uris(draw: st.DrawFn) -> str:
    at = draw(port)
    params = draw(st.sampled_from(["", ";lr", ";transport=tcp", ";transport=tls;ob"]))
    return f"sip:{draw(token)}@{draw(host)}{'' if at is None else f':{at}'}{params}"


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    method = draw(st.sampled_from(["INVITE", "OPTIONS", "REGISTER", "BYE"]))
    lines = [f"{method} {draw(uris())} SIP/2.0"]
    for _ in range(draw(st.integers(1, 3))):
        lines.append(f"Via: SIP/2.0/{draw(transport)} {draw(host)}:5060;branch=z9hG4bK{draw(token)}")
    lines.append(
        f"{draw(st.sampled_from(['From', 'f']))}: {_quoted(draw(name))} <{draw(uris())}>;tag={draw(token)}"
    )
    lines.append(f"{draw(st.sampled_from(['To', 't']))}: <{draw(uris())}>")
    lines.append(f"{draw(st.sampled_from(['Call-ID', 'i']))}: {draw(token)}")
    lines.append(f"CSeq: {draw(st.integers(0, 2**31 - 1))} {method}")
    lines.append(f"Contact: <{draw(uris())}>;expires={draw(st.integers(0, 3600))}")
    body = draw(st.binary(max_size=30))
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


@given(requests())
@settings(max_examples=300)
def test_both_read_the_same(data: bytes) -> None:
    theirs = sipmessage.Message.parse(data)
    ours = parse(data)
    assert isinstance(ours, Request)
    assert isinstance(theirs, sipmessage.Request)
    assert ours.method == theirs.method
    assert (ours.uri.user, ours.uri.host, ours.uri.port) == (
        theirs.uri.user,
        theirs.uri.host,
        theirs.uri.port,
    )
    assert [via.split("branch=")[1] for via in ours.all("via")] == [
        via.parameters["branch"] for via in theirs.via
    ]
    assert (ours.top_via.host, ours.top_via.port) == (theirs.via[0].host, theirs.via[0].port)
    assert ours.from_.name == (theirs.from_address.name or "")
    assert ours.from_.uri.user == theirs.from_address.uri.user
    assert ours.from_.tag == theirs.from_address.parameters["tag"]
    assert ours.to.uri.user == theirs.to_address.uri.user
    assert ours.call_id == theirs.call_id
    assert (ours.cseq.number, ours.cseq.method) == (theirs.cseq.sequence, theirs.cseq.method)
    assert ours.contacts[0].uri.host == theirs.contact[0].uri.host
    assert ours.contacts[0].param("expires") == theirs.contact[0].parameters["expires"]
    assert ours.body == theirs.body
