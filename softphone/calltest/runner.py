"""Runs scenarios with real phones: signs them in, takes the steps, and judges what was recorded."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from softphone.calls.commands import AddAccount, SoundMode, SoundSecurity, SoundSettings, UseSound
from softphone.calls.events import RegistrationState
from softphone.calls.phone import Phone, PhoneSettings
from softphone.calltest import recording, voices
from softphone.calltest.accounts import Account, Server
from softphone.calltest.colleague import Colleague, Manner
from softphone.calltest.measurements import judge, one_way_delay
from softphone.calltest.results import Listened, Outcome, Problem, Result
from softphone.calltest.scenario import Act, Scenario, ScenarioPhone, Variant
from softphone.calltest.station import Station
from softphone.calltest.steps import Interval, Steps, trouble
from softphone.calltest.verdict import differences

START = 20.0
"""Seconds that a phone may take to start and to register."""


class Runner:
    """Runs one scenario at a time.

    `make_phone` starts a phone in a process of its own; `clock` is the monotonic clock, in seconds, that the
    phones' recordings are timed by; `progress` is told in words what is being done.
    """

    def __init__(
        self,
        server: Server,
        make_phone: Callable[[PhoneSettings], Phone],
        *,
        clock: Callable[[], float],
        folder: Path,
        bind: str = "",
        log_level: int = 1,
        progress: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._server = server
        self._make_phone = make_phone
        self._clock = clock
        self._folder = folder
        self._bind = bind
        self._log_level = log_level
        self._progress = progress

    def run(self, scenario: Scenario, variant: Variant) -> Result:
        start = self._clock()
        accounts = self._accounts(scenario, variant)
        if isinstance(accounts, str):
            skipped = (Problem(1, accounts),)
            return Result(
                scenario=scenario, variant=variant, outcome=Outcome.SKIPPED, seconds=0.0, problems=skipped
            )
        with _Run(self, scenario, variant, accounts) as run:
            outcome = run.sign_in()
            if outcome is Outcome.PASSED:
                run.take_steps()
        listened = run.judge() if outcome is Outcome.PASSED else ()
        if run.problems and outcome is Outcome.PASSED:
            outcome = Outcome.FAILED
        return Result(
            scenario=scenario,
            variant=variant,
            outcome=outcome,
            seconds=self._clock() - start,
            problems=tuple(sorted(run.problems, key=lambda problem: problem.line)),
            listened=listened,
        )

    def _accounts(self, scenario: Scenario, variant: Variant) -> dict[str, Account] | str:
        """Each phone's account, or why the scenario can't be run on this server."""
        free = list(self._server.accounts)
        chosen: dict[str, Account] = {}
        for phone in sorted(scenario.phones.values(), key=lambda phone: not phone.account):
            account = next((each for each in free if phone.account in ("", each.user)), None)
            if account is None:
                wanted = (
                    f"the account {phone.account}" if phone.account else f"{len(scenario.phones)} accounts"
                )
                return f"needs {wanted}, and the server has {len(self._server.accounts)}"
            free.remove(account)
            chosen[phone.name] = account
        for transport in {phone.transport or variant.transport for phone in scenario.phones.values()}:
            if transport not in self._server.addresses:
                return f"needs {transport.value}, which the server is not tested over"
        for step in scenario.steps:
            if isinstance(step, Act) and step.to in chosen and not chosen[step.to].address(step.by):
                return f"needs an account with an address of the kind {step.by.value!r}"
        return chosen


class _Run:
    """One run of one scenario: its phones while they live, and what was found."""

    def __init__(
        self, runner: Runner, scenario: Scenario, variant: Variant, accounts: dict[str, Account]
    ) -> None:
        self.problems: list[Problem] = []
        self._runner = runner
        self._scenario = scenario
        self._variant = variant
        self._accounts = accounts
        self._clock = runner._clock
        self._voices = {name: voice for voice, name in enumerate(scenario.phones)}
        self._stations: dict[str, Station] = {}
        self._intervals: list[Interval] = []
        words = "".join(c if c.isalnum() else "-" for c in f"{Path(scenario.file).stem}-{variant}")
        self._folder = runner._folder / words
        self._folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "_Run":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._stations:
            with ThreadPoolExecutor(len(self._stations)) as pool:
                list(pool.map(Station.close, self._stations.values()))

    def sign_in(self) -> Outcome:
        """Starts the phones, all at once, and registers those that are to be."""
        self._runner._progress("starting the phones")
        with ThreadPoolExecutor(len(self._scenario.phones)) as pool:
            list(pool.map(self._start, self._scenario.phones.values()))
        lacking = [each for name in self._stations if (each := self._lacks(name)) is not None]
        if lacking:
            self.problems += [Problem(1, sentence) for sentence in dict.fromkeys(lacking)]
            return Outcome.SKIPPED
        self._runner._progress("registering")
        for name, phone in self._scenario.phones.items():
            wrong = _not_ready(self._stations[name], phone.registered)
            if wrong is not None:
                self.problems.append(Problem(1, f"{name} {wrong}"))
        return Outcome.ERROR if self.problems else Outcome.PASSED

    def _lacks(self, name: str) -> str | None:
        """What the scenario asks of a phone that its PJSIP can't do."""
        station, phone = self._stations[name], self._scenario.phones[name]
        station.wait(lambda: station.started, START)
        can = station.capabilities
        if can is None:
            return None
        wanted = [codec for codec in self._codecs(phone) if codec.lower() not in map(str.lower, can.codecs)]
        if phone.keys is not None and phone.keys.value not in can.srtp:
            wanted.append(f"SRTP by {phone.keys.value.upper()}")
        return f"needs {' and '.join(wanted)}, which PJSIP {can.version} has not" if wanted else None

    def _codecs(self, phone: ScenarioPhone) -> tuple[str, ...]:
        return phone.codecs or ((self._variant.codec,) if self._variant.codec else ())

    def take_steps(self) -> None:
        steps = Steps(self._stations, self._accounts, self._clock, self._runner._progress)
        problem = steps.take(self._scenario.steps)
        if problem is not None:
            self.problems.append(problem)
        self._intervals = steps.intervals

    def judge(self) -> tuple[Listened, ...]:
        """After the phones have ended, so that their recordings are whole."""
        self._runner._progress("judging the sound")
        recordings = {name: recording.load(self._recording(name)) for name in self._stations}
        listened = []
        for interval in self._intervals:
            for listener, expected in interval.step.expected.items():
                heard = judge(recordings[listener].between(interval.start, interval.stop))
                here, there = recordings[listener], recordings.get(expected)
                delay = None
                if here.recorded is not None and there is not None and there.played is not None:
                    start = interval.start - here.recorded
                    delay = one_way_delay(heard, start=start, recorded=here.recorded, played=there.played)
                quality = list(self._stations[listener].quality.values())
                one = Listened(
                    line=interval.step.line,
                    listener=listener,
                    expected=expected,
                    heard=heard,
                    delay=delay,
                    loss=max((each.loss_percent for each in quality), default=None),
                    codec=quality[-1].codec if quality else "",
                )
                listened.append(one)
                for sentence in differences(one, interval.step.limits, self._voices):
                    self.problems.append(Problem(interval.step.line, sentence))
        return tuple(listened)

    def _recording(self, name: str) -> Path:
        return self._folder / f"{name}.wav"

    def _start(self, phone: ScenarioPhone) -> None:
        settings = PhoneSettings(
            bind=self._runner._bind,
            trust_anchors=self._runner._server.trust_anchors,
            codecs=self._codecs(phone),
            log_level=self._runner._log_level,
            user_agent="Softphone call test",
        )
        manner = Manner(behaviour=phone.when_called.behaviour, after=phone.when_called.after)
        made = self._runner._make_phone(settings)
        station = Station(phone.name, made, [Colleague(phone.name, manner)], self._clock)
        self._stations[phone.name] = station
        said = self._folder / f"{phone.name}-says.wav"
        voices.write_wav(said, voices.loop(self._voices[phone.name]))
        station.send(
            UseSound(
                SoundSettings(
                    mode=SoundMode.FILES,
                    play=str(said),
                    record=str(self._recording(phone.name)),
                    echo_cancelling=False,
                    noise_suppression=False,
                )
            )
        )
        account = self._accounts[phone.name]
        transport = phone.transport or self._variant.transport
        account_settings = self._runner._server.settings(account, transport)
        if phone.keys is not None:
            account_settings = msgspec.structs.replace(
                account_settings, sound_security=SoundSecurity.REQUIRED, sound_keys=phone.keys
            )
        if not phone.registered:
            account_settings = msgspec.structs.replace(account_settings, register=False)
        station.send(AddAccount(phone.name, account_settings))


def _not_ready(station: Station, registered: bool) -> str | None:
    """Waits for a phone to start and to register; what is wrong if it does not."""
    if not station.wait(lambda: station.started, START):
        return f"has no phone: it did not start within {START:g} s{trouble(station)}"
    if not registered:
        return None
    if not station.wait(lambda: station.registered or _refused(station), START):
        return f"could not register within {START:g} s{_why(station)}"
    return None if station.registered else f"could not register{_why(station)}"


def _refused(station: Station) -> bool:
    return any(each.state is RegistrationState.FAILED for each in station.registrations.values())


def _why(station: Station) -> str:
    last = station.registrations.get(station.name)
    if last is None or not (last.status or last.reason):
        return trouble(station)
    return f": {last.fault.name.lower().replace('_', ' ')} ({last.status} {last.reason})"
