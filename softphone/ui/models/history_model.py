"""The call history as rows: all or the missed ones, narrowed by a search, the newest first."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from softphone.people.call_history import HistoryRow
from softphone.people.collation import digits, fold

CALL_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `ShownCall` of a row."""

_Index = QModelIndex | QPersistentModelIndex


class ShownCall(msgspec.Struct, frozen=True):
    """A call of the history, with its people named."""

    row: HistoryRow
    name: str
    number: str = ""
    """Empty where the name already is it."""
    forwarded_to: str = ""
    transferred_by: str = ""


class HistoryModel(QAbstractListModel):
    """`now` gives the time with its zone; `sentence` says a row as it is read aloud at that time."""

    hits_changed = Signal(int)
    missed_changed = Signal(int)
    """How many missed calls have not been looked at."""

    def __init__(
        self,
        now: Callable[[], dt.datetime],
        sentence: Callable[[ShownCall, dt.datetime], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.now = now
        self._sentence = sentence
        self._all: tuple[ShownCall, ...] = ()
        self._texts: tuple[tuple[str, str], ...] = ()
        """Of each call what a search compares: words, and digits."""
        self._rows: list[ShownCall] = []
        self._search = ""
        self._only_missed = False
        self._looked_at = 0.0
        self._missed = 0

    def replace(self, calls: Iterable[ShownCall]) -> None:
        """All calls, the newest first."""
        self._all = tuple(calls)
        self._texts = tuple(map(_text, self._all))
        self._filter()
        self._count()

    def search(self, text: str) -> None:
        """Show only those in whose name, number or note each word of `text` is."""
        if text.strip() != self._search:
            self._search = text.strip()
            self._filter()

    def show_only_missed(self, on: bool) -> None:
        if on is not self._only_missed:
            self._only_missed = on
            self._filter()

    def look_at(self, moment: float) -> None:
        """Missed calls that began before then have been looked at."""
        self._looked_at = max(self._looked_at, moment)
        self._count()

    def forget(self) -> None:
        self._looked_at = 0.0
        self.replace(())

    @property
    def search_text(self) -> str:
        return self._search

    @property
    def only_missed(self) -> bool:
        return self._only_missed

    @property
    def hits(self) -> int:
        return len(self._rows)

    @property
    def missed(self) -> int:
        return self._missed

    @property
    def newest(self) -> float:
        """When the newest call began; 0 without any."""
        return self._all[0].row.began if self._all else 0.0

    def call(self, index: _Index) -> ShownCall:
        """That row; `index` must be valid."""
        return self._rows[index.row()]

    def is_new(self, call: ShownCall) -> bool:
        """A missed call that has not been looked at."""
        return call.row.missed and call.row.began > self._looked_at

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        call = self._rows[index.row()]
        if role == CALL_ROLE:
            return call
        if role == Qt.ItemDataRole.DisplayRole:
            return call.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(call, self.now())
        return None

    def _filter(self) -> None:
        self.beginResetModel()
        words, number = fold(self._search).split(), digits(self._search).lstrip("+")
        if number.startswith("0") and len(number) > 3:
            number = number.lstrip("0")  # 08-12 34 is part of +46812 34…
        self._rows = [
            call
            for call, (text, numbers) in zip(self._all, self._texts, strict=True)
            if (not self._only_missed or call.row.missed)
            and ((number and number in numbers) or all(word in text for word in words))
        ]
        self.endResetModel()
        self.hits_changed.emit(len(self._rows))

    def _count(self) -> None:
        missed = sum(map(self.is_new, self._all))
        if missed != self._missed:
            self._missed = missed
            self.missed_changed.emit(missed)


def _text(call: ShownCall) -> tuple[str, str]:
    words = (call.name, call.number, call.forwarded_to, call.transferred_by, call.row.note)
    numbers = f"{call.row.address}\n{call.number}\n{call.name}"
    return fold("\n".join(words)), "".join(each for each in numbers if each in "0123456789\n*#")
