"""Which of our languages a client asks for."""

from starlette.requests import HTTPConnection

from softphone.profiles.profile import Language

_LONGEST = 200
"""Characters of the header that are looked at."""


def asked_language(connection: HTTPConnection) -> Language:
    """The first that is ours (Accept-Language, RFC 9110 §12.5.4); else English."""
    wanted: list[tuple[float, str]] = []
    for part in connection.headers.get("accept-language", "")[:_LONGEST].split(","):
        tag, _, quality = part.strip().lower().partition(";q=")
        try:
            wanted.append((-float(quality or 1), tag.partition("-")[0]))
        except ValueError:
            continue
    ours = {language.value: language for language in Language}
    found = [ours[tag] for _, tag in sorted(wanted, key=lambda each: each[0]) if tag in ours]
    return found[0] if found else Language.ENGLISH
