"""The company's numbers found by parts of what is known of them, in any order, a page at a time.

In pieces between which the loop has its turn, for calls share it: no piece takes much over a millisecond,
also with 100,000 numbers. An order is made when it is first asked for after a change; a search goes through
it.
"""

import asyncio
import bisect
from collections.abc import Callable, Iterable, Mapping
from enum import Enum

import msgspec

from softphone.people.collation import digits, fold, sort_key
from softphone.people.company_numbers import company_number, inactive_owners, unlisted
from softphone.people.directory import Directory, Group, Number, NumberStatus, Person
from softphone.people.numbers import shown
from softphone.profiles.incoming import ToNumber
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.server.turns import PAUSE

_COMPARED = 4_000
"""Numbers compared before the loop has its turn."""
_KNOWN = 1_500
"""Numbers looked at whether they are as they were, as the next."""
_READ = 40
"""So many are as dear as one whose texts are made."""
_BUCKET = 1_000
_STATUS = {NumberStatus.RESERVED: "reserved reserverat", NumberStatus.IN_USE: "in use i bruk"}
LONGEST_SEARCH = 200
"""Characters."""


class Column(Enum):
    """By which the numbers are sorted; the number itself decides between equals."""

    NUMBER = "number"
    KIND = "kind"
    STATUS = "status"
    PERSON = "person"
    NOTE = "note"
    FORWARDING = "forwarding"


class NumberRow(msgspec.Struct, frozen=True):
    number: Number
    owner: Person | Group | None = None
    forwarding: NumberForwarding | None = None


class NumberQuery(msgspec.Struct, frozen=True, kw_only=True):
    text: str = ""
    """Each word of it has to be found; as it was typed."""
    status: NumberStatus | None = None
    """None: any."""
    sort: Column = Column.NUMBER
    descending: bool = False
    offset: int = 0
    limit: int = 50


class FoundNumbers(msgspec.Struct, frozen=True):
    rows: tuple[NumberRow, ...]
    total: int


class _Entry(msgspec.Struct, frozen=True):
    row: NumberRow
    text: str
    """What is searched of it."""


_Key = tuple[str, str]


class NumberSearch:
    """Used on one loop. Only what changed since the last search is read again."""

    def __init__(self) -> None:
        self._read_lock = asyncio.Lock()
        self._entries: dict[str, _Entry] = {}
        self._orders: dict[Column, list[tuple[str, NumberRow]]] = {}
        self._seen: tuple[object, ...] = ()
        """Of what these are."""

    async def find(
        self, directory: Directory, forwardings: Mapping[str, NumberForwarding], asked: NumberQuery
    ) -> FoundNumbers:
        words = sorted(_words(asked.text), key=len, reverse=True)  # long ones leave few for the others
        async with self._read_lock:
            await self._read(directory, forwardings)
            order = await self._order(asked.sort)
        found: list[NumberRow] = []
        for start in range(0, len(order), _COMPARED):
            left = order[start : start + _COMPARED]
            for word in words:
                left = [each for each in left if word in each[0]]
            rows = [row for _, row in left]
            if asked.status is not None:
                rows = [row for row in rows if row.number.status is asked.status]
            found += rows
            await asyncio.sleep(0)
        if asked.descending:
            last = len(found) - asked.offset
            rows = found[max(0, last - asked.limit) : max(0, last)][::-1]
        else:
            rows = found[asked.offset : asked.offset + asked.limit]
        return FoundNumbers(tuple(rows), len(found))

    async def _read(self, directory: Directory, forwardings: Mapping[str, NumberForwarding]) -> None:
        now = (directory.numbers, directory.people, directory.inactive, directory.groups, forwardings)
        if len(self._seen) == len(now) and all(a is b for a, b in zip(self._seen, now, strict=True)):
            return
        entries: dict[str, _Entry] = {}
        changed, work = False, 0
        inactive = inactive_owners(directory)
        for number in [*directory.numbers, *unlisted(directory)]:
            owned = company_number(number, directory, inactive)
            if owned is None:
                continue
            known = self._entries.get(number)
            forwarding = forwardings.get(number)
            if known is None or not _is(known.row, owned.number, owned.owner, forwarding):
                row = NumberRow(owned.number, owned.owner, forwarding)
                known, changed = _Entry(row, _text(row, directory.country)), True
                work += _READ
            entries[number] = known
            work += 1
            if work >= _KNOWN:
                work = 0
                await asyncio.sleep(PAUSE)
        if changed or len(entries) != len(self._entries):
            self._orders = {}
        self._entries, self._seen = entries, now

    async def _order(self, column: Column) -> list[tuple[str, NumberRow]]:
        order = self._orders.get(column)
        if order is None:
            order = self._orders[column] = await _sorted(self._entries.values(), _KEYS[column])
        return order


