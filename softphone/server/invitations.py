"""Invitations: a link that signs one person in once, and is over after some days. Only the token's hash
is kept."""

from collections.abc import Callable
from urllib.parse import urlencode

import msgspec

from softphone.people.directory import Person
from softphone.people.invitation import SCHEME
from softphone.server.accounts import Accounts, Clocks, Refused, new_session, token_hash
from softphone.server.audit import AuditLog
from softphone.server.kept import Kept
from softphone.server.passwords import Passwords
from softphone.server.people import NOBODY
from softphone.storage.audit import HIDDEN, Action, Actor
from softphone.storage.changes import (
    AddSession,
    Change,
    EndSessions,
    PutInvitation,
    SetPassword,
    UseInvitation,
)
from softphone.storage.records import Invitation

LIFE_DAYS = 7
_DAY = 86_400.0
_OVER = Refused(
    status=410, code="invitation_over", sentence="This invitation was used, or is over; ask for another."
)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 1_000
"""Characters."""
TOO_SHORT = Refused(
    status=422,
    code="bad_request",
    sentence=f"A password has at least {SHORTEST_PASSWORD} characters.",
)


class Invited(msgspec.Struct, frozen=True):
    login: str
    token: str
    expires: float

    def __repr__(self) -> str:
        return f"Invited(until {self.expires})"


def link(server: str, login: str, token: str) -> str:
    """That the desktop opens; `server` is the URL that it reaches this server by."""
    return f"{SCHEME}:invitation?{urlencode({'server': server, 'login': login, 'token': token})}"


def page(server: str, login: str, token: str) -> str:
    """That a browser opens: no server and no log sees what is behind the #."""
    return f"{server}/admin/invitation#{urlencode({'login': login, 'token': token})}"


class Invitations:
    """Lives on the server's loop. `token(n)` gives n random bytes in hexadecimal."""

    def __init__(
        self,
        kept: Kept,
        accounts: Accounts,
        audit: AuditLog,
        *,
        passwords: Passwords,
        clocks: Clocks,
        token: Callable[[int], str],
    ) -> None:
        self._kept = kept
        self._accounts = accounts
        self._audit = audit
        self._passwords = passwords
        self._clocks = clocks
        self._token = token

    async def invite(self, person_id: str, days: int, by: Actor) -> Invited | Refused:
        person = self._accounts.directory.people.get(person_id)
        if person is None:
            return NOBODY
        token = self._token(32)
        expires = self._clocks.wall() + days * _DAY
        invitation = Invitation(token_hash=token_hash(token), person=person.id, expires=expires)
        entry = self._audit.entry(by, Action.INVITATION_MADE, person.id, person.name)
        entry = msgspec.structs.replace(entry, after={"days": days})
        await self._audit.change([PutInvitation(invitation)], [entry])
        return Invited(person.login, token, expires)

    async def accept(
        self, token: str, device_name: str, password: str, source: str
    ) -> tuple[str, Person] | Refused:
        """A session's token. `password`, if any, is what they sign in with from now on; whoever was signed in
        with the one before is signed out."""
        if password and len(password) < SHORTEST_PASSWORD:
            return TOO_SHORT
        hashed = token_hash(token)
        invitation = await self._kept.run(self._kept.repository.invitation, hashed)
        if invitation is None or invitation.expires <= self._clocks.wall():
            return _OVER
        person = self._accounts.directory.people.get(invitation.person)
        if person is None:
            return _OVER
        session_token = self._token(32)
        session = new_session(session_token, person.id, device_name, self._clocks.wall())
        changes: list[Change] = [UseInvitation(hashed)]
        if password:
            hashed_password = await self._passwords.hashed(password)
            changes += [SetPassword(person.id, hashed_password), EndSessions(person.id)]
        changes.append(AddSession(session))
        by = Actor(person=person.id, login=person.login, source=source)
        entry = self._audit.entry(by, Action.INVITATION_USED, person.id, person.name)
        after = {"device": session.name} | ({"password": HIDDEN, "sessions": "ended"} if password else {})
        entry = msgspec.structs.replace(entry, after=after)
        try:
            await self._audit.change(changes, [entry])
        except LookupError:
            return _OVER  # somebody was quicker
        if password:
            self._accounts.end_sessions(person.id)
        self._accounts.take_session(session)
        return session_token, person
