"""Who may do what: sign-in, tokens, and the SIP secrets of devices.

What a person can cause is returned as a `Refusal`. Tokens are random, and only their SHA-256 is kept; those
that are in force are in memory, so that a request waits for the database only when it changes something.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable

import msgspec
import structlog

from softphone.people.directory import Credential, DigestAlgorithm, Directory, Person
from softphone.people.written import cleaned
from softphone.server.digest import ha1
from softphone.server.kept import Kept
from softphone.server.passwords import Passwords
from softphone.server.second_factors import SecondFactors
from softphone.server.throttle import Throttle
from softphone.storage.audit import Entry
from softphone.storage.changes import RemoveDevice
from softphone.storage.records import Device, Session
from softphone.storage.snapshot import credential

SESSION_LIFE = 90 * 86_400.0
"""Seconds that a token lives unused."""
_TOUCH_EVERY = 3_600.0
_DEVICES_EACH = 20
_LONG_UNUSED = 30 * 86_400.0
"""Seconds after which a device gives its place to a new one."""
_NEVER_USED = 3_600.0
"""Seconds after which one does that was never heard: its computer did not take it into use."""
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
    """Without roles in a session that was begun without their second factor."""
    token_hash: str


class Life(msgspec.Struct, frozen=True):
    """Of a session, in seconds."""

    idle: float = SESSION_LIFE
    """How long it lives unused, within the hour after which its use is noted again."""
    longest: float | None = None
    """How long it lives at most; None: there is no end."""


USUAL_LIFE = Life()


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
_NO_CODE = Refused(status=401, code="code_needed", sentence="This needs the code of your app too.")
_WRONG_CODE = Refused(status=401, code="wrong_code", sentence="The code is wrong, or was used before.")
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
        second_factors: SecondFactors,
        clocks: Clocks,
        token: Callable[[int], str],
        on_directory: Callable[[Directory], None],
        on_revoked: Callable[[str], None],
        is_registered: Callable[[str], bool],
    ) -> None:
        """`token(n)` gives n random bytes in hexadecimal. `on_directory` is called with each new directory,
        `on_revoked` with the hash of a token that is no longer in force; `is_registered` tells of a device by
        its digest user."""
        self.directory = directory
        self._passwords = passwords
        self._second_factors = second_factors
        self._kept = kept
        self._clocks = clocks
        self.token = token
        self._token = token
        self._on_directory = on_directory
        self._on_revoked = on_revoked
        self._is_registered = is_registered
        self._throttle = Throttle()
        self._code_throttle = Throttle()
        """Apart: a right password, which a desktop signs in with alone, frees no more guesses of codes."""
        self._sessions = {session.token_hash: session for session in sessions}
        self._log = structlog.get_logger("softphone.accounts")

    async def sign_in(
        self,
        login: str,
        password: str,
        name: str,
        source: str,
        *,
        code: str = "",
        whole: bool = False,
        life: Life = USUAL_LIFE,
    ) -> tuple[str, Person] | Refused:
        """A new token. `source` is the address that asks, `code` that of the person's second factor; without
        it whoever has one gets a session without roles, or with `whole` none."""
        # Nobody's login is longer; it would fill the log and the counts of whoever sends it.
        login = cleaned(login[:_NAME_LENGTH])
        now = self._clocks.steady()
        wait = max(
            self._throttle.wait(login, source, now),
            self._code_throttle.wait(login, source, now) if code else 0.0,
        )
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
        proven = False
        if self._second_factors.has(person.id) and (code or whole):
            if not code:
                return _NO_CODE
            proven = await self._is_right_code(person, code, source)
            if not proven:
                self._log.warning("wrong code", login=login, source=source)
                return _WRONG_CODE
        token = self._token(32)
        session = new_session(token, person.id, name, self._clocks.wall(), second_factor=proven, life=life)
        await self._kept.run(self._kept.repository.add_session, session)
        self._sessions[session.token_hash] = session
        # What ends all sessions of somebody (a new password, a deactivation) may have come before this one.
        still = await self._kept.run(self._kept.repository.password_hash, login)
        if still != kept or person.id not in self.directory.people:
            self._sessions.pop(session.token_hash, None)
            await self._kept.run(self._kept.repository.remove_session, session.token_hash)
            self._log.warning("password changed during the sign-in", login=login, source=source)
            return _WRONG
        self._throttle.succeeded(login, source)
        self._log.info("signed in", login=person.login, source=source)
        return token, self._in(session, person)

    async def confirms(self, person: Person, code: str, source: str) -> bool:
        """Whether the code is one of the person's second factor; guesses count as those of sign-ins do."""
        if self._code_throttle.wait(person.login, source, self._clocks.steady()) > 0:
            return False
        return await self._is_right_code(person, code, source)

    async def _is_right_code(self, person: Person, code: str, source: str) -> bool:
        # Counted first, as passwords are.
        self._code_throttle.failed(person.login, source, self._clocks.steady())
        if not await self._second_factors.is_right(person.id, code):
            return False
        self._code_throttle.succeeded(person.login, source)
        return True

    async def caller(self, token: str) -> Caller | Refused:
        hashed = token_hash(token)
        session = self._sessions.get(hashed)
        if session is None:
            return _NO_TOKEN
        now = self._clocks.wall()
        if _is_over(session, now):
            await self.revoke(hashed)
            return _NO_TOKEN
        if session.used + _TOUCH_EVERY < now:
            self._sessions[hashed] = msgspec.structs.replace(session, used=now)
            await self._kept.run(self._kept.repository.touch_session, hashed, now)
        person = self.directory.people.get(session.person)
        return _NO_TOKEN if person is None else Caller(self._in(session, person), hashed)

    def _in(self, session: Session, person: Person) -> Person:
        """With what their roles are in this session."""
        if session.second_factor or not self._second_factors.has(person.id):
            return person
        return msgspec.structs.replace(person, roles=frozenset())

    async def revoke(self, hashed: str) -> None:
        """Ends the session of the token with this hash, wherever it is used."""
        if self._sessions.pop(hashed, None) is not None:
            await self._kept.run(self._kept.repository.remove_session, hashed)
            self._on_revoked(hashed)

    async def issue_device(self, person: Person, name: str, device_id: str) -> Issued | Refused:
        """A SIP secret of 128 random bits, and a digest user of its own; asked again by the same id, both are
        new, and the old ones end. An id that is not one of the person's own is answered with a new one. Of a
        person with many devices the one that was not used for the longest gives its place, if that was long
        ago."""
        if not name.strip():
            return Refused(status=422, code="bad_request", sentence="A device needs a name.")
        repository = self._kept.repository
        theirs = {
            each.id: each for each in await self._kept.run(repository.devices, person.id) if each.issued
        }
        old = theirs.get(device_id)
        retired = None
        if old is None and len(theirs) >= _DEVICES_EACH:
            retired = self._unused(theirs.values())
            if retired is None:
                return _too_many_devices(person, len(theirs))
            await self._kept.run(repository.remove_device, retired.id)
        user = f"{person.login.lower()}.{self._token(4)}"
        secret = self._token(16)
        device = Device(
            id=old.id if old else self._token(8),
            person=person.id,
            name=_device_name(name),
            user=user,
            ha1=ha1(user, self.directory.domain, secret, DigestAlgorithm.SHA_256),
            algorithm=DigestAlgorithm.SHA_256,
            created=self._clocks.wall(),
            seen=old.seen if old else 0.0,
        )
        await self._kept.run(repository.put_device, device)
        credentials = dict(self.directory.credentials)
        for gone in (old, retired):
            if gone is not None:
                credentials.pop(gone.user, None)
        credentials[user] = credential(device)
        self._use(credentials)
        self._log.info("device issued", login=person.login, device=device.id, user=user)
        if retired is not None:
            self._log.info("device retired", login=person.login, device=retired.id, name=retired.name)
        return Issued(device, secret)

    def take_session(self, session: Session) -> None:
        """One that the storage has already."""
        self._sessions[session.token_hash] = session

    def end_sessions(self, person: str) -> None:
        """Those of a person whose sessions are gone from the storage."""
        for hashed in [each for each, session in self._sessions.items() if session.person == person]:
            del self._sessions[hashed]
            self._on_revoked(hashed)

    async def remove_device(
        self, person: Person, device_id: str, entry: Entry | None = None
    ) -> Refused | None:
        """`entry` is what the audit log says of it, but for the device; None: it is their own. Others' go
        with the sessions that were begun by that name: with a token it would ask for its next secret."""
        repository = self._kept.repository
        theirs = {
            each.id: each for each in await self._kept.run(repository.devices, person.id) if each.issued
        }
        device = theirs.get(device_id)
        if device is None:
            return Refused(status=404, code="no_such_device", sentence="You have no such device.")
        if entry is not None:
            entry = msgspec.structs.replace(entry, before={"device": device.id, "name": device.name})
            for hashed, session in list(self._sessions.items()):
                if session.person == person.id and session.name == device.name:
                    await self.revoke(hashed)
        await self._kept.run(repository.change, [RemoveDevice(device_id)], [entry] if entry else [])
        credentials = dict(self.directory.credentials)
        credentials.pop(device.user, None)
        self._use(credentials)
        self._log.info("device removed", login=person.login, device=device_id)
        return None

    async def forget_unused_sessions(self) -> None:
        """Those whose time is over; call it now and then."""
        now = self._clocks.wall()
        over = [hashed for hashed, session in self._sessions.items() if _is_over(session, now)]
        for hashed in over:
            await self.revoke(hashed)
        gone = len(over) + await self._kept.run(self._kept.repository.remove_sessions, now - SESSION_LIFE)
        if gone:
            self._log.info("sessions over", count=gone)

    async def note_devices(self, users: Collection[str]) -> None:
        """Those were heard by now."""
        await self._kept.run(self._kept.repository.devices_seen, users, self._clocks.wall())

    def _unused(self, devices: Iterable[Device]) -> Device | None:
        """The one that was not used for the longest, if that is long ago."""
        now = self._clocks.wall()
        long_ago = [
            (device.seen or device.created, device.id, device)
            for device in devices
            if not self._is_registered(device.user)
            and (now - device.seen >= _LONG_UNUSED if device.seen else now - device.created >= _NEVER_USED)
        ]
        return min(long_ago)[2] if long_ago else None

    def use_directory(self, directory: Directory) -> None:
        """The directory as the storage has it now. Asked of the storage and given here without a wait in
        between, it cannot be older than what was changed meanwhile."""
        self.directory = directory
        self._on_directory(directory)

    def _use(self, credentials: dict[str, Credential]) -> None:
        self.directory = msgspec.structs.replace(self.directory, credentials=credentials)
        self._on_directory(self.directory)


def _too_many_devices(person: Person, count: int) -> Refused:
    days = round(_LONG_UNUSED / 86_400)
    return Refused(
        status=409,
        code="too_many_devices",
        sentence=f"{person.name} is signed in on {count} devices, all used in the last {days} days; "
        "sign out on one of them first.",
    )


def new_session(
    token: str,
    person: str,
    name: str,
    wall: float,
    *,
    second_factor: bool = False,
    life: Life = USUAL_LIFE,
) -> Session:
    """`name` is of the device."""
    return Session(
        token_hash=token_hash(token),
        person=person,
        name=_device_name(name),
        created=wall,
        used=wall,
        second_factor=second_factor,
        idle=None if life.idle == SESSION_LIFE else life.idle,
        ends=None if life.longest is None else wall + life.longest,
    )


def _is_over(session: Session, now: float) -> bool:
    idle = SESSION_LIFE if session.idle is None else session.idle
    return session.used + idle < now or (session.ends is not None and session.ends <= now)


def _device_name(text: str) -> str:
    """As the device calls itself."""
    return cleaned(text.strip()[:_NAME_LENGTH])


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
