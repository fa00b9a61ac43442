"""Links that other programs hand over: tel: (RFC 3966), sip: and sips: (RFC 3261 §19.1), callto:.

Whoever wrote the link may mean harm. Nothing of it is dialled but a number or an address that the person sees
whole, and whatever would do more than call is refused.
"""

import re
from enum import Enum, auto
from urllib.parse import unquote

import phonenumbers

from softphone.people import numbers
from softphone.people.schemes import SCHEMES
from softphone.people.typed import LONGEST, Typed, TypedKind, read_number


class LinkFault(Enum):
    NOT_A_LINK = auto()
    """Of another scheme, or nothing that can be called."""
    TOO_LONG = auto()
    UNREADABLE = auto()
    """Line breaks, or characters that cannot be seen."""
    MORE_THAN_A_CALL = auto()
    """Headers, a method, a password, another way to the address: it would do more than call."""
    SERVICE_CODE = auto()
    """It would change a setting at the operator's: whoever means that types it."""


_CALLED = frozenset(SCHEMES) - {"softphone"}
_USER = re.compile(r"[\w.\-+~!&=$*#]{1,64}")
_HOST = re.compile(
    r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,252}[A-Za-z0-9])?)(?::[0-9]{1,5})?"
)
_TEL = re.compile(r"\+?[0-9(][0-9A-Za-z().\-\s]*")
_SIP_KNOWN = {"transport": {"udp", "tcp", "tls"}, "user": {"phone", "ip"}}
"""Parameters that change neither what is done nor where; `transport` is the account's own matter."""


def read_link(text: str, country: str) -> Typed | LinkFault:
    """What the link calls. `country` (ISO 3166) is where numbers without country code belong."""
    if len(text) > LONGEST:
        return LinkFault.TOO_LONG
    scheme, colon, rest = text.strip(" ").partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in _CALLED:
        return LinkFault.NOT_A_LINK
    opened = unquote(rest, errors="replace")
    if not _is_readable(rest) or not _is_readable(opened):
        return LinkFault.UNREADABLE
    rest = rest.removeprefix("//").removesuffix("/")
    if "?" in rest:
        return LinkFault.MORE_THAN_A_CALL
    if scheme == "tel" or (scheme == "callto" and "@" not in rest):
        return _telephone(rest, country)
    return _address("sip" if scheme == "callto" else scheme, rest, country)


def _is_readable(text: str) -> bool:
    return text.isprintable() and "\ufffd" not in text


def _telephone(rest: str, country: str) -> Typed | LinkFault:
    escaped, *pieces = rest.split(";")
    number = unquote(escaped).strip()
    params = {name.lower(): unquote(value) for name, _, value in (piece.partition("=") for piece in pieces)}
    if any(name.startswith("m-") or name == "method" for name in params):
        return LinkFault.MORE_THAN_A_CALL
    if set(number) & set("*#"):
        return LinkFault.SERVICE_CODE
    extension = re.sub(r"[\s\-.()]", "", params.get("ext", ""))
    if not _TEL.fullmatch(number) or (extension and not re.fullmatch(r"[0-9]{1,8}", extension)):
        return LinkFault.NOT_A_LINK
    if re.search(r"[A-Za-z]", number):
        number = phonenumbers.convert_alpha_characters_in_number(number)
    number = _in_context(number, params.get("phone-context", ""))
    typed = read_number(f"{number};ext={extension}" if extension else number, country)
    return LinkFault.NOT_A_LINK if typed is None else typed


def _in_context(number: str, context: str) -> str:
    """A local number in its context (RFC 3966 §5.1.5): with the digits that its writer left out. A context
    that is a domain says whose number it is, and we dial our own company's."""
    if number.startswith("+") or not context.startswith("+"):
        return number
    code = re.sub(r"[^0-9]", "", context)
    whole = phonenumbers.region_code_for_country_code(int(code)) if code and len(code) <= 3 else "ZZ"
    if whole not in ("ZZ", "001"):
        return numbers.e164(number, whole) or number
    return numbers.e164(f"+{code}{number}", "ZZ") or number


def _address(scheme: str, rest: str, country: str) -> Typed | LinkFault:
    address, *pieces = rest.split(";")
    for piece in pieces:
        name, _, value = piece.partition("=")
        if value.lower() not in _SIP_KNOWN.get(name.lower(), set()):
            return LinkFault.MORE_THAN_A_CALL
    user, at, host = address.rpartition("@")
    if not at:
        user, host = address, ""
    if ":" in user:
        return LinkFault.MORE_THAN_A_CALL
    user = unquote(user)
    if set(user) & set("*#"):
        return LinkFault.SERVICE_CODE
    if not _USER.fullmatch(user) or (at and not _HOST.fullmatch(host)):
        return LinkFault.NOT_A_LINK
    if not at:
        # As people write them: sip:201, sip:anna.
        number = read_number(user, country)
        return number or Typed(kind=TypedKind.USER, dial=user, shown=user)
    return Typed(kind=TypedKind.ADDRESS, dial=f"{scheme}:{user}@{host}", shown=f"{user}@{host}")
