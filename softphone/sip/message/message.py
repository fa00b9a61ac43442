"""Requests and responses: bytes to message and back, lazily.

Parsing splits the lines and names the headers, nothing more. A header's value is parsed when it is asked
for, once, and only then can it turn out to be malformed (ParseError). Messages are immutable; the `with_`
methods return a changed copy that shares everything else.
"""

import re
from collections.abc import Callable, Set
from typing import Final, Self, final

from softphone.sip.message.address import Address, parse_address
from softphone.sip.message.cseq import CSeq, parse_cseq
from softphone.sip.message.errors import BuildError, ParseError
from softphone.sip.message.grammar import has_bare_nul, is_token, parse_number, split_list
from softphone.sip.message.names import KEYS, METHODS, ONE_VALUE_EACH, WIRE, key_of, on_the_wire
from softphone.sip.message.status import phrase
from softphone.sip.message.uri import Uri, parse_uri
from softphone.sip.message.via import Via, parse_via

Header = tuple[str, str]
"""A header's key (lower case, long form) and its value as one line."""

FOLD = re.compile(r"\r\n[ \t]+")
"""Where a header's value goes on in the next line (RFC 3261 §7.3.1)."""
VERSION = re.compile(r"SIP/\d+\.\d+", re.IGNORECASE)


