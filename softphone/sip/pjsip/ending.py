"""From the last SIP status to why a call ended, in the person's terms. Pure."""

import msgspec

from softphone.calls.call import CallState, Direction, Ending

_UNANSWERED = {
    401: Ending.NOT_ALLOWED,
    403: Ending.NOT_ALLOWED,
    404: Ending.NOT_FOUND,
    407: Ending.NOT_ALLOWED,
    408: Ending.NO_ANSWER,
    410: Ending.NOT_FOUND,
    480: Ending.NO_ANSWER,
    484: Ending.NOT_FOUND,
    486: Ending.BUSY,
    502: Ending.UNREACHABLE,
    504: Ending.UNREACHABLE,
    600: Ending.BUSY,
    603: Ending.DECLINED,
    604: Ending.NOT_FOUND,
}
MEDIA_REFUSED = frozenset({406, 415, 488, 606})
"""406: PJSIP's, of a way that is less secure than it demands (`srtpSecureSignaling`)."""


class Last(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a call when it ends."""

    direction: Direction
    state: CallState
    """Before it ended."""
    status: int
    from_far_end: bool
    """The status came over the wire; False: this phone's own verdict (a timeout, no connection)."""
    ours: bool
    """We asked for the end."""
    elsewhere: bool = False
    """The CANCEL said that another phone answered (RFC 3326: SIP;cause=200)."""
    secured: bool = False
    """We required encrypted sound."""


def ending(last: Last) -> Ending:
    if last.state is CallState.CONFIRMED:
        if last.ours:
            return Ending.WE_HUNG_UP
        # 410: the call was replaced by another of its parties' (RFC 3891), which ends it in good order.
        return Ending.THEY_HUNG_UP if last.status in (200, 410) else Ending.LOST
    if last.direction is Direction.INCOMING:
        return _incoming(last)
    if last.ours and last.status in (0, 200, 487):
        return Ending.WE_HUNG_UP
    if last.status in MEDIA_REFUSED:
        return Ending.NO_SOUND_SECURITY if last.secured else Ending.NO_COMMON_CODEC
    if not last.from_far_end and last.status >= 400:
        return Ending.UNREACHABLE
    if last.status == 480 and last.state is not CallState.EARLY:
        # Nothing rang: no phone of theirs is signed in.
        return Ending.UNREACHABLE
    known = _UNANSWERED.get(last.status)
    if known is not None:
        return known
    return Ending.SERVER_ERROR


def _incoming(last: Last) -> Ending:
    # The person has answered; the caller's ACK has not come. A goodbye of ours waits in PJSIP for it, or for
    # the 32 s after which it no longer can come (RFC 3261 §15).
    answered = last.state is CallState.CONNECTING
    if last.ours:
        return Ending.WE_HUNG_UP if answered else Ending.DECLINED
    if last.elsewhere:
        return Ending.ANSWERED_ELSEWHERE
    if last.status in MEDIA_REFUSED:
        return Ending.NO_SOUND_SECURITY if last.secured else Ending.NO_COMMON_CODEC
    if last.status in (0, 200, 487):
        return Ending.THEY_HUNG_UP if answered else Ending.CALLER_GAVE_UP
    return Ending.LOST
