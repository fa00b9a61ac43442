"""A morning at reception: in Swedish, by keyboard alone, with real phones inside and outside the company.

The window is on a screen, wired as the program wires it; every key goes to the window of the system, as a
keyboard's does. Where the other tests have no screen, this one has a process of its own under X: without a
screen Qt gives the keyboard to whatever window comes, and that is just what must not happen here.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from softphone.calls.commands import AccountSettings, Tone, Transport
from softphone.calltest import voices
from softphone.calltest.measurements import Heard
from softphone.people.line_state import LineState
from softphone.ui.views.group_card import GroupCard
from tests.e2e.desk_phone import DeskPhone, Voice, hear, hear_each_other
from tests.e2e.on_screen import on_a_screen, run_on_a_screen, starts_a_screen
from tests.e2e.test_desktop import PASSWORD, Desktop, working
from tests.helpers.ports import free_port
from tests.helpers.running_server import RunningServer

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.patient,
    pytest.mark.window,
    pytest.mark.timeout(300),
    pytest.mark.skipif("DISPLAY" not in os.environ, reason="no display"),
]

DOMAIN = "exempel.test"
MAIN_NUMBER = "+46812345600"
COLLEAGUES = {"asa": "Åsa Öberg", "bo": "Bo Ek", "cia": "Cia Ask"}
FIRST, SECOND = "+46701740605", "+46317654321"
"""Who call from outside, each by an operator of their own."""
SHOWN = {FIRST: "070-174 06 05", SECOND: "031-765 43 21"}
KIM, ASA, CALLERS = 0, 1, 4
"""Voices: of herself, of the first colleague, of the first caller."""
MUSIC = Voice(6)
"""What those on hold hear."""
MOST_KEYS = 6
"""That an announced transfer may take."""


def company(trunks: dict[str, int]) -> str:
    """`trunks`: the port of each caller's operator."""
    parts = [
        f'domain = "{DOMAIN}"\ncountry = "SE"',
        f'[[people]]\nlogin = "kim"\npassword = "{PASSWORD}"\nname = "Kim Lind"\nextension = "201"\n'
        'roles = ["admin"]',
    ]
    for number, (login, name) in enumerate(COLLEAGUES.items(), start=2):
        parts += [
            f'[[people]]\nlogin = "{login}"\nname = "{name}"\nextension = "20{number}"\n'
            f'landline = "+468123456{number:02}"',
            f'[[devices]]\nperson = "{login}"\nsecret = "{login}\'s secret"',
        ]
    parts.append(f'[[groups]]\nname = "Receptionen"\nnumber = "{MAIN_NUMBER}"\nmembers = ["kim"]')
    parts += [
        f'[[trunks]]\nname = "{caller}"\naddress = "127.0.0.1:{port}"\nmedia = "direct"'
        for caller, port in trunks.items()
    ]
    return "\n\n".join(parts)


FINGER_MS = 300
"""Between two keys. The choices take no Enter of whom they have just been shown to."""


class Keyboard:
    """`pressed` is every key since it was last emptied; a key with Ctrl held down is one."""

    def __init__(self, window: QWindow) -> None:
        self.pressed: list[str] = []
        self._window = window

    def press(self, *keys: Qt.Key, ctrl: bool = False, shift: bool = False) -> None:
        modifiers = Qt.KeyboardModifier.NoModifier
        if ctrl:
            modifiers |= Qt.KeyboardModifier.ControlModifier
        if shift:
            modifiers |= Qt.KeyboardModifier.ShiftModifier
        for key in keys:
            self.pressed.append(f"{'Ctrl+' * ctrl}{'Shift+' * shift}{key.name.removeprefix('Key_')}")
            QTest.qWait(FINGER_MS)
            QTest.keyClick(self._window, key, modifiers)


