"""All of an element's sockets: UDP and TCP on one port, TLS on its own; flows in, flows out."""

import asyncio
import itertools
import socket
import ssl
from collections.abc import Callable
from typing import cast

import msgspec

from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.transport.accepting import stop_accepting
from softphone.sip.transport.backlog import NO_SIP, Backlog
from softphone.sip.transport.limits import Limits
from softphone.sip.transport.peers import Peers
from softphone.sip.transport.stream import Connection

_TRIES = 20
"""How often another free port is tried when UDP has not the one that TCP got."""
_TO_ITSELF = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound


def own_address() -> str:
    """This machine's address towards other networks; the loopback's when it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


class PortInUseError(OSError):
    """The address to listen on is taken, or is none of this machine's."""

    def __init__(self, transport: str, host: str, port: int, cause: OSError) -> None:
        super().__init__(cause.errno, f"cannot listen on {transport}:{host}:{port}: {cause.strerror}")
        self.transport, self.host, self.port = transport, host, port


class Bound(msgspec.Struct, frozen=True):
    """The ports that are listened on; 0 for TLS when there is none."""

    port: int
    tls_port: int


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, received: Callable[[bytes, Flow], None], backlog: Backlog) -> None:
        self._received = received
        self._backlog = backlog
        self._loop = asyncio.get_running_loop()
        self._answers: list[tuple[bytes, tuple[str, int]]] | None = None
        """What is sent for a datagram waits until that one is dealt with: whoever gets it would be given the
        processor in the middle."""
        self.transport: asyncio.DatagramTransport | None = None
        self._is_v6 = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)
        self._is_v6 = ":" in transport.get_extra_info("sockname")[0]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if data[:2] == NO_SIP and self._backlog.came(data, self._loop.time()):
            return
        if data.lstrip(b"\r\n\0"):
            answers: list[tuple[bytes, tuple[str, int]]] = []
            self._answers = answers
            try:
                self._received(data, Flow("udp", addr[0], addr[1]))
            finally:
                self._answers = None
                for answer, to in answers:
                    self.send(answer, to)
        elif self.transport is not None and data == b"\r\n\r\n":
            # Not in RFC 5626 (there it is STUN), but telephones send it and some wait for the answer.
            self.transport.sendto(b"\r\n", addr)

    def send(self, data: bytes, to: tuple[str, int]) -> bool:
        """False when the socket is closed, or of the other kind of addresses."""
        if self.transport is None or self.transport.is_closing() or (":" in to[0]) is not self._is_v6:
            return False
        if self._answers is None:
            self.transport.sendto(data, to)
        else:
            self._answers.append((data, to))
        return True

    def wait(self) -> float:
        """Seconds that datagrams wait for us, as far as is known; looks again."""
        now = self._loop.time()
        seconds = self._backlog.seconds(now)
        if self.transport is not None and not self.transport.is_closing():
            host, port = self.transport.get_extra_info("sockname")[:2]
            self.transport.sendto(self._backlog.mark(now), (_TO_ITSELF.get(host, host), port))
        return seconds

    def error_received(self, exc: Exception) -> None:
        """An ICMP error says nothing about which datagram it means; the timers notice."""


