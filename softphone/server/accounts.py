"""Who may do what: sign-in, tokens, and the SIP secrets of devices.

What a person can cause is returned as a `Refusal`. Tokens are random, and only their SHA-256 is kept; those
that are in force are in memory, so that a request waits for the database only when it changes something.
"""

import hashlib
from collections.abc import Callable

import msgspec
import structlog

from softphone.people.directory import Credential, DigestAlgorithm, Directory, Person
from softphone.server.digest import ha1
from softphone.server.kept import Kept
from softphone.server.passwords import Passwords
from softphone.server.throttle import Throttle
from softphone.storage.records import Device, Session
from softphone.storage.snapshot import credential

SESSION_LIFE = 90 * 86_400.0
"""Seconds that a token lives unused."""
_TOUCH_EVERY = 3_600.0
_DEVICES_EACH = 20
_NAME_LENGTH = 100


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for is not done. `code` is stable and translated by clients."""

    status: int
    """The HTTP status."""
    code: str
    sentence: str
    retry_after: float = 0.0
    """Seconds; 0: not said."""


class Caller(msgspec.Struct, frozen=True):
    """Whose token it was."""

    person: Person
    token_hash: str


class Issued(msgspec.Struct, frozen=True):
    device: Device
    secret: str

    def __repr__(self) -> str:
        return f"Issued({self.device!r})"


class Clocks(msgspec.Struct, frozen=True):
    """Made by the program."""

    wall: Callable[[], float]
    """Seconds since 1970."""
    steady: Callable[[], float]
    """Seconds that only go forward."""


_WRONG = Refused(status=401, code="wrong_password", sentence="The login or the password is wrong.")
_NO_TOKEN = Refused(status=401, code="signed_out", sentence="This needs a token that is in force.")
_BUSY = Refused(
    status=429, code="too_many_attempts", sentence="Too many sign-ins at once; try again soon.", retry_after=5
)


class Accounts:
    def __init__(
        self,
        kept: Kept,
        directory: Directory,
        sessions: tuple[Session, ...],
        *,
        passwords: Passwords,
        clocks: Clocks,
        token: Callable[[int], str],
        on_directory: Callable[[Directory], None],
        on_revoked: Callable[[str], None],
    ) -> None:
        """`token(n)` gives n random bytes in hexadecimal. `on_directory` is called with each new directory,
        `on_revoked` with the hash of a token that is no longer in force."""
        self.directory = directory
        self._passwords = passwords
        self._kept = kept
        self._clocks = clocks
        self._token = token
        self._on_directory = on_directory
        self._on_revoked = on_revoked
        self._throttle = Throttle()
        self._sessions = {session.token_hash: session for session in sessions}
        self._log = structlog.get_logger("softphone.accounts")

    async def sign_in(
        self, login: str, password: str, name: str, source: str
    ) -> tuple[str, Person] | Refused:
        """A new token. `source` is the address that asks."""
        # Nobody's login is longer; it would fill the log and the counts of whoever sends it.
        login = login[:_NAME_LENGTH]
        now = self._clocks.steady()
        wait = self._throttle.wait(login, source, now)
        if wait > 0:
            self._log.warning("sign-in throttled", login=login, source=source, wait=round(wait, 1))
            sentence = f"Too many wrong passwords; try again in {wait:.0f} s."
            return Refused(status=429, code="too_many_attempts", sentence=sentence, retry_after=wait)
        # Counted before it is known to be wrong: many at once get no more tries than one by one.
        self._throttle.failed(login, source, now)
        kept = await self._kept.run(self._kept.repository.password_hash, login)
        right = await self._passwords.is_right(kept.hash if kept else "", password)
        if right is None:
            return _BUSY
        person = self.directory.people.get(kept.person) if kept else None
        if not right or person is None:
            self._log.warning("wrong password", login=login, source=source)
            return _WRONG
        self._throttle.succeeded(login, source)
        token = self._token(32)
        wall = self._clocks.wall()
        session = Session(
            token_hash=token_hash(token), person=person.id, name=name[:_NAME_LENGTH], created=wall, used=wall
        )
        await self._kept.run(self._kept.repository.add_session, session)
        self._sessions[session.token_hash] = session
        self._log.info("signed in", login=person.login, source=source)
        return token, person

    async def caller(self, token: str) -> Caller | Refused:
        hashed = token_hash(token)
        session = self._sessions.get(hashed)
        if session is None:
            return _NO_TOKEN
        now = self._clocks.wall()
        if session.used + SESSION_LIFE < now:
            await self.revoke(hashed)
            return _NO_TOKEN
        if session.used + _TOUCH_EVERY < now:
            self._sessions[hashed] = msgspec.structs.replace(session, used=now)
            await self._kept.run(self._kept.repository.touch_session, hashed, now)
        person = self.directory.people.get(session.person)
        return _NO_TOKEN if person is None else Caller(person, hashed)

    async def revoke(self, hashed: str) -> None:
        """Ends the session of the token with this hash, wherever it is used."""
        if self._sessions.pop(hashed, None) is not None:
            await self._kept.run(self._kept.repository.remove_session, hashed)
            self._on_revoked(hashed)

    async def issue_device(self, person: Person, name: str, device_id: str) -> Issued | Refused:
        """A SIP secret of 128 random bits, and a digest user of its own; asked again by the same id, both are
        new, and the old ones end. An id that is not one of the person's own is answered with a new one."""
        if not name.strip():
            return Refused(status=422, code="bad_request", sentence="A device needs a name.")
        repository = self._kept.repository
        theirs = {
            each.id: each for each in await self._kept.run(repository.devices, person.id) if each.issued
        }
        old = theirs.get(device_id)
        if old is None and len(theirs) >= _DEVICES_EACH:
            sentence = f"{person.name} has {len(theirs)} devices already; remove one first."
            return Refused(status=409, code="too_many_devices", sentence=sentence)
        user = f"{person.login.lower()}.{self._token(4)}"
        secret = self._token(16)
        device = Device(
            id=old.id if old else self._token(8),
            person=person.id,
            name=name.strip()[:_NAME_LENGTH],
            user=user,
            ha1=ha1(user, self.directory.domain, secret, DigestAlgorithm.SHA_256),
            algorithm=DigestAlgorithm.SHA_256,
        )
        await self._kept.run(repository.put_device, device)
        credentials = dict(self.directory.credentials)
        if old is not None:
            credentials.pop(old.user, None)
        credentials[user] = credential(device)
        self._use(credentials)
        self._log.info("device issued", login=person.login, device=device.id, user=user)
        return Issued(device, secret)

    async def remove_device(self, person: Person, device_id: str) -> Refused | None:
        repository = self._kept.repository
        theirs = {
            each.id: each for each in await self._kept.run(repository.devices, person.id) if each.issued
        }
        device = theirs.get(device_id)
        if device is None:
            return Refused(status=404, code="no_such_device", sentence="You have no such device.")
        await self._kept.run(repository.remove_device, device_id)
        credentials = dict(self.directory.credentials)
        credentials.pop(device.user, None)
        self._use(credentials)
        self._log.info("device removed", login=person.login, device=device_id)
        return None

    def _use(self, credentials: dict[str, Credential]) -> None:
        self.directory = msgspec.structs.replace(self.directory, credentials=credentials)
        self._on_directory(self.directory)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
