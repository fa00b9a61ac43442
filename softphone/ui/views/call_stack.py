"""All calls as cards, in the order in which they began; without calls, the dial pad.

The two calls of a transfer are one card, at the place of the caller's, and so are those of a conference.
While the mouse is among the cards, one that goes leaves its place empty: what stands below it stays under the
hand. The gap closes when the mouse has left, or rests.
"""

from itertools import count
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QCursor, QEnterEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from softphone.calls.desk_view import Action, DeskCall, DeskSnapshot, DeskTransfer
from softphone.ui.views import call_drag, style, tab_order
from softphone.ui.views.call_card import CallCard
from softphone.ui.views.conference_card import ConferenceCard
from softphone.ui.views.dial_pad import DialPad
from softphone.ui.views.tokens import Space
from softphone.ui.views.transfer_card import ALONE, LEAVING, TransferCard

_NARROWEST = 560
"""Pixels: the buttons of a transfer in the longest language, the margins and the scroll bar."""
_WIDEST = 720
"""Pixels; wider cards pull their two sides apart."""
_CONFERENCE = "conference"
_RESTS = 3.0
"""Seconds without a move of the mouse after which nobody is about to press anything."""

Card = CallCard | TransferCard | ConferenceCard


class _Transfer(NamedTuple):
    made: DeskTransfer
    calls: tuple[DeskCall, ...]


class _Conference(NamedTuple):
    calls: tuple[DeskCall, ...]


_What = DeskCall | _Transfer | _Conference
"""What a card shows."""


