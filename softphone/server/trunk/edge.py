"""The edge to the telephone network, as long as it is a proxy: trunks are targets, their addresses trusted.

`TrunkEdge` is the seam: a back-to-back agent that anchors the sound takes the place of `ProxyEdge`.
"""

from collections.abc import Callable, Mapping
from typing import Protocol, final

from softphone.people.directory import Directory, Trunk
from softphone.people.numbers import dialled, e164, is_emergency
from softphone.people.presentation import Presented
from softphone.server.identity import for_operator
from softphone.server.trunk.number_format import NumberFormat, read, written
from softphone.sip.message.address import parse_address
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header, Request
from softphone.sip.message.uri import parse_uri
from softphone.sip.proxy.forwarding import Refusal, Target

NO_WAY_OUT = Refusal(503, reason="No Way Out To The Telephone Network")
NO_TRUNK = Refusal(404, reason="No Way Out To The Telephone Network")
"""In a company that has no trunk an outside number is one that does not exist; unless it calls for help."""
ALL_BUSY = Refusal(503, reason="All Lines To The Telephone Network Are Busy")


class TrunkEdge(Protocol):
    def from_outside(self, flow: Flow, via_port: int) -> Trunk | None:
        """The trunk that sends from there."""
        ...

    def called(self, request: Request, trunk: Trunk) -> list[str]:
        """The numbers that a call from a trunk may be for, the likeliest first."""
        ...

    def way_out(self, number: str, request: Request, show: Presented | None) -> list[Target] | Refusal:
        """Where a call to an outside number goes, one after the other. `show` is what the called may see of
        who calls; None leaves what the call says itself (it came from outside)."""
        ...


@final
class ProxyEdge:
    """`channels_taken` tells how many of a trunk's channels are in use, by its id."""

    def __init__(
        self, directory: Directory, flows: Mapping[str, Flow], channels_taken: Callable[[str], int]
    ) -> None:
        self._directory = directory
        self._flows = flows
        self._channels_taken = channels_taken

    def from_outside(self, flow: Flow, via_port: int) -> Trunk | None:
        """Over TCP and TLS the port a trunk sends from says nothing, its Via does."""
        for trunk in self._directory.trunks.values():
            at = self._flows.get(trunk.id)
            if at is None or trunk.login or at.transport != flow.transport or at.host != flow.host:
                continue
            if at.port == (via_port if flow.reliable else flow.port):
                return trunk
        return None

    def called(self, request: Request, trunk: Trunk) -> list[str]:
        """By Request-URI, P-Called-Party-ID (RFC 7315 §4.2) or To: operators differ in which it is."""
        form = NumberFormat(trunk.number_format)
        users = [request.uri.subscriber]
        for value in request.all("p-called-party-id"):
            try:
                users.append(parse_address(value).uri.subscriber)
            except ParseError:
                continue
        users.append(request.to.uri.subscriber)
        numbers = [read(user, form, self._directory.country) or user for user in users if user]
        return list(dict.fromkeys(numbers))

    def way_out(self, number: str, request: Request, show: Presented | None) -> list[Target] | Refusal:
        country = self._directory.country
        full = e164(number, country) or dialled(number)
        if full is None or not full.lstrip("+").isdigit() or len(full) < 3:
            return Refusal(404)
        urgent = is_emergency(number, country)
        if urgent:
            full = dialled(number) or full
        headers: tuple[Header, ...] = ()
        if show is not None:
            headers = for_operator(show, request, self._directory.domain, urgent=urgent)
        targets, busy = [], False
        for trunk in self._directory.trunks.values():
            flow = self._flows.get(trunk.id)
            if flow is None:
                continue
            if trunk.channels and not urgent and self._channels_taken(trunk.id) >= trunk.channels:
                busy = True
                continue
            host = trunk.address if ":" in trunk.address else f"{trunk.address}:{flow.port}"
            transport = "" if flow.transport == "udp" else f";transport={flow.transport}"
            user = written(full, NumberFormat(trunk.number_format), country)
            targets.append(
                Target(
                    uri=f"sip:{user}@{host}{transport}",
                    flow=flow,
                    device=trunk_device(trunk.id),
                    outside=True,
                    headers=headers,
                )
            )
        if targets:
            return targets
        if busy:
            return ALL_BUSY
        return NO_WAY_OUT if urgent or self._directory.trunks else NO_TRUNK


def trunk_device(trunk: str) -> str:
    """The name under which a trunk, by its id, stands in flow ids and among the parties of calls."""
    return f"trunk:{trunk}"


def trunk_address(trunk: Trunk) -> tuple[str, str, int]:
    """Transport, host and port of a trunk as configured. ParseError for what is no address."""
    uri = parse_uri(f"sip:{trunk.address}")
    transport = trunk.transport.lower()
    return transport, uri.host.strip("[]"), uri.port or (5061 if transport == "tls" else 5060)
