"""Takes the steps of a scenario: has phones do things, and waits for what they are to show."""

from collections.abc import Callable

import msgspec

from softphone.calls.call import Call, CallState
from softphone.calls.commands import (
    Answer,
    Command,
    Decline,
    Dial,
    HangUp,
    Hold,
    Mute,
    Resume,
    SendDigits,
)
from softphone.calltest.accounts import Account
from softphone.calltest.colleague import BUSY_HERE, DECLINED
from softphone.calltest.results import Problem
from softphone.calltest.scenario import Act, Hear, See, Step, Wait
from softphone.calltest.station import Sighting, Station
from softphone.calltest.words import Action, Sight

SETTLE = 0.5
"""Seconds left to the jitter buffers before listening begins."""
LIVE = 5.0
"""Seconds to wait for a call that a step wants to do something with."""
LOOK = 0.1
"""Seconds between two looks at whether a call that is listened to has ended."""


class Interval(msgspec.Struct, frozen=True):
    """When a `hears` step listened, on the runner's clock."""

    step: Hear
    start: float
    stop: float


class StepError(Exception):
    """The steps can't go on; the sentence says why."""


class Steps:
    """The phones of one run and how far each was looked at. `accounts` are theirs, by phone."""

    def __init__(
        self,
        stations: dict[str, Station],
        accounts: dict[str, Account],
        clock: Callable[[], float],
        progress: Callable[[str], None],
    ) -> None:
        self.intervals: list[Interval] = []
        self._stations = stations
        self._accounts = accounts
        self._clock = clock
        self._progress = progress
        self._looked: dict[str, int] = dict.fromkeys(stations, -1)
        """The sighting that each phone was last seen to show."""
        self._digits: dict[str, int] = dict.fromkeys(stations, 0)
        """How many digits were looked at."""
        self._dialled = 0

    def take(self, steps: tuple[Step, ...]) -> Problem | None:
        """All, up to the first that fails: what comes after it would mean nothing."""
        for step in steps:
            self._progress(words(step))
            try:
                self._take(step)
            except StepError as failed:
                return Problem(step.line, str(failed))
        return None

    def _take(self, step: Step) -> None:
        match step:
            case Act():
                self._act(step)
            case See():
                self._see(step)
            case Hear():
                self._listen(step)
            case Wait():
                self._pass_time(step.seconds, ())

    def _act(self, step: Act) -> None:
        station = self._stations[step.who]
        if step.action is Action.CALL:
            self._dialled += 1
            to = self._accounts[step.to].address(step.by) if step.to in self._accounts else step.to
            station.send(Dial(call=f"{step.who}-{self._dialled}", account=step.who, target=to))
            station.wait(lambda: bool(station.calls) or bool(station.refusals), LIVE)
            return
        if not station.wait(lambda: station.live_call() is not None, LIVE):
            raise StepError(f"{step.who} has no call to {step.action.value!r}{trouble(station)}")
        call = station.live_call()
        assert call is not None
        station.send(_command(step, call.id))

    def _see(self, step: See) -> None:
        station = self._stations[step.who]
        deadline = self._clock() + step.within
        if step.sight is Sight.NO_CALL:
            if station.calls:
                raise StepError(f"{step.who} had a call, and should have had none")
        elif step.sight is Sight.DIGITS:
            self._see_digits(step, station)
        else:
            if not station.wait(lambda: self._find(step, station) is not None, step.within):
                raise StepError(
                    f"{step.who} did not see {step.sight.value!r} within {step.within:g} s; "
                    f"{_shown(station)}{trouble(station)}"
                )
            found = self._find(step, station)
            assert found is not None
            self._looked[step.who] = found
            seen = station.sightings[found]
            # What has ended does not change any more.
            remaining = 0.0 if step.sight is Sight.ENDED else max(deadline - self._clock(), 0.0)
            if not station.wait(lambda: not self._wrong(step, station, seen), remaining):
                raise StepError("; ".join(self._wrong(step, station, seen)))

    def _see_digits(self, step: See, station: Station) -> None:
        before = self._digits[step.who]
        station.wait(lambda: len(station.digits) - before >= len(step.digits), step.within)
        got = station.digits[before:]
        if got != step.digits:
            raise StepError(f"{step.who} received the digits {got or '(none)'}, not {step.digits}")
        self._digits[step.who] = len(station.digits)

    def _find(self, step: See, station: Station) -> int | None:
        """The first sighting after the one last looked at; or that one, while nothing came after it."""
        looked, last = self._looked[step.who], len(station.sightings) - 1
        first = looked if looked == last else looked + 1
        return next(
            (i for i in range(max(first, 0), last + 1) if station.sightings[i].sight is step.sight), None
        )

    def _wrong(self, step: See, station: Station, seen: Sighting) -> list[str]:
        """What is not as the step says, in the call's present state."""
        call = station.calls[seen.call.id]
        who, wrong = step.who, []
        if step.ending is not None and seen.ending is not step.ending:
            ending = seen.ending.name.lower().replace("_", " ") if seen.ending else "none"
            wanted = step.ending.name.lower().replace("_", " ")
            wrong.append(f"{who} saw the ending {ending!r} ({call.status} {seen.reason}), not {wanted!r}")
        if step.status is not None and call.status != step.status:
            wrong.append(f"{who} saw the status {call.status}, not {step.status}")
        if step.codec and call.codec.split("/")[0].upper() != step.codec.upper():
            wrong.append(f"{who} talks with the codec {call.codec or '(none)'}, not {step.codec}")
        if step.security is not None and call.security is not step.security:
            wrong.append(f"{who}'s sound is secured by {call.security.value!r}, not {step.security.value!r}")
        if step.caller and not _is(call, self._accounts[step.caller]):
            wrong.append(f"{who} saw {call.remote.uri} as the other party, not {step.caller}")
        return wrong

    def _listen(self, step: Hear) -> None:
        parties = tuple(self._stations[name] for name in step.expected)
        self._pass_time(SETTLE, parties)
        start = self._clock()
        self._pass_time(step.seconds, parties)
        self.intervals.append(Interval(step, start, self._clock()))

    def _pass_time(self, seconds: float, parties: tuple[Station, ...]) -> None:
        """Lets time pass; stops when the call of one of the parties ends in it."""
        deadline = self._clock() + seconds
        watched = [(station, station.live_call()) for station in parties]
        for station, call in watched:
            if call is None:
                raise StepError(f"{station.name} has no call to hear anything in{trouble(station)}")
        first = parties[0] if parties else next(iter(self._stations.values()))
        while (remaining := deadline - self._clock()) > 0:
            first.wait(lambda: False, min(remaining, 0.1))
            for station, call in watched:
                if call is not None and station.calls[call.id].state is CallState.ENDED:
                    raise StepError(
                        f"{station.name}'s call ended while it was listened to; {_shown(station)}"
                    )


