"""One's own settings on two desktops, against a real server that comes and goes."""

import itertools
import random
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from softphone.people.company import CompanyFault, Connected, SignedOut, SignInFailed
from softphone.profiles.own import Checked, SettingsEvent, SettingsShown, SettingsTold, Told
from softphone.profiles.profile_list import ProfileList
from softphone.profiles.settings import FIRST, PersonalSettings
from softphone.profiles.validation import Reason
from softphone.server.addresses import Address
from softphone.sync.client import CompanyClient
from tests.helpers.ports import free_port
from tests.helpers.running_server import RunningServer
from tests.sync.test_client import await_event

MESSAGE = "profiles.2.message"


class Desktop:
    def __init__(self, folder: Path, name: str, version: str = "0.1.0") -> None:
        self.client = CompanyClient(
            random.Random(1).random,
            new_id=lambda: secrets.token_hex(16),
            store=folder / f"{name}.db",
            version=version,
        )
        self.settings = self.client.settings
        self.events: list[SettingsEvent] = []

    def sign_in(self, server: RunningServer, *, waits: bool = True) -> None:
        http = f"http://127.0.0.1:{server.settings.http.port}"
        self.client.sign_in(http, "asa", "asa's password", keep_trying=True)
        if waits:
            # Not only signed in: a server that stops while a WebSocket opens has something to complain of.
            await_event(self.client, Connected)

    def until(self, fits: Callable[[SettingsShown], bool]) -> SettingsShown:
        """What is shown when it fits; the newest is looked at first."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            event = self.settings.receive(1)
            if event is not None:
                self.events.append(event)
            if isinstance(event, SettingsShown) and fits(event):
                return event
        raise AssertionError(f"never shown: {self.events[-3:]}")

    def told(self, what: Told) -> SettingsTold:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            found = next((e for e in self.events if isinstance(e, SettingsTold) and e.what is what), None)
            if found is not None:
                return found
            event = self.settings.receive(1)
            if event is not None:
                self.events.append(event)
        raise AssertionError(f"never told: {what}")

    def close(self) -> None:
        self.client.close()


@pytest.fixture
def desktops(tmp_path: Path) -> Iterator[Callable[..., Desktop]]:
    made: list[Desktop] = []
    names = itertools.count(1)

    def make(name: str = "", version: str = "0.1.0") -> Desktop:
        made.append(Desktop(tmp_path, name or f"desktop{next(names)}", version))
        return made[-1]

    yield make
    for desktop in made:
        desktop.close()


def serve(folder: Path, port: int, version: str = "0.1.0") -> RunningServer:
    return RunningServer(folder / "server", http=Address("127.0.0.1", port), version=version)


def message(shown: SettingsShown) -> str:
    assert shown.settings is not None
    lunch = shown.settings.in_order.find(2)
    assert lunch is not None
    return lunch.message


def is_settled(shown: SettingsShown) -> bool:
    return shown.connected and shown.settings is not None and not shown.waiting


def with_lunch(settings: PersonalSettings, text: str) -> PersonalSettings:
    lunch = settings.in_order.find(2)
    assert lunch is not None
    changed = settings.in_order.changed(msgspec.structs.replace(lunch, message=text))
    assert isinstance(changed, ProfileList)
    return settings.with_availability(msgspec.structs.replace(settings.availability(), profiles=changed))


def test_what_one_desktop_edits_the_other_shows(tmp_path: Path, desktops: Callable[..., Desktop]) -> None:
    one, two = desktops(), desktops()
    with serve(tmp_path, free_port()) as server:
        one.sign_in(server)
        two.sign_in(server)
        first = one.until(is_settled)
        assert first.settings == FIRST
        two.until(is_settled)
        one.settings.change(with_lunch(FIRST, "Åter snart"))
        saved = one.until(lambda shown: message(shown) == "Åter snart")
        assert [edit.field for edit in saved.waiting] == [MESSAGE]
        one.until(is_settled)
        seen = two.until(lambda shown: message(shown) == "Åter snart")
        assert seen.waiting == ()
        two.settings.edit("zone", "Europe/Helsinki")
        two.until(is_settled)
        one.until(lambda shown: shown.settings is not None and shown.settings.zone == "Europe/Helsinki")
        two.settings.edit("chosen", {"by_hand": {"profile": 2, "message": "Hungrig"}, "remark": None})
        lunch = one.until(lambda shown: shown.in_force is not None and shown.in_force.profile == 2)
        assert lunch.in_force is not None
        assert (lunch.in_force.message, lunch.in_force.is_temporary) == ("Hungrig", True)


def test_edits_made_offline_are_kept_and_come_into_force_later(
    tmp_path: Path, desktops: Callable[..., Desktop]
) -> None:
    port = free_port()
    one = desktops("one")
    with serve(tmp_path, port) as server:
        one.sign_in(server)
        one.until(is_settled)
    one.until(lambda shown: not shown.connected)
    one.settings.edit(MESSAGE, "offline")
    assert len(one.until(lambda shown: message(shown) == "offline").waiting) == 1
    one.close()
    # The program is started again, still offline.
    again = desktops("one")
    offline = serve(tmp_path, port)
    again.sign_in(offline, waits=False)
    shown = again.until(lambda shown: shown.settings is not None)
    assert (message(shown), len(shown.waiting), shown.connected) == ("offline", 1, False)
    again.settings.edit("profiles.3.message", "too")
    assert await_event(again.client, SignInFailed).fault is CompanyFault.NO_ANSWER
    with offline:
        again.client.retry()
        again.until(is_settled)
        with offline.http(offline.token("asa")) as client:
            document = client.get("/people/me/settings").json()["document"]
        assert [document["profiles"][n]["message"] for n in "23"] == ["offline", "too"]


def test_a_refusal_is_shown_until_it_was_seen(tmp_path: Path, desktops: Callable[..., Desktop]) -> None:
    one = desktops()
    with serve(tmp_path, free_port()) as server:
        one.sign_in(server)
        one.until(is_settled)
        one.settings.edit(
            "profiles.2.incoming.landline.first",
            {"type": "forward", "to": {"type": "number", "number": "112"}},
        )
        shown = one.until(lambda shown: bool(shown.refused))
        (refused,) = shown.refused
        assert refused.refused is not None
        assert refused.refused.reason is Reason.EMERGENCY_NUMBER
        assert shown.waiting == ()
        one.settings.dismiss(refused.edit.id)
        one.until(lambda shown: not shown.refused)
        one.settings.check("zone", "Nowhere")
        while not isinstance(event := one.settings.receive(60), Checked):
            assert event is not None
        assert event.refused is not None
        assert event.refused.reason is Reason.NO_SUCH_TIME_ZONE


def test_a_restored_server_is_told_of_and_healed(tmp_path: Path, desktops: Callable[..., Desktop]) -> None:
    port = free_port()
    one = desktops()
    with serve(tmp_path, port) as server:
        one.sign_in(server)
        one.until(is_settled)
        one.settings.edit(MESSAGE, "before")
        one.until(lambda shown: is_settled(shown) and message(shown) == "before")
        with server.http(server.token("asa")) as client:
            backup = client.post("/backups").raise_for_status().json()["name"]
        one.settings.edit(MESSAGE, "after")
        one.until(lambda shown: is_settled(shown) and message(shown) == "after")
        data = server.settings.data
    for file in data.glob("softphone.db*"):
        file.unlink()
    (data / "backups" / backup).rename(data / "softphone.db")
    with serve(tmp_path, port) as server:
        # The session is younger than the backup, or not: either way one signs in.
        one.sign_in(server)
        one.told(Told.RESTORED)
        one.until(lambda shown: is_settled(shown) and message(shown) == "after")
        with server.http(server.token("asa")) as client:
            settings = client.get("/people/me/settings").json()
        assert settings["document"]["profiles"]["2"]["message"] == "after"
        assert settings["revision"]["n"] == 2


def test_a_token_that_is_over_loses_no_edit(tmp_path: Path, desktops: Callable[..., Desktop]) -> None:
    one = desktops()
    with serve(tmp_path, free_port()) as server:
        one.sign_in(server)
        one.until(is_settled)
        for session in server.run(
            server.service.accounts._kept.run(server.service.accounts._kept.repository.sessions)
        ):
            server.run(server.service.accounts.revoke(session.token_hash))
        await_event(one.client, SignedOut)
        one.settings.edit(MESSAGE, "kept")
        assert len(one.until(lambda shown: message(shown) == "kept").waiting) == 1
        one.sign_in(server)
        one.until(lambda shown: is_settled(shown) and message(shown) == "kept")


@pytest.mark.parametrize(
    ("version", "works"), [("0.2.3", True), ("0.0.9", True), ("0.3.0", False), ("1.1.0", False)]
)
def test_a_server_one_minor_version_apart(
    tmp_path: Path, desktops: Callable[..., Desktop], version: str, works: bool
) -> None:
    one = desktops()
    with serve(tmp_path, free_port(), version) as server:
        one.sign_in(server)
        if works:
            one.until(is_settled)
        else:
            assert one.told(Told.TOO_FAR_APART).detail == version
