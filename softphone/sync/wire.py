"""The JSON of the company server's API, shared by server and client.

Every body of `/api/v1` is one of these. Field names are the wire's; adding an optional field is compatible,
anything else is a new version of the path.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from softphone.people.call_history import CallKey, Result, ServerCall
from softphone.people.line_state import LineState


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SignIn(Wire):
    """POST /api/v1/sign-in"""

    login: str
    password: str
    device_name: str = ""
    code: Annotated[str, Field(max_length=20)] = ""
    """Of the person's second factor. Without it, whoever has one gets a session without roles."""


class AcceptInvitation(Wire):
    """POST /api/v1/invitations/accept"""

    token: Annotated[str, Field(max_length=200)]
    device_name: str = ""
    password: Annotated[str, Field(max_length=1_000)] = ""
    """To sign in with elsewhere; empty: none is set."""


class SignedIn(Wire):
    token: str
    """Opaque, sent as `Authorization: Bearer …`; revoked by POST /api/v1/sign-out or by an administrator."""
    person: "PersonCard"
    country: str = ""
    """The company's (ISO 3166), where numbers without country code belong; empty from a server that does not
    tell."""
    roles: list[str] = []
    """What the person may do, in the directory's words."""


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


class ProfileShown(Wire):
    """What colleagues see of the active profile."""

    preset: int = 1
    """The standard profile that has kept its name, 1 Available to 10, to be named in the reader's language;
    0: `name`."""
    name: str = ""
    available: bool = True
    """False: the line is hidden from others, and only that."""
    message: str = ""
    until: AwareDatetime | None = None
    """None: until it is changed."""


class MeetingShown(Wire):
    """A meeting that goes on, or begins within the hour, as far as the person lets colleagues see it."""

    begin: AwareDatetime
    end: AwareDatetime
    title: str = ""
    """Empty where the person does not show it."""


class Colleague(Wire):
    """A person as another person sees them; the caller's own row is among them."""

    person: PersonCard
    line: LineState
    profile: ProfileShown = ProfileShown()
    meeting: MeetingShown | None = None
    """None: there is none, or the person does not show it, or an older server does not tell."""


class Group(Wire):
    """A number that several answer."""

    id: str
    name: str
    extension: str = ""
    number: str = ""
    members: list[str] = []
    """Ids of persons."""


class Revision(Wire):
    epoch: str
    n: int


class Colleagues(Wire):
    """GET /api/v1/colleagues: the whole list at one revision."""

    revision: Revision
    colleagues: list[Colleague]
    groups: list[Group] = []


class ColleaguesChanged(Wire):
    """A delta on the WebSocket /api/v1/events?epoch=…&n=…; applying all to a snapshot gives a fresh one."""

    type: Literal["colleagues"] = "colleagues"
    revision: Revision
    changed: list[Colleague] = []
    removed: list[str] = []
    groups: list[Group] | None = None
    """All of them, where one of them is another now; None: they are as they were."""
    own: bool = False
    """True: no new revision, but the caller's own row with the line as it is, which the active profile hides
    from all others. It holds wherever that row says "hidden"."""


class FetchAgain(Wire):
    """The server no longer has the deltas since the cursor given: fetch the snapshot."""

    type: Literal["fetch again"] = "fetch again"


class SignedOut(Wire):
    """The token was revoked; the server closes the socket after this (code 4401)."""

    type: Literal["signed out"] = "signed out"


class OwnCall(Wire):
    """One of the caller's calls (people.call_history.ServerCall)."""

    id: str
    call_id: str
    caller_tag: str
    outgoing: bool
    began: float
    address: str
    name: str = ""
    result: str
    """A result that a client does not know is one that it cannot tell apart from "ongoing"."""
    talked: float | None = None
    forwarded_to: str = ""

    @staticmethod
    def of(call: ServerCall) -> "OwnCall":
        return OwnCall(
            id=call.id,
            call_id=call.key.call_id,
            caller_tag=call.key.caller_tag,
            outgoing=call.outgoing,
            began=call.began,
            address=call.address,
            name=call.name,
            result=call.result.value,
            talked=call.talked,
            forwarded_to=call.forwarded_to,
        )

    def read(self) -> ServerCall:
        known = {each.value for each in Result}
        return ServerCall(
            id=self.id,
            key=CallKey(self.call_id, self.caller_tag),
            outgoing=self.outgoing,
            began=self.began,
            address=self.address,
            name=self.name,
            result=Result(self.result) if self.result in known else Result.ONGOING,
            talked=self.talked,
            forwarded_to=self.forwarded_to,
        )


class OwnCalls(Wire):
    """GET /api/v1/calls?before=…&limit=…: a page of them, the newest first."""

    calls: list[OwnCall]
    next: str = ""
    """Give it as `before` for the next page; empty: there is none."""


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
