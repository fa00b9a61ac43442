"""The colleagues as rows: in Swedish order, narrowed by a search."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from softphone.people.company import Colleague
from softphone.people.directory import Person
from softphone.ui.models.collation import digits, fold, sort_key
from softphone.ui.models.line_words import line_state

COLLEAGUE_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `Colleague` of a row."""

_Index = QModelIndex | QPersistentModelIndex
_Key = tuple[int, str, str]


class _Entry(msgspec.Struct, frozen=True):
    """A colleague with what sorting and searching ask for, worked out once."""

    colleague: Colleague
    order: str
    name_words: tuple[str, ...]
    text: str
    numbers: str


def second_line(person: Person) -> str:
    return " · ".join(part for part in (person.department, person.extension) if part)


class ColleagueModel(QAbstractListModel):
    """One row a colleague who matches the search; the best matches first, then by name."""

    hits_changed = Signal(int)
    """How many rows there are, after each change of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[str, _Entry] = {}
        self._search = ""
        self._rows: list[_Key] = []
        """Sorted: rank among the hits, order of the name, id."""

    def replace(self, rows: Iterable[Colleague]) -> None:
        """Forget all, take these."""
        self._entries = {row.person.id: _entry(row) for row in rows}
        self._filter()

    def change(self, rows: Iterable[Colleague], removed: Iterable[str] = ()) -> None:
        """New rows, rows in their new form, and ids of those gone. Ids that are not known are no error."""
        before = len(self._rows)
        for person in removed:
            if person in self._entries:
                self._take_out(self._entries[person])
                del self._entries[person]
        for row in rows:
            self._change_one(row)
        if len(self._rows) != before:
            self.hits_changed.emit(len(self._rows))

    def search(self, text: str) -> None:
        """Show only those in whose name, department, title, extension or numbers each word of `text` is."""
        if text.strip() != self._search:
            self._search = text.strip()
            self._filter()

    @property
    def search_text(self) -> str:
        return self._search

    @property
    def hits(self) -> int:
        return len(self._rows)

    def first_hit(self) -> Colleague | None:
        return self.colleague(self.index(0)) if self._rows else None

    def colleague(self, index: _Index) -> Colleague:
        """That row; `index` must be valid."""
        return self._entries[self._rows[index.row()][2]].colleague

    def find(self, person_id: str) -> Colleague | None:
        """Also when the search hides them."""
        entry = self._entries.get(person_id)
        return entry.colleague if entry is not None else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        colleague = self.colleague(index)
        if role == COLLEAGUE_ROLE:
            return colleague
        if role == Qt.ItemDataRole.DisplayRole:
            return colleague.person.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _sentence(colleague)
        return None

    def _filter(self) -> None:
        self.beginResetModel()
        keys = ((self._rank(entry), entry, person) for person, entry in self._entries.items())
        self._rows = sorted((rank, entry.order, person) for rank, entry, person in keys if rank is not None)
        self.endResetModel()
        self.hits_changed.emit(len(self._rows))

    def _rank(self, entry: _Entry) -> int | None:
        """0: every word of the search begins a word of the name; 1: it matches otherwise; None: not."""
        if not self._search:
            return 0
        number = digits(self._search).lstrip("+")
        if number.startswith("0") and len(number) > 3:
            number = number.lstrip("0")  # 08-12 34 is part of +46812 34…
        if number and number in entry.numbers:
            return 0 if number == entry.colleague.person.extension else 1
        words = fold(self._search).split()
        if all(any(part.startswith(word) for part in entry.name_words) for word in words):
            return 0
        return 1 if all(word in entry.text for word in words) else None

    def _change_one(self, row: Colleague) -> None:
        known = self._entries.get(row.person.id)
        if known is not None and known.colleague.person == row.person:
            # Only the line changed: by far the most frequent, and the row stays where it is.
            self._entries[row.person.id] = msgspec.structs.replace(known, colleague=row)
            at = self._find_row(known)
            if at is not None:
                self.dataChanged.emit(self.index(at), self.index(at))
            return
        if known is not None:
            self._take_out(known)
        entry = self._entries[row.person.id] = _entry(row)
        rank = self._rank(entry)
        if rank is not None:
            key = (rank, entry.order, row.person.id)
            at = bisect_left(self._rows, key)
            self.beginInsertRows(QModelIndex(), at, at)
            self._rows.insert(at, key)
            self.endInsertRows()

    def _take_out(self, entry: _Entry) -> None:
        at = self._find_row(entry)
        if at is not None:
            self.beginRemoveRows(QModelIndex(), at, at)
            del self._rows[at]
            self.endRemoveRows()

    def _find_row(self, entry: _Entry) -> int | None:
        rank = self._rank(entry)
        if rank is None:
            return None
        return bisect_left(self._rows, (rank, entry.order, entry.colleague.person.id))


def _entry(row: Colleague) -> _Entry:
    person = row.person
    name = fold(person.name)
    texts = (person.department, person.title, person.extension, person.login, person.email)
    numbers = (person.extension, person.landline, person.mobile)
    return _Entry(
        colleague=row,
        order=sort_key(person.name),
        name_words=tuple(name.replace("-", " ").split()),
        text="\n".join((name, *(fold(text) for text in texts))),
        numbers="\n".join(number.lstrip("+") for number in numbers),
    )


def _sentence(colleague: Colleague) -> str:
    """A row as it is read aloud: who, where, which extension, and whether they can be reached."""
    person = colleague.person
    parts = (person.name, person.department, person.extension, line_state(colleague.line))
    return ", ".join(part for part in parts if part) + "."
