"""Finding the calendars of a person from the address of a CalDAV server (RFC 6764): the address itself or the
well-known path, the principal of who asks, the homes of their calendars, the calendars in them.

Every step stays on the server whose address was typed: where that points to another one, the person is told
which, and decides. (Names from DNS, SRV and TXT, are not asked for.)
"""

import httpx
import msgspec

from softphone.server.calendars.asking import Asking, joined, unexpected
from softphone.server.calendars.caldav import ABOUT, Resource, resources
from softphone.server.calendars.fetched import Failed, Failure

WELL_KNOWN = "/.well-known/caldav"
MOST_HOMES, MOST_CALENDARS = 3, 50
LONGEST_NAME = 200
_GO_ON = frozenset({400, 403, 404, 405, 410, 501})
"""Statuses of an address that is none of CalDAV: another may be."""


class FoundCalendar(msgspec.Struct, frozen=True):
    address: str
    name: str
    """Empty: the server has none."""


async def find_calendars(
    asking: Asking, url: httpx.URL, auth: httpx.Auth | None
) -> tuple[FoundCalendar, ...] | Failed:
    """In the server's order. Raises what Asking does."""
    begin = await _begin(asking, url, auth)
    if isinstance(begin, Failed):
        return begin
    there, resource = begin
    if resource.is_calendar and not (resource.homes or resource.principal):
        return (FoundCalendar(str(there), resource.name[:LONGEST_NAME]),)
    if not resource.homes and resource.principal:
        principal = await _about(asking, joined(there, resource.principal), auth)
        if isinstance(principal, Failed):
            return principal
        there, found = principal
        resource = found[0]
    calendars: dict[str, FoundCalendar] = {}
    for home in resource.homes[:MOST_HOMES]:
        inside = await _about(asking, joined(there, home), auth, depth="1")
        if isinstance(inside, Failed):
            return inside
        for each in inside[1]:
            if each.is_calendar:
                address = str(joined(inside[0], each.reference))
                calendars[address] = FoundCalendar(address, each.name[:LONGEST_NAME])
    if not calendars:
        return Failed(Failure.NOT_FOUND)
    return tuple(calendars.values())[:MOST_CALENDARS]


async def _begin(
    asking: Asking, url: httpx.URL, auth: httpx.Auth | None
) -> tuple[httpx.URL, Resource] | Failed:
    """The first that tells where to look further."""
    ways = [joined(url, WELL_KNOWN), joined(url, "/")]
    if url.path not in ("", "/"):
        ways.insert(0, url)
    failed = Failed(Failure.NOT_FOUND)
    for way in ways:
        found = await _about(asking, way, auth)
        if isinstance(found, Failed):
            failed = found
        else:
            there, (first, *_) = found
            if first.homes or first.principal or first.is_calendar:
                return there, first
    return failed


async def _about(
    asking: Asking, url: httpx.URL, auth: httpx.Auth | None, *, depth: str = "0"
) -> tuple[httpx.URL, list[Resource]] | Failed:
    """Never without a resource."""
    headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": depth}
    response, body, there = await asking.ask("PROPFIND", url, auth, headers, ABOUT, only_there=True)
    if response.status_code in _GO_ON or (response.is_success and response.status_code != 207):
        return Failed(Failure.NOT_FOUND, str(response.status_code))
    if response.status_code != 207:
        raise unexpected(response)
    found = resources(body)
    return (there, found) if found else Failed(Failure.NOT_UNDERSTOOD)
