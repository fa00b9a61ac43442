"""The colleagues as this client knows them: a snapshot with the deltas since applied.

Pure. Whatever is pushed, dropped, doubled or late: when `needs_snapshot` is heeded, what is known equals what
a fresh fetch would give.
"""

import msgspec

from softphone.people.company import Colleague, ColleaguesChanged, ColleaguesReplaced
from softphone.people.directory import Group, Person
from softphone.people.line_state import LineState
from softphone.people.meeting import Meeting
from softphone.people.shown import Shown
from softphone.sync import wire


def person(card: wire.PersonCard) -> Person:
    return Person(**card.model_dump())


def colleague(row: wire.Colleague) -> Colleague:
    profile = row.profile
    shown = Shown(
        name=profile.name,
        available=profile.available,
        message=profile.message,
        until=profile.until,
        preset=profile.preset,
    )
    soon = row.meeting
    meeting = None if soon is None else Meeting(soon.begin, soon.end, soon.title)
    return Colleague(person(row.person), row.line, shown, meeting)


def group(shown: wire.Group) -> Group:
    return Group(
        id=shown.id,
        name=shown.name,
        extension=shown.extension,
        number=shown.number,
        members=tuple(shown.members),
    )


class ColleaguesSession:
    def __init__(self) -> None:
        self._revision: wire.Revision | None = None
        self._rows: dict[str, Colleague] = {}
        self._groups: tuple[Group, ...] = ()
        self._needs_snapshot = True
        self._own: Colleague | None = None
        """One's own row as one alone sees it, in place of one that says "hidden"."""

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

    @property
    def groups(self) -> tuple[Group, ...]:
        return self._groups

    def replace(self, snapshot: wire.Colleagues) -> ColleaguesReplaced | None:
        """None for a snapshot older than what is known: another is needed."""
        known = self._revision
        if known is not None and known.epoch == snapshot.revision.epoch and known.n > snapshot.revision.n:
            self._needs_snapshot = True
            return None
        self._revision = snapshot.revision
        self._rows = {row.person.id: colleague(row) for row in snapshot.colleagues}
        self._groups = tuple(group(each) for each in snapshot.groups)
        if self._own is not None:
            self._own = self._rows.get(self._own.person.id)
        self._needs_snapshot = False
        return ColleaguesReplaced(self.colleagues, self._groups)

    def apply(self, delta: wire.ColleaguesChanged) -> ColleaguesChanged | None:
        """None when it changes nothing: known already, or it does not follow what is known."""
        known = self._revision
        if delta.own:
            return self._apply_own(colleague(delta.changed[0])) if delta.changed else None
        if self._needs_snapshot or known is None:
            return None
        if delta.revision.epoch != known.epoch or delta.revision.n > known.n + 1:
            self._needs_snapshot = True
            return None
        if delta.revision.n <= known.n:
            return None
        self._revision = delta.revision
        changed = tuple(self._as_own(colleague(row)) for row in delta.changed)
        self._rows.update((row.person.id, row) for row in changed)
        for gone in delta.removed:
            self._rows.pop(gone, None)
        groups = None if delta.groups is None else tuple(group(each) for each in delta.groups)
        if groups is not None:
            self._groups = groups
        return ColleaguesChanged(changed=changed, removed=tuple(delta.removed), groups=groups)

    def _apply_own(self, row: Colleague) -> ColleaguesChanged | None:
        self._own = row
        known = self._rows.get(row.person.id)
        # Without a snapshot nothing is known that it could be put into; the snapshot will say the same.
        if self._needs_snapshot or known is None or known == row:
            return None
        self._rows[row.person.id] = row
        return ColleaguesChanged(changed=(row,))

    def _as_own(self, row: Colleague) -> Colleague:
        own = self._own
        if own is None or own.person.id != row.person.id or row.line is not LineState.HIDDEN:
            return row
        return msgspec.structs.replace(row, line=own.line)

    def fetch_again(self) -> None:
        """The server no longer knows our cursor."""
        self._needs_snapshot = True

    def lose(self) -> ColleaguesChanged | None:
        """The server is out of reach: nobody's line is known, until the next snapshot."""
        unknown = tuple(
            msgspec.structs.replace(row, line=LineState.UNKNOWN)
            for row in self._rows.values()
            if row.line is not LineState.UNKNOWN
        )
        self._needs_snapshot = True
        if not unknown:
            return None
        self._rows.update((row.person.id, row) for row in unknown)
        return ColleaguesChanged(changed=unknown)
