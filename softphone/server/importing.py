"""People from a table (CSV), from lines of JSON or from the company's directory: read, checked, and put into
the database in a process of its own.

A thread that computes takes Python's lock from the loop at each of its steps, and a call has a dozen of them
(docs/decisions/010-http-beside-the-engine.md). The child writes the rows itself and hands the people back in
pieces, each of which is read in less than a millisecond. What it says of a dry run is JSON already.
"""

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping
from enum import Enum

import msgspec

from softphone.people.directory import Directory, Person
from softphone.people.directory_source import Found, Here, merged
from softphone.people.table_of_people import Row, TableError, TableFault, TableFaultKind, read_table
from softphone.people.written import Fault, FaultKind, Written, read
from softphone.storage.audit import Entry
from softphone.storage.changed import number_changes
from softphone.storage.changes import Change, PutEntry, PutNumber, PutPerson
from softphone.storage.repository import Repository, TakenError
from softphone.storage.snapshot import taken, users

MOST_MISTAKES = 20
"""Rows that a refused import tells of; a dry run tells of all."""
_PIECE = 100
"""People."""
_ORDER = (PutPerson, PutNumber, PutEntry)
MOST_ROWS = 100_000
"""Of one import; it waits for nobody, but others wait for it."""


class Form(Enum):
    CSV = "csv"
    LINES = "lines"
    """A JSON object to a line."""
    ENTRIES = "entries"
    """Of the company's directory (`directory_asked.Found` to a line). Whoever is here already, by entry or by
    login, is changed as it says; what it does not say stays."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How to import; `seed` is random, and ids are made from it."""

    form: Form
    seed: str
    entry: Entry
    """What the audit log says of it, but for who they are."""
    dry_run: bool = False
    without_faulty: bool = False
    """Rows with faults are left out; else they keep everybody out."""
    deactivates: str = ""
    """The `mark` of whom somebody agreed to deactivate afterwards; if others have vanished, nothing is
    changed."""
    most_rows: int = MOST_ROWS
    """That a dry run tells of, those with faults first, then those that change something."""


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
    changes: bool = False
    """Somebody who is here already."""


class Vanished(msgspec.Struct, frozen=True):
    """Came from the company's directory, and is not there any more."""

    id: str
    login: str
    name: str


class DryRun(msgspec.Struct, frozen=True):
    adds: int
    faulty: int
    rows: tuple[Fate, ...]
    changes: int = 0
    vanished: tuple[Vanished, ...] = ()
    vanished_mark: str = ""
    """The `mark` of those."""


class Done(msgspec.Struct, frozen=True, tag="done"):
    """They are in the database; then come the people themselves."""

    count: int
    added: int
    vanished: tuple[str, ...] = ()
    """Ids; nothing was done to them."""


class Mistakes(msgspec.Struct, frozen=True, tag="mistakes"):
    """Nothing was changed."""

    sentences: tuple[str, ...]
    table: TableFault | None = None
    """What it is of the table as a whole."""


class Taken(msgspec.Struct, frozen=True, tag="taken"):
    """Somebody else took what was free when it was looked at; nothing was changed."""

    sentence: str


class Others(msgspec.Struct, frozen=True, tag="others"):
    """Others have vanished than those whom somebody agreed to deactivate; nothing was changed."""


class Tried(msgspec.Struct, frozen=True, tag="tried"):
    """A dry run; nothing was changed."""

    json: bytes
    """Of a `DryRun`."""


Outcome = Done | Mistakes | Taken | Others | Tried
_outcome = msgspec.msgpack.Decoder(Outcome)
_people = msgspec.msgpack.Decoder(list[Person])


class Checked(msgspec.Struct, frozen=True):
    line: int
    written: Written
    person: Person | None
    faults: tuple[Fault, ...] = ()
    before: Person | None = None
    """Who it is, if they are here already."""
    entry: str = ""
    """Of the company's directory."""


def import_into(repository: Repository, body: bytes, asked: Asked) -> Iterator[bytes]:
    """In the child: all of the people or none. Frames for `outcome` and `people` of the other side."""
    directory = repository.directory()
    known = repository.directory_entries() if asked.form is Form.ENTRIES else {}
    try:
        checked = list(check_rows(body, asked.form, directory, asked.seed, known))
    except TableError as error:
        yield _frame(Mistakes((str(error),), error.fault))
        return
    vanished = _vanished(directory, known, checked)
    if asked.dry_run:
        yield _frame(Tried(msgspec.json.encode(dry_run(checked, vanished, asked.most_rows))))
        return
    if asked.deactivates and asked.deactivates != mark(each.id for each in vanished):
        yield _frame(Others())
        return
    mistakes = [
        f"line {each.line}: {' '.join(fault.sentence for fault in each.faults)}"
        for each in checked
        if each.person is None
    ]
    if mistakes and not asked.without_faulty:
        yield _frame(Mistakes(tuple(mistakes[:MOST_MISTAKES])))
        return
    changes: list[Change] = []
    for each in checked:
        if each.person is None:
            continue
        if each.person != each.before:
            changes.append(PutPerson(each.person, None if each.before else ""))
            changes += number_changes(directory, each.before, each.person)
        if each.entry and known.get(each.person.id) != each.entry:
            changes.append(PutEntry(each.person.id, each.entry))
    people = [each.person for each in checked if each.person is not None and each.person != each.before]
    added = sum(each.person is not None and each.before is None for each in checked)
    logins = {"count": len(people), "logins": [person.login for person in people]}
    try:
        # A directory that says nothing new is no change.
        noted = people or asked.form is not Form.ENTRIES
        # Those of a kind one after another: the storage makes them at once. Numbers refer to people.
        changes.sort(key=lambda change: _ORDER.index(type(change)))
        repository.change(changes, [msgspec.structs.replace(asked.entry, after=logins)] if noted else [])
    except TakenError as error:
        yield _frame(Taken(str(error)))
        return
    yield _frame(Done(len(people), added, tuple(each.id for each in vanished)))
    for start in range(0, len(people), _PIECE):
        yield _frame(people[start : start + _PIECE])


