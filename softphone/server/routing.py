"""Whom a request is for, and over which flows they are reached."""

from collections.abc import Iterable, Mapping

import msgspec

from softphone.people.directory import Directory, Group, GroupRing, Person, Trunk
from softphone.people.numbers import dialled, e164
from softphone.sip.message.flow import Flow
from softphone.sip.message.uri import Uri, parse_uri
from softphone.sip.proxy.forwarding import Refusal, Target
from softphone.sip.proxy.record_route import flow_id
from softphone.sip.registrar.locations import Binding, Locations


class Caller(msgspec.Struct, frozen=True):
    """Who sends a request: a person's device, or a trunk (no person)."""

    person: str
    device: str
    trunk: bool = False


class Ring(msgspec.Struct, frozen=True):
    """Targets to try: the steps one after the other, the targets of a step together."""

    steps: tuple[tuple[Target, ...], ...]
    step_seconds: float | None
    """How long each step but the last may ring; the last has the limit of the whole."""


def trunk_device(trunk: Trunk) -> str:
    """The name under which a trunk stands in flow ids and among the parties of calls."""
    return f"trunk:{trunk.id}"


class Router:
    """Reads a directory snapshot and the locations. `own_hosts` are the names that mean this engine."""

    def __init__(
        self, directory: Directory, locations: Locations, own_hosts: Iterable[str], step_seconds: float
    ) -> None:
        self.directory = directory
        self._locations = locations
        self._own_hosts = frozenset(host.lower() for host in own_hosts) | {directory.domain.lower()}
        self._step_seconds = step_seconds
        self._trunk_flows: dict[str, Flow] = {}
        self._devices = {flow_id(user): user for user in directory.credentials}
        self._devices |= {flow_id(trunk_device(t)): trunk_device(t) for t in directory.trunks.values()}

    def use_trunk_flows(self, flows: Mapping[str, Flow]) -> None:
        """Where each trunk (by id) is, its name resolved."""
        self._trunk_flows = dict(flows)

    def is_ours(self, uri: Uri) -> bool:
        return uri.scheme == "tel" or uri.host.strip("[]") in self._own_hosts or uri.host in self._own_hosts

    def find(self, user: str) -> Person | Group | None:
        """By login, extension or number, however the number is written."""
        found = self.directory.find(user)
        if found is None:
            number = e164(user, self.directory.country)
            found = self.directory.find(number) if number else None
        return found

    def person_of(self, uri: Uri) -> str:
        """The id of the person whose address that is, empty for nobody's."""
        found = self.find(uri.user) if self.is_ours(uri) else None
        return found.id if isinstance(found, Person) else ""

    def trunk_of(self, flow: Flow, via_port: int) -> Trunk | None:
        """The trunk that sends from there. Over TCP and TLS the port a trunk sends from says nothing, its
        Via does."""
        for trunk in self.directory.trunks.values():
            at = self._trunk_flows.get(trunk.id)
            if at is None or trunk.login or at.transport != flow.transport or at.host != flow.host:
                continue
            if at.port == (via_port if flow.reliable else flow.port):
                return trunk
        return None

    def route(self, uri: Uri, caller: Caller) -> Ring | Refusal:
        """Where a new request goes (not one within a dialog, and never an INVITE with Replaces)."""
        if not self.is_ours(uri):
            return Refusal(403, reason="Not A Relay")
        found = self.find(uri.user)
        if isinstance(found, Person):
            return self._ring([self._targets(found.id, caller)])
        if isinstance(found, Group):
            members = [self._targets(p, caller) for p in found.members if p != caller.person]
            if found.ring is GroupRing.ALL:
                return self._ring([tuple(target for member in members for target in member)])
            return self._ring(members)
        if caller.trunk:
            return Refusal(404)
        return self._outside(uri.user)

    def within_dialog(self, receiver: bytes, uri: Uri, last_flows: Mapping[str, Flow]) -> Target | None:
        """Where the holder of a flow id is now. A device with several registrations is reached through the
        one whose contact is the request's URI. None when it cannot be reached."""
        device = self._devices.get(receiver)
        if device is None:
            return None
        target = self.device(device, uri, last_flows)
        return None if target is None else msgspec.structs.replace(target, uri=str(uri))

    def holder_of(self, held: bytes) -> str:
        """The id of the person whose device has that flow id, empty for nobody's."""
        credential = self.directory.credentials.get(self._devices.get(held, ""))
        return credential.person if credential else ""

    def device(self, device: str, uri: Uri | None, last_flows: Mapping[str, Flow]) -> Target | None:
        """A device or trunk by name, at its contact; None when it cannot be reached."""
        if device.startswith("trunk:"):
            trunk_flow = self._trunk_flows.get(device.removeprefix("trunk:"))
            return None if trunk_flow is None else Target(uri=str(uri), flow=trunk_flow, device=device)
        credential = self.directory.credentials.get(device)
        if credential is None:
            return None
        bindings = self._locations.of_device(device)
        for binding in bindings:
            contact = binding.contact.uri
            if uri is not None and (contact.user, contact.host, contact.port) == (
                uri.user,
                uri.host,
                uri.port,
            ):
                return _target(binding)
        if bindings:
            return _target(bindings[0])
        flow = last_flows.get(device)
        if flow is None:
            return None
        return Target(uri=str(uri), flow=flow, person=credential.person, device=device)

    def _ring(self, steps: Iterable[tuple[Target, ...]]) -> Ring | Refusal:
        reachable = tuple(step for step in steps if step)
        if not reachable:
            return Refusal(480)
        return Ring(reachable, self._step_seconds)

    def _targets(self, person: str, caller: Caller) -> tuple[Target, ...]:
        """A person's devices, apart from the one that calls."""
        return tuple(
            _target(binding)
            for binding in self._locations.of_person(person)
            if binding.device != caller.device
        )

    def _outside(self, user: str) -> Ring | Refusal:
        """To the telephone network through the first trunk."""
        number = e164(user, self.directory.country) or dialled(user)
        if number is None or not number.lstrip("+").isdigit() or len(number) < 3:
            return Refusal(404)
        for trunk in self.directory.trunks.values():
            flow = self._trunk_flows.get(trunk.id)
            if flow is not None:
                host = trunk.address if ":" in trunk.address else f"{trunk.address}:{flow.port}"
                transport = "" if flow.transport == "udp" else f";transport={flow.transport}"
                uri = f"sip:{number}@{host}{transport}"
                return Ring(((Target(uri=uri, flow=flow, device=trunk_device(trunk)),),), None)
        return Refusal(404, reason="No Way Out To The Telephone Network" if self.directory.trunks else "")


def trunk_address(trunk: Trunk) -> tuple[str, str, int]:
    """Transport, host and port of a trunk as configured. ParseError for what is no address."""
    uri = parse_uri(f"sip:{trunk.address}")
    transport = trunk.transport.lower()
    return transport, uri.host.strip("[]"), uri.port or (5061 if transport == "tls" else 5060)


def _target(binding: Binding) -> Target:
    return Target(
        uri=str(binding.contact.uri.without_headers()),
        flow=binding.flow,
        route=binding.path,
        person=binding.person,
        device=binding.device,
    )
