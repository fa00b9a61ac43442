"""A call of the engine's own through one trunk, to show an administrator what the operator answers.

It speaks for itself, not for a telephone: INVITE with an offer, ACK, then BYE; or CANCEL when nobody answers.
Pure: messages and `now` go in, what happens is kept in `steps`.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from softphone.people.presentation import Presented
from softphone.server.trunk.edge import NO_WAY_OUT, trunk_device
from softphone.sip.message.message import Request, Response
from softphone.sip.message.via import MAGIC_COOKIE
from softphone.sip.proxy.forwarding import MAX_FORWARDS, Refusal, Target, cancel_of
from softphone.sip.transaction.layer import ClientTransaction, ServerTransaction

if TYPE_CHECKING:
    from softphone.server.engine_core import EngineCore

PCMA, PCMU = 8, 0
"""RTP's numbers of the two codecs that every operator has (RFC 3551 §6)."""
_WHY: Mapping[int, str] = {
    401: "The operator wants a sign-in for each call, which this server does not give.",
    403: "The operator forbids it: it may not know this server's address, or the number that is shown.",
    404: "The operator does not know the number: look at how numbers are written.",
    408: "The operator could not reach the number in time.",
    480: "The number cannot be reached now.",
    484: "The operator finds the number too short: look at how numbers are written.",
    486: "The number is busy.",
    487: "Nobody answered, and the call was taken back.",
    488: "The operator does not take the sound that was offered (PCMA, PCMU).",
    503: "The operator has no line free, or takes no calls now.",
    603: "The call was declined.",
}
_SAME = {407: 401, 600: 486, 604: 404, 606: 488}
_MEDIA = re.compile(r"^m=audio ([0-9]{1,5}) \S+ ([0-9]{1,3})\b", re.MULTILINE)
_CONNECTION = re.compile(r"^c=IN IP[46] ([0-9A-Fa-f.:]+)", re.MULTILINE)


MOST_STEPS = 50
"""An operator may ring on in ever new words; who looks at the page wants the end."""
_MORE = "There were more answers; they are left out."


class TrialStep(msgspec.Struct, frozen=True):
    at: float
    """Seconds after it began."""
    words: str
    """English, with {names} that `values` has; as the portal's catalogue has it."""
    values: dict[str, str | int] = {}

    @property
    def sentence(self) -> str:
        return self.words.format(**self.values)


class FarSound(msgspec.Struct, frozen=True):
    """Where the operator hears us, and in which codec."""

    host: str
    port: int
    payload: int


class TrialCall:
    """`changed` is called after each step."""

    def __init__(
        self, core: "EngineCore", target: Target, invite: Request, now: float, changed: Callable[[], None]
    ) -> None:
        self.steps: list[TrialStep] = []
        self.sound: FarSound | None = None
        self.is_answered = False
        self.is_over = False
        self._core = core
        self._target = target
        self._invite = invite
        self._began = now
        self._changed = changed
        self._rang = False
        self._gives_up = False
        self._cancelled = False
        self._ok: Response | None = None
        where = str(target.flow)
        self._step(now, "INVITE for {number} sent to {where}.", number=invite.uri.user, where=where)
        self._send(invite, now)

    def is_of(self, request: Request) -> bool:
        return request.call_id == self._invite.call_id

    def end(self, now: float) -> None:
        """Hang up, or take it back while nobody has answered."""
        self._gives_up = True
        if self._ok is not None and not self.is_over:
            self._step(now, "BYE sent.")
            self._send(self._within(self._ok, "BYE", 2), now)
        elif not self.is_over and self._rang and not self._cancelled:
            self._cancelled = True
            self._step(now, "Nobody answers; CANCEL sent.")
            self._send(cancel_of(self._invite), now)

    def forget(self, now: float) -> None:
        """Nothing is awaited any more."""
        if not self.is_over:
            self._step(now, "There was no answer in time.")
            self._finish()

    def answered(self, response: Response, now: float) -> None:
        method, status = response.cseq.method, response.status
        said: dict[str, str | int] = {"status": status, "reason": response.reason}
        if method == "BYE" and status >= 200:
            self._step(now, "BYE answered: {status} {reason}.", **said)
            self._finish()
        elif method == "INVITE" and status < 200:
            self._rang = True
            words = "{status} {reason}, with sound." if response.body else "{status} {reason}."
            last = self.steps[-1]
            # One that comes again is told once.
            if (words, said) != (last.words, last.values) and last.words != _MORE:
                if len(self.steps) < MOST_STEPS:
                    self._step(now, words, **said)
                else:
                    self._step(now, _MORE)
            if self._gives_up:
                self.end(now)
        elif method == "INVITE" and status < 300:
            self._taken(response, now)
        elif method == "INVITE":
            self._step(now, "{status} {reason}.", **said)
            why = _WHY.get(_SAME.get(status, status))
            if why:
                self._step(now, why)
            self._finish()

    def failed(self, client: ClientTransaction, timeout: bool, now: float) -> None:
        if self.is_over or client.request.method == "CANCEL":
            return
        self._step(now, "There was no answer in time." if timeout else "It cannot be sent there.")
        self._finish()

    def received(self, server: ServerTransaction, now: float) -> None:
        """A request within the call."""
        if server.request.method != "BYE":
            self._core.respond(server, 501, now)
            return
        self._core.respond(server, 200, now)
        if not self.is_over:
            self._step(now, "The other side hung up.")
            self._finish()

    def _taken(self, response: Response, now: float) -> None:
        # Each repetition of a 2xx wants its ACK (RFC 3261 §13.2.2.4).
        self._core.transmit(self._within(response, "ACK", 1), self._target.flow)
        if self._ok is not None:
            return
        self._ok = response
        self.sound = far_sound(response.body)
        self.is_answered = True
        self._step(now, "{status} {reason}: answered.", status=response.status, reason=response.reason)
        if self._gives_up:
            self.end(now)

    def note(self, now: float, words: str, **values: str | int) -> None:
        """What somebody else saw of it."""
        self._step(now, words, **values)

    def _within(self, ok: Response, method: str, cseq: int) -> Request:
        core, invite = self._core, self._invite
        contacts = ok.contacts
        target = str(contacts[0].uri) if contacts else invite.target
        routes = [("route", value) for value in reversed(ok.all("record-route"))]
        return Request(
            (
                ("via", _via(core, self._target)),
                ("max-forwards", str(MAX_FORWARDS)),
                *routes,
                ("from", invite.required("from")),
                ("to", ok.required("to")),
                ("call-id", invite.call_id),
                ("cseq", f"{cseq} {method}"),
            ),
            b"",
            method,
            target,
        )

    def _send(self, request: Request, now: float) -> None:
        client, actions = self._core.layer.request(request, self._target.flow, now)
        client.owner = self
        self._core.carry_out(actions, now)

    def _step(self, now: float, words: str, **values: str | int) -> None:
        self.steps.append(TrialStep(round(now - self._began, 2), words, values))
        self._changed()

    def _finish(self) -> None:
        self.is_over = True
        self._changed()


