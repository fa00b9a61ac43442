"""The company's numbers found by parts of what is known of them, in any order, a page at a time.

In pieces between which the loop has its turn, for calls share it: no piece takes much over a millisecond,
also with 100,000 numbers. An order is made when it is first asked for; what changes is put into its place.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import TypeVar

import msgspec

from softphone.people.collation import digits, fold, sort_key
from softphone.people.company_numbers import company_number, inactive_owners
from softphone.people.directory import Directory, Group, Number, NumberStatus, Person
from softphone.people.numbers import home_prefixes
from softphone.profiles.incoming import ToNumber
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.server.number_order import IN_USE, RESERVED, Entry, NumberOrder, NumberRow
from softphone.server.turns import PAUSE

T = TypeVar("T")

_COMPARED = 2_000
"""Numbers looked at whether they are as they were, before the loop has its turn."""
_READ = 100
"""Numbers whose texts are made, as well."""
_PUT_ONE_BY_ONE = 200
"""When more numbers changed, the orders are made anew."""
_MARKS = {NumberStatus.RESERVED: RESERVED, NumberStatus.IN_USE: IN_USE}
_STATUS = {
    NumberStatus.RESERVED: f"reserved reserverat{RESERVED}",
    NumberStatus.IN_USE: f"in use i bruk{IN_USE}",
}
LONGEST_SEARCH = 200
"""Characters."""


_CONTROL = re.compile(r"[\x00-\x1f]")


class Column(Enum):
    """By which the numbers are sorted; the number itself decides between equals."""

    NUMBER = "number"
    KIND = "kind"
    STATUS = "status"
    PERSON = "person"
    NOTE = "note"
    FORWARDING = "forwarding"


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


class NumberSearch:
    """Used on one loop. Only what changed since the last search is read again."""

    def __init__(self) -> None:
        self._reading = asyncio.Lock()
        self._entries: dict[str, Entry] = {}
        self._orders: dict[Column, NumberOrder] = {}
        self._before = _Facts()
        """Of what these are."""

    async def find(
        self, directory: Directory, forwardings: Mapping[str, NumberForwarding], asked: NumberQuery
    ) -> FoundNumbers:
        words = sorted(_words(asked.text), key=len, reverse=True)  # long ones leave few for the others
        if asked.status is not None:
            words.append(_MARKS[asked.status])
        async with self._reading:
            await self._read(directory, forwardings)
            order = await self._order(asked.sort)
        rows, total = await order.find(
            words, descending=asked.descending, offset=asked.offset, limit=asked.limit
        )
        return FoundNumbers(rows, total)

    async def get_ready(self, directory: Directory, forwardings: Mapping[str, NumberForwarding]) -> None:
        """All orders, before they are asked for."""
        for column in Column:
            await self.find(directory, forwardings, NumberQuery(sort=column, limit=0))

    async def _order(self, column: Column) -> NumberOrder:
        order = self._orders.get(column)
        if order is None:
            order = NumberOrder(_KEYS[column])
            await order.build(self._entries.values())
            self._orders[column] = order
        return order

    async def _read(self, directory: Directory, forwardings: Mapping[str, NumberForwarding]) -> None:
        now = _Facts(directory.numbers, directory.people, directory.inactive, directory.groups, forwardings)
        changed = await self._changed(now)
        if len(changed) > _PUT_ONE_BY_ONE:
            self._orders = {}
        inactive, home = inactive_owners(directory), home_prefixes(directory.country)
        for count, number in enumerate(changed, 1):
            owned = company_number(number, directory, inactive)
            before = self._entries.pop(number, None)
            entry = None
            if owned is not None:
                row = NumberRow(owned.number, owned.owner, forwardings.get(number))
                entry = self._entries[number] = Entry(row, _text(row, home))
            for order in self._orders.values():
                order.put(before, entry)
            if count % _READ == 0:
                await asyncio.sleep(PAUSE)
        self._before = now

    async def _changed(self, now: "_Facts") -> set[str]:
        """The numbers of which something may be another than it was."""
        before = self._before
        changed = await _different(before.numbers, now.numbers)
        changed |= await _different(before.forwardings, now.forwardings)
        persons: set[str] = set()
        for was, those in ((before.people, now.people), (before.inactive, now.inactive)):
            different = await _different(was, those)
            persons |= different
            for piece in _pieces(list(different)):
                both = [kept.get(person) for kept in (was, those) for person in piece]
                changed.update(number for each in both if each for number in (each.landline, each.mobile))
                await asyncio.sleep(0)
        for group in await _different(before.groups, now.groups):
            changed |= {each.number for each in (before.groups.get(group), now.groups.get(group)) if each}
        if persons:
            for entries in _pieces(list(self._entries.values())):
                changed |= {each.row.number.number for each in entries if each.row.number.person in persons}
                await asyncio.sleep(0)
        changed.discard("")
        return changed


class _Facts(msgspec.Struct, frozen=True):
    numbers: Mapping[str, Number] = {}
    people: Mapping[str, Person] = {}
    inactive: Mapping[str, Person] = {}
    groups: Mapping[str, Group] = {}
    forwardings: Mapping[str, NumberForwarding] = {}


async def _different(before: Mapping[str, object], now: Mapping[str, object]) -> set[str]:
    """The keys of what was added, replaced or removed."""
    if before is now:
        return set()
    found: set[str] = set()
    for piece in _pieces(list(now)):
        found |= {key for key in piece if before.get(key) is not now[key]}
        await asyncio.sleep(0)
    for piece in _pieces(list(before)):
        found |= {key for key in piece if key not in now}
        await asyncio.sleep(0)
    return found


def _pieces(of: list[T]) -> Iterator[list[T]]:
    return (of[start : start + _COMPARED] for start in range(0, len(of), _COMPARED))


def _words(text: str) -> list[str]:
    """A number in any form is one word, its digits."""
    whole = _digits(text)
    return [whole] if whole else [_digits(word) or word for word in fold(text[:LONGEST_SEARCH]).split()]


def _digits(text: str) -> str:
    found = digits(text)
    return f"+{found[2:]}" if found.startswith("00") else found


def _text(row: NumberRow, home: tuple[str, str]) -> str:
    number = row.number
    parts = [number.number, _dialled_at_home(number.number, home), _STATUS[number.status], fold(number.note)]
    if row.owner is not None:
        parts += [fold(row.owner.name), row.owner.extension]
    if isinstance(row.owner, Person):
        parts.append(fold(row.owner.login))
    if row.forwarding is not None and isinstance(row.forwarding.to, ToNumber):
        to = row.forwarding.to.number
        parts += [to, _dialled_at_home(to, home)]
    return "\n".join(parts[:3] + [_CONTROL.sub(" ", part) for part in parts[3:]])


def _dialled_at_home(number: str, home: tuple[str, str]) -> str:
    country_code, prefix = home
    return prefix + number.removeprefix(country_code) if number.startswith(country_code) else ""


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
