"""Sleep, contrast and motion, by services on a real bus that are written for the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jeepney import Message, new_signal
from jeepney.wrappers import DBusAddress

from softphone.system import appearance, sleep
from softphone.system.appearance import AppearanceTalk
from softphone.system.bus import BusSource, Said
from softphone.system.events import Appearance, Suspending, Woke
from softphone.system.sleep import SleepTalk
from tests.system.private_bus import PATIENCE, Body, Service, private_bus


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    with private_bus(tmp_path) as address:
        yield address


def test_the_computer_sleeps_and_wakes(bus: str) -> None:
    logind = Service(bus, sleep.NAME, lambda member, body: ("", ()))
    told = BusSource(bus, SleepTalk())
    try:
        assert told.receive(0) is None  # connected, and listening
        for on in (True, False):
            logind.signal(sleep.PATH, sleep.INTERFACE, "PrepareForSleep", "b", (on,))
        logind.signal(sleep.PATH, sleep.INTERFACE, "PrepareForShutdown", "b", (True,))
        assert told.receive(PATIENCE) == Suspending()
        assert told.receive(PATIENCE) == Woke()
        assert told.receive(0) is None
    finally:
        told.close()
        assert told.receive() is None
        logind.close()


def test_contrast_and_motion_as_they_are_and_as_they_change(bus: str) -> None:
    settings = {appearance.COMMON: {"contrast": ("u", 1), "color-scheme": ("u", 1)}}

    def answer(member: str, body: Body) -> tuple[str, Body]:
        return "a{sa{sv}}", (settings,)

    portal = Service(bus, appearance.NAME, answer)
    told = BusSource(bus, AppearanceTalk())
    try:
        assert told.receive(PATIENCE) == Appearance(high_contrast=True)
        changed = (appearance.COMMON, "reduced-motion", ("u", 1))
        portal.signal(appearance.PATH, appearance.INTERFACE, "SettingChanged", "ssv", changed)
        assert told.receive(PATIENCE) == Appearance(high_contrast=True, reduced_motion=True)
    finally:
        told.close()
        assert told.receive() is None
        portal.close()


def changed(space: str, key: str, signature: str, value: object) -> Message:
    where = DBusAddress(appearance.PATH, interface=appearance.INTERFACE)
    return new_signal(where, "SettingChanged", "ssv", (space, key, (signature, value)))


def test_gnomes_own_key_for_motion_and_back_again() -> None:
    talk = AppearanceTalk()
    off = changed(appearance.GNOME, "enable-animations", "b", False)
    assert talk.signalled(off).events == (Appearance(reduced_motion=True),)
    assert talk.signalled(off) == Said()
    on = changed(appearance.GNOME, "enable-animations", "b", True)
    assert talk.signalled(on).events == (Appearance(),)
    assert talk.signalled(changed("org.example", "contrast", "u", 1)) == Said()