def place(
    core: "EngineCore",
    trunk: str,
    number: str,
    show: Presented,
    sound_port: int,
    now: float,
    changed: Callable[[], None],
) -> TrialCall | Refusal:
    """As any call goes out, but through this trunk and no other. Sound is awaited at that port."""
    draft = _invitation(core, sound_port)
    ways = core.arrivals.edge.way_out(number, draft, show)
    if isinstance(ways, Refusal):
        return ways
    target = next((each for each in ways if each.device == trunk_device(trunk)), None)
    if target is None:
        return NO_WAY_OUT
    invite = draft.with_target(target.uri).with_header("to", f"<{target.uri}>")
    transport = target.flow.transport
    invite = invite.with_header("via", _via(core, target))
    invite = invite.with_header("contact", f"<sip:{core.ports.sent_by(transport)};transport={transport}>")
    for name, value in target.headers:
        invite = invite.with_header(name, value)
    return TrialCall(core, target, invite, now, changed)


def _via(core: "EngineCore", target: Target) -> str:
    transport = target.flow.transport
    sent_by = core.ports.sent_by(transport)
    return f"SIP/2.0/{transport.upper()} {sent_by};rport;branch={MAGIC_COOKIE}{core.token(8)}"


def _invitation(core: "EngineCore", sound_port: int) -> Request:
    """Without what depends on the way it goes."""
    host, domain = core.ports.host, core.directory.domain
    family = "IP6" if ":" in host else "IP4"
    offer = (
        f"v=0\r\no=- 1 1 IN {family} {host}\r\ns=-\r\nc=IN {family} {host}\r\nt=0 0\r\n"
        f"m=audio {sound_port} RTP/AVP {PCMA} {PCMU}\r\n"
        f"a=rtpmap:{PCMA} PCMA/8000\r\na=rtpmap:{PCMU} PCMU/8000\r\na=sendrecv\r\n"
    )
    return Request(
        (
            ("max-forwards", str(MAX_FORWARDS)),
            ("from", f"<sip:{domain}>;tag={core.token(8)}"),
            ("call-id", f"{core.token(16)}@{domain}"),
            ("cseq", "1 INVITE"),
            ("allow", "INVITE, ACK, CANCEL, BYE"),
        ),
        method="INVITE",
    ).with_body("application/sdp", offer.encode())


def far_sound(body: bytes) -> FarSound | None:
    """Of an answer; None when there is nothing that we could send."""
    text = body.decode(errors="replace")
    media, connection = _MEDIA.search(text), _CONNECTION.search(text)
    if media is None or connection is None or not 0 < int(media[1]) < 65_536:
        return None
    # Whatever else is taken for a name by the system, which asks for it while calls wait.
    if not _is_somewhere(connection[1]):
        return None
    payload = int(media[2])
    return FarSound(connection[1], int(media[1]), payload) if payload in (PCMA, PCMU) else None


def _is_somewhere(address: str) -> bool:
    try:
        return not ipaddress.ip_address(address).is_unspecified
    except ValueError:
        return False
