"""What the reports of a far end that was told to call somebody else (RFC 3515 §2.4.4) mean."""

from softphone.calls.call import Ending
from softphone.calls.transfer import Happening

_REASONS = {
    403: Ending.NOT_ALLOWED,
    404: Ending.NOT_FOUND,
    408: Ending.NO_ANSWER,
    410: Ending.NOT_FOUND,
    480: Ending.NO_ANSWER,
    481: Ending.THEY_HUNG_UP,
    484: Ending.NOT_FOUND,
    486: Ending.BUSY,
    487: Ending.CALLER_GAVE_UP,
    488: Ending.NO_COMMON_CODEC,
    502: Ending.UNREACHABLE,
    503: Ending.UNREACHABLE,
    504: Ending.UNREACHABLE,
    600: Ending.BUSY,
    603: Ending.DECLINED,
    604: Ending.NOT_FOUND,
    606: Ending.NO_COMMON_CODEC,
}


def reason(status: int, *, colleague_gone: bool = False) -> Ending:
    """Of the status with which a transfer failed, in the person's terms. 603 is also said where a
    place was to be taken in a call that is over (RFC 3891 §3): so where the colleague's has ended."""
    if status == 603 and colleague_gone:
        return Ending.THEY_HUNG_UP
    return _REASONS.get(status, Ending.SERVER_ERROR)


def report(status: int, *, final: bool, refused: bool) -> Happening:
    """What a report of the caller's phone (RFC 3515 §2.4.4) means."""
    if refused:
        return Happening.REFUSED
    if 200 <= status < 300:
        return Happening.SUCCEEDED
    if status >= 300:
        return Happening.FAILED
    return Happening.NO_RESULT if final else Happening.PROGRESS
