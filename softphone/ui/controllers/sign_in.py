"""Signing in: to the company's server, or with a SIP account at any provider. And out again."""

import logging
from collections.abc import Callable, Iterable

import msgspec
from PySide6.QtCore import QObject, Signal

from softphone.calls.commands import AccountSettings, AddAccount, Command, RemoveAccount, Transport
from softphone.calls.events import RegistrationChanged, RegistrationState
from softphone.people.company import (
    Company,
    PresentedCertificate,
    SignedIn,
    SignedOut,
    SignInFailed,
    SipAccount,
)
from softphone.ui.views import service_words, words
from softphone.ui.views.main_window import MainWindow

_log = logging.getLogger(__name__)

ACCOUNT = "main"
"""This desktop has one account at a time."""


class _Attempt(msgspec.Struct, frozen=True):
    """What was typed, or remembered, until it is known whether it works."""

    server: str
    login: str
    password: str
    transport: Transport | None = None
    """Set for an account at a provider."""
    remembered: bool = False
    """From the last time: what time can mend is tried again, behind the main view."""


class SignInController(QObject):
    company_signed_in = Signal(object, str)
    """SignedIn, and the password to keep. The SIP account is to be added (`add_account`) once its anchor is
    trusted."""
    provider_signed_in = Signal(str, str, str, object)
    """Server, user, password, Transport."""
    certificate_trusted = Signal(str)
    """The PEM, to be remembered."""
    account_changed = Signal(str)
    """Calls are placed with this account from now on; empty: with none."""
    signed_out = Signal()
    """Nothing of the session is to be remembered."""

    def __init__(
        self,
        window: MainWindow,
        company: Company,
        send: Callable[[Command], None],
        device_name: str,
        device: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        """`device` gives the id that the company's server gave this device the last time, however one signs
        in now: another id each time would use up all the devices that a person may have."""
        super().__init__(parent)
        self._window = window
        self._view = window.sign_in
        self._company = company
        self._send = send
        self._device_name = device_name
        self._device = device
        self._attempt: _Attempt | None = None
        self._certificate: PresentedCertificate | None = None
        self._known = ("", "")
        """Server and login, as they were given last."""
        self._at_company = False
        self._view.company_submitted.connect(
            lambda server, login, password: self.to_company(server, login, password)
        )
        self._view.account_submitted.connect(self._to_provider)
        self._view.trust_confirmed.connect(self._trust)

    def ask(self, server: str = "", login: str = "", reason: str = "") -> None:
        """Show the form, with what is known and why it is there again."""
        self._view.set_busy(False)
        self._view.prefill(server, login)
        self._window.show_sign_in()
        if reason:
            self._view.show_fault(reason)

    def to_company(self, server: str, login: str, password: str, *, remembered: bool = False) -> None:
        self._attempt = _Attempt(server, login, password, remembered=remembered)
        self._begin()

    def to_provider(self, server: str, user: str, password: str, transport: Transport) -> None:
        """With what is remembered: the main view is shown whether or not the provider answers now."""
        self._attempt = _Attempt(server, user, password, transport=transport, remembered=True)
        self._begin()

    def sign_out(self) -> None:
        """Calls end. The company's answer is SignedOut; a provider need not be asked."""
        self._send(RemoveAccount(ACCOUNT))
        self.account_changed.emit("")
        if self._at_company:
            self._company.sign_out()
        else:
            self._leave("")

    def company_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case SignedIn():
                    self._signed_in(event)
                case SignInFailed():
                    self._failed(event)
                case SignedOut():
                    if event.by_server:  # else it was removed when the person signed out
                        self._send(RemoveAccount(ACCOUNT))
                    self._leave(service_words.signed_out(event) if event.by_server else "")
                case _:
                    pass

    def phone_reported(self, events: Iterable[object]) -> None:
        for event in events:
            if isinstance(event, RegistrationChanged) and event.account == ACCOUNT:
                self._registration(event)

    def add_account(self, account: SipAccount, display_name: str) -> None:
        """Register with what the company's server issued."""
        settings = AccountSettings(
            user=account.user,
            domain=account.domain,
            secret=account.secret,
            digest_user=account.digest_user,
            display_name=display_name,
            transport=Transport(account.transport),
            proxy=account.proxy,
        )
        self._send(AddAccount(ACCOUNT, settings))
        self.account_changed.emit(ACCOUNT)

    def _to_provider(self, server: str, user: str, password: str, transport: Transport) -> None:
        self._attempt = _Attempt(server, user, password, transport=transport)
        self._begin()

    def _begin(self) -> None:
        attempt = self._attempt
        assert attempt is not None
        self._certificate = None
        self._known = (attempt.server, attempt.login)
        self._at_company = attempt.transport is None
        if attempt.remembered:
            self._window.set_identity(attempt.login, "")
            self._window.show_main(colleagues=self._at_company)
        else:
            self._view.set_busy(True)
        if attempt.transport is not None:
            self._register(attempt, attempt.transport)
            return
        self._company.sign_in(
            attempt.server,
            attempt.login,
            attempt.password,
            device=self._device(),
            device_name=self._device_name,
            keep_trying=attempt.remembered,
        )

    def _register(self, attempt: _Attempt, transport: Transport) -> None:
        user, _, domain = attempt.login.partition("@")
        host, colon, _ = attempt.server.partition(":")
        settings = AccountSettings(
            user=user,
            domain=domain or host,
            secret=attempt.password,
            transport=transport,
            proxy=attempt.server if colon or domain else "",
        )
        self._send(AddAccount(ACCOUNT, settings))
        self.account_changed.emit(ACCOUNT)

    def _signed_in(self, event: SignedIn) -> None:
        password = event.session or (self._attempt.password if self._attempt else "")
        self._attempt = None
        self._view.set_busy(False)
        self._window.set_identity(event.person.name, event.person.extension)
        self._window.show_main()
        self.company_signed_in.emit(event, password)

    def _failed(self, event: SignInFailed) -> None:
        _log.warning("sign-in: %s %s", event.fault.name, event.detail)
        if event.retry_in is not None:
            return
        attempt = self._attempt
        self.ask(attempt.server if attempt else "", attempt.login if attempt else "")
        if event.certificate is None:
            self._view.show_fault(service_words.sign_in_failed(event))
        elif event.certificate.trustable:
            self._certificate = event.certificate
            self._view.ask_trust(event.certificate.sha256, service_words.certificate(event.certificate))
        else:
            self._view.show_fault(service_words.certificate(event.certificate))

    def _trust(self) -> None:
        if self._certificate is None or self._attempt is None:
            return
        self._company.trust(self._certificate.pem)
        self.certificate_trusted.emit(self._certificate.pem)
        self._begin()

    def _registration(self, event: RegistrationChanged) -> None:
        """Of an account at a provider: its first answer says whether what was typed is right."""
        attempt = self._attempt
        if attempt is None or attempt.transport is None:
            return
        if event.state is RegistrationState.REGISTERED:
            self._attempt = None
            self._view.set_busy(False)
            self._window.set_identity(attempt.login, "")
            self._window.show_main(colleagues=False)
            self.provider_signed_in.emit(attempt.server, attempt.login, attempt.password, attempt.transport)
        elif event.state is RegistrationState.FAILED or (
            event.state is RegistrationState.RETRYING and not attempt.remembered
        ):
            self._send(RemoveAccount(ACCOUNT))
            self.account_changed.emit("")
            self.ask(attempt.server, attempt.login, words.fault(event.fault))

    def _leave(self, reason: str) -> None:
        self._attempt = None
        self._at_company = False
        self.account_changed.emit("")
        self.signed_out.emit()
        self._window.field.clear()
        self._view.forget_passwords()
        self.ask(*self._known, reason)
