"""What came of the last looks at a person's calendar. The calendar itself is among the settings."""

import asyncio
import contextlib
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request

from softphone.profiles.calendar_settings import CalendarSettings, check_calendar
from softphone.server.accounts import Caller
from softphone.server.api import access
from softphone.server.api.refusals import RefusedError
from softphone.server.api.settings import FORBIDDEN, REFUSALS_OF_PERSONS, Whose
from softphone.server.calendars.calendars import CalendarState
from softphone.server.calendars.discovery import FoundCalendar
from softphone.server.calendars.fetched import Failed, Failure
from softphone.sync import calendar_wire as wire

LONGEST_LOOK = 8.0
"""Seconds: who asks waits ten for an answer."""
router = APIRouter(tags=["Settings"])

_EXAMPLES: dict[str, Any] = {
    "read": {
        "value": {
            "looked": "2026-11-26T09:00:00Z",
            "succeeded": "2026-11-26T09:00:00Z",
            "failed": None,
            "next_look": "2026-11-26T09:03:00Z",
            "occurrences": 12,
            "faults": [],
        }
    },
    "the password is wrong": {
        "value": {
            "looked": "2026-11-26T09:03:00Z",
            "succeeded": "2026-11-26T09:00:00Z",
            "failed": {
                "reason": "wrong_password",
                "detail": "401",
                "sentence": "the login or the password is wrong",
            },
            "next_look": "2026-11-26T09:04:00Z",
            "occurrences": 12,
            "faults": [],
        }
    },
}
_SEARCH: dict[str, Any] = {"a server": {"value": {"address": "https://cloud.example.com", "login": "asa"}}}
_FOUND: dict[str, Any] = {
    "one calendar": {
        "value": {
            "calendars": [{"address": "https://cloud.example.com/dav/asa/work/", "name": "Jobb"}],
            "failed": None,
        }
    }
}
_ANSWERS = REFUSALS_OF_PERSONS | {200: {"content": {"application/json": {"examples": _EXAMPLES}}}}


@router.get("/people/{person}/calendar", responses=_ANSWERS)
async def calendar(request: Request, person: Whose) -> wire.CalendarState:
    """When it was fetched, what failed, and what in it does not count."""
    return _state(access.served(request).calendars.state(person.id))


@router.post("/people/{person}/calendar/look", status_code=202, responses=REFUSALS_OF_PERSONS)
async def look(request: Request, person: Whose, wait: bool = False) -> wire.CalendarState:
    """Fetch it soon rather than when it is due. The state is as it was before; with `wait` as it is
    afterwards, or after a few seconds."""
    calendars = access.served(request).calendars
    if wait:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_LOOK):
                await calendars.look(person.id)
    else:
        calendars.look_soon(person.id)
    return _state(calendars.state(person.id))


@router.post(
    "/people/{person}/calendar/find",
    responses=REFUSALS_OF_PERSONS | {200: {"content": {"application/json": {"examples": _FOUND}}}},
)
async def find(
    request: Request,
    person: Whose,
    caller: Annotated[Caller, Depends(access.caller)],
    asked: Annotated[wire.CalendarSearch, Body(openapi_examples=_SEARCH)],
) -> wire.CalendarsFound:
    """The calendars at a CalDAV server, to choose one. Only one's own: the password goes along."""
    if caller.person.id != person.id:
        raise RefusedError(FORBIDDEN)
    calendars = access.served(request).calendars
    if check_calendar(CalendarSettings(address=asked.address, login=asked.login)) or not asked.address:
        found: tuple[FoundCalendar, ...] | Failed = Failed(Failure.NOT_AN_ADDRESS)
    else:
        try:
            async with asyncio.timeout(LONGEST_LOOK):
                found = await calendars.find(person.id, asked.address, asked.login)
        except TimeoutError:
            found = Failed(Failure.NO_ANSWER)
    if isinstance(found, Failed):
        return wire.CalendarsFound(failed=_failure(found))
    return wire.CalendarsFound(
        calendars=[wire.FoundCalendar(address=each.address, name=each.name) for each in found]
    )


def _failure(failed: Failed) -> wire.CalendarFailure:
    return wire.CalendarFailure(
        reason=failed.failure.name.lower(), detail=failed.detail, sentence=failed.failure.value
    )


def _state(state: CalendarState) -> wire.CalendarState:
    failed = state.failed
    return wire.CalendarState(
        looked=state.looked,
        succeeded=state.succeeded,
        failed=None if failed is None else _failure(failed),
        next_look=state.next_look,
        occurrences=state.occurrences,
        faults=[
            wire.CalendarFault(reason=f.fault.name.lower(), detail=f.detail, sentence=f.fault.value)
            for f in state.faults
        ],
    )
