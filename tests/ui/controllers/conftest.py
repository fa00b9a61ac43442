"""The desktop as it is wired, on a fake phone and a fake company: real views, controllers, bridges, files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from softphone.calls.commands import AccountSettings, AddAccount, Command
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

if TYPE_CHECKING:
    from tests.ui.controllers.reception import Reception


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
    now: float = 1000.0
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
        )
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
        desktop = self.start(other_starts=other_starts)
        desktop.window.sign_in.company_submitted.emit("company.test", "asa", PASSWORD)
        self.until(lambda: desktop.model.hits >= 2)  # more with contacts of one's own
        self.until(lambda: desktop.status.registration is not None)
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
