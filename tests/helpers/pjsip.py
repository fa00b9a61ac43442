"""The PJSIP that the tests run on: ours, or the published package, which lacks some of it.

A test of what only ours can do says so with needs(), and is skipped by name on the other. That ours really
has it all is asserted in tests/phone/test_capabilities.py: nothing is skipped on ours.
"""

import functools
from collections.abc import Callable
from importlib.metadata import version

import pytest

from softphone.calls.events import Capabilities, Started
from softphone.calls.phone import PhoneSettings
from softphone.phone.client import ProcessPhone

MANY = 40

_THERE: dict[str, Callable[[Capabilities], bool]] = {
    "Opus": lambda can: "opus" in can.codecs,
    "TLS 1.3": lambda can: "1.3" in can.tls,
    "SRTP by DTLS": lambda can: "dtls" in can.srtp,
    f"{MANY} calls at once": lambda can: can.calls >= MANY,
}


def is_ours() -> bool:
    """Whether it is the wheel of packaging/pjsip."""
    return "+softphone" in version("pjsua2-python")


@functools.cache
def capabilities() -> Capabilities:
    """As a phone process says that asks for no limit of its own. Asked once in a run."""
    phone = ProcessPhone(PhoneSettings(bind="127.0.0.1", calls=1000))
    try:
        started = phone.receive(20)
    finally:
        phone.close()
    assert isinstance(started, Started), started
    return started.capabilities


def needs(*wanted: str) -> None:
    """Skips the test that calls it when this PJSIP has not all of them; the reason names what is absent."""
    can = capabilities()
    absent = [name for name in wanted if not _THERE[name](can)]
    if absent:
        pytest.skip(f"absent in PJSIP {can.version}: {', '.join(absent)}")
