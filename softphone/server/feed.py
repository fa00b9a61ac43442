"""What colleagues see of each other, as one snapshot and the changes since.

A revision is (epoch, n); each start of the server is a new epoch. Changes that come close together are one
delta, encoded once for all who listen. Deltas are kept for a while, so that a client that was away for a
moment catches up; one that was away longer, or does not keep up, is told to fetch again.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from softphone.people.directory import Directory, Person
from softphone.people.line_state import LineState
from softphone.sync.wire import Colleague, Colleagues, ColleaguesChanged, FetchAgain, PersonCard, Revision

BATCH = 0.05
"""Seconds that a change waits for others."""
_KEPT = 1_000
_QUEUE = 200
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


class Listener:
    """One WebSocket's messages."""

    def __init__(self, token_hash: str) -> None:
        self.token_hash = token_hash
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
        self._rows = {person.id: self._row(person) for person in directory.people.values()}
        self._changed: dict[str, Colleague] = {}
        self._removed: set[str] = set()
        self._deltas: deque[tuple[int, str]] = deque(maxlen=_KEPT)
        self._listeners: set[Listener] = set()
        self._snapshot: bytes = b""
        self._flush_is_due = False

    def set_line(self, person: str, line: LineState) -> None:
        self._lines[person] = line
        row = self._rows.get(person)
        if row is not None and row.line is not line:
            self._put(row.model_copy(update={"line": line}))

    def use_directory(self, directory: Directory) -> None:
        for gone in self._rows.keys() - directory.people.keys():
            del self._rows[gone]
            self._changed.pop(gone, None)
            self._removed.add(gone)
            self._lines.pop(gone, None)
            self._schedule()
        for person in directory.people.values():
            row = self._row(person)
            if self._rows.get(person.id) != row:
                self._put(row)

    def snapshot(self) -> bytes:
        """`Colleagues` in JSON, encoded once for each revision."""
        self._flush()
        if not self._snapshot:
            colleagues = Colleagues(revision=self._revision(), colleagues=list(self._rows.values()))
            self._snapshot = colleagues.model_dump_json().encode()
        return self._snapshot

    def listen(self, token_hash: str, epoch: str, n: int) -> Listener:
        """All that changed since the cursor, or "fetch again" when that is not known, and what comes."""
        self._flush()
        listener = Listener(token_hash)
        first = self._deltas[0][0] if self._deltas else self._n + 1
        if epoch == self._epoch and first - 1 <= n <= self._n:
            for number, message in self._deltas:
                if number > n:
                    listener.put(message)
        else:
            listener.put(_FETCH_AGAIN)
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

    def _row(self, person: Person) -> Colleague:
        return Colleague(person=card(person), line=self._lines.get(person.id, LineState.OFFLINE))

    def _put(self, row: Colleague) -> None:
        self._rows[row.person.id] = row
        self._changed[row.person.id] = row
        self._removed.discard(row.person.id)
        self._schedule()

    def _schedule(self) -> None:
        if not self._flush_is_due:
            self._flush_is_due = True
            self._call_later(BATCH, self._flush)

    def _flush(self) -> None:
        self._flush_is_due = False
        if not self._changed and not self._removed:
            return
        self._n += 1
        delta = ColleaguesChanged(
            revision=self._revision(), changed=list(self._changed.values()), removed=sorted(self._removed)
        )
        self._changed = {}
        self._removed = set()
        self._snapshot = b""
        message = delta.model_dump_json()
        self._deltas.append((self._n, message))
        for listener in self._listeners:
            listener.put(message)

    def _revision(self) -> Revision:
        return Revision(epoch=self._epoch, n=self._n)
