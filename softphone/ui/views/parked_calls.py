"""Below the calls: those that colleagues parked, each with who waits, where, and a button that fetches it."""

from collections.abc import Iterable

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from softphone.ui.views import plate, style, tab_order
from softphone.ui.views.buttons import Button
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import ElidedLabel
from softphone.ui.views.tokens import EDGE, Space, Type

_GLYPH = 20
_WIDEST = 720


class ParkedShown(msgspec.Struct, frozen=True, kw_only=True):
    place: int
    name: str
    number: str = ""
    by: str = ""
    """The name of who parked it; empty where that is not known."""


class ParkedCalls(QWidget):
    fetch_requested = Signal(int)
    """The place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style.named(self, "ground")
        self._rows: dict[int, _Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.LARGE, 0, Space.LARGE, Space.LARGE)
        self._column.setSpacing(Space.SMALL)
        self._retranslate()
        self.hide()

    def show_parked(self, calls: Iterable[ParkedShown]) -> None:
        wanted = {each.place: each for each in calls}
        for place in self._rows.keys() - wanted.keys():
            gone = self._rows.pop(place)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, shown in wanted.items():
            if place not in self._rows:
                self._rows[place] = row = _Row(self)
                row.button.clicked.connect(lambda _=False, place=place: self.fetch_requested.emit(place))
            self._rows[place].show_call(shown)
        for n, place in enumerate(sorted(self._rows)):
            self._column.insertWidget(n, self._rows[place])
        self.setVisible(bool(self._rows))
        tab_order.chain(self, list(tab_order.stops(self._column)))

    def enter(self) -> bool:
        """Take the keyboard; False when there is nothing to fetch."""
        if not self._rows:
            return False
        self._rows[min(self._rows)].button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def button(self, place: int) -> Button | None:
        row = self._rows.get(place)
        return None if row is None else row.button

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Parked calls"))


class _Row(QFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown = ParkedShown(place=0, name="")
        self._name = ElidedLabel(self, size=Type.BODY, strong=True)
        self._where = ElidedLabel(self, tone="muted")
        self.button = Button(self, glyph=Glyph.PHONE)
        self.setMaximumWidth(_WIDEST)
        who = QVBoxLayout()
        who.setSpacing(2)
        who.addWidget(self._name)
        who.addWidget(self._where)
        line = QHBoxLayout(self)
        line.setContentsMargins(Space.LARGE + EDGE, Space.SMALL, Space.LARGE, Space.SMALL)
        line.setSpacing(Space.MEDIUM)
        line.addWidget(GlyphLabel(Glyph.PARK, _GLYPH, self))
        line.addLayout(who, 1)
        line.addWidget(self.button)

    def show_call(self, shown: ParkedShown) -> None:
        self._shown = shown
        self._retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        plate.paint(self, [(0, self.height(), style.colours().warning)])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        shown = self._shown
        if shown.by:
            where = self.tr("Parked by {name} at place {place}")
        else:
            where = self.tr("Parked at place {place}")
        where = where.format(name=shown.by, place=shown.place)
        who = f"{shown.name} · {shown.number}" if shown.number else shown.name
        self._name.setText(who)
        self._where.setText(where)
        self.button.say(self.tr("Fetch"))
        self.button.setAccessibleName(f"{self.button.text()}: {shown.name}")
        self.setAccessibleName(", ".join(part for part in (shown.name, shown.number, where) if part))
