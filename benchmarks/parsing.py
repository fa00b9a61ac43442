"""How fast messages are read, beside sipmessage in the same run.

python -m benchmarks.parsing
"""

import time
from collections.abc import Callable

import sipmessage

from benchmarks.load.wire import SDP
from softphone.sip.message.message import Request, parse

_LINES = (
    b"INVITE sip:bob@company.test SIP/2.0",
    b"Via: SIP/2.0/UDP 192.0.2.7:5062;rport;branch=z9hG4bKPj1234567890abcdef",
    b"Max-Forwards: 70",
    b'From: "Alice" <sip:alice@company.test>;tag=abc123def456',
    b"To: <sip:bob@company.test>",
    b"Contact: <sip:alice@192.0.2.7:5062;ob>",
    b"Call-ID: 1234567890abcdef1234567890abcdef",
    b"CSeq: 3423 INVITE",
    b"Route: <sip:192.0.2.1:5060;lr>",
    b"Allow: PRACK, INVITE, ACK, BYE, CANCEL, UPDATE, INFO, SUBSCRIBE, NOTIFY, REFER, OPTIONS",
    b"Supported: replaces, 100rel, timer, norefersub",
    b"Session-Expires: 1800",
    b"Min-SE: 90",
    b"User-Agent: benchmark",
    b'Proxy-Authorization: Digest username="alice", realm="company.test", nonce="abcdef0123456789", '
    b'uri="sip:bob@company.test", response="0123456789abcdef0123456789abcdef", qop=auth, '
    b'nc=00000001, cnonce="c"',
    b"Content-Type: application/sdp",
    b"Content-Length: %d" % (3 * len(SDP)),
)
_DATA = b"".join(line + b"\r\n" for line in _LINES) + b"\r\n" + 3 * SDP


def typed() -> None:
    message = parse(_DATA)
    assert isinstance(message, Request)
    _ = (message.top_via, message.from_, message.to, message.call_id, message.cseq, message.uri)


def per_second(work: Callable[[], object]) -> float:
    best = 0.0
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(4000):
            work()
        best = max(best, 4000 / (time.perf_counter() - began))
    return best


def main() -> None:
    theirs = per_second(lambda: sipmessage.Message.parse(_DATA))
    for name, figure in (
        ("lazy", per_second(lambda: parse(_DATA))),
        ("with Via, From, To, Call-ID, CSeq, URI", per_second(typed)),
    ):
        print(f"{len(_DATA)} bytes, {name}: {figure:,.0f}/s, {figure / theirs:.2f} x sipmessage")


if __name__ == "__main__":
    main()
