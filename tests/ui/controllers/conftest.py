"""The desktop as it is wired, on a fake phone and a fake company: real views, controllers, bridges, files."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from softphone.calls.commands import AccountSettings, AddAccount, Command
from softphone.calls.events import RegistrationState
from softphone.calls.phone import PhoneSettings
from softphone.phone.fake import FakePhone
from softphone.phone.fake_network import FakeNetwork
from softphone.programs.desktop_phone import RestartablePhone
from softphone.programs.desktop_secrets import MemoryOnly, SecretStore
from softphone.programs.desktop_settings import Anchors, SettingsFile
from softphone.programs.desktop_system import SystemServices
from softphone.programs.desktop_window import DesktopWindow, application
from softphone.storage.personal_keeper import FolderKeeper
from softphone.ui.bridge import Source
from softphone.ui.views.labels import Label
from tests.ui.controllers.companies import DOMAIN, PASSWORD, FakeCompany
from tests.ui.controllers.own_settings import NOW

if TYPE_CHECKING:
    from tests.ui.controllers.reception import Reception

LONG_MS = 600_000
"""For what goes from the screen by itself: a machine that stands still takes nothing away from a test."""
START = 1000.0


@dataclass
class Rig:
    """What the desktop stands on, kept over several starts of it."""

    app: QApplication
    qtbot: QtBot
    folder: Path
    network: FakeNetwork = field(default_factory=FakeNetwork)
    company: FakeCompany = field(default_factory=FakeCompany)
    store: SecretStore = field(default_factory=MemoryOnly)
    phones: list[FakePhone] = field(default_factory=list)
    phone_settings: list[PhoneSettings] = field(default_factory=list)
    desktops: list[DesktopWindow] = field(default_factory=list)
    now: float = START
    """Seconds; the time of the day goes with it."""
    services: SystemServices = field(default_factory=SystemServices)

    def start(
        self, server: str = "", login: str = "", password: str = "", *, other_starts: Source | None = None
    ) -> DesktopWindow:
        """As the program does."""
        anchors = Anchors(self.folder / "anchors")
        desktop = DesktopWindow(
            self.app,
            phone=RestartablePhone(self._make_phone, PhoneSettings(trust_anchors=anchors.paths())),
            company=self.company,
            own=self.company.settings,
            store=self.store,
            settings=SettingsFile(self.folder / "desktop.json"),
            anchors=anchors,
            clock=lambda: self.now,
            version="1.2.3",
            personal=FolderKeeper(self.folder / "data"),
            other_starts=other_starts,
            services=lambda: self.services,
            now=lambda: (NOW + dt.timedelta(seconds=self.now - START)).astimezone(),
        )
        for passing in (desktop.notices._passing, desktop.status._restart):
            passing.setInterval(LONG_MS)
        self.desktops.append(desktop)
        desktop.begin(server=server, login=login, password=password)
        if self.services != SystemServices():
            desktop.system.begin()
        return desktop

    def end(self) -> None:
        for desktop in self.desktops:
            desktop.end()
            for widget in (desktop.window, desktop.incoming):
                widget.deleteLater()
            desktop.deleteLater()
        self.desktops.clear()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def signed_in(self, *, other_starts: Source | None = None) -> DesktopWindow:
        """With all that follows by itself: the colleagues are there, the account is registered, the personal
        file is read, and the server was asked for one's calls."""
        desktop = self.start(other_starts=other_starts)
        if self.store.get(f"asa at https://{DOMAIN}") is None:
            desktop.window.sign_in.company_submitted.emit(DOMAIN, "asa", PASSWORD)
        self.until(lambda: desktop.model.hits >= 2)  # more with contacts of one's own
        self.until(lambda: self._is_registered(desktop) and desktop.personal.favourites.loaded)
        self.until(lambda: bool(self.company.calls_since))
        return desktop

    @property
    def phone(self) -> FakePhone:
        return self.phones[-1]

    def colleague(self, login: str = "anna") -> FakePhone:
        """That person's phone, registered."""
        phone = FakePhone(self.network)
        phone.send(AddAccount("main", AccountSettings(user=login, domain=DOMAIN, secret="s")))
        return phone

    def sent(self, kind: type[Command]) -> list[Command]:
        return [command for phone in self.phones for command in phone.commands if isinstance(command, kind)]

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=60_000)

    def _is_registered(self, desktop: DesktopWindow) -> bool:
        last = desktop.status.registration
        return last is not None and last.state is RegistrationState.REGISTERED

    def _make_phone(self, settings: PhoneSettings) -> FakePhone:
        self.phone_settings.append(settings)
        self.phones.append(FakePhone(self.network))
        return self.phones[-1]


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    return application()


@pytest.fixture
def rig(qtbot: QtBot, dressed: QApplication, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(dressed, qtbot, tmp_path)
    yield made
    made.end()


@pytest.fixture
def reception(rig: Rig) -> "Reception":
    from tests.ui.controllers.reception import begin

    return begin(rig)


def texts(widget: QWidget) -> str:
    """Every label that can be seen in it."""
    return "\n".join(label.text() for label in widget.findChildren(Label) if label.isVisibleTo(widget))
