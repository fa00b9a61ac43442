"""What the server keeps, as a protocol with two implementations: memory and SQL.

One contract suite (tests/contract/test_repository.py) holds for both. Every method that writes has committed
when it returns. Methods block: the server calls them on a thread of their own, and nothing on the path of a
call waits for them; routing reads the `Directory` that `directory()` made.
"""

from typing import Protocol

from softphone.people.directory import Directory, Person
from softphone.storage.records import Device, NewCompany, PasswordHash, Session


class StorageError(Exception):
    """What keeps the server from using its storage, in one sentence for the person who starts it."""


class NewerDatabaseError(StorageError):
    """The database was written by a later version of this program."""


class TakenError(ValueError):
    """A login, a digest user name or an id that must be unique is somebody else's. Nothing was changed."""


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

    def set_password_hash(self, person: str, password_hash: str) -> None:
        """LookupError when there is no such person."""
        ...

    def devices(self, person: str) -> tuple[Device, ...]: ...

    def put_device(self, device: Device) -> None:
        """Add, or replace the one with the same id. Raises TakenError when its user is another device's."""
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

    def close(self) -> None:
        """Safe to call twice."""
        ...
