"""What the server keeps, as a protocol with two implementations: memory and SQL.

One contract suite (tests/contract/test_repository.py) holds for both. Every method that writes has committed
when it returns. Methods block: the server calls them on a thread of their own, and nothing on the path of a
call waits for them; routing reads the `Directory` that `directory()` made.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from softphone.people.directory import Directory, Person
from softphone.people.directory_source import DirectorySource
from softphone.people.retention import Keeping
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.storage.audit import AuditQuery, Entry
from softphone.storage.call_record import CallEnd, CallRecord
from softphone.storage.changes import Change
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


class StorageError(Exception):
    """What keeps the server from using its storage, in one sentence for the person who runs it."""


class NewerDatabaseError(StorageError):
    """The database was written by a later version of this program."""


class TakenError(ValueError):
    """A login, a digest user name or an id that must be unique is somebody else's. Nothing was changed."""


class OvertakenError(ValueError):
    """Somebody else wrote a person's settings since they were read. Nothing was changed."""


class Repository(Protocol):
    def is_empty(self) -> bool:
        """True until a company was loaded."""
        ...

    def load(self, company: NewCompany) -> None:
        """Keep the whole company in one transaction.

        Raises TakenError when something in it is there twice, or when a company was loaded before.
        """
        ...

    def directory(self) -> Directory:
        """Everything that routing needs, as it is now. LookupError when no company was loaded."""
        ...

    def add_person(self, person: Person, password_hash: str) -> None:
        """Raises TakenError when the id or the login is in use."""
        ...

    def password_hash(self, login: str) -> PasswordHash | None:
        """Of the person with this login, whatever its case."""
        ...

    def has_administrator(self) -> bool:
        """Whether anybody could sign in as one: who has no password, or is not active, cannot."""
        ...

    def set_password_hash(self, person: str, password_hash: str) -> None:
        """LookupError when there is no such person."""
        ...

    def devices(self, person: str) -> tuple[Device, ...]: ...

    def put_device(self, device: Device) -> None:
        """Add, or replace the one with the same id. Raises TakenError when its user is another device's."""
        ...

    def devices_seen(self, users: Collection[str], at: float) -> None:
        """Note when the devices with those digest users were heard (seconds since 1970)."""
        ...

    def remove_device(self, device: str) -> bool:
        """False when there was none."""
        ...

    def sessions(self) -> tuple[Session, ...]: ...

    def add_session(self, session: Session) -> None: ...

    def touch_session(self, token_hash: str, used: float) -> None:
        """Note when a session was last used; one that is gone stays gone."""
        ...

    def remove_session(self, token_hash: str) -> bool: ...

    def settings(self) -> tuple[KeptSettings, ...]:
        """Of all persons who have set anything."""
        ...

    def answers_to(self, person: str, edits: Collection[str]) -> tuple[KeptAnswer, ...]:
        """The answers to those of these edits that were answered, in order."""
        ...

    def answers_after(self, person: str, n: int) -> tuple[KeptAnswer, ...]:
        """In order."""
        ...

    def answer(self, person: str, n: int) -> KeptAnswer | None: ...

    def keep_settings(
        self,
        settings: KeptSettings,
        answers: Sequence[KeptAnswer],
        follows: int,
        entries: Sequence[Entry] = (),
    ) -> None:
        """Keep the answers, the settings after them, and what the audit log says of them, in one transaction.
        `follows` is the `n` of the settings that they were made from, 0 for the first. Raises OvertakenError
        when it is not theirs any more, LookupError when there is no such person, StorageError when it cannot
        be written."""
        ...

    def forget_answers(self, before: float) -> Mapping[str, int]:
        """Those given before that moment (seconds since 1970); by person, up to which they are gone now."""
        ...

    def calendar_password(self, person: str) -> str:
        """Empty: none."""
        ...

    def set_calendar_password(self, person: str, password: str) -> None:
        """Empty: none any more. LookupError when there is no such person."""
        ...

    def calendars(self) -> tuple[KeptCalendar, ...]:
        """Of all persons of whom one is remembered."""
        ...

    def keep_calendar(self, calendar: KeptCalendar) -> None:
        """In the place of the one before. LookupError when there is no such person."""
        ...

    def forget_calendar(self, person: str) -> None:
        """Also when there is none."""
        ...

    def remove_sessions(self, before: float) -> int:
        """Those that were last used before that moment (seconds since 1970); how many there were."""
        ...

    def keep_calls(self, records: Sequence[CallRecord], ends: Sequence[CallEnd]) -> None:
        """Keep records, each in the place of the one with its id, and then the ends of calls that were kept
        without one; an end that fits no such call is dropped."""
        ...

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
        """The newest first: of calls that concern this person (CallRecord.people; empty: all), with this text
        in what was called or in who called, whatever its case (a to z); that did not begin before `since`
        (seconds since 1970), and before `before`; with `then`, also those of that very moment whose id comes
        after it."""
        ...

    def call_record(self, id_: str) -> CallRecord | None: ...

    def remove_call_records(self, before: float) -> int:
        """Those of calls that began before that moment (seconds since 1970); how many there were."""
        ...

    def change(self, changes: Sequence[Change], entries: Sequence[Entry] = ()) -> None:
        """Make the changes in order, and keep what the audit log says of them, all or none. Raises TakenError
        when something that must be unique is somebody else's, LookupError when what a change refers to is not
        there."""
        ...

    def second_factors(self) -> tuple[SecondFactor, ...]:
        """Of all who have one."""
        ...

    def use_step(self, person: str, step: int) -> bool:
        """Note that the code of this step was used; False when it, or a later one, was before."""
        ...

    def number_forwardings(self) -> Mapping[str, NumberForwarding]:
        """Where reserved numbers are forwarded, or shall be from a day on, by number in E.164."""
        ...

    def directory_source(self) -> DirectorySource | None: ...

    def directory_entries(self) -> Mapping[str, str]:
        """Who came from the company's directory, by id, and as what they are known there."""
        ...

    def retention(self) -> Mapping[Keeping, int]:
        """Days, of what they were set for."""
        ...

    def forget_addresses(self, before: float, most: int) -> int:
        """Where calls and changes before that moment (seconds since 1970) came from: of at most so many
        calls; how many there were."""
        ...

    def invitation(self, token_hash: str) -> Invitation | None: ...

    def remove_invitations(self, before: float) -> int:
        """Those that expired before that moment (seconds since 1970); how many there were."""
        ...

    def audit(self, asked: AuditQuery) -> tuple[Entry, ...]:
        """The newest first."""
        ...

    def remove_audit(self, before: float) -> int:
        """Entries of changes made before that moment (seconds since 1970); how many there were."""
        ...

    def close(self) -> None:
        """Safe to call twice."""
        ...
