"""What the window says of a transfer: one sentence for each step, one word for each button, evaluated anew at
each use, so that the language can change while the program runs."""

from PySide6.QtCore import QCoreApplication

from softphone.calls.call import Ending
from softphone.calls.desk_view import Answered, DeskTransfer
from softphone.calls.transfer import Button, Step
from softphone.people.line_state import LineState
from softphone.ui.models import moments
from softphone.ui.views import words
from softphone.ui.views.tokens import Tone

translate = QCoreApplication.translate


def button(which: Button, *, asking: bool = False) -> str:
    """`asking`: Complete was pressed once, and asks."""
    match which:
        case Button.COMPLETE if asking:
            return translate("Transfer", "Complete anyway")
        case Button.COMPLETE:
            return translate("Transfer", "Complete transfer")
        case Button.CANCEL:
            return translate("Transfer", "Cancel")
        case Button.TAKE_BACK:
            return translate("Transfer", "Take back the call")
        case Button.SWAP:
            return translate("Transfer", "Swap")
        case Button.CONFERENCE:
            return translate("Transfer", "Conference")
        case Button.PART:
            return translate("Transfer", "End the conference")
        case Button.TRY_AGAIN:
            return translate("Transfer", "Try again")
        case Button.ANNOUNCE:
            return translate("Transfer", "Announce instead")
        case Button.DISMISS:
            return translate("Transfer", "Dismiss")


def sentence(shown: DeskTransfer, heard: str = "") -> tuple[Tone, str]:
    """How the transfer gets on. `heard` is the id of the call that one hears, where it is one of its two."""
    tone, said = _sentence(shown, heard)
    names = {"caller": shown.caller.name, "colleague": shown.colleague.name}
    return tone, said.format(**names)


def _sentence(shown: DeskTransfer, heard: str) -> tuple[Tone, str]:
    if shown.asking:
        return Tone.WARNING, _asks(shown)
    match shown.step:
        case Step.HOLDING | Step.WITHDRAWING | Step.COMPLETING | Step.TAKEN_OVER | Step.CALLER_FIRST:
            return Tone.INFO, translate("Transfer", "Transferring {caller} to {colleague}…")
        case Step.REFERRED if not shown.rings:
            return Tone.INFO, translate("Transfer", "Transferring {caller} to {colleague}…")
        case Step.CALLING | Step.CONNECTING if not shown.rings:
            return Tone.INFO, translate("Transfer", "Calling {colleague} · {caller} is waiting")
        case Step.REFERRED | Step.CALLING | Step.CONNECTING:
            return Tone.INFO, translate("Transfer", "Ringing {colleague} · {caller} is waiting")
        case Step.OVERDUE:
            late = translate("Transfer", "{colleague} has not answered yet.")
            return Tone.WARNING, f"{late} {_waits()}"
        case Step.TALKING:
            return _talking(shown, heard)
        case Step.CONFERENCE:
            return Tone.INFO, translate("Transfer", "Conference with {caller} and {colleague}")
        case Step.BRIDGED:
            return Tone.INFO, translate("Transfer", "{caller} and {colleague} talk through this phone.")
        case Step.WAITING:
            return Tone.WARNING, f"{_gone(shown)} {_waits()}"
        case Step.FAILED:
            return Tone.BAD, f"{_failed(shown)} {_waits()}"
        case Step.UNKNOWN:
            unknown = translate("Transfer", "It is not known whether the transfer succeeded.")
            return Tone.WARNING, f"{unknown} {_may_ring()} {_waits()}"
        case Step.CALLER_LEFT:
            return Tone.INFO, _caller_left(shown, heard)
        case _:
            return _outcome(shown.step)


def conference(names: list[str]) -> str:
    """Who takes part besides us."""
    *others, last = names
    return translate("Transfer", "Conference with {caller} and {colleague}").format(
        caller=", ".join(others), colleague=last
    )


def _outcome(step: Step) -> tuple[Tone, str]:
    match step:
        case Step.TAKEN_BACK:
            back = translate("Transfer", "You are talking with {caller} again.")
            return Tone.WARNING, f"{back} {_may_ring()}"
        case Step.ANSWERED_LATE:
            return Tone.WARNING, translate(
                "Transfer", "{colleague} has answered after all. {caller} has two calls now."
            )
        case Step.GONE:
            return Tone.WARNING, translate("Transfer", "{caller} hung up before the transfer was done.")
        case Step.DONE:
            return Tone.GOOD, translate("Transfer", "Transferred to {colleague}.")
        case _:
            return Tone.INFO, ""


def _caller_left(shown: DeskTransfer, heard: str) -> str:
    if not shown.colleague_call:
        return words.ending(Ending.THEY_HUNG_UP, "{caller}")
    if heard == shown.colleague_call:
        return translate("Transfer", "{caller} hung up. You are still talking with {colleague}.")
    return translate("Transfer", "{caller} hung up. {colleague} is waiting.")


