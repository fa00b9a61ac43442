"""Which calendar a person lets choose profiles, and how its events say which one."""

from collections.abc import Iterator
from enum import Enum
from urllib.parse import urlsplit

import msgspec

from softphone.profiles.validation import Reason, Refusal, check_text

LONGEST_ADDRESS, LONGEST_LOGIN = 2000, 200
MOST_MARKERS, LONGEST_MARKER = 10, 20


class CalendarKind(Enum):
    ICALENDAR = "icalendar"
    """An address that gives the whole calendar as text (RFC 5545): Microsoft 365 and Google publish them."""
    CALDAV = "caldav"
    """A calendar on a CalDAV server (RFC 4791): Nextcloud, iCloud, Radicale."""


class Markers(msgspec.Struct, frozen=True):
    """What stands before a profile's number: "#3", "profil 3", "Profile: 3"."""

    words: tuple[str, ...] = ("#", "profil", "profile")
    """Upper and lower case are one."""
    title: bool = True
    location: bool = True
    description: bool = True


class MeetingsShown(Enum):
    """What colleagues are told of a meeting that goes on or begins within the hour (profiles.meetings)."""

    NOTHING = "nothing"
    TIMES = "times"
    """That there is one, from when until when."""
    TITLES = "titles"
    """And its title, where the calendar does not call it private."""


class CalendarSettings(msgspec.Struct, frozen=True, kw_only=True):
    address: str = ""
    """https://..., often a secret by itself; empty: no calendar."""
    kind: CalendarKind = CalendarKind.ICALENDAR
    login: str = ""
    """Empty for an address that needs none. The password is kept apart."""
    markers: Markers = Markers()
    tentative: bool = False
    """Whether events that the person has not accepted count too."""
    shown: MeetingsShown = MeetingsShown.TIMES


def check_calendar(settings: CalendarSettings) -> tuple[Refusal, ...]:
    """Empty: it can be set."""
    return tuple(_refusals(settings))


def _refusals(settings: CalendarSettings) -> Iterator[Refusal]:
    yield from check_text("address", settings.address, LONGEST_ADDRESS)
    if settings.address and not _is_web_address(settings.address):
        yield Refusal("address", Reason.NOT_A_WEB_ADDRESS)
    yield from check_text("login", settings.login, LONGEST_LOGIN)
    words = settings.markers.words
    if not words:
        yield Refusal("markers.words", Reason.MISSING)
    if len(words) > MOST_MARKERS:
        yield Refusal("markers.words", Reason.TOO_MANY, str(MOST_MARKERS))
    for index, word in enumerate(words):
        field = f"markers.words.{index}"
        yield from check_text(field, word, LONGEST_MARKER)
        if not word.strip():
            yield Refusal(field, Reason.MISSING)
        elif any(sign.isdigit() or sign in ",;\\" for sign in word):
            yield Refusal(field, Reason.NO_MARKER)


def server_of(address: str) -> str:
    """Scheme, host and port, by which a server is another one; empty for what is no address."""
    if not _is_web_address(address):
        return ""
    parts = urlsplit(address)
    scheme = "https" if parts.scheme == "webcal" else parts.scheme
    return f"{scheme}://{parts.hostname}:{parts.port or {'https': 443, 'http': 80}[scheme]}"


def password_for(password: str, address: str) -> str:
    """As it is kept: with the server that alone is given it. For no address yet, that of the first."""
    return f"{server_of(address)}\n{password}" if password else ""


def password_at(kept: str, address: str) -> str:
    """What is sent to that address; empty: nothing."""
    server, separator, password = kept.partition("\n")
    if not separator:
        return kept  # of before it was kept with its server
    return password if server in ("", server_of(address)) else ""


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("https", "http", "webcal")
        and bool(parts.hostname)
        and parts.username is None  # it would be shown wherever the address is
        and (port is None or port > 0)
        and " " not in address
    )
