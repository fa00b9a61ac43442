"""A telephone on real sockets."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from softphone.sip.message.flow import Flow
from softphone.sip.message.framing import Framer
from softphone.sip.message.message import Header, Request, Response, parse
from tests.server.engine.company import SECRET
from tests.server.engine.telephone import Telephone, authorization

PATIENCE = 60.0
"""Seconds until a message that does not come is a failure."""


class SocketTelephone(Telephone, asyncio.DatagramProtocol, asyncio.Protocol):
    def __init__(self, device: str, transport: str) -> None:
        super().__init__(device, device.partition("-")[0], Flow(transport, "127.0.0.1", 0))
        self.framer = Framer()
        self.closed = asyncio.Event()
        self.pongs = 0
        self._came = asyncio.Condition()
        self._datagrams: set[bytes] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        port = transport.get_extra_info("sockname")[1]
        self.flow = Flow(self.flow.transport, "127.0.0.1", port)
        parameter = "" if self.flow.transport == "udp" else f";transport={self.flow.transport}"
        self.contact = f"<sip:{self.person}@127.0.0.1:{port}{parameter}>"

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        # What comes twice was sent again, because one of us was slow: no telephone takes it for another.
        if data not in self._datagrams:
            self._datagrams.add(data)
            self._deliver(data)

    def data_received(self, data: bytes) -> None:
        if data == b"\r\n":
            self.pongs += 1
            self._notify()
            return
        for message in self.framer.feed(data):
            self._deliver(message)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()

    def send(self, message: Request | Response) -> None:
        self.send_bytes(message.to_bytes())

    def send_bytes(self, data: bytes) -> None:
        if self.flow.transport == "udp":
            cast(asyncio.DatagramTransport, self._transport).sendto(data)
        else:
            cast(asyncio.Transport, self._transport).write(data)

    def hang_up_connection(self) -> None:
        assert self._transport is not None
        self._transport.close()

    async def response(self, status: int = 0) -> Response:
        """The next response (of that status; of any final one when 0)."""
        message = await self._take(
            lambda m: isinstance(m, Response) and (m.status == status or (not status and m.status >= 200))
        )
        assert isinstance(message, Response)
        return message

    async def asked(self, method: str) -> Request:
        message = await self._take(lambda m: isinstance(m, Request) and m.method == method)
        assert isinstance(message, Request)
        return message

    async def pong(self) -> None:
        async with asyncio.timeout(PATIENCE), self._came:
            await self._came.wait_for(lambda: self.pongs > 0)

    async def signed(self, request: Request, secret: str = SECRET) -> Request:
        """Send it, and again with credentials for as long as the challenges change; what was sent last."""
        self.send(request)
        sent = request
        for _ in range(2):
            challenge = await self._take(_answers(sent))
            assert isinstance(challenge, Response)
            if challenge.status not in (401, 407):
                self.got.insert(0, challenge)
                return sent
            if request.method == "INVITE":
                self.send(self.ack_of(sent, challenge))
            sent = self.again(request, authorization(challenge, request, self.device, secret))
            self.send(sent)
        return sent

    async def register(self, expires: int = 300, secret: str = SECRET) -> Response:
        await self.signed(self.register_request(expires), secret)
        return await self.response()

    async def call(self, target: str, *headers: Header) -> Request:
        return await self.signed(self.invite(target, *headers))

    def _deliver(self, data: bytes) -> None:
        self.got.append(parse(data))
        self._notify()

    def _notify(self) -> None:
        async def notify() -> None:
            async with self._came:
                self._came.notify_all()

        task = asyncio.get_running_loop().create_task(notify())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _take(self, wanted: Callable[[Request | Response], bool]) -> Request | Response:
        async with asyncio.timeout(PATIENCE), self._came:
            await self._came.wait_for(lambda: any(wanted(message) for message in self.got))
        found = next(message for message in self.got if wanted(message))
        self.got.remove(found)
        return found


def _answers(request: Request) -> Callable[[Request | Response], bool]:
    def wanted(message: Request | Response) -> bool:
        return isinstance(message, Response) and (message.call_id, message.cseq) == (
            request.call_id,
            request.cseq,
        )

    return wanted


@asynccontextmanager
async def telephone(
    device: str, transport: str, port: int, certificate: Path, *, register: bool = True
) -> AsyncIterator[SocketTelephone]:
    """A telephone at an engine's port, registered unless told otherwise."""
    loop = asyncio.get_running_loop()
    made = SocketTelephone(device, transport)
    endpoint: asyncio.BaseTransport
    if transport == "udp":
        endpoint, _ = await loop.create_datagram_endpoint(lambda: made, remote_addr=("127.0.0.1", port))
    else:
        tls = ssl.create_default_context(cafile=str(certificate)) if transport == "tls" else None
        endpoint, _ = await loop.create_connection(lambda: made, "127.0.0.1", port, ssl=tls)
    try:
        if register:
            assert (await made.register()).status == 200
        yield made
    finally:
        endpoint.close()
        await asyncio.wait_for(made.closed.wait(), PATIENCE)
