"""The questions of the choices, in words: for somebody who was picked, and for two calls that there are."""

from collections.abc import Iterable, Sequence

import msgspec
from PySide6.QtCore import QCoreApplication

from softphone.calls.transfer import Kind
from softphone.people.reach import Reach, ReachKind
from softphone.ui.views.choices import Offer, Question
from softphone.ui.views.icons import Glyph

translate = QCoreApplication.translate

DIRECT, ANNOUNCED, NEW_CALL, CONFERENCE, ELSEWHERE = (
    "direct",
    "announced",
    "new call",
    "conference",
    "elsewhere",
)
NUMBER, OTHER_NUMBER, PICK_UP, FAVOURITE = "number", "other number", "pick up", "favourite"
"""NUMBER is followed by which of the numbers it is."""


def to_call(
    name: str, reaches: Sequence[Reach], warning: str, *, picks_up: bool, favourite: bool | None
) -> Question:
    """Without a call that could be transferred. `favourite`: whether they are one; None: nobody can be."""
    offers = [_pick_up()] if picks_up else []
    if len(reaches) > 1:
        offers += _numbers(reaches)
    else:
        detail = translate("Choices", "Call {name}").format(name=name)
        offers.append(Offer(NEW_CALL, Glyph.PHONE, translate("Choices", "Call"), detail))
    offers[0] = msgspec.structs.replace(offers[0], keys="Return")
    if favourite is not None:
        offers.append(_favourite(name, favourite))
    return Question(name, tuple(offers), warning)


def which(name: str, reaches: Sequence[Reach]) -> Question:
    """Which of somebody's numbers is meant."""
    first, *others = _numbers(reaches)
    title = translate("Choices", "Which number of {name}?").format(name=name)
    return Question(title, (msgspec.structs.replace(first, keys="Return"), *others))


def _numbers(reaches: Sequence[Reach]) -> list[Offer]:
    return [
        Offer(f"{NUMBER} {n}", Glyph.PHONE, each.shown, reach_kind(each.kind))
        for n, each in enumerate(reaches)
    ]


def reach_kind(kind: ReachKind) -> str:
    match kind:
        case ReachKind.EXTENSION:
            return translate("Choices", "Extension")
        case ReachKind.LANDLINE:
            return translate("Choices", "Landline")
        case ReachKind.WORK:
            return translate("Choices", "Work")
        case ReachKind.MOBILE:
            return translate("Choices", "Mobile")
        case ReachKind.HOME:
            return translate("Choices", "Home")
        case ReachKind.OTHER:
            return translate("Choices", "Other")


def _pick_up() -> Offer:
    detail = translate("Choices", "The call that rings there comes to you")
    return Offer(PICK_UP, Glyph.PICK_UP, translate("Choices", "Pick up"), detail)


def _favourite(name: str, is_one: bool) -> Offer:
    title = (
        translate("Choices", "Remove from favourites")
        if is_one
        else translate("Choices", "Add to favourites")
    )
    detail = translate("Choices", "Favourites stand first in the list")
    return Offer(FAVOURITE, Glyph.STAR, title, detail, "Ctrl+D")


def to_transfer(
    caller: str,
    name: str,
    kinds: Iterable[Kind],
    warning: str,
    *,
    in_a_call: bool,
    announced_first: bool,
    other_numbers: Sequence[Reach] = (),
    picks_up: bool = False,
) -> Question:
    """`in_a_call`: we have a call with them already, which the caller can be announced to. `announced_first`:
    that was asked for, and has the keyboard, so that Enter means it as well. `other_numbers`: those
    that they have besides the one that is meant by itself. `picks_up`: the call that rings there can be
    picked up."""
    offers: list[Offer] = []
    if Kind.DIRECT in kinds:
        detail = translate("Choices", "At once; it cannot be taken back while it rings")
        title = translate("Choices", "Direct transfer")
        offers.append(Offer(DIRECT, Glyph.FORWARD, title, detail, "" if announced_first else "Return"))
    if Kind.ANNOUNCED in kinds:
        offers.append(_announced(caller, name, in_a_call=in_a_call))
    first = next((n for n, each in enumerate(offers) if announced_first and each.key == ANNOUNCED), 0)
    offers.append(_new_call(caller, name))
    if other_numbers:
        detail = ", ".join(each.shown for each in other_numbers)
        offers.append(Offer(OTHER_NUMBER, Glyph.KEYPAD, translate("Choices", "Another number…"), detail))
    if picks_up:
        offers.append(_pick_up())
    title = translate("Choices", "Transfer {caller} to {name}").format(caller=caller, name=name)
    return Question(title, tuple(offers), warning, first)


def to_call_for_help(caller: str, name: str, kinds: Iterable[Kind], *, in_a_call: bool) -> Question:
    """An emergency number during a call: who presses Enter twice means to speak there, not to send the caller
    there, who is never transferred to it unannounced."""
    offers = [_new_call(caller, name, "Return")]
    if Kind.ANNOUNCED in kinds:
        offers.append(_announced(caller, name, in_a_call=in_a_call))
    return Question(translate("Choices", "Call {name}").format(name=name), tuple(offers))


def _announced(caller: str, name: str, *, in_a_call: bool) -> Offer:
    if in_a_call:
        detail = translate("Choices", "In the call that you have with {name}")
    else:
        detail = translate("Choices", "You talk with {name} first")
    title = translate("Choices", "Announced transfer")
    return Offer(ANNOUNCED, Glyph.SPEECH, title, detail.format(caller=caller, name=name), "Ctrl+Return")


def _new_call(caller: str, name: str, keys: str = "") -> Offer:
    detail = translate("Choices", "Call {name} while {caller} waits").format(caller=caller, name=name)
    return Offer(NEW_CALL, Glyph.PHONE, translate("Choices", "New call"), detail, keys)


def to_connect(caller: str, others: Iterable[tuple[str, str]], *, elsewhere: bool) -> Question:
    """What can be done with a call and those beside it: (id, name) each. The keys are followed by the id.
    `elsewhere`: it may also be somebody else."""
    offers: list[Offer] = []
    for call_id, name in others:
        names = {"caller": caller, "name": name}
        title = translate("Choices", "Transfer to {name}").format(**names)
        detail = translate("Choices", "In the call that you have with {name}").format(**names)
        offers.append(
            Offer(f"{ANNOUNCED} {call_id}", Glyph.SPEECH, title, detail, "" if offers else "Return")
        )
        title = translate("Choices", "Conference with {name}").format(**names)
        detail = translate("Choices", "You, {caller} and {name} hear one another").format(**names)
        offers.append(Offer(f"{CONFERENCE} {call_id}", Glyph.PEOPLE, title, detail))
    if elsewhere:
        title = translate("Choices", "Transfer to somebody else")
        detail = translate("Choices", "Search for a name, or type a number")
        offers.append(Offer(ELSEWHERE, Glyph.SEARCH, title, detail))
    return Question(translate("Choices", "Transfer {caller}").format(caller=caller), tuple(offers))
