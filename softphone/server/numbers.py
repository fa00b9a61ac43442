"""What administrators do with the company's numbers: forward, assign, release, note, add and remove.

One change after the other; each is in the storage, with its entry in the audit log, before it is in force,
and in force when this returns.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import msgspec
import structlog

from softphone.people.company_numbers import LONGEST_NOTE, company_number
from softphone.people.directory import Directory, Number, NumberKind, NumberStatus, Person
from softphone.people.number_kind import DialledKind, planned_kind
from softphone.people.numbers import e164
from softphone.profiles.incoming import Target
from softphone.profiles.loops import Others
from softphone.profiles.number_forwarding import NumberForwarding, as_kept, check_forwarding
from softphone.profiles.profile import Profile
from softphone.profiles.validation import Reason, Refusal, check_text
from softphone.server.accounts import Accounts
from softphone.server.audit import AuditLog
from softphone.server.audited_numbers import AuditedNumber
from softphone.server.number_order import NumberRow
from softphone.server.number_refusals import Cannot, cannot
from softphone.server.number_search import FoundNumbers, NumberQuery, NumberSearch
from softphone.server.reserved_forwardings import ReservedForwardings
from softphone.storage.audit import Action, Actor, Entry
from softphone.storage.changes import Change, PutForwarding, PutNumber, PutPerson, RemoveNumber
from softphone.storage.repository import StorageError, TakenError

MOST_AT_ONCE = 1_000
"""Numbers added together."""


class NewNumber(msgspec.Struct, frozen=True):
    number: str
    """As typed."""
    kind: NumberKind | None = None
    """None: by the numbering plan."""
    note: str = ""


class Numbers:
    """Lives on the server's loop. `profile` gives the active one of a person, by id."""

    def __init__(
        self,
        accounts: Accounts,
        audit: AuditLog,
        forwardings: ReservedForwardings,
        profile: Callable[[str], Profile],
    ) -> None:
        self._accounts = accounts
        self._audit = audit
        self._forwardings = forwardings
        self._profile = profile
        self._search = NumberSearch()
        self._one_by_one = audit.one_by_one
        self._log = structlog.get_logger("softphone.numbers")

    @property
    def directory(self) -> Directory:
        return self._accounts.directory

    def today(self) -> date:
        """In the company's time zone."""
        return self._forwardings.today()

    async def get_ready(self) -> None:
        """To search: of many numbers the first time takes seconds."""
        await self._search.get_ready(self.directory, self._forwardings.all)

    async def find(self, asked: NumberQuery) -> FoundNumbers:
        return await self._search.find(self.directory, self._forwardings.all, asked)

    def of(self, number: str) -> NumberRow | None:
        """By E.164. None: it is not the company's."""
        owned = company_number(number, self.directory)
        if owned is None:
            return None
        return NumberRow(owned.number, owned.owner, self._forwardings.of(number))

    def is_in_force(self, number: str) -> bool:
        """Whether it is forwarded now."""
        return number in self._forwardings.in_force

    def check(self, number: str, to: Target, starts: date | None = None) -> Cannot | None:
        """Whether it can be forwarded there, asked while it is typed. Changes nothing."""
        row = self.of(number)
        if row is None:
            return cannot("no_such_number")
        wanted = NumberForwarding(as_kept(to, self.directory.country), starts)
        others = Others(self._profile, self._forwardings.target)
        refused = check_forwarding(row.number, wanted, self.directory, others, self.today())
        return None if refused is None else self._said(refused)

    async def forward(self, number: str, to: Target, starts: date | None, by: Actor) -> NumberRow | Cannot:
        """Konfigurera vidarekoppling: at once, or from the midnight that a day begins with."""
        async with self._one_by_one:
            refused = self.check(number, to, starts)
            row = self.of(number)
            if refused is not None or row is None:
                return refused or cannot("no_such_number")
            wanted = NumberForwarding(as_kept(to, self.directory.country), starts)
            return await self._change(row, row.number, wanted, by)

    async def stop_forwarding(self, number: str, by: Actor) -> NumberRow | Cannot:
        """One that is not forwarded stays so."""
        async with self._one_by_one:
            row = self.of(number)
            if row is None:
                return cannot("no_such_number")
            return row if row.forwarding is None else await self._change(row, row.number, None, by)

    async def assign(self, number: str, person: str, by: Actor) -> NumberRow | Cannot:
        """A reserved number becomes this person's: their landline or mobile where they have none, else one
        more. A forwarding ends."""
        async with self._one_by_one:
            row = self.of(number)
            who = self.directory.people.get(person)
            if row is None:
                return cannot("no_such_number")
            if row.number.status is not NumberStatus.RESERVED:
                return cannot("in_use")
            if who is None:
                return cannot("no_such_person")
            given = msgspec.structs.replace(row.number, status=NumberStatus.IN_USE, person=who.id)
            mobile = given.kind is NumberKind.MOBILE
            changed = who
            if mobile and not who.mobile:
                changed = msgspec.structs.replace(who, mobile=number)
            elif not mobile and not who.landline:
                changed = msgspec.structs.replace(who, landline=number)
            return await self._change(row, given, None, by, who=(who, changed))

    async def release(self, number: str, by: Actor) -> NumberRow | Cannot:
        """A person's number becomes reserved."""
        async with self._one_by_one:
            row = self.of(number)
            if row is None:
                return cannot("no_such_number")
            if row.owner is None:
                return cannot("reserved_already")
            if not isinstance(row.owner, Person):
                return cannot("of_a_group", group=row.owner.name)
            who = changed = row.owner
            if who.landline == number:
                changed = msgspec.structs.replace(changed, landline="")
            if who.mobile == number:
                changed = msgspec.structs.replace(changed, mobile="")
            freed = msgspec.structs.replace(row.number, status=NumberStatus.RESERVED, person="")
            return await self._change(row, freed, None, by, who=(who, changed))

    async def note(self, number: str, note: str, by: Actor) -> NumberRow | Cannot:
        async with self._one_by_one:
            row = self.of(number)
            if row is None:
                return cannot("no_such_number")
            note = note.strip()
            refused = next(check_text("note", note, LONGEST_NOTE), None)
            if refused is not None:
                return self._said(refused)
            noted = msgspec.structs.replace(row.number, note=note)
            return row if noted == row.number else await self._change(row, noted, row.forwarding, by)

    async def add(self, new: Sequence[NewNumber], by: Actor) -> tuple[NumberRow, ...] | Cannot:
        """Reserved, all or none."""
        async with self._one_by_one:
            numbers: dict[str, Number] = {}
            for each in new:
                read = self._read(each, numbers)
                if isinstance(read, Cannot):
                    return read
                numbers[read.number] = read
            rows = tuple(NumberRow(number) for number in numbers.values())
            entries = [
                self._audit.entry(by, Action.NUMBER_ADDED, row.number.number, after=_audited(row))
                for row in rows
            ]
            refused = await self._keep([PutNumber(row.number) for row in rows], entries)
            if refused is not None:
                return refused
            self._use({**self.directory.numbers, **numbers})
            self._log.info("numbers added", count=len(rows), login=by.login)
            return rows

    async def remove(self, number: str, by: Actor) -> Cannot | None:
        """A reserved number that the company does not have any more."""
        async with self._one_by_one:
            row = self.of(number)
            if row is None:
                return cannot("no_such_number")
            if row.number.status is not NumberStatus.RESERVED:
                return cannot("in_use")
            entry = self._audit.entry(by, Action.NUMBER_REMOVED, number, before=_audited(row))
            refused = await self._keep([RemoveNumber(number)], [entry])
            if refused is not None:
                return refused
            self._forwardings.use(number, None)
            left = dict(self.directory.numbers)
            left.pop(number, None)
            self._use(left)
            self._log.info("number removed", number=number, login=by.login)
            return None

    def _read(self, new: NewNumber, before: Mapping[str, Number]) -> Number | Cannot:
        number = e164(new.number, self.directory.country)
        if number is None:
            return cannot("not_a_number", number=new.number[:40])
        if number in before or company_number(number, self.directory) is not None:
            return cannot("taken", number=number)
        refused = next(check_text("note", new.note, LONGEST_NOTE), None)
        if refused is not None:
            return self._said(refused)
        mobile = planned_kind(number, self.directory.country) is DialledKind.MOBILE
        if mobile and new.kind is NumberKind.LANDLINE:
            return cannot("mobile_number", number=new.number[:40])
        kind = new.kind or (NumberKind.MOBILE if mobile else NumberKind.LANDLINE)
        return Number(number=number, kind=kind, status=NumberStatus.RESERVED, note=new.note.strip())

    async def _change(
        self,
        row: NumberRow,
        number: Number,
        forwarding: NumberForwarding | None,
        by: Actor,
        *,
        who: tuple[Person, Person] | None = None,
    ) -> NumberRow | Cannot:
        """`who`: the person whose number it is or was, before and after."""
        after = NumberRow(number, row.owner, forwarding)
        changes: list[Change] = [PutNumber(number)]
        if forwarding != row.forwarding:
            changes.append(PutForwarding(number.number, forwarding))
        entries = [
            self._audit.entry(
                by, Action.NUMBER_CHANGED, number.number, before=_audited(row), after=_audited(after)
            )
        ]
        if who is not None and who[0] != who[1]:
            changes.append(PutPerson(who[1]))
            changed = self._audit.entry(
                by, Action.PERSON_CHANGED, who[1].id, who[1].name, before=who[0], after=who[1]
            )
            entries.append(changed)
        refused = await self._keep(changes, entries)
        if refused is not None:
            return refused
        if forwarding != row.forwarding:
            self._forwardings.use(number.number, forwarding)
        if number != row.number or who is not None:
            self._use({**self.directory.numbers, number.number: number}, who[1] if who else None, number)
        self._log.info("number changed", number=number.number, status=number.status.value, login=by.login)
        found = self.of(number.number)
        assert found is not None
        return found

    async def _keep(self, changes: Sequence[Change], entries: Sequence[Entry]) -> Cannot | None:
        try:
            await self._audit.change(changes, entries)
        except (StorageError, TakenError, LookupError) as error:
            self._log.error("number not kept", cause=repr(error))
            return cannot("not_kept")
        return None

    def _use(
        self, numbers: Mapping[str, Number], who: Person | None = None, number: Number | None = None
    ) -> None:
        """Into force, in the directory as it is now."""
        directory = self.directory
        people, inactive, addresses = directory.people, directory.inactive, directory.addresses
        if number is not None and who is not None:
            if who.active:
                people = {**people, who.id: who}
            else:
                inactive = {**inactive, who.id: who}
            addresses = dict(addresses)
            addresses.pop(number.number, None)
            if number.person and who.active:
                addresses[number.number] = number.person
        self._accounts.use_directory(
            msgspec.structs.replace(
                directory, numbers=numbers, people=people, inactive=inactive, addresses=addresses
            )
        )

    def _said(self, refused: Refusal) -> Cannot:
        detail = refused.detail
        if refused.reason is Reason.LOOP:
            colleague = self.directory.people.get(detail)
            detail = colleague.name if colleague else detail
        return cannot(refused.reason.name.lower(), field=refused.field, detail=detail)


def _audited(row: NumberRow) -> AuditedNumber:
    return AuditedNumber.of(row.number, row.forwarding)
