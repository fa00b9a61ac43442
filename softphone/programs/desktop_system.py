"""The desktop joined to what the computer offers outside the window: its notifications, its tray, its keys,
and what it tells of sleep, contrast and motion."""

import logging
import sys
from collections.abc import Callable
from typing import Protocol

import msgspec
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from softphone.calls.global_keys import GlobalKeys
from softphone.calls.headset import Headsets
from softphone.calls.notifier import Notifier
from softphone.programs.desktop_links import come_to_front
from softphone.programs.desktop_settings import SettingsFile
from softphone.ui.bridge import Bridge, Source
from softphone.ui.controllers.calls import CallsController
from softphone.ui.controllers.global_keys import GlobalKeysController
from softphone.ui.controllers.headsets import HeadsetsController
from softphone.ui.controllers.history import HistoryController
from softphone.ui.controllers.leaving import LeavingController
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.notifications import NotificationsController
from softphone.ui.controllers.profiles import ProfilesController
from softphone.ui.controllers.status import StatusController
from softphone.ui.controllers.tray import TrayController
from softphone.ui.views import brand, style
from softphone.ui.views.incoming import IncomingWindow
from softphone.ui.views.main_window import HISTORY, MainWindow
from softphone.ui.views.tray import Tray

_log = logging.getLogger("softphone.system")

LATER_MS = 2_000
"""After the start: the first moments are the window's."""
_PICTURE = 64
"""Pixels, of the sign in a notification."""
TRAY_TRIES, TRAY_AGAIN_MS = 6, 10_000
"""A program that starts with the session can be there before its panel."""


class ClosableSource(Source, Protocol):
    def close(self) -> None: ...


class NotifierSource(ClosableSource, Notifier, Protocol):
    """Shows, and tells what became of it."""


class KeysSource(ClosableSource, GlobalKeys, Protocol):
    """Gives keys, and tells which are pressed."""


class HeadsetsSource(ClosableSource, Headsets, Protocol):
    """Tells what is pressed on headsets, and shows what their lamps are to say."""


class SystemServices(msgspec.Struct, frozen=True):
    """What this computer has; nothing, where nothing is said."""

    notifier: NotifierSource | None = None
    """None: the tray's own messages, where there is a tray."""
    watched: tuple[ClosableSource, ...] = ()
    """They tell softphone.system.events."""
    keys: KeysSource | None = None
    """None: this system's are not known here."""
    headsets: HeadsetsSource | None = None


def system_services() -> SystemServices:
    """Of the system this runs on. Connects to nothing yet."""
    from softphone.system.headsets import HeadsetSource, hid_library

    library = hid_library()
    headsets = HeadsetSource(library) if library is not None else None
    if sys.platform == "win32":
        from softphone.system.windows_keys import ThreadHotKeys, WindowsKeys

        return SystemServices(keys=WindowsKeys(ThreadHotKeys), headsets=headsets)
    if not sys.platform.startswith("linux"):
        return SystemServices(headsets=headsets)
    from softphone.system.appearance import AppearanceTalk
    from softphone.system.bus import BusSource, session_bus, system_bus
    from softphone.system.global_keys import PortalKeys
    from softphone.system.network import AddressSource
    from softphone.system.notifications import FreedesktopNotifier, Picture
    from softphone.system.sleep import SleepTalk

    session = session_bus()
    watched: list[ClosableSource] = [
        BusSource(system_bus(), SleepTalk()),
        BusSource(session, AppearanceTalk()),
    ]
    try:
        watched.append(AddressSource())
    except OSError as error:
        _log.info("the kernel does not tell of addresses: %s", error)
    return SystemServices(
        FreedesktopNotifier(
            session, program="Softphone", entry="softphone", picture=Picture(*brand.rgba(_PICTURE))
        ),
        tuple(watched),
        PortalKeys(session, entry="softphone"),
        headsets,
    )


