"""The headers of an INVITE that takes a dialog's place (RFC 3891 §6.1)."""

import pjsua2 as pj

from softphone.calls.call import Dialog


def replacing(dialog: Dialog) -> pj.SipHeaderVector:
    """Tags as the far end sees them. Required: who does not know it must refuse, or it would ring anew."""
    replaces = f"{dialog.call_id};to-tag={dialog.remote_tag};from-tag={dialog.local_tag}"
    headers = pj.SipHeaderVector()
    for name, value in (("Replaces", replaces), ("Require", "replaces")):
        header = pj.SipHeader()
        header.hName, header.hValue = name, value
        headers.append(header)
    return headers
