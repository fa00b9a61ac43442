"""The company's server as the desktop sees it: ask, and receive frozen events.

`softphone.sync.client` is the real one. No method waits for the network, and none raises for what a person
or a server can cause: that comes back as an event with a `CompanyFault`.
"""

from enum import Enum, auto
from typing import Protocol

import msgspec

from softphone.people.call_history import ServerCall
from softphone.people.directory import DigestAlgorithm, Group, Person
from softphone.people.line_state import LineState
from softphone.people.shown import Shown


class CompanyFault(Enum):
    """A cause that a person can be told of in one sentence; the exact cause is in `detail` and in the log."""

    BAD_ADDRESS = auto()
    """What was typed as the server is no host name, address or URL."""
    UNKNOWN_SERVER = auto()
    """The name does not resolve."""
    NO_ANSWER = auto()
    """Nobody listens there, or nothing came within the time."""
    UNTRUSTED_CERTIFICATE = auto()
    """The event's `certificate` is what was presented; `trust()` it and ask again."""
    NOT_A_SOFTPHONE_SERVER = auto()
    """Something answers there, but it does not speak our API, or another version of it."""
    WRONG_PASSWORD = auto()
    """The login or the password."""
    TOO_MANY_ATTEMPTS = auto()
    TOO_MANY_DEVICES = auto()
    """This person is signed in on as many as they may, and uses them all."""
    INVITATION_OVER = auto()
    """It was used, or its time is over; or the session that it began is."""
    SERVER_ERROR = auto()
    """Our server answered 5xx."""
    SERVER_GONE = auto()
    """The connection that was there ended."""


class PresentedCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """What an untrusted server presented, for the person to compare and to trust."""

    pem: str
    """The topmost certificate presented: the company's authority where it sends it, else the server's own."""
    sha256: str
    """Fingerprint of `pem`, upper-case hexadecimal in pairs joined by colons."""
    subject: str
    issuer: str
    expires: str
    """ISO 8601 date, UTC."""
    reason: str = ""
    """The TLS library's words: self-signed, expired, another name…"""
    trustable: bool = True
    """False: trusting it would not help (expired, or issued for another name)."""


class SipAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What the company's server issued to this device for SIP."""

    user: str
    """The user part of the address of record."""
    digest_user: str
    secret: str
    algorithm: DigestAlgorithm
    domain: str
    transport: str
    """"udp", "tcp" or "tls"."""
    proxy: str
    """HOST:PORT."""
    trust_anchor: str = ""
    """PEM of the company's own certificate authority; empty when it has none."""

    def __repr__(self) -> str:
        """Without the secret: values are logged."""
        return f"SipAccount(sip:{self.user}@{self.domain}, {self.digest_user}, {self.transport} {self.proxy})"


class Colleague(msgspec.Struct, frozen=True):
    """A person as the signed-in person sees them; one's own row is among them."""

    person: Person
    line: LineState
    profile: Shown = Shown(preset=1)
    """The active one, with its message and until when."""


class SignedIn(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """Signed in, and this device has its SIP account. Comes once for each sign_in() that succeeds."""

    server: str
    """The server's URL as it was understood; give this one to sign_in() the next time."""
    person: Person
    account: SipAccount
    device: str
    """The device's id; give it to sign_in() the next time, so that the device keeps its place."""
    country: str = ""
    """The company's (ISO 3166), where numbers without country code belong; empty where the server does not
    tell."""
    session: str = ""
    """Of an invitation: what to keep, and give to sign_in() the next time, as the password."""

    def __repr__(self) -> str:
        return f"SignedIn({self.server}, {self.person!r}, {self.account!r}, device {self.device})"


class SignInFailed(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    fault: CompanyFault
    detail: str = ""
    """Not translated; for "details" and the log."""
    certificate: PresentedCertificate | None = None
    """With UNTRUSTED_CERTIFICATE."""
    retry_in: float | None = None
    """Seconds until the next try of itself (keep_trying); None: nothing more happens until asked."""


class ColleaguesReplaced(msgspec.Struct, frozen=True, tag=True):
    """The whole list: the first after each sign-in, and whenever deltas could not tell."""

    colleagues: tuple[Colleague, ...]
    groups: tuple[Group, ...] = ()


class ColleaguesChanged(msgspec.Struct, frozen=True, tag=True):
    changed: tuple[Colleague, ...] = ()
    """New rows and rows in their new form."""
    removed: tuple[str, ...] = ()
    """Ids of persons."""
    groups: tuple[Group, ...] | None = None
    """All of them; None: they are as they were."""


class Connected(msgspec.Struct, frozen=True, tag=True):
    """Changes arrive as they happen."""


class Disconnected(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """Changes do not arrive; it is tried again by itself. When the first try fails as well, every line turns
    UNKNOWN by a ColleaguesChanged."""

    fault: CompanyFault
    detail: str = ""
    retry_in: float
    certificate: PresentedCertificate | None = None


class SignedOut(msgspec.Struct, frozen=True, tag=True):
    """The session is over: nothing is tried again. Colleagues are no longer known."""

    by_server: bool
    """True: revoked by an administrator, expired, or signed out elsewhere."""


class OwnCallsFetched(msgspec.Struct, frozen=True, tag=True):
    """One's own calls as the server saw them, the newest first."""

    calls: tuple[ServerCall, ...]


CompanyEvent = (
    SignedIn
    | SignInFailed
    | ColleaguesReplaced
    | ColleaguesChanged
    | Connected
    | Disconnected
    | OwnCallsFetched
    | SignedOut
)


class Company(Protocol):
    """Thread-safe. One session at a time: a new sign_in() ends the one before without a word."""

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
        """Sign in, get this device its SIP account, fetch the colleagues and follow their changes.

        `server` is a URL, or HOST or HOST:PORT, which means https (http for this machine itself). `device` is
        the id of the SignedIn before, or empty for a new device. With `keep_trying`, what time can mend (no
        network yet, server down) is tried again by itself with growing pauses: for the sign-in at the start
        of the program. The answer is one SignedIn, or a SignInFailed for each try.
        """
        ...

    def trust(self, pem: str) -> None:
        """Take this certificate as an anchor from now on, besides the system's. Invalid PEM is dropped with
        a line in the log."""
        ...

    def fetch_calls(self, since: float) -> None:
        """Ask for one's own calls that began at `since` (seconds since 1970, by the server's clock) or later;
        answered by OwnCallsFetched, or not at all where the server cannot be reached or does not tell."""
        ...

    def retry(self) -> None:
        """Try now what would be tried later: the person asked, or the network came back."""
        ...

    def sign_out(self) -> None:
        """Revoke the token where the server can be reached, and answer SignedOut. The device's SIP account
        is revoked with it."""
        ...

    def receive(self, timeout: float | None = None) -> CompanyEvent | None:
        """The next event; None when `timeout` seconds passed without one, or the company is closed."""
        ...

    def close(self) -> None:
        """End without signing out; returns within 5 s. Safe to call twice."""
        ...
