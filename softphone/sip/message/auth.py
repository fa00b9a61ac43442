"""Digest challenges and credentials as values (RFC 7616, RFC 8760); the arithmetic is the registrar's."""

import re
from functools import lru_cache

import msgspec

from softphone.sip.message.errors import ParseError
from softphone.sip.message.grammar import QUOTED, TOKEN, quote, unquote

_PAIR = re.compile(rf"\s*({TOKEN})\s*=\s*({QUOTED}|[^\s,\"]+)\s*(?:,|$)")


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """WWW-Authenticate or Proxy-Authenticate; qop is always auth."""

    realm: str
    nonce: str
    algorithm: str
    stale: bool = False
    opaque: str = ""

    def __str__(self) -> str:
        pieces = [f"Digest realm={quote(self.realm)}", f"nonce={quote(self.nonce)}"]
        if self.opaque:
            pieces.append(f"opaque={quote(self.opaque)}")
        if self.stale:
            pieces.append("stale=true")
        pieces += [f"algorithm={self.algorithm}", 'qop="auth"']
        return ", ".join(pieces)


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Authorization or Proxy-Authorization."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str = "MD5"
    qop: str = ""
    nc: str = ""
    cnonce: str = ""
    opaque: str = ""

    def __str__(self) -> str:
        pieces = [
            f"Digest username={quote(self.username)}",
            f"realm={quote(self.realm)}",
            f"nonce={quote(self.nonce)}",
            f"uri={quote(self.uri)}",
            f"response={quote(self.response)}",
            f"algorithm={self.algorithm}",
        ]
        if self.opaque:
            pieces.append(f"opaque={quote(self.opaque)}")
        if self.qop:
            pieces += [f"qop={self.qop}", f"nc={self.nc}", f"cnonce={quote(self.cnonce)}"]
        return ", ".join(pieces)


def is_digest(value: str) -> bool:
    """Whether a challenge or credentials are of the one scheme that we speak."""
    return value.strip().partition(" ")[0].lower() == "digest"


def parse_challenge(value: str) -> Challenge:
    pairs = _pairs(value)
    return Challenge(
        realm=pairs.get("realm", ""),
        nonce=pairs.get("nonce", ""),
        algorithm=pairs.get("algorithm", "MD5"),
        stale=pairs.get("stale", "").lower() == "true",
        opaque=pairs.get("opaque", ""),
    )


@lru_cache(maxsize=256)
def parse_credentials(value: str) -> Credentials:
    pairs = _pairs(value)
    missing = {"username", "realm", "nonce", "uri", "response"} - pairs.keys()
    if missing:
        raise ParseError(f"credentials without {sorted(missing)[0]}")
    known = {name: pairs[name] for name in Credentials.__struct_fields__ if name in pairs}
    return Credentials(**known)


def _pairs(value: str) -> dict[str, str]:
    if not is_digest(value):
        raise ParseError("not Digest")
    rest = value.strip().partition(" ")[2].strip()
    pairs: dict[str, str] = {}
    at = 0
    while at < len(rest):
        found = _PAIR.match(rest, at)
        if found is None or found.group(1).lower() in pairs:
            raise ParseError("bad Digest parameters")
        pairs[found.group(1).lower()] = unquote(found.group(2))
        at = found.end()
    return pairs