def _waits() -> str:
    return translate("Transfer", "{caller} is waiting.")


def _may_ring() -> str:
    return translate("Transfer", "The telephone of {colleague} may still ring.")


def _talking(shown: DeskTransfer, heard: str) -> tuple[Tone, str]:
    if heard and heard == shown.caller_call:
        now = translate("Transfer", "You are talking with {caller} · {colleague} is waiting")
    elif heard and heard == shown.colleague_call:
        now = translate("Transfer", "You are talking with {colleague} · {caller} is waiting")
    else:
        now = translate("Transfer", "{caller} and {colleague} are waiting")
    if shown.reason is None:
        return Tone.INFO, now
    return Tone.BAD, f"{_failed(shown)} {now}"


def _gone(shown: DeskTransfer) -> str:
    """Why the call with the colleague ended; their name is still to be put in."""
    match shown.reason:
        case None | Ending.WE_HUNG_UP:
            return translate("Transfer", "The call with {colleague} has ended.")
        case Ending.LOST:
            return translate("Transfer", "The call with {colleague} was cut off.")
        case why:
            return words.ending(why, "{colleague}")


def _failed(shown: DeskTransfer) -> str:
    failed = translate("Transfer", "The transfer failed: {why}.").replace("{why}", _why(shown))
    if shown.refused:
        mended = translate("Transfer", "Try again: this phone connects the two itself.")
        return f"{failed} {mended}"
    return failed


def _why(shown: DeskTransfer) -> str:
    if shown.refused:
        return translate("Transfer", "the telephone of {caller} does not do it")
    match shown.reason:
        case Ending.BUSY:
            return translate("Transfer", "busy")
        case Ending.DECLINED:
            return translate("Transfer", "declined")
        case Ending.NO_ANSWER:
            return translate("Transfer", "no answer")
        case Ending.NOT_FOUND:
            return translate("Transfer", "no such number")
        case Ending.UNREACHABLE:
            return translate("Transfer", "cannot be reached")
        case Ending.NOT_ALLOWED:
            return translate("Transfer", "not allowed")
        case Ending.LOST:
            return translate("Transfer", "the connection was lost")
        case Ending.THEY_HUNG_UP:
            return translate("Transfer", "{colleague} hung up")
        case Ending.NO_COMMON_CODEC | Ending.NO_SOUND_SECURITY:
            return translate("Transfer", "the telephones have no sound format in common")
        case _:
            return translate("Transfer", "the call could not be connected")


def _asks(shown: DeskTransfer) -> str:
    anyway = translate("Transfer", "Complete anyway?")
    # Whoever answered may be called anything: braces in a name are no placeholders.
    return f"{answered(shown).replace('{', '{{').replace('}', '}}')}. {anyway}"


def answered(shown: DeskTransfer) -> str:
    """Who answered instead of the colleague; empty while it is the colleague."""
    match shown.answered:
        case None:
            return ""
        case Answered.VOICEMAIL:
            return translate("Transfer", "Answered by voicemail")
        case Answered.ELSEWHERE if shown.answered_by is not None:
            return translate("Transfer", "Forwarded to {name}").format(name=shown.answered_by.name)
        case Answered.ELSEWHERE:
            return translate("Transfer", "Forwarded")


_ENDS_HERE = frozenset({Step.CALLING, Step.TALKING, Step.CONFERENCE, Step.CONNECTING})


def hint(shown: DeskTransfer) -> str:
    """What one should know beforehand: this phone has to stay on."""
    if shown.by_phone and shown.step in _ENDS_HERE:
        return translate(
            "Transfer", "The telephones cannot do it among themselves: this one connects them and stays on."
        )
    return ""


def warning(name: str, line: LineState | None, meeting: str = "") -> str:
    """What one should know of a colleague before choosing them; empty when there is nothing. `meeting`:
    from when until when theirs within the hour is."""
    said = _of_line(name, line)
    if not meeting:
        return said
    if said:
        return f"{said} {moments.meeting(meeting)}."
    return translate("Transfer", "{name} has a meeting {span}.").format(name=name, span=meeting)


def _of_line(name: str, line: LineState | None) -> str:
    match line:
        case LineState.BUSY:
            said = translate("Transfer", "{name} is in a call.")
        case LineState.RINGING:
            said = translate("Transfer", "{name} has another call ringing.")
        case LineState.OFFLINE:
            said = translate("Transfer", "{name} has no signed-in phone.")
        case LineState.HIDDEN:
            said = translate("Transfer", "{name} is not available.")
        case _:
            return ""
    return said.format(name=name)
