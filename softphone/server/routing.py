"""Who an address means, and over which flows a person's devices are reached."""

from collections.abc import Iterable, Mapping
from typing import final

import msgspec

from softphone.people.directory import Directory, Group, Person
from softphone.people.number_kind import reached
from softphone.server.trunk.edge import trunk_device
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request
from softphone.sip.message.uri import Uri
from softphone.sip.proxy.forwarding import Target
from softphone.sip.proxy.record_route import flow_id
from softphone.sip.registrar.binding import Binding
from softphone.sip.registrar.locations import Locations


class Caller(msgspec.Struct, frozen=True, gc=False):
    """Who sends a request: a person's device, or a trunk (no person)."""

    person: str
    device: str
    trunk: bool = False


@final
class Router:
    """Reads a directory snapshot and the locations. `own_hosts` are the names that mean this engine."""

    def __init__(self, directory: Directory, locations: Locations, own_hosts: Iterable[str]) -> None:
        self.directory = directory
        self._locations = locations
        self._own_hosts = frozenset(host.lower() for host in own_hosts) | {directory.domain.lower()}
        self.trunk_flows: dict[str, Flow] = {}
        self._devices = {flow_id(user): user for user in directory.credentials}
        self._devices |= {flow_id(trunk_device(t)): trunk_device(t) for t in directory.trunks}

    def use_trunk_flows(self, flows: Mapping[str, Flow]) -> None:
        """Where each trunk (by id) is, its name resolved."""
        self.trunk_flows.clear()
        self.trunk_flows.update(flows)

    def is_ours(self, uri: Uri) -> bool:
        ours = self._own_hosts
        return uri.host in ours or uri.scheme == "tel" or uri.host.strip("[]") in ours

    def find(self, user: str) -> Person | Group | None:
        """By login, extension or number, however the number is written."""
        return reached(self.directory, user)

    def person_of(self, uri: Uri) -> str:
        """The id of the person whose address that is, empty for nobody's."""
        found = self.find(uri.user) if self.is_ours(uri) else None
        return found.id if isinstance(found, Person) else ""

    def within_dialog(
        self, receiver: bytes, request: Request, last_flows: Mapping[str, Flow]
    ) -> Target | None:
        """Where the holder of a flow id is now. A device with several registrations is reached through the
        one whose contact is the request's URI. None when it cannot be reached."""
        device = self._devices.get(receiver)
        if device is None:
            return None
        return self._reached(device, request.uri, last_flows, request.target)

    def holder_of(self, held: bytes) -> str:
        """The id of the person whose device has that flow id, empty for nobody's."""
        credential = self.directory.credentials.get(self._devices.get(held, ""))
        return credential.person if credential else ""

    def device(self, device: str, uri: Uri | None, last_flows: Mapping[str, Flow]) -> Target | None:
        """A device or trunk by name, at its contact; None when it cannot be reached."""
        return self._reached(device, uri, last_flows)

    def _reached(
        self, device: str, uri: Uri | None, last_flows: Mapping[str, Flow], target: str = ""
    ) -> Target | None:
        """`target`: the Request-URI that is asked for there, where it is not the contact."""
        if device.startswith("trunk:"):
            trunk_flow = self.trunk_flows.get(device.removeprefix("trunk:"))
            if trunk_flow is None:
                return None
            return Target(uri=target or str(uri), flow=trunk_flow, device=device, outside=True)
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
                return _target(binding, target)
        if bindings:
            return _target(bindings[0], target)
        flow = last_flows.get(device)
        if flow is None:
            return None
        return Target(uri=target or str(uri), flow=flow, person=credential.person, device=device)

    def is_connected(self, person: str, caller: Caller) -> bool:
        """Whether `targets` has any."""
        return any(binding.device != caller.device for binding in self._locations.of_person(person))

    def targets(self, person: str, caller: Caller) -> tuple[Target, ...]:
        """A person's devices, apart from the one that calls."""
        return tuple(
            _target(binding)
            for binding in self._locations.of_person(person)
            if binding.device != caller.device
        )


def _target(binding: Binding, uri: str = "") -> Target:
    return Target(
        uri=uri or str(binding.contact.uri.without_headers()),
        flow=binding.flow,
        route=binding.path,
        person=binding.person,
        device=binding.device,
    )
