"""A person's profiles as an administrator sees them: which is in force, and what each does to calls."""

from datetime import UTC, datetime

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from softphone.people.zone import zone_of
from softphone.profiles.effect import effect
from softphone.profiles.presets import name_of
from softphone.profiles.profile import Status
from softphone.server.api import access
from softphone.server.portal.pages import page
from softphone.server.portal.profile_words import effect_sentence
from softphone.server.portal.visitor import Administrator, PageError, Visitor

router = APIRouter()


class ShownProfile(msgspec.Struct, frozen=True):
    number: int
    name: str
    available: bool
    in_force: bool
    effect: str


@router.get("/people/{person}/profiles")
async def profiles(request: Request, visitor: Administrator, person: str) -> Response:
    served = access.served(request)
    directory = served.accounts.directory
    who = directory.people.get(person)
    if who is None:
        raise PageError(404, "There is no such person.")
    settings = served.availabilities.of(who.id).settings
    active = served.availabilities.in_force.of(who.id)
    return page(
        request,
        visitor,
        "profiles.html",
        who=who,
        active=name_of(active.profile, visitor.language),
        until=_until(active.until, directory.country, visitor),
        profiles=[
            ShownProfile(
                number=each.number,
                name=name_of(each, visitor.language),
                available=each.status is Status.AVAILABLE,
                in_force=each.number == active.profile.number,
                effect=effect_sentence(
                    effect(each.incoming, has_mobile=bool(who.mobile)), directory, visitor
                ),
            )
            for each in settings.profiles.values()
        ],
    )


def _until(until: datetime | None, country: str, visitor: Visitor) -> str:
    if until is None:
        return visitor.say("until changed")
    at = until.replace(tzinfo=until.tzinfo or UTC).astimezone(zone_of(country))
    return visitor.say("until {moment}", moment=f"{at:%Y-%m-%d %H:%M}")