class Message:
    """What requests and responses share. Equal when start line, headers and body are. What was read is kept
    in slots by name, which compiled code reaches at once."""

    __slots__ = (
        "_call_id",
        "_contacts",
        "_cseq",
        "_first_values",
        "_from",
        "_several",
        "_to",
        "_top_via",
        "body",
        "headers",
    )

    def __init__(self, headers: tuple[Header, ...] = (), body: bytes = b"") -> None:
        self.headers: Final = headers
        self.body: Final = body
        # Read when asked for.
        self._first_values: dict[str, str] | None = None
        self._several: Set[str] | None = None
        self._top_via: Via | None = None
        self._from: Address | None = None
        self._to: Address | None = None
        self._call_id: str | None = None
        self._cseq: CSeq | None = None
        self._contacts: tuple[Address, ...] | None = None

    @property
    def _first(self) -> dict[str, str]:
        """The first value of each header."""
        first = self._first_values
        if first is None:
            first = self._first_values = dict(reversed(self.headers))
        return first

    @property
    def _repeated(self) -> Set[str]:
        """Headers that are there more than once."""
        several = self._several
        if several is None:
            left = dict(self._first)
            several = self._several = {key for key, _ in self.headers if left.pop(key, None) is None}
        return several

    def get(self, key: str) -> str | None:
        """The first value of a header, None when it is not there."""
        return self._first.get(key)

    def all(self, key: str) -> list[str]:
        if key not in self._first:
            return []
        return [value for name, value in self.headers if name == key]

    def items(self, key: str) -> list[str]:
        """The items of all headers of that name, comma-separated lists taken apart."""
        if key not in self._first:
            return []
        return [item for value in self.all(key) for item in split_list(value)]

    def required(self, key: str) -> str:
        """The one value of a header that must be there once (RFC 3261 §8.1.1)."""
        value = self._first.get(key)
        if value is None:
            raise ParseError(f"{on_the_wire(key)} missing")
        if key in self._repeated:
            raise ParseError(f"{on_the_wire(key)} twice")
        return value

    @property
    def top_via(self) -> Via:
        via = self._top_via
        if via is None:
            value = self._first.get("via")
            if value is None:
                raise ParseError("Via missing")
            via = self._top_via = parse_via(value)
        return via

    @property
    def from_(self) -> Address:
        address = self._from
        if address is None:
            address = self._from = parse_address(self.required("from"))
        return address

    @property
    def to(self) -> Address:
        address = self._to
        if address is None:
            address = self._to = parse_address(self.required("to"))
        return address

    @property
    def call_id(self) -> str:
        call_id = self._call_id
        if call_id is None:
            call_id = self._call_id = self.required("call-id")
        return call_id

    @property
    def cseq(self) -> CSeq:
        cseq = self._cseq
        if cseq is None:
            cseq = self._cseq = parse_cseq(self.required("cseq"))
        return cseq

    @property
    def contacts(self) -> tuple[Address, ...]:
        """The Contacts; a wildcard is not among them, see `get("contact")`."""
        contacts = self._contacts
        if contacts is None:
            items = self.items("contact")
            contacts = self._contacts = tuple([parse_address(item) for item in items if item != "*"])
        return contacts

    def number(self, key: str) -> int | None:
        """A header that is a decimal number: Expires, Max-Forwards, ..."""
        value = self._first.get(key)
        if value is None:
            return None
        if value.isdecimal() and value.isascii() and len(value) < 9:
            return int(value)
        return parse_number(value.partition(";")[0], on_the_wire(key))

    def with_header(self, key: str, value: str) -> Self:
        """With that header once, in the place of the first of its name, or at the end."""
        headers: list[Header] = []
        put = False
        for header in self.headers:
            if header[0] != key:
                headers.append(header)
            elif not put:
                headers.append((key, value))
                put = True
        if not put:
            headers.append((key, value))
        return self._with(tuple(headers), key)

    def with_first(self, *headers: Header) -> Self:
        """With those headers above all others."""
        return self._with(headers + self.headers, *(key for key, _ in headers))

    def with_top_via(self, via: Via) -> Self:
        """With that Via in the place of the topmost."""
        headers, written = list(self.headers), str(via)
        for place, (key, _) in enumerate(headers):
            if key == "via":
                headers[place] = (key, written)
                break
        changed = self._with(tuple(headers), "via")
        changed._first_values = self._first | {"via": written}
        changed._several = self._repeated
        changed._top_via = via
        return changed

    def with_added(self, *headers: Header) -> Self:
        return self._with(self.headers + headers, *(key for key, _ in headers))

    def without(self, *keys: str) -> Self:
        if self._first.keys().isdisjoint(keys):
            return self
        return self._with(tuple([header for header in self.headers if header[0] not in keys]), *keys)

    def without_items(self, unwanted: Callable[[str, str], bool]) -> Self:
        """Without the headers of which `unwanted(key, value)` says so."""
        left = tuple(header for header in self.headers if not unwanted(*header))
        if len(left) == len(self.headers):
            return self
        return self._with(left, *{name for name, value in self.headers if unwanted(name, value)})

    def without_first(self, key: str) -> Self:
        """Without the topmost header of that name."""
        for place, (name, _) in enumerate(self.headers):
            if name == key:
                return self._with(self.headers[:place] + self.headers[place + 1 :], key)
        return self

    def with_body(self, content_type: str, body: bytes) -> Self:
        headers = self.with_header("content-type", content_type).headers
        return self._with(headers, "content-type", body=body)

    def _with(self, headers: tuple[Header, ...], *changed: str, body: bytes | None = None) -> Self:
        """With those headers, of which the `changed` ones are read anew when asked for."""
        made = self._like(headers, self.body if body is None else body)
        if "via" not in changed:
            made._top_via = self._top_via
        if "from" not in changed:
            made._from = self._from
        if "to" not in changed:
            made._to = self._to
        if "call-id" not in changed:
            made._call_id = self._call_id
        if "cseq" not in changed:
            made._cseq = self._cseq
        if "contact" not in changed:
            made._contacts = self._contacts
        return made

    def _like(self, headers: tuple[Header, ...], body: bytes) -> Self:
        """Another one with the same start line, of which no value is read yet."""
        raise NotImplementedError

    def _bytes(self, start: str) -> bytes:
        lines = [start]
        lines += [
            f"{WIRE.get(key) or on_the_wire(key)}: {value}"
            for key, value in self.headers
            if key != "content-length"
        ]
        lines += [f"Content-Length: {len(self.body)}", "", ""]
        text = "\r\n".join(lines)
        # The one place every byte passes: a line break that came in decoded cannot become a header.
        ends = len(lines) - 1
        if text.count("\n") != ends or text.count("\r") != ends or ("\0" in text and has_bare_nul(text)):
            raise BuildError("a line break or NUL within a header")
        return text.encode("utf-8", "surrogateescape") + self.body


@final
class Request(Message):
    __slots__ = ("_routes", "_uri", "method", "target", "version")

    def __init__(
        self,
        headers: tuple[Header, ...] = (),
        body: bytes = b"",
        method: str = "",
        target: str = "",
        version: str = "SIP/2.0",
    ) -> None:
        super().__init__(headers, body)
        self.method: Final = method
        self.target: Final = target
        """The Request-URI as written."""
        self.version: Final = version
        self._uri: Uri | None = None
        self._routes: tuple[Address, ...] | None = None

    @property
    def uri(self) -> Uri:
        uri = self._uri
        if uri is None:
            uri = self._uri = parse_uri(self.target)
        return uri

    @property
    def routes(self) -> tuple[Address, ...]:
        routes = self._routes
        if routes is None:
            routes = self._routes = tuple([parse_address(value) for value in self.all("route")])
        return routes

    def with_target(self, target: str) -> "Request":
        made = Request(self.headers, self.body, self.method, target, self.version)
        made._first_values, made._several = self._first_values, self._several
        return made

    def to_bytes(self) -> bytes:
        """BuildError when a header holds a line break."""
        return self._bytes(f"{self.method} {self.target} SIP/2.0")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Request) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        return f"Request{self._values()}"

    def _values(self) -> tuple[tuple[Header, ...], bytes, str, str, str]:
        return self.headers, self.body, self.method, self.target, self.version

    def _like(self, headers: tuple[Header, ...], body: bytes) -> "Request":
        made = Request(headers, body, self.method, self.target, self.version)
        made._uri = self._uri
        return made


