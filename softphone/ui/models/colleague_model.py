"""The colleagues as rows: in Swedish order, narrowed by a search."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt, Signal

from softphone.people.company import Colleague
from softphone.people.directory import Person
from softphone.ui.models import moments
from softphone.ui.models.colleague_search import Entry, Key, Search, SearchIndex, entry_of, read
from softphone.ui.models.contact_rows import is_contact
from softphone.ui.models.group_rows import GroupRow, who_is_free
from softphone.ui.models.line_words import line_state
from softphone.ui.models.moments import colleague_until
from softphone.ui.models.profile_words import shown_name

COLLEAGUE_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `Colleague` of a row."""

_NEVER = datetime.min.replace(tzinfo=UTC)
_Index = QModelIndex | QPersistentModelIndex


def has_profile(colleague: Colleague) -> bool:
    return not (is_contact(colleague.person) or isinstance(colleague, GroupRow))


def can_be_called(person: Person) -> bool:
    """Contacts may have no number."""
    return bool(person.login or person.extension or person.landline or person.mobile)


def place(person: Person) -> str:
    """Where somebody works, and their extension."""
    return " · ".join(part for part in (person.department, person.extension) if part)


def profile_line(colleague: Colleague, now: datetime) -> str:
    """The active profile, until when, a meeting within the hour, and the status message; nothing for a
    contact or a group."""
    if not has_profile(colleague):
        return ""
    shown = colleague.profile
    parts = (
        shown_name(shown),
        colleague_until(shown.until, now),
        moments.meeting(meeting(colleague, now)),
        shown.message,
    )
    return " · ".join(part for part in parts if part)


def meeting(colleague: Colleague, now: datetime) -> str:
    """“13.00–14.00: Kundmöte”: one that goes on or begins within the hour by the server's clock, with its
    title where it is shown; nothing where the profile says already that they are away as long."""
    soon, profile = colleague.meeting, colleague.profile
    if soon is None or (profile.until == soon.end and not profile.available):
        return ""
    span = f"{moments.when(soon.begin, now)}\N{EN DASH}{moments.when(soon.end, now)}"
    return f"{span}: {soon.title}" if soon.title else span


def second_line(colleague: Colleague, now: datetime) -> str:
    if isinstance(colleague, GroupRow):
        return " · ".join(part for part in (colleague.person.extension, who_is_free(colleague)) if part)
    return " · ".join(part for part in (profile_line(colleague, now), place(colleague.person)) if part)


