"""Replaces (RFC 3891 §6.1): the dialog that an INVITE takes the place of, as its receiver names it."""

from urllib.parse import unquote

import msgspec

from softphone.sip.message.errors import ParseError
from softphone.sip.message.grammar import param, parse_params
from softphone.sip.message.uri import Uri


class Replaces(msgspec.Struct, frozen=True):
    call_id: str
    to_tag: str
    """The receiver's own tag."""
    from_tag: str
    """The tag of the receiver's peer."""
    early_only: bool = False

    def __str__(self) -> str:
        early = ";early-only" if self.early_only else ""
        return f"{self.call_id};to-tag={self.to_tag};from-tag={self.from_tag}{early}"


def parse_replaces(value: str) -> Replaces:
    call_id, semicolon, rest = value.partition(";")
    params = parse_params(semicolon + rest)
    to_tag, from_tag = param(params, "to-tag"), param(params, "from-tag")
    if not call_id.strip() or not to_tag or not from_tag:
        raise ParseError("bad Replaces")
    return Replaces(call_id.strip(), to_tag, from_tag, param(params, "early-only") is not None)


def replaces_in(uri: Uri) -> Replaces | None:
    """The Replaces that a Refer-To URI carries among its headers; None without one."""
    for piece in uri.headers.split("&"):
        name, _, value = piece.partition("=")
        if name.lower() == "replaces":
            return parse_replaces(unquote(value))
    return None
