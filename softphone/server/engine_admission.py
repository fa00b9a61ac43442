"""Who may: trunks by where they send from, persons by digest; and the REGISTERs of those who may.

Identity is what the digest proves: From and To have to be the sender's own.
"""

from typing import TYPE_CHECKING, final

from softphone.server.identity import is_anonymous
from softphone.server.routing import Caller
from softphone.server.trunk.edge import trunk_device
from softphone.sip.message.message import Request
from softphone.sip.proxy.forwarding import Refusal
from softphone.sip.registrar.digest import Accepted, Authenticator, Challenged
from softphone.sip.transaction.layer import ServerTransaction

if TYPE_CHECKING:
    from softphone.server.engine_core import EngineCore


@final
class Admission:
    """`key` makes the nonces; kept over restarts by who keeps it."""

    def __init__(self, core: "EngineCore", key: str) -> None:
        self._core = core
        self._key = key
        self._digest = Authenticator(core.directory.domain, core.token, key)

    def use_domain(self, domain: str) -> None:
        """The realm of the digest."""
        if domain != self._digest.realm:
            self._digest = Authenticator(domain, self._core.token, self._key)

    def forget_old(self, now: float) -> None:
        """Call now and then."""
        self._digest.forget_old(now)

    def caller(self, server: ServerTransaction, request: Request, now: float) -> Caller | None:
        """Who sends a new request; None when it was refused or challenged. From is theirs or nobody's:
        identity is what the digest proves."""
        core = self._core
        via = request.top_via
        trunk = core.arrivals.edge.from_outside(
            server.flow, via.port or (5061 if via.transport == "TLS" else 5060)
        )
        if trunk is not None:
            core.prove(server.flow, trunk_device(trunk.id))
            return Caller("", trunk_device(trunk.id), trunk=True)
        checked = self._digest.check(
            request, core.directory.credentials, "proxy-authorization", server.flow, now
        )
        if isinstance(checked, Challenged):
            self._challenge(server, checked, 407, "proxy-authenticate", now)
            return None
        credential = checked.credential
        who = request.from_.uri
        if not is_anonymous(who) and core.router.person_of(who) != credential.person:
            core.refuse(server, Refusal(403, reason="From Is Not Yours"), now)
            return None
        core.heard_from(credential.user, server.flow)
        return Caller(credential.person, credential.user)

    def _challenge(
        self, server: ServerTransaction, checked: Challenged, status: int, header: str, now: float
    ) -> None:
        core = self._core
        core.counts.challenges += 1
        if checked.wrong:
            core.counts.wrong_secrets += 1
            core.log.warning("wrong secret", user=checked.user, source=str(server.flow))
        core.respond(server, status, now, (header, str(checked.challenge)))

    def register(self, server: ServerTransaction, now: float) -> None:
        """Answer a REGISTER."""
        core = self._core
        request = server.request
        if not core.router.is_ours(request.uri):
            core.refuse(server, Refusal(404, reason="Unknown Domain"), now)
            return
        if request.to.uri.scheme not in ("sip", "sips"):
            core.refuse(server, Refusal(400, reason="No SIP Address In To"), now)
            return
        checked = self._digest.check(request, core.directory.credentials, "authorization", server.flow, now)
        if not isinstance(checked, Accepted):
            self._challenge(server, checked, 401, "www-authenticate", now)
            return
        credential = checked.credential
        if core.router.person_of(request.to.uri) != credential.person:
            core.refuse(server, Refusal(403, reason="Address Is Not Yours"), now)
            return
        result = core.locations.register(request, credential.person, credential.user, server.flow, now)
        core.heard_from(credential.user, server.flow)
        core.carry_out(core.layer.respond(server, result.response, now), now)
        for binding in result.came:
            core.log.info("registered", device=binding.device, contact=str(binding.contact.uri))
        core.presence.bindings_changed(credential.person, credential.user)
        core.log_gone(result.went, "unregistered")
        core.update_lines({credential.person})
