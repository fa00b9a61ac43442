"""Via (RFC 3261 §20.42, rport by RFC 3581)."""

import re
from functools import lru_cache
from typing import Final

import msgspec

from softphone.sip.message.errors import ParseError
from softphone.sip.message.grammar import Params, param, parse_params, with_param, write_params

MAGIC_COOKIE = "z9hG4bK"
_VIA = re.compile(
    r"\s*SIP\s*/\s*2\.0\s*/\s*([A-Za-z0-9\-.]+)\s+"
    r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-_.]+)\s*+(?::\s*(\d{1,5})\s*)?(;.*)?",
    re.IGNORECASE | re.DOTALL,
)


_PLAIN: Final = frozenset({"SIP/2.0/UDP", "SIP/2.0/TCP", "SIP/2.0/TLS"})


class Via(msgspec.Struct, frozen=True, gc=False):
    """One hop: where the response to it goes back to."""

    transport: str
    """Upper case: UDP, TCP, TLS."""
    host: str
    port: int | None = None
    params: Params = ()

    @property
    def branch(self) -> str:
        for name, value in self.params:
            if name == "branch":
                return value
        return ""

    @property
    def received(self) -> str | None:
        return param(self.params, "received")

    @property
    def rport(self) -> str | None:
        """Empty when asked for and not filled in yet."""
        return param(self.params, "rport")

    @property
    def sent_by(self) -> str:
        """Host and port in the one form that transaction keys compare."""
        return f"{self.host.lower()}:{self.port or (5061 if self.transport == 'TLS' else 5060)}"

    def seen_from(self, host: str, port: int) -> "Via":
        """With received, and rport when it was asked for (RFC 3261 §18.2.1, RFC 3581 §4)."""
        asked = self.rport is not None
        if not asked and self.host.strip("[]") == host:
            return self
        params = with_param(self.params, "rport", str(port)) if asked else self.params
        return Via(self.transport, self.host, self.port, with_param(params, "received", host))

    def __str__(self) -> str:
        port = "" if self.port is None else f":{self.port}"
        return f"SIP/2.0/{self.transport} {self.host}{port}{write_params(self.params)}"


@lru_cache(maxsize=128)
def parse_via(value: str) -> Via:
    """ParseError for what is no Via."""
    # As nearly all are written; the rest is for the grammar.
    head, semicolon, params = value.partition(";")
    transport, _, address = head.partition(" ")
    host, colon, digits = address.partition(":")
    if transport in _PLAIN and _is_name(host) and (_is_port(digits) or not colon):
        return Via(transport[8:], host, int(digits) if colon else None, parse_params(semicolon + params))
    return _by_grammar(value)


def _by_grammar(value: str) -> Via:
    found = _VIA.fullmatch(value)
    if found is None:
        raise ParseError("bad Via")
    transport, host, port, params = found.groups()
    number = int(port) if port else None
    if number is not None and not 0 < number < 65536:
        raise ParseError("bad port in Via")
    return Via(transport.upper(), host, number, parse_params(params or ""))


def _is_name(host: str) -> bool:
    return host.isascii() and host.replace(".", "0").replace("-", "0").replace("_", "0").isalnum()


def _is_port(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal() and len(digits) < 6 and 0 < int(digits) < 65536
