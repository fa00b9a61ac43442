"""What the messages of a call say about its dialog (RFC 3261 §12.1). Pure."""

from urllib.parse import unquote

import msgspec

from softphone.calls.call import Dialog, Party
from softphone.sip.message.address import parse_address
from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Request, Response, parse


def message(text: str) -> Request | Response | None:
    """The message that PJSIP shows as text; None for an empty or broken one."""
    head, _, body = text.partition("\r\n\r\n")
    if not head:
        return None
    try:
        return parse(f"{head}\r\n\r\n{body}".encode("utf-8", "surrogateescape"))
    except ParseError:
        return None


def remote_target(seen: Request | Response) -> str:
    """The URI in the Contact, where later requests go; empty without one."""
    try:
        contacts = seen.contacts
    except ParseError:
        return ""
    return str(contacts[0].uri) if contacts else ""


def from_response(seen: Response, *, outgoing: bool, target: str) -> Dialog | None:
    """The dialog that a response to INVITE makes, seen from the caller (`outgoing`) or the called.

    `target` is the far end's Contact. None when a tag is missing.
    """
    try:
        local, remote = (seen.from_, seen.to) if outgoing else (seen.to, seen.from_)
        routes = tuple(seen.items("record-route"))
        if not local.tag or not remote.tag:
            return None
        return Dialog(
            call_id=seen.call_id,
            local_tag=local.tag,
            remote_tag=remote.tag,
            local_uri=str(local.uri),
            remote_uri=str(remote.uri),
            remote_target=target,
            route_set=tuple(reversed(routes)) if outgoing else routes,
        )
    except ParseError:
        return None


def with_target(dialog: Dialog, target: str) -> Dialog:
    """After a target refresh (RFC 3261 §12.2)."""
    return msgspec.structs.replace(dialog, remote_target=target) if target else dialog


def caller(invite: Request) -> Party:
    """Who calls, by the From header."""
    try:
        sender = invite.from_
    except ParseError:
        return Party("")
    return Party(str(sender.uri), sender.name)


def called(invite: Request) -> str:
    """The address that the caller asked for: the Request-URI is by now where the phone is registered.

    P-Called-Party-ID (RFC 7315 §4.2) where the server says it, else To.
    """
    for value in (invite.get("p-called-party-id"), invite.get("to")):
        if value:
            try:
                return str(parse_address(value).uri)
            except ParseError:
                continue
    return invite.target


def user_of(uri: str) -> str:
    """The user part of a SIP URI, without escapes; empty when there is none."""
    rest = uri.partition(":")[2]
    user, at, _ = rest.partition("@")
    return unquote(user.partition(":")[0]) if at else ""


def answered_elsewhere(cancel: Request) -> bool:
    """Whether the CANCEL says that the call was completed elsewhere (RFC 3326 §2)."""
    return any(
        value.replace(" ", "").lower().startswith("sip;") and "cause=200" in value.replace(" ", "").lower()
        for value in cancel.items("reason")
    )


def is_for(invite: Request, called: str, user: str) -> bool:
    """Whether an INVITE means that user: by the Request-URI, or by To where a server put its own there."""
    try:
        asked = user_of(str(invite.to.uri))
    except ParseError:
        return False
    return user in (called, asked)


def named(seen: Request | Response | None) -> dict[str, str]:
    """Of an INVITE or an answer to it, the fields of a Call that say which one it is wherever it passes."""
    try:
        return {} if seen is None else {"call_id": seen.call_id, "caller_tag": seen.from_.tag}
    except ParseError:
        return {}
