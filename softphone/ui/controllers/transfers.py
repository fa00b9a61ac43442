"""Transfers: which call they are about, the choices for whom was picked, and what was chosen."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QApplication

from softphone.calls.desk import Desk
from softphone.calls.desk_view import DeskCall, DeskSnapshot
from softphone.calls.transfer import Button
from softphone.people import numbers
from softphone.people.reach import Reach
from softphone.ui.controllers.calls import CallsController
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.targets import Target
from softphone.ui.views import offers, transfer_words
from softphone.ui.views.choices import Question
from softphone.ui.views.main_window import MainWindow
from softphone.ui.views.transfer_card import TransferCard
from softphone.ui.views.way import Way
from softphone.ui.views.words import user_part


def to_transfer(desk: DeskSnapshot, picked: str = "") -> DeskCall | None:
    """Which call a transfer would be about: the picked one; else the active one; where none is active, the
    last one on hold, since people hold first and choose then."""
    able = [each for each in desk.calls if each.transfers]
    chosen = next((each for each in able if each.call.id == picked), None)
    if chosen is not None:
        return chosen
    if desk.active is not None:
        return desk.active if desk.active.transfers else None
    return able[-1] if able else None


def at(target: Target, reach: Reach) -> Target:
    """The same person, at that number of theirs."""
    person = target.person if reach == target.reaches[0] else ""
    return msgspec.structs.replace(
        target, address=reach.address, person=person, reaches=(), undecided=False, picks_up=""
    )


class TransfersController(QObject):
    favourite_toggled = Signal(str)
    """The row of whom."""

    def __init__(
        self,
        desk: Desk,
        calls: CallsController,
        window: MainWindow,
        names: Names,
        parent: QObject | None = None,
    ) -> None:
        """`calls` shows the desk and places calls; `names` has the country whose emergency numbers count."""
        super().__init__(parent)
        self._desk = desk
        self._calls = calls
        self._window = window
        self._names = names
        self._picked = ""
        """The call whose own Transfer button was pressed."""
        self._acts: dict[str, Callable[[], None]] = {}
        """What each choice on the screen leads to."""
        self._about: tuple[str, ...] = ()
        """The calls that these choices are about."""
        calls.shown_changed.connect(self._shown_changed)
        window.transfer_key.connect(self._key)
        window.calls.transfer_requested.connect(self._transfer_wanted)
        window.calls.transfer_pressed.connect(self._press)
        window.calls.call_dropped.connect(self._connect_two)
        window.calls.conference_ended.connect(lambda: calls.carry_out(desk.end_conference()))
        window.choices.chosen.connect(self._chosen)
        window.choices.left.connect(self._forget_choices)

    def choose(self, target: Target) -> None:
        """Somebody was picked, in the list or in the field."""
        call = to_transfer(self._calls.shown, self._picked)
        if call is None and (target.way is Way.MENU or target.picks_up):
            self._offer_to_call(target)
        elif target.undecided:
            self._ask_which(target, self.choose)
        elif call is not None:
            self._offer(call, target)
        else:
            self._call(target)

    def drop(self, call_id: str, target: Target) -> None:
        """A call's card was dropped on somebody."""
        call = next((each for each in self._calls.shown.calls if each.call.id == call_id), None)
        if call is not None and call.transfers and target.undecided:
            self._ask_which(target, lambda chosen: self.drop(call_id, chosen))
        elif call is not None and call.transfers:
            self._offer(call, target)

    def _offer_to_call(self, target: Target) -> None:
        # That it rings there is what the first of the choices is about.
        warning = "" if target.picks_up else transfer_words.warning(target.name, target.line, target.meeting)
        star = target.favourite if target.row and target.way is Way.MENU else None
        question = offers.to_call(
            target.name, target.reaches, warning, picks_up=bool(target.picks_up), favourite=star
        )
        acts: dict[str, Callable[[], None]] = {
            f"{offers.NUMBER} {n}": partial(self._call, at(target, reach))
            for n, reach in enumerate(target.reaches)
        }
        acts[offers.NEW_CALL] = lambda: self._call(target)
        acts[offers.PICK_UP] = lambda: self._pick_up(target)
        acts[offers.FAVOURITE] = lambda: self.favourite_toggled.emit(target.row)
        self._ask(question, target.place, (), acts)

    def _ask_which(self, target: Target, then: Callable[[Target], None]) -> None:
        acts: dict[str, Callable[[], None]] = {
            f"{offers.NUMBER} {n}": partial(then, at(target, reach)) for n, reach in enumerate(target.reaches)
        }
        self._ask(offers.which(target.name, target.reaches), target.place, (), acts)

    def _offer(self, call: DeskCall, target: Target) -> None:
        warning = transfer_words.warning(target.name, target.line, target.meeting)
        announce = target.way is Way.ANNOUNCE
        if announce and not warning:
            self._announce(call, target)
            return
        in_a_call = bool(self._partner(call, target))
        if numbers.is_emergency(target.address, self._names.book.country):
            question = offers.to_call_for_help(call.name, target.name, call.transfers, in_a_call=in_a_call)
        else:
            question = offers.to_transfer(
                call.name,
                target.name,
                call.transfers,
                warning,
                in_a_call=in_a_call,
                announced_first=announce,
                other_numbers=target.reaches[1:],
                picks_up=bool(target.picks_up),
            )
        acts: dict[str, Callable[[], None]] = {
            offers.DIRECT: lambda: self._transfer_directly(call.call.id, target),
            offers.ANNOUNCED: lambda: self._announce(call, target),
            offers.NEW_CALL: lambda: self._call(target),
            offers.OTHER_NUMBER: lambda: self._ask_which(
                target, lambda chosen: self.drop(call.call.id, chosen)
            ),
            offers.PICK_UP: lambda: self._pick_up(target),
        }
        self._ask(question, target.place, (call.call.id,), acts)

    # What is begun.

    def _call(self, target: Target) -> None:
        self._window.field.clear()
        self._calls.dial(target.address)

    def _pick_up(self, target: Target) -> None:
        self._window.field.clear()
        self._calls.pick_up(target.picks_up)

    def _transfer_directly(self, call_id: str, target: Target) -> None:
        self._begin()
        self._calls.carry_out(self._desk.transfer_directly(call_id, target.address))

    def _announce(self, call: DeskCall, target: Target) -> None:
        self._begin()
        if other := self._partner(call, target):
            self._calls.carry_out(self._desk.announce_to(call.call.id, other))
        else:
            self._calls.carry_out(self._desk.start_announced_transfer(call.call.id, target.address))

    def _begin(self) -> None:
        self._picked = ""
        self._window.field.clear()

    def _partner(self, call: DeskCall, target: Target) -> str:
        """The call that we have with them already; empty when none."""
        for each in self._calls.shown.calls:
            same = user_part(each.call.remote.uri) == target.address or (
                target.person and each.name == target.name
            )
            if same and each.call.id in call.partners:
                return each.call.id
        return ""

    # A call and those beside it.

    def _transfer_wanted(self, call_id: str) -> None:
        """By the button on its card: to a call that there is, or to somebody who is still to be named."""
        call = next((each for each in self._calls.shown.calls if each.call.id == call_id), None)
        if call is not None and call.partners:
            self._connect(call, call.partners, call_id, elsewhere=True)
        elif call is not None:
            self._name_somebody(call_id)

    def _connect_two(self, call_id: str, other: str) -> None:
        """The one's card was dropped on the other's."""
        call = next((each for each in self._calls.shown.calls if each.call.id == call_id), None)
        if call is not None and other in call.partners:
            self._connect(call, (other,), other, elsewhere=False)

    def _connect(self, call: DeskCall, others: tuple[str, ...], at: str, *, elsewhere: bool) -> None:
        names = {each.call.id: each.name for each in self._calls.shown.calls}
        own = call.call.id
        acts: dict[str, Callable[[], None]] = {offers.ELSEWHERE: lambda: self._name_somebody(own)}
        for other in others:
            acts[f"{offers.ANNOUNCED} {other}"] = lambda other=other: self._calls.carry_out(  # type: ignore[misc]
                self._desk.announce_to(own, other)
            )
            acts[f"{offers.CONFERENCE} {other}"] = lambda other=other: self._calls.carry_out(  # type: ignore[misc]
                self._desk.confer(own, other)
            )
        question = offers.to_connect(call.name, [(each, names[each]) for each in others], elsewhere=elsewhere)
        self._ask(question, self._place_of(at), (own, *others), acts)

    def _name_somebody(self, call_id: str) -> None:
        self._picked = call_id
        self._show_whom(self._calls.shown)
        self._window.field.enter()

    def _place_of(self, call_id: str) -> QRect:
        card = self._window.calls.card(call_id)
        if card is None:
            return QRect()
        button = card.transfer_button
        return QRect(button.mapTo(self._window, QPoint(0, 0)), button.size())

    # The choices on the screen.

    def _ask(
        self, question: Question, place: QRect, about: tuple[str, ...], acts: dict[str, Callable[[], None]]
    ) -> None:
        self._acts, self._about = acts, about
        self._window.choices.ask(question, self._window.field.anchor() if place.isEmpty() else place)

    def _chosen(self, key: str) -> None:
        act = self._acts.get(key)
        self._forget_choices()
        if act is not None:
            act()

    def _forget_choices(self) -> None:
        self._acts, self._about = {}, ()

    # What the desk shows.

    def _press(self, transfer_id: str, button: Button) -> None:
        self._calls.carry_out(self._desk.press_transfer(transfer_id, button))

    def _key(self) -> None:
        if to_transfer(self._calls.shown, self._picked) is not None:
            self._window.field.enter()
        elif self._calls.shown.transfers:
            self._window.calls.enter()

    def _shown_changed(self, before: DeskSnapshot, now: DeskSnapshot) -> None:
        able = {each.call.id for each in now.calls if each.transfers}
        if self._picked not in able:
            self._picked = ""
        if not able.issuperset(self._about):
            self._window.choices.withdraw()
        self._show_whom(now)
        began = self._has_begun(before, now)
        card = self._window.calls.transfer_card(began or self._came_back(before, now))
        if card is not None and (began or self._may_take_the_keyboard(card)):
            # Into that card and no other: its neighbour's Complete would take the next Enter.
            card.enter()

    def _show_whom(self, now: DeskSnapshot) -> None:
        call = to_transfer(now, self._picked)
        self._window.field.set_transferring(call is not None)
        self._window.colleagues.set_transferring(call.name if call is not None else "")

    def _has_begun(self, before: DeskSnapshot, now: DeskSnapshot) -> str:
        """The transfer that the person has just begun; empty when none, or they are doing something else."""
        if self._window.choices.question is not None or not self._window.isActiveWindow():
            return ""
        known = {made.id for made in before.transfers}
        begun = next((made.id for made in now.transfers if made.id not in known), "")
        return "" if self._window.field.being_typed_in else begun

    def _came_back(self, before: DeskSnapshot, now: DeskSnapshot) -> str:
        """The transfer whose caller should be taken back now; empty when none."""
        known = {made.id: made.primary for made in before.transfers}
        return next(
            (
                made.id
                for made in now.transfers
                if made.primary is Button.TAKE_BACK and known.get(made.id) is not Button.TAKE_BACK
            ),
            "",
        )

    def _may_take_the_keyboard(self, card: TransferCard) -> bool:
        """Not from what the person is in: only where the keyboard is with that transfer already, or with
        nothing, or waits in the empty field."""
        if self._window.choices.question is not None or not self._window.isActiveWindow():
            return False
        at = QApplication.focusWidget()
        if at is None or at is self._window or self._window.field.is_idle:
            return True
        return at is card or card.isAncestorOf(at)
