"""name-addr and addr-spec: From, To, Contact, Route, Record-Route, Refer-To and their kin."""

import re
from functools import lru_cache

import msgspec

from softphone.sip.message.errors import ParseError
from softphone.sip.message.grammar import (
    QUOTED,
    Params,
    param,
    parse_params,
    quote,
    unquote,
    with_param,
    write_params,
)
from softphone.sip.message.uri import Uri, parse_uri

_NAME_ADDR = re.compile(rf"\s*({QUOTED}\s*|[^\"<>;,]*)<([^<>]+)>(.*)", re.DOTALL)


class Address(msgspec.Struct, frozen=True, gc=False):
    """A URI with a display name and the header's parameters (tag, q, expires, ...)."""

    uri: Uri
    name: str = ""
    params: Params = ()
    tag: str = ""
    """As in the parameters, whatever is given here: it is asked for several times in each message."""

    def __post_init__(self) -> None:
        tag = ""
        for name, value in self.params:
            if name == "tag":
                tag = value
                break
        if tag != self.tag:
            msgspec.structs.force_setattr(self, "tag", tag)

    def param(self, name: str) -> str | None:
        return param(self.params, name)

    def with_param(self, name: str, value: str) -> "Address":
        return msgspec.structs.replace(self, params=with_param(self.params, name, value))

    def __str__(self) -> str:
        name = f"{quote(self.name)} " if self.name else ""
        return f"{name}<{self.uri}>{write_params(self.params)}"


@lru_cache(maxsize=512)
def parse_address(value: str) -> Address:
    """ParseError for what is neither a name-addr nor an addr-spec."""
    if "<" in value:
        found = _NAME_ADDR.fullmatch(value)
        if found is None:
            raise ParseError("bad address")
        name, uri, params = found.groups()
        return Address(parse_uri(uri.strip()), unquote(name.strip()), parse_params(params))
    # Without brackets every parameter is the header's (RFC 3261 §20.10), and the URI takes no ? or comma.
    text = value.strip()
    uri, semicolon, params = text.partition(";")
    if "?" in uri or "," in uri:
        raise ParseError("URI must stand in angle brackets")
    return Address(parse_uri(uri.rstrip()), "", parse_params(semicolon + params))
