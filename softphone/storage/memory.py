"""The repository in memory: for tests, and the plainest reading of the contract."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from softphone.people.directory import Directory, Group, Number, NumberStatus, Person, Trunk
from softphone.people.directory_source import DirectorySource
from softphone.people.retention import Keeping
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.storage.audit import AuditQuery, Entry
from softphone.storage.call_record import CallEnd, CallRecord
from softphone.storage.changes import (
    AddSession,
    Change,
    EndSessions,
    ErasePerson,
    PutDirectorySource,
    PutEntry,
    PutForwarding,
    PutGroup,
    PutInvitation,
    PutNumber,
    PutPerson,
    PutRetention,
    PutSecondFactor,
    PutTrunk,
    RemoveDevice,
    RemoveGroup,
    RemoveNumber,
    RemoveSecondFactor,
    RemoveTrunk,
    RevokeDevices,
    SetPassword,
    UseInvitation,
)
from softphone.storage.forgotten import (
    entry_without_person,
    freed_from,
    left_by,
    without_addresses,
    without_person,
    without_source,
)
from softphone.storage.records import (
    Device,
    Invitation,
    KeptAnswer,
    KeptCalendar,
    KeptSettings,
    NewCompany,
    PasswordHash,
    SecondFactor,
    Session,
)
from softphone.storage.repository import OvertakenError, TakenError
from softphone.storage.snapshot import assemble


def _all_different(what: str, values: list[str]) -> None:
    if len(set(values)) != len(values):
        raise TakenError(f"A {what} is there twice.")


class MemoryRepository:
    def __init__(self) -> None:
        self._company: NewCompany | None = None
        self._numbers: dict[str, Number] = {}
        self._forwardings: dict[str, NumberForwarding] = {}
        self._groups: dict[str, Group] = {}
        self._trunks: dict[str, Trunk] = {}
        self._people: dict[str, Person] = {}
        self._password_hashes: dict[str, str] = {}
        self._devices: dict[str, Device] = {}
        self._sessions: dict[str, Session] = {}
        self._second_factors: dict[str, SecondFactor] = {}
        self._calls: dict[str, CallRecord] = {}
        self._settings: dict[str, KeptSettings] = {}
        self._answers: dict[str, list[KeptAnswer]] = {}
        self._calendar_passwords: dict[str, str] = {}
        self._calendars: dict[str, KeptCalendar] = {}
        self._retention: dict[Keeping, int] = {}
        self._invitations: dict[str, Invitation] = {}
        self._sources: list[DirectorySource] = []
        self._entries: dict[str, str] = {}
        self._audit: list[Entry] = []
        self._audited = 0

    def is_empty(self) -> bool:
        return self._company is None

    def load(self, company: NewCompany) -> None:
        if self._company is not None:
            raise TakenError("A company was loaded before.")
        _all_different("person's id", [person.id for person in company.people])
        _all_different("login", [person.login.lower() for person in company.people])
        _all_different("device's id", [device.id for device in company.devices])
        _all_different("device's user", [device.user for device in company.devices])
        _all_different("number", [number.number for number in company.numbers])
        _all_different("group's id", [group.id for group in company.groups])
        _all_different("trunk's id", [trunk.id for trunk in company.trunks])
        self._company = company
        self._numbers = {number.number: number for number in company.numbers}
        self._groups = {group.id: group for group in company.groups}
        self._trunks = {trunk.id: trunk for trunk in company.trunks}
        self._people = {person.id: person for person in company.people}
        self._password_hashes = dict(company.password_hashes)
        self._devices = {device.id: device for device in company.devices}

    def directory(self) -> Directory:
        if self._company is None:
            raise LookupError("no company was loaded")
        return assemble(
            domain=self._company.domain,
            country=self._company.country,
            people=self._people.values(),
            devices=self._devices.values(),
            numbers=self._numbers.values(),
            groups=self._groups.values(),
            trunks=self._trunks.values(),
        )

    def add_person(self, person: Person, password_hash: str) -> None:
        logins = {each.login.lower() for each in self._people.values()}
        if person.id in self._people or person.login.lower() in logins:
            raise TakenError(f"The login {person.login} is in use.")
        self._people[person.id] = person
        self._password_hashes[person.id] = password_hash

    def password_hash(self, login: str) -> PasswordHash | None:
        for person in self._people.values():
            if person.login.lower() == login.lower():
                return PasswordHash(person.id, self._password_hashes.get(person.id, ""))
        return None

    def has_administrator(self) -> bool:
        may = [each.id for each in self._people.values() if each.active and "admin" in each.roles]
        return any(self._password_hashes.get(id_) for id_ in may)

    def set_password_hash(self, person: str, password_hash: str) -> None:
        if person not in self._people:
            raise LookupError(person)
        self._password_hashes[person] = password_hash

    def devices(self, person: str) -> tuple[Device, ...]:
        return tuple(device for device in self._devices.values() if device.person == person)

    def put_device(self, device: Device) -> None:
        if any(each.user == device.user and each.id != device.id for each in self._devices.values()):
            raise TakenError(f"The device user {device.user} is in use.")
        self._devices[device.id] = device

    def devices_seen(self, users: Collection[str], at: float) -> None:
        for device in self._devices.values():
            if device.user in users:
                self._devices[device.id] = msgspec.structs.replace(device, seen=at)

    def remove_device(self, device: str) -> bool:
        return self._devices.pop(device, None) is not None

    def sessions(self) -> tuple[Session, ...]:
        return tuple(self._sessions.values())

    def add_session(self, session: Session) -> None:
        self._sessions[session.token_hash] = session

    def touch_session(self, token_hash: str, used: float) -> None:
        session = self._sessions.get(token_hash)
        if session is not None:
            self._sessions[token_hash] = msgspec.structs.replace(session, used=used)

    def remove_session(self, token_hash: str) -> bool:
        return self._sessions.pop(token_hash, None) is not None

    def settings(self) -> tuple[KeptSettings, ...]:
        return tuple(self._settings.values())

    def answers_to(self, person: str, edits: Collection[str]) -> tuple[KeptAnswer, ...]:
        return tuple(answer for answer in self._answers.get(person, ()) if answer.edit in edits)

    def answers_after(self, person: str, n: int) -> tuple[KeptAnswer, ...]:
        return tuple(answer for answer in self._answers.get(person, ()) if answer.n > n)

    def answer(self, person: str, n: int) -> KeptAnswer | None:
        return next((answer for answer in self._answers.get(person, ()) if answer.n == n), None)

    def keep_settings(
        self,
        settings: KeptSettings,
        answers: Sequence[KeptAnswer],
        follows: int,
        entries: Sequence[Entry] = (),
    ) -> None:
        person = settings.person
        if person not in self._people:
            raise LookupError(person)
        known = self._settings.get(person)
        kept = self._answers.get(person, [])
        if (known.n if known else 0) != follows or {a.edit for a in kept} & {a.edit for a in answers}:
            raise OvertakenError(person)
        self._settings[person] = settings
        self._answers[person] = [*kept, *answers]
        self._note(entries)

    def forget_answers(self, before: float) -> Mapping[str, int]:
        gone: dict[str, int] = {}
        for person, answers in self._answers.items():
            old = [answer.n for answer in answers if answer.at < before]
            if old:
                gone[person] = max(old)
                self._answers[person] = [answer for answer in answers if answer.n > max(old)]
                kept = self._settings[person]
                self._settings[person] = msgspec.structs.replace(kept, forgotten=max(old))
        return gone

    def calendar_password(self, person: str) -> str:
        return self._calendar_passwords.get(person, "")

    def set_calendar_password(self, person: str, password: str) -> None:
        if person not in self._people:
            raise LookupError(person)
        self._calendar_passwords[person] = password

    def calendars(self) -> tuple[KeptCalendar, ...]:
        return tuple(self._calendars.values())

    def keep_calendar(self, calendar: KeptCalendar) -> None:
        if calendar.person not in self._people:
            raise LookupError(calendar.person)
        self._calendars[calendar.person] = calendar

    def forget_calendar(self, person: str) -> None:
        self._calendars.pop(person, None)

    def remove_sessions(self, before: float) -> int:
        old = [session.token_hash for session in self._sessions.values() if session.used < before]
        for each in old:
            del self._sessions[each]
        return len(old)

    def keep_calls(self, records: Sequence[CallRecord], ends: Sequence[CallEnd]) -> None:
        self._calls.update({record.id: record for record in records})
        for end in ends:
            for record in self._calls.values():
                if record.ended is None and end.is_of(record):
                    self._calls[record.id] = msgspec.structs.replace(
                        record, ended=end.at - record.began, ending=end.who_hung_up(record.caller_tag)
                    )
                    break

    def call_records(
        self,
        *,
        person: str = "",
        text: str = "",
        since: float | None = None,
        before: float | None = None,
        then: str = "",
        limit: int = 100,
    ) -> tuple[CallRecord, ...]:
        found = [
            record
            for record in self._calls.values()
            if (not person or person in record.people)
            and any(
                text.lower() in said.lower()
                for said in (record.called, record.caller_shown, record.caller_uri)
            )
            and (since is None or record.began >= since)
            and (
                before is None
                or record.began < before
                or (then and record.began == before and record.id > then)
            )
        ]
        return tuple(sorted(found, key=lambda record: (-record.began, record.id))[:limit])

    def call_record(self, id_: str) -> CallRecord | None:
        return self._calls.get(id_)

    def remove_call_records(self, before: float) -> int:
        old = [record.id for record in self._calls.values() if record.began < before]
        for each in old:
            del self._calls[each]
        return len(old)

    def change(self, changes: Sequence[Change], entries: Sequence[Entry] = ()) -> None:
        names = (
            *("_people", "_password_hashes", "_devices", "_sessions", "_invitations"),
            *("_numbers", "_forwardings", "_groups", "_trunks", "_retention", "_second_factors", "_entries"),
        )
        before = {name: getattr(self, name).copy() for name in (*names, "_sources")}
        try:
            for change in changes:
                self._make(change)
        except (TakenError, LookupError):
            vars(self).update(before)
            raise
        self._note(entries)

    def _erase(self, person: str) -> None:
        gone = self._people.pop(person, None)
        if gone is None:
            raise LookupError(person)
        for kept in (
            *(self._password_hashes, self._settings, self._answers),
            *(self._calendar_passwords, self._calendars, self._entries, self._second_factors),
        ):
            kept.pop(person, None)
        for of_person in (self._devices, self._sessions, self._invitations):
            for key in [key for key, each in of_person.items() if each.person == person]:
                del of_person[key]
        self._numbers = {digits: freed_from(each, person) for digits, each in self._numbers.items()}
        self._groups = {id_: left_by(group, person) for id_, group in self._groups.items()}
        self._calls = {id_: without_person(record, person) for id_, record in self._calls.items()}
        self._audit = [entry_without_person(entry, person, gone.login) for entry in self._audit]

    def _note(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._audited += 1
            self._audit.append(msgspec.structs.replace(entry, n=self._audited))

    def _make(self, change: Change) -> None:
        match change:
            case PutPerson(person, password_hash):
                others = (each for each in self._people.values() if each.id != person.id)
                if person.login.lower() in {each.login.lower() for each in others}:
                    raise TakenError(f"The login {person.login} is in use.")
                self._people[person.id] = person
                if password_hash is not None:
                    self._password_hashes[person.id] = password_hash
            case RemoveDevice(device):
                self._devices.pop(device, None)
            case PutNumber(number):
                self._numbers[number.number] = number
                if number.status is not NumberStatus.RESERVED:
                    self._forwardings.pop(number.number, None)
            case RemoveNumber(digits):
                self._numbers.pop(digits, None)
                self._forwardings.pop(digits, None)
            case PutForwarding(digits, forwarding):
                self._forwardings.pop(digits, None)
                if forwarding is not None:
                    if digits not in self._numbers:
                        raise LookupError(digits)
                    self._forwardings[digits] = forwarding
            case PutGroup(group):
                self._groups[group.id] = group
            case RemoveGroup(gone):
                self._groups.pop(gone, None)
            case PutTrunk(trunk):
                self._trunks[trunk.id] = trunk
            case PutDirectorySource(source):
                self._sources = [source] if source else []
            case PutEntry(person, entry):
                theirs = {each for of, each in self._entries.items() if of != person}
                if person not in self._people or entry in theirs:
                    raise TakenError(entry)
                self._entries[person] = entry
            case RemoveTrunk(gone):
                self._trunks.pop(gone, None)
            case PutRetention(what, days):
                self._retention[what] = days
            case ErasePerson(person):
                self._erase(person)
            case PutInvitation(invitation):
                self._invitations[invitation.token_hash] = invitation
            case UseInvitation(token_hash):
                if self._invitations.pop(token_hash, None) is None:
                    raise LookupError("no such invitation")
            case PutSecondFactor(factor):
                self._second_factors[factor.person] = factor
            case RemoveSecondFactor(person):
                self._second_factors.pop(person, None)
            case AddSession(session):
                self._sessions[session.token_hash] = session
            case EndSessions(person):
                self._sessions = {id_: each for id_, each in self._sessions.items() if each.person != person}
            case SetPassword(person, password_hash):
                self.set_password_hash(person, password_hash)
            case RevokeDevices(person):
                self._invitations = {
                    hashed: each for hashed, each in self._invitations.items() if each.person != person
                }
                self._devices = {
                    id_: each
                    for id_, each in self._devices.items()
                    if each.person != person or not each.issued
                }
                self._sessions = {id_: each for id_, each in self._sessions.items() if each.person != person}

    def second_factors(self) -> tuple[SecondFactor, ...]:
        return tuple(self._second_factors.values())

    def use_step(self, person: str, step: int) -> bool:
        factor = self._second_factors.get(person)
        if factor is None or factor.step >= step:
            return False
        self._second_factors[person] = msgspec.structs.replace(factor, step=step)
        return True

    def number_forwardings(self) -> Mapping[str, NumberForwarding]:
        return dict(self._forwardings)

    def directory_source(self) -> DirectorySource | None:
        return next(iter(self._sources), None)

    def directory_entries(self) -> Mapping[str, str]:
        return dict(self._entries)

    def retention(self) -> Mapping[Keeping, int]:
        return dict(self._retention)

    def forget_addresses(self, before: float, most: int) -> int:
        old = [r for r in self._calls.values() if r.began < before and r.caller_address][:most]
        for record in old:
            self._calls[record.id] = without_addresses(record)
        self._audit = [without_source(each) if each.at < before else each for each in self._audit]
        return len(old)

    def invitation(self, token_hash: str) -> Invitation | None:
        return self._invitations.get(token_hash)

    def remove_invitations(self, before: float) -> int:
        old = [hashed for hashed, each in self._invitations.items() if each.expires < before]
        for each in old:
            del self._invitations[each]
        return len(old)

    def audit(self, asked: AuditQuery) -> tuple[Entry, ...]:
        found = [
            entry
            for entry in reversed(self._audit)
            if (not asked.actor or entry.actor.person == asked.actor)
            and (not asked.subject or entry.subject == asked.subject)
            and (not asked.actions or entry.action in asked.actions)
            and (asked.since is None or entry.at >= asked.since)
            and (asked.until is None or entry.at < asked.until)
            and (asked.below is None or entry.n < asked.below)
        ]
        return tuple(found[: asked.limit])

    def remove_audit(self, before: float) -> int:
        left = [entry for entry in self._audit if entry.at >= before]
        gone = len(self._audit) - len(left)
        self._audit = left
        return gone

    def close(self) -> None:
        pass
