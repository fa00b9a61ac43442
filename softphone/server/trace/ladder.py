"""One call as a text ladder: its messages between caller, engine and telephones, and in between what the
engine decided, with its why."""

import textwrap
from collections.abc import Iterator

from softphone.people.numbers import shown
from softphone.server.trace.calls import TracedCall, how_it_ended, parse_kept
from softphone.server.trace.files import TracedMessage
from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Request
from softphone.storage.call_record import CallRecord, Came, RecordedWhy, Try
from softphone.storage.names import StoredNames

WIDTH = 100
_TIME = 10
"""Columns for the time."""
_NARROWEST = 15
_WIDEST = 30
_ENGINE = "engine"
_SAME = 1e-6
"""Seconds; a moment within a call is kept as its distance from the beginning."""


def ladder(call: TracedCall, known: StoredNames | None = None) -> list[str]:
    """Lines of at most WIDTH columns. Times are seconds after the first message. Traces hold ids; `known`
    says who they are."""
    names = _names(call)
    peers = list(dict.fromkeys(names.get(each.peer, each.peer) for each in call.messages))
    most = (WIDTH - _TIME) // _NARROWEST - 2
    others = peers[1 + most :]
    lanes = [*peers[:1], _ENGINE, *peers[1 : 1 + most]]
    if others:
        lanes[-1] = f"{lanes[-1]} +{len(others)}"
    spacing = max(_NARROWEST, min(_WIDEST, (WIDTH - _TIME) // max(1, len(lanes))))
    place = {name: min(n + (n > 0), len(lanes) - 1) for n, name in enumerate(peers)}
    began = call.began
    lines = [f"Call-ID {printable(call.call_id)}"[:WIDTH], "", _heads(lanes, spacing)]
    seen: set[tuple[bool, str, bytes]] = set()
    for at, event in _events(call, known or StoredNames()):
        time = f"{at - began:8.3f}  "
        if isinstance(event, str):
            said = textwrap.wrap(
                event, WIDTH, initial_indent=f"{time}* ", subsequent_indent=" " * (_TIME + 2)
            )
            lines += said
            continue
        message = event
        key = message.came, message.peer, message.data
        again = " again" if key in seen else ""
        seen.add(key)
        peer = names.get(message.peer, message.peer)
        label = _label(message.data) + again
        if peer in others:
            label += f" ({printable(peer)})"
        lines.append((time + _arrow(label, place[peer], message.came, len(lanes), spacing)).rstrip())
    return lines


def printable(text: str) -> str:
    """What telephones write comes from anywhere: nothing in it may steer a terminal."""
    return "".join(each if each.isprintable() else "?" for each in text)


def _names(call: TracedCall) -> dict[str, str]:
    """Devices by their addresses, as the records know them."""
    names: dict[str, str] = {}
    for record in call.records.values():
        for step in record.steps:
            names |= {each.address: each.device for each in step.tries if each.device}
        if record.caller_device:
            names[record.caller_address] = record.caller_device
    return names


def _heads(lanes: list[str], spacing: int) -> str:
    heads = "".join(_cut(lane, spacing - 2).ljust(spacing) for lane in lanes)
    return (" " * _TIME + heads).rstrip()


def _cut(text: str, length: int) -> str:
    text = printable(text)
    return text if len(text) <= length else text[: length - 1] + "~"


def _arrow(label: str, peer: int, came: bool, lanes: int, spacing: int) -> str:
    """Lane 1 is the engine's. From the left it looks like this: |--- INVITE ----->|"""
    bars = [" "] * (spacing * (lanes - 1) + 1)
    for lane in range(lanes):
        bars[lane * spacing] = "|"
    left, right = sorted((peer, 1))
    start, end = left * spacing + 1, right * spacing
    to_right = came == (peer < 1)
    room = end - start - 5
    said = f"{'--' if to_right else '<-'} {_cut(label, room)} "
    said = said.ljust(end - start, "-")
    if to_right:
        said = said[:-1] + ">"
    bars[start:end] = said
    return "".join(bars)


def _label(data: bytes) -> str:
    try:
        message = parse_kept(data)
    except ParseError:
        return data.partition(b"\r\n")[0].decode("utf-8", "replace")
    said = message.method if isinstance(message, Request) else f"{message.status} {message.reason}"
    of = (message.get("cseq") or "").rpartition(" ")[2].upper()
    if not isinstance(message, Request) and of != "INVITE":
        said += f" ({of})"
    kind = (message.get("content-type") or "").lower()
    if kind.startswith("application/sdp"):
        said += " SDP"
    elif kind.startswith("message/sipfrag"):
        body = data.partition(b"\r\n\r\n")[2].partition(b"\r\n")[0]
        said += f" {body.decode('utf-8', 'replace')}"
    return said


def _events(call: TracedCall, known: StoredNames) -> list[tuple[float, TracedMessage | str]]:
    """Messages in their order, each decision right after the message that led to it: that has its moment."""
    ordered: list[tuple[int, int, float, TracedMessage | str]] = [
        (number, 0, message.at, message) for number, message in enumerate(call.messages)
    ]
    decisions = [
        (record.began + after, words)
        for record in call.records.values()
        for after, words in _decisions(record, known)
    ]
    for at, words in decisions:
        before = [
            number
            for number, message in enumerate(call.messages)
            if message.at < at - _SAME or (message.came and message.at <= at + _SAME)
        ]
        ordered.append((max(before, default=-1), 1, at, printable(words)))
    ordered.sort(key=lambda each: each[:3])
    return [(at, event) for _, _, at, event in ordered]


def _decisions(record: CallRecord, known: StoredNames) -> Iterator[tuple[float, str]]:
    for number, step in enumerate(record.steps, 1):
        yield step.at, f"step {number}: rings {_rung(step.tries, known)}{_because(step.whys, known)}"
        for each in step.tries:
            if each.came_at is not None and (words := _came(each)):
                yield each.came_at, f"{each.device or each.address}: {words}"
    if record.answered is not None:
        who = _telephones([record.answered_device or record.answered_by], record.answered_by, known)
        yield record.answered, f"answered by {who}"
    if record.ended is not None:
        yield record.ended, f"{how_it_ended(record)}{_because(record.whys, known)}"


def _rung(tries: tuple[Try, ...], known: StoredNames) -> str:
    of: dict[str, list[str]] = {}
    for each in tries:
        of.setdefault(each.person, []).append(each.device or each.address)
    return "; ".join(_telephones(devices, person, known) for person, devices in of.items()) or "nobody"


def _telephones(devices: list[str], person: str, known: StoredNames) -> str:
    """With whose they are, where that is known."""
    name = known.names.get(person)
    return ", ".join(devices) + (f" of {name}" if name else "")


def _who(whose: str, known: StoredNames) -> str:
    """A person or group by name, a number as people write it."""
    if whose.startswith("+") and known.country:
        return shown(whose, known.country)
    return known.names.get(whose, whose)


def _came(tried: Try) -> str:
    """What the messages do not show by themselves."""
    if tried.came in (Came.STOPPED, Came.UNREACHABLE, Came.SILENT):
        return str(tried.came.value)
    return ""


def _because(whys: tuple[RecordedWhy, ...], known: StoredNames) -> str:
    said = "; ".join(f"{why}, {_who(why.whose, known)}".rstrip(", ") for why in whys)
    return f" (why: {said})" if said else ""
