"""What is said to a CalDAV server (RFC 4791) and what it answers."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError

import defusedxml
import msgspec
from defusedxml import ElementTree

from softphone.server.calendars.fetched import Window

_DAV, _CALDAV, _SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
_SPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
_EMPTY = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'

PROPERTIES = (
    f"{_HEAD}<d:propfind {_SPACES}><d:prop><d:resourcetype/><s:getctag/><d:sync-token/></d:prop></d:propfind>"
).encode()
"""PROPFIND, Depth 0: whether it is a calendar, and which version of it."""

ABOUT = (
    f"{_HEAD}<d:propfind {_SPACES}><d:prop><d:resourcetype/><d:displayname/><d:current-user-principal/>"
    "<c:calendar-home-set/><c:supported-calendar-component-set/></d:prop></d:propfind>"
).encode()
"""PROPFIND: what it is, and where to look further (RFC 6764 §6)."""


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """What a server tells of one, in answer to `ABOUT`; references as it writes them."""

    reference: str
    is_calendar: bool
    """That takes events."""
    name: str
    principal: str
    """Of who asks (RFC 5397); empty: it does not tell."""
    homes: tuple[str, ...]
    """Where the calendars of a principal are (RFC 4791 §6.2.1)."""


class Collection(msgspec.Struct, frozen=True):
    is_calendar: bool
    version: str
    """Another as soon as anything in it changes; empty: the server has none."""


class AnswerError(ValueError):
    """The answer is no multistatus (RFC 4918 §13)."""


def events_within(window: Window) -> bytes:
    """REPORT, Depth 1: the events that touch the window, each whole, also when it is a series (§7.8.1)."""
    begin, end = _utc(window.begin), _utc(window.end)
    return (
        f"{_HEAD}<c:calendar-query {_SPACES}><d:prop><c:calendar-data/></d:prop><c:filter>"
        f'<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
        f'<c:time-range start="{begin}" end="{end}"/>'
        "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
    ).encode()


def collection(answer: bytes) -> Collection:
    """Raises AnswerError."""
    root = _multistatus(answer)
    version = _text(root, f"{_SERVER}getctag") or _text(root, f"{_DAV}sync-token")
    return Collection(root.find(f".//{_DAV}resourcetype/{_CALDAV}calendar") is not None, version)


def resources(answer: bytes) -> list[Resource]:
    """Raises AnswerError."""
    found = []
    for response in _multistatus(answer).iter(f"{_DAV}response"):
        # Of what a server does not have, it says so in a propstat of its own.
        has = [
            prop
            for propstat in response.iter(f"{_DAV}propstat")
            if " 200" in f" {_text(propstat, f'{_DAV}status')}"
            for prop in propstat.iter(f"{_DAV}prop")
        ]
        found.append(_resource(_text(response, f"{_DAV}href"), has))
    return found


def _resource(reference: str, has: list[Element]) -> Resource:
    def those(path: str) -> list[Element]:
        return [found for prop in has for found in prop.findall(path)]

    def texts(path: str) -> list[str]:
        return [text for found in those(path) if (text := (found.text or "").strip())]

    kinds = those(f"{_CALDAV}supported-calendar-component-set/{_CALDAV}comp")
    takes_events = not kinds or any(kind.get("name", "").upper() == "VEVENT" for kind in kinds)
    return Resource(
        reference=reference,
        is_calendar=takes_events and bool(those(f"{_DAV}resourcetype/{_CALDAV}calendar")),
        name=next(iter(texts(f"{_DAV}displayname")), ""),
        principal=next(iter(texts(f"{_DAV}current-user-principal/{_DAV}href")), ""),
        homes=tuple(texts(f"{_CALDAV}calendar-home-set/{_DAV}href")),
    )


def calendar_data(answer: bytes) -> str:
    """One iCalendar after the other, an empty one where nothing is. Raises AnswerError."""
    found = _multistatus(answer).iter(f"{_CALDAV}calendar-data")
    return "\r\n".join(each.text or "" for each in found) or _EMPTY


def _multistatus(answer: bytes) -> Element:
    try:
        root: Element = ElementTree.fromstring(answer)
    except (ParseError, defusedxml.DefusedXmlException, ValueError, LookupError) as error:
        raise AnswerError("no XML") from error
    if root.tag != f"{_DAV}multistatus":
        raise AnswerError(f"{root.tag} in place of a multistatus")
    return root


def _text(root: Element, name: str) -> str:
    found = root.find(f".//{name}")
    return (found.text or "").strip() if found is not None else ""


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
