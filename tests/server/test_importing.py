"""Lines of an import, and what its process hands back."""

import json

import pytest

from softphone.people.directory import Person
from softphone.server.importing import (
    MOST_MISTAKES,
    Done,
    Mistakes,
    Taken,
    import_into,
    outcome,
    read_people,
)
from softphone.storage.audit import Action, Actor, AuditQuery, Entry
from softphone.storage.memory import MemoryRepository
from tests.contract.test_repository import COMPANY

ENTRY = Entry(at=1.0, actor=Actor(person="p1", login="asa"), action=Action.PEOPLE_IMPORTED)


def lines(*rows: dict[str, str]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def person(number: int, **fields: str) -> dict[str, str]:
    return {"login": f"P{number}", "name": "Ängla", "landline": f"08-555 0{number:04}"} | fields


def read(body: bytes) -> list[Person | str]:
    return read_people(body, {"asa", "101", "+4681234501"}, "SE", "seed")


def test_numbers_are_read_as_people_write_them_and_ids_are_all_different() -> None:
    people = read(lines(person(1, mobile="070-111 10 01", title="Chef"), person(2)) + b"\n \n")
    first, second = people
    assert isinstance(first, Person) and isinstance(second, Person)
    assert (first.login, first.landline, first.mobile, first.title) == (
        "P1",
        "+46855500001",
        "+46701111001",
        "Chef",
    )
    assert len({first.id, second.id}) == 2
    assert first.id != read_people(lines(person(1)), (), "SE", "another seed")[0]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{}", "line 1: "),
        (b"rubbish", "line 1: "),
        (b"\xff", "line 1: "),
        (b"\n\n[]", "line 3: "),
        (lines(person(1), {"login": " ", "name": "x"}), "line 2: a login and a name are needed."),
        (lines(person(1, name=" ")), "line 1: a login and a name are needed."),
        (lines(person(1, mobile="12")), "line 1: that is not a telephone number."),
        (lines(person(1), person(2, login="p1")), "line 2: p1 is in use."),
        (lines(person(1, login="ASA")), "line 1: asa is in use."),
        (lines(person(1, extension="101")), "line 1: 101 is in use."),
        (lines(person(1, mobile="08-123 45 01")), "line 1: +4681234501 is in use."),
        (lines(person(1, salary="1")), "line 1: "),
    ],
)
def test_a_mistake_is_said_with_its_line(body: bytes, said: str) -> None:
    (mistake,) = [each for each in read(body) if isinstance(each, str)]
    assert mistake.startswith(said)


@pytest.fixture
def repository() -> MemoryRepository:
    made = MemoryRepository()
    made.load(COMPANY)
    return made


def test_all_come_back_in_pieces(repository: MemoryRepository) -> None:
    body = lines(*(person(number) for number in range(250)))
    came, pieces = outcome(b"".join(import_into(repository, body, "seed", ENTRY)))
    assert came == Done(250)
    people = list(pieces)
    assert [len(piece) for piece in people] == [100, 100, 50]
    kept = repository.directory().people
    assert all(kept[each.id] == each for piece in people for each in piece)
    assert [each.after for each in repository.audit(AuditQuery())] == [{"count": 250}]


def test_with_a_mistake_nobody_is_kept(repository: MemoryRepository) -> None:
    before = repository.directory()
    body = lines(person(0), *(person(number, mobile="1") for number in range(1, 60)))
    came, pieces = outcome(b"".join(import_into(repository, body, "seed", ENTRY)))
    assert isinstance(came, Mistakes) and len(came.sentences) == MOST_MISTAKES
    assert list(pieces) == []
    assert repository.directory() == before
    assert repository.audit(AuditQuery()) == ()


def test_somebody_may_be_quicker(repository: MemoryRepository) -> None:
    seen = repository.directory()
    repository.add_person(Person(id="quick", login="p1", name="x"), "")
    repository.directory = lambda: seen  # type: ignore[method-assign]
    came, _ = outcome(b"".join(import_into(repository, lines(person(1)), "seed", ENTRY)))
    assert isinstance(came, Taken)
    assert "P1" in came.sentence


def test_an_answer_that_was_cut_off_is_none(repository: MemoryRepository) -> None:
    whole = b"".join(
        import_into(repository, lines(*(person(number) for number in range(150))), "seed", ENTRY)
    )
    first = int.from_bytes(whole[:4], "big") + 4
    for cut in (len(whole) - 1, first, first + 2, first + 50):
        came, pieces = outcome(whole[:cut])
        assert came == Done(150)
        with pytest.raises(ValueError, match="answer of an import"):
            list(pieces)


@pytest.mark.parametrize("answer", [b"", b"rubbish", b"\0\0\0\x01\x80"])
def test_anything_else_is_no_answer(answer: bytes) -> None:
    with pytest.raises(ValueError, match="no answer"):
        outcome(answer)