class CallStack(QScrollArea):
    action_requested = Signal(str, object)
    transfer_requested = Signal(str)
    """The id of a call: it is to be transferred, to whom is not known yet."""
    transfer_pressed = Signal(str, object)
    """A transfer's id, and which of its buttons."""
    call_dropped = Signal(str, str)
    """The ids of a call, and of the one that it was dropped on."""
    conference_ended = Signal()
    digit_pressed = Signal(str, str)
    dismissed = Signal(str)
    dialled = Signal(str)
    """A digit of the dial pad."""
    leads_changed = Signal(bool)
    """Whether one of the cards has the window's one filled button."""
    keyboard_freed = Signal()
    """The card that had the keyboard is gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self._cards: dict[str, Card] = {}
        self._places: dict[str, int] = {}
        """Where each card stands, by the order of arrival."""
        self._arrivals = count()
        self._gaps: dict[str, QWidget] = {}
        """In the place of cards that are gone."""
        self._pointed = False
        """The mouse is here."""
        self._rests_since: tuple[QPoint, float] | None = None
        self._names: dict[str, str] = {}
        self._leads = False
        self._stops: list[QWidget] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(_NARROWEST)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = style.named(QWidget(), "ground")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        self._column.setSpacing(Space.MEDIUM)
        self._empty = DialPad(inside)
        self._empty.pressed.connect(self.dialled)
        self._column.addWidget(self._empty, 1)
        self._column.addStretch(0)
        self.setWidget(inside)
        self._retranslate()

    def show_desk(self, desk: DeskSnapshot, now: float) -> None:
        """All calls, each in its newest form; `now` in the clock of their `confirmed_at`, seconds."""
        self._names = {each.call.id: each.name for each in desk.calls}
        wanted = _arranged(desk)
        self._find_places(desk, wanted)
        freed = False
        # Where another card comes in its stead, that one stands there.
        alone = self._pointed and not wanted.keys() - self._cards.keys()
        for gone in self._cards.keys() - wanted.keys():
            freed |= self._remove(gone, leaves_gap=alone and gone not in self._names)
        for key, what in wanted.items():
            if key in self._cards:
                self._show_again(self._cards[key], what, now)
            else:
                self._cards[key] = self._make(what, now)
        self._drop_gaps(wanted)
        there: dict[str, QWidget] = {**self._cards, **self._gaps}
        for place, key in enumerate(sorted(there, key=self._places.__getitem__)):
            if self._column.indexOf(there[key]) != place:
                self._column.insertWidget(place, there[key])
            there[key].show()
        self._fill_one(desk)
        self._order_tab()
        self._empty.setVisible(not wanted)
        self._column.setStretch(self._column.count() - 1, 1 if wanted else 0)
        if freed:
            self.keyboard_freed.emit()

    def tick(self, now: float) -> None:
        for card in self._cards.values():
            card.tick(now)
        at = QCursor.pos()
        if self._rests_since is None or self._rests_since[0] != at:
            self._rests_since = at, now
        elif now - self._rests_since[1] >= _RESTS:
            self._close_gaps()

    def card(self, call_id: str) -> CallCard | None:
        """Of a call that stands alone."""
        card = self._cards.get(call_id)
        return card if isinstance(card, CallCard) else None

    def transfer_card(self, transfer_id: str) -> TransferCard | None:
        card = self._cards.get(transfer_id)
        return card if isinstance(card, TransferCard) else None

    @property
    def conference_card(self) -> ConferenceCard | None:
        card = self._cards.get(_CONFERENCE)
        return card if isinstance(card, ConferenceCard) else None

    def toggle_keypad(self) -> None:
        """Of the active call."""
        for card in self._cards.values():
            if card.active:
                card.toggle_keypad()

    def enter(self) -> bool:
        """Take the keyboard, on the filled button or else the first; False when there is none."""
        for card in self._cards.values():
            if isinstance(card, TransferCard) and card.shown.primary is not None:
                card.enter()
                return True
        buttons = [
            button
            for key in sorted(self._cards, key=self._places.__getitem__)
            for button in self._cards[key].findChildren(QWidget)
            if button.isVisibleTo(self) and button.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if buttons:
            buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
        return bool(buttons)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._pointed = True

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointed = False
        self._close_gaps()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _find_places(self, desk: DeskSnapshot, wanted: dict[str, _What]) -> None:
        for each in desk.calls:
            if each.call.id not in self._places:
                self._places[each.call.id] = 2 * next(self._arrivals)
        for made in desk.transfers:
            if made.id not in self._places:
                # Just above its caller, who may get a card again when it is done.
                caller = self._places.get(made.caller_call)
                self._places[made.id] = 2 * next(self._arrivals) if caller is None else caller - 1
        if desk.conference:
            self._places[_CONFERENCE] = min(self._places[name] for name in desk.conference)
        kept = wanted.keys() | self._cards.keys() | self._gaps.keys() | {each.call.id for each in desk.calls}
        self._places = {key: place for key, place in self._places.items() if key in kept}

    def _order_tab(self) -> None:
        stops = list(tab_order.stops(self._column))
        if stops != self._stops:
            self._stops = stops
            tab_order.chain(self, stops)

    def _remove(self, key: str, *, leaves_gap: bool) -> bool:
        """True when the keyboard was there."""
        card = self._cards.pop(key)
        at = QApplication.focusWidget()
        had_keyboard = at is not None and (at is card or card.isAncestorOf(at))
        if leaves_gap:
            self._gaps[key] = gap = QWidget(self.widget())
            gap.setFixedHeight(card.height())
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()
        return had_keyboard

    def _drop_gaps(self, wanted: dict[str, _What]) -> None:
        """Those that keep nothing in its place: below them stands no card, or the card is there again."""
        last = max((self._places[key] for key in wanted), default=-1)
        for key in [key for key in self._gaps if key in wanted or self._places[key] > last]:
            gap = self._gaps.pop(key)
            self._column.removeWidget(gap)
            gap.hide()
            gap.deleteLater()

    def _close_gaps(self) -> None:
        if self._gaps:
            self._drop_gaps({})
            self._order_tab()

    def _show_again(self, card: Card, what: _What, now: float) -> None:
        match card, what:
            case CallCard(), DeskCall():
                if what.ending is not None and not card.ended and self._stands_above(card):
                    # It needs less now; what stands below it shall not move.
                    card.setMinimumHeight(card.height())
                card.show_call(what, now)
            case TransferCard(), _Transfer(made, calls):
                card.show_transfer(made, calls, now)
            case ConferenceCard(), _Conference(calls):
                card.show_calls(calls, now)

    def _stands_above(self, card: Card) -> bool:
        """Whether there are others below it."""
        return any(other.y() > card.y() for other in self._cards.values())

    def _make(self, what: _What, now: float) -> Card:
        card: Card
        match what:
            case DeskCall():
                card = CallCard(what, now, self.widget())
                card.transfer_requested.connect(self.transfer_requested)
                card.drag_started.connect(self._drag)
                card.call_dropped.connect(self.call_dropped)
                card.dismissed.connect(self.dismissed)
            case _Transfer(made, calls):
                card = TransferCard(made, calls, now, self.widget())
                card.pressed.connect(self.transfer_pressed)
            case _Conference(calls):
                card = ConferenceCard(calls, now, self.widget())
                card.ended.connect(self.conference_ended)
        card.action_requested.connect(self.action_requested)
        card.digit_pressed.connect(self.digit_pressed)
        card.setMaximumWidth(_WIDEST)
        return card

    def _drag(self, call_id: str) -> None:
        call_drag.drag(self, call_id, self._names.get(call_id, ""))

    def _fill_one(self, desk: DeskSnapshot) -> None:
        """At most one filled button: of the transfer that one is heard in, or the latest; else Answer of what
        has rung longest."""
        led = [made for made in desk.transfers if made.primary is not None]
        active = desk.active.transfer if desk.active is not None else ""
        lead = next((made.id for made in led if made.id == active), led[-1].id if led else "")
        rings = next((each.call.id for each in desk.calls if Action.ANSWER in each.actions), "")
        for key, card in self._cards.items():
            if isinstance(card, TransferCard):
                card.set_prominent(key == lead)
            elif isinstance(card, CallCard):
                card.set_prominent(key == rings and not lead)
        leads = bool(lead or rings)
        if leads is not self._leads:
            self._leads = leads
            self.leads_changed.emit(leads)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Calls"))


def _arranged(desk: DeskSnapshot) -> dict[str, _What]:
    """What there is to show, by the key of its card."""
    calls = {each.call.id: each for each in desk.calls}
    found: dict[str, _What] = {}
    elsewhere: set[str] = set()
    for made in desk.transfers:
        own = tuple(calls[name] for name in (made.caller_call, made.colleague_call) if name in calls)
        if made.step not in ALONE or made.step in LEAVING:
            elsewhere |= {each.call.id for each in own}
        found[made.id] = _Transfer(made, own)
    together = tuple(calls[name] for name in desk.conference if name in calls and name not in elsewhere)
    if len(together) > 1:
        found[_CONFERENCE] = _Conference(together)
        elsewhere |= {each.call.id for each in together}
    return found | {name: each for name, each in calls.items() if name not in elsewhere}
