import pytest

from softphone.sip.message.errors import BuildError, ParseError
from softphone.sip.message.message import Request, Response, parse, respond
from tests.sip.messages import INVITE, invite, parse_request, parse_response


def test_a_request_is_read_whole() -> None:
    request = invite()
    assert (request.method, request.target, request.uri.user) == ("INVITE", "sip:bob@company.test", "bob")
    assert request.from_.name == "Alice"
    assert request.from_.tag == "a1"
    assert request.to.tag == ""
    assert (request.cseq.number, request.cseq.method) == (1, "INVITE")
    assert request.contacts[0].uri.port == 5062
    assert request.number("max-forwards") == 70
    assert request.body == b"v=0\r\n"


def test_what_is_read_is_written_again() -> None:
    assert parse(invite().to_bytes()) == invite()


def test_compact_forms_and_odd_case_are_the_same_headers() -> None:
    odd = (
        INVITE.replace(b"Via:", b"v :")
        .replace(b"From:", b"f:")
        .replace(b"To:", b"T:")
        .replace(b"Call-ID:", b"i:")
        .replace(b"Contact:", b"M:")
        .replace(b"Content-Length:", b"L:")
        .replace(b"Content-Type:", b"cOnTeNt-TyPe:")
        .replace(b"CSeq:", b"CSEQ:")
    )
    assert parse(odd) == invite()


def test_comma_joined_vias_are_taken_apart() -> None:
    joined = INVITE.replace(b"Via: ", b'Via: SIP/2.0/UDP proxy:5070;branch=z9hG4bKtop;note="a,b", ', 1)
    request = parse_request(joined)
    assert len(request.all("via")) == 2
    assert request.top_via.branch == "z9hG4bKtop"
    assert request.without_first("via").all("via") == invite().all("via")


def test_folded_headers_are_one_line() -> None:
    folded = INVITE.replace(b"From: ", b"From:\r\n  \t").replace(b";tag", b"\r\n\t;tag")
    assert parse_request(folded).from_ == invite().from_


def test_names_in_other_encodings_pass_unharmed() -> None:
    for name in ("Åsa Öberg".encode(), "Åsa".encode("latin-1"), b"\xff\xfe"):
        data = INVITE.replace(b"Alice", name)
        assert b'"' + name + b'"' in parse(data).to_bytes()


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\r\n\r\n",
        b"hello\r\n\r\n",
        b"INVITE sip:bob@x\r\n\r\n",
        b"INVITE  sip:bob@x SIP/2.0\r\n\r\n",
        b"IN(VITE sip:bob@x SIP/2.0\r\n\r\n",
        b"SIP/2.0 99 Low\r\n\r\n",
        b"SIP/2.0 2000 High\r\n\r\n",
        b"SIP/3.0 200 OK\r\n\r\n",
        INVITE.replace(b"\r\n\r\n", b"\r\n"),
        INVITE.replace(b"Max-Forwards: 70", b"Max-Forwards 70"),
        INVITE.replace(b"Max-Forwards: 70", b"Max Forwards: 70"),
        INVITE.replace(b"Alice", b"Al\nice"),
        INVITE.replace(b"Alice", b"Al\rice"),
        INVITE.replace(b"Alice", b"Al\0ice"),
        INVITE.replace(b"\r\n", b"\n"),
        INVITE.replace(b"Content-Length: 5", b"Content-Length: 6"),
        INVITE.replace(b"Content-Length: 5", b"Content-Length: -1"),
        INVITE.replace(b"Content-Length: 5", b"Content-Length: 5\r\nContent-Length: 4"),
        INVITE.replace(b"Via: ", b'Via: SIP/2.0/UDP a;x="unfinished, ', 1),
    ],
)
def test_what_is_no_message_is_refused(broken: bytes) -> None:
    with pytest.raises(ParseError):
        parse(broken)


def test_bytes_after_the_body_of_a_datagram_are_dropped() -> None:
    assert parse(INVITE + b"rubbish") == invite()


@pytest.mark.parametrize("header", ["from", "to", "call-id", "cseq", "via"])
def test_a_missing_or_broken_header_is_noticed_when_it_is_asked_for(header: str) -> None:
    attribute = {"from": "from_", "call-id": "call_id", "via": "top_via"}.get(header, header)
    without = invite().without(header)
    with pytest.raises(ParseError):
        getattr(without, attribute)
    if header != "call-id":
        with pytest.raises(ParseError):
            getattr(without.with_added((header, "<<>>")), attribute)


def test_a_header_that_must_be_single_is_refused_twice() -> None:
    with pytest.raises(ParseError):
        _ = invite().with_added(("call-id", "another")).call_id


@pytest.mark.parametrize("bad", ["a\r\nEvil: yes", "a\nb", "a\rb", "a\0b"])
def test_a_line_break_never_becomes_a_header(bad: str) -> None:
    with pytest.raises(BuildError):
        invite().with_header("subject", bad).to_bytes()
    with pytest.raises(BuildError):
        invite().with_target(f"sip:{bad}@x").to_bytes()
    with pytest.raises(BuildError):
        respond(invite(), 400, reason=bad).to_bytes()


def test_a_decoded_line_break_in_a_uri_is_escaped_again() -> None:
    request = parse_request(INVITE.replace(b"sip:bob@", b"sip:b%0d%0aEvil%3ax@"))
    assert request.uri.user == "b\r\nEvil:x"
    assert b"b%0D%0AEvil%3Ax@" in request.with_target(str(request.uri)).to_bytes()


def test_headers_are_changed_on_a_copy() -> None:
    before = invite()
    after = before.with_header("subject", "x").without("contact").with_first(("via", "SIP/2.0/UDP p"))
    assert before == invite()
    assert after.all("via")[0] == "SIP/2.0/UDP p"
    assert len(after.all("via")) == 2
    assert after.contacts == ()
    assert after.with_header("subject", "y").all("subject") == ["y"]


def test_the_content_length_is_counted_when_writing() -> None:
    changed = invite().with_body("text/plain", b"hello, world")
    assert b"\r\nContent-Length: 12\r\n" in changed.to_bytes()
    assert changed.get("content-type") == "text/plain"


def test_a_response_takes_what_it_must_from_the_request() -> None:
    request = (
        invite().with_first(("via", "SIP/2.0/UDP p;branch=z9hG4bKp")).with_added(("record-route", "<sip:p>"))
    )
    response = respond(request, 180, ("contact", "<sip:bob@h>"), to_tag="b1")
    assert response.reason == "Ringing"
    assert response.all("via") == request.all("via")
    assert response.to.tag == "b1"
    assert response.cseq == request.cseq
    assert response.get("record-route") is None
    assert parse_response(response.to_bytes()) == response


def test_a_tag_is_not_added_twice_nor_to_a_100() -> None:
    tagged = respond(invite().with_header("to", "<sip:bob@company.test>;tag=own"), 200, to_tag="b1")
    assert tagged.to.tag == "own"
    assert respond(invite(), 100, to_tag="b1").to.tag == ""


def test_values_of_lists_are_found_over_several_headers() -> None:
    message = Request(headers=(("supported", "timer, replaces"), ("supported", "100rel")), method="OPTIONS")
    assert message.items("supported") == ["timer", "replaces", "100rel"]
    assert Response(headers=(), status=200).items("supported") == []
