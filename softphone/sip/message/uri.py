"""SIP, SIPS and tel URIs as frozen values (RFC 3261 §19.1, RFC 3966)."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote

import msgspec

from softphone.sip.message.errors import ParseError
from softphone.sip.message.grammar import Params, param, write_params

_HOST = r"\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9\-_.]*[A-Za-z0-9.])?"
_SIP = re.compile(
    rf"(sips?):(?:([^@:;?\s<>\"]*(?:[;?][^@:\s<>\"]*)?)(?::([^@\s<>\"]*))?@)?({_HOST})(?::(\d{{1,5}}))?"
    r"((?:;[^;?\s<>\"]+)*)(?:\?([^\s<>\"]*))?",
    re.IGNORECASE,
)
_TEL = re.compile(r"tel:([+0-9A-Fa-f*#\-.()]+)((?:;[^;?\s<>\"]+)*)", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"]+")
_NUMBER = frozenset("+0123456789*#")
"""What a telephone number begins with."""
_UNESCAPED_IN_USER = "-_.!~*'()&=+$,;?/"
_PLAIN_USER = re.compile(rf"[A-Za-z0-9{re.escape(_UNESCAPED_IN_USER)}]*")


class Uri(msgspec.Struct, frozen=True, gc=False):
    """An address. For a scheme that is neither sip, sips nor tel only `scheme` and `opaque` are set."""

    scheme: str
    user: str = ""
    """Unescaped; the number of a tel URI."""
    host: str = ""
    """Lower case; an IPv6 address in its brackets."""
    port: int | None = None
    params: Params = ()
    """As written: names may be escaped, too (`%6Cr` is lr). Ask by `param`."""
    headers: str = ""
    """What stood after the question mark, still escaped."""
    password: str = ""
    opaque: str = ""

    def param(self, name: str) -> str | None:
        """The value, unescaped; empty for a parameter without one, None when it is not there."""
        value = param(self.params, name)
        if value is None:
            escaped = (v for key, v in self.params if "%" in key and unquote(key).lower() == name)
            value = next(escaped, None)
        return unquote(value, errors="surrogateescape") if value and "%" in value else value

    @property
    def subscriber(self) -> str:
        """The user part; of a telephone number without the parameters that may stand in it (RFC 3261
        §19.1.6)."""
        return self.user.partition(";")[0] if self.user[:1] in _NUMBER else self.user

    @property
    def transport(self) -> str:
        """udp, tcp or tls: the scheme and the transport parameter together (RFC 3261 §19.1.2)."""
        wanted = (self.param("transport") or "").lower()
        if wanted in ("tls", "tcp") and self.scheme == "sips":
            return "tls"
        return wanted or ("tls" if self.scheme == "sips" else "udp")

    def without_headers(self) -> "Uri":
        return msgspec.structs.replace(self, headers="")

    def __str__(self) -> str:
        if self.scheme == "tel":
            return f"tel:{self.user}{write_params(self.params)}"
        if self.opaque:
            return f"{self.scheme}:{self.opaque}"
        user = ""
        if self.user or self.password:
            password = f":{self.password}" if self.password else ""
            user = f"{_escaped(self.user)}{password}@"
        port = "" if self.port is None else f":{self.port}"
        headers = f"?{self.headers}" if self.headers else ""
        return f"{self.scheme}:{user}{self.host}{port}{write_params(self.params)}{headers}"


def _escaped(user: str) -> str:
    if _PLAIN_USER.fullmatch(user):
        return user
    return quote(user, safe=_UNESCAPED_IN_USER, errors="surrogateescape")


@lru_cache(maxsize=512)
def parse_uri(text: str) -> Uri:
    """ParseError for what is no URI."""
    found = _SIP.fullmatch(text)
    if found is not None:
        scheme, user, password, host, port, params, headers = found.groups()
        number = int(port) if port else None
        if number is not None and not 0 < number < 65536:
            raise ParseError("bad port in URI")
        return Uri(
            scheme=scheme.lower(),
            user=unquote(user, errors="surrogateescape") if user else "",
            host=host.lower(),
            port=number,
            params=_params(params),
            headers=headers or "",
            password=password or "",
        )
    found = _TEL.fullmatch(text)
    if found is not None:
        return Uri(scheme="tel", user=found.group(1), params=_params(found.group(2)))
    if _SCHEME.fullmatch(text):
        scheme, _, opaque = text.partition(":")
        if scheme.lower() not in ("sip", "sips", "tel"):
            return Uri(scheme=scheme.lower(), opaque=opaque)
    raise ParseError("bad URI")


def _params(text: str) -> Params:
    if not text:
        return ()
    pairs = (piece.partition("=") for piece in text[1:].split(";"))
    return tuple((name.lower(), value) for name, _, value in pairs)
