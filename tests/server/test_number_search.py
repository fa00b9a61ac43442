"""The search of numbers keeps up with whatever becomes another, and finds what a plain look finds."""

import asyncio
import random
from collections.abc import Mapping

import msgspec
import pytest

from softphone.people.company_numbers import company_number
from softphone.people.directory import Directory, Group, Number, NumberKind, NumberStatus, Person
from softphone.profiles.incoming import ToNumber
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.server import number_search
from softphone.server.number_search import Column, NumberQuery, NumberSearch
from softphone.storage.snapshot import assemble

NOTES = ("", "Mässan", "Växeln i Göteborg", "kampanj 2025")
Forwardings = Mapping[str, NumberForwarding]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_search, "PAUSE", 0)


def company(chance: random.Random, numbers: int, people: int) -> Directory:
    return assemble(
        domain="company.test",
        country="SE",
        people=[
            Person(
                id=f"p{n}",
                login=f"login{n}",
                name=chance.choice(("Åsa", "Bo", "Örjan")) + f" {n}",
                landline=f"+46855{n:06}" if chance.random() < 0.7 else "",
                mobile=f"+46701{n:06}" if chance.random() < 0.3 else "",
                active=chance.random() < 0.9,
            )
            for n in range(people)
        ],
        devices=(),
        numbers=[
            Number(
                number=f"+46855{n:06}",
                kind=chance.choice(list(NumberKind)),
                status=NumberStatus.RESERVED,
                note=chance.choice(NOTES),
            )
            for n in range(numbers)
        ],
        groups=[Group(id=f"g{n}", name=f"Grupp {n}", number=f"+468559{n:05}") for n in range(5)],
        trunks=(),
    )


def changed(directory: Directory, chance: random.Random, times: int) -> Directory:
    numbers, people, inactive = dict(directory.numbers), dict(directory.people), dict(directory.inactive)
    groups, addresses = dict(directory.groups), dict(directory.addresses)
    for _ in range(times):
        match chance.randrange(6):
            case 0:
                number = chance.choice(list(numbers))
                numbers[number] = msgspec.structs.replace(numbers[number], note=chance.choice(NOTES))
            case 1:
                numbers.pop(chance.choice([key for key, each in numbers.items() if not each.person]))
            case 2:
                new = f"+4686{chance.randrange(10**7):07}"
                numbers[new] = Number(number=new, kind=NumberKind.LANDLINE, status=NumberStatus.RESERVED)
            case 3:
                person = people[chance.choice(list(people))]
                people[person.id] = msgspec.structs.replace(person, name=f"Ny {chance.randrange(99)}")
            case 4:
                number, person = chance.choice(list(numbers)), people[chance.choice(list(people))]
                given = msgspec.structs.replace(numbers[number], status=NumberStatus.IN_USE, person=person.id)
                numbers[number] = given
                if addresses.get(number) is None:
                    addresses[number] = person.id
            case _:
                person = people.pop(chance.choice(list(people)))
                inactive[person.id] = msgspec.structs.replace(person, active=False)
                addresses = {key: each for key, each in addresses.items() if each != person.id}
    return msgspec.structs.replace(
        directory, numbers=numbers, people=people, inactive=inactive, groups=groups, addresses=addresses
    )


def plainly(directory: Directory, forwardings: Forwardings, word: str) -> set[str]:
    """What a search for a word of a note, a name or a number has to find."""
    persons = (*directory.people.values(), *directory.inactive.values())
    owned = {each for person in persons for each in (person.landline, person.mobile)}
    found = set()
    for number in {*directory.numbers, *owned, *(each.number for each in directory.groups.values())} - {""}:
        row = company_number(number, directory)
        if row is not None:
            texts = [number, row.number.note, row.owner.name if row.owner else ""]
            to = forwardings.get(number)
            if to is not None and isinstance(to.to, ToNumber):
                texts.append(to.to.number)
            if any(word.lower() in text.lower() for text in texts):
                found.add(number)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_it_finds_what_a_plain_look_finds_after_any_changes(seed: int) -> None:
    chance = random.Random(seed)
    search = NumberSearch()
    directory, forwardings = company(chance, 3_000, 400), dict[str, NumberForwarding]()

    async def look(word: str, sort: Column) -> set[str]:
        asked = NumberQuery(text=word, sort=sort, descending=chance.random() < 0.5, limit=100_000)
        found = await search.find(directory, forwardings, asked)
        numbers = [row.number.number for row in found.rows]
        assert len(set(numbers)) == len(numbers) == found.total
        for row in found.rows[:20]:
            now = company_number(row.number.number, directory)
            assert now is not None and (row.number, row.owner) == (now.number, now.owner)
            assert row.forwarding is forwardings.get(row.number.number)
        return set(numbers)

    for times in (0, 1, 3, 20, 500, 2):
        directory = changed(directory, chance, times)
        number = chance.choice(list(directory.numbers))
        forwardings = {**forwardings, number: NumberForwarding(ToNumber("+46701740605"))}
        for word, sort in zip(
            ("2025", "örjan", "ny", "+46855000", "+46701740605", "rupp"), Column, strict=True
        ):
            expected = plainly(directory, forwardings, word)
            assert asyncio.run(look(word, sort)) == expected, (word, times)


@pytest.mark.parametrize("sort", Column)
@pytest.mark.parametrize("descending", [False, True])
def test_pages_put_together_are_the_whole_in_order(sort: Column, descending: bool) -> None:
    directory = company(random.Random(7), 2_500, 300)
    search = NumberSearch()

    async def numbers(offset: int, limit: int, descending: bool = descending) -> list[str]:
        asked = NumberQuery(text="46", sort=sort, descending=descending, offset=offset, limit=limit)
        return [row.number.number for row in (await search.find(directory, {}, asked)).rows]

    async def compare() -> None:
        whole = await numbers(0, 100_000)
        paged = [each for start in range(0, len(whole) + 50, 50) for each in await numbers(start, 50)]
        assert paged == whole
        assert whole == (await numbers(0, 100_000, not descending))[::-1]
        if sort is Column.NUMBER:
            assert whole == sorted(whole, reverse=descending)

    asyncio.run(compare())


def test_a_status_is_all_that_is_asked_for() -> None:
    directory = company(random.Random(7), 500, 100)
    search = NumberSearch()
    asked = NumberQuery(status=NumberStatus.IN_USE, limit=1_000)
    found = asyncio.run(search.find(directory, {}, asked))
    assert {row.number.status for row in found.rows} == {NumberStatus.IN_USE}
    reserved = asyncio.run(search.find(directory, {}, NumberQuery(status=NumberStatus.RESERVED))).total
    assert found.total + reserved == asyncio.run(search.find(directory, {}, NumberQuery())).total


def test_a_control_character_in_a_note_is_no_border() -> None:
    note = "a\x00b\x01c\nd"
    number = Number(number="+4681", kind=NumberKind.LANDLINE, status=NumberStatus.RESERVED, note=note)
    directory = assemble(
        domain="x", country="SE", people=(), devices=(), numbers=(number,), groups=(), trunks=()
    )
    for text in ("a", "b", "c d", "\x00", "\x01", ""):
        assert asyncio.run(NumberSearch().find(directory, {}, NumberQuery(text=text))).total in (0, 1)
    assert asyncio.run(NumberSearch().find(directory, {}, NumberQuery(text="a d"))).total == 1
