"""One's own calendar from a desktop: found at a real Radicale by a real server, with the password set."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from softphone.profiles.own import (
    NOT_REACHED,
    CalendarPasswordKept,
    CalendarSeen,
    CalendarsFound,
    FoundCalendar,
    SettingsEvent,
    SettingsShown,
)
from tests.helpers.radicale import LOGIN, PASSWORD, Radicale
from tests.helpers.running_server import RunningServer
from tests.server.calendars.web import LOOPBACK
from tests.sync.test_settings_client import Desktop, is_settled

E = TypeVar("E", bound=SettingsEvent)


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[Radicale]:
    server = Radicale(tmp_path / "radicale")
    yield server
    server.stop()


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = Desktop(tmp_path, "desktop")
    yield made
    made.close()


def told(desktop: Desktop, kind: type[E], fits: Callable[[E], bool] = lambda _: True) -> E:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        event = desktop.settings.receive(1)
        if isinstance(event, kind) and fits(event):
            return event
    raise AssertionError(f"never told: {kind}")


def address(shown: SettingsShown) -> str:
    assert shown.settings is not None
    return shown.settings.calendar.address


def test_a_calendar_is_found_chosen_and_fetched(tmp_path: Path, desktop: Desktop, radicale: Radicale) -> None:
    desktop.settings.find_calendars()
    assert told(desktop, CalendarsFound).failed == NOT_REACHED
    with RunningServer(tmp_path / "server", calendar_networks=LOOPBACK) as server:
        desktop.client.sign_in(server.addresses.http, "asa", "asa's password")
        desktop.until(is_settled)
        for field, value in (("kind", "caldav"), ("login", LOGIN), ("address", radicale.server)):
            desktop.settings.edit(f"calendar.{field}", value)
        # At once: that the edits have arrived there is nothing to wait for.
        desktop.settings.set_calendar_password(PASSWORD)
        assert told(desktop, CalendarPasswordKept).kept
        desktop.settings.find_calendars()
        found = told(desktop, CalendarsFound)
        assert found == CalendarsFound((FoundCalendar(radicale.address, "Jobb"),))
        desktop.settings.edit("calendar.address", radicale.address)
        desktop.until(lambda shown: is_settled(shown) and address(shown) == radicale.address)
        desktop.settings.see_calendar(fetch=True)
        seen = told(desktop, CalendarSeen)
        assert (seen.failed, seen.succeeded is not None) == (None, True)
