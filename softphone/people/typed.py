"""What a person typed or pasted to be called: what is dialled, and how people write it.

Numbers arrive with spaces that cannot be seen, dashes of every kind, "Tel:" before them and "ext. 12" behind
them, with letters, or as links. Only the field and links are read by this; what a server is asked for is read
by `numbers`, which takes no letters: a login may look like them.
"""

import re
import unicodedata
from enum import Enum, auto
from functools import lru_cache

import msgspec
import phonenumbers

from softphone.people import numbers

LONGEST = 256
"""Characters; nobody dials more."""


class TypedKind(Enum):
    EMERGENCY = auto()
    """Help, in that country. It is always dialled as it stands, whatever else bears that number."""
    NUMBER = auto()
    """Of the telephone network."""
    SHORT = auto()
    """Digits that only the company or its operator can tell: an extension, or a short number."""
    SERVICE_CODE = auto()
    """With * or #: it may change what happens to calls."""
    ADDRESS = auto()
    """name@host."""
    USER = auto()
    """One word: perhaps a login, perhaps part of a name."""


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    kind: TypedKind
    dial: str
    """What the phone is told (calls.commands.Dial.target)."""
    shown: str
    """As people write it."""
    extension: str = ""
    """Digits behind the number ("ext. 12"), which the person presses once somebody has answered."""

    @property
    def is_number(self) -> bool:
        return self.kind not in (TypedKind.ADDRESS, TypedKind.USER)


_LABEL = re.compile(
    r"(?:tel|telefon|tfn|tlf|mobil|mob|phone|telephone|mobile|cell|direkt|direct|växel|fax)"
    r"(?:\s*(?:nr|no|nummer|number))?\s*[.:]+\s*(?=[+(\d])",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"(?:[,;]?\s*(?:ext(?:ension)?|ankn(?:ytning)?|anknytn|x)\s*[.:=]?|;ext=)\s*(?P<digits>[0-9]{1,8})$",
    re.IGNORECASE,
)
_TRUNK_ZERO = re.compile(r"[(\[]\s*0\s*[)\]]")
_SERVICE_CODE = re.compile(r"[0-9*#]*[*#][0-9*#]*")
_ADDRESS = re.compile(r"(?:sips?:)?[^\s@<>\"?;]+@[^\s@<>\"?;]+(?:;transport=(?:udp|tcp|tls))?", re.IGNORECASE)
_USER = re.compile(r"[\w.\-+]+")
_SEPARATORS = re.compile(r"[\s\-.,()\[\]/·•]+")
_VANITY = re.compile(r"(?:\+[0-9]|[0-9]{3})[0-9A-Z]*[A-Z]{3}[0-9A-Z]*")


@lru_cache(maxsize=8192)
def read(text: str, country: str) -> Typed | None:
    """None when it is neither a number, nor an address, nor one word. `country` (ISO 3166) is where numbers
    without country code belong."""
    if len(text) > LONGEST:
        return None
    plain = _plain(text).removeprefix("<").removesuffix(">").strip()
    if not plain.isprintable():
        return None
    plain = _LABEL.sub("", re.sub(r"^(?:tel|callto):/*", "", plain, flags=re.IGNORECASE), count=1)
    if (number := read_number(plain, country)) is not None:
        return number
    bare = _SEPARATORS.sub("", plain)
    if _SERVICE_CODE.fullmatch(bare) and any(each.isdigit() for each in bare):
        return Typed(kind=TypedKind.SERVICE_CODE, dial=bare, shown=bare)
    if _ADDRESS.fullmatch(plain):
        return Typed(kind=TypedKind.ADDRESS, dial=plain, shown=re.sub(r"^sips?:", "", plain, flags=re.I))
    if (vanity := _vanity(bare, plain, country)) is not None:
        return vanity
    user = re.sub(r"^sips?:", "", plain, flags=re.IGNORECASE)
    if _USER.fullmatch(user):
        return Typed(kind=TypedKind.USER, dial=user, shown=user)
    return _number_within(plain, country)


def read_number(text: str, country: str) -> Typed | None:
    """A number in digits, with what people put around them; None for anything else."""
    text = _plain(text)
    extension = ""
    if (found := _EXTENSION.search(text)) is not None and _digits(text[: found.start()]) is not None:
        text, extension = text[: found.start()], found["digits"]
    digits = _digits(text)
    if digits is None:
        return None
    if numbers.is_emergency(digits, country):
        return Typed(kind=TypedKind.EMERGENCY, dial=digits, shown=digits)
    number = numbers.e164(digits, country)
    if number is None or not _is_of_network(digits, number, country):
        return Typed(kind=TypedKind.SHORT, dial=digits, shown=digits, extension=extension)
    return Typed(
        kind=TypedKind.NUMBER,
        dial=digits,
        shown=numbers.shown(number, country),
        extension=extension,
    )


def _plain(text: str) -> str:
    """Without marks that cannot be seen; every dash a hyphen, every space a space, every digit 0 to 9."""
    plain = []
    for each in text:
        category = unicodedata.category(each)
        if category == "Pd" or each in "\u2212\u2043\u00ad":
            plain.append("-")
        elif category in ("Zs", "Zl", "Zp") or each in "\t\r\n":
            plain.append(" ")
        elif category == "Nd":
            plain.append(str(unicodedata.digit(each)))
        elif category != "Cf":
            plain.append("+" if each in "\uff0b\ufe62" else each)
    return "".join(plain).strip()


def _digits(text: str) -> str | None:
    text = text.strip()
    # Abroad one leaves the 0 in brackets out; without a country code it belongs to the number.
    abroad = re.match(r"[^0-9+]*(?:\+|00)", text) is not None
    bare = _SEPARATORS.sub("", _TRUNK_ZERO.sub("" if abroad else "0", text, count=1))
    return bare if re.fullmatch(r"\+?[0-9]{1,20}", bare) else None


def _is_of_network(digits: str, number: str, country: str) -> bool:
    """Whether people mean the network by it: with the prefix that one dials there, or as a whole number of a
    country that knows no such prefix. "2010" alone is an extension."""
    if digits.startswith(("+", "00")):
        return True
    plan = phonenumbers.PhoneMetadata.metadata_for_region(country)
    if plan is not None and plan.national_prefix:
        return digits.startswith(plan.national_prefix)
    return bool(phonenumbers.is_valid_number(phonenumbers.parse(number)))


def _number_within(text: str, country: str) -> Typed | None:
    """The one number in a sentence that was pasted whole; of two, nobody knows which."""
    found = [match.raw_string for match in phonenumbers.PhoneNumberMatcher(text, country)]
    return read_number(found[0], country) if len(found) == 1 else None


def _vanity(bare: str, plain: str, country: str) -> Typed | None:
    """Letters as they stand on the keys (ITU-T E.161): 020-HANDLA. It has to begin as a number does and be
    one of the network, so that no name is taken for it."""
    if not _VANITY.fullmatch(bare.upper()):
        return None
    keyed = phonenumbers.convert_alpha_characters_in_number(bare)
    number = read_number(keyed, country)
    if number is None or number.kind is not TypedKind.NUMBER:
        return None
    return msgspec.structs.replace(number, shown=f"{re.sub(' +', ' ', plain).upper()} ({number.shown})")
