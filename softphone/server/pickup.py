"""Pick-up (Ta samtal): *8 and a colleague's extension takes the call that rings at theirs.

The engine has no sound of its own and cannot join two callers, each of whom made an offer. So the picker's
INVITE is refused, with words that say what happens, and the call that rings comes to the telephone that
dialled, as one more branch of its fork, with the headers at which telephones answer by themselves: RFC 5373,
and the two that were there before it. A telephone that knows none of them rings, and is answered by hand.

Who shares a group with the colleague may pick up, and so may supervisors and administrators; oneself, too,
from another telephone. Whether anything rings is told to them only.
"""

from typing import TYPE_CHECKING

import msgspec

from softphone.people.directory import Directory, Person
from softphone.people.number_kind import reached
from softphone.people.pick_up import ALWAYS_ALLOWED, CODE
from softphone.server.routing import Caller
from softphone.sip.calls_seen import CallSeen, Phase
from softphone.sip.message.message import Header, Request
from softphone.sip.proxy.forwarding import Refusal, Target
from softphone.sip.transaction.layer import ServerTransaction

if TYPE_CHECKING:
    from softphone.server.engine_calls import Passing
    from softphone.server.engine_core import EngineCore

PICKED_UP = Refusal(480, reason="Picked Up: Answer The Call That Comes")
NOBODY_RINGS = Refusal(404, reason="Nobody Rings There")
NOT_ALLOWED = Refusal(403, reason="Pick-Up Not Allowed")
RINGS_HERE = Refusal(480, reason="It Rings Here Already")


def wanted(request: Request, caller: Caller) -> str | None:
    """The extension behind the code; None for what is no pick-up."""
    user = request.uri.user
    if caller.trunk or request.method != "INVITE" or not user.startswith(CODE):
        return None
    return user.removeprefix(CODE)


def allowed(directory: Directory, picker: str, person: str) -> bool:
    """Whether who has the id `picker` may take the calls of `person`."""
    who = directory.people.get(picker)
    if who is None:
        return False
    if picker == person or who.roles & ALWAYS_ALLOWED:
        return True
    return any({picker, person} <= set(group.members) for group in directory.groups.values())


def pick_up(
    core: "EngineCore",
    passing: "Passing",
    server: ServerTransaction,
    request: Request,
    caller: Caller,
    extension: str,
    now: float,
) -> None:
    """Answer the picker, and bring the call."""
    found = _find(core, passing, request, caller, extension)
    if isinstance(found, Refusal):
        core.refuse(server, found, now)
        return
    call, target = found
    core.log.info("picked up", call=call.call_id, device=caller.device)
    core.refuse(server, PICKED_UP, now)
    passing.join(call, target, now)


def _find(
    core: "EngineCore", passing: "Passing", request: Request, caller: Caller, extension: str
) -> tuple[CallSeen, Target] | Refusal:
    person = reached(core.directory, extension) if extension else None
    if not isinstance(person, Person):
        return NOBODY_RINGS
    if not allowed(core.directory, caller.person, person.id):
        return NOT_ALLOWED
    call = next((each for each in core.calls if _rings_at(each, person.id, caller)), None)
    if call is None or not passing.is_ringing(call):
        return NOBODY_RINGS
    if any(party.device == caller.device for party in call.callees.values()):
        return RINGS_HERE
    contact = request.contacts[0].uri if request.contacts else None
    target = core.router.device(caller.device, contact, core.last_flows)
    if target is None:
        return Refusal(400, reason="No Contact")
    return call, answering(target, core.directory.domain)


def _rings_at(call: CallSeen, person: str, picker: Caller) -> bool:
    if call.phase is not Phase.EARLY or call.caller.person == picker.person:
        return False
    return any(party.person == person for party in call.callees.values())


def answering(target: Target, domain: str) -> Target:
    """The telephone as a target that answers by itself."""
    headers: tuple[Header, ...] = (
        ("answer-mode", "Auto"),
        ("alert-info", "<http://localhost>;info=alert-autoanswer"),
        ("call-info", f"<sip:{domain}>;answer-after=0"),
    )
    return msgspec.structs.replace(target, headers=(*target.headers, *headers))
