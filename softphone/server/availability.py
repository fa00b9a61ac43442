"""What everyone has set: edits answered, kept, and then in force.

A person's edits are answered one push after the other; the answers are committed before anybody is told of
them, and what they change is obeyed by the next call.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog

from softphone.people.directory import Directory, Person
from softphone.people.reception import reception
from softphone.profiles.activation import Availability
from softphone.profiles.calendar_settings import password_for
from softphone.profiles.edits import Answer, Edit, Refused, Revision, State, answer, apply
from softphone.profiles.incoming import Target
from softphone.profiles.loops import Others
from softphone.profiles.settings import (
    FIRST,
    PersonalSettings,
    Value,
    differences,
    document_of,
    settings_of,
    value_at,
)
from softphone.profiles.settings_check import Checker
from softphone.profiles.timeline import Occurrence
from softphone.profiles.validation import Company, Refusal
from softphone.server import accounts
from softphone.server.accounts import Clocks
from softphone.server.in_force import InForce
from softphone.server.kept import Kept
from softphone.storage.audit import Entry
from softphone.storage.records import KeptAnswer, KeptSettings
from softphone.storage.repository import OvertakenError, StorageError

KEPT_FOR = 90 * 86_400.0
"""Seconds that answers are kept."""
FORGET_EVERY = 86_400.0
FETCH_AGAIN = accounts.Refused(
    status=409, code="fetch_again", sentence="The server was started since; fetch the settings first."
)
_NOT_KEPT = accounts.Refused(
    status=503, code="not_kept", sentence="The server cannot store this now; its log says why.", retry_after=5
)
_answers = msgspec.json.Decoder(Answer)


class SettingsNow(msgspec.Struct, frozen=True):
    """Of one person; `revision` is that of the settings."""

    settings: PersonalSettings = FIRST
    revision: Revision = Revision()
    forgotten: int = 0


def first_in(country: str) -> PersonalSettings:
    """What somebody has at first in a company of that country (ISO 3166)."""
    schedule = msgspec.structs.replace(FIRST.schedule, country=country)
    return msgspec.structs.replace(FIRST, schedule=schedule)


class Since(msgspec.Struct, frozen=True):
    """What came after a cursor, or all that is kept when the cursor is not known."""

    now: SettingsNow
    known: bool
    answers: tuple[Answer, ...]


Change = Callable[[Availability, datetime], Availability | Refusal]


class Availabilities:
    """Lives on the server's loop. `epoch` is that of this run. `tell` is called with a person's id after an
    answer that changed their revision; what is in force is told by `in_force`. `reserved` gives where
    reserved numbers are forwarded."""

    def __init__(
        self,
        kept: Kept,
        *,
        epoch: str,
        clocks: Clocks,
        token: Callable[[int], str],
        directory: Callable[[], Directory],
        in_force: InForce,
        tell: Callable[[str], None],
        reserved: Callable[[str], Target | None],
    ) -> None:
        self.epoch = epoch
        self.in_force = in_force
        self._kept = kept
        self._clocks = clocks
        self._token = token
        self._directory = directory
        self._tell = tell
        self._reserved = reserved
        self._now: dict[str, SettingsNow] = {}
        self._away: set[str] = set()
        """Who has settings and is not active."""
        self._not_understood: set[str] = set()
        """Whose settings are left as they are."""
        self._one_by_one: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._log = structlog.get_logger("softphone.availability")

    async def load(
        self, calendar: Callable[[str, PersonalSettings], tuple[Occurrence, ...]] = lambda *_: ()
    ) -> None:
        """Before the first call: all that was set, and what of it is in force. `calendar` gives what is known
        of a person's."""
        self._now = await self._kept.run(self._read)
        settings = {person: now.settings for person, now in self._now.items()}
        known = {person: calendar(person, each) for person, each in settings.items()}
        await asyncio.to_thread(self.in_force.take, settings, known)

    def of(self, person: str) -> SettingsNow:
        """Who has set nothing yet has the public holidays of the company's country."""
        return self._now.get(person) or SettingsNow(first_in(self._directory().country))

    async def since(self, person: str, cursor: Revision) -> Since:
        """Read in turn with the edits, so that it is of one moment."""
        repository = self._kept.repository
        async with self._one_by_one[person]:
            now = self.of(person)
            known = cursor == now.revision or cursor == Revision()
            if not known and now.forgotten < cursor.n < now.revision.n:
                there = await self._kept.run(repository.answer, person, cursor.n)
                known = there is not None and there.epoch == cursor.epoch
            n = cursor.n if known else 0
            kept = await self._kept.run(repository.answers_after, person, n) if n < now.revision.n else ()
        return Since(now, known, tuple(map(_answer, kept)))

    async def push(
        self, person: Person, epoch: str, edits: Sequence[Edit], entries: Sequence[Entry] = ()
    ) -> tuple[Answer, ...] | accounts.Refused:
        """An answer to each edit. `entries` are what the audit log says of them."""
        if epoch != self.epoch:
            return FETCH_AGAIN
        async with self._one_by_one[person.id]:
            return await self._answered(person, edits, entries)

    async def change(
        self, person: Person, change: Change, entries: Sequence[Entry] = ()
    ) -> tuple[Answer, ...] | Refusal | accounts.Refused:
        """By somebody who is not a client with edits of its own: the change is made of what is there.
        `entries` are what the audit log says of it."""
        async with self._one_by_one[person.id]:
            now = self.of(person.id)
            moment = datetime.fromtimestamp(self._clocks.wall(), UTC)
            changed = change(now.settings.availability(), moment)
            if isinstance(changed, Refusal):
                return changed
            after = document_of(now.settings.with_availability(changed))
            edits = [
                Edit(id=self._token(16), base=now.revision.n, field=field, old=old, new=new)
                for field, old, new in differences(document_of(now.settings), after)
            ]
            return await self._answered(person, edits, entries)

    def check(self, person: Person, field: str, value: Value) -> Refusal | None:
        """Whether an edit would be accepted."""
        settings = self.of(person.id).settings
        edit = Edit(id="", field=field, old=value_at(document_of(settings), field), new=value)
        done = apply(edit, settings, self._checker(person))
        return done.refusal if isinstance(done, Refused) else None

    async def set_calendar_password(
        self, person: str, password: str, address: str
    ) -> accounts.Refused | None:
        """`address`: of the calendar that it is for; empty: as it is set now. No other server is given it,
        also when somebody else changes the address."""
        bound = password_for(password, address or self.of(person).settings.calendar.address)
        try:
            await self._kept.run(self._kept.repository.set_calendar_password, person, bound)
        except (StorageError, LookupError) as error:
            self._log.error("calendar password not kept", person=person, cause=repr(error))
            return _NOT_KEPT
        return None

    async def forget(self) -> None:
        """Answers that are older than they are kept."""
        gone = await self._kept.run(self._kept.repository.forget_answers, self._clocks.wall() - KEPT_FOR)
        for person, n in gone.items():
            if person in self._now:
                self._now[person] = msgspec.structs.replace(self._now[person], forgotten=n)

    def use_directory(self, directory: Directory) -> None:
        """Of who is not active the settings are kept, and nothing is in force."""
        for gone in self._now.keys() - directory.people.keys():
            if gone not in directory.inactive:
                del self._now[gone]
            self._away.add(gone)
            self.in_force.forget(gone)
        for back in self._away & directory.people.keys():
            self.in_force.use_settings(back, self.of(back).settings)
        self._away -= directory.people.keys()

    async def _answered(
        self, person: Person, edits: Sequence[Edit], entries: Sequence[Entry] = ()
    ) -> tuple[Answer, ...] | accounts.Refused:
        if person.id in self._not_understood:
            return _NOT_KEPT
        repository, before = self._kept.repository, self.of(person.id)
        ids = {edit.id for edit in edits}
        known = await self._kept.run(repository.answers_to, person.id, ids) if ids else ()
        state = State(
            settings=before.settings,
            revision=before.revision,
            forgotten=before.forgotten,
            answers={each.edit: _answer(each) for each in known},
        )
        check, at = self._checker(person), self._clocks.wall()
        given: list[Answer] = []
        for edit in edits:
            state, each = answer(edit, state, check, self.epoch, at)
            given.append(each)
            await asyncio.sleep(0)  # about a millisecond each; calls have their turn
        new = {each.edit.id: each for each in given if each.revision.n > before.revision.n}
        if new:
            after = SettingsNow(state.settings, state.revision, before.forgotten)
            refused = await self._keep(person.id, after, list(new.values()), before.revision.n, entries)
            if refused is not None:
                return refused
            self._now[person.id] = after
            self._log_answers(person, new.values())
            self.in_force.use_settings(person.id, after.settings)
            self._tell(person.id)
        return tuple(given)

    async def _keep(
        self,
        person: str,
        now: SettingsNow,
        answers: Sequence[Answer],
        follows: int,
        entries: Sequence[Entry],
    ) -> accounts.Refused | None:
        rows = [
            KeptAnswer(
                person=person,
                edit=each.edit.id,
                epoch=each.revision.epoch,
                n=each.revision.n,
                at=each.at,
                answer=msgspec.json.encode(each).decode(),
            )
            for each in answers
        ]
        settings = KeptSettings(
            person=person,
            epoch=now.revision.epoch,
            n=now.revision.n,
            forgotten=now.forgotten,
            document=msgspec.json.encode(document_of(now.settings)).decode(),
        )
        try:
            await self._kept.run(self._kept.repository.keep_settings, settings, rows, follows, entries)
        except (StorageError, OvertakenError, LookupError) as error:
            self._log.error("settings not kept", person=person, cause=repr(error))
            return _NOT_KEPT
        return None

    def _checker(self, person: Person) -> Checker:
        directory = self._directory()
        group = reception(directory)
        return Checker(
            person=person,
            company=Company(directory=directory, reception=group.id if group else ""),
            others=Others(lambda other: self.in_force.of(other).profile, self._reserved),
            add_ons=person.add_ons,
        )

    def _log_answers(self, person: Person, answers: Collection[Answer]) -> None:
        for each in answers:
            # Which field, never what of: a message, or that somebody is sick, is nobody's business here.
            self._log.info(
                "edit answered",
                login=person.login,
                field=each.edit.field,
                revision=each.revision.n,
                refused=each.refused.reason.name.lower() if each.refused else "",
            )

    def _read(self) -> dict[str, SettingsNow]:
        found = {}
        for kept in self._kept.repository.settings():
            try:
                settings = settings_of(msgspec.json.decode(kept.document))
            except msgspec.MsgspecError as error:
                # Calls go on by what everyone has at first.
                self._log.error("settings not understood", person=kept.person, cause=str(error))
                settings = FIRST
                self._not_understood.add(kept.person)
            found[kept.person] = SettingsNow(settings, Revision(kept.epoch, kept.n), kept.forgotten)
        return found


async def forget_old_answers(availabilities: Availabilities, log: Any) -> None:
    """Now and each day, until cancelled."""
    while True:
        try:
            await availabilities.forget()
        except StorageError as error:
            log.error("old answers not forgotten", cause=repr(error))
        await asyncio.sleep(FORGET_EVERY)


def _answer(kept: KeptAnswer) -> Answer:
    return _answers.decode(kept.answer)
