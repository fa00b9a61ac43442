"""The second factor of a sign-in: codes of an app on the person's telephone (TOTP, RFC 6238).

Who has one is what their roles allow only in sessions that were begun with a code; elsewhere (their desktop,
which asks for none) they are a person like others. A code is taken once (RFC 6238 §5.2).
"""

import hmac
from collections.abc import Callable

import pyotp
import structlog

from softphone.people.directory import Person
from softphone.people.written import cleaned
from softphone.server.audit import AuditLog
from softphone.server.kept import Kept
from softphone.storage.audit import Action, Actor
from softphone.storage.changes import PutSecondFactor, RemoveSecondFactor
from softphone.storage.records import SecondFactor

ISSUER = "Softphone"
_STEP = 30
"""Seconds (RFC 6238's own)."""
_SLACK = (0, -1, 1)
"""Steps that the clocks may be apart."""
_SECRET_LETTERS = 32
"""160 bits (RFC 4226 §4)."""
_BASE32 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


class SecondFactors:
    """Lives on the server's loop. `wall` gives seconds since 1970."""

    def __init__(self, kept: Kept, audit: AuditLog, wall: Callable[[], float]) -> None:
        self._kept = kept
        self._audit = audit
        self._wall = wall
        self._of: dict[str, SecondFactor] = {}
        self._log = structlog.get_logger("softphone.accounts")

    async def load(self) -> None:
        self._of = {each.person: each for each in await self._kept.run(self._kept.repository.second_factors)}

    def has(self, person: str) -> bool:
        return person in self._of

    async def is_right(self, person: str, code: str) -> bool:
        """And from now on it is used."""
        factor = self._of.get(person)
        step = None if factor is None else self._step(factor.secret, code)
        return step is not None and await self._kept.run(self._kept.repository.use_step, person, step)

    async def turn_on(self, person: Person, secret: str, code: str, by: Actor) -> bool:
        """False, and nothing is changed, unless the code is one of the secret's now."""
        if not is_secret(secret) or self._step(secret, code) is None:
            return False
        # The code is taken once more, for the sign-in that follows.
        factor = SecondFactor(person=person.id, secret=secret)
        entry = self._audit.entry(by, Action.SECOND_FACTOR_ON, person.id, person.name)
        await self._audit.change([PutSecondFactor(factor)], [entry])
        self._of[person.id] = factor
        self._log.info("second factor on", login=person.login)
        return True

    async def turn_off(self, person: Person, by: Actor) -> None:
        """One that is not there stays so."""
        if person.id not in self._of:
            return
        entry = self._audit.entry(by, Action.SECOND_FACTOR_OFF, person.id, person.name)
        await self._audit.change([RemoveSecondFactor(person.id)], [entry])
        del self._of[person.id]
        self._log.info("second factor off", login=person.login)

    def _step(self, secret: str, code: str) -> int | None:
        """The one that the code is of."""
        digits = cleaned("".join(code.split()))
        now = int(self._wall()) // _STEP
        totp = pyotp.TOTP(secret)
        right = (
            now + slack
            for slack in _SLACK
            if hmac.compare_digest(totp.at((now + slack) * _STEP).encode(), digits.encode())
        )
        return next(right, None)


def new_secret(token: Callable[[int], str]) -> str:
    """`token(n)` gives n random bytes in hexadecimal."""
    letters = sorted(_BASE32)
    return "".join(letters[byte % 32] for byte in bytes.fromhex(token(_SECRET_LETTERS)))


def is_secret(text: str) -> bool:
    return len(text) == _SECRET_LETTERS and _BASE32.issuperset(text)


def address(secret: str, person: Person, domain: str) -> str:
    """otpauth://, as apps read it from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=f"{person.login}@{domain}", issuer_name=ISSUER)
