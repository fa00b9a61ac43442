"""Real calls with real sound, heard at the far end; and a phone process that is killed in one of them."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from softphone.calls import commands
from softphone.calls.call import Call, CallState, Direction, Ending, Quality, Security
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Answer,
    Dial,
    HangUp,
    Hold,
    Mute,
    Resume,
    Transport,
)
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    Fault,
    IncomingCall,
    PhoneLost,
    QualityMeasured,
    RegistrationChanged,
    RegistrationState,
    Started,
)
from softphone.calls.phone import PhoneSettings
from softphone.phone.client import ProcessPhone
from softphone.server.embedded import EmbeddedServer
from tests.contract.phone_pairs import PATIENCE, Pair, Side, pair
from tests.helpers.pjsip import capabilities
from tests.helpers.standstills import Standstills
from tests.helpers.unexpected_errors import ExpectErrors
from tests.phone.recordings import Recording, files, hears, hears_nothing, lately, loud, now, pitch, tone

pytestmark = pytest.mark.realtime

ALICE_PLAYS = 600.0
BOB_PLAYS = 1000.0
"""Hertz."""
AGAIN = 5.0
"""Seconds within which a killed phone is heard again; the machine may stand still, or be busy, besides."""

COMPANY = """
domain = "company.test"
[[people]]
login = "alice"
password = "a-password-of-alice"
name = "Alice"
extension = "101"
[[people]]
login = "bob"
password = "a-password-of-bob"
name = "Bob"
extension = "102"
[[devices]]
person = "alice"
name = "phone"
user = "alice-phone"
secret = "the-secret-of-alice"
[[devices]]
person = "bob"
name = "phone"
user = "bob-phone"
secret = "the-secret-of-bob"
"""


@pytest.fixture
def phones(tmp_path: Path) -> Iterator[Pair]:
    """Two phone processes; each plays its tone and records."""
    with pair("process") as made:
        play_files(made, tmp_path)
        yield made


def play_files(made: Pair, folder: Path) -> None:
    made.alice.send(files(tone(folder / "alice-plays.wav", ALICE_PLAYS), folder / "alice.wav"))
    made.bob.send(files(tone(folder / "bob-plays.wav", BOB_PLAYS), folder / "bob.wav"))


def heard(path: Path, since: int, enough: Callable[[Recording], bool]) -> Recording:
    """The recording, once `enough` holds of it."""
    deadline = time.monotonic() + PATIENCE
    while not enough(recording := Recording(path)):
        assert time.monotonic() < deadline, f"heard: {loud(recording.since(since)).astype(int)}"
        time.sleep(0.05)
    return recording


def steady_since(moment: int) -> Callable[[Recording], bool]:
    """A second of sound without a break, some time after that moment."""

    def steady(recording: Recording) -> bool:
        frames = loud(recording.since(moment))
        return len(frames) >= 75 and bool(frames[-50:].all())

    return steady


def kill(side: Side) -> int:
    """kill -9 the phone process; when."""
    assert isinstance(side.phone, ProcessPhone)
    assert side.phone.pid is not None
    when = now()
    os.kill(side.phone.pid, signal.SIGKILL)
    return when


def silence_after(recording: Recording, moment: int) -> float:
    """Seconds from that moment until sound was heard without a break again. The receiver conceals the first
    0.1 s of a loss: 0 is, that it was shorter."""
    quiet = np.flatnonzero(~loud(recording.since(moment)))
    return 0.0 if len(quiet) == 0 else (int(quiet[-1]) + 1) * 0.02


def heard_again(over: str, recording: Recording, killed: int, noted: Standstills) -> None:
    """In time: `noted` while it was waited for."""
    gap = silence_after(recording, killed)
    print(f"kill to sound heard again, {over}: {gap * 1000:.0f} ms")
    assert gap < AGAIN + noted.held_up(killed / 1e9, killed / 1e9 + gap)


def test_both_hear_the_other_and_nothing_else(phones: Pair, tmp_path: Path) -> None:
    # PJSIP reckons the jitter of Opus over the whole stream: a call that was held up once is bad for long.
    deadline = time.monotonic() + PATIENCE
    qualities: list[Quality] = []
    while not (qualities and qualities[-1].jitter_ms < 20 and qualities[-1].mos > 4.0):
        assert time.monotonic() < deadline, qualities
        qualities.append(measured_in_a_call(phones, tmp_path))


def measured_in_a_call(phones: Pair, folder: Path) -> Quality:
    ours, theirs = phones.talking()
    hears(folder / "bob.wav", ALICE_PLAYS)
    hears(folder / "alice.wav", BOB_PLAYS)
    quality = phones.alice.wait(QualityMeasured, lambda event: event.quality.packets_received > 50).quality
    assert quality.codec == capabilities().codecs[0]
    phones.alice.send(HangUp(ours.id))
    end = phones.bob.ended(theirs.id)
    assert end.quality is not None
    assert end.quality.packets_received > 50
    phones.alice.ended(ours.id)
    return quality


def test_muted_and_held(phones: Pair, tmp_path: Path) -> None:
    ours, _ = phones.talking()
    hears(tmp_path / "bob.wav", ALICE_PLAYS)

    phones.alice.send(Mute(ours.id, on=True))
    phones.alice.call_that(lambda call: call.muted)
    hears_nothing(tmp_path / "bob.wav")

    phones.alice.send(Mute(ours.id, on=False), Hold(ours.id))
    phones.bob.call_that(lambda call: call.held_by_far_end)
    lately(tmp_path / "bob.wav", is_music)
    # Whoever holds does not hear the other.
    hears_nothing(tmp_path / "alice.wav")

    phones.alice.send(Resume(ours.id))
    phones.bob.call_that(lambda call: not call.held_by_far_end)
    hears(tmp_path / "bob.wav", ALICE_PLAYS)


def is_music(frames: NDArray[np.float64]) -> bool:
    sounding = frames[loud(frames)]
    return len(sounding) >= 10 and abs(pitch(sounding) - ALICE_PLAYS) > 20


@pytest.mark.parametrize("incoming", [False, True], ids=["of a call made", "of a call taken"])
def test_a_killed_phone_takes_its_call_up_again(
    phones: Pair, tmp_path: Path, expected_errors: ExpectErrors, incoming: bool
) -> None:
    expected_errors("the phone process ended")
    ours, theirs = phones.talking()
    side, far, call, record = (
        (phones.bob, phones.alice, theirs, "alice.wav")
        if incoming
        else (phones.alice, phones.bob, ours, "bob.wav")
    )
    hears(tmp_path / record, BOB_PLAYS if incoming else ALICE_PLAYS)
    with Standstills() as noted:
        killed = kill(side)
        lost = side.wait(PhoneLost)
        assert lost.calls == (call.id,)
        assert side.wait(Started).generation == 2
        again = side.wait(CallChanged).call
        assert (again.id, again.state, again.taken_up) == (call.id, CallState.CONFIRMED, True)
        assert again.muted
        assert again.direction is call.direction
        assert again.remote == call.remote
        side.send(Mute(call.id, on=False))
        assert not side.call_that(lambda changed: not changed.muted).taken_up
        after = heard(tmp_path / record, killed, steady_since(killed))
    heard_again("directly", after, killed, noted)

    assert not any(isinstance(event, IncomingCall) for event in far.seen[-10:] if incoming)
    far_call = ours if incoming else theirs
    side.send(HangUp(call.id))
    end = far.ended(far_call.id)
    assert end.ending is Ending.THEY_HUNG_UP
    assert end.call.direction is far_call.direction
    # The far end saw one call all the time.
    assert sum(isinstance(event, IncomingCall) for event in far.seen) == (0 if incoming else 1)
    assert not [event for event in far.seen if isinstance(event, CallEnded)][:-1]


def test_a_killed_phone_holds_again_what_it_held(phones: Pair, expected_errors: ExpectErrors) -> None:
    expected_errors("the phone process ended")
    ours, _ = phones.talking()
    phones.alice.send(Hold(ours.id))
    phones.alice.call_that(lambda call: call.held)
    phones.bob.call_that(lambda call: call.held_by_far_end)
    kill(phones.alice)
    phones.alice.call_that(lambda call: call.taken_up and call.held)
    phones.bob.call_that(lambda call: call.held_by_far_end)


def test_the_one_who_was_held_keeps_holding_back(phones: Pair, expected_errors: ExpectErrors) -> None:
    """The far end died; our own hold outlives its new call."""
    expected_errors("the phone process ended")
    _, theirs = phones.talking()
    phones.bob.send(Hold(theirs.id))
    phones.bob.call_that(lambda call: call.held)
    phones.alice.call_that(lambda call: call.held_by_far_end)
    kill(phones.alice)
    phones.alice.call_that(lambda call: call.taken_up and call.held_by_far_end)
    phones.bob.until(lambda calls: calls[theirs.id].dialog != theirs.dialog and calls[theirs.id].held)


def test_a_dialog_that_the_far_end_does_not_know_is_refused_and_does_not_ring(phones: Pair) -> None:
    ours, _ = phones.talking()
    assert ours.dialog is not None
    wrong = replace(ours.dialog, remote_tag="wrong")
    phones.alice.send(Dial(call="again", account="me", target=phones.bob.address, replaces=wrong))
    assert phones.alice.ended("again").call.status == 481
    phones.alice.send(Hold(ours.id))
    phones.bob.call_that(lambda call: call.held_by_far_end)
    assert sum(isinstance(event, IncomingCall) for event in phones.bob.seen) == 1


def test_a_call_that_was_not_answered_is_lost_at_once(phones: Pair, expected_errors: ExpectErrors) -> None:
    expected_errors("the phone process ended")
    phones.ringing("first")
    phones.alice.call_in(CallState.CALLING)
    kill(phones.alice)
    assert phones.alice.wait(PhoneLost).calls == ()
    assert phones.alice.ended("first").ending is Ending.LOST


def test_one_hears_oneself_after_two_seconds(phones: Pair, tmp_path: Path) -> None:
    phones.alice.send(commands.TestCall("test"))
    call = phones.alice.call_that(lambda call: call.state is CallState.CONFIRMED)
    assert call.id == "test"
    assert call.direction is Direction.OUTGOING
    hears(tmp_path / "alice.wav", ALICE_PLAYS)
    # She says something else: it begins together with a new recording.
    other = tmp_path / "alice-2.wav"
    phones.alice.send(files(tone(tmp_path / "alice-plays-2.wav", BOB_PLAYS), other))
    hears(other, BOB_PLAYS)
    recording = Recording(other)
    is_other = [abs(pitch(frame) - BOB_PLAYS) < 100 for frame in recording.frames]
    began = (recording.times["recorded"] - recording.times["played"]) / 1e9
    echo = began + float(np.flatnonzero(loud(recording.frames) & is_other)[0]) * 0.02
    assert 1.8 <= echo <= 2.6
    phones.alice.send(HangUp("test"))
    assert phones.alice.ended("test").ending is Ending.WE_HUNG_UP
    phones.alice.send(commands.TestCall("again"))
    phones.alice.call_that(lambda call: call.id == "again" and call.state is CallState.CONFIRMED)


def test_the_phone_ends_with_the_desktop(phones: Pair) -> None:
    """EOF on the pipe is the end, said or not."""
    assert isinstance(phones.alice.phone, ProcessPhone)
    assert phones.alice.phone.pid is not None
    process = psutil.Process(phones.alice.phone.pid)
    ours, theirs = phones.talking()
    phones.alice.phone.close()
    process.wait(5)
    assert phones.bob.ended(theirs.id).ending is Ending.THEY_HUNG_UP
    assert ours.id == "first"


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    with EmbeddedServer(COMPANY) as running:
        yield running


@contextlib.contextmanager
def through(server: EmbeddedServer, transport: Transport, *, trusted: bool = True) -> Iterator[Pair]:
    """Two phones that are to be registered there."""
    addresses = server.addresses
    proxy = addresses.sip_tls if transport is Transport.TLS else addresses.sip
    anchors = (addresses.ca,) if trusted and addresses.ca else ()
    sides: list[Side] = []
    try:
        for user in ("alice", "bob"):
            side = Side(ProcessPhone(PhoneSettings(bind="127.0.0.1", trust_anchors=anchors)), "102")
            sides.append(side)
            account = AccountSettings(
                user=user,
                domain="company.test",
                digest_user=f"{user}-phone",
                secret=f"the-secret-of-{user}",
                transport=transport,
                proxy=proxy,
            )
            side.wait(Started)
            side.send(AddAccount("me", account))
        yield Pair(sides[0], sides[1])
    finally:
        for side in sides:
            side.phone.close()


def registered(made: Pair) -> None:
    for side in (made.alice, made.bob):
        side.wait(RegistrationChanged, lambda event: event.state is RegistrationState.REGISTERED)


@pytest.mark.parametrize("transport", list(Transport))
def test_a_killed_phone_comes_back_through_the_engine(
    server: EmbeddedServer, transport: Transport, tmp_path: Path, expected_errors: ExpectErrors
) -> None:
    expected_errors("the phone process ended")
    with through(server, transport) as phones:
        registered(phones)
        play_files(phones, tmp_path)
        ours, theirs = phones.talking()
        wanted = Security.SDES if transport is Transport.TLS else Security.NONE
        assert ours.security is wanted
        assert theirs.security is wanted
        hears(tmp_path / "bob.wav", ALICE_PLAYS)
        with Standstills() as noted:
            killed = kill(phones.alice)
            phones.alice.call_that(lambda call: call.taken_up)
            phones.alice.send(Mute(ours.id, on=False))
            after = heard(tmp_path / "bob.wav", killed, steady_since(killed))
        heard_again(transport.value, after, killed, noted)
        phones.bob.send(HangUp(theirs.id))
        assert phones.alice.ended(ours.id).ending is Ending.THEY_HUNG_UP


def test_a_server_that_nobody_vouches_for_is_not_trusted(server: EmbeddedServer) -> None:
    with through(server, Transport.TLS, trusted=False) as phones:
        event = phones.alice.wait(
            RegistrationChanged, lambda event: event.state is not RegistrationState.REGISTERING
        )
        assert (event.state, event.fault) == (RegistrationState.RETRYING, Fault.UNTRUSTED_CERTIFICATE)
        assert event.reason


def test_a_wrong_secret_is_said(server: EmbeddedServer) -> None:
    side = Side(ProcessPhone(PhoneSettings(bind="127.0.0.1")))
    try:
        side.wait(Started)
        account = AccountSettings(
            user="alice",
            domain="company.test",
            digest_user="alice-phone",
            secret="not it",
            transport=Transport.UDP,
            proxy=server.addresses.sip,
        )
        side.send(AddAccount("me", account))
        event = side.wait(RegistrationChanged, lambda event: event.state is not RegistrationState.REGISTERING)
        assert (event.state, event.fault) == (RegistrationState.FAILED, Fault.WRONG_PASSWORD)
    finally:
        side.phone.close()


def test_an_extension_that_is_not_there_and_a_colleague_who_is_not(server: EmbeddedServer) -> None:
    with through(server, Transport.TCP) as phones:
        registered(phones)
        phones.alice.send(Dial(call="nobody", account="me", target="999"))
        assert phones.alice.ended("nobody").ending is Ending.NOT_FOUND
        phones.bob.phone.close()
        phones.alice.send(Dial(call="away", account="me", target="102"))
        assert phones.alice.ended("away").ending is Ending.UNREACHABLE


def test_encryption_that_one_requires_and_the_other_refuses(tmp_path: Path) -> None:
    with pair("process") as phones:
        for side, user, security in (
            (phones.alice, "alice", commands.SoundSecurity.REQUIRED),
            (phones.bob, "bob", commands.SoundSecurity.OFF),
        ):
            domain = side.address.partition("@")[2]
            account = AccountSettings(
                user=user,
                domain=domain,
                secret="",
                transport=Transport.UDP,
                register=False,
                sound_security=security,
            )
            side.send(AddAccount("me", account))
            side.wait(RegistrationChanged)
        phones.alice.send(Dial(call="first", account="me", target=phones.bob.address))
        assert phones.alice.ended("first").ending is Ending.NO_SOUND_SECURITY


def test_both_hold_at_the_same_moment(phones: Pair) -> None:
    """Their INVITEs cross: 491 to both, and each tries again after a while of its own (RFC 3261 §14.1)."""
    ours, theirs = phones.talking()
    phones.alice.send(Hold(ours.id))
    phones.bob.send(Hold(theirs.id))

    def both_hold(calls: dict[str, Call], name: str) -> bool:
        return calls[name].held and calls[name].held_by_far_end

    phones.alice.until(lambda calls: both_hold(calls, ours.id))
    phones.bob.until(lambda calls: both_hold(calls, theirs.id))


def test_one_can_hang_up_on_a_far_end_that_says_nothing(phones: Pair) -> None:
    ours, _ = phones.talking()
    assert isinstance(phones.bob.phone, ProcessPhone)
    assert phones.bob.phone.pid is not None
    bob = psutil.Process(phones.bob.phone.pid)
    bob.suspend()
    try:
        began = time.monotonic()
        phones.alice.send(HangUp(ours.id))
        assert phones.alice.ended(ours.id).ending is Ending.WE_HUNG_UP
        assert time.monotonic() - began < 25
    finally:
        bob.resume()


def test_answered_calls_are_answered(phones: Pair) -> None:
    """Both have calls at once, one each way."""
    phones.talking("first")
    phones.bob.send(Dial(call="back", account="me", target=phones.alice.address))
    third = phones.alice.wait(IncomingCall).call
    phones.alice.send(Answer(third.id))
    phones.bob.until(lambda calls: "back" in calls and calls["back"].state is CallState.CONFIRMED)