class DesktopSystem(QObject):
    """Ends the services that it finds with itself."""

    woke = Signal()
    """The computer has slept."""
    addresses_changed = Signal()

    def __init__(
        self,
        app: QApplication,
        services: Callable[[], SystemServices],
        *,
        window: MainWindow,
        incoming: IncomingWindow,
        calls: CallsController,
        names: Names,
        status: StatusController,
        profiles: ProfilesController,
        history: HistoryController,
        leaving: LeavingController,
        settings: SettingsFile,
        clock: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._find_services = services
        self._services = SystemServices()
        self._bridges: list[Bridge] = []
        self._window = window
        self._settings = settings
        self._profiles = profiles
        self._leaving = leaving
        self._make_tray: Callable[[Tray], TrayController] = lambda tray: TrayController(
            tray, calls, status, profiles, self
        )
        self._history = history
        self.tray: Tray | None = None
        self.tray_controller: TrayController | None = None
        self.notifications = NotificationsController(calls, incoming, names, self._in_front, self)
        self.notifications.window_wanted.connect(self.show_window)
        self.notifications.history_wanted.connect(self._show_history)
        self.notifications.settings_wanted.connect(profiles.open)
        profiles.notices_changed.connect(self.notifications.use_profile)
        history.missed_changed.connect(self.notifications.missed_looked_at)
        self.keys = GlobalKeysController(calls, settings.now.global_keys, self)
        self.keys.wanted.connect(lambda on: settings.change(global_keys=on))
        self.headsets = HeadsetsController(calls, clock, self)
        self._later = QTimer(self, singleShot=True, interval=LATER_MS)
        self._later.timeout.connect(self.begin)
        self._again = QTimer(self, singleShot=True, interval=TRAY_AGAIN_MS)
        self._again.timeout.connect(self._stand_in_tray)
        self._tries = 0
        if sys.platform == "darwin":
            app.installEventFilter(self)
        leaving.goes_on = lambda: self.tray is not None and self.tray.available
        leaving.hidden.connect(self._tell_of_tray)

    def start(self) -> None:
        """A moment later: what it needs is loaded then."""
        self._later.start()

    def begin(self) -> None:
        """Now."""
        self._later.stop()
        services = self._services = self._find_services()
        self.notifications.notifier = services.notifier
        for source in self._sources:
            bridge = Bridge(source, "what the system tells", self)
            bridge.arrived.connect(self._hears(source))
            bridge.start()
            self._bridges.append(bridge)
        self.keys.use(services.keys)
        self.headsets.use(services.headsets)
        self._begin_tray()

    def _hears(self, source: ClosableSource) -> Callable[[list[object]], None]:
        services = self._services
        if source is services.notifier:
            return self.notifications.notifier_reported
        if source is services.headsets:
            return self.headsets.headsets_reported
        return self.keys.keys_reported if source is services.keys else self._told

    @property
    def _sources(self) -> list[ClosableSource]:
        services = self._services
        each = (services.notifier, services.keys, services.headsets, *services.watched)
        return [source for source in each if source is not None]

    def _begin_tray(self) -> None:
        tray = self.tray = Tray(self)
        self.tray_controller = self._make_tray(tray)
        self.tray_controller.switcher_wanted.connect(self._open_switcher)
        tray.show_requested.connect(self.show_window)
        tray.history_requested.connect(self.show_window)
        tray.history_requested.connect(self._show_history)
        tray.quit_requested.connect(self._leaving.quit)
        self._history.missed_changed.connect(tray.show_missed)
        tray.show_missed(self._history.model.missed)
        if self._services.notifier is None:
            self.notifications.notifier = tray
            tray.notified.connect(self.notifications.notifier_reported)
        self._stand_in_tray()

    def _stand_in_tray(self) -> None:
        assert self.tray is not None
        self.tray.begin()
        self._tries += 1
        # With a tray the last window may close, and quitting is said (LeavingController).
        self._app.setQuitOnLastWindowClosed(not self.tray.available)
        if not self.tray.available and self._tries < TRAY_TRIES:
            self._again.start()

    def show_window(self, activation: str = "") -> None:
        come_to_front(self._window, activation)

    def retranslate(self) -> None:
        if self.tray_controller is not None:
            self.tray_controller.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """macOS has a Quit of its own, which Qt takes for closing each window."""
        if event.type() is QEvent.Type.Quit and watched is self._app:
            self._leaving.quit()
            return True
        return False

    def silence(self) -> None:
        self._later.stop()
        self._again.stop()
        for bridge in self._bridges:
            bridge.silence()

    def end(self) -> bool:
        """False when a thread took too long."""
        self.notifications.end()
        if self.tray is not None:
            self.tray.end()
        for source in self._sources:
            source.close()
        ended = [bridge.finish() for bridge in self._bridges]
        return all(ended)

    def _told(self, events: list[object]) -> None:
        from softphone.system.events import AddressesChanged, Appearance, Suspending, Woke

        for event in events:
            match event:
                case Appearance(high_contrast=high_contrast, reduced_motion=still):
                    style.prefer(self._app, high_contrast=high_contrast, still=still)
                case AddressesChanged():
                    self.addresses_changed.emit()
                case Suspending():
                    _log.info("the computer is about to sleep")
                case Woke():
                    _log.info("the computer woke")
                    self.woke.emit()
                case _:
                    pass

    def _in_front(self) -> bool:
        """Whether the person looks at the window, or at one of its own."""
        return (
            self._window.isVisible()
            and not self._window.isMinimized()
            and QApplication.activeWindow() is not None
        )

    def _show_history(self) -> None:
        self._window.show_list(HISTORY)

    def _open_switcher(self) -> None:
        self.show_window()
        if not self._window.switcher.isVisible():
            self._profiles.open()

    def _tell_of_tray(self) -> None:
        if self.tray is None or self._settings.now.told_of_tray:
            return
        self._settings.change(told_of_tray=True)
        self.tray.say(
            self.tr("Softphone goes on here"),
            self.tr("Calls reach you as before. Quit is in the menu of this icon."),
        )
