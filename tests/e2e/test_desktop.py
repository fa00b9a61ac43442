"""The desktop, its phone process and the server, all real: a call by keyboard, and a phone killed in it.

The window is in the test's process (offscreen), wired as the program wires it; so is the server.
"""

import contextlib
import datetime as dt
import os
import random
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from softphone.calls.call import CallState, Security
from softphone.calls.commands import (
    AccountSettings,
    Command,
    HangUp,
    PlayTone,
    SoundMode,
    SoundSettings,
    Tone,
    Transport,
)
from softphone.calls.desk_view import DeskCall
from softphone.calls.events import RegistrationState
from softphone.calls.phone import PhoneSettings
from softphone.calltest import voices
from softphone.calltest.measurements import Heard
from softphone.calltest.words import Sight
from softphone.people.line_state import LineState
from softphone.phone.client import ProcessPhone
from softphone.programs.desktop_phone import RestartablePhone
from softphone.programs.desktop_secrets import MemoryOnly
from softphone.programs.desktop_settings import Anchors, SettingsFile
from softphone.programs.desktop_window import DesktopWindow, application
from softphone.storage.personal_keeper import FolderKeeper
from softphone.sync.client import CompanyClient
from softphone.ui.views.labels import Label
from tests.e2e.hearing import hear_well, heard
from tests.e2e.our_phone import OurPhone
from tests.helpers.running_server import RunningServer
from tests.helpers.unexpected_errors import ExpectErrors

pytestmark = [
    pytest.mark.realtime,
    # The offscreen platform cannot stack windows, and says so.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

ASA, BO = 0, 1
"""Their voices."""
PASSWORD = "asa's password"
COMPANY = f"""
domain = "company.test"

[[people]]
login = "asa"
password = "{PASSWORD}"
name = "Åsa Öberg"
extension = "101"
roles = ["admin"]

[[people]]
login = "bo"
name = "Bo Ek"
extension = "102"
department = "Sales"

[[devices]]
person = "bo"
name = "Desk"
secret = "bo's secret"
algorithm = "SHA-256"
"""


class Telling(ProcessPhone):
    """A phone that tells which tones it was to play; with files for sound none of them is heard."""

    def __init__(self, settings: PhoneSettings) -> None:
        self.tones: list[Tone | None] = []
        super().__init__(settings)

    def send(self, command: Command) -> None:
        if isinstance(command, PlayTone):
            self.tones.append(command.tone)
        super().send(command)


@dataclass
class Desktop:
    """Åsa's."""

    qtbot: QtBot
    window: DesktopWindow
    heard: Path
    phones: list[Telling] = field(default_factory=list)
    ahead: float = 0.0
    """Seconds by which its steady clock is ahead: added to, they have passed."""

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=60_000)

    @property
    def calls(self) -> tuple[DeskCall, ...]:
        return self.window.calls.shown.calls

    @property
    def registered(self) -> bool:
        now = self.window.status.registration
        return now is not None and now.state is RegistrationState.REGISTERED

    def line(self, login: str) -> LineState | None:
        rows = (
            self.window.model.colleague(self.window.model.index(n)) for n in range(self.window.model.hits)
        )
        return next((row.line for row in rows if row.person.login == login), None)

    def texts(self) -> str:
        labels = self.window.window.findChildren(Label)
        return "\n".join(label.text() for label in labels if label.isVisibleTo(self.window.window))

    def call_by_keyboard(self, text: str) -> None:
        edit = self.window.window.field.findChild(QLineEdit)
        assert edit is not None
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)

    def hears(self, start: float, stop: float) -> Heard:
        """In that time of the monotonic clock, once all of it has been written down."""
        return heard(self.heard, start, stop)

    def talking(self) -> bool:
        return bool(self.calls) and self.calls[-1].call.state is CallState.CONFIRMED

    def has_hung_up(self) -> bool:
        """What has ended is shown for some seconds."""
        return all(each.ending is not None for each in self.calls)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with RunningServer(tmp_path / "server", COMPANY) as running:
        yield running


@pytest.fixture
def bo(server: RunningServer, tmp_path: Path) -> Iterator[OurPhone]:
    account = AccountSettings(
        user="bo",
        domain="company.test",
        secret="bo's secret",
        transport=Transport.TLS,
        proxy=server.addresses.sip_tls,
    )
    with OurPhone(tmp_path / "bo", account, voice=BO, trust_anchors=(server.addresses.ca,)) as phone:
        yield phone


