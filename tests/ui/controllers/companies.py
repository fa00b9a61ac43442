"""A company's server without a server: scripted, with the behaviour of the real client."""

import queue
from dataclasses import dataclass, field

from softphone.people.company import (
    Colleague,
    ColleaguesReplaced,
    CompanyEvent,
    CompanyFault,
    Connected,
    PresentedCertificate,
    SignedIn,
    SignedOut,
    SignInFailed,
    SipAccount,
)
from softphone.people.directory import DigestAlgorithm, Person
from softphone.people.line_state import LineState
from softphone.people.parking import Waiting
from tests.ui.controllers.own_settings import FakeOwnSettings

PASSWORD = "correct horse battery"
DOMAIN = "company.test"
CERTIFICATE = PresentedCertificate(
    pem="-----BEGIN CERTIFICATE-----\nQ0E=\n-----END CERTIFICATE-----",
    sha256="AB:CD:EF:01",
    subject="Company CA",
    issuer="Company CA",
    expires="2030-01-01",
)


def person(login: str, name: str, extension: str = "", landline: str = "") -> Person:
    return Person(
        id=f"id-{login}", login=login, name=name, extension=extension, landline=landline, department="Sales"
    )


ASA = person("asa", "Åsa Lind", "201")
ANNA = person("anna", "Anna Ek", "202", "+4681234567")
BO = person("bo", "Bo Nilsson", "203")


@dataclass
class FakeCompany:
    """A Company of Åsa (who signs in), Anna and Bo. `fault` meets each sign-in until it is mended."""

    fault: CompanyFault | None = None
    certificate: PresentedCertificate = CERTIFICATE
    trust_anchor: str = ""
    country: str = ""
    """Told at the sign-in; empty: as an older server."""
    sign_ins: list[dict[str, object]] = field(default_factory=list)
    calls_since: list[float] = field(default_factory=list)
    """From when on one's calls were asked for, each time."""
    retries: int = 0
    passwords: list[str] = field(default_factory=list)
    trusted: list[str] = field(default_factory=list)
    parked: list[tuple[Waiting, ...]] = field(default_factory=list)
    _events: "queue.SimpleQueue[CompanyEvent | None]" = field(default_factory=queue.SimpleQueue)
    settings: FakeOwnSettings = field(default_factory=FakeOwnSettings)
    _closed: bool = False

    def sign_in(
        self,
        server: str,
        login: str,
        password: str,
        *,
        device: str = "",
        device_name: str = "",
        keep_trying: bool = False,
    ) -> None:
        self.sign_ins.append({"server": server, "login": login, "device": device, "keep_trying": keep_trying})
        self.passwords.append(password)
        if self.fault is CompanyFault.UNTRUSTED_CERTIFICATE and self.certificate.pem not in self.trusted:
            self.emit(SignInFailed(fault=self.fault, certificate=self.certificate))
        elif self.fault not in (None, CompanyFault.UNTRUSTED_CERTIFICATE):
            retry_in = 3.0 if keep_trying and self.fault is CompanyFault.NO_ANSWER else None
            self.emit(SignInFailed(fault=self.fault, detail="scripted", retry_in=retry_in))
        elif password != PASSWORD:
            self.emit(SignInFailed(fault=CompanyFault.WRONG_PASSWORD))
        else:
            self.let_in(server)

    def let_in(self, server: str) -> None:
        account = SipAccount(
            user="asa",
            digest_user="asa-desktop",
            secret="0123456789abcdef",
            algorithm=DigestAlgorithm.SHA_256,
            domain=DOMAIN,
            transport="tls",
            proxy="127.0.0.1:5061",
            trust_anchor=self.trust_anchor,
        )
        self.emit(
            SignedIn(
                server=f"https://{server}",
                person=ASA,
                account=account,
                device="device-1",
                country=self.country,
            )
        )
        rows = tuple(Colleague(who, LineState.FREE) for who in (ASA, ANNA, BO))
        self.emit(ColleaguesReplaced(rows))
        self.emit(Connected())

    def trust(self, pem: str) -> None:
        self.trusted.append(pem)

    def fetch_calls(self, since: float) -> None:
        self.calls_since.append(since)

    def park(self, calls: tuple[Waiting, ...]) -> None:
        self.parked.append(calls)

    def retry(self) -> None:
        self.retries += 1

    def sign_out(self) -> None:
        self.emit(SignedOut(by_server=False))

    def receive(self, timeout: float | None = None) -> CompanyEvent | None:
        if self._closed and self._events.empty():
            return None
        try:
            return self._events.get(timeout=timeout)
        except queue.Empty:
            return None

    def close(self) -> None:
        self._closed = True
        self._events.put(None)
        self.settings.close()

    def emit(self, event: CompanyEvent) -> None:
        self._events.put(event)
