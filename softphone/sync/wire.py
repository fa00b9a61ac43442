"""The JSON of the company server's API, shared by server and client.

Every body of `/api/v1` is one of these. Field names are the wire's; adding an optional field is compatible,
anything else is a new version of the path.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from softphone.people.line_state import LineState


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SignIn(Wire):
    """POST /api/v1/sign-in"""

    login: str
    password: str
    device_name: str = ""


class SignedIn(Wire):
    token: str
    """Opaque, sent as `Authorization: Bearer …`; revoked by POST /api/v1/sign-out or by an administrator."""
    person: "PersonCard"


class PersonCard(Wire):
    id: str
    login: str
    name: str
    title: str = ""
    department: str = ""
    extension: str = ""
    landline: str = ""
    mobile: str = ""
    email: str = ""


class Colleague(Wire):
    """A person as another person sees them; the caller's own row is among them."""

    person: PersonCard
    line: LineState


class Revision(Wire):
    epoch: str
    n: int


class Colleagues(Wire):
    """GET /api/v1/colleagues: the whole list at one revision."""

    revision: Revision
    colleagues: list[Colleague]


class ColleaguesChanged(Wire):
    """A delta on the WebSocket /api/v1/events?epoch=…&n=…; applying all to a snapshot gives a fresh one."""

    type: Literal["colleagues"] = "colleagues"
    revision: Revision
    changed: list[Colleague] = []
    removed: list[str] = []


class FetchAgain(Wire):
    """The server no longer has the deltas since the cursor given: fetch the snapshot."""

    type: Literal["fetch again"] = "fetch again"


class SignedOut(Wire):
    """The token was revoked; the server closes the socket after this (code 4401)."""

    type: Literal["signed out"] = "signed out"


class NewDevice(Wire):
    """POST /api/v1/devices: ask for a SIP secret of this device's own. A device that asks again by the same
    id gets a new secret in place of the old one."""

    name: str
    id: str = ""


class Device(Wire):
    id: str
    user: str
    """The digest user name, of this device alone."""
    address_user: str
    """The user part of the person's address of record (the login)."""
    secret: str
    """128 random bits in hexadecimal; shown once."""
    algorithm: Literal["MD5", "SHA-256"]
    domain: str
    transport: Literal["udp", "tcp", "tls"]
    proxy: str
    """HOST:PORT for SIP."""
    trust_anchor: str = ""
    """PEM of the company's own certificate authority, when it has one."""


class Refusal(Wire):
    """The body of every 4xx: a stable code that clients translate, and a sentence in English for the log."""

    code: str
    sentence: str


SignedIn.model_rebuild()