@dataclass
class Receptionist:
    desktop: Desktop
    keyboard: Keyboard
    user: str = "kim"
    voice: int = KIM

    def heard(self, start: float, stop: float) -> Heard:
        return self.desktop.hears(start, stop)

    @property
    def sentences(self) -> list[str]:
        """What the cards of transfers say."""
        cards = self.desktop.window.window.findChildren(GroupCard)
        return [card.sentence for card in cards if not card.isHidden()]

    def reads(self, sentence: str) -> None:
        until = self.desktop.qtbot.waitUntil
        until(lambda: _contains(self.sentences, sentence), timeout=60_000)

    @property
    def at(self) -> str:
        """The name of what has the keyboard."""
        widget: QWidget | None = QApplication.focusWidget()
        return "" if widget is None else widget.accessibleName()

    def comes_to(self, name: str) -> None:
        """The keyboard."""
        self.desktop.until(lambda: self.at.startswith(name))

    def rings(self, caller: str) -> None:
        """The incoming window says so, and leaves the keyboard where it is."""
        at, incoming = self.at, self.desktop.window.incoming
        self.desktop.until(lambda: incoming.isVisible() and SHOWN[caller] in incoming.accessibleName())
        assert "Inkommande samtal" in incoming.accessibleName()
        assert self.at == at and self.desktop.window.window.isActiveWindow()

    def answers(self, caller: str) -> None:
        self.keyboard.press(Qt.Key.Key_A, ctrl=True, shift=True)
        self.talks_with(SHOWN[caller])

    def talks_with(self, name: str) -> None:
        def so() -> bool:
            active = self.desktop.window.calls.shown.active
            return active is not None and active.name == name and not active.call.held

        self.desktop.until(so)

    def announces_to(self, *letters: Qt.Key) -> None:
        self.keyboard.pressed.clear()
        self.keyboard.press(Qt.Key.Key_T, ctrl=True)
        self.keyboard.press(*letters)
        self.keyboard.press(Qt.Key.Key_Return, ctrl=True)

    def is_left_with(self, *callers: str) -> None:
        """No other calls."""
        names = [SHOWN[caller] for caller in callers]
        self.desktop.until(lambda: [each.name for each in self.desktop.calls if each.ending is None] == names)


def _contains(said: list[str], sentence: str) -> None:
    assert sentence in said, said


@dataclass
class Morning:
    kim: Receptionist
    first: DeskPhone
    second: DeskPhone
    """Outside."""
    asa: DeskPhone
    bo: DeskPhone
    cia: DeskPhone


@pytest.fixture
def morning(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Morning]:
    music = tmp_path / "music.wav"
    voices.write_wav(music, voices.loop(MUSIC.voice))
    trunks = {caller: free_port() for caller in (FIRST, SECOND)}
    with ExitStack() as stack:
        server = stack.enter_context(RunningServer(tmp_path / "server", company(trunks)))

        def phone(user: str, voice: int) -> DeskPhone:
            settings = AccountSettings(
                user=user,
                domain=DOMAIN,
                secret=f"{user}'s secret",
                transport=Transport.UDP,
                proxy=server.addresses.sip,
                register=user not in trunks,
            )
            made = DeskPhone(tmp_path, settings, voice=voice, udp_port=trunks.get(user, 0))
            return stack.enter_context(made)

        people = [phone(user, voice) for voice, user in enumerate(COLLEAGUES, start=ASA)]
        callers = [phone(user, voice) for voice, user in enumerate(trunks, start=CALLERS)]
        desktop = stack.enter_context(
            working(qtbot, tmp_path / "kim", voice=KIM, language="sv", hold_music=str(music))
        )
        stack.callback(desktop.window.language.use, "en")
        for each in (*people, *callers):
            each.begin()
        for each in people:
            each.signed_in()
        yield Morning(_at_work(desktop, server), *callers, *people)


