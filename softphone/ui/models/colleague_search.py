"""What a search finds among the colleagues, and in which order."""

from collections.abc import Iterable

import msgspec

from softphone.people.collation import digits, fold, sort_key
from softphone.people.company import Colleague
from softphone.ui.models.contact_rows import is_contact
from softphone.ui.models.group_rows import GroupRow

Key = tuple[int, str, str]
"""Rank among the hits, order of the name, id: rows are sorted by it."""
_BETWEEN = "\0"


class Entry(msgspec.Struct, frozen=True):
    """A colleague with what sorting and searching ask for, worked out once."""

    colleague: Colleague
    keys: tuple[Key, Key]
    """Where it stands by the rank that a search gives it."""
    name: str
    """Folded, with a space before each word."""
    text: str
    numbers: str


class Search(msgspec.Struct, frozen=True):
    """What was typed, worked out once for all the entries that it is held against."""

    words: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    """The words as they stand in an entry's name when they begin one of its words."""
    number: str = ""

    def rank(self, entry: Entry) -> int | None:
        """0: every word of the search begins a word of the name; 1: it matches otherwise; None: not."""
        if self.number and self.number in entry.numbers:
            return 0 if self.number == entry.colleague.person.extension else 1
        if not all(word in entry.text for word in self.words):
            return None
        return 0 if all(beginning in entry.name for beginning in self.beginnings) else 1


class SearchIndex:
    """Entries in their order, to be searched with each key that is typed.

    What is compared lies in the order in which it is: looked up entry by entry, most of the time of a key
    among thousands is spent waiting for memory.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        rows = tuple(entries)
        self._keys = tuple(row.keys for row in rows)
        self._extensions = tuple(row.colleague.person.extension for row in rows)
        self._texts = _side_by_side(row.text for row in rows)
        self._names = _side_by_side(row.name for row in rows)
        self._numbers = _side_by_side(row.numbers for row in rows)

    def find(self, search: Search) -> list[Key]:
        """Of those that match, by `Search.rank`."""
        texts, names, keys = self._texts, self._names, self._keys
        matching = list(range(len(keys)))
        for word in search.words:
            matching = [row for row in matching if word in texts[row]]
        best = matching
        for beginning in search.beginnings:
            best = [row for row in best if beginning in names[row]]
        if search.number:
            numbered = {row for row, numbers in enumerate(self._numbers) if search.number in numbers}
            exact = {row for row in numbered if search.number == self._extensions[row]}
            matching = sorted(numbered.union(matching))
            best = sorted(exact.union(best) - (numbered - exact))
        first = set(best)
        return [keys[row][0] for row in best] + [keys[row][1] for row in matching if row not in first]


def read(typed: str) -> Search:
    number = digits(typed).lstrip("+")
    if number.startswith("0") and len(number) > 3:
        number = number.lstrip("0")  # 08-12 34 is part of +46812 34…
    words = tuple(fold(typed).split())
    return Search(words, tuple(f" {word}" for word in words), number)


def entry_of(row: Colleague, *, favourite: bool) -> Entry:
    person = row.person
    name = fold(person.name)
    section = 0 if favourite else 1 if isinstance(row, GroupRow) else 3 if is_contact(person) else 2
    order = f"{section}{sort_key(person.name)}"
    texts = (person.department, person.title, person.extension, person.login, person.email)
    numbers = (person.extension, person.landline, person.mobile)
    return Entry(
        colleague=row,
        keys=((0, order, person.id), (1, order, person.id)),
        name="".join(f" {word}" for word in name.replace("-", " ").split()),
        text="\n".join((name, *(fold(text) for text in texts))),
        numbers="\n".join(number.lstrip("+") for number in numbers),
    )


def _side_by_side(texts: Iterable[str]) -> list[str]:
    """The same, each made right after the one before, and so beside it in memory."""
    kept = [text.replace(_BETWEEN, " ") for text in texts]
    return _BETWEEN.join(kept).split(_BETWEEN) if kept else []
