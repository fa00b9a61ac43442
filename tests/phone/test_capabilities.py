"""What the phone says of its PJSIP, and that it is so: on our own build, and on the published package."""

import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

import psutil
import pytest

from softphone.calls.commands import AccountSettings, AddAccount, SoundKeys, SoundSecurity, Transport
from softphone.calls.events import CannotStart, Capabilities, Fault, RegistrationChanged, RegistrationState
from softphone.calls.phone import Phone, PhoneSettings
from softphone.phone.client import ProcessPhone
from softphone.phone.inside import InsidePhone
from softphone.phone.process import surroundings
from tests.contract.phone_pairs import PATIENCE, pair
from tests.helpers.pjsip import capabilities, is_ours

OURS = Capabilities(
    version="2.17",
    tls=("1.2", "1.3"),
    srtp=("sdes", "dtls"),
    codecs=("opus", "G722", "PCMA", "PCMU"),
    calls=64,
)
PUBLISHED = Capabilities(
    version="2.15.1",
    tls=() if sys.platform == "win32" else ("1.2",),
    srtp=("sdes",),
    codecs=("G722", "PCMA", "PCMU"),
    calls=4,
)

Make = Callable[[PhoneSettings], Phone]


@pytest.fixture(params=["inside", "process"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "process":
        return ProcessPhone
    return lambda settings: InsidePhone(settings, surroundings())


def first_event(make: Make, least: str) -> tuple[object, Phone]:
    """Of a phone that wants that release, closed by now; nothing came after it unless it started."""
    phone = make(PhoneSettings(bind="127.0.0.1", least_release=least))
    try:
        event = phone.receive(PATIENCE)
        if isinstance(event, CannotStart):
            assert phone.receive(0.3) is None, "another was started"
            if isinstance(phone, ProcessPhone):
                assert phone.pid is not None
                has_ended(phone.pid)
    finally:
        phone.close()
    return event, phone


def has_ended(pid: int) -> None:
    """By itself; nobody has told it to."""
    until = time.monotonic() + PATIENCE
    while alive(pid):
        assert time.monotonic() < until
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.NoSuchProcess:
        return False


def test_what_there_is() -> None:
    assert capabilities() == (OURS if is_ours() else PUBLISHED)


def test_a_release_that_is_new_enough_starts(make: Make) -> None:
    event, _ = first_event(make, "2.17" if is_ours() else "2.15")
    assert not isinstance(event, CannotStart)
    assert event is not None


@pytest.mark.parametrize("least", ["9.0"] if is_ours() else ["2.17", "9.0"])
def test_a_release_that_is_too_old_is_refused_once(make: Make, least: str) -> None:
    event, _ = first_event(make, least)
    assert isinstance(event, CannotStart)
    assert event.reason.startswith(
        f"This needs PJSIP {least} or newer, and here is {capabilities().version}:"
    )


def test_keys_by_dtls_are_refused_where_there_is_no_dtls() -> None:
    settings = AccountSettings(
        user="anna",
        domain="company.test",
        secret="",
        transport=Transport.UDP,
        register=False,
        sound_security=SoundSecurity.REQUIRED,
        sound_keys=SoundKeys.DTLS,
    )
    with pair("process") as phones:
        phones.alice.send(AddAccount("other", settings))
        seen = phones.alice.wait(RegistrationChanged, lambda event: event.account == "other")
    if "dtls" in capabilities().srtp:
        assert (seen.state, seen.fault) == (RegistrationState.UNREGISTERED, Fault.NONE)
    else:
        assert (seen.state, seen.fault) == (RegistrationState.FAILED, Fault.NOT_SUPPORTED)
        assert seen.reason == "this PJSIP has no SRTP by DTLS"


_LOADED = """
def libraries():
    with open("/proc/self/maps") as maps:
        return {line.split()[-1] for line in maps if ".so" in line}

import ctypes, struct  # the published package imports them, and they have libraries of their own
before = libraries()
import pjsua2
print(pjsua2.__file__, *(libraries() - before), sep="\\n")
"""
RUNTIME = ("libc.so", "libm.so", "libdl.so", "librt.so", "libpthread.so", "libgcc_s.so", "libstdc++.so")
"""The C and C++ runtime: on every system for which the wheel is named."""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_loads_nothing_that_a_build_machine_alone_has() -> None:
    if not is_ours():
        pytest.skip(f"PJSIP {capabilities().version} was not built here")
    done = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True)
    package, *libraries = (Path(line).resolve() for line in done.stdout.splitlines())
    carried = package.parent, package.parent.parent / "pjsua2_python.libs"
    others = [path for path in libraries if path.parent not in carried]
    assert any("ssl" in path.name for path in libraries), libraries
    assert any("opus" in path.name for path in libraries), libraries
    assert [path for path in others if not path.name.startswith(RUNTIME)] == []


def test_the_licences_of_all_that_is_in_it_are_in_it() -> None:
    if not is_ours():
        pytest.skip(f"absent in PJSIP {capabilities().version}: licence texts")
    files = distribution("pjsua2-python").files or []
    texts = {file.name: file.read_text() for file in files if "licenses" in file.parts}
    for component, words in {
        "pjproject-COPYING": "GNU GENERAL PUBLIC LICENSE",
        "pjproject-g722": "Copyright",
        "webrtc_aec3-LICENSE": "WebRTC",
        "webrtc_aec3-PATENTS": "Google",
        "libsrtp": "Cisco",
        "opus": "Xiph",
        "ssl": "OpenSSL",
        "speexdsp": "Xiph",
    }.items():
        found = [text for name, text in texts.items() if component in name]
        assert len(found) == 1, (component, sorted(texts))
        assert words in found[0], component