@final
class Response(Message):
    __slots__ = ("reason", "status")

    def __init__(
        self, headers: tuple[Header, ...] = (), body: bytes = b"", status: int = 0, reason: str = ""
    ) -> None:
        super().__init__(headers, body)
        self.status: Final = status
        self.reason: Final = reason

    def to_bytes(self) -> bytes:
        """BuildError when a header holds a line break."""
        return self._bytes(f"SIP/2.0 {self.status} {self.reason}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Response) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        return f"Response{self._values()}"

    def _values(self) -> tuple[tuple[Header, ...], bytes, int, str]:
        return self.headers, self.body, self.status, self.reason

    def _like(self, headers: tuple[Header, ...], body: bytes) -> "Response":
        return Response(headers, body, self.status, self.reason)


def parse(data: bytes) -> Request | Response:
    """One whole message. ParseError when it is none; header values are not looked at yet, apart from
    Content-Length, which says how much of the datagram is the body (RFC 3261 §18.3)."""
    head, empty_line, body = data.partition(b"\r\n\r\n")
    if not empty_line:
        raise ParseError("no empty line after the headers")
    text = head.decode("utf-8", "surrogateescape")
    lines = text.split("\r\n")
    ends = len(lines) - 1
    if text.count("\n") != ends or text.count("\r") != ends or ("\0" in text and has_bare_nul(text)):
        raise ParseError("a bare CR, LF or NUL in the headers")
    if "\r\n " in text or "\r\n\t" in text:
        lines = FOLD.sub(" ", text).split("\r\n")
    headers: list[Header] = []
    first: dict[str, str] = {}
    repeated: set[str] = set()
    length: str | None = None
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            raise ParseError("a header without a colon")
        key = KEYS.get(name) or key_of(name)
        value = value.strip()
        if "," in value and key in ONE_VALUE_EACH:
            items = split_list(value)
            if not items:
                continue
            *others, value = items
            for item in others:
                headers.append((key, item))
                repeated.add(key)
                first.setdefault(key, item)
        elif key == "content-length":
            if length is not None and length != value:
                raise ParseError("two Content-Lengths")
            length = value
            continue
        headers.append((key, value))
        if key in first:
            repeated.add(key)
        else:
            first[key] = value
    if length is not None:
        size = parse_number(length, "Content-Length")
        if size > len(body):
            raise ParseError("the body is shorter than its Content-Length")
        body = body[:size]
    made = _with_start_line(lines[0], tuple(headers), body)
    made._first_values = first
    made._several = repeated
    return made


def _with_start_line(line: str, headers: tuple[Header, ...], body: bytes) -> Request | Response:
    pieces = line.split(" ", 2)
    if len(pieces) != 3:
        raise ParseError("bad start line")
    first, second, third = pieces
    if first[:4].upper() == "SIP/":
        if first.upper() != "SIP/2.0" or len(second) != 3 or not (second.isascii() and second.isdigit()):
            raise ParseError("bad status line")
        status = int(second)
        if not 100 <= status <= 699:
            raise ParseError("bad status")
        return Response(headers, body, status, third)
    if third == "SIP/2.0" and second and first in METHODS:
        return Request(headers, body, first, second)
    if not is_token(first) or not second or not VERSION.fullmatch(third):
        raise ParseError("bad request line")
    return Request(headers, body, first, second, third.upper())


def respond(request: Request, status: int, *headers: Header, reason: str = "", to_tag: str = "") -> Response:
    """A response to that request (RFC 3261 §8.2.6): its Vias, From, To, Call-ID and CSeq, and then
    `headers`. The tag is added to a To without one, except on 100."""
    kept: list[Header] = []
    for header in request.headers:
        key = header[0]
        if key == "to" and to_tag and status > 100 and not _tagged(header[1]):
            kept.append((key, f"{header[1]};tag={to_tag}"))
        elif key in ("via", "from", "to", "call-id", "cseq") or (key == "timestamp" and status == 100):
            kept.append(header)
    return Response((*kept, *headers), b"", status, reason or phrase(status))


def _tagged(to: str) -> bool:
    try:
        return bool(parse_address(to).tag)
    except ParseError:
        return ";tag=" in "".join(to.split()).lower()
