"""Real phones around an engine in this process, whose rules a test can change from call to call.

The phones stay registered over all tests of a module. Between one of them and the engine stands a tap that
shows what came back to it.
"""

import asyncio
import contextlib
import itertools
import secrets
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from softphone.calls.call import Call, CallState
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Command,
    Dial,
    HangUp,
    SoundMode,
    SoundSettings,
    Transport,
    UseSound,
)
from softphone.calls.phone import PhoneSettings
from softphone.calltest import voices
from softphone.calltest.colleague import Colleague, Manner
from softphone.calltest.measurements import Heard
from softphone.calltest.station import Station
from softphone.calltest.words import Behaviour, Sight
from softphone.people.directory import Directory
from softphone.phone.client import ProcessPhone
from softphone.server.engine import Engine, EngineSettings
from softphone.server.rules import Rules
from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Response, parse
from tests.e2e.hearing import heard
from tests.helpers.ports import free_port
from tests.server.engine.bench import Log

PATIENCE = 60.0
_CALLS = itertools.count(1)


class EngineThread:
    """An engine on a loop of its own."""

    def __init__(self, directory: Directory) -> None:
        self.log = Log()
        self._engine = Engine(
            EngineSettings(port=0, behind=PATIENCE),
            directory,
            clock=time.monotonic,
            local_time=lambda: datetime.now(UTC),
            token=secrets.token_hex,
            tls=None,
            on_line_state=lambda _person, _line: None,
            log=self.log,
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="engine", daemon=True)
        self.port = 0

    def __enter__(self) -> "EngineThread":
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._engine.start(), self._loop).result(PATIENCE).port
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._engine.stop(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    def use(self, rules: Rules) -> None:
        async def swap() -> None:
            self._engine.use_rules(rules)

        asyncio.run_coroutine_threadsafe(swap(), self._loop).result(PATIENCE)


class Tap:
    """UDP between one phone and the engine: passes everything on, and remembers the answers to INVITEs.

    `outbound`, where it is set, changes what the phone sends; what it leaves empty is lost.
    """

    def __init__(self, engine_port: int) -> None:
        self.outbound: Callable[[bytes], bytes] | None = None
        self._engine = ("127.0.0.1", engine_port)
        self._phone: tuple[str, int] | None = None
        self._near, self._far = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        for each in (self._near, self._far):
            each.bind(("127.0.0.1", 0))
        self.port = int(self._near.getsockname()[1])
        self._far_port = int(self._far.getsockname()[1])
        self._stop, self._stopped = socket.socketpair()
        self._answers: list[tuple[str, int]] = []
        self._noted: list[bytes] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="tap", daemon=True)

    def __enter__(self) -> "Tap":
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._stop.close()
        self._thread.join(PATIENCE)
        for each in (self._near, self._far, self._stopped):
            each.close()

    def statuses(self) -> list[int]:
        """Of the last INVITE, without 100s, the challenge, and the 2xx until its ACK."""
        if not self._answers:
            return []
        last = self._answers[-1][0]
        found = [status for call, status in self._answers if call == last and status not in (100, 407)]
        return [status for n, status in enumerate(found) if status < 200 or status not in found[:n]]

    def wait_for(self, statuses: list[int]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.statuses() == statuses, PATIENCE), self.statuses()

    def _run(self) -> None:
        while True:
            ready, _, _ = select.select([self._near, self._far, self._stopped], [], [])
            if self._stopped in ready:
                return
            if self._near in ready:
                data, self._phone = self._near.recvfrom(65535)
                data = self._passed_off(data, (self.port, self._engine[1]), (self._phone[1], self._far_port))
                data = data if self.outbound is None else self.outbound(data)
                if data:
                    self._far.sendto(data, self._engine)
            if self._far in ready:
                data = self._far.recv(65535)
                self._note(data)
                if self._phone is not None:
                    both = (self._engine[1], self.port), (self._far_port, self._phone[1])
                    data = self._passed_off(data, *both)
                    self._near.sendto(data, self._phone)

    @staticmethod
    def _passed_off(data: bytes, *ports: tuple[int, int]) -> bytes:
        """To the phone this is the engine, and to the engine it is the phone: so that all of a call comes
        this way, whoever began it."""
        for real, shown in ports:
            data = data.replace(b"127.0.0.1:%d" % real, b"127.0.0.1:%d" % shown)
        return data

    def _note(self, data: bytes) -> None:
        """Once: what is the same in each byte was sent again, because somebody was slow. A call that is
        forwarded once more is told in the words of before."""
        with contextlib.suppress(ParseError):
            message = parse(data)
            if isinstance(message, Response) and message.cseq.method == "INVITE":
                if data in (self._noted[-1:] if message.status == 181 else self._noted):
                    return
                self._noted.append(data)
                with self._changed:
                    self._answers.append((message.call_id, message.status))
                    self._changed.notify_all()


