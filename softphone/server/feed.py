"""What colleagues see of each other, as one snapshot and the changes since.

All are sent the same rows, as others may see them. A person whose profile hides the line is told the real one
apart, without a new revision: that would tell all others that something happens.

A revision is (epoch, n); each start of the server is a new epoch. Changes that come close together are one
delta, encoded once for all who listen. Deltas are kept for a while, so that a client that was away for a
moment catches up; one that was away longer, or does not keep up, is told to fetch again.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from softphone.people.directory import Directory, Group, Person
from softphone.people.line_state import LineState
from softphone.people.parking import Fetched, Parked
from softphone.server.turns import PAUSE
from softphone.sync.parking_wire import ParkedChanged
from softphone.sync.wire import (
    Colleague,
    Colleagues,
    ColleaguesChanged,
    FetchAgain,
    MeetingShown,
    PersonCard,
    ProfileShown,
    Revision,
)
from softphone.sync.wire import Group as GroupShown

BATCH = 0.05
"""Seconds that a change waits for others."""
_KEPT = 1_000
_QUEUE = 200
_PIECE = 25
"""Changed people of a new directory that are taken before others have their turn, about a millisecond's."""
_LOOKED_AT = 2_000
"""People that are looked at."""
_ROWS = 300
"""Of a piece of a snapshot: 100 kB."""
_FIRST = ProfileShown()
_FETCH_AGAIN = FetchAgain().model_dump_json()


def card(person: Person) -> PersonCard:
    return PersonCard(
        id=person.id,
        login=person.login,
        name=person.name,
        title=person.title,
        department=person.department,
        extension=person.extension,
        landline=person.landline,
        mobile=person.mobile,
        email=person.email,
    )


def _shown(groups: Iterable[Group]) -> list[GroupShown]:
    return [
        GroupShown(
            id=group.id,
            name=group.name,
            extension=group.extension,
            number=group.number,
            members=list(group.members),
        )
        for group in groups
    ]


class Snapshot:
    """A message with many rows, whose JSON is there already. It is put together, and is to be written, in
    pieces: megabytes at once hold everything else up."""

    def __init__(self, empty: str, name: str, rows: Sequence[bytes]) -> None:
        """`empty` is the JSON of the message with an empty list of that name."""
        before, list_, after = empty.partition(f'"{name}":[]')
        assert list_, empty
        self._before = f'{before}"{name}":['.encode()
        self._rows = rows
        self._after = f"]{after}".encode()
        commas = max(0, len(rows) - 1)
        self.length = len(self._before) + sum(map(len, rows)) + commas + len(self._after)
        """Bytes."""

    def pieces(self) -> Iterator[bytes]:
        yield self._before
        for start in range(0, len(self._rows), _ROWS):
            yield (b"," if start else b"") + b",".join(self._rows[start : start + _ROWS])
        yield self._after

    def __bytes__(self) -> bytes:
        return b"".join(self.pieces())


class Listener:
    """One WebSocket's messages."""

    def __init__(self, token_hash: str, person: str) -> None:
        self.token_hash = token_hash
        self.person = person
        self._messages: deque[str] = deque()
        self._wake = asyncio.Event()
        self._closed = False
        self.revoked = False

    def put(self, message: str) -> None:
        if len(self._messages) >= _QUEUE:
            # It does not keep up: what it missed is in the snapshot that it fetches then.
            self._messages.clear()
            message = _FETCH_AGAIN
        self._messages.append(message)
        self._wake.set()

    def close(self) -> None:
        self._closed = True
        self._wake.set()

    async def next(self) -> str | None:
        """None when it was closed."""
        while not self._closed:
            if self._messages:
                return self._messages.popleft()
            self._wake.clear()
            await self._wake.wait()
        return None