@contextlib.contextmanager
def working(
    qtbot: QtBot,
    folder: Path,
    *,
    voice: int = ASA,
    language: str = "",
    hold_music: str = "",
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now().astimezone(),
) -> Iterator[Desktop]:
    """A desktop that keeps its things in `folder`; nobody is signed in yet. `language`: empty is the
    system's; `hold_music` is a WAV."""
    folder.mkdir(exist_ok=True)
    says, heard = folder / "says.wav", folder / "heard.wav"
    voices.write_wav(says, voices.loop(voice))
    settings = SettingsFile(folder / "desktop.json")
    settings.change(
        language=language,
        sound=SoundSettings(
            mode=SoundMode.FILES,
            play=str(says),
            record=str(heard),
            echo_cancelling=False,
            noise_suppression=False,
        ),
    )
    anchors = Anchors(folder / "anchors")
    phones: list[Telling] = []

    def make(phone: PhoneSettings) -> Telling:
        phones.append(Telling(phone))
        return phones[-1]

    phone = PhoneSettings(bind="127.0.0.1", hold_music=hold_music, log_level=1, trust_anchors=anchors.paths())
    store = folder / "desktop.db"
    company = CompanyClient(random.random, anchors.texts(), new_id=lambda: uuid.uuid4().hex, store=store)
    made: Desktop | None = None
    window = DesktopWindow(
        application(),
        phone=RestartablePhone(make, phone),
        personal=FolderKeeper(folder / "data"),
        company=company,
        own=company.settings,
        store=MemoryOnly(),
        settings=settings,
        anchors=anchors,
        clock=lambda: time.monotonic() + (made.ahead if made else 0.0),
        version="test",
        now=now,
    )
    made = Desktop(qtbot, window, heard, phones)
    try:
        yield made
    finally:
        window.end()
        for each in (window.window, window.incoming, window):
            each.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def desktop(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desktop]:
    with working(qtbot, tmp_path / "profile") as made:
        yield made


def sign_in(desktop: Desktop, server: RunningServer) -> None:
    desktop.window.begin(server=server.addresses.http, login="asa", password=PASSWORD)
    desktop.until(lambda: desktop.registered and desktop.window.model.hits == 1)


def test_a_colleague_is_called_by_keyboard_and_both_are_heard(
    desktop: Desktop, server: RunningServer, bo: OurPhone
) -> None:
    sign_in(desktop, server)
    desktop.until(lambda: "Åsa Öberg" in desktop.texts() and "Ready for calls" in desktop.texts())
    desktop.until(lambda: desktop.line("bo") is LineState.FREE)
    desktop.call_by_keyboard("bo e")
    desktop.until(desktop.talking)
    assert desktop.calls[-1].name == "Bo Ek"
    desktop.until(lambda: desktop.calls[-1].call.security is not Security.NONE)
    desktop.until(lambda: desktop.line("bo") is LineState.BUSY)
    bo.wait_for(Sight.TALKING)
    hear_well(2, (bo.hears, ASA), (desktop.hears, BO))
    desktop.window.window.hang_up_key.emit()
    desktop.until(lambda: desktop.calls == ())
    bo.wait_for(Sight.ENDED)
    desktop.until(lambda: desktop.line("bo") is LineState.FREE)


def test_a_call_comes_in_and_is_declined(desktop: Desktop, server: RunningServer, bo: OurPhone) -> None:
    sign_in(desktop, server)
    bo.dial("101")
    desktop.until(lambda: desktop.window.incoming.isVisible())
    assert desktop.calls[0].name == "Bo Ek"
    bo.wait_for(Sight.RINGING)
    desktop.window.window.hang_up_key.emit()
    bo.wait_for(Sight.ENDED)
    desktop.until(lambda: desktop.calls == () and not desktop.window.incoming.isVisible())


def test_the_phone_is_killed_in_a_call_and_the_window_says_so(
    desktop: Desktop, server: RunningServer, bo: OurPhone, expected_errors: ExpectErrors
) -> None:
    expected_errors("the phone process ended")
    sign_in(desktop, server)
    desktop.call_by_keyboard("102")
    desktop.until(desktop.talking)
    bo.wait_for(Sight.TALKING)
    hear_well(1, (bo.hears, ASA))
    pid = desktop.phones[-1].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    desktop.until(lambda: "phone restarted" in desktop.window.window.notice.text)
    desktop.until(lambda: not desktop.calls[0].recovering and not desktop.calls[0].call.muted)
    assert desktop.calls[0].active and desktop.calls[0].name == "Bo Ek"
    hear_well(2, (bo.hears, ASA))
    bo.station.send(HangUp(next(iter(bo.station.calls))))
    desktop.until(desktop.has_hung_up)


def test_the_server_goes_and_the_window_says_so(desktop: Desktop, server: RunningServer) -> None:
    sign_in(desktop, server)
    server.stop()
    desktop.until(lambda: "server" in desktop.window.window.notice.text)
    desktop.until(lambda: desktop.line("bo") is LineState.UNKNOWN)
