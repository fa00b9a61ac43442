"""The colleagues as this client knows them: a snapshot with the deltas since applied.

Pure. Whatever is pushed, dropped, doubled or late: when `needs_snapshot` is heeded, what is known equals what
a fresh fetch would give.
"""

from softphone.people.company import Colleague, ColleaguesChanged, ColleaguesReplaced
from softphone.people.directory import Person
from softphone.people.line_state import LineState
from softphone.sync import wire


def person(card: wire.PersonCard) -> Person:
    return Person(**card.model_dump())


def colleague(row: wire.Colleague) -> Colleague:
    return Colleague(person(row.person), row.line)


class ColleaguesSession:
    def __init__(self) -> None:
        self._revision: wire.Revision | None = None
        self._rows: dict[str, Colleague] = {}
        self._needs_snapshot = True

    @property
    def needs_snapshot(self) -> bool:
        """Deltas cannot tell any more: fetch the snapshot, and give it to replace()."""
        return self._needs_snapshot

    @property
    def revision(self) -> wire.Revision | None:
        """The cursor for the WebSocket; None before the first snapshot."""
        return self._revision

    @property
    def colleagues(self) -> tuple[Colleague, ...]:
        return tuple(self._rows.values())

    def replace(self, snapshot: wire.Colleagues) -> ColleaguesReplaced | None:
        """None for a snapshot older than what is known: another is needed."""
        known = self._revision
        if known is not None and known.epoch == snapshot.revision.epoch and known.n > snapshot.revision.n:
            self._needs_snapshot = True
            return None
        self._revision = snapshot.revision
        self._rows = {row.person.id: colleague(row) for row in snapshot.colleagues}
        self._needs_snapshot = False
        return ColleaguesReplaced(self.colleagues)

    def apply(self, delta: wire.ColleaguesChanged) -> ColleaguesChanged | None:
        """None when it changes nothing: known already, or it does not follow what is known."""
        known = self._revision
        if self._needs_snapshot or known is None:
            return None
        if delta.revision.epoch != known.epoch or delta.revision.n > known.n + 1:
            self._needs_snapshot = True
            return None
        if delta.revision.n <= known.n:
            return None
        self._revision = delta.revision
        changed = tuple(colleague(row) for row in delta.changed)
        self._rows.update((row.person.id, row) for row in changed)
        for gone in delta.removed:
            self._rows.pop(gone, None)
        return ColleaguesChanged(changed=changed, removed=tuple(delta.removed))

    def fetch_again(self) -> None:
        """The server no longer knows our cursor."""
        self._needs_snapshot = True

    def lose(self) -> ColleaguesChanged | None:
        """The server is out of reach: nobody's line is known, until the next snapshot."""
        unknown = tuple(
            Colleague(row.person, LineState.UNKNOWN)
            for row in self._rows.values()
            if row.line is not LineState.UNKNOWN
        )
        self._needs_snapshot = True
        if not unknown:
            return None
        self._rows.update((row.person.id, row) for row in unknown)
        return ColleaguesChanged(changed=unknown)
