"""People found by parts of what they are, by name (å ä ö last), in pieces between which the loop has its
turn: calls share it."""

import asyncio
import heapq
from collections.abc import Mapping
from operator import attrgetter
from typing import NamedTuple

import msgspec

from softphone.people.collation import fold, sort_key
from softphone.people.directory import Person
from softphone.server.turns import PAUSE

_COMPARED = 4_000
"""People compared, or looked at whether they changed, before the loop has its turn: under a millisecond."""
_READ = 50
"""So many are as dear as one whose text is made."""
_SORTED = 250
"""People sorted, or merged, before the loop has its turn."""


class Found(msgspec.Struct, frozen=True):
    people: tuple[Person, ...]
    """Of a page."""
    total: int


class PeopleSearch:
    """Used on one loop. Only who changed since the last search is read again."""

    def __init__(self) -> None:
        self._texts: dict[str, _Searched] = {}
        """By the ids of persons."""
        self._searched: list[_Searched] = []
        self._people: Mapping[str, Person] | None = None
        """Whose texts these are."""

    async def find(self, people: Mapping[str, Person], text: str, limit: int, offset: int = 0) -> Found:
        """Those of whom every word of the text is a part: of name, login, title, department or a number.
        "asa" finds "Åsa"."""
        searched = await self._read(people)
        words = sorted(fold(text).split(), key=len, reverse=True)  # long ones leave few for the others
        found: list[Person] = []
        for start in range(0, len(searched), _COMPARED):
            left = searched[start : start + _COMPARED]
            for word in words:
                left = [each for each in left if word in each.text]
            found += [each.person for each in left]
            await asyncio.sleep(0)
        return Found(tuple(found[offset : offset + limit]), len(found))

    async def _read(self, people: Mapping[str, Person]) -> list["_Searched"]:
        if people is self._people:
            return self._searched
        searched, work = [], 0
        for person in list(people.values()):
            known = self._texts.get(person.id)
            if known is None or known.person is not person:
                known = self._texts[person.id] = _Searched(sort_key(person.name), _text(person), person)
                work += _READ
            searched.append(known)
            work += 1
            if work >= _COMPARED:
                work = 0
                await asyncio.sleep(PAUSE)
        self._texts = {each.person.id: each for each in searched}
        self._searched, self._people = await _sorted(searched), people
        return self._searched


class _Searched(NamedTuple):
    key: str
    """By which they are sorted."""
    text: str
    person: Person


async def _sorted(searched: list[_Searched]) -> list[_Searched]:
    pieces = []
    for start in range(0, len(searched), _SORTED):
        pieces.append(sorted(searched[start : start + _SORTED], key=_key))
        await asyncio.sleep(0)
    merged: list[_Searched] = []
    for each in heapq.merge(*pieces, key=_key):
        merged.append(each)
        if len(merged) % _SORTED == 0:
            await asyncio.sleep(0)
    return merged


_key = attrgetter("key")


def _text(person: Person) -> str:
    parts = (
        person.name,
        person.login,
        person.title,
        person.department,
        person.extension,
        person.landline,
        person.mobile,
    )
    return "\n".join(map(fold, parts))