class ColleagueModel(QStringListModel):
    """One row a colleague, group or contact that matches the search: the best matches first, of these the
    favourites, the groups, the colleagues, the contacts, each by name.

    A view asks for the number of rows again for each row that it lays out: answered in Python, that took
    longer than all the rest of a key. So Qt's own list knows how many there are, and this one what they are.
    """

    hits_changed = Signal(int)
    """How many rows there are, after each change of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[str, Entry] = {}
        self._favourites: frozenset[str] = frozenset()
        self._order: list[Key] = []
        """Of all of them, as if each had rank 0."""
        self._typed = ""
        self._search = Search()
        self._index: SearchIndex | None = None
        """Of those there are now; None: not asked for since they changed."""
        self._rows: list[Key] = []
        """Sorted: rank among the hits, order of the name, id."""
        self._coming: Key | None = None
        self.clock: Callable[[], datetime] = lambda: _NEVER
        """The time, in the time zone of this computer. Without it, until when is said with its date."""
        # The first to hear of Qt's own list, so that whoever hears it after them finds the same here.
        self.rowsInserted.connect(self._inserted)
        self.rowsRemoved.connect(self._removed)

    def replace(self, rows: Iterable[Colleague]) -> None:
        """Forget all, take these."""
        self._entries = {row.person.id: self._entry(row) for row in rows}
        self._order = sorted(entry.keys[0] for entry in self._entries.values())
        self._index = None
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

    def use_favourites(self, rows: frozenset[str]) -> None:
        """Ids of rows, also of such as are not there now: they stand first, and bear a star."""
        changed, self._favourites = rows ^ self._favourites, rows
        before = len(self._rows)
        for entry in [self._entries[each] for each in changed if each in self._entries]:
            self._take_out(entry)
            self._put_in(entry.colleague)
        if len(self._rows) != before:
            self.hits_changed.emit(len(self._rows))

    def is_favourite(self, row: str) -> bool:
        return row in self._favourites

    def begins_section(self, index: _Index) -> bool:
        """Whether those above that row are of another kind; never while the best matches come first."""
        if self._typed or index.row() <= 0:
            return False
        above, here = (self._rows[row][1][0] for row in (index.row() - 1, index.row()))
        return above != here

    def search(self, text: str) -> None:
        """Show only those in whose name, department, title, extension or numbers each word of `text` is."""
        if text.strip() != self._typed:
            self._typed = text.strip()
            self._search = read(self._typed)
            self._filter()

    @property
    def search_text(self) -> str:
        return self._typed

    @property
    def ids(self) -> frozenset[str]:
        """Of all of them, also when the search hides them."""
        return frozenset(self._entries)

    @property
    def everybody(self) -> tuple[Colleague, ...]:
        """In order, also those whom the search hides."""
        return tuple(self._entries[key[2]].colleague for key in self._order)

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

    def index_of(self, person_id: str) -> QModelIndex:
        """Of their row; invalid when there is none now."""
        entry = self._entries.get(person_id)
        at = self._find_row(entry) if entry is not None else None
        return self.index(at) if at is not None else QModelIndex()

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        colleague = self.colleague(index)
        if role == COLLEAGUE_ROLE:
            return colleague
        if role == Qt.ItemDataRole.DisplayRole:
            return colleague.person.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            sentence = _sentence(colleague, self.clock())
            starred = self.tr("Favourite") if self.is_favourite(colleague.person.id) else ""
            return f"{starred}: {sentence}" if starred else sentence
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def _filter(self) -> None:
        if self._typed:
            if self._index is None:
                self._index = SearchIndex(self._entries[key[2]] for key in self._order)
            self._rows = self._index.find(self._search)
        else:
            self._rows = self._order.copy()
        self.setStringList([""] * len(self._rows))
        self.hits_changed.emit(len(self._rows))

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
        self._put_in(row)

    def _put_in(self, row: Colleague) -> None:
        entry = self._entries[row.person.id] = self._entry(row)
        insort(self._order, entry.keys[0])
        self._index = None
        rank = self._search.rank(entry)
        if rank is not None:
            self._coming = entry.keys[rank]
            self.insertRow(bisect_left(self._rows, self._coming))

    def _take_out(self, entry: Entry) -> None:
        at = self._find_row(entry)
        if at is not None:
            self.removeRow(at)
        del self._order[bisect_left(self._order, entry.keys[0])]
        self._index = None

    def _entry(self, row: Colleague) -> Entry:
        return entry_of(row, favourite=row.person.id in self._favourites)

    def _inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        assert self._coming is not None
        self._rows.insert(first, self._coming)

    def _removed(self, parent: QModelIndex, first: int, last: int) -> None:
        del self._rows[first : last + 1]

    def _find_row(self, entry: Entry) -> int | None:
        rank = self._search.rank(entry)
        return None if rank is None else bisect_left(self._rows, entry.keys[rank])


def _sentence(colleague: Colleague, now: datetime) -> str:
    """A row as it is read aloud: who, where, which extension, the profile, a meeting, the line."""
    person = colleague.person
    if isinstance(colleague, GroupRow):
        said = (person.name, person.extension, who_is_free(colleague))
        return ", ".join(part for part in said if part) + "."
    line = "" if is_contact(person) else line_state(colleague.line)
    shown = "" if is_contact(person) else shown_name(colleague.profile)
    until = colleague_until(colleague.profile.until, now)
    active = " ".join(part for part in (shown, until) if part)
    soon = "" if is_contact(person) else moments.meeting(meeting(colleague, now))
    parts = (person.name, person.department, person.extension, active, soon, colleague.profile.message, line)
    return ", ".join(part for part in parts if part) + "."
