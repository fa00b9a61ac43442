"""Where each person's devices are: the bindings of REGISTER (RFC 3261 §10.3, Path by RFC 3327).

Pure: requests whose sender is proven and `now` go in, answers come out, and the table is asked for targets.
"""

from collections.abc import Callable, Iterator

import msgspec

from softphone.sip.message.address import Address
from softphone.sip.message.flow import Flow
from softphone.sip.message.grammar import param, parse_number
from softphone.sip.message.message import Header, Request, Response, respond
from softphone.sip.message.uri import Uri

MAX_CONTACTS = 10
"""Per person."""


class Expiry(msgspec.Struct, frozen=True):
    """Seconds that a binding may live."""

    shortest: int = 30
    usual: int = 300
    longest: int = 3600


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """One registered device, reached through the flow its REGISTER came by (RFC 5626 §5.3)."""

    person: str
    device: str
    """The digest user name that registered it."""
    contact: Address
    flow: Flow
    expires_at: float
    call_id: str
    cseq: int
    path: tuple[str, ...] = ()
    instance: str = ""
    user_agent: str = ""


class Registered(msgspec.Struct, frozen=True):
    """An answered REGISTER. `came` and `went` are the bindings that are new and those that ended."""

    response: Response
    came: tuple[Binding, ...] = ()
    went: tuple[Binding, ...] = ()


class Locations:
    def __init__(self, expiry: Expiry | None = None) -> None:
        self._expiry = expiry or Expiry()
        self._bindings: dict[str, list[Binding]] = {}

    def of_person(self, person: str) -> list[Binding]:
        """The newest first."""
        return list(self._bindings.get(person, ()))

    def of_device(self, device: str) -> list[Binding]:
        return [binding for binding in self if binding.device == device]

    def __iter__(self) -> Iterator[Binding]:
        for bindings in self._bindings.values():
            yield from bindings

    def __len__(self) -> int:
        return sum(map(len, self._bindings.values()))

    def register(self, request: Request, person: str, device: str, flow: Flow, now: float) -> Registered:
        """Carry a REGISTER out, whole or not at all. ParseError when it is malformed."""
        bindings = [b for b in self._bindings.get(person, ()) if b.expires_at > now]
        number, call_id = request.cseq.number, request.call_id
        contact_values = request.items("contact")
        default = request.number("expires")
        if "*" in contact_values:
            if contact_values != ["*"] or default != 0:
                return Registered(respond(request, 400, reason="Bad Wildcard"))
            if _out_of_order(bindings, call_id, number):
                return Registered(respond(request, 500, reason="Out Of Order"))
            return self._store(request, person, bindings, [b for b in bindings if b.device != device], now)
        kept = bindings
        for contact in request.contacts:
            if contact.uri.scheme not in ("sip", "sips"):
                return Registered(respond(request, 400, reason="Bad Contact"))
            seconds = self._seconds(contact, default)
            if 0 < seconds < self._expiry.shortest:
                return Registered(respond(request, 423, ("min-expires", str(self._expiry.shortest))))
            instance = contact.param("+sip.instance") or ""
            old = [b for b in kept if _same(b, contact.uri, instance, device)]
            if _out_of_order(old, call_id, number):
                return Registered(respond(request, 500, reason="Out Of Order"))
            kept = [b for b in kept if b not in old]
            if seconds > 0:
                kept = [
                    Binding(
                        person=person,
                        device=device,
                        contact=Address(contact.uri, contact.name, _lasting(contact)),
                        flow=flow_of_contact(request, contact.uri, flow),
                        expires_at=now + seconds,
                        call_id=call_id,
                        cseq=number,
                        path=tuple(request.all("path")),
                        instance=instance,
                        user_agent=request.get("user-agent") or "",
                    ),
                    *kept,
                ]
        if len(kept) > MAX_CONTACTS:
            return Registered(respond(request, 403, reason="Too Many Contacts"))
        return self._store(request, person, bindings, kept, now)

    def expire(self, now: float) -> list[Binding]:
        """End the bindings whose time is over, and give them back."""
        return self._drop(lambda binding: binding.expires_at <= now)

    def drop_flow(self, flow: Flow) -> list[Binding]:
        """A connection closed: what was registered through it cannot be reached (RFC 5626 §5.3)."""
        return self._drop(lambda binding: binding.flow == flow) if flow.connection else []

    def drop_devices(self, still_there: Callable[[str, str], bool]) -> list[Binding]:
        """End the bindings of devices that are no more: `still_there(device, person)` is false."""
        return self._drop(lambda binding: not still_there(binding.device, binding.person))

    def next_expiry(self) -> float | None:
        return min((binding.expires_at for binding in self), default=None)

    def _drop(self, gone: Callable[[Binding], bool]) -> list[Binding]:
        went = [binding for binding in self if gone(binding)]
        for binding in went:
            self._keep(binding.person, [b for b in self._bindings[binding.person] if b is not binding])
        return went

    def _keep(self, person: str, bindings: list[Binding]) -> None:
        if bindings:
            self._bindings[person] = bindings
        else:
            self._bindings.pop(person, None)

    def _store(
        self, request: Request, person: str, old: list[Binding], new: list[Binding], now: float
    ) -> Registered:
        self._keep(person, new)
        headers: list[Header] = [
            ("contact", str(b.contact.with_param("expires", str(round(b.expires_at - now))))) for b in new
        ]
        headers += [("path", value) for value in request.all("path")]
        if any(param(b.contact.params, "reg-id") for b in new) and "outbound" in request.items("supported"):
            headers.append(("require", "outbound"))
        places = {(b.device, b.contact.uri) for b in old}
        left = {(b.device, b.contact.uri) for b in new}
        return Registered(
            respond(request, 200, *headers),
            tuple(b for b in new if (b.device, b.contact.uri) not in places),
            tuple(b for b in old if (b.device, b.contact.uri) not in left),
        )

    def _seconds(self, contact: Address, default: int | None) -> int:
        own = contact.param("expires")
        asked = parse_number(own, "expires") if own is not None else default
        return min(self._expiry.usual if asked is None else asked, self._expiry.longest)


def flow_of_contact(request: Request, uri: Uri, flow: Flow) -> Flow:
    """Through which flow a contact is reached: the one the request came by, unless it is plain UDP from no
    NAT and the contact names another address (somebody registers for another program)."""
    via = request.top_via
    behind_nat = via.received is not None and via.received != via.host
    if flow.transport != "udp" or behind_nat or uri.transport != "udp":
        return flow
    if uri.host == flow.host and (uri.port or 5060) != flow.port and (via.port or 5060) == flow.port:
        return Flow("udp", uri.host, uri.port or 5060)
    return flow


def _same(binding: Binding, uri: Uri, instance: str, device: str) -> bool:
    if binding.device != device:
        return False
    if instance and binding.instance:
        return binding.instance == instance
    return (binding.contact.uri.user, binding.contact.uri.host, binding.contact.uri.port) == (
        uri.user,
        uri.host,
        uri.port,
    )


def _out_of_order(bindings: list[Binding], call_id: str, number: int) -> bool:
    """RFC 3261 §10.3 step 7: within one Call-ID the CSeq has to rise."""
    return any(b.call_id == call_id and number <= b.cseq for b in bindings)


def _lasting(contact: Address) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in contact.params if pair[0] != "expires")
