"""Messages that the tests of SIP start from."""

from softphone.sip.message.message import Header, Request, Response, parse, respond

INVITE = (
    b"INVITE sip:bob@company.test SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 127.0.0.1:5062;rport;branch=z9hG4bKabc\r\n"
    b"Max-Forwards: 70\r\n"
    b'From: "Alice" <sip:alice@company.test>;tag=a1\r\n'
    b"To: <sip:bob@company.test>\r\n"
    b"Call-ID: call-1\r\n"
    b"CSeq: 1 INVITE\r\n"
    b"Contact: <sip:alice@127.0.0.1:5062>\r\n"
    b"Content-Type: application/sdp\r\n"
    b"Content-Length: 5\r\n"
    b"\r\n"
    b"v=0\r\n"
)


def parse_request(data: bytes) -> Request:
    message = parse(data)
    assert isinstance(message, Request)
    return message


def parse_response(data: bytes) -> Response:
    message = parse(data)
    assert isinstance(message, Response)
    return message


def invite() -> Request:
    return parse_request(INVITE)


def request(
    method: str, target: str = "sip:bob@company.test", *headers: Header, branch: str = "x"
) -> Request:
    """A request with all that is mandatory; `headers` come before the rest."""
    return Request(
        (
            ("via", f"SIP/2.0/UDP 127.0.0.1:5062;rport;branch=z9hG4bK{branch}"),
            *headers,
            ("max-forwards", "70"),
            ("from", "<sip:alice@company.test>;tag=a1"),
            ("to", "<sip:bob@company.test>"),
            ("call-id", "call-1"),
            ("cseq", f"1 {method}"),
        ),
        b"",
        method,
        target,
    )


def answer(to: Request, status: int, *headers: Header, tag: str = "b1") -> Response:
    return respond(to, status, *headers, to_tag=tag)
