"""A call is parked at one desktop and fetched at another, or by a desk telephone: windows, phones, server and
sound are real. Somebody outside calls; who waits hears music."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from softphone.calls.commands import AccountSettings, Transport
from softphone.calls.desk_view import Action, DeskCall
from softphone.calls.parking import RING_BACK
from softphone.calltest import voices
from softphone.calltest.measurements import Heard
from softphone.sync.parking_wire import Park, WaitingCall
from tests.e2e.desk_phone import DeskPhone, Voice, hear, hear_each_other
from tests.e2e.test_desktop import PASSWORD, Desktop, working
from tests.helpers.ports import free_port
from tests.helpers.running_server import RunningServer
from tests.helpers.unexpected_errors import ExpectErrors

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.patient,
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

DOMAIN = "exempel.test"
ASAS, OUTSIDE = "+46812345601", "+46701740605"
SHOWN = "070-174 06 05"
ASA, BO, CIA, CALLER = range(4)
"""Voices."""
MUSIC = Voice(6)


def company(trunk: int) -> str:
    people = [
        f'[[people]]\nlogin = "{login}"\npassword = "{PASSWORD}"\nname = "{name}"\nextension = "20{n}"\n'
        + more
        for n, (login, name, more) in enumerate(
            (
                ("asa", "Åsa Öberg", f'landline = "{ASAS}"\nroles = ["admin"]'),
                ("bo", "Bo Ek", ""),
                ("cia", "Cia Ask", ""),
            ),
            start=1,
        )
    ]
    return "\n\n".join(
        [
            f'domain = "{DOMAIN}"\ncountry = "SE"',
            *people,
            '[[devices]]\nperson = "cia"\nsecret = "cia\'s secret"',
            f'[[trunks]]\nname = "Operator"\naddress = "127.0.0.1:{trunk}"\nmedia = "direct"',
        ]
    )


@dataclass
class Seat:
    """Somebody at a desktop."""

    user: str
    voice: int
    desktop: Desktop

    def heard(self, start: float, stop: float) -> Heard:
        return self.desktop.hears(start, stop)

    def answers(self) -> None:
        self.desktop.until(lambda: bool(self.desktop.window.calls.shown.ringing))
        self.desktop.window.window.answer_key.emit()
        self.desktop.until(self.desktop.talking)

    def parks(self, place: int) -> None:
        self.desktop.until(lambda: Action.PARK in self.call.actions)
        self.desktop.window.window.park_key.emit()
        self.reads(f"Parkerat på plats {place}")

    def reads(self, sentence: str) -> None:
        self.desktop.until(lambda: sentence in self.desktop.texts())

    @property
    def call(self) -> DeskCall:
        return self.desktop.calls[-1]

    def sees_parked(self) -> list[str]:
        labels = self.desktop.window.window.parked.findChildren(QLabel)
        return [label.text() for label in labels if label.isVisibleTo(self.desktop.window.window)]

    def fetches(self, place: int) -> None:
        """By keyboard."""
        button = self.desktop.window.window.parked.button(place)
        assert button is not None and button.accessibleName().startswith("Hämta: ")
        QTest.keyClick(button, Qt.Key.Key_Return)
        self.desktop.until(self.desktop.talking)


@dataclass
class Town:
    server: RunningServer
    asa: Seat
    bo: Seat
    cia: DeskPhone
    caller: DeskPhone

    def waits(self) -> None:
        """Somebody outside called Åsa, who parked the call."""
        self.caller.dial(ASAS)
        self.asa.answers()
        self.caller.talks()
        hear_each_other(self.asa, self.caller)
        self.asa.parks(1)
        hear((self.caller, (MUSIC,)), (self.asa, ()))


@pytest.fixture
def town(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Town]:
    music = tmp_path / "music.wav"
    voices.write_wav(music, voices.loop(MUSIC.voice))
    trunk = free_port()
    with ExitStack() as stack:
        server = stack.enter_context(RunningServer(tmp_path / "server", company(trunk)))

        def phone(user: str, voice: int, *, register: bool = True, udp_port: int = 0) -> DeskPhone:
            settings = AccountSettings(
                user=user,
                domain=DOMAIN,
                secret=f"{user}'s secret",
                transport=Transport.UDP,
                proxy=server.addresses.sip,
                register=register,
            )
            made = stack.enter_context(DeskPhone(tmp_path, settings, voice=voice, udp_port=udp_port))
            made.begin()
            return made

        def seat(user: str, voice: int) -> Seat:
            at_work = working(qtbot, tmp_path / user, voice=voice, language="sv", hold_music=str(music))
            desktop = stack.enter_context(at_work)
            desktop.window.begin(server=server.addresses.http, login=user, password=PASSWORD)
            desktop.until(lambda: desktop.registered and desktop.window.model.hits == 2)
            stack.callback(desktop.window.language.use, "en")
            return Seat(user, voice, desktop)

        cia = phone("cia", CIA)
        caller = phone(OUTSIDE, CALLER, register=False, udp_port=trunk)
        cia.signed_in()
        yield Town(server, seat("asa", ASA), seat("bo", BO), cia, caller)


def test_parked_at_one_desktop_and_fetched_at_another(town: Town) -> None:
    town.waits()
    # Nobody comes for it: it rings where it was parked, and is taken back by the key that answers.
    town.asa.desktop.ahead += RING_BACK
    town.asa.reads("Ingen har hämtat det från plats 1")
    town.asa.desktop.window.window.answer_key.emit()
    hear_each_other(town.asa, town.caller)
    town.bo.desktop.until(lambda: town.bo.sees_parked() == [])

    town.asa.parks(1)
    there = [SHOWN, "Parkerat av Åsa Öberg på plats 1"]
    town.bo.desktop.until(lambda: town.bo.sees_parked() == there)
    assert town.asa.sees_parked() == []
    town.bo.fetches(1)
    assert town.bo.call.name == SHOWN
    town.asa.reads("Bo Ek hämtade samtalet.")
    hear_each_other(town.bo, town.caller)
    town.bo.desktop.until(lambda: town.bo.sees_parked() == [])
    town.caller.hangs_up()
    town.bo.desktop.until(town.bo.desktop.has_hung_up)


def test_fetched_by_the_code_at_a_desk_telephone_after_the_phone_that_parked_it_was_killed(
    town: Town, expected_errors: ExpectErrors
) -> None:
    expected_errors("the phone process ended")
    town.waits()
    before = town.asa.call.call.call_id
    pid = town.asa.desktop.phones[-1].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    # A new one takes the call up again, and it waits where it did.
    town.asa.desktop.until(lambda: town.asa.call.call.call_id != before and not town.asa.call.recovering)
    town.asa.reads("Parkerat på plats 1")
    town.bo.desktop.until(lambda: town.bo.sees_parked() == [SHOWN, "Parkerat av Åsa Öberg på plats 1"])
    hear((town.caller, (MUSIC,)))
    town.cia.dial("*51")
    town.cia.talks()
    town.asa.reads("Cia Ask hämtade samtalet.")
    hear_each_other(town.cia, town.caller)


def test_who_waits_is_fetched_also_when_the_telephone_that_parked_them_is_dead(town: Town) -> None:
    """Cia's telephone knows nothing of parking; a program of hers tells the server."""
    town.bo.desktop.window.calls.dial("203")
    call = town.cia.answers()
    town.bo.desktop.until(town.bo.desktop.talking)
    hear_each_other(town.bo, town.cia)
    town.cia.act(call, Action.HOLD)
    town.cia.until(lambda desk: desk.calls[-1].call.held, "on hold")
    waiting = WaitingCall(
        call_id=call.call.call_id, caller_tag=call.call.caller_tag, address=f"sip:bo@{DOMAIN}", place=7
    )
    with httpx.Client(base_url=f"{town.server.addresses.http}/api/v1", trust_env=False, timeout=60) as client:
        signed_in = client.post("/sign-in", json={"login": "cia", "password": PASSWORD}).json()
        token = {"Authorization": f"Bearer {signed_in['token']}"}
        body = Park(calls=[waiting]).model_dump()
        assert client.put("/parked", json=body, headers=token).json() == {"places": [7]}
    there = ["Bo Ek · 202", "Parkerat av Cia Ask på plats 7"]
    town.asa.desktop.until(lambda: town.asa.sees_parked() == there)
    pid = town.cia.process.pid
    assert pid is not None
    hers = psutil.Process(pid)
    hers.suspend()
    try:
        town.asa.fetches(7)
        hear_each_other(town.asa, town.bo)
    finally:
        hers.resume()
