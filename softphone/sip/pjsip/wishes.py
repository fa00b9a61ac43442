"""What PJSIP is asked for with a call: sound only, and headers of our own."""

from dataclasses import dataclass

import pjsua2 as pj

from softphone.calls.call import Dialog
from softphone.sip.message.address import Address
from softphone.sip.message.uri import parse_uri


@dataclass(frozen=True)
class Invitation:
    """What an INVITE of ours is made of."""

    uri: str
    wish: pj.CallOpParam


def sound_only(setting: pj.CallSetting) -> None:
    setting.audioCount = 1
    setting.videoCount = 0
    if hasattr(setting, "textCount"):
        setting.textCount = 0


def parameters(status: int = 0) -> pj.CallOpParam:
    """With the default settings of a call."""
    made = pj.CallOpParam(True)
    sound_only(made.opt)
    if status:
        made.statusCode = status
    return made


def replacing(dialog: Dialog) -> pj.SipHeaderVector:
    """The headers of an INVITE that takes a dialog's place (RFC 3891 §6.1), with tags as the far end sees
    them. Required: who does not know it must refuse, or it would ring anew."""
    replaces = f"{dialog.call_id};to-tag={dialog.remote_tag};from-tag={dialog.local_tag}"
    return _headers(("Replaces", replaces), ("Require", "replaces"))


def elsewhere() -> pj.SipHeaderVector:
    """Of a CANCEL: the call goes on elsewhere and is not missed here (RFC 3326 §2). Lost where nothing at all
    has come back yet: PJSIP puts such a CANCEL off, and then says it without."""
    return _headers(("Reason", 'SIP;cause=200;text="Call completed elsewhere"'))


def answering_as(address: str, name: str) -> pj.SipHeaderVector:
    """Of an answer: the name of who answers at that address (RFC 3325 §9.1)."""
    return _headers(("P-Asserted-Identity", str(Address(parse_uri(address), name))))


def _headers(*wanted: tuple[str, str]) -> pj.SipHeaderVector:
    headers = pj.SipHeaderVector()
    for name, value in wanted:
        header = pj.SipHeader()
        header.hName, header.hValue = name, value
        headers.append(header)
    return headers
