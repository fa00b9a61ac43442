"""Names in Swedish order (å ä ö last, ü as y) and what a search compares. Pure.

Written out rather than taken from QCollator, whose order depends on the libraries of the machine.
"""

import re
import unicodedata
from functools import cache

_LAST = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"}  # the three characters after z
_AS = {"ü": "y", "ß": "ss", "ð": "d", "þ": "th", "œ": "oe", "ł": "l", "đ": "d"}
_SEPARATORS = re.compile(r"[\s()/.\-\u2010-\u2015\u00a0]+")


def sort_key(text: str) -> str:
    """A key that sorts as a Swedish telephone list does."""
    if text.isascii():
        return text.casefold()
    letters = unicodedata.normalize("NFC", text.casefold())
    return "".join(_LAST.get(letter) or _AS.get(letter) or _plain(letter) for letter in letters)


def fold(text: str) -> str:
    """Lower case without accents, so that "asa" finds "Åsa" and "muller" finds "Müller"."""
    if text.isascii():
        return text.casefold()
    letters = unicodedata.normalize("NFC", text.casefold())
    return "".join("u" if letter == "ü" else _AS.get(letter) or _plain(letter) for letter in letters)


def digits(text: str) -> str:
    """A number without visual separators (RFC 3966 §5.1.1), or "" when the text is no number."""
    bare = _SEPARATORS.sub("", text)
    return bare if re.fullmatch(r"\+?[0-9*#]+", bare) else ""


@cache
def _plain(letter: str) -> str:
    if letter in "æø":
        return {"æ": "a", "ø": "o"}[letter]
    return "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
