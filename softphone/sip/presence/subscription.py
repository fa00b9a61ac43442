"""One watcher's subscription to one package of one person or group, and the NOTIFYs that it is told by."""

from enum import Enum

import msgspec

from softphone.sip.message.address import Address
from softphone.sip.message.flow import Flow
from softphone.sip.message.grammar import is_token
from softphone.sip.message.message import Header, Request
from softphone.sip.message.uri import Uri
from softphone.sip.message.via import MAGIC_COOKIE
from softphone.sip.presence.documents import Document
from softphone.sip.presence.state import Package


class Watcher(msgspec.Struct, frozen=True):
    """Who subscribes: a person's device."""

    person: str
    device: str


class Ended(Enum):
    """The reasons of Subscription-State (RFC 6665) that we give."""

    TIMEOUT = "timeout"
    """It was not refreshed, or its watcher ended it."""
    DEACTIVATED = "deactivated"
    """We stop; subscribing again at once will do."""
    NORESOURCE = "noresource"
    """Whom it was about is no more."""
    REJECTED = "rejected"
    """The watcher may no longer."""


class Subscription:
    """Known by identity. `target`, `flow` and `expires_at` follow its latest SUBSCRIBE."""

    __slots__ = (
        "_fixed",
        "cseq",
        "due",
        "end",
        "entity",
        "expires_at",
        "expiry_at",
        "flow",
        "forced",
        "key",
        "notified_at",
        "over",
        "package",
        "remote_cseq",
        "resource",
        "sent",
        "target",
        "version",
        "waiting",
        "watcher",
    )

    def __init__(
        self,
        subscribe: Request,
        package: Package,
        resource: str,
        watcher: Watcher,
        local_tag: str,
        flow: Flow,
    ) -> None:
        """ParseError when the SUBSCRIBE has no usable Contact."""
        self.package = package
        self.resource = resource
        self.watcher = watcher
        self.key = subscribe.call_id, subscribe.from_.tag, local_tag
        uri = subscribe.uri
        self.entity = str(uri if uri.scheme == "tel" else Uri(uri.scheme, uri.user, uri.host))
        """The address that it was asked for, as documents name it."""
        self.flow: Flow | None = flow
        """None: the connection is gone, and the device may have another."""
        self.target = ""
        self.remote_cseq = subscribe.cseq.number
        self.cseq = 0
        self.version = 0
        self.expires_at = 0.0
        self.expiry_at: float | None = None
        """When the notifier will look whether it has expired."""
        self.due: float | None = None
        """When the next NOTIFY is to be looked at; None when nothing may have changed."""
        self.forced = False
        """Whether the next NOTIFY is sent even if it says what the last one said."""
        self.notified_at = float("-inf")
        self.waiting = False
        """Whether a NOTIFY is not answered yet."""
        self.sent: Document | None = None
        self.end: Ended | None = None
        """Why it ends with its next NOTIFY."""
        self.over = False
        us: Address = subscribe.to.with_param("tag", local_tag)
        self._fixed: tuple[Header, ...] = (
            *(("route", route) for route in subscribe.all("record-route")),
            ("from", str(us)),
            ("to", subscribe.required("from")),
            ("call-id", subscribe.call_id),
            ("event", _event(subscribe, package)),
            ("max-forwards", "70"),
        )

    def notify(self, document: Document | None, flow: Flow, sent_by: str, now: float) -> Request:
        """The next NOTIFY, the last one when there is an `end`. Its branch says nothing but which NOTIFY of
        which subscription it is: what else the server does cannot be read from it."""
        self.cseq += 1
        if self.end is None:
            state = f"active;expires={max(0, round(self.expires_at - now))}"
        else:
            state = f"terminated;reason={self.end.value}"
        headers: tuple[Header, ...] = (
            (
                "via",
                f"SIP/2.0/{flow.transport.upper()} {sent_by};rport;"
                f"branch={MAGIC_COOKIE}n{self.key[2]}-{self.cseq}",
            ),
            *self._fixed,
            ("cseq", f"{self.cseq} NOTIFY"),
            ("contact", f"<sip:{sent_by};transport={flow.transport}>"),
            ("subscription-state", state),
        )
        if document is None:
            return Request(headers, b"", "NOTIFY", self.target)
        body = document.body(self.version)
        self.version += 1
        return Request((*headers, ("content-type", document.content_type)), body, "NOTIFY", self.target)


def _event(subscribe: Request, package: Package) -> str:
    """The Event of the NOTIFYs: the package, and the id that the watcher gave it (RFC 6665)."""
    for piece in (subscribe.get("event") or "").split(";")[1:]:
        name, _, value = piece.partition("=")
        if name.strip().lower() == "id" and is_token(value.strip()):
            return f"{package.value};id={value.strip()}"
    return package.value
