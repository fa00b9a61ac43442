"""What the window says of calls: one sentence or word for each value. Evaluated anew at each use, so that the
language can change while the program runs. Of servers and devices: `service_words`."""

from PySide6.QtCore import QCoreApplication

from softphone.calls.call import Call, CallState, Direction, Ending, Quality, Security
from softphone.calls.desk_view import Action, DeskCall, ParkedAs
from softphone.calls.events import Fault
from softphone.calls.global_keys import GlobalKey
from softphone.ui.views.tokens import Tone

translate = QCoreApplication.translate

_CODECS = {"G722": "G.722", "PCMA": "G.711", "PCMU": "G.711", "OPUS": "Opus"}


def action(which: Action) -> str:
    match which:
        case Action.ANSWER:
            return translate("Action", "Answer")
        case Action.DECLINE:
            return translate("Action", "Decline")
        case Action.HANG_UP:
            return translate("Action", "Hang up")
        case Action.HOLD:
            return translate("Action", "Hold")
        case Action.RESUME:
            return translate("Action", "Resume")
        case Action.MUTE:
            return translate("Action", "Mute")
        case Action.UNMUTE:
            return translate("Action", "Unmute")
        case Action.KEYPAD:
            return translate("Action", "Keypad")
        case Action.PARK:
            return translate("Action", "Park")


def global_key(which: GlobalKey) -> str:
    match which:
        case GlobalKey.ANSWER:
            return translate("GlobalKey", "Answer the call")
        case GlobalKey.HANG_UP:
            return translate("GlobalKey", "Hang up or decline the call")


def ended(shown: DeskCall) -> str:
    """Why that call ended, and what to do where that cannot wait; empty while it lasts."""
    why = shown.ending
    if why is None:
        return ""
    if shown.picks_up:
        return _not_picked_up(why, shown.name)
    if shown.fetched_by:
        return translate("Ending", "{name} fetched the call.").format(name=shown.fetched_by)
    if shown.urgent and why not in (Ending.WE_HUNG_UP, Ending.THEY_HUNG_UP):
        return _no_help(why, user_part(shown.call.remote.uri))
    return ending(why, shown.name, shown.call.direction)


def _no_help(why: Ending, number: str) -> str:
    if why is Ending.LOST:
        said = translate(
            "Ending",
            "The call for help was cut off. Call {number} again, from a mobile phone if this one fails.",
        )
    else:
        said = translate("Ending", "The call for help did not get through.")
        said += " " + translate("Ending", "Call {number} now from a mobile phone or another telephone.")
    return said.format(number=number)


def _not_picked_up(why: Ending, name: str) -> str:
    match why:
        case Ending.NOT_FOUND:
            said = translate("Ending", "No call rings at {name} any more.")
        case Ending.NOT_ALLOWED:
            said = translate("Ending", "You are not allowed to pick up the calls of {name}.")
        case _:
            said = translate("Ending", "The call that rang at {name} could not be picked up.")
    return said.format(name=name)


def ending(why: Ending, name: str, direction: Direction = Direction.OUTGOING) -> str:
    """Why the call with `name` ended."""
    match why:
        case Ending.WE_HUNG_UP:
            said = translate("Ending", "You hung up.")
        case Ending.THEY_HUNG_UP:
            said = translate("Ending", "{name} hung up.")
        case Ending.BUSY:
            said = translate("Ending", "{name} is busy.")
        case Ending.DECLINED if direction is Direction.INCOMING:
            said = translate("Ending", "You declined the call.")
        case Ending.DECLINED:
            said = translate("Ending", "{name} declined the call.")
        case Ending.NO_ANSWER:
            said = translate("Ending", "{name} does not answer.")
        case Ending.NOT_FOUND:
            said = translate("Ending", "Nobody is reached at {name}.")
        case Ending.UNREACHABLE:
            said = translate("Ending", "{name} cannot be reached now.")
        case Ending.ANSWERED_ELSEWHERE:
            said = translate("Ending", "Answered on another phone.")
        case Ending.CALLER_GAVE_UP:
            said = translate("Ending", "Missed call: {name} hung up.")
        case Ending.NOT_ALLOWED:
            said = translate("Ending", "You are not allowed to call this number.")
        case Ending.NO_COMMON_CODEC:
            said = translate(
                "Ending", "The two phones have no sound format in common, or only one of them encrypts."
            )
        case Ending.NO_SOUND_SECURITY:
            said = translate("Ending", "The other phone cannot encrypt the sound.")
        case Ending.SERVER_ERROR:
            said = translate("Ending", "The server could not connect the call.")
        case Ending.LOST:
            said = translate("Ending", "The call was cut off.")
    return said.format(name=name)


def ending_tone(why: Ending) -> Tone:
    """What went as someone wished is said quietly, what failed in the colour of failure."""
    match why:
        case Ending.WE_HUNG_UP | Ending.THEY_HUNG_UP | Ending.ANSWERED_ELSEWHERE:
            return Tone.INFO
        case Ending.BUSY | Ending.DECLINED | Ending.NO_ANSWER | Ending.CALLER_GAVE_UP:
            return Tone.WARNING
        case _:
            return Tone.BAD


def state(shown: DeskCall) -> tuple[Tone, str]:
    """What the call is doing, empty while it is simply being talked on."""
    call = shown.call
    if shown.recovering:
        return Tone.WARNING, translate("CallState", "Reconnecting…")
    if shown.picks_up:
        return Tone.INFO, translate("CallState", "Picking up the call…")
    if shown.parked is not None:
        return _parked(shown.parked)
    match call.state:
        case CallState.CALLING:
            return Tone.INFO, translate("CallState", "Calling…")
        case CallState.INCOMING:
            return Tone.GOOD, incoming(shown)
        case CallState.EARLY if call.direction is Direction.INCOMING:
            return Tone.GOOD, incoming(shown)
        case CallState.EARLY:
            return Tone.INFO, translate("CallState", "Ringing…")
        case CallState.CONNECTING:
            return Tone.INFO, translate("CallState", "Connecting…")
        case _:
            return _talking(call)


