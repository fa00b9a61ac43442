"""The part of the desktop that needs Qt: views, controllers, bridges, and what is remembered of them."""

import datetime as dt
import logging
import platform
import signal
import socket
import uuid
from collections.abc import Callable

from PySide6.QtCore import QByteArray, QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from softphone.calls.commands import NetworkChanged, Transport, UseSound
from softphone.calls.desk import Desk
from softphone.calls.events import RegistrationChanged, RegistrationState
from softphone.people.company import Company, SignedIn
from softphone.people.personal import PersonalKeeper
from softphone.profiles.own import OwnSettings
from softphone.programs.desktop_instance import OtherStart
from softphone.programs.desktop_language import Language, country
from softphone.programs.desktop_links import LinkEvents, come_to_front
from softphone.programs.desktop_network import NetworkWatch
from softphone.programs.desktop_personal import DesktopPersonal
from softphone.programs.desktop_phone import RestartablePhone
from softphone.programs.desktop_secrets import Secrets, SecretStore
from softphone.programs.desktop_settings import Anchors, CompanyAccount, ProviderAccount, SettingsFile
from softphone.programs.desktop_system import DesktopSystem, SystemServices
from softphone.ui.bridge import Bridge, Source
from softphone.ui.controllers.announcements import AnnouncementsController
from softphone.ui.controllers.calls import CallsController
from softphone.ui.controllers.colleagues import ColleaguesController
from softphone.ui.controllers.field import FieldController
from softphone.ui.controllers.leaving import LeavingController
from softphone.ui.controllers.links import LinksController
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.notices import Notices
from softphone.ui.controllers.parking import ParkingController
from softphone.ui.controllers.profiles import ProfilesController
from softphone.ui.controllers.settings import SettingsController
from softphone.ui.controllers.sign_in import SignInController
from softphone.ui.controllers.status import StatusController
from softphone.ui.controllers.transfers import TransfersController
from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.views import service_words, style
from softphone.ui.views.incoming import IncomingWindow
from softphone.ui.views.main_window import MainWindow
from softphone.ui.views.tokens import Tone

_log = logging.getLogger("softphone.desktop")

LATER_MS = 2_000
"""After the start: for what the first moments can do without."""


def application() -> QApplication:
    """Qt's one application, dressed."""
    QApplication.setApplicationName("Softphone")
    QApplication.setDesktopFileName("softphone")
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["softphone"])
    style.follow_system(app)
    return app


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


