"""The first administrator of a server that has none, made in the portal, over the API, by
`softphone admin`: by whoever has the code that was shown where the server was started
(docs/decisions/021-the-first-administrator.md).

The code is another at each start and in memory alone; with the first administrator it ends.
"""

import hmac
from collections.abc import Callable

import structlog

from softphone.people.directory import Person
from softphone.people.written import Written, read
from softphone.server.accounts import Accounts, Refused
from softphone.server.audit import AuditLog
from softphone.server.invitations import SHORTEST_PASSWORD, TOO_SHORT
from softphone.server.kept import Kept
from softphone.server.passwords import Passwords
from softphone.server.people import Faults, InUse
from softphone.server.throttle import Throttle
from softphone.storage.audit import Action, Actor
from softphone.storage.changed import after_changes
from softphone.storage.changes import PutPerson

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""None that is taken for another."""
_GROUPS, _GROUP = 4, 4
"""80 bits, in groups that one reads aloud."""
_WHAT = "first start"
"""In the place of a login, among the counts of guesses."""
_NOT_NEW = Refused(status=409, code="not_new", sentence="This server has an administrator already.")
_WRONG = Refused(status=401, code="wrong_code", sentence="The code is wrong.")


def new_code(token: Callable[[int], str]) -> str:
    """`token(n)` gives n random bytes in hexadecimal."""
    signs = [_LETTERS[byte % len(_LETTERS)] for byte in bytes.fromhex(token(_GROUPS * _GROUP))]
    return "-".join("".join(signs[start : start + _GROUP]) for start in range(0, len(signs), _GROUP))


class FirstStart:
    """Lives on the server's loop. `steady` is a clock in seconds; `code` is empty where there is an
    administrator."""

    def __init__(
        self,
        kept: Kept,
        accounts: Accounts,
        audit: AuditLog,
        passwords: Passwords,
        steady: Callable[[], float],
        code: str,
    ) -> None:
        self._kept = kept
        self._accounts = accounts
        self._audit = audit
        self._passwords = passwords
        self._steady = steady
        self._code = code
        self._throttle = Throttle()
        self._log = structlog.get_logger("softphone.accounts")

    async def is_open(self) -> bool:
        await self.look()
        return bool(self._code)

    async def look(self) -> None:
        """Whether another server of the same database has made an administrator. Call it before who it may be
        signs in."""
        if not self._code:
            return
        if await self._kept.run(self._kept.repository.has_administrator):
            self._code = ""
            self._accounts.use_directory(await self._kept.run(self._kept.repository.directory))

    async def create(
        self, code: str, login: str, name: str, password: str, source: str
    ) -> Person | Faults | Refused:
        """`source` is the address that asks."""
        if not self._code:
            return _NOT_NEW
        refused = self._wrong(code, source)
        if refused is not None:
            return refused
        if len(password) < SHORTEST_PASSWORD:
            return TOO_SHORT
        hashed = await self._passwords.hashed(password)
        async with self._audit.one_by_one:
            # Or somebody was quicker.
            if not await self.is_open():
                return _NOT_NEW
            directory = self._accounts.directory
            written = Written(login=login, name=name, roles=("admin",))
            person = read(written, self._accounts.token(8), directory.country, InUse(directory))
            if not isinstance(person, Person):
                return person
            by = Actor(person=person.id, login=person.login, source=source)
            entry = self._audit.entry(by, Action.COMPANY_STARTED, person.id, person.name, after=person)
            changes = [PutPerson(person, hashed)]
            await self._audit.change(changes, [entry])
            self._accounts.use_directory(after_changes(directory, changes))
            self._code = ""
        self._log.info("first administrator", login=person.login, source=source)
        return person

    def _wrong(self, code: str, source: str) -> Refused | None:
        now = self._steady()
        wait = self._throttle.wait(_WHAT, source, now)
        if wait > 0:
            sentence = f"Too many wrong codes; try again in {wait:.0f} s."
            return Refused(status=429, code="too_many_attempts", sentence=sentence, retry_after=wait)
        if hmac.compare_digest(_signs(code), _signs(self._code)):
            return None
        self._throttle.failed(_WHAT, source, now)
        self._log.warning("wrong code of the first start", source=source)
        return _WRONG


def _signs(code: str) -> bytes:
    """However it was typed."""
    return "".join(sign for sign in code[:100].upper() if sign.isalnum()).encode()
