"""Abuse of every kind, thrown at a phone in a call: it stays the same process, the call goes on, and the next
one works."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from softphone.calls.call import Call, Ending
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Dial,
    HangUp,
    SoundKeys,
    SoundSecurity,
    Transport,
)
from softphone.calls.events import (
    CallEnded,
    IncomingCall,
    PhoneLost,
    QualityMeasured,
    RegistrationChanged,
    Started,
)
from softphone.calls.phone import PhoneSettings
from softphone.phone.client import ProcessPhone
from softphone.sip.pjsip.account import SOUND_PORTS
from tests.contract.phone_pairs import PATIENCE, Pair, Side, pair
from tests.helpers.pjsip import is_ours, needs
from tests.helpers.ports import free_port
from tests.phone.abuse import datagrams
from tests.phone.abuse.messages import SOUND, Caller, Inside
from tests.phone.recordings import files, tone
from tests.sip.torture.messages import MESSAGES

pytestmark = [pytest.mark.realtime, pytest.mark.patient]

SEED = 4475
SIPP = Path(__file__).parent / "abuse" / "sipp"
LIMIT = 8
"""Calls of the phone that sipp is let loose on."""
PACE = 0.002
"""Seconds between two datagrams: faster, and the system drops them before the phone has seen them."""
ALIVE = 60
"""Packets in two seconds: of a call whose sound goes on."""


@dataclass
class Attacked:
    """Alice's phone in a call with bob's, as a stranger sees it."""

    phones: Pair
    ours: Call
    theirs: Call
    process: psutil.Process
    socket: socket.socket
    caller: Caller

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.phones.alice.address.partition("@")[2].partition(":")
        return host, int(port)

    @property
    def tcp_port(self) -> int:
        return next(
            each.laddr.port
            for each in self.process.net_connections("tcp")
            if each.status == psutil.CONN_LISTEN
        )

    @property
    def inside(self) -> Inside:
        """The dialog of the call, as bob writes it."""
        dialog = self.ours.dialog
        assert dialog is not None
        return Inside(dialog.call_id, dialog.remote_tag, dialog.local_tag)

    def sound_ports(self) -> list[int]:
        ports = {each.laddr.port for each in self.process.net_connections("udp")}
        return sorted(port for port in ports if port in SOUND_PORTS)

    def send(self, data: Iterable[bytes], port: int | None = None) -> None:
        """To the SIP port, or to that one; what is answered is thrown away."""
        for each in data:
            self.socket.sendto(each, (self.address[0], port or self.address[1]))
            self._forget_answers()
            time.sleep(PACE)

    def answer(self) -> bytes:
        """The next that comes to the stranger."""
        self.socket.settimeout(PATIENCE)
        try:
            return self.socket.recv(65536)
        finally:
            self.socket.setblocking(False)

    def _forget_answers(self) -> None:
        try:
            while True:
                self.socket.recv(65536)
        except BlockingIOError:
            pass

    def goes_on(self) -> None:
        """The same process, and sound both ways."""
        sides = (self.phones.alice, self.ours), (self.phones.bob, self.theirs)
        for side, _ in sides:
            drain(side)
        for side, call in sides:
            # The interval that has begun before now, then one of its own that nothing held up.
            measured(side, call)
            measured(side, call, more_than=ALIVE)
        self.is_the_same()

    def is_the_same(self) -> None:
        assert isinstance(self.phones.alice.phone, ProcessPhone)
        assert self.phones.alice.phone.pid == self.process.pid
        assert self.process.is_running()
        seen = self.phones.alice.seen
        assert not any(isinstance(event, PhoneLost) for event in seen)
        assert [event.generation for event in seen if isinstance(event, Started)] == [1]

    def calls_again(self) -> None:
        """The call ends in good order, and another is made the same way, with sound."""
        sides = (self.phones.alice, self.ours), (self.phones.bob, self.theirs)
        for side, call in sides:
            side.send(HangUp(call.id))
        for side, call in sides:
            drain(side)
            ended = (isinstance(event, CallEnded) and event.call.id == call.id for event in side.seen)
            if not any(ended):
                side.ended(call.id)
            drain(side)
        self.ours, self.theirs = self.phones.talking("next")
        for side, call in ((self.phones.alice, self.ours), (self.phones.bob, self.theirs)):
            # All of its intervals are later than what was done; the first is short by how it began.
            measured(side, call, more_than=ALIVE)
        self.is_the_same()


def measured(side: Side, call: Call, more_than: int = -1) -> None:
    """So many packets have come in an interval of that call."""
    side.wait(
        QualityMeasured,
        lambda event: event.call == call.id and event.quality.packets_received > more_than,
    )


def drain(side: Side) -> None:
    """What has been said so far is seen."""
    while (event := side.phone.receive(0)) is not None:
        side.seen.append(event)


@contextmanager
def attacked(
    folder: Path, keys: SoundKeys | None = None, calls: int = 32, goes_on: bool = True
) -> Iterator[Attacked]:
    """With `goes_on`, the sound of the call is held to be there after what was done in the block."""
    security = SoundSecurity.OFF if keys is None else SoundSecurity.REQUIRED
    settings = PhoneSettings(bind="127.0.0.1", log_level=1, calls=calls)
    with (
        pair("process", settings, security=security, keys=keys or SoundKeys.SDES) as phones,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger,
    ):
        stranger.bind(("127.0.0.1", free_port()))
        stranger.setblocking(False)
        phones.alice.send(files(tone(folder / "tone.wav", 700.0), folder / "alice.wav"))
        ours, theirs = phones.talking()
        # An account over TCP makes the phone listen there as well.
        tcp = AccountSettings(
            user="alice", domain="127.0.0.1", secret="", transport=Transport.TCP, register=False
        )
        phones.alice.send(AddAccount("tcp", tcp))
        phones.alice.wait(RegistrationChanged)
        assert isinstance(phones.alice.phone, ProcessPhone)
        host, port = stranger.getsockname()
        caller = Caller(phones.alice.address, f"{host}:{port}", SEED)
        made = Attacked(phones, ours, theirs, psutil.Process(phones.alice.phone.pid), stranger, caller)
        yield made
        made.is_the_same()
        if goes_on:
            made.goes_on()
        made.calls_again()


def test_malformed_sip(tmp_path: Path) -> None:
    with attacked(tmp_path) as made:
        made.send(made.caller.from_outside())


def test_malformed_sip_of_the_far_end(tmp_path: Path) -> None:
    """It can end the call, or its sound, but no more."""
    with attacked(tmp_path, goes_on=False) as made:
        made.send(made.caller.from_far_end(made.inside))


def test_the_messages_of_rfc_4475(tmp_path: Path) -> None:
    """As they stand, and readdressed to this phone, where they reach its accounts."""
    with attacked(tmp_path) as made:
        made.send(each.data for each in MESSAGES)
        first = made.phones.alice.address.encode()
        for each in MESSAGES:
            method, _, rest = each.data.partition(b" ")
            _, _, rest = rest.partition(b" ")
            made.send([method + b" " + first + b" " + rest])


def test_a_stream_of_nonsense_over_tcp(tmp_path: Path) -> None:
    """Pieces of messages, of any length, on connections that end in the middle."""
    with attacked(tmp_path) as made:
        caller = made.caller
        messages = [
            *(each.data for each in MESSAGES),
            *caller.absurd_lengths(),
            *caller.huge(),
            *(part for _ in range(20) for part in caller.mutated(caller.request("INVITE", body=SOUND), 5)),
        ]
        address = "127.0.0.1", made.tcp_port
        for first in range(0, len(messages), 7):
            with socket.create_connection(address, timeout=PATIENCE) as connection:
                try:
                    for message in messages[first : first + 7]:
                        cut = caller.chance.randrange(len(message))
                        connection.sendall(message[:cut])
                        connection.sendall(message[cut:])
                except (ConnectionError, TimeoutError):
                    continue


@pytest.mark.parametrize("keys", [None, *SoundKeys], ids=lambda keys: keys.value if keys else "clear")
def test_malformed_sound(keys: SoundKeys | None, tmp_path: Path) -> None:
    if keys is SoundKeys.DTLS:
        needs("SRTP by DTLS")
    with attacked(tmp_path, keys) as made:
        ports = made.sound_ports()
        assert len(ports) >= 2
        for port in ports:
            made.send(datagrams.everything(SEED + port), port)


def test_a_stranger_cannot_have_us_call_somebody(tmp_path: Path) -> None:
    """No call is placed for a REFER outside of a call, to which PJSIP says nothing, nor for one inside that
    would put more than a call on the wire. What a far end of a call may have us do is in test_refer."""
    with attacked(tmp_path) as made, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as victim:
        victim.bind(("127.0.0.1", free_port()))
        victim.settimeout(1.5)
        host, port = victim.getsockname()
        refer_to = f"Refer-To: <sip:victim@{host}:{port}>"
        made.socket.sendto(made.caller.request("REFER", refer_to), made.address)
        more = f"Refer-To: <sip:victim@{host}:{port}?Route=%3Csip:{host}%3E>"
        made.socket.sendto(made.caller.request("REFER", more, inside=made.inside), made.address)
        assert made.answer().startswith(b"SIP/2.0 403 ")
        with pytest.raises(TimeoutError):
            victim.recv(65536)


def test_a_stranger_is_told_nothing_of_our_presence(tmp_path: Path) -> None:
    with attacked(tmp_path) as made:
        made.socket.sendto(made.caller.request("SUBSCRIBE", "Event: presence", "Expires: 600"), made.address)
        assert made.answer().startswith(b"SIP/2.0 489 Bad Event\r\n")


def sipp(made: Attacked, folder: Path, scenario: str, calls: int, rate: int, *more: str) -> tuple[int, str]:
    """Runs a scenario against alice's phone to its end: its exit status, 0 when every call went as it says,
    and what it printed."""
    program = shutil.which("sipp")
    assert program is not None, "./run setup --peers installs it"
    host, port = made.address
    user = made.phones.alice.account.user
    done = subprocess.run(
        [
            *(program, f"{host}:{port}", "-sf", SIPP / f"{scenario}.xml", "-s", user, "-i", "127.0.0.1"),
            *("-p", f"{free_port()}", "-mi", "127.0.0.1", "-mp", f"{free_port()}", "-nostdin"),
            *("-m", f"{calls}", "-r", f"{rate}", "-l", "1000", "-timeout", "60", *more),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    return done.returncode, (done.stdout + done.stderr)[-3000:]


@pytest.mark.peer
@pytest.mark.parametrize(
    ("scenario", "calls", "rate"),
    [("strays", 300, 100), ("nonsense", 100, 50), ("flood", 500, 200), ("give_up", 500, 100)],
)
def test_sipp(scenario: str, calls: int, rate: int, tmp_path: Path) -> None:
    if scenario in ("flood", "give_up") and not is_ours():
        pytest.skip(
            "absent in PJSIP 2.15.1: a storm of calls survived (it has 64 handles for sockets, and asserts)"
        )
    with attacked(tmp_path, calls=LIMIT) as made:
        alice = made.phones.alice
        ringing = []
        if scenario == "flood":
            for _ in range(LIMIT - 1):
                made.send([made.caller.request("INVITE", body=SOUND)])
                ringing.append(alice.wait(IncomingCall).call)
        # Nobody knows how many of the answers to nonsense come before the last of it is out.
        more = ("-default_behaviors", "none") if scenario == "nonsense" else ()
        status, words = sipp(made, tmp_path, scenario, calls, rate, *more)
        assert status == 0, words
        for call in ringing:
            alice.send(HangUp(call.id))
            assert alice.ended(call.id).ending is Ending.DECLINED


def test_letters_that_are_none(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, where a person would read a name: shown as far as they can be."""
    with attacked(tmp_path) as made:
        invite = made.caller.request("INVITE", body=SOUND)
        made.send([invite.replace(b"From: <sip:mallory@", b'From: "Mal\xff\xc3ory" <sip:mallory@')])
        call = made.phones.alice.wait(IncomingCall).call
        assert call.remote.name == "Mal\ufffd\ufffdory"
        made.phones.alice.send(HangUp(call.id))
        made.phones.alice.ended(call.id)
        host, port = made.socket.getsockname()
        made.phones.alice.send(Dial(call="odd", account="me", target=f"sip:odd@{host}:{port}"))
        while not (request := made.answer()).startswith(b"INVITE sip:odd@"):
            pass
        lines = request.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
        kept = [line for line in lines if line.split(b":")[0] in (b"Via", b"From", b"Call-ID", b"CSeq")]
        odd = b'To: "Odd \xff" <sip:odd@127.0.0.1>;tag=1'
        answer = b"\r\n".join([b"SIP/2.0 486 Occup\xe9\xff", *kept, odd, b"Content-Length: 0", b"", b""])
        made.socket.sendto(answer, made.address)
        ended = made.phones.alice.ended("odd")
        assert (ended.ending, ended.call.status) == (Ending.BUSY, 486)
