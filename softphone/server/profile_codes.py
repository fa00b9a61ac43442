"""Profiles by service code (Plustjänst): a person's telephone dials *23*3#, and profile 3 is in force.

The engine has no sound of its own, so the call is refused, as at a pick-up, with words that say what was
done; telephones show them.
"""

from datetime import datetime

from softphone.people.directory import Person
from softphone.profiles.activation import Active, Availability, back_to_automatic, choose, zone_of
from softphone.profiles.service_codes import ActivateProfile, BackToAutomatic, length_of, service_code
from softphone.profiles.timeline import Source
from softphone.profiles.validation import Reason
from softphone.profiles.validation import Refusal as Unchosen
from softphone.server.accounts import Refused
from softphone.server.availability import Availabilities
from softphone.server.routing import Caller
from softphone.sip.message.message import Request
from softphone.sip.proxy.forwarding import Refusal

Dialled = ActivateProfile | BackToAutomatic
NO_SUCH_PROFILE = Refusal(404, reason="No Such Profile")
INCOMPLETE = Refusal(484, reason="Dial A Date Too")
NO_LENGTH = Refusal(484, reason="No Such Length Or Time")
NOT_KEPT = Refusal(503, reason="Not Stored, Try Again")
NO_SERVICE_CODES = Refusal(501, reason="No Profiles Here")


def wanted(request: Request, caller: Caller) -> Dialled | None:
    """None for what is no code of a profile."""
    if caller.trunk or not caller.person or request.method != "INVITE":
        return None
    found = service_code(request.uri.user)
    return found if isinstance(found, Dialled) else None


async def obey(availabilities: Availabilities, person: Person | None, dialled: Dialled) -> Refusal:
    """Activate it; gives the answer to who dialled, who has changed something when its status is 480."""
    if person is None:
        return NO_SUCH_PROFILE

    def change(now: Availability, at: datetime) -> Availability | Unchosen:
        if isinstance(dialled, BackToAutomatic):
            return back_to_automatic(now)
        profile = now.profiles.find(dialled.profile)
        if profile is None:
            return Unchosen("profile", Reason.NO_SUCH_PROFILE)
        length = length_of(dialled.length, profile, at, zone_of(now))
        if isinstance(length, Unchosen):
            return length
        return choose(now, profile.number, at, length=length, source=Source.SERVICE_CODE)

    done = await availabilities.change(person, change)
    if isinstance(done, Refused):
        return NOT_KEPT
    refusal = done if isinstance(done, Unchosen) else next((a.refused for a in done if a.refused), None)
    if refusal is not None:
        return _REFUSALS.get(refusal.reason, NO_LENGTH)
    settings = availabilities.of(person.id).settings
    return Refusal(480, reason=words(availabilities.in_force.of(person.id), settings.availability()))


def words(active: Active, availability: Availability) -> str:
    """For the display of a telephone."""
    until = "Until Changed"
    if active.until is not None:
        until = f"Until {active.until.astimezone(zone_of(availability)):%d/%m %H:%M}"
    return f"Profile {active.profile.number} {until}"


_REFUSALS = {
    Reason.NO_SUCH_PROFILE: NO_SUCH_PROFILE,
    Reason.MISSING: INCOMPLETE,
}