class DesktopWindow(QObject):
    """`clock` is monotonic, in seconds. Ends `phone` and `company` with itself."""

    def __init__(
        self,
        app: QApplication,
        *,
        phone: RestartablePhone,
        company: Company,
        own: OwnSettings,
        store: SecretStore,
        settings: SettingsFile,
        anchors: Anchors,
        clock: Callable[[], float],
        version: str,
        personal: PersonalKeeper,
        other_starts: Source | None = None,
        services: Callable[[], SystemServices] = SystemServices,
        now: Callable[[], dt.datetime] = _now,
    ) -> None:
        """`own` are one's settings at `company`, and end with it. `services` finds what the computer offers,
        ended with this. `other_starts` gives an OtherStart for each that ended because this desktop runs.
        `now` gives the time with the time zone of this computer."""
        super().__init__()
        self._app = app
        self._phone = phone
        self._settings = settings
        self._anchors = anchors
        self.language = Language(app)
        self.language.use(settings.now.language)
        self.secrets = Secrets(store, self)
        self.company = company

        self.window = MainWindow(clock)
        self.incoming = IncomingWindow()
        self.names = Names(country())
        self.model = ColleagueModel(self)
        self.model.clock = now
        desk = Desk(
            lookup=self.names.identify,
            called=self.names.called,
            clock=clock,
            new_id=lambda: uuid.uuid4().hex,
        )
        self.notices = Notices(self.window.notice, self)
        self.status = StatusController(self.window, self.notices, self)
        self.calls = CallsController(desk, phone.send, clock, self.window, self)
        self.transfers = TransfersController(desk, self.calls, self.window, self.names, self)
        self.announcements = AnnouncementsController(self.window, self)
        self.parking = ParkingController(
            desk, self.calls, company, self.names, self.notices, self.window.parked, self
        )
        self.colleagues = ColleaguesController(self.window.colleagues, self.model, self.names, self)
        self.field = FieldController(
            self.window.field, self.model, self.colleagues, self.notices, self.names, self
        )
        self.sign_in = SignInController(
            self.window, self.company, phone.send, platform.node(), self._device, self
        )
        self.sign_in.demand_encryption(settings.now.only_encrypted)
        self.settings = SettingsController(
            self.window,
            phone.send,
            self.calls,
            settings.now.sound,
            settings.now.only_encrypted,
            settings.now.language,
            version,
            self,
        )
        self.personal = DesktopPersonal(
            self.window, personal, company, self.names, self.notices, self.model, self.field, clock, now, self
        )
        self.profiles = ProfilesController(self.window, own, self.names, self.notices, self.model, now, self)
        self.settings.dialog_made.connect(lambda dialog: self.profiles.attach(dialog.profiles))
        self._own = own
        self.leaving = LeavingController(self.window, self.calls, self)
        self.links = LinksController(self.window, self.names, self.notices, self)
        self.network = NetworkWatch(self)
        self.system = DesktopSystem(
            app,
            services,
            window=self.window,
            incoming=self.incoming,
            calls=self.calls,
            names=self.names,
            status=self.status,
            profiles=self.profiles,
            history=self.personal.history,
            leaving=self.leaving,
            settings=settings,
            clock=clock,
            parent=self,
        )
        self._phone_bridge = Bridge(phone, "events of the phone", self)
        self._company_bridge = Bridge(self.company, "events of the company", self)
        self._own_bridge = Bridge(own, "one's own settings", self)
        self._start_bridge = Bridge(other_starts, "other starts", self) if other_starts else None
        self._join()

    def begin(self, *, server: str, login: str, password: str) -> None:
        """Show the window, and sign in with what is given here or was remembered."""
        self._phone.send(UseSound(self._settings.now.sound))
        self._phone_bridge.start()
        self._company_bridge.start()
        self._own_bridge.start()
        self.personal.start()
        self.system.start()
        if self._start_bridge:
            self._start_bridge.start()
        if self._settings.now.geometry:
            self.window.restoreGeometry(QByteArray.fromHex(self._settings.now.geometry.encode()))
        self._sign_in(server, login, password)
        self.window.show()
        QTimer.singleShot(LATER_MS, self.network, self.network.begin)

    def when_shown(self, then: Callable[[], None]) -> None:
        """Once the window has been drawn for the first time."""
        QTimer.singleShot(0, then)

    def end(self) -> None:
        """Remember the window's place, hang up, end the threads."""
        bridges = [self._company_bridge, self._phone_bridge, self._own_bridge]
        for bridge in bridges:
            bridge.silence()
        if self._start_bridge:
            self._start_bridge.silence()
        self.system.silence()
        self.calls.end()
        self._settings.change(geometry=self.window.saveGeometry().toHex().toStdString())
        self.incoming.close()
        self.leaving.ask_no_more()
        self.window.close()
        self.secrets.close()
        self.company.close()
        self._phone.close()
        if not all([self.personal.end(), self.system.end(), *(bridge.finish() for bridge in bridges)]):
            _log.error("a thread did not end")

    def _join(self) -> None:
        history = self.personal.history
        for of_phone in (self.calls, self.sign_in, self.status, self.settings, history):
            self._phone_bridge.arrived.connect(of_phone.phone_reported)
        # The status first: what follows from a sign-in may have more to say.
        for of_company in (self.status, self.colleagues, self.sign_in, history, self.profiles, self.parking):
            self._company_bridge.arrived.connect(of_company.company_reported)
        self._own_bridge.arrived.connect(self.profiles.settings_reported)
        self._own_bridge.arrived.connect(self.system.notifications.settings_reported)
        self.settings.dialog_made.connect(self._attach_own_pages)
        self.calls.shown_changed.connect(self.announcements.shown_changed)
        self.colleagues.chosen.connect(self.transfers.choose)
        self.colleagues.call_dropped.connect(self.transfers.drop)
        self.colleagues.without_number.connect(self.personal.contacts.edit)
        self.transfers.favourite_toggled.connect(self.personal.favourites.toggle)
        for of_names in (self.colleagues, self.personal.contacts):
            of_names.names_changed.connect(self.calls.show)
        self.colleagues.names_changed.connect(self.personal.colleagues_changed)
        self.colleagues.names_changed.connect(self.parking.show)
        for of_personal in (history, self.personal.contacts):
            of_personal.chosen.connect(self.transfers.choose)
        self.field.chosen.connect(self.transfers.choose)
        self.links.call_wanted.connect(self.calls.dial)
        self.links.sign_in_wanted.connect(self.sign_in.to_company)
        self._link_events = LinkEvents(self._app, self)
        self._link_events.opened.connect(self.links.open)
        if self._start_bridge:
            self._start_bridge.arrived.connect(self._started_again)
        self.calls.account_missing.connect(self._not_connected)
        self.sign_in.account_changed.connect(self._account_changed)
        self.sign_in.company_signed_in.connect(self._company_signed_in)
        self.sign_in.provider_signed_in.connect(self._provider_signed_in)
        self.sign_in.certificate_trusted.connect(self._trust)
        self.sign_in.signed_out.connect(self._signed_out)
        self.settings.sound_chosen.connect(lambda sound: self._settings.change(sound=sound))
        self.settings.encryption_demanded.connect(self._demand_encryption)
        self.settings.language_chosen.connect(self._use_language)
        self.network.changed.connect(lambda: self._phone.send(NetworkChanged()))
        self.network.changed.connect(lambda _: self.company.retry())
        self.network.changed.connect(self.status.network_changed)
        self.system.woke.connect(self.network.woke)
        self.system.addresses_changed.connect(self.network.stirred)
        self.leaving.sign_out_wanted.connect(self.sign_in.sign_out)
        self._app.commitDataRequest.connect(self.leaving.ask_no_more)
        self.window.closing.connect(self._app.quit)

    def _attach_own_pages(self, dialog: QObject) -> None:
        """Imported with the dialog, which a start can do without."""
        from softphone.ui.controllers.own_pages import OwnPagesController
        from softphone.ui.views.settings import SettingsDialog

        assert isinstance(dialog, SettingsDialog)
        pages = OwnPagesController(self.profiles, self._own, self)
        self._own_bridge.arrived.connect(pages.settings_reported)
        pages.attach(dialog)
        self.system.keys.attach(dialog.shortcuts)
        self.system.headsets.attach(dialog.sound)

    def _started_again(self, starts: list[OtherStart]) -> None:
        for start in starts:
            come_to_front(self.window, start.activation)
            if start.link:
                self.links.open(start.link)

    # Signing in, and what is remembered of it.

    def _sign_in(self, server: str, login: str, password: str) -> None:
        company, provider = self._settings.now.company, self._settings.now.provider
        if server:
            if password:
                self.sign_in.to_company(server, login, password, remembered=True)
            else:
                self.sign_in.ask(server, login)
        elif company is not None:
            self.sign_in.ask(company.server, company.login)
            self.secrets.get(_secret_name(company.login, company.server), self._remembered_company)
        elif provider is not None:
            self.sign_in.ask(provider.server, provider.user)
            self.secrets.get(_secret_name(provider.user, provider.server), self._remembered_provider)
        else:
            self.sign_in.ask()

    def _device(self) -> str:
        company = self._settings.now.company
        return company.device if company is not None else ""

    def _remembered_company(self, password: str | None) -> None:
        company = self._settings.now.company
        if password and company is not None:
            self.sign_in.to_company(company.server, company.login, password, remembered=True)

    def _remembered_provider(self, password: str | None) -> None:
        provider = self._settings.now.provider
        if password and provider is not None:
            self.sign_in.to_provider(provider.server, provider.user, password, provider.transport)

    def _company_signed_in(self, event: SignedIn, password: str) -> None:
        if event.account.trust_anchor:
            self._trust(event.account.trust_anchor)
        self.names.domain = event.account.domain
        self.names.own = event.person.id
        self.names.book.use_country(event.country or country())
        self.sign_in.add_account(event.account, event.person.name)
        self.personal.use_account(f"{event.account.user}@{event.account.domain}")
        account = CompanyAccount(server=event.server, login=event.person.login, device=event.device)
        self._settings.change(company=account, provider=None)
        if password:
            self._keep(_secret_name(account.login, account.server), password)

    def _provider_signed_in(self, server: str, user: str, password: str, transport: Transport) -> None:
        self.names.domain = server.partition(":")[0]
        self.names.book.use_country(country())
        self.personal.use_account(user if "@" in user else f"{user}@{self.names.domain}")
        provider = ProviderAccount(server=server, user=user, transport=transport)
        self._settings.change(company=None, provider=provider)
        self._keep(_secret_name(user, server), password)

    def _keep(self, name: str, password: str) -> None:
        self.secrets.put(name, password, self._kept)

    def _kept(self, kept: bool) -> None:
        if not kept:
            self.notices.say_once(Tone.INFO, _no_keyring)

    def _trust(self, pem: str) -> None:
        if path := self._anchors.add(pem):
            self._phone.trust(path)

    def _not_connected(self) -> None:
        unregistered = RegistrationChanged(account="", state=RegistrationState.UNREGISTERED)
        self.notices.say_once(Tone.WARNING, lambda: service_words.registration(unregistered)[1])

    def _account_changed(self, account: str) -> None:
        self.calls.account = account
        self.links.signed_in = bool(account)

    def _signed_out(self) -> None:
        company, provider = self._settings.now.company, self._settings.now.provider
        if company is not None:
            self.secrets.forget(_secret_name(company.login, company.server))
        if provider is not None:
            self.secrets.forget(_secret_name(provider.user, provider.server))
        self._settings.change(company=None, provider=None)
        self.personal.use_account("")
        self.colleagues.forget()
        self.status.signed_out()

    def _demand_encryption(self, on: bool) -> None:
        self.sign_in.demand_encryption(on)
        self._settings.change(only_encrypted=on)

    def _use_language(self, code: str) -> None:
        self.language.use(code)
        self.status.retranslate()
        self.system.retranslate()
        self._settings.change(language=code)


class EndingSignals(QObject):
    """SIGTERM and Ctrl+C end the program at once, also in a call. Python's handlers do not run while Qt
    waits, so the signal's number comes through a socket that Qt watches."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        self._before = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._handlers = {
            number: signal.signal(number, lambda number, frame: None)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        # Not quit(), which asks each window first.
        self._notifier.activated.connect(lambda: app.exit(0))

    def end(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._read.close()
        self._write.close()


def _secret_name(login: str, server: str) -> str:
    return f"{login} at {server}"


def _no_keyring() -> str:
    return QApplication.translate(
        "Secrets", "This computer has no keyring to keep the password in: it is asked for at each start."
    )