class Feed:
    """Used on the server's loop alone."""

    def __init__(
        self, epoch: str, directory: Directory, call_later: Callable[[float, Callable[[], None]], object]
    ):
        self._epoch = epoch
        self._n = 0
        self._call_later = call_later
        self._lines: dict[str, LineState] = {}
        self._own_lines: dict[str, LineState] = {}
        self._profiles: dict[str, ProfileShown] = {}
        self._meetings: dict[str, MeetingShown] = {}
        self._people = directory.people
        self._taken = dict(directory.people)
        """As the rows have them."""
        self._rows = {person.id: self._row(person) for person in directory.people.values()}
        self._json = {person: row.model_dump_json().encode() for person, row in self._rows.items()}
        """Of each row: encoded once, however many fetch it."""
        self._groups = _shown(directory.groups.values())
        self._groups_changed = False
        self._todo: deque[Person] = deque()
        """Of a new directory, those that were not looked at yet."""
        self._changed: dict[str, Colleague] = {}
        self._removed: set[str] = set()
        self._deltas: deque[tuple[int, str]] = deque(maxlen=_KEPT)
        self._listeners: set[Listener] = set()
        self._flush_is_due = False
        self._parked = ""
        """The calls that wait at places, if any."""

    def set_line(self, person: str, line: LineState) -> None:
        self._lines[person] = line
        row = self._rows.get(person)
        if row is not None and row.line is not line:
            self._put(row.model_copy(update={"line": line}))
            self._tell_own(person)

    def set_own_line(self, person: str, line: LineState) -> None:
        """The line as the person sees it, hidden from others or not."""
        if self._own_lines.get(person, LineState.OFFLINE) is line:
            return
        self._own_lines[person] = line
        self._tell_own(person)

    def set_profile(self, person: str, profile: ProfileShown) -> None:
        self._profiles[person] = profile
        row = self._rows.get(person)
        if row is not None and row.profile != profile:
            self._put(row.model_copy(update={"profile": profile}))

    def set_parked(self, calls: tuple[Parked, ...], fetched: Fetched | None) -> None:
        """Every call that waits at a place."""
        self._parked = ParkedChanged.of(calls).model_dump_json() if calls else ""
        message = ParkedChanged.of(calls, fetched).model_dump_json()
        for listener in self._listeners:
            listener.put(message)

    def set_meeting(self, person: str, meeting: MeetingShown | None) -> None:
        if meeting is None:
            self._meetings.pop(person, None)
        else:
            self._meetings[person] = meeting
        row = self._rows.get(person)
        if row is not None and row.meeting != meeting:
            self._put(row.model_copy(update={"meeting": meeting}))

    def tell(self, person: str, message: str) -> None:
        """What is the person's own business."""
        for listener in self._listeners:
            if listener.person == person:
                listener.put(message)

    def use_directory(self, directory: Directory) -> None:
        self._use_groups(_shown(directory.groups.values()))
        if directory.people is self._people:
            return
        self._people = directory.people
        for gone in [person for person in self._rows if person not in self._people]:
            del self._rows[gone], self._json[gone], self._taken[gone]
            self._changed.pop(gone, None)
            self._removed.add(gone)
            self._lines.pop(gone, None)
            self._own_lines.pop(gone, None)
            self._profiles.pop(gone, None)
            self._meetings.pop(gone, None)
            self._schedule()
        waiting, self._todo = bool(self._todo), deque(self._people.values())
        if not waiting:
            self._take_piece()

    def _use_groups(self, groups: list[GroupShown]) -> None:
        if groups != self._groups:
            self._groups = groups
            self._groups_changed = True
            self._schedule()

    def _take_piece(self) -> None:
        """Some of a large company at a time: calls share this loop."""
        taken = 0
        for _ in range(min(_LOOKED_AT, len(self._todo))):
            person = self._todo.popleft()
            known = self._taken.get(person.id)
            if known is person:
                continue
            self._taken[person.id] = person
            if known != person:
                self._put(self._row(person))
                taken += 1
                if taken == _PIECE:
                    break
        if self._todo:
            self._call_later(PAUSE, self._take_piece)

    def snapshot(self, person: str) -> Snapshot:
        """`Colleagues` in JSON as that person sees them."""
        self._flush()
        own = self._own_row(person)
        json = self._json if own is None else self._json | {person: own.model_dump_json().encode()}
        empty = Colleagues(revision=self._revision(), colleagues=[], groups=self._groups).model_dump_json()
        return Snapshot(empty, "colleagues", list(json.values()))

    def listen(self, token_hash: str, person: str, epoch: str, n: int) -> Listener:
        """All that changed since the cursor, or "fetch again" when that is not known, the calls that wait,
        and what comes; the person's own line first, when it is hidden from others."""
        self._flush()
        listener = Listener(token_hash, person)
        if (own := self._own_row(person)) is not None:
            listener.put(self._own_message(own))
        first = self._deltas[0][0] if self._deltas else self._n + 1
        if epoch == self._epoch and first - 1 <= n <= self._n:
            for number, message in self._deltas:
                if number > n:
                    listener.put(message)
        else:
            listener.put(_FETCH_AGAIN)
        if self._parked:
            listener.put(self._parked)
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    def revoke(self, token_hash: str) -> None:
        """Closes the listeners of this token."""
        for listener in self._listeners:
            if listener.token_hash == token_hash:
                listener.revoked = True
                listener.close()

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    def _own_row(self, person: str) -> Colleague | None:
        """The row as the person alone sees it; None when it is the row that all see."""
        row = self._rows.get(person)
        if row is None or row.line is not LineState.HIDDEN:
            return None
        return row.model_copy(update={"line": self._own_lines.get(person, LineState.OFFLINE)})

    def _own_message(self, own: Colleague) -> str:
        return ColleaguesChanged(revision=self._revision(), changed=[own], own=True).model_dump_json()

    def _tell_own(self, person: str) -> None:
        own = self._own_row(person)
        if own is not None:
            self.tell(person, self._own_message(own))

    def _row(self, person: Person) -> Colleague:
        return Colleague(
            person=card(person),
            line=self._lines.get(person.id, LineState.OFFLINE),
            profile=self._profiles.get(person.id, _FIRST),
            meeting=self._meetings.get(person.id),
        )

    def _put(self, row: Colleague) -> None:
        self._rows[row.person.id] = row
        self._json[row.person.id] = row.model_dump_json().encode()
        self._changed[row.person.id] = row
        self._removed.discard(row.person.id)
        self._schedule()

    def _schedule(self) -> None:
        if not self._flush_is_due:
            self._flush_is_due = True
            self._call_later(BATCH, self._flush)

    def _flush(self) -> None:
        self._flush_is_due = False
        if not self._changed and not self._removed and not self._groups_changed:
            return
        self._n += 1
        groups = self._groups if self._groups_changed else None
        empty = ColleaguesChanged(
            revision=self._revision(), changed=[], removed=sorted(self._removed), groups=groups
        )
        changed = [self._json[person] for person in self._changed]
        self._changed = {}
        self._removed = set()
        self._groups_changed = False
        message = bytes(Snapshot(empty.model_dump_json(), "changed", changed)).decode()
        self._deltas.append((self._n, message))
        for listener in self._listeners:
            listener.put(message)

    def _revision(self) -> Revision:
        return Revision(epoch=self._epoch, n=self._n)