class Transports:
    """`received` gets each whole message with the flow it came by, `refused` a stream that cannot be read on,
    `unreachable` a connection that could not be opened for messages already handed to `send`, `closed` each
    connection that is no more, and `kept_alive` each one on which a keep-alive came."""

    def __init__(
        self,
        received: Callable[[bytes, Flow], None],
        closed: Callable[[Flow], None],
        unreachable: Callable[[Flow], None],
        refused: Callable[[ParseError, Flow], None],
        *,
        kept_alive: Callable[[Flow], None] = lambda flow: None,
        client_tls: ssl.SSLContext | None = None,
        limits: Limits | None = None,
        mark: bytes = b"",
    ) -> None:
        """`mark`: random bytes, see `Backlog`."""
        self._received = received
        self._closed = closed
        self._unreachable = unreachable
        self._refused = refused
        self._kept_alive = kept_alive
        self._client_tls = client_tls
        self._limits = limits or Limits()
        self._backlog = Backlog(mark)
        self._udp: _Datagrams | None = None
        self._servers: list[asyncio.Server] = []
        self._connections: dict[int, Connection] = {}
        self._by_address: dict[tuple[str, str, int], Connection] = {}
        self._peers = Peers(self._limits)
        self._numbers = itertools.count(1)
        self._opening: dict[Flow, list[bytes]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._all_gone = asyncio.Event()

    async def listen(self, host: str, port: int, tls_port: int, tls: ssl.SSLContext | None) -> Bound:
        """Port 0 is any free one. PortInUseError when an address cannot be had; then nothing is open."""
        try:
            bound = await self._listen_udp_and_tcp(host, port)
            if tls is None:
                return Bound(bound, 0)
            return Bound(bound, await self._listen_stream("tls", host, tls_port, tls))
        except PortInUseError:
            await self.close()
            raise

    async def _listen_udp_and_tcp(self, host: str, port: int) -> int:
        for attempt in range(_TRIES):
            got = await self._listen_stream("tcp", host, port, None)
            try:
                await self._listen_udp(host, got)
            except PortInUseError:
                if port or attempt == _TRIES - 1:
                    raise
                self._servers.pop().close()
            else:
                return got
        raise AssertionError("unreachable")

    async def _listen_udp(self, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        try:
            transport, self._udp = await loop.create_datagram_endpoint(
                lambda: _Datagrams(self._received, self._backlog), local_addr=(host, port)
            )
        except OSError as error:
            raise PortInUseError("udp", host, port, error) from error
        buffer = self._limits.receive_buffer
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.wait()

    async def _listen_stream(self, name: str, host: str, port: int, tls: ssl.SSLContext | None) -> int:
        loop = asyncio.get_running_loop()
        try:
            server = await loop.create_server(
                self._connection,
                host,
                port,
                ssl=tls,
                ssl_handshake_timeout=self._limits.partial_seconds if tls else None,
                backlog=1024,
            )
        except OSError as error:
            raise PortInUseError(name, host, port, error) from error
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    def send(self, data: bytes, flow: Flow) -> bool:
        """False when it is sure that the message cannot get there. To a flow without a connection of its
        own, one is opened, and a failure is told later."""
        if flow.transport == "udp":
            return self._udp is not None and self._udp.send(data, (flow.host, flow.port))
        if flow.connection:
            connection = self._connections.get(flow.connection)
            return connection is not None and connection.send(data)
        known = self._by_address.get((flow.transport, flow.host, flow.port))
        if known is not None and known.send(data):
            return True
        waiting = self._opening.setdefault(flow, [])
        waiting.append(data)
        if len(waiting) == 1:
            task = asyncio.get_running_loop().create_task(self._open(flow))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return True

    def wait(self) -> float:
        """Seconds that datagrams wait for us, as found by looks so far. Call it at regular times."""
        return 0.0 if self._udp is None else self._udp.wait()

    async def close(self) -> None:
        await stop_accepting(self._servers)
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        for connection in list(self._connections.values()):
            connection.close()
        if self._udp is not None and self._udp.transport is not None:
            self._udp.transport.close()
        if not self._connections:
            return
        try:
            async with asyncio.timeout(1.0):
                await self._all_gone.wait()
        except TimeoutError:
            # A peer that does not answer the TLS farewell must not hold us up.
            for connection in list(self._connections.values()):
                connection.abort()

    async def _open(self, flow: Flow) -> None:
        loop = asyncio.get_running_loop()
        tls = self._client_tls if flow.transport == "tls" else None
        try:
            if flow.transport == "tls" and tls is None:
                raise OSError("no TLS for connections of our own")
            async with asyncio.timeout(self._limits.connect_seconds):
                _, connection = await loop.create_connection(self._connection, flow.host, flow.port, ssl=tls)
        except OSError:  # TimeoutError and ssl.SSLError among them
            self._opening.pop(flow, None)
            self._unreachable(flow)
            return
        if connection.flow is not None:
            self.prove(connection.flow, str(flow))  # it is ours
        self._by_address[flow.transport, flow.host, flow.port] = connection
        for data in self._opening.pop(flow, ()):
            connection.send(data)

    def _connection(self) -> Connection:
        return Connection(
            self._limits, self._opened, self._received, self._kept_alive, self._refused, self._gone
        )

    def prove(self, flow: Flow, who: str) -> None:
        """Whose connection that is, as they have proven; of strangers' there are only so many from a host."""
        if flow.connection:
            self._peers.prove(flow.connection, who)

    def _opened(self, connection: Connection) -> Flow | None:
        host, port = connection.peer()
        number = next(self._numbers)
        closed = self._peers.admit(number, host, asyncio.get_running_loop().time())
        if closed is None:
            return None
        for each in closed:
            self._connections[each].abort()
        self._connections[number] = connection
        self._all_gone.clear()
        return Flow("tls" if connection.secure else "tcp", host, port, number)

    def _gone(self, connection: Connection) -> None:
        flow = connection.flow
        assert flow is not None
        self._connections.pop(flow.connection, None)
        if not self._connections:
            self._all_gone.set()
        self._peers.remove(flow.connection)
        self._by_address = {k: c for k, c in self._by_address.items() if c is not connection}
        self._closed(flow)
