"""What REFER and the reports on it say (RFC 3515, RFC 3892, RFC 3891), and what of it is obeyed. Pure."""

import re
from urllib.parse import quote

import msgspec

from softphone.calls.call import Dialog, Party
from softphone.sip.message.address import parse_address
from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Message, Request, Response
from softphone.sip.message.uri import Uri

LONGEST = 200
"""Bytes of an address that is called: PJSIP takes 256 for a whole Request-URI, with what it adds itself."""

_STATUS = re.compile(rb"SIP/2\.0\s+([1-6][0-9]{2})\b")
_OBEYED = frozenset({"replaces", "require", "referred-by"})
"""Headers that a Refer-To may have us send: with any other, whoever refers would write our INVITE."""


class Report(msgspec.Struct, frozen=True):
    """What a NOTIFY says of the call that was asked for."""

    status: int
    final: bool


def refer_to(dialog: Dialog, *, served: bool) -> str:
    """The Refer-To for taking the place of that dialog of ours at its far end (RFC 5589 §7.3). The tags are
    as the far end sees them, and who does not know Replaces must refuse, or it would ring there anew.

    `served`: there is a server, who finds the device that has the dialog from the address of record. Without
    one only the device's own address leads there.
    """
    replaces = f"{dialog.call_id};to-tag={dialog.remote_tag};from-tag={dialog.local_tag}"
    address = dialog.remote_uri if served or not dialog.remote_target else dialog.remote_target
    address = address.partition("?")[0]
    return f"<{address}?Require=replaces&Replaces={quote(replaces, safe='')}>"


def target(value: str) -> Party | None:
    """Whom a Refer-To has us call; None where that is not done: no SIP address, or more is asked for."""
    try:
        address = parse_address(value)
    except ParseError:
        return None
    uri = address.uri
    if uri.scheme not in ("sip", "sips") or not uri.host or not _plain(uri):
        return None
    if len(str(uri.without_headers())) > LONGEST:
        return None
    return Party(str(msgspec.structs.replace(uri, headers="", params=())), address.name)


def _plain(uri: Uri) -> bool:
    """Whether it asks for an INVITE, with no other headers than a transfer needs."""
    if (uri.param("method") or "INVITE").upper() != "INVITE":
        return False
    names = [piece.partition("=")[0].lower() for piece in uri.headers.split("&") if piece]
    if "%0d" in uri.headers.lower() or "%0a" in uri.headers.lower():
        return False
    return len(names) == len(set(names)) and _OBEYED.issuperset(names)


def referrer(message: Message) -> Party | None:
    """Who had that message sent (RFC 3892); None where it does not say."""
    value = message.get("referred-by")
    if not value:
        return None
    try:
        address = parse_address(value)
    except ParseError:
        return None
    return Party(str(address.uri.without_headers()), address.name)


def report(notify: Request) -> Report | None:
    """None where it says nothing: no end, and no readable sipfrag (RFC 3420)."""
    over = (notify.get("subscription-state") or "").strip().lower().startswith("terminated")
    found = _STATUS.match(notify.body.lstrip())
    if found is None:
        return Report(100, final=True) if over else None
    status = int(found[1])
    return Report(status, final=over or status >= 200)


def is_about(notify: Request, refer: int) -> bool:
    """Whether a NOTIFY may be about the REFER of that CSeq: it must name it from the second on in a dialog,
    and may on the first (RFC 3515 §2.4.6)."""
    event, _, rest = (notify.get("event") or "").partition(";")
    if event.strip().lower() != "refer":
        return False
    for piece in rest.split(";"):
        name, _, value = piece.partition("=")
        if name.strip().lower() == "id":
            return value.strip() == str(refer)
    return True


def unreported(accepted: Response) -> bool:
    """Whether a 2xx to REFER says that no reports will come (RFC 4488)."""
    return (accepted.get("refer-sub") or "").strip().lower().startswith("false")
