"""Where fake phones find one another, in place of a server and the network."""

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from softphone.calls.events import Fault
from softphone.phone.fake_leg import Invite, Leg

if TYPE_CHECKING:
    from softphone.phone.fake import FakePhone

_HOPS = 20
"""Forwards that a call follows; more are a loop (RFC 3261 §16.3)."""


@dataclass
class FakeNetwork:
    """Who can be reached, and how registrations are answered.

    `registrations` maps user@domain to the fault that its registration meets; without an entry it succeeds.
    `forwards` maps addresses (sip:user@domain) to where calls to them go instead.
    """

    registrations: dict[str, Fault] = field(default_factory=dict)
    forwards: dict[str, str] = field(default_factory=dict)
    _phones: dict[str, "tuple[FakePhone, str]"] = field(default_factory=dict)
    _numbers: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def next_number(self) -> int:
        self._numbers += 1
        return self._numbers

    def attach(self, uri: str, phone: "FakePhone", account: str) -> None:
        self._phones[uri] = (phone, account)

    def detach(self, uri: str) -> None:
        self._phones.pop(uri, None)

    def invite(self, invite: Invite) -> None:
        """Bring it to whom it is for, or its sender the refusal."""
        leg = invite.leg
        status, uri = 0, invite.uri
        if invite.replaces is not None:
            # It is for one phone, whatever its owner's rules say.
            uri = invite.replaces.remote_target
        else:
            status, uri = self._forwarded(leg, uri)
        found = self._phones.get(uri)
        if not status:
            status = 404 if found is None else found[0].invited(invite, found[1])
        if status >= 300:
            leg.listener.ended(leg, status, elsewhere=False)

    def _forwarded(self, leg: Leg, uri: str) -> tuple[int, str]:
        for _ in range(_HOPS):
            if uri not in self.forwards:
                return 0, uri
            uri = self.forwards[uri]
            leg.listener.progressed(leg, 181)
        return 482, uri

    def forward(self, uri: str, target: str) -> None:
        """From now on calls to `uri` go to `target`, also those that ring there and nobody has answered."""
        with self.lock:
            self.forwards[uri] = target
            found = self._phones.get(uri)
            for invite in [] if found is None else found[0].let_go(found[1]):
                self.invite(invite)
