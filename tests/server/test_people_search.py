"""Searching a company of thousands, while it changes, on a loop that has other things to do."""

import asyncio

import pytest

from softphone.people.directory import Person
from softphone.server.people_search import PeopleSearch

MANY = 9_000


def person(number: int, name: str = "Åsa Öberg") -> Person:
    return Person(id=f"p{number}", login=f"login{number}", name=name, extension=str(70_000 + number))


def company(count: int) -> dict[str, Person]:
    return {each.id: each for each in map(person, range(count))}


def logins(search: PeopleSearch, people: dict[str, Person], text: str) -> list[str]:
    return [each.login for each in asyncio.run(search.find(people, text, limit=10)).people]


@pytest.mark.parametrize(
    ("text", "found"),
    [("8999", 1), ("asa 78999 öberg", 1), ("asa", MANY), ("ASA Ö", MANY), ("", MANY), ("asa nils", 0)],
)
def test_every_word_is_a_part_of_those_who_are_found(text: str, found: int) -> None:
    answer = asyncio.run(PeopleSearch().find(company(MANY), text, limit=3))
    assert answer.total == found
    assert len(answer.people) == min(found, 3)


def test_who_came_changed_or_went_is_found_as_it_is_now() -> None:
    search, people = PeopleSearch(), company(3)
    assert logins(search, people, "asa") == ["login0", "login1", "login2"]
    people = {"p0": people["p0"], "p1": person(1, "Nils Ek"), "p3": person(3)}
    assert logins(search, people, "asa") == ["login0", "login3"]
    assert logins(search, people, "ek nils") == ["login1"]


def test_they_are_in_the_order_of_a_telephone_list_whoever_came_first() -> None:
    names = ["Östen", "Åsa", "Ärla", "bo", "Anna", "Zoë"]
    people = {each.id: each for each in (person(n, name) for n, name in enumerate(names * 100))}
    search = PeopleSearch()
    listed = asyncio.run(search.find(people, "", limit=600)).people
    assert [each.name for each in listed[::100]] == ["Anna", "bo", "Zoë", "Åsa", "Ärla", "Östen"]
    people |= {"new": Person(id="new", login="new", name="Abel")}
    assert logins(search, dict(people), "")[0] == "new"


def test_two_who_search_while_the_company_changes() -> None:
    search, before = PeopleSearch(), company(MANY)
    after = before | {"new": Person(id="new", login="new", name="Zoë")}

    async def both() -> list[int]:
        found = await asyncio.gather(search.find(before, "zoe", 10), search.find(after, "zoe", 10))
        return [each.total for each in found]

    assert asyncio.run(both()) == [0, 1]
    assert logins(search, after, "zoe") == ["new"]


def test_others_have_their_turn_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    search, people, turns = PeopleSearch(), company(MANY), 0

    async def turn(_seconds: float) -> None:
        nonlocal turns
        turns += 1

    monkeypatch.setattr(asyncio, "sleep", turn)
    logins(search, people, "asa")
    assert turns > 100
    turns = 0
    logins(search, people, "asa")  # nobody has to be read again
    assert turns == 3
