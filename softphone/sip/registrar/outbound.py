"""What a REGISTER asks of extensions, and whether its flow is kept by the device (RFC 5626, RFC 3327)."""

import msgspec

from softphone.sip.message.address import Address, parse_address
from softphone.sip.message.flow import Flow
from softphone.sip.message.grammar import parse_number
from softphone.sip.message.message import Request, Response, respond

SUPPORTED = ("path", "outbound")
FLOW_TIMER = 60
"""Seconds: how often a device that keeps its flow has to say so."""


class Extensions(msgspec.Struct, frozen=True):
    """What applies to one REGISTER."""

    outbound: bool = False
    """The device keeps this flow open and numbers it."""
    direct: bool = False
    """It came from the device itself, with no proxy between."""


def extensions(request: Request, flow: Flow) -> Extensions | Response:
    """The refusal when the REGISTER needs what we do not have, or has what its device does not know."""
    unknown = [option for option in request.items("require") if option.lower() not in SUPPORTED]
    if unknown:
        return respond(request, 420, *(("unsupported", option) for option in unknown))
    asked = {option.lower() for name in ("supported", "require") for option in request.items(name)}
    path = request.all("path")
    if path and "path" not in asked:
        # A proxy put itself on the way of the device's calls, and the device would not know (RFC 3327 §5.3).
        return respond(request, 420, ("unsupported", "path"))
    direct = len(request.all("via")) == 1
    numbered = any(is_numbered(contact) for contact in request.contacts)
    # Over UDP a flow is kept by STUN (RFC 5626 §3.5.2), which we do not speak: such a device is served as one
    # without outbound, and is told so by the answer.
    if "outbound" not in asked or not numbered or not flow.reliable:
        return Extensions(direct=direct)
    if not direct and not (path and parse_address(path[-1]).uri.param("ob") is not None):
        return respond(request, 439)
    lasting = [c for c in request.contacts if (c.param("expires") or request.get("expires")) != "0"]
    if len(lasting) > 1:
        return respond(request, 400, reason="One Flow Each")
    return Extensions(outbound=True, direct=direct)


def is_numbered(contact: Address) -> bool:
    """A flow's number says nothing without the instance whose flow it is."""
    return contact.param("reg-id") is not None and bool(contact.param("+sip.instance"))


def reg_id(contact: Address, used: Extensions) -> int:
    """0 when outbound is not used. ParseError for what is no number."""
    if not used.outbound or not is_numbered(contact):
        return 0
    return parse_number(contact.param("reg-id") or "", "reg-id", 2**31 - 1)