def _parked(parked: ParkedAs) -> tuple[Tone, str]:
    if not parked.place:
        return Tone.INFO, translate("CallState", "Parking…")
    if parked.overdue:
        said = translate("CallState", "Nobody has fetched it from place {place}")
    else:
        said = translate("CallState", "Parked at place {place}")
    return Tone.WARNING if parked.overdue else Tone.INFO, said.format(place=parked.place)


def not_parked(name: str) -> str:
    return translate("CallState", "The call could not be parked. {name} is on hold.").format(name=name)


def incoming(shown: DeskCall) -> str:
    """For which group it rings, or which of one's numbers is called: it tells the company's main number from
    one's own."""
    if shown.called:
        return translate("CallState", "Incoming call to {called}").format(called=shown.called)
    return translate("CallState", "Incoming call")


def _talking(call: Call) -> tuple[Tone, str]:
    if call.held:
        return Tone.WARNING, translate("CallState", "On hold")
    if call.taken_up and call.muted:
        return Tone.WARNING, translate("CallState", "Reconnected, microphone off")
    if call.held_by_far_end:
        return Tone.INFO, translate("CallState", "You are on hold")
    if call.muted:
        return Tone.WARNING, translate("CallState", "Microphone off")
    return Tone.INFO, ""


def transferred(shown: DeskCall) -> str:
    """Who transferred the call, or whom it is being transferred to; empty when neither."""
    if shown.being_transferred_to is not None:
        said = translate("CallState", "You are being transferred to {name}…")
        return said.format(name=shown.being_transferred_to.name)
    if shown.transferred_by is not None:
        return translate("CallState", "Transferred by {name}").format(name=shown.transferred_by.name)
    return ""


def quality(measured: Quality) -> tuple[Tone, str]:
    """In one word. The bounds are those of ITU-T G.107 Annex B: satisfied, some users dissatisfied, most."""
    if measured.mos >= 4.0:
        return Tone.GOOD, translate("Quality", "good")
    if measured.mos >= 3.1:
        return Tone.WARNING, translate("Quality", "fair")
    return Tone.BAD, translate("Quality", "poor")


def quality_details(measured: Quality) -> str:
    lines = [
        translate("Quality", "Lost: {percent} %").format(percent=_decimal(measured.loss_percent)),
        translate("Quality", "Jitter: {ms} ms").format(ms=round(measured.jitter_ms)),
    ]
    if measured.round_trip_ms is not None:
        lines.append(translate("Quality", "Round trip: {ms} ms").format(ms=round(measured.round_trip_ms)))
    return "\n".join(lines)


def _decimal(value: float) -> str:
    """One decimal, with the comma or point of the language."""
    return f"{value:.1f}".replace(".", translate("Quality", ".", "the decimal point"))


def codec(name: str) -> str:
    """As it is written on boxes: "G722" and "G722/16000/1" are "G.722"."""
    bare = name.partition("/")[0]
    return _CODECS.get(bare.upper(), bare)


def security(how: Security) -> str:
    if how is Security.NONE:
        return translate("Security", "The sound is not encrypted")
    return translate("Security", "The sound is encrypted")


def duration(seconds: float) -> str:
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def user_part(uri: str) -> str:
    """Of sip:asa@company.test;transport=tls, "asa": what people call the number."""
    address = uri.strip("<>").removeprefix("sips:").removeprefix("sip:").removeprefix("tel:")
    return address.partition("@")[0].partition(";")[0]


def fault(which: Fault, server: str = "") -> str:
    """Why the phone could not do what it was told. `server` is named where it is what failed."""
    who = server or translate("Fault", "The server")
    match which:
        case Fault.NONE:
            return ""
        case Fault.WRONG_PASSWORD:
            return translate("Fault", "The user name or the password is wrong.")
        case Fault.UNKNOWN_USER:
            return translate("Fault", "{server} does not know this user.").format(server=who)
        case Fault.NOT_ALLOWED:
            return translate("Fault", "The server does not allow this.")
        case Fault.UNKNOWN_SERVER:
            return translate("Fault", "There is no server by that name. Check the spelling.")
        case Fault.NO_ANSWER:
            return translate("Fault", "{server} does not answer.").format(server=who)
        case Fault.UNTRUSTED_CERTIFICATE:
            return translate("Fault", "The server cannot prove who it is: its certificate is not trusted.")
        case Fault.SERVER_ERROR:
            return translate("Fault", "{server} has a fault of its own.").format(server=who)
        case Fault.PORT_IN_USE:
            return translate("Fault", "Another program uses the port that the phone needs.")
        case Fault.NO_SOUND_DEVICE:
            return translate("Fault", "There is no sound device.")
        case Fault.SOUND_DEVICE_LOST:
            return translate("Fault", "The sound device is gone.")
        case Fault.TOO_MANY_CALLS:
            return translate("Fault", "There are too many calls at once.")
        case Fault.BAD_ADDRESS:
            return translate("Fault", "This is no number and no address that can be called.")
        case Fault.NO_SUCH_CALL:
            return translate("Fault", "The call has already ended.")
        case Fault.WRONG_STATE:
            return translate("Fault", "This cannot be done with the call just now.")
        case Fault.NOT_SUPPORTED:
            return translate("Fault", "This phone cannot do that.")
        case Fault.INTERNAL:
            return translate("Fault", "Something went wrong in the phone. The log says what.")
