"""The company's numbers in one order, in buckets of about a thousand: a search goes through these, and what
changed is put into its own alone."""

import asyncio
import bisect
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

import msgspec

from softphone.people.directory import Group, Number, Person
from softphone.profiles.number_forwarding import NumberForwarding

_BUCKET = 1_000
_KEYED = 1_500
"""Numbers given their keys before the loop has its turn."""
_LOOKED_THROUGH = 8
"""Buckets, as well."""


class NumberRow(msgspec.Struct, frozen=True):
    number: Number
    owner: Person | Group | None = None
    forwarding: NumberForwarding | None = None


class Entry(msgspec.Struct, frozen=True):
    row: NumberRow
    text: str
    """What is searched of it, without control characters but those of its status and line breaks."""


RESERVED, IN_USE = "\x01", "\x02"
"""What stands in the text of a number for its status, where that alone is asked for."""
_BETWEEN = "\x00"
_Keyed = tuple[str, Entry]


class _Bucket:
    """Its texts lie in one string: to look through that is several times as fast as through strings that lie
    about in memory."""

    def __init__(self, keyed: list[_Keyed]) -> None:
        """Sorted."""
        self.keyed = keyed
        self._read()

    def _read(self) -> None:
        self._text = _BETWEEN.join([entry.text for _, entry in self.keyed])

    def remove(self, key: str) -> None:
        at = bisect.bisect_left(self.keyed, key, key=_key)
        if at < len(self.keyed) and self.keyed[at][0] == key:
            del self.keyed[at]
            self._read()

    def add(self, keyed: _Keyed) -> None:
        bisect.insort(self.keyed, keyed, key=_key)
        self._read()

    def having(self, words: Sequence[str]) -> Sequence[int]:
        """The places of those with every word in their text."""
        if not words:
            return range(len(self.keyed))
        if not all(word in self._text for word in words):
            return ()
        texts = self._text.split(_BETWEEN)
        first, *others = words
        found = [at for at, text in enumerate(texts) if first in text]
        for word in others:
            found = [at for at in found if word in texts[at]]
        return found


class NumberOrder:
    """Equal keys are in the order of their numbers."""

    def __init__(self, key: Callable[[NumberRow], str]) -> None:
        self._of = key
        self._bounds: list[str] = []
        self._buckets: list[_Bucket] = []

    async def build(self, entries: Iterable[Entry]) -> None:
        """In buckets of nearly one size, whose bounds are those of a sample: no step is long."""
        keyed: list[_Keyed] = []
        for count, entry in enumerate(entries, 1):
            keyed.append((self._key(entry), entry))
            if count % _KEYED == 0:
                await asyncio.sleep(0)
        sample = sorted(each[0] for each in keyed[:: max(1, len(keyed) // 1_000)])
        self._bounds = sample[:: max(1, len(sample) * _BUCKET // max(1, len(keyed)))]
        sorted_in: list[list[_Keyed]] = [[] for _ in range(len(self._bounds) + 1)]
        for count, pair in enumerate(keyed, 1):
            sorted_in[bisect.bisect(self._bounds, pair[0])].append(pair)
            if count % _KEYED == 0:
                await asyncio.sleep(0)
        for pairs in sorted_in:
            pairs.sort(key=_key)
            self._buckets.append(_Bucket(pairs))
            await asyncio.sleep(0)

    def put(self, before: Entry | None, now: Entry | None) -> None:
        """In the place of what it was; None: it was not there, or is no more."""
        if before is not None:
            key = self._key(before)
            self._buckets[bisect.bisect(self._bounds, key)].remove(key)
        if now is not None:
            key = self._key(now)
            self._buckets[bisect.bisect(self._bounds, key)].add((key, now))

    async def find(
        self, words: Sequence[str], *, descending: bool, offset: int, limit: int
    ) -> tuple[tuple[NumberRow, ...], int]:
        """Those with every word in their text: so many after the first ones, and how many there are."""
        rows: list[NumberRow] = []
        total = 0
        buckets = self._buckets[::-1] if descending else self._buckets[:]
        for count, bucket in enumerate(buckets, 1):
            found = bucket.having(words)
            if total + len(found) > offset and len(rows) < limit:
                skipped = max(0, offset - total)
                wanted = (found[::-1] if descending else found)[skipped : skipped + limit - len(rows)]
                rows += [bucket.keyed[at][1].row for at in wanted]
            total += len(found)
            if words and count % _LOOKED_THROUGH == 0:
                await asyncio.sleep(0)
        return tuple(rows), total

    def _key(self, entry: Entry) -> str:
        return f"{self._of(entry.row)}{_BETWEEN}{entry.row.number.number}"


_key = itemgetter(0)
