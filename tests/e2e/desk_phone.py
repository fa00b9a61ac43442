"""A person at a desk: a real phone process, and the desk that the window would show, on a clock that can be
moved on. Only the window is absent: the test presses what is there, and reads what is shown."""

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol

from softphone.calls.call import CallState, Ending
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Command,
    Decline,
    SoundMode,
    SoundSettings,
    UseSound,
)
from softphone.calls.desk import Desk
from softphone.calls.desk_view import Action, DeskCall, DeskSnapshot, DeskTransfer, Identity
from softphone.calls.events import CallEnded, RegistrationChanged, RegistrationState
from softphone.calls.phone import PhoneSettings
from softphone.calls.transfer import Button, Kind, Step
from softphone.calltest import voices
from softphone.calltest.measurements import Heard
from softphone.phone.client import ProcessPhone
from tests.e2e.hearing import heard

PATIENCE = 60.0
_TICK = 0.25
ACCOUNT = "work"


class DeskPhone:
    """`shown` is every look that each transfer had since the beginning of the test, without repetitions."""

    def __init__(
        self,
        folder: Path,
        settings: AccountSettings,
        *,
        voice: int,
        udp_port: int = 0,
        trust_anchors: tuple[str, ...] = (),
    ) -> None:
        self.user = settings.user
        self.voice = voice
        self.shown: list[DeskTransfer] = []
        self.ended: list[CallEnded] = []
        """Calls that ended since then."""
        self._folder = folder
        self._says = folder / f"{self.user}.wav"
        self._record = folder
        self._takes = itertools.count(1)
        self._ids = itertools.count(1)
        self._ahead = 0.0
        self._registered = False
        self._closing = False
        self._changed = threading.Condition()
        self._desk = self._new_desk()
        voices.write_wav(self._says, voices.loop(voice))
        self.process = ProcessPhone(
            PhoneSettings(
                bind="127.0.0.1",
                udp_port=udp_port,
                codecs=("PCMA",),
                trust_anchors=trust_anchors,
                log_level=1,
            )
        )
        self._thread = threading.Thread(target=self._run, name=f"desk {self.user}", daemon=True)
        self._thread.start()
        self._send((AddAccount(ACCOUNT, settings),))

    def _new_desk(self) -> Desk:
        return Desk(
            lookup=lambda party: Identity(party.uri.partition("@")[0].partition(":")[2]),
            clock=lambda: time.monotonic() + self._ahead,
            new_id=lambda: f"{self.user}-{next(self._ids)}",
        )

    def __enter__(self) -> "DeskPhone":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._closing = True
        self.process.close()
        self._thread.join(PATIENCE)

    def begin(self) -> None:
        """A new test: what was shown before is forgotten, what is heard goes into a new recording."""
        with self._changed:
            self._ahead = 0.0
            self._desk = self._new_desk()
            self.shown.clear()
            self.ended.clear()
        self._record = self._folder / f"{self.user}-{next(self._takes)}-heard.wav"
        self._send(
            (
                UseSound(
                    SoundSettings(
                        mode=SoundMode.FILES,
                        play=str(self._says),
                        record=str(self._record),
                        echo_cancelling=False,
                        noise_suppression=False,
                    )
                ),
            )
        )

    # The desk's own thread.

    def _run(self) -> None:
        ticked = 0.0
        while not self._closing:
            event = self.process.receive(_TICK)
            with self._changed:
                said: tuple[Command, ...] = ()
                if isinstance(event, RegistrationChanged):
                    self._registered = event.state is RegistrationState.REGISTERED
                elif event is not None:
                    said = self._desk.apply(event)
                    if isinstance(event, CallEnded):
                        self.ended.append(event)
                if time.monotonic() - ticked >= _TICK:
                    ticked = time.monotonic()
                    said += self._desk.tick()
                self._done(said)

    def _done(self, said: tuple[Command, ...]) -> None:
        """Under the lock."""
        self._send(said)
        for each in self._desk.snapshot().transfers:
            if each not in self.shown:
                self.shown.append(each)
        self._changed.notify_all()

    def _send(self, commands: tuple[Command, ...]) -> None:
        for command in commands:
            self.process.send(command)

    def _do(self, what: Callable[[Desk], tuple[Command, ...]]) -> None:
        with self._changed:
            self._done(what(self._desk))

    # What the person does.

    def dial(self, target: str) -> None:
        self._do(lambda desk: desk.dial(target, ACCOUNT))

    def act(self, call: DeskCall, action: Action) -> None:
        self._do(lambda desk: desk.act(call.call.id, action))

    def transfer(self, call: DeskCall, target: str, kind: Kind) -> None:
        assert kind in call.transfers
        if kind is Kind.DIRECT:
            self._do(lambda desk: desk.transfer_directly(call.call.id, target))
        else:
            self._do(lambda desk: desk.start_announced_transfer(call.call.id, target))

    def press(self, button: Button) -> None:
        """That of the newest transfer, which must have it."""
        with self._changed:
            made = self._desk.snapshot().transfers[-1]
            assert button in made.buttons, made
            self._done(self._desk.press_transfer(made.id, button))

    def later(self, seconds: float) -> None:
        """That time passes at this desk."""
        with self._changed:
            self._ahead += seconds
            self._done(self._desk.tick())

    # What is shown.

    def snapshot(self) -> DeskSnapshot:
        with self._changed:
            return self._desk.snapshot()

    def until(self, holds: Callable[[DeskSnapshot], bool], what: str) -> DeskSnapshot:
        """The desk, once it is like that."""
        with self._changed:
            so = self._changed.wait_for(lambda: holds(self._desk.snapshot()), PATIENCE)
            assert so, f"{self.user}: never {what}: {self._desk.snapshot()}"
            return self._desk.snapshot()

    def signed_in(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._registered, PATIENCE), self.user

    def rings(self) -> DeskCall:
        """The call that waits for an answer."""

        def so(desk: DeskSnapshot) -> bool:
            return bool(desk.ringing) and desk.ringing[0].call.state is CallState.EARLY

        return self.until(so, "rings").ringing[0]

    def answers(self) -> DeskCall:
        """What rings; the call is confirmed then."""
        call = self.rings()
        self.act(call, Action.ANSWER)
        return self.talks()

    def declines(self) -> None:
        self.act(self.rings(), Action.DECLINE)

    def refuses(self, status: int) -> None:
        """As a telephone that is busy does, or one that nobody comes to."""
        self._send((Decline(self.rings().call.id, status),))

    def talks(self) -> DeskCall:
        """The active call, once it is confirmed."""

        def so(desk: DeskSnapshot) -> bool:
            return desk.active is not None and desk.active.call.state is CallState.CONFIRMED

        found = self.until(so, "talks").active
        assert found is not None
        return found

    def talks_with(self, user: str) -> DeskCall:
        """The same, with that one, and nothing else under way."""

        def so(desk: DeskSnapshot) -> bool:
            active = desk.active
            return (
                active is not None
                and active.call.state is CallState.CONFIRMED
                and active.name == user
                and active.being_transferred_to is None
                and not (active.call.held or active.call.held_by_far_end)
            )

        found = self.until(so, f"talks with {user}").active
        assert found is not None
        return found

    def step(self, wanted: Step) -> DeskTransfer:
        """The newest transfer, once it is in that step."""

        def so(desk: DeskSnapshot) -> bool:
            return bool(desk.transfers) and desk.transfers[-1].step is wanted

        return self.until(so, f"in {wanted.name}").transfers[-1]

    def steps(self) -> list[Step]:
        """Of the transfers of this test, in their order."""
        with self._changed:
            return [step for step, _ in itertools.groupby(each.step for each in self.shown)]

    def has_ended(self, *endings: Ending) -> None:
        """Just so, one after the other, did the calls end since the beginning of the test."""
        with self._changed:
            so = self._changed.wait_for(lambda: [e.ending for e in self.ended] == list(endings), PATIENCE)
            assert so, f"{self.user}: ended {self.ended}, not {endings}"

    def was_refused(self) -> int:
        """The status with which the first call since the beginning of the test ended."""
        with self._changed:
            ended = self._changed.wait_for(lambda: bool(self.ended), PATIENCE)
            assert ended, f"{self.user}: nothing ended: {self._desk.snapshot()}"
            return self.ended[0].call.status

    def is_free(self) -> None:
        """No call is left."""
        self.until(lambda desk: all(call.ending is not None for call in desk.calls), "free")

    def hangs_up(self) -> None:
        """Every call, in order that nothing is left for the next test."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for call in self.snapshot().calls:
                if Action.HANG_UP in call.actions:
                    self.act(call, Action.HANG_UP)
                elif Action.DECLINE in call.actions:
                    self.act(call, Action.DECLINE)
            with self._changed:
                if self._changed.wait_for(lambda: not self._live(), 3.0):
                    return
            assert time.monotonic() < deadline, f"{self.user}: {self.snapshot()}"

    def _live(self) -> bool:
        return any(call.ending is None for call in self._desk.snapshot().calls)

    def heard(self, start: float, stop: float) -> Heard:
        """In that time of the monotonic clock, once all of it has been written down."""
        return heard(self._record, start, stop)


class Speaker(Protocol):
    """Who can be heard."""

    @property
    def voice(self) -> int: ...


class Ear(Protocol):
    """Whoever can tell what was heard, and when."""

    @property
    def user(self) -> str: ...
    def heard(self, start: float, stop: float) -> Heard: ...


class Person(Speaker, Ear, Protocol):
    pass


@dataclass(frozen=True)
class Voice:
    """Of somebody who sits at no desk."""

    voice: int


LISTEN = 0.6
"""Seconds that are judged: three windows of the judge's."""


def hear(*who: tuple[Ear, tuple[Speaker, ...]]) -> None:
    """Each hears just those, sooner or later: sound takes its time to begin, and to end."""
    deadline = time.monotonic() + PATIENCE
    while True:
        start = time.monotonic()
        heard = {each.user: set(each.heard(start, start + LISTEN).voices) for each, _ in who}
        wanted = {each.user: {other.voice for other in others} for each, others in who}
        if heard == wanted:
            return
        assert time.monotonic() < deadline, f"heard {heard}, not {wanted}"


def hear_each_other(one: Person, other: Person) -> None:
    hear((one, (other,)), (other, (one,)))
