"""From what a person dials to the Request-URI (RFC 3261 §19.1, RFC 3966 §5.1.1). Pure; imports no PJSIP."""

import re
from urllib.parse import quote

LONGEST = 200
"""Bytes of a Request-URI. PJSIP takes 256, with what it adds itself."""

_NUMBER = re.compile(r"\+?[0-9*#][0-9*#\s().\-/\u00a0\u2011]*")
_SEPARATORS = re.compile(r"[\s().\-/\u00a0\u2011]")
_USER = re.compile(r"[A-Za-z0-9\-_.!~*'()&=+$,;?/%#]+")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9\-.]*[A-Za-z0-9])?\.?)(?::[0-9]{1,5})?")
_PARAMETERS = re.compile(r"(?:;[A-Za-z0-9\-_.!~*'()\[\]/:&+$%]+(?:=[A-Za-z0-9\-_.!~*'()\[\]/:&+$%]+)?)*")
_USER_SAFE = "-_.!~*'()&=+$,;?/%"


def request_uri(target: str, domain: str, transport: str = "") -> str | None:
    """The SIP URI for `target`, or None when it is no address and no number.

    A number (visual separators do not count), a user part, user@host, sip:, sips: and tel: are taken; a
    bare user part or number is dialled in `domain`. `transport` ("tcp", "tls") is added where the target
    names none.
    """
    text = target.strip()
    scheme = "sip"
    lowered = text.lower()
    if lowered.startswith("tel:"):
        text = text[4:].split(";", 1)[0]
        if not _NUMBER.fullmatch(text):
            return None
    elif lowered.startswith(("sip:", "sips:")):
        scheme, _, text = text.partition(":")
        scheme = scheme.lower()
        if "@" not in text:
            return _checked(f"{scheme}:{text}", text, transport)
    user, at, rest = text.rpartition("@")
    if not at:
        user, rest = text, domain
    if _NUMBER.fullmatch(user):
        user = _SEPARATORS.sub("", user)
    if not user or not _USER.fullmatch(user):
        return None
    user = quote(user, safe=_USER_SAFE)
    return _checked(f"{scheme}:{user}@{rest}", rest, transport)


def _checked(uri: str, rest: str, transport: str) -> str | None:
    host, semicolon, parameters = rest.partition(";")
    if not _HOST.fullmatch(host) or not _PARAMETERS.fullmatch(semicolon + parameters):
        return None
    if transport and ";transport=" not in rest.lower():
        uri += f";transport={transport}"
    return uri if len(uri) <= LONGEST else None
