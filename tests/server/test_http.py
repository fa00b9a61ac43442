"""Connections that hold on to the server and say nothing, or not enough."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect

from softphone.server.addresses import Address
from softphone.server.api import refusals
from softphone.server.http import HttpServer, listen
from softphone.server.http_protocol import TimedHttp

SHORT, LONG = 0.2, 60.0
PATIENCE = 60.0
GET = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n"


class ShortHeader(TimedHttp):
    header_seconds, silence_seconds = SHORT, LONG


class ShortSilence(TimedHttp):
    header_seconds, silence_seconds = LONG, SHORT


class Short(TimedHttp):
    header_seconds = silence_seconds = SHORT


class StandingLoop(asyncio.SelectorEventLoop):
    """Its time passes when the test says so: a machine that stands still is no silence of a client's. Sockets
    are real."""

    _passed = 0.0
    _goes_since: float | None = None

    def time(self) -> float:
        return self._passed + (0.0 if self._goes_since is None else time.monotonic() - self._goes_since)

    async def passes(self, seconds: float) -> None:
        """What is due by then has been done when this returns."""
        self._passed += seconds
        for _ in range(2):
            await asyncio.sleep(0)

    def goes_on(self) -> None:
        """By itself, from now on."""
        self._goes_since = self._goes_since or time.monotonic()


class Slow:
    """Says what came, when it may. `began` has each request from its header on."""

    def __init__(self) -> None:
        self.began: asyncio.Queue[asyncio.Event] = asyncio.Queue()

    async def __call__(self, request: Request) -> Response:
        may_answer = asyncio.Event()
        self.began.put_nowait(may_answer)
        try:
            body = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)
        await may_answer.wait()
        return PlainTextResponse(b"got " + body)


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


@asynccontextmanager
async def server(protocol: type[TimedHttp]) -> AsyncIterator[tuple[int, Slow]]:
    """Its port."""
    slow = Slow()

    async def answer(request: Request) -> Response:
        return await slow(request)

    app = Starlette(routes=[Route("/", answer, methods=["GET", "POST"]), WebSocketRoute("/ws", echo)])
    bound = listen(Address("127.0.0.1", 0))
    http = HttpServer(app, bound, None, protocol)
    await http.start()
    try:
        yield bound.getsockname()[1], slow
    finally:
        loop = asyncio.get_running_loop()
        if isinstance(loop, StandingLoop):
            loop.goes_on()
        await http.stop()


def standing(scene: Callable[[StandingLoop], Awaitable[None]]) -> None:
    """Time stands still in the scene, unless it lets it pass."""

    async def whole() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, StandingLoop)
        await scene(loop)

    with asyncio.Runner(loop_factory=StandingLoop) as runner:
        runner.run(whole())


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ended(self) -> bytes:
        """What came until the server closed."""
        try:
            return await asyncio.wait_for(self.reader.read(), PATIENCE)
        except ConnectionError:
            return b""
        finally:
            self.writer.close()

    async def answered(self, body: bytes) -> bool:
        try:
            head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), PATIENCE)
            return b" 200 " in head and await self.reader.readexactly(len(body)) == body
        except (asyncio.IncompleteReadError, ConnectionError):
            return False


async def client(port: int) -> Client:
    return Client(*await asyncio.open_connection("127.0.0.1", port))


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: h\r\n", POST[:20]])
def test_who_does_not_finish_the_header_is_cut_off(said: bytes) -> None:
    async def whole() -> None:
        async with server(ShortHeader) as (port, _):
            clients = [await client(port) for _ in range(300)]
            for each in clients:
                each.writer.write(said)
            assert {await each.ended() for each in clients} == {b""}

    asyncio.run(whole())


def test_a_header_that_trickles_has_no_longer() -> None:
    async def whole() -> None:
        async with server(ShortHeader) as (port, _):
            drop = await client(port)
            reading = asyncio.create_task(drop.ended())
            async with asyncio.timeout(PATIENCE):
                while not reading.done():
                    drop.writer.write(b"X")
                    await asyncio.sleep(SHORT / 10)

    asyncio.run(whole())


def test_the_next_request_of_a_connection_has_its_own_time() -> None:
    async def scene(loop: StandingLoop) -> None:
        async with server(ShortHeader) as (port, slow):
            again = await client(port)
            for _ in range(2):
                again.writer.write(GET)
                may_answer = await slow.began.get()
                await loop.passes(2 * SHORT)
                may_answer.set()
                assert await again.answered(b"got ")
            again.writer.write(GET[:10])
            loop.goes_on()
            assert await again.ended() == b""

    standing(scene)


def test_a_body_may_take_its_time() -> None:
    async def scene(loop: StandingLoop) -> None:
        async with server(ShortHeader) as (port, slow):
            steady = await client(port)
            steady.writer.write(POST)
            may_answer = await slow.began.get()
            for _ in range(10):
                await loop.passes(SHORT / 5)
                steady.writer.write(b"x")
            may_answer.set()
            assert await steady.answered(b"got xxxxxxxxxx")
            steady.writer.close()

    standing(scene)


def test_a_body_may_not_stand_still() -> None:
    async def whole() -> None:
        async with server(ShortSilence) as (port, _):
            still = await client(port)
            still.writer.write(POST + b"xxx")
            assert await still.ended() == b""

    asyncio.run(whole())


def test_answers_and_websockets_may_take_long() -> None:
    async def scene(loop: StandingLoop) -> None:
        async with server(Short) as (port, slow):
            waiting = await client(port)
            waiting.writer.write(GET)
            may_answer = await slow.began.get()
            await loop.passes(2 * SHORT)
            may_answer.set()
            assert await waiting.answered(b"got ")
            waiting.writer.close()
            async with connect(f"ws://127.0.0.1:{port}/ws", proxy=None) as socket:
                await loop.passes(2 * SHORT)
                await socket.send("still here")
                assert await socket.recv() == "still here"

    standing(scene)


def test_who_goes_in_the_middle_of_a_request_is_no_failure_of_ours() -> None:
    app = FastAPI()
    refusals.install(app)

    @app.post("/")
    async def read(request: Request) -> bytes:
        return await request.body()

    async def whole() -> None:
        messages: Iterator[Message] = iter(
            [{"type": "http.request", "body": b"x", "more_body": True}, {"type": "http.disconnect"}]
        )
        sent: list[Message] = []

        async def receive() -> Message:
            return next(messages)

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/",
            "raw_path": b"/",
            "query_string": b"",
            "headers": [],
        }
        await app(scope, receive, send)
        assert sent[0]["status"] == 400

    asyncio.run(whole())