async def _sorted(entries: Iterable[_Entry], key: Callable[[NumberRow], str]) -> list[tuple[str, NumberRow]]:
    """Sorted in buckets of nearly one size, whose bounds are those of a sample: no step is long."""
    keyed: list[tuple[_Key, _Entry]] = []
    for count, entry in enumerate(entries, 1):
        keyed.append(((key(entry.row), entry.row.number.number), entry))
        if count % _KNOWN == 0:
            await asyncio.sleep(0)
    sample = sorted(each[0] for each in keyed[:: max(1, len(keyed) // 1_000)])
    bounds = sample[:: max(1, len(sample) * _BUCKET // max(1, len(keyed)))]
    buckets: list[list[tuple[_Key, _Entry]]] = [[] for _ in range(len(bounds) + 1)]
    for count, pair in enumerate(keyed, 1):
        buckets[bisect.bisect(bounds, pair[0])].append(pair)
        if count % _KNOWN == 0:
            await asyncio.sleep(0)
    order: list[tuple[str, NumberRow]] = []
    for bucket in buckets:
        bucket.sort(key=_key)
        order += [(entry.text, entry.row) for _, entry in bucket]
        await asyncio.sleep(0)
    return order


def _key(pair: tuple[_Key, _Entry]) -> _Key:
    return pair[0]


def _is(
    row: NumberRow, number: Number, owner: Person | Group | None, forwarding: NumberForwarding | None
) -> bool:
    same = row.number is number or row.number == number
    return same and row.owner is owner and row.forwarding is forwarding


def _words(text: str) -> list[str]:
    """A number in any form is one word, its digits."""
    whole = _digits(text)
    return [whole] if whole else [_digits(word) or word for word in fold(text[:LONGEST_SEARCH]).split()]


def _digits(text: str) -> str:
    found = digits(text)
    return f"+{found[2:]}" if found.startswith("00") else found


def _text(row: NumberRow, country: str) -> str:
    number = row.number
    parts = [number.number, digits(shown(number.number, country)), _STATUS[number.status], fold(number.note)]
    if row.owner is not None:
        parts += [fold(row.owner.name), row.owner.extension]
    if isinstance(row.owner, Person):
        parts.append(fold(row.owner.login))
    if row.forwarding is not None and isinstance(row.forwarding.to, ToNumber):
        to = row.forwarding.to.number
        parts += [to, digits(shown(to, country))]
    return "\n".join(parts)


def _forwarding_key(row: NumberRow) -> str:
    """Those with one first."""
    if row.forwarding is None:
        return "~"
    return row.forwarding.to.number if isinstance(row.forwarding.to, ToNumber) else "a"


_KEYS: Mapping[Column, Callable[[NumberRow], str]] = {
    Column.NUMBER: lambda row: "",
    Column.KIND: lambda row: row.number.kind.value,
    Column.STATUS: lambda row: row.number.status.value,
    # Nobody and nothing last.
    Column.PERSON: lambda row: sort_key(row.owner.name) if row.owner else "\uffff",
    Column.NOTE: lambda row: sort_key(row.number.note) or "\uffff",
    Column.FORWARDING: _forwarding_key,
}
