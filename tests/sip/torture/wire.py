"""How the torture messages are written down here, and what one is.

The head stands as raw text: a line end is CR LF on the wire, letters beyond ASCII are UTF-8, a backslash is
a backslash. What an editor would spoil or nobody could count (control characters, spaces at the end of a
line, long repetitions, bodies that are no text) is put in by name, see the modules with the messages.
"""

import msgspec


class Torture(msgspec.Struct, frozen=True, kw_only=True):
    """One message of RFC 4475."""

    name: str
    """The RFC's own name for it."""
    section: str
    valid: bool
    """Whether it follows the grammar of RFC 3261 (so says its section)."""
    transport: str
    """udp, tcp or tls, as its topmost Via says: how it is meant to arrive."""
    data: bytes


def head(text: str) -> bytes:
    """Start line and headers with the empty line after them. The text begins with a line break."""
    return text.removeprefix("\n").replace("\n", "\r\n").encode() + b"\r\n"


def sdp(host: str, media: str = "", *, time: str = "0 0") -> bytes:
    """The body that most of the INVITEs carry: sound and a picture; `media` replaces the m and a lines."""
    lines = (
        "v=0",
        f"o=mhandley 29739 7272939 IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {host}",
        f"t={time}",
        *(media or "m=audio 49217 RTP/AVP 0 12\nm=video 3227 RTP/AVP 31\na=rtpmap:31 LPC").split("\n"),
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


def valid(name: str, section: str, data: bytes, transport: str = "udp") -> Torture:
    return Torture(name=name, section=section, valid=True, transport=transport, data=data)


def invalid(name: str, section: str, data: bytes, transport: str = "udp") -> Torture:
    return Torture(name=name, section=section, valid=False, transport=transport, data=data)
