"""Changes to the company as values: a repository makes several, and keeps what the audit log says of them, in
one transaction (`Repository.change`)."""

import msgspec

from softphone.people.directory import Group, Number, Person, Trunk
from softphone.people.directory_source import DirectorySource
from softphone.people.retention import Keeping
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.storage.records import Invitation, SecondFactor, Session


class PutPerson(msgspec.Struct, frozen=True):
    """Add, or replace the one with the same id, whose password stays unless one is given."""

    person: Person
    password_hash: str | None = None

    def __repr__(self) -> str:
        return f"PutPerson({self.person.id}, {self.person.login})"


class RevokeDevices(msgspec.Struct, frozen=True):
    """The devices that were issued to a person, the sessions and invitations. The telephones of the company
    file stay: they have no right without an active person."""

    person: str


class RemoveDevice(msgspec.Struct, frozen=True):
    device: str


class PutNumber(msgspec.Struct, frozen=True):
    """Add, or replace the one of the same digits. One that is not reserved loses its forwarding."""

    number: Number


class RemoveNumber(msgspec.Struct, frozen=True):
    """With its forwarding. One that is not there is no mistake."""

    number: str


class PutForwarding(msgspec.Struct, frozen=True):
    """Of a number that is there, in the place of the one before; None: none any more."""

    number: str
    forwarding: NumberForwarding | None


class PutGroup(msgspec.Struct, frozen=True):
    """Add, or replace the one with the same id, members and all."""

    group: Group


class RemoveGroup(msgspec.Struct, frozen=True):
    group: str


class PutTrunk(msgspec.Struct, frozen=True):
    """Add, or replace the one with the same id."""

    trunk: Trunk


class RemoveTrunk(msgspec.Struct, frozen=True):
    trunk: str


class PutInvitation(msgspec.Struct, frozen=True):
    invitation: Invitation


class UseInvitation(msgspec.Struct, frozen=True):
    """It is gone then; LookupError when there is none."""

    token_hash: str


class AddSession(msgspec.Struct, frozen=True):
    session: Session


class EndSessions(msgspec.Struct, frozen=True):
    """All of a person's."""

    person: str


class SetPassword(msgspec.Struct, frozen=True):
    """LookupError when there is no such person."""

    person: str
    password_hash: str

    def __repr__(self) -> str:
        return f"SetPassword({self.person})"


class PutSecondFactor(msgspec.Struct, frozen=True):
    """In the place of the one before."""

    factor: SecondFactor


class RemoveSecondFactor(msgspec.Struct, frozen=True):
    person: str


class ErasePerson(msgspec.Struct, frozen=True):
    """With all that is theirs; what names them elsewhere goes too. LookupError when there is no such
    person."""

    person: str


class PutRetention(msgspec.Struct, frozen=True):
    what: Keeping
    days: int


class PutDirectorySource(msgspec.Struct, frozen=True):
    """In the place of the one before; None: none any more. Who came from it stays."""

    source: DirectorySource | None


class PutEntry(msgspec.Struct, frozen=True):
    """As what a person is known in the company's directory. TakenError when that is somebody else."""

    person: str
    entry: str


Change = (
    PutPerson
    | SetPassword
    | RevokeDevices
    | ErasePerson
    | PutRetention
    | RemoveDevice
    | AddSession
    | EndSessions
    | PutInvitation
    | UseInvitation
    | PutSecondFactor
    | RemoveSecondFactor
    | PutNumber
    | RemoveNumber
    | PutForwarding
    | PutGroup
    | RemoveGroup
    | PutTrunk
    | RemoveTrunk
    | PutDirectorySource
    | PutEntry
)