class Townsman:
    """One phone: it rings when it is called, and does the rest when it is told to."""

    def __init__(self, folder: Path, user: str, voice: int, *, udp_port: int = 0) -> None:
        self.user = user
        self.voice = voice
        self._folder = folder
        self._takes = itertools.count(1)
        self._record = folder
        self._says = folder / f"{user}.wav"
        self._seen = 0
        voices.write_wav(self._says, voices.loop(voice))
        phone = ProcessPhone(
            PhoneSettings(bind="127.0.0.1", udp_port=udp_port, codecs=("PCMA",), log_level=1)
        )
        self.station = Station(
            user, phone, [Colleague(user, Manner(behaviour=Behaviour.WAIT))], time.monotonic
        )
        self.begin()

    def sign_in(self, domain: str, secret: str, port: int, *, number: str = "") -> None:
        """`number`: by which the operator is called, who does not register."""
        settings = AccountSettings(
            user=number or self.user,
            domain=domain,
            secret=secret,
            digest_user=f"{self.user}-pc",
            transport=Transport.UDP,
            proxy=f"127.0.0.1:{port}",
            register=not number,
        )
        self.station.send(AddAccount(self.user, settings))

    def begin(self) -> None:
        """A new test: what was seen before is forgotten, what is heard goes into a new recording."""
        self._seen = len(self.station.sightings)
        self._record = self._folder / f"{self.user}-{next(self._takes)}-heard.wav"
        self.station.send(
            UseSound(
                SoundSettings(
                    mode=SoundMode.FILES,
                    play=str(self._says),
                    record=str(self._record),
                    echo_cancelling=False,
                    noise_suppression=False,
                )
            )
        )

    def dial(self, target: str) -> None:
        self.send(Dial(call=f"{self.user}-{next(_CALLS)}", account=self.user, target=target))

    def send(self, command: Command) -> None:
        self.station.send(command)

    def wait_for(self, sight: Sight, seconds: float = PATIENCE) -> Call:
        """The first call since the beginning of the test that looked so."""
        assert self.station.wait(lambda: self._first(sight) is not None, seconds), (
            f"{self.user}: no {sight}",
            self.station.sightings[self._seen :],
            self.station.refusals,
        )
        found = self._first(sight)
        assert found is not None
        return found

    def rings(self) -> Call:
        """The call that came in, once the phone has said that it rings."""
        call = self.wait_for(Sight.RINGING)
        assert self.station.wait(lambda: self.station.calls[call.id].state is CallState.EARLY, PATIENCE)
        return call

    def rang(self) -> bool:
        """Whether anything came in since the beginning of the test."""
        return bool(self.station.sightings[self._seen :])

    def hang_up(self) -> None:
        call = self.station.live_call()
        if call is not None:
            self.send(HangUp(call.id))

    def heard(self, start: float, stop: float) -> Heard:
        """In that time of the monotonic clock, once all of it has been written down."""
        return heard(self._record, start, stop)

    def _first(self, sight: Sight) -> Call | None:
        seen = self.station.sightings[self._seen :]
        return next((each.call for each in seen if each.sight is sight), None)


class Town:
    """`people` by login; `operator` is the one beyond the trunk."""

    def __init__(self, engine: EngineThread, tap: Tap, people: dict[str, Townsman]) -> None:
        self.engine = engine
        self.tap = tap
        self.people = people

    def rang(self) -> set[str]:
        """Who was called since the beginning of the test, callers left out."""
        return {name for name, each in self.people.items() if name != "alice" and each.rang()}

    def begin(self) -> None:
        for each in self.people.values():
            each.begin()

    def end(self) -> None:
        """Everybody hangs up."""
        for each in self.people.values():
            each.hang_up()
        for each in self.people.values():
            assert each.station.wait(lambda each=each: each.station.live_call() is None, PATIENCE)  # type: ignore[misc]


@contextlib.contextmanager
def town(
    directory: Directory, secret: str, folder: Path, logins: tuple[str, ...], outside: str
) -> Iterator[Town]:
    """The first of them is behind the tap. The directory's trunk is at the operator's port; the operator
    answers for the number `outside`."""
    (trunk,) = directory.trunks.values()
    port = int(trunk.address.partition(":")[2])
    with contextlib.ExitStack() as stack:
        engine = stack.enter_context(EngineThread(directory))
        tap = stack.enter_context(Tap(engine.port))
        people: dict[str, Townsman] = {}
        for voice, login in enumerate((*logins, "operator")):
            made = Townsman(folder, login, voice, udp_port=port if login == "operator" else 0)
            stack.callback(made.station.close)
            people[login] = made
            through = tap.port if voice == 0 else engine.port
            number = outside if login == "operator" else ""
            made.sign_in(directory.domain, secret, through, number=number)
        for login in logins:
            assert people[login].station.wait(lambda p=people[login]: p.station.registered, PATIENCE), (  # type: ignore[misc]
                login,
                people[login].station.registrations,
            )
        yield Town(engine, tap, people)


def operator_port() -> int:
    return free_port()
