"""Two or three phones that can call one another, of each kind there is. No server: they call directly on
loopback."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from msgspec.structs import replace

from softphone.calls.call import Call, CallState
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Answer,
    Command,
    Dial,
    Hold,
    SendDigits,
    SoundKeys,
    SoundSecurity,
    Transport,
)
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    CommandRefused,
    DigitReceived,
    Event,
    IncomingCall,
    RegistrationChanged,
    Started,
)
from softphone.calls.phone import Phone, PhoneSettings
from softphone.phone.client import ProcessPhone
from softphone.phone.fake import CAPABILITIES, FakePhone
from softphone.phone.fake_network import FakeNetwork
from softphone.phone.inside import InsidePhone
from softphone.phone.process import surroundings
from tests.helpers.ports import free_port

PATIENCE = 60.0
"""Seconds for what takes milliseconds on a quiet machine."""

ON_LOOPBACK = PhoneSettings(bind="127.0.0.1")
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
    calls: dict[str, Call] = field(default_factory=dict)
    """As they were reported last."""

    def send(self, *commands: Command) -> None:
        for command in commands:
            self.phone.send(command)

    def wait(self, kind: type[E], wanted: Callable[[E], bool] = lambda event: True) -> E:
        """The next event of that kind that is wanted."""
        deadline = time.monotonic() + PATIENCE
        since = len(self.seen)
        while (left := deadline - time.monotonic()) > 0:
            event = self._receive(left)
            if isinstance(event, kind) and wanted(event):
                return event
        raise AssertionError(f"no such {kind.__name__}; what came: {self.seen[since:]}")

    def _receive(self, longest: float) -> Event | None:
        event = self.phone.receive(longest)
        if event is not None:
            self.seen.append(event)
        if isinstance(event, IncomingCall | CallChanged | CallEnded):
            self.calls[event.call.id] = event.call
        return event

    def until(self, holds: Callable[[dict[str, Call]], bool]) -> None:
        """Wait until the calls are like that, whatever was reported in which order."""
        deadline = time.monotonic() + PATIENCE
        while not holds(self.calls):
            left = deadline - time.monotonic()
            assert left > 0, f"not so: {self.calls}"
            self._receive(left)

    def heard(self, kind: type[E], wanted: Callable[[E], bool] = lambda event: True) -> E:
        """Such an event: one that came already, or the next."""
        for event in self.seen:
            if isinstance(event, kind) and wanted(event):
                return event
        return self.wait(kind, wanted)

    def call_that(self, wanted: Callable[[Call], bool]) -> Call:
        """The next report of a call that looks like that."""
        return self.wait(CallChanged, lambda event: wanted(event.call)).call

    def call_in(self, state: CallState) -> Call:
        return self.call_that(lambda call: call.state is state)

    def ended(self, call: str) -> CallEnded:
        return self.wait(CallEnded, lambda event: event.call.id == call)

    def refused(self) -> CommandRefused:
        return self.wait(CommandRefused)


def connect(caller: Side, called: Side, call: str) -> tuple[Call, Call]:
    """The call of each, confirmed."""
    caller.send(Dial(call=call, account="me", target=called.address))
    theirs = called.wait(IncomingCall).call
    called.send(Answer(theirs.id))
    # Of another call there may be news just then.
    return (
        caller.call_that(lambda report: report.id == call and _talks(report)),
        called.call_that(lambda report: report.id == theirs.id and _talks(report)),
    )


def hear_each_other(one: Side, his: str, other: Side, hers: str) -> None:
    """His call and hers are two ends of one, and what one dials reaches the other."""
    for sender, call, receiver, theirs in ((one, his, other, hers), (other, hers, one, his)):
        sender.send(SendDigits(call, "7"))
        assert receiver.wait(DigitReceived).call == theirs


def _talks(call: Call) -> bool:
    return call.state is CallState.CONFIRMED and bool(call.codec)


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
        return connect(self.alice, self.bob, call)


@dataclass
class Trio:
    """Alice calls bob, who transfers her to carol."""

    alice: Side
    bob: Side
    carol: Side

    def waiting(self) -> tuple[Call, Call]:
        """Alice called bob, and he has put her on hold: her call and his."""
        hers, his = connect(self.alice, self.bob, "to bob")
        self.bob.send(Hold(his.id))
        return (
            self.alice.call_that(lambda call: call.id == hers.id and call.held_by_far_end),
            self.bob.call_that(lambda call: call.id == his.id and call.held),
        )

    def consulting(self) -> tuple[Call, Call]:
        """Then he called carol, and they talk: his call and hers."""
        return connect(self.bob, self.carol, "to carol")


def _with_account(phone: Phone, user: str, port: int, asks: SoundSecurity | None, keys: SoundKeys) -> Side:
    account = AccountSettings(
        user=user,
        domain=f"127.0.0.1:{port}",
        secret="",
        display_name=user.title(),
        transport=Transport.UDP,
        sound_security=asks,
        sound_keys=keys,
        register=False,
    )
    side = Side(phone, f"sip:{user}@127.0.0.1:{port}", account)
    side.wait(Started)
    side.send(AddAccount("me", account))
    side.wait(RegistrationChanged)
    return side


def _phone(kind: str, settings: PhoneSettings, network: FakeNetwork) -> Phone:
    if kind.startswith("fake"):
        # As telephones of others are, and no phone of ours can be.
        refer, replaces = kind != "fake without refer", kind != "fake without replaces"
        most = replace(CAPABILITIES, calls=min(settings.calls, CAPABILITIES.calls))
        return FakePhone(network, capabilities=most, takes_refer=refer, takes_replaces=replaces)
    if kind == "inside":
        return InsidePhone(settings, surroundings())
    return ProcessPhone(settings)


@contextmanager
def pair(
    kind: str,
    settings: PhoneSettings = ON_LOOPBACK,
    *,
    security: SoundSecurity | None = None,
    keys: SoundKeys = SoundKeys.SDES,
) -> Iterator[Pair]:
    """`kind` is "fake", "inside" (there can be one in a process: the other is a process) or "process". Both
    have the settings, each on a port of its own, and ask for the same protection of the sound."""
    kinds = kind, "process" if kind == "inside" else kind
    with _phones(kinds, ("alice", "bob"), (settings, settings), security, keys) as (alice, bob):
        yield Pair(alice, bob)


@contextmanager
def trio(
    kind: str,
    settings: PhoneSettings = ON_LOOPBACK,
    *,
    alices: PhoneSettings | None = None,
    alice: str = "",
    carol: str = "",
) -> Iterator[Trio]:
    """As `pair`; of kind "inside" bob's is the one in this process. `alices`: her settings, if others;
    `alice`, `carol`: their kinds, likewise."""
    kinds = ("process", "inside", "process") if kind == "inside" else (kind, kind, kind)
    kinds = (alice or kinds[0], kinds[1], carol or kinds[2])
    each = (alices or settings, settings, settings)
    with _phones(kinds, ("alice", "bob", "carol"), each, None, SoundKeys.SDES) as (one, two, three):
        yield Trio(one, two, three)


@contextmanager
def _phones(
    kinds: tuple[str, ...],
    users: tuple[str, ...],
    settings: tuple[PhoneSettings, ...],
    security: SoundSecurity | None,
    keys: SoundKeys,
) -> Iterator[list[Side]]:
    network = FakeNetwork()
    ports = [free_port() for _ in kinds]
    phones: list[Phone] = []
    try:
        for kind, each, port in zip(kinds, settings, ports, strict=True):
            phones.append(_phone(kind, replace(each, udp_port=port), network))
        yield [
            _with_account(phone, user, port, security, keys)
            for phone, user, port in zip(phones, users, ports, strict=True)
        ]
    finally:
        for phone in phones:
            phone.close()
