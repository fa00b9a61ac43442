"""Call me through it: an administrator is rung through one trunk, and sees what the operator answers.

One at a time. It goes to the administrator's own numbers, or where their class of service lets them call.
"""

import asyncio
from collections.abc import Callable

import msgspec

from softphone.people.class_of_service import allows
from softphone.people.directory import Directory, Person
from softphone.people.number_kind import DialledKind, planned_kind
from softphone.people.numbers import e164
from softphone.people.presentation import NumberPresentation, own_numbers, presented
from softphone.server.accounts import Accounts, Refused
from softphone.server.audit import AuditLog
from softphone.server.engine import Engine
from softphone.server.trunk.edge import ALL_BUSY, NO_WAY_OUT
from softphone.server.trunk.trial_call import TrialCall, TrialStep
from softphone.server.trunk.trial_sound import TrialSound
from softphone.server.trunks import NO_TRUNK
from softphone.sip.proxy.forwarding import Refusal
from softphone.storage.audit import Action, Actor

RING_SECONDS = 30.0
TONE_SECONDS = 4.0
_END_SECONDS = 40.0
"""Until the answer to our BYE or CANCEL, which is given up after 32 s (RFC 3261 §17.1.2.2)."""
_IN_PROGRESS = Refused(status=409, code="in_progress", sentence="Another trial call is on its way.")
NO_TRIAL = Refused(status=404, code="no_trial", sentence="This trunk was not tried.")
_NO_NUMBER = Refused(
    status=422, code="bad_request", sentence="Which number? You have none of your own; give one."
)
_NOT_A_NUMBER = Refused(status=422, code="bad_request", sentence="This is not a telephone number.")
_BUSY = Refused(status=409, code="no_way_out", sentence="It cannot be tried now: all lines are busy.")
_NOT_THERE = Refused(
    status=409,
    code="no_way_out",
    sentence="It cannot be tried now: the trunk is not found at its address, or its lines are busy.",
)
_NOT_READY = Refused(
    status=409, code="no_way_out", sentence="It cannot be tried now: the server takes no calls."
)
_EMERGENCY = Refused(status=403, code="not_allowed", sentence="Nobody is called for help to try a trunk.")
_NOT_ALLOWED = Refused(
    status=403,
    code="not_allowed",
    sentence="A trial calls your own number, or one that your class of service lets you call.",
)


class Trial(msgspec.Struct, frozen=True):
    number: str
    steps: tuple[TrialStep, ...]
    over: bool


class TrunkTrials:
    """Lives on the server's loop; stop it."""

    def __init__(
        self, engine: Engine, accounts: Accounts, audit: AuditLog, token: Callable[[int], str]
    ) -> None:
        self._engine = engine
        self._accounts = accounts
        self._audit = audit
        self._token = token
        self._calls: dict[str, tuple[str, TrialCall]] = {}
        """By trunk, the last one: its number and the call."""
        self._running: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    def of(self, trunk: str) -> Trial | None:
        """The last one through it, since the server started."""
        found = self._calls.get(trunk)
        return None if found is None else Trial(found[0], tuple(found[1].steps), found[1].is_over)

    async def start(self, trunk: str, number: str, by: Actor) -> Trial | Refused:
        """Empty: the administrator's own number."""
        directory = self._accounts.directory
        person, found = directory.people.get(by.person), directory.trunks.get(trunk)
        if found is None or person is None:
            return NO_TRUNK
        to = may_be_tried(number, person, directory)
        if isinstance(to, Refused):
            return to
        if self._starting.locked() or (self._running is not None and not self._running.done()):
            return _IN_PROGRESS
        async with self._starting:
            entry = self._audit.entry(by, Action.TRUNK_TRIED, trunk, found.name)
            await self._audit.note(msgspec.structs.replace(entry, after={"number": to}))
            sound = await TrialSound.open(self._engine.sound_host)
            moved = asyncio.Event()
            show = presented(NumberPresentation(), person, directory)
            call = self._engine.try_trunk(trunk, to, show, sound.port, moved.set)
            if not isinstance(call, TrialCall):
                sound.close()
                return _not_now(call)
            self._calls[trunk] = to, call
            self._running = asyncio.get_running_loop().create_task(self._conduct(call, sound, moved))
        return Trial(to, tuple(call.steps), call.is_over)

    async def stop(self) -> None:
        """Hang up, if there is a call."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    async def _conduct(self, call: TrialCall, sound: TrialSound, moved: asyncio.Event) -> None:
        try:
            await _until(lambda: call.is_over or call.is_answered, moved, RING_SECONDS)
            if call.sound is not None and not call.is_over:
                tone = asyncio.create_task(sound.send_tone(call.sound, TONE_SECONDS, int(self._token(4), 16)))
                await _until(lambda: call.is_over or tone.done(), moved, TONE_SECONDS)
                tone.cancel()
            if call.is_answered:
                self._engine.note_trial(call, sound.came)
        finally:
            self._engine.end_trial(call)
            sound.close()
        await _until(lambda: call.is_over, moved, _END_SECONDS)
        self._engine.forget_trial(call)


def may_be_tried(number: str, person: Person, directory: Directory) -> str | Refused:
    """The number in E.164 that a trial may call."""
    own = own_numbers(person, directory)
    if not number.strip():
        own = (person.mobile, *own) if person.mobile else own
        return own[0] if own else _NO_NUMBER
    kind = planned_kind(number, directory.country)
    if kind is DialledKind.EMERGENCY:
        return _EMERGENCY
    full = e164(number, directory.country)
    if full is None:
        return _NOT_A_NUMBER
    return full if full in own or allows(person.class_of_service, kind) else _NOT_ALLOWED


def _not_now(refusal: Refusal) -> Refused:
    if refusal == ALL_BUSY:
        return _BUSY
    return _NOT_THERE if refusal == NO_WAY_OUT else _NOT_READY


async def _until(condition: Callable[[], bool], moved: asyncio.Event, seconds: float) -> None:
    """At the most so long."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                moved.clear()
                await moved.wait()
    except TimeoutError:
        pass