def _command(step: Act, call: str) -> Command:
    match step.action:
        case Action.ANSWER:
            return Answer(call)
        case Action.DECLINE:
            return Decline(call, DECLINED)
        case Action.BUSY:
            return Decline(call, BUSY_HERE)
        case Action.HANG_UP:
            return HangUp(call)
        case Action.HOLD:
            return Hold(call)
        case Action.RESUME:
            return Resume(call)
        case Action.MUTE:
            return Mute(call, on=True)
        case Action.UNMUTE:
            return Mute(call, on=False)
        case Action.DIGITS:
            return SendDigits(call, step.digits)
        case Action.CALL:
            raise AssertionError("a call is dialled, not told")


def words(step: Step) -> str:
    """For the progress line."""
    match step:
        case Act(who=who, action=action, to=to):
            return f"{who}: {action.value} {to}".strip()
        case See(who=who, sight=sight):
            return f"{who} is to see {sight.value}"
        case Hear(expected=expected, seconds=seconds):
            return f"listening for {seconds:g} s: " + ", ".join(f"{a} ← {b}" for a, b in expected.items())
        case Wait(seconds=seconds):
            return f"waiting for {seconds:g} s"


def trouble(station: Station) -> str:
    """In brackets, what the phone itself complained of."""
    parts = [f"{r.command} was refused: {r.fault.name.lower()} {r.reason}".strip() for r in station.refusals]
    if station.lost is not None:
        parts.append(f"the phone process ended: {station.lost.reason}")
    return f" ({'; '.join(parts)})" if parts else ""


def _shown(station: Station) -> str:
    if not station.sightings:
        return "it saw nothing"
    last = station.sightings[-1]
    ending = f" ({last.ending.name.lower().replace('_', ' ')}, {last.call.status})" if last.ending else ""
    return f"the last it saw was {last.sight.value!r}{ending}"


def _is(call: Call, account: Account) -> bool:
    user = call.remote.uri.partition(":")[2].partition("@")[0]
    return user in {account.user, account.extension, account.landline, account.mobile} - {""}
