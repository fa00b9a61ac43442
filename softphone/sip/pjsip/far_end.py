"""What the far end's messages say of who it is and what can be asked of it. Pure."""

import re
from typing import TypedDict

from softphone.calls.call import Party
from softphone.sip.message.address import Address, parse_address
from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Message, Response
from softphone.sip.pjsip.dialogs import user_of

_CAUSE = re.compile(r";cause=(?:302|408|480|486|487|503)\b", re.IGNORECASE)
"""A History-Info entry that a forward led to (RFC 4458 §2), not mere routing."""


class Abilities(TypedDict):
    """Fields of a Call."""

    takes_refer: bool
    takes_replaces: bool


def abilities(message: Message) -> Abilities:
    """By an INVITE or a 2xx to it, which must name what is supported (RFC 3261 §20.37); without an Allow,
    what is allowed is unknown (§20.5), and asking shows it."""
    allowed = {method.upper() for method in _items(message, "allow")}
    supported = {tag.lower() for tag in _items(message, "supported")}
    return Abilities(
        takes_refer=not allowed or "REFER" in allowed,
        takes_replaces="replaces" in supported,
    )


def answers_itself(invite: Message) -> bool:
    """Whether the server asks that the phone answer this INVITE by itself (RFC 5373 §3.1)."""
    return any(value.partition(";")[0].strip().lower() == "auto" for value in _items(invite, "answer-mode"))


def forwarded(response: Response) -> bool:
    """Whether a response to our INVITE says that the call was forwarded on its way."""
    history = _items(response, "history-info")
    return response.status == 181 or bool(response.get("diversion")) or any(map(_CAUSE.search, history))


def answered_by(response: Response, asked: str) -> Party | None:
    """Who answered, by the identity that the server vouches for (RFC 3325), where it is not `asked`."""
    who = _identity(response)
    return None if who is None or user_of(who.uri) == user_of(asked) else who


def own_name(response: Response, asked: str) -> str:
    """The name that the network has for `asked`, who answered themselves; empty where it tells none."""
    who = _identity(response)
    return who.name if who is not None and user_of(who.uri) == user_of(asked) else ""


def _identity(response: Response) -> Party | None:
    for value in _items(response, "p-asserted-identity"):
        try:
            identity = parse_address(value)
        except ParseError:
            continue
        if identity.uri.scheme in ("sip", "sips"):
            return Party(str(identity.uri.without_headers()), identity.name)
    return None


def is_voicemail(response: Response) -> bool:
    """Whether a machine that takes messages answered (RFC 3840 §10.7: actor="msg-taker")."""
    try:
        contacts = response.contacts
    except ParseError:
        return False
    return any(_actor(contact) == "msg-taker" for contact in contacts)


def _items(message: Message, name: str) -> list[str]:
    try:
        return message.items(name)
    except ParseError:
        return []


def _actor(contact: Address) -> str:
    return (contact.param("actor") or "").strip('"<>').lower()
