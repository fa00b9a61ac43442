"""The portal's words. English is written where it is shown; its Swedish is in `words`, a module to a section.

A word that is missing there is shown in English; a test finds it.
"""

from collections.abc import Mapping
from typing import Any

from starlette.requests import HTTPConnection

from softphone.profiles.profile import Language
from softphone.server.portal.words import frame, numbers, sign_in

SWEDISH: Mapping[str, str] = {**frame.SWEDISH, **sign_in.SWEDISH, **numbers.SWEDISH}


def say(language: Language, english: str, **values: Any) -> str:
    """The sentence in that language, its {names} filled in."""
    sentence = SWEDISH.get(english, english) if language is Language.SWEDISH else english
    return sentence.format(**values) if values else sentence


def asked(connection: HTTPConnection) -> Language:
    """The first of our languages that the client asks for (Accept-Language, RFC 9110 §12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for part in connection.headers.get("accept-language", "")[:200].split(","):
        tag, _, quality = part.strip().lower().partition(";q=")
        try:
            wanted.append((-float(quality or 1), tag.partition("-")[0]))
        except ValueError:
            continue
    ours = {language.value: language for language in Language}
    found = [ours[tag] for _, tag in sorted(wanted, key=lambda each: each[0]) if tag in ours]
    return found[0] if found else Language.ENGLISH
