"""Header names: one lower-case key for each, whatever the case or compact form on the wire."""

import re
from typing import Final

from softphone.sip.message.errors import ParseError

COMPACT: Final = {
    "a": "accept-contact",
    "b": "referred-by",
    "c": "content-type",
    "d": "request-disposition",
    "e": "content-encoding",
    "f": "from",
    "i": "call-id",
    "j": "reject-contact",
    "k": "supported",
    "l": "content-length",
    "m": "contact",
    "n": "identity-info",
    "o": "event",
    "r": "refer-to",
    "s": "subject",
    "t": "to",
    "u": "allow-events",
    "v": "via",
    "x": "session-expires",
    "y": "identity",
}
"""RFC 3261 §7.3.3 and the IANA registry."""

_WRITTEN: Final = [
    *("Accept", "Accept-Contact", "Accept-Encoding", "Accept-Language", "Alert-Info", "Allow"),
    *("Answer-Mode", "Priv-Answer-Mode"),
    *("Allow-Events", "Authorization", "Call-ID", "Call-Info", "Contact", "Content-Disposition"),
    *("Content-Encoding", "Content-Length", "Content-Type", "CSeq", "Date", "Diversion", "Event"),
    *("Expires", "From", "Flow-Timer", "History-Info", "In-Reply-To", "Max-Breadth", "Max-Forwards"),
    *("MIME-Version", "Min-Expires", "Min-SE", "P-Asserted-Identity", "P-Preferred-Identity", "Path"),
    *("P-Called-Party-ID", "Privacy", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Require"),
    *("RAck", "Reason", "Record-Route", "Refer-To", "Referred-By", "Remote-Party-ID", "Replaces"),
    *("Require", "Retry-After", "Route", "RSeq", "Server", "Service-Route", "Session-Expires"),
    *("SIP-ETag", "SIP-If-Match", "Subject", "Subscription-State", "Supported", "Timestamp", "To"),
    *("Unsupported", "User-Agent", "Via", "Warning", "WWW-Authenticate"),
]
WIRE: Final = {name.lower(): name for name in _WRITTEN}
"""The customary spelling of keys."""
KEYS: Final = {name: name.lower() for name in _WRITTEN} | COMPACT | {k.upper(): v for k, v in COMPACT.items()}
"""Those of the names that most messages are made of, as most write them."""
METHODS: Final = frozenset(
    {"INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "OPTIONS", "PRACK", "UPDATE", "INFO", "REFER", "SUBSCRIBE"}
    | {"NOTIFY", "MESSAGE", "PUBLISH"}
)
"""Those of the RFCs; there may be others."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]+")

ONE_VALUE_EACH: Final = frozenset({"via", "route", "record-route", "path", "service-route"})
"""Lists that the parser takes apart at commas, so that the first entry is the topmost value."""


def key_of(written: str) -> str:
    """The lower-case key of a header name as it stood on the wire; ParseError for what is no token."""
    name = written.rstrip(" \t")
    if not _TOKEN.fullmatch(name):
        raise ParseError("bad header name")
    name = name.lower()
    return COMPACT.get(name, name)


def on_the_wire(name: str) -> str:
    """The customary spelling of a key."""
    return WIRE.get(name) or "-".join(part.capitalize() for part in name.split("-"))
