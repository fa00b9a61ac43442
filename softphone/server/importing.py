"""People from a table (CSV) or lines of JSON: read, checked, and put into the database in a process of its
own.

A thread that computes takes Python's lock from the loop at each of its steps, and a call has a dozen of them
(docs/decisions/010-http-beside-the-engine.md). The child writes the rows itself and hands the people back in
pieces, each of which is read in less than a millisecond. What it says of a dry run is JSON already.
"""

import hashlib
from collections.abc import Iterable, Iterator
from enum import Enum

import msgspec

from softphone.people.directory import Directory, Person
from softphone.people.table_of_people import Row, TableError, TableFault, TableFaultKind, read_table
from softphone.people.written import Fault, FaultKind, Written, read
from softphone.storage.audit import Entry
from softphone.storage.changed import number_changes
from softphone.storage.changes import Change, PutPerson
from softphone.storage.repository import Repository, TakenError
from softphone.storage.snapshot import taken, users

MOST_MISTAKES = 20
"""Rows that a refused import tells of; a dry run tells of all."""
_PIECE = 100
"""People."""
MOST_ROWS = 100_000
"""Of one import; it waits for nobody, but others wait for it."""


class Form(Enum):
    CSV = "csv"
    LINES = "lines"
    """A JSON object to a line."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How to import; `seed` is random, and ids are made from it."""

    form: Form
    seed: str
    entry: Entry
    """What the audit log says of it, but for who they are."""
    dry_run: bool = False
    without_faulty: bool = False
    """Rows with faults are left out; else they keep everybody out."""
    told: int | None = None
    """Rows that a dry run tells of at most, those with faults first; None: all."""


class FaultSaid(msgspec.Struct, frozen=True):
    field: str
    code: str
    value: str
    sentence: str


class Fate(msgspec.Struct, frozen=True):
    """What becomes of a row."""

    line: int
    login: str
    name: str
    adds: bool
    faults: tuple[FaultSaid, ...] = ()


class DryRun(msgspec.Struct, frozen=True):
    adds: int
    faulty: int
    rows: tuple[Fate, ...]


class Done(msgspec.Struct, frozen=True, tag="done"):
    """They are in the database; then come the people themselves."""

    count: int


class Mistakes(msgspec.Struct, frozen=True, tag="mistakes"):
    """Nothing was changed."""

    sentences: tuple[str, ...]
    table: TableFault | None = None
    """What it is of the table as a whole."""


class Taken(msgspec.Struct, frozen=True, tag="taken"):
    """Somebody else took what was free when it was looked at; nothing was changed."""

    sentence: str


class Tried(msgspec.Struct, frozen=True, tag="tried"):
    """A dry run; nothing was changed."""

    json: bytes
    """Of a `DryRun`."""


Outcome = Done | Mistakes | Taken | Tried
_outcome = msgspec.msgpack.Decoder(Outcome)
_people = msgspec.msgpack.Decoder(list[Person])


class Checked(msgspec.Struct, frozen=True):
    line: int
    written: Written
    person: Person | None
    faults: tuple[Fault, ...] = ()


def import_into(repository: Repository, body: bytes, asked: Asked) -> Iterator[bytes]:
    """In the child: all of the people or none. Frames for `outcome` and `people` of the other side."""
    directory = repository.directory()
    try:
        checked = list(check_rows(body, asked.form, directory, asked.seed))
    except TableError as error:
        yield _frame(Mistakes((str(error),), error.fault))
        return
    if asked.dry_run:
        yield _frame(Tried(msgspec.json.encode(dry_run(checked, asked.told))))
        return
    mistakes = [
        f"line {each.line}: {' '.join(fault.sentence for fault in each.faults)}"
        for each in checked
        if each.person is None
    ]
    if mistakes and not asked.without_faulty:
        yield _frame(Mistakes(tuple(mistakes[:MOST_MISTAKES])))
        return
    people = [each.person for each in checked if each.person is not None]
    logins = {"count": len(people), "logins": [person.login for person in people]}
    changes: list[Change] = []
    for person in people:
        changes.append(PutPerson(person, ""))
        changes += number_changes(directory, None, person)
    try:
        repository.change(changes, [msgspec.structs.replace(asked.entry, after=logins)])
    except TakenError as error:
        yield _frame(Taken(str(error)))
        return
    yield _frame(Done(len(people)))
    for start in range(0, len(people), _PIECE):
        yield _frame(people[start : start + _PIECE])


def check_rows(body: bytes, form: Form, directory: Directory, seed: str) -> Iterator[Checked]:
    """Each row as a person, or with what is wrong with it. Raises TableError."""
    in_use = taken(directory)
    for count, row in enumerate(_lines(body) if form is Form.LINES else read_table(body)):
        if count == MOST_ROWS:
            raise TableError(TableFaultKind.TOO_MANY_ROWS, value=str(MOST_ROWS))
        if isinstance(row, Checked):
            yield row
            continue
        id_ = hashlib.blake2b(f"{seed} {row.line}".encode(), digest_size=8).hexdigest()
        found = read(row.written, id_, directory.country, in_use)
        if isinstance(found, Person):
            in_use.update(users(found))
            yield Checked(row.line, row.written, found)
        else:
            yield Checked(row.line, row.written, None, found)


def dry_run(checked: Iterable[Checked], told: int | None = None) -> DryRun:
    """`told`: documented in `Asked`."""
    rows = tuple(
        Fate(
            each.line,
            each.written.login[:200],
            each.written.name[:200],
            each.person is not None,
            tuple(FaultSaid(f.field, f.kind.value, f.value, f.sentence) for f in each.faults),
        )
        for each in checked
    )
    adds = sum(row.adds for row in rows)
    faulty = len(rows) - adds
    if told is not None:
        chosen = sorted(rows, key=lambda row: row.adds)[:told]
        rows = tuple(sorted(chosen, key=lambda row: row.line))
    return DryRun(adds, faulty, rows)


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


def _lines(body: bytes) -> Iterator[Row | Checked]:
    decoder = msgspec.json.Decoder(Written)
    for number, text in enumerate(body.splitlines(), 1):
        if not text.strip():
            continue
        try:
            yield Row(number, decoder.decode(text))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield Checked(number, Written(), None, (Fault("JSON", FaultKind.NOT_UNDERSTOOD, str(error)),))


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
