"""The runner with fake phones: which steps pass and fail, and what is said of it. Sound is written by the
test as a phone would record it; real phones and real sound are in tests/e2e."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from softphone.calls.commands import AddAccount, Command, Transport, UseSound
from softphone.calls.events import Fault
from softphone.calls.phone import PhoneSettings
from softphone.calltest import scenario, steps, voices
from softphone.calltest.accounts import Account, Server
from softphone.calltest.results import Outcome, Result
from softphone.calltest.runner import Runner
from softphone.calltest.scenario import Scenario, Variant
from softphone.phone.fake import FakePhone
from softphone.phone.fake_network import FakeNetwork

SERVER = Server(
    domain="company.test",
    addresses={Transport.UDP: "127.0.0.1:5060"},
    accounts=(
        Account(user="anna", secret="a", extension="101"),
        Account(user="bo", secret="b"),
    ),
)
UDP = Variant(Transport.UDP)
TALK = """
[[steps]]
who = "caller"
does = "call"
to = "callee"

[[steps]]
who = "caller"
sees = "talking"
within = 60

[[steps]]
who = "callee"
sees = "talking"
within = 60
"""
PHONES = """
name = "x"
transports = ["udp"]
[phones.caller]
[phones.callee]
"""
ANSWERS = PHONES + 'when_called = "answer"\n'


DELAY = 0.5
"""Seconds."""


class RecordingPhone(FakePhone):
    """Leaves a recording behind when it is closed: from UseSound on, it has heard `hears` (a voice, or
    None for silence) with a delay of DELAY. `start`: when the phones of the run began to record and to speak,
    which on a busy machine they would not do at one moment."""

    def __init__(self, network: FakeNetwork, hears: dict[str, int | None], start: float) -> None:
        super().__init__(network)
        self._hears = hears
        self._record: Path | None = None
        self._start = start
        self._user = ""

    def send(self, command: Command) -> None:
        if isinstance(command, UseSound):
            self._record = Path(command.settings.record)
        if isinstance(command, AddAccount):
            self._user = command.settings.user
        super().send(command)

    def close(self) -> None:
        super().close()
        if self._record is None or self._user not in self._hears:
            return
        count = round((time.monotonic() - self._start) * voices.RATE)
        voice = self._hears[self._user]
        sound = np.zeros(count)
        if voice is not None:
            loop = voices.loop(voice)
            sound = loop[(np.arange(count) - round(DELAY * voices.RATE)) % len(loop)]
        voices.write_wav(self._record, sound)
        begun = round(self._start * 1e9)
        Path(f"{self._record}.json").write_text(json.dumps({"recorded": begun, "played": begun}))


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(
        text: str,
        hears: dict[str, int | None] | None = None,
        network: FakeNetwork | None = None,
        server: Server = SERVER,
    ) -> Result:
        shared, start = network or FakeNetwork(), time.monotonic()

        def phone(settings: PhoneSettings) -> FakePhone:
            assert settings.user_agent
            return RecordingPhone(shared, hears or {}, start)

        parsed = scenario.parse(text, "x.toml")
        assert isinstance(parsed, Scenario), parsed
        return Runner(server, phone, clock=time.monotonic, folder=tmp_path).run(parsed, UDP)

    return run


def sentences(result: Result) -> list[str]:
    return [problem.sentence for problem in result.problems]


def test_a_call_that_goes_as_written_passes(run: Run) -> None:
    result = run(
        ANSWERS
        + TALK
        + """
        [[steps]]
        who = "callee"
        does = "hang up"
        [[steps]]
        who = "caller"
        sees = "ended"
        ending = "they hung up"
        within = 60
        """
    )
    assert (result.outcome, result.problems) == (Outcome.PASSED, ())


@pytest.mark.parametrize(
    ("when_called", "ending", "status"), [("busy", "busy", 486), ("decline", "declined", 603)]
)
def test_endings_are_told_apart(run: Run, when_called: str, ending: str, status: int) -> None:
    def ends(expected: str, number: int) -> Result:
        return run(
            PHONES
            + f"""
            when_called = "{when_called}"
            [[steps]]
            who = "caller"
            does = "call"
            to = "callee"
            [[steps]]
            who = "caller"
            sees = "ended"
            ending = "{expected}"
            status = {number}
            within = 60
            """
        )

    assert ends(ending, status).outcome is Outcome.PASSED
    wrong = ends("no answer", 408)
    assert wrong.outcome is Outcome.FAILED
    assert "not 'no answer'" in sentences(wrong)[0]
    assert f"status {status}, not 408" in sentences(wrong)[0]


def test_what_does_not_come_fails_at_its_line(run: Run) -> None:
    rings = '[[steps]]\nwho = "caller"\nsees = "ringing"\nwithin = 60\n'
    call, talks = TALK.split("\n\n", 1)
    text = f"{PHONES}{call}\n\n{rings}\n{talks}".replace('"talking"\nwithin = 60', '"talking"\nwithin = 0.3')
    result = run(text)
    assert result.outcome is Outcome.FAILED
    (problem,) = result.problems
    assert problem.sentence == ("caller did not see 'talking' within 0.3 s; the last it saw was 'ringing'")
    assert text.splitlines()[problem.line - 1 : problem.line + 2] == [
        "[[steps]]",
        'who = "caller"',
        'sees = "talking"',
    ]


def test_the_steps_answer_when_nobody_else_does(run: Run) -> None:
    result = run(
        PHONES
        + """
        [[steps]]
        who = "caller"
        does = "call"
        to = "callee"
        by = "login"
        [[steps]]
        who = "callee"
        sees = "ringing"
        caller = "caller"
        [[steps]]
        who = "callee"
        does = "answer"
        [[steps]]
        who = "caller"
        sees = "talking"
        [[steps]]
        who = "callee"
        sees = "talking"
        codec = "PCMA"
        [[steps]]
        who = "caller"
        does = "hold"
        [[steps]]
        who = "callee"
        sees = "held"
        [[steps]]
        who = "caller"
        sees = "holding"
        [[steps]]
        who = "caller"
        does = "resume"
        [[steps]]
        who = "callee"
        sees = "talking"
        [[steps]]
        who = "callee"
        does = "send digits"
        digits = "12"
        [[steps]]
        who = "caller"
        sees = "digits"
        digits = "12"
        """
    )
    assert (result.outcome, sentences(result)) == (Outcome.PASSED, [])


def test_wrong_codec_and_wrong_digits_are_said(run: Run) -> None:
    other_codec = '[[steps]]\nwho = "callee"\nsees = "talking"\ncodec = "G722"\nwithin = 0.3\n'
    wrong_codec = run(ANSWERS + TALK + other_codec)
    assert sentences(wrong_codec) == ["callee talks with the codec PCMA, not G722"]
    digits = run(
        ANSWERS
        + TALK
        + '[[steps]]\nwho = "caller"\ndoes = "send digits"\ndigits = "13"\n'
        + '[[steps]]\nwho = "callee"\nsees = "digits"\ndigits = "12"\nwithin = 60\n'
    )
    assert sentences(digits) == ["callee received the digits 13, not 12"]


def hear(anna: str, bo: str, more: str = "") -> str:
    return ANSWERS + TALK + f'[[steps]]\nhears = {{ caller = "{anna}", callee = "{bo}" }}\nfor = 1\n{more}'


def test_who_was_heard_is_judged(run: Run) -> None:
    both = hear("callee", "caller", "min_snr = 30\nmax_delay = 1.0\n")
    result = run(both, hears={"anna": 1, "bo": 0})
    assert sentences(result) == []
    assert result.outcome is Outcome.PASSED
    assert [each.delay for each in result.listened] == pytest.approx([DELAY, DELAY], abs=0.001)

    one_way = run(both, hears={"anna": 1, "bo": None})
    assert one_way.outcome is Outcome.FAILED
    assert sentences(one_way) == ["callee heard nothing, and should have heard caller"]

    crossed = run(both, hears={"anna": 0, "bo": 0})
    assert sentences(crossed) == ["caller heard caller, and should have heard callee"]

    stranger = run(hear("nothing", "a tone"), hears={"anna": None, "bo": 5})
    assert sentences(stranger) == []


def test_a_phone_that_recorded_nothing_has_heard_nothing(run: Run) -> None:
    assert run(hear("nothing", "nothing")).outcome is Outcome.PASSED


def test_a_call_that_ends_while_it_is_listened_to_fails(run: Run) -> None:
    text = ANSWERS + TALK + '[[steps]]\nwho = "caller"\ndoes = "hang up"\n'
    text += '[[steps]]\nhears = { callee = "caller" }\n'
    result = run(text)
    assert result.outcome is Outcome.FAILED
    assert len(result.problems) == 1


def test_a_refused_registration_could_not_run(run: Run) -> None:
    network = FakeNetwork(registrations={"bo@company.test": Fault.WRONG_PASSWORD})
    result = run(ANSWERS + TALK, network=network)
    assert result.outcome is Outcome.ERROR
    assert sentences(result)[0].startswith("callee could not register")


def test_what_the_server_lacks_is_skipped_with_the_reason(run: Run) -> None:
    three = run(ANSWERS + "[phones.third]\n" + TALK)
    assert three.outcome is Outcome.SKIPPED
    assert sentences(three) == ["needs 3 accounts, and the server has 2"]
    named = run(ANSWERS.replace("[phones.callee]", '[phones.callee]\naccount = "eva"') + TALK)
    assert sentences(named) == ["needs the account eva, and the server has 2"]
    number = run(ANSWERS + TALK.replace('to = "callee"', 'to = "callee"\nby = "mobile"'))
    assert sentences(number) == ["needs an account with an address of the kind 'mobile'"]
    tls = run(ANSWERS.replace("[phones.caller]", '[phones.caller]\ntransport = "tls"') + TALK)
    assert sentences(tls) == ["needs tls, which the server is not tested over"]


def test_a_phone_that_is_not_registered_is_not_called(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "LIVE", 0.2)
    result = run(
        PHONES
        + 'registered = false\n[[steps]]\nwho = "callee"\nsees = "no call"\n'
        + '[[steps]]\nwho = "caller"\ndoes = "hang up"\n'
    )
    assert result.outcome is Outcome.FAILED
    assert sentences(result) == ["caller has no call to 'hang up'"]
