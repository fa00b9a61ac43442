"""People from lines of JSON: read, checked, and put into the database in a process of its own.

A thread that computes takes Python's lock from the loop at each of its steps, and a call has a dozen of them
(docs/decisions/010-http-beside-the-engine.md). The child writes the rows itself and hands the people back in
pieces, each of which is read in less than a millisecond.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator

import msgspec

from softphone.people.directory import Person
from softphone.people.numbers import e164
from softphone.storage.audit import Entry
from softphone.storage.repository import Repository, TakenError
from softphone.storage.snapshot import taken

MOST_MISTAKES = 20
_PIECE = 100
"""People."""


class ImportedPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of an import."""

    login: str
    name: str
    title: str = ""
    department: str = ""
    extension: str = ""
    landline: str = ""
    mobile: str = ""
    email: str = ""


class Done(msgspec.Struct, frozen=True, tag="done"):
    """All are in the database; then come the people themselves."""

    count: int


class Mistakes(msgspec.Struct, frozen=True, tag="mistakes"):
    """Nothing was changed."""

    sentences: tuple[str, ...]


class Taken(msgspec.Struct, frozen=True, tag="taken"):
    """Somebody else took what was free when it was looked at; nothing was changed."""

    sentence: str


Outcome = Done | Mistakes | Taken
_outcome = msgspec.msgpack.Decoder(Outcome)
_people = msgspec.msgpack.Decoder(list[Person])


def import_into(repository: Repository, lines: bytes, seed: str, entry: Entry) -> Iterator[bytes]:
    """In the child: all of the people or none. `seed` is random; ids are made from it;
    `entry` is what the audit log says of it, but for how many they are. Frames for `outcome` and `people` of
    the other side."""
    directory = repository.directory()
    read = read_people(lines, taken(directory), directory.country, seed)
    people = [each for each in read if isinstance(each, Person)]
    mistakes = [each for each in read if isinstance(each, str)]
    if mistakes:
        yield _frame(Mistakes(tuple(mistakes[:MOST_MISTAKES])))
        return
    try:
        entry = msgspec.structs.replace(entry, after={"count": len(people)})
        repository.add_people([(person, "") for person in people], [entry])
    except TakenError as error:
        yield _frame(Taken(str(error)))
        return
    yield _frame(Done(len(people)))
    for start in range(0, len(people), _PIECE):
        yield _frame(people[start : start + _PIECE])


def outcome(answer: bytes) -> tuple[Outcome, Iterator[list[Person]]]:
    """Of the child's frames: what came of it, and the people in pieces. ValueError for anything else, also
    while the pieces are taken."""
    frames = _frames(answer)
    try:
        came = _outcome.decode(next(frames))
    except (StopIteration, msgspec.MsgspecError) as error:
        raise ValueError("no answer of an import") from error
    return came, _pieces(frames, came.count if isinstance(came, Done) else 0)


def _pieces(frames: Iterator[memoryview], count: int) -> Iterator[list[Person]]:
    for frame in frames:
        try:
            piece = _people.decode(frame)
        except msgspec.MsgspecError as error:
            raise ValueError("a broken answer of an import") from error
        count -= len(piece)
        yield piece
    if count:
        raise ValueError("not the whole answer of an import")


def read_people(lines: bytes, in_use: Collection[str], country: str, seed: str) -> list[Person | str]:
    """Each line as a person, or what is wrong with it. `in_use` are the logins, extensions and numbers that
    are in use, in lower case."""
    return list(_read(lines, set(in_use), country, seed))


def _read(lines: bytes, in_use: set[str], country: str, seed: str) -> Iterator[Person | str]:
    decoder = msgspec.json.Decoder(ImportedPerson)
    for number, text in enumerate(lines.splitlines(), 1):
        if not text.strip():
            continue
        try:
            asked = decoder.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield f"line {number}: {error}."
            continue
        numbers = {name: getattr(asked, name) for name in ("landline", "mobile")}
        e164s = {name: e164(value, country) or "" for name, value in numbers.items() if value}
        users = [user.lower() for user in (asked.login, asked.extension, *e164s.values()) if user]
        if not asked.login.strip() or not asked.name.strip():
            yield f"line {number}: a login and a name are needed."
        elif "" in e164s.values():
            yield f"line {number}: that is not a telephone number."
        elif again := [user for user in users if user in in_use]:
            yield f"line {number}: {again[0]} is in use."
        else:
            in_use.update(users)
            person = hashlib.blake2b(f"{seed} {number}".encode(), digest_size=8).hexdigest()
            yield Person(id=person, **(msgspec.structs.asdict(asked) | e164s))


def _frame(what: Outcome | Iterable[Person]) -> bytes:
    encoded = msgspec.msgpack.encode(what)
    return len(encoded).to_bytes(4, "big") + encoded


def _frames(data: bytes) -> Iterator[memoryview]:
    view, place = memoryview(data), 0
    while place < len(data):
        length = int.from_bytes(view[place : place + 4], "big")
        place += 4
        yield view[place : place + length]
        place += length
