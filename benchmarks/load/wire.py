"""Just enough SIP for a load: what a test telephone looks for in a message, and what it sends, as bytes.

A load that parsed as carefully as a server would need more of the machine than the server it measures.
"""

import hashlib
import socket
from typing import Any

SDP = b"".join(
    line + b"\r\n"
    for line in (
        b"v=0",
        b"o=- 1 1 IN IP4 127.0.0.1",
        b"s=-",
        b"c=IN IP4 127.0.0.1",
        b"t=0 0",
        b"m=audio 4000 RTP/AVP 9 8 0 101",
        b"a=rtpmap:9 G722/8000",
        b"a=rtpmap:8 PCMA/8000",
        b"a=rtpmap:0 PCMU/8000",
        b"a=rtpmap:101 telephone-event/8000",
        b"a=fmtp:101 0-16",
        b"a=sendrecv",
    )
)
WITH_SDP = b"Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n" % len(SDP) + SDP
WITHOUT = b"Content-Length: 0\r\n\r\n"
_BUFFER = 4 << 20


def header(data: bytes, name: bytes) -> bytes:
    """The first value of a header, spelt in the customary way; empty when it is not there."""
    start = data.find(b"\r\n" + name + b": ")
    if start < 0:
        return b""
    start += len(name) + 4
    return data[start : data.index(b"\r\n", start)]


def headers(data: bytes, name: bytes) -> list[bytes]:
    """All its values, the uppermost first."""
    found, start, mark = [], 0, b"\r\n" + name + b": "
    while (start := data.find(mark, start)) >= 0:
        start += len(mark)
        found.append(data[start : data.index(b"\r\n", start)])
    return found


def uri(address: bytes) -> bytes:
    """What stands between angle brackets."""
    return address[address.index(b"<") + 1 : address.index(b">")]


def response(request: bytes, status: bytes, tag: bytes, *more: bytes) -> bytes:
    """The beginning of an answer, `status` with its phrase: what has to be taken from the request, then
    `more` lines. A body, or the lack of it, has to follow."""
    lines = [b"SIP/2.0 " + status]
    for line in request[: request.index(b"\r\n\r\n")].split(b"\r\n")[1:]:
        if line.startswith((b"Via:", b"From:", b"Call-ID:", b"CSeq:", b"Record-Route:")):
            lines.append(line)
        elif line.startswith(b"To:"):
            lines.append(line if b";tag=" in line else line + b";tag=" + tag)
    return b"\r\n".join([*lines, *more, b""])


def credentials(challenge: bytes, method: bytes, target: bytes, device: bytes, secret: bytes) -> bytes:
    """The value that answers a challenge, with qop=auth where that is asked for (RFC 7616)."""
    realm, nonce = _quoted(challenge, b"realm"), _quoted(challenge, b"nonce")
    known = b"algorithm=SHA-256" in challenge

    def h(*pieces: bytes) -> bytes:
        text = b":".join(pieces)
        return (hashlib.sha256(text) if known else hashlib.md5(text)).hexdigest().encode()

    ha1, ha2 = h(device, realm, secret), h(method, target)
    if b"qop=" in challenge:
        answer = h(ha1, nonce, b"00000001", b"c", b"auth", ha2)
        counted = b', qop=auth, nc=00000001, cnonce="c"'
    else:
        answer, counted = h(ha1, nonce, ha2), b""
    return (
        b'Digest username="%b", realm="%b", nonce="%b", uri="%b", response="%b", algorithm=%b'
        % (device, realm, nonce, target, answer, b"SHA-256" if known else b"MD5")
    ) + counted


def _quoted(challenge: bytes, name: bytes) -> bytes:
    start = challenge.index(name + b'="') + len(name) + 2
    return challenge[start : challenge.index(b'"', start)]


def udp_socket() -> socket.socket:
    """On any free port of the loopback, with room for what a server sends at once."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
    made.setblocking(False)
    made.bind(("127.0.0.1", 0))
    return made


def port_of(transport: Any) -> int:
    return int(transport.get_extra_info("sockname")[1])