def _at_work(desktop: Desktop, server: RunningServer) -> Receptionist:
    """Kim, signed in, with the window in front."""
    desktop.window.begin(server=server.addresses.http, login="kim", password=PASSWORD)
    there = len(COLLEAGUES) + 1  # and the group
    desktop.until(lambda: desktop.registered and desktop.window.model.hits == there)
    desktop.until(lambda: all(desktop.line(each) is LineState.FREE for each in COLLEAGUES))
    window = desktop.window.window
    window.activateWindow()
    desktop.until(window.isActiveWindow)
    handle = window.windowHandle()
    assert handle is not None
    return Receptionist(desktop, Keyboard(handle))


@starts_a_screen
def test_on_a_screen() -> None:
    """The morning below, under X."""
    run_on_a_screen(__file__, 1)


@on_a_screen
def test_a_morning_at_reception(morning: Morning) -> None:
    kim, asa, bo = morning.kim, morning.asa, morning.bo
    keys, tones = kim.keyboard, kim.desktop.phones[-1].tones
    caller = SHOWN[FIRST]

    # Somebody outside calls the main number, and is answered.
    morning.first.dial(MAIN_NUMBER)
    kim.rings(FIRST)
    kim.desktop.until(lambda: tones == [Tone.RINGING])
    kim.answers(FIRST)
    morning.first.talks()
    hear_each_other(kim, morning.first)

    # Announced to Åsa, who does not want to.
    kim.announces_to(Qt.Key.Key_A, Qt.Key.Key_S, Qt.Key.Key_A)
    asa.rings()
    kim.reads(f"Ringer Åsa Öberg · {caller} väntar")
    hear((morning.first, (MUSIC,)))
    asa.declines()
    kim.reads(f"Åsa Öberg avvisade samtalet. {caller} väntar.")
    kim.comes_to("Ta tillbaka samtalet")
    keys.press(Qt.Key.Key_Return)
    kim.talks_with(caller)
    hear_each_other(kim, morning.first)
    assert len(keys.pressed) <= MOST_KEYS, keys.pressed

    # Announced to Bo, who takes it; the caller hears music, and somebody else calls meanwhile.
    kim.announces_to(Qt.Key.Key_B, Qt.Key.Key_O)
    bo.answers()
    kim.reads(f"Du talar med Bo Ek · {caller} väntar")
    hear((morning.first, (MUSIC,)), (kim, (bo,)), (bo, (kim,)))
    tones.clear()
    morning.second.dial(MAIN_NUMBER)
    kim.rings(SECOND)
    kim.desktop.until(lambda: tones == [Tone.CALL_WAITING])
    kim.comes_to("Slutför överflyttning")
    keys.press(Qt.Key.Key_Return)
    kim.reads("Överflyttat till Bo Ek.")
    assert len(keys.pressed) <= MOST_KEYS, keys.pressed
    bo.talks_with(FIRST)
    hear((morning.first, (bo,)), (bo, (morning.first,)), (kim, ()))
    kim.is_left_with(SECOND)

    # The second one goes straight to a number that was pasted.
    kim.answers(SECOND)
    hear_each_other(kim, morning.second)
    QGuiApplication.clipboard().setText("08-123 456 04")
    keys.press(Qt.Key.Key_T, Qt.Key.Key_V, ctrl=True)
    keys.press(Qt.Key.Key_Return)
    kim.comes_to("Direkt vidarekoppla")
    question = kim.desktop.window.window.choices.question
    assert question is not None and question.title == f"Överflytta {SHOWN[SECOND]} till Cia Ask"
    keys.press(Qt.Key.Key_Return)
    morning.cia.answers()
    kim.reads("Överflyttat till Cia Ask.")
    morning.cia.talks_with(SECOND)
    hear((morning.second, (morning.cia,)), (morning.cia, (morning.second,)), (kim, ()))
    hear_each_other(morning.first, bo)

    # What was told goes by itself, and all is as it was.
    kim.is_left_with()
    kim.desktop.until(lambda: kim.desktop.calls == () and not kim.sentences)
    kim.comes_to("Namn eller nummer")
