"""Where each person's devices are: the bindings of REGISTER (RFC 3261 §10.3, flows by RFC 5626, Path by
RFC 3327).

Pure: requests whose sender is proven and `now` go in, answers come out, and the table is asked for targets.
"""

from collections.abc import Callable, Iterable, Iterator, Set
from typing import final

import msgspec

from softphone.sip.message.address import Address
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.grammar import parse_number
from softphone.sip.message.message import Header, Request, Response, respond
from softphone.sip.message.uri import Uri
from softphone.sip.registrar.binding import Binding, parse_q
from softphone.sip.registrar.keep_alives import KeepAlives
from softphone.sip.registrar.outbound import FLOW_TIMER, SUPPORTED, Extensions, extensions, reg_id

MAX_CONTACTS = 10
"""Per person."""


_NOBODY: frozenset[str] = frozenset()


class Expiry(msgspec.Struct, frozen=True):
    """Seconds that a binding may live."""

    shortest: int = 30
    usual: int = 300
    longest: int = 3600


class Registered(msgspec.Struct, frozen=True):
    """An answered REGISTER. `came` and `went` are the bindings that are new and those that ended."""

    response: Response
    came: tuple[Binding, ...] = ()
    went: tuple[Binding, ...] = ()


@final
class Locations:
    def __init__(self, expiry: Expiry | None = None) -> None:
        self._expiry = expiry or Expiry()
        self._bindings: dict[str, list[Binding]] = {}
        self._person_of: dict[str, str] = {}
        """By device."""
        self._persons_on: dict[Flow, set[str]] = {}
        self._keep_alives = KeepAlives()
        self.on_change: Callable[[str], None] | None = None
        """Called with each person whose bindings are no longer what they were."""

    @property
    def longest(self) -> float:
        """Seconds that a binding can live without another REGISTER."""
        return self._expiry.longest

    def of_person(self, person: str) -> list[Binding]:
        """Those that give the sign of life that they promised: what their owner prefers (q) first, and of
        equal ones the newest."""
        silent = self._keep_alives.is_silent
        found = [b for b in self._bindings.get(person, ()) if not (b.reg_id and silent(b.flow))]
        return sorted(found, key=lambda binding: -binding.q) if len(found) > 1 else found

    def of_device(self, device: str) -> list[Binding]:
        theirs = self._bindings.get(self._person_of.get(device, ""), ())
        return [binding for binding in theirs if binding.device == device]

    def all_of_person(self, person: str) -> list[Binding]:
        """The silent ones too, the newest first."""
        return list(self._bindings.get(person, ()))

    def persons(self) -> list[str]:
        """Who has a binding."""
        return list(self._bindings)

    def __iter__(self) -> Iterator[Binding]:
        for bindings in self._bindings.values():
            yield from bindings

    def __len__(self) -> int:
        return sum(map(len, self._bindings.values()))

    def register(self, request: Request, person: str, device: str, flow: Flow, now: float) -> Registered:
        """Carry a REGISTER out, whole or not at all. ParseError when it is malformed."""
        used = extensions(request, flow)
        if isinstance(used, Response):
            return Registered(used)
        bindings = [b for b in self._bindings.get(person, ()) if b.expires_at > now]
        number, call_id = request.cseq.number, request.call_id
        contact_values = request.items("contact")
        default = _expires(request.get("expires"))
        if "*" in contact_values:
            if contact_values != ["*"] or request.number("expires") != 0:
                return Registered(respond(request, 400, reason="Bad Wildcard"))
            theirs = [b for b in bindings if b.device == device]
            if _out_of_order(theirs, call_id, number):
                return Registered(respond(request, 500, reason="Out Of Order"))
            kept = [b for b in bindings if b.device != device]
            return self._store(request, person, bindings, kept, used, now)
        kept = bindings
        for contact in request.contacts:
            if contact.uri.scheme not in ("sip", "sips"):
                return Registered(respond(request, 400, reason="Bad Contact"))
            parse_q(contact)
            seconds = self._seconds(contact, default)
            if 0 < seconds < self._expiry.shortest:
                return Registered(respond(request, 423, ("min-expires", str(self._expiry.shortest))))
            instance, flow_number = contact.param("+sip.instance") or "", reg_id(contact, used)
            old = [b for b in kept if b.is_replaced_by(contact.uri, instance, flow_number, device)]
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
                        reg_id=flow_number,
                        user_agent=request.get("user-agent") or "",
                    ),
                    *kept,
                ]
        if len(kept) > MAX_CONTACTS:
            return Registered(respond(request, 403, reason="Too Many Contacts"))
        return self._store(request, person, bindings, kept, used, now)

    def restore(self, bindings: Iterable[Binding]) -> None:
        """Take up what was kept over a restart: for each person the newest first."""
        for binding in bindings:
            self._keep(binding.person, [*self._bindings.get(binding.person, ()), binding])

    def heard(self, flow: Flow, now: float) -> Set[str]:
        """Something came from there, a keep-alive or a message. The persons who are reached again by it."""
        return self._persons_at({flow}) if self._keep_alives.heard(flow, now) else _NOBODY

    def look_for_silence(self, now: float) -> set[str]:
        """The persons of whose devices one missed two of the keep-alives that it promised; call now and
        then. It is skipped until it is heard again."""
        return self._persons_at(self._keep_alives.look(now))

    def expire(self, now: float) -> list[Binding]:
        """End the bindings whose time is over, and give them back."""
        return self._drop(lambda binding: binding.expires_at <= now, self._bindings)

    def drop_flow(self, flow: Flow) -> list[Binding]:
        """A connection closed: what was registered through it cannot be reached (RFC 5626 §5.3)."""
        self._keep_alives.forget(flow)
        persons = self._persons_at({flow}) if flow.connection else set()
        return self._drop(lambda binding: binding.flow == flow, persons)

    def drop_devices(self, still_there: Callable[[str, str], bool]) -> list[Binding]:
        """End the bindings of devices that are no more: `still_there(device, person)` is false."""
        return self._drop(lambda binding: not still_there(binding.device, binding.person), self._bindings)

    def next_expiry(self) -> float | None:
        return min((binding.expires_at for binding in self), default=None)

    def _drop(self, gone: Callable[[Binding], bool], persons: Iterable[str]) -> list[Binding]:
        went = []
        for person in list(persons):
            bindings = self._bindings[person]
            theirs = [binding for binding in bindings if gone(binding)]
            if theirs:
                self._keep(person, [binding for binding in bindings if binding not in theirs])
                went += theirs
        return went

    def _persons_at(self, flows: set[Flow]) -> set[str]:
        return {person for flow in flows for person in self._persons_on.get(flow, ())}

    def _keep(self, person: str, bindings: list[Binding]) -> None:
        for binding in self._bindings.pop(person, ()):
            self._person_of.pop(binding.device, None)
            there = self._persons_on.get(binding.flow, set())
            there.discard(person)
            if not there:
                self._persons_on.pop(binding.flow, None)
        if bindings:
            self._bindings[person] = bindings
        for binding in bindings:
            self._person_of[binding.device] = person
            self._persons_on.setdefault(binding.flow, set()).add(person)
        if self.on_change is not None:
            self.on_change(person)

    def _store(
        self,
        request: Request,
        person: str,
        old: list[Binding],
        new: list[Binding],
        used: Extensions,
        now: float,
    ) -> Registered:
        if request.get("contact") is not None:
            self._keep(person, new)
        headers: list[Header] = [
            ("contact", str(b.contact.with_param("expires", str(round(b.expires_at - now))))) for b in new
        ]
        headers += [("path", value) for value in request.all("path")]
        headers.append(("supported", ", ".join(SUPPORTED)))
        if used.outbound:
            headers.append(("require", "outbound"))
            if used.direct:
                headers.append(("flow-timer", str(FLOW_TIMER)))
                for binding in new:
                    if binding.reg_id and binding not in old:
                        self._keep_alives.promised(binding.flow, now)
        places = {(b.device, b.contact.uri) for b in old}
        left = {(b.device, b.contact.uri) for b in new}
        return Registered(
            respond(request, 200, *headers),
            tuple(b for b in new if (b.device, b.contact.uri) not in places),
            tuple(b for b in old if (b.device, b.contact.uri) not in left),
        )

    def _seconds(self, contact: Address, default: int | None) -> int:
        asked = _expires(contact.param("expires"))
        asked = default if asked is None else asked
        return min(self._expiry.usual if asked is None else asked, self._expiry.longest)


def flow_of_contact(request: Request, uri: Uri, flow: Flow) -> Flow:
    """Through which flow a contact is reached: the one the request came by, unless it is plain UDP from no
    NAT and no proxy, and the contact names another address (somebody registers for another program)."""
    via = request.top_via
    if request.get("path") is not None:
        return flow
    behind_nat = via.received is not None and via.received != via.host
    if flow.transport != "udp" or behind_nat or uri.transport != "udp":
        return flow
    if uri.host == flow.host and (uri.port or 5060) != flow.port and (via.port or 5060) == flow.port:
        return Flow("udp", uri.host, uri.port or 5060)
    return flow


def _expires(written: str | None) -> int | None:
    """Seconds; what cannot be read counts as an hour (RFC 3261 §10.2.1.1)."""
    if written is None:
        return None
    try:
        return parse_number(written.partition(";")[0], "expires")
    except ParseError:
        return 3600


def _out_of_order(bindings: list[Binding], call_id: str, number: int) -> bool:
    """RFC 3261 §10.3 step 7: within one Call-ID the CSeq has to rise."""
    return any(b.call_id == call_id and number <= b.cseq for b in bindings)


def _lasting(contact: Address) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in contact.params if pair[0] != "expires")
