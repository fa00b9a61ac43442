"""A person's settings as this computer knows them: the server's, its answers, and the edits that wait.

Pure: `next` says what to ask, and what came back is taken. One question at a time; an answer that is lost is
asked for again, and whatever was lost, doubled or late, each edit is answered once. The whole of `Known` is
kept on disk after each change.
"""

from collections.abc import Callable, Iterable

import msgspec

from softphone.profiles.edits import Answer, Edit, Revision
from softphone.profiles.own import InForceNow
from softphone.profiles.settings import (
    Document,
    PersonalSettings,
    Value,
    differences,
    document_of,
    value_at,
    with_value,
)
from softphone.sync.settings_wire import MOST_EDITS

OFFERED_FOR = 30 * 86_400.0
"""Seconds, by the server's clock, that accepted edits are kept, to be offered to a restored server."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    revision: Revision = Revision()
    """The last answer that was seen; those before it were seen too."""
    epoch: str = ""
    """Of the server's run."""
    document: Document = {}
    """As the server has it; empty before it was ever reached."""
    answers: tuple[Answer, ...] = ()
    """Whoever made the edits, in order."""
    pushed: tuple[Answer, ...] = ()
    """Those to our pushes since: others may have come between them."""
    in_force: InForceNow | None = None
    waiting: tuple[Edit, ...] = ()
    """In order: those without an answer, the ones to be offered again first."""
    refused: tuple[Answer, ...] = ()
    """Of edits that were made here, or offered again; until the person has seen them."""


class Fetch(msgspec.Struct, frozen=True):
    since: Revision


class Push(msgspec.Struct, frozen=True):
    epoch: str
    edits: tuple[Edit, ...]


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    epoch: str
    revision: Revision
    known: bool
    """Whether the server knows the revision that was asked from."""
    forgotten: int
    document: Document
    answers: tuple[Answer, ...]
    in_force: InForceNow


class SettingsSession:
    def __init__(self, known: Known | None = None) -> None:
        self.known = known or Known()
        self._must_fetch = True
        self._told: Revision | None = None
        """By the server since the last fetch: what is on its way may be older."""

    @property
    def document(self) -> Document:
        """As the person wants it: with what is accepted and not fetched yet, and the edits that wait."""
        document = self.known.document
        accepted = [
            each.edit
            for each in self.known.pushed
            if each.refused is None and each.revision.n > self.known.revision.n
        ]
        for edit in (*accepted, *self.known.waiting):
            document = with_value(document, edit.field, edit.new) or document
        return document

    @property
    def is_done(self) -> bool:
        """Nothing to ask: all is answered, and all answers are known."""
        return self.next() is None

    def next(self) -> Fetch | Push | None:
        known = self.known
        if self._must_fetch:
            return Fetch(known.revision)
        if known.waiting:
            return Push(known.epoch, known.waiting[:MOST_EDITS])
        return None

    def edit(self, field: str, new: Value, id_: str) -> Edit | None:
        """None: it is so already, or the server was never reached, and what there is to edit is not known."""
        old = value_at(self.document, field)
        if old == new or not self.known.document:
            return None
        edit = Edit(id=id_, base=self.known.revision.n, field=field, old=old, new=new)
        self._change(waiting=(*self.known.waiting, edit))
        return edit

    def change(self, before: PersonalSettings, after: PersonalSettings, new_id: Callable[[], str]) -> None:
        """By all edits that it takes. What this version does not know of the document stays as it is."""
        for field, _, new in differences(document_of(before), document_of(after)):
            self.edit(field, new, new_id())

    def dismiss(self, edit: str) -> None:
        self._change(refused=tuple(each for each in self.known.refused if each.edit.id != edit))

    def fetch(self) -> None:
        """Something has changed at the server, or may have while it was out of reach."""
        self._must_fetch = True

    def told(self, revision: Revision, in_force: InForceNow) -> None:
        """By the server, of itself."""
        self._told = revision
        if revision != self.known.revision:
            self._must_fetch = True
        self._change(in_force=in_force)

    def fetched(self, came: Fetched) -> bool:
        """True: the server was restored from a backup."""
        known = self.known
        before = known.answers if came.known else ()
        answers = (*before, *came.answers)
        there = {each.edit.id: each.refused is None for each in answers}
        # A revision that it has only forgotten is no sign of a restore.
        restored = not came.known and known.revision.n > came.forgotten
        gone = known.answers if restored else ()
        # What it answered since the last fetch belongs to this one.
        unheard = [each for each in known.pushed if each.revision.n > known.revision.n]
        before_restore = {each.edit.id: each for each in (*gone, *unheard)}.values()
        missing = [each for each in before_restore if each.edit.id not in there]
        # Also what another desktop has offered again, and was refused: it was in force, as one knew it.
        lost = {
            each.edit.id: each.edit
            for each in before_restore
            if each.refused is None and not there.get(each.edit.id, False)
        }
        self._change(
            revision=came.revision,
            epoch=came.epoch,
            document=came.document,
            answers=_recent(answers),
            pushed=(),
            in_force=came.in_force,
            waiting=(*lost.values(), *(edit for edit in known.waiting if edit.id not in lost)),
            # A refusal can be lost as well, and the edit be accepted when another desktop offers it again.
            refused=tuple(each for each in known.refused if not there.get(each.edit.id, False)),
        )
        self._answered(answers)
        told, self._told = self._told, None
        overtaken = told is not None and (told.epoch != came.revision.epoch or told.n > came.revision.n)
        self._must_fetch = overtaken
        return restored or bool(missing or lost)

    def pushed(self, answers: Iterable[Answer]) -> None:
        """What they made of the document is in what is fetched next, with what others did."""
        answers = tuple(answers)
        self._answered(answers)
        self._change(pushed=(*self.known.pushed, *answers))
        self._must_fetch = True

    def _answered(self, answers: Iterable[Answer]) -> None:
        waiting = {edit.id for edit in self.known.waiting}
        mine = [each for each in answers if each.edit.id in waiting]
        done = {each.edit.id for each in mine}
        self._change(
            waiting=tuple(edit for edit in self.known.waiting if edit.id not in done),
            refused=(*self.known.refused, *(each for each in mine if each.refused is not None)),
        )

    def _change(self, **changes: object) -> None:
        self.known = msgspec.structs.replace(self.known, **changes)


def _recent(answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    newest = max((each.at for each in answers), default=0.0)
    return tuple(each for each in answers if each.at >= newest - OFFERED_FOR)