class _Others:
    """Logins, extensions and numbers, as a container; without those of whoever is looked at."""

    def __init__(self, directory: Directory) -> None:
        self._taken = taken(directory)
        self._addresses = directory.addresses
        self._own: Container[str] = ()
        self._id = ""

    def without(self, person: Person | None) -> "_Others":
        self._own, self._id = (users(person), person.id) if person else ((), "")
        return self

    def __contains__(self, user: object) -> bool:
        if user not in self._taken or user in self._own:
            return False
        return not self._id or self._addresses.get(str(user)) != self._id

    def take(self, person: Person) -> None:
        self._taken.update(users(person))


def check_rows(
    body: bytes, form: Form, directory: Directory, seed: str, known: Mapping[str, str] | None = None
) -> Iterator[Checked]:
    """Each row as a person, or with what is wrong with it. `known` are those who came from the company's
    directory, and their entries. Raises TableError."""
    others = _Others(directory)
    there = {each.entry for each in _entries(body)} if form is Form.ENTRIES else ()
    here = Here(directory, known or {}, there)
    for count, row in enumerate(_rows(body, form)):
        if count == MOST_ROWS:
            raise TableError(TableFaultKind.TOO_MANY_ROWS, value=str(MOST_ROWS))
        if isinstance(row, Checked):
            yield row
            continue
        before, written = None, row.written
        if isinstance(row, _Entry):
            before = here.find(row.entry, written)
            written = merged(Written.of(before), written) if before else written
        id_ = hashlib.blake2b(f"{seed} {row.line}".encode(), digest_size=8).hexdigest()
        landline = before.landline if before else ""
        id_ = before.id if before else id_
        found = read(written, id_, directory.country, others.without(before), landline)
        entry = row.entry if isinstance(row, _Entry) else ""
        if isinstance(found, Person):
            others.take(found)
            person = msgspec.structs.replace(found, active=before.active) if before else found
            yield Checked(row.line, written, person, (), before, entry)
        else:
            faults = tuple(_said_of_login(each, here) for each in found)
            yield Checked(row.line, written, None, faults, before, entry)


def _said_of_login(fault: Fault, here: Here) -> Fault:
    """With what to do where it is of somebody whose entry is gone."""
    if (fault.field, fault.kind) == ("login", FaultKind.TAKEN) and here.has_left(fault.value):
        return msgspec.structs.replace(fault, kind=FaultKind.OF_WHO_LEFT)
    return fault


def _vanished(
    directory: Directory, known: Mapping[str, str], checked: Iterable[Checked]
) -> tuple[Vanished, ...]:
    """Who is active, came from the company's directory, and was found there by nobody's row."""
    entries = {each.entry for each in checked}
    there = {each.before.id for each in checked if each.before}
    gone = [
        directory.people[id_]
        for id_, entry in known.items()
        if id_ in directory.people and id_ not in there and entry not in entries
    ]
    return tuple(
        Vanished(each.id, each.login, each.name) for each in sorted(gone, key=lambda each: each.login)
    )


def mark(vanished: Iterable[str]) -> str:
    """The same for the same people, by their ids; empty for nobody."""
    ids = " ".join(sorted(vanished))
    return ids and hashlib.blake2b(ids.encode(), digest_size=8).hexdigest()


def dry_run(
    checked: Iterable[Checked], vanished: tuple[Vanished, ...] = (), most_rows: int = MOST_ROWS
) -> DryRun:
    rows = [
        Fate(
            each.line,
            each.written.login[:200],
            each.written.name[:200],
            each.person is not None and each.before is None,
            tuple(FaultSaid(f.field, f.kind.value, f.value, f.sentence) for f in each.faults),
            each.person is not None and each.before is not None and each.person != each.before,
        )
        for each in checked
    ]
    adds, changes = sum(row.adds for row in rows), sum(row.changes for row in rows)
    faulty = sum(bool(row.faults) for row in rows)
    if len(rows) > most_rows:
        chosen = sorted(rows, key=lambda row: (not row.faults, not row.changes, not row.adds))[:most_rows]
        rows = sorted(chosen, key=lambda row: row.line)
    return DryRun(adds, faulty, tuple(rows), changes, vanished, mark(each.id for each in vanished))


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


class _Entry(Row, frozen=True):
    entry: str


def _rows(body: bytes, form: Form) -> Iterator[Row | Checked]:
    if form is Form.ENTRIES:
        yield from _entries(body)
    else:
        yield from _lines(body) if form is Form.LINES else read_table(body)


def _entries(body: bytes) -> Iterator[_Entry]:
    decoder = msgspec.json.Decoder(Found)
    for number, line in enumerate(body.splitlines(), 1):
        found = decoder.decode(line)
        yield _Entry(number, found.written, found.entry)


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
