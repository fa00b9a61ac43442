"""Two phones that can call each other, of each kind there is. No server: they call directly on loopback."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from softphone.calls.call import Call, CallState
from softphone.calls.commands import AccountSettings, AddAccount, Answer, Command, Dial, Transport
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    CommandRefused,
    Event,
    IncomingCall,
    RegistrationChanged,
    Started,
)
from softphone.calls.phone import Phone, PhoneSettings
from softphone.phone.client import ProcessPhone
from softphone.phone.fake import FakePhone
from softphone.phone.fake_network import FakeNetwork
from softphone.phone.inside import InsidePhone
from softphone.phone.process import surroundings
from tests.helpers.ports import free_port

PATIENCE = 20.0
"""Seconds for what takes milliseconds on a quiet machine."""

NOBODY = AccountSettings(user="nobody", domain="nowhere.invalid", secret="", register=False)

E = TypeVar("E", bound=Event)


@dataclass
class Side:
    """A phone, and what it has said."""

    phone: Phone
    address: str = ""
    """Where its account can be called."""
    account: AccountSettings = NOBODY
    """The one called "me"."""
    seen: list[Event] = field(default_factory=list)

    def send(self, *commands: Command) -> None:
        for command in commands:
            self.phone.send(command)

    def wait(self, kind: type[E], wanted: Callable[[E], bool] = lambda event: True) -> E:
        """The next event of that kind that is wanted."""
        deadline = time.monotonic() + PATIENCE
        since = len(self.seen)
        while (left := deadline - time.monotonic()) > 0:
            event = self.phone.receive(left)
            if event is not None:
                self.seen.append(event)
                if isinstance(event, kind) and wanted(event):
                    return event
        raise AssertionError(f"no such {kind.__name__}; what came: {self.seen[since:]}")

    def call_that(self, wanted: Callable[[Call], bool]) -> Call:
        """The next report of a call that looks like that."""
        return self.wait(CallChanged, lambda event: wanted(event.call)).call

    def call_in(self, state: CallState) -> Call:
        return self.call_that(lambda call: call.state is state)

    def ended(self, call: str) -> CallEnded:
        return self.wait(CallEnded, lambda event: event.call.id == call)

    def refused(self) -> CommandRefused:
        return self.wait(CommandRefused)


@dataclass
class Pair:
    alice: Side
    bob: Side

    def ringing(self, call: str = "first") -> Call:
        """Alice calls bob, who has not answered; his call."""
        self.alice.send(Dial(call=call, account="me", target=self.bob.address))
        return self.bob.wait(IncomingCall).call

    def talking(self, call: str = "first") -> tuple[Call, Call]:
        """Alice's call and bob's, confirmed."""
        theirs = self.ringing(call)
        self.bob.send(Answer(theirs.id))
        ours = self.alice.call_that(lambda c: c.state is CallState.CONFIRMED and bool(c.codec))
        theirs = self.bob.call_that(lambda c: c.state is CallState.CONFIRMED and bool(c.codec))
        return ours, theirs


def _with_account(phone: Phone, user: str, port: int) -> Side:
    account = AccountSettings(
        user=user,
        domain=f"127.0.0.1:{port}",
        secret="",
        display_name=user.title(),
        transport=Transport.UDP,
        register=False,
    )
    side = Side(phone, f"sip:{user}@127.0.0.1:{port}", account)
    side.wait(Started)
    side.send(AddAccount("me", account))
    side.wait(RegistrationChanged)
    return side


def _phone(kind: str, port: int, network: FakeNetwork) -> Phone:
    settings = PhoneSettings(bind="127.0.0.1", udp_port=port)
    if kind == "fake":
        return FakePhone(network)
    if kind == "inside":
        return InsidePhone(settings, surroundings())
    return ProcessPhone(settings)


@contextmanager
def pair(kind: str) -> Iterator[Pair]:
    """`kind` is "fake", "inside" (there can be one in a process: the other is a process) or "process"."""
    network = FakeNetwork()
    ports = free_port(), free_port()
    phones: list[Phone] = []
    try:
        phones.append(_phone(kind, ports[0], network))
        phones.append(_phone("process" if kind == "inside" else kind, ports[1], network))
        yield Pair(_with_account(phones[0], "alice", ports[0]), _with_account(phones[1], "bob", ports[1]))
    finally:
        for phone in phones:
            phone.close()
