"""The company's server for the desktop: `softphone.people.company.Company` over HTTPS and a WebSocket.

A thread of its own runs an asyncio loop; what is asked is handed to it, and what comes goes into a queue. The
thread, and all that it imports (httpx, pydantic, websockets), begins with the first thing asked, so that the
window does not wait for it.
"""

import asyncio
import logging
import queue
import ssl
import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from softphone.people.company import CompanyEvent, CompanyFault, SignedOut, SignInFailed

if TYPE_CHECKING:
    from softphone.sync.connection import Connection

_log = logging.getLogger("softphone.company")

_SIGN_OUT_SECONDS = 4.0
_CLOSE_SECONDS = 5.0


class CompanyClient:
    """Documented in the protocol. `random` gives numbers in [0, 1), for pauses that differ between clients;
    `trust_anchors` are PEM texts trusted besides the system's."""

    def __init__(self, random: Callable[[], float], trust_anchors: tuple[str, ...] = ()) -> None:
        self._random = random
        self._events: queue.SimpleQueue[CompanyEvent | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._closed = False
        self._in_order = asyncio.Lock()
        # The next are touched on the loop alone.
        self._trust_anchors = list(trust_anchors)
        self._tls: ssl.SSLContext | None = None
        self._connection: Connection | None = None
        self._running: asyncio.Task[None] | None = None

    def sign_in(
        self,
        server: str,
        login: str,
        password: str,
        *,
        device: str = "",
        device_name: str = "",
        keep_trying: bool = False,
    ) -> None:
        self._post(self._start(server, login, password, device, device_name, keep_trying))

    def trust(self, pem: str) -> None:
        self._post(self._trust(pem))

    def retry(self) -> None:
        self._post(self._retry())

    def sign_out(self) -> None:
        self._post(self._sign_out())

    def receive(self, timeout: float | None = None) -> CompanyEvent | None:
        try:
            event = self._events.get(timeout=timeout)
        except queue.Empty:
            return None
        if event is None:
            # For whoever else waits, or asks later.
            self._events.put(None)
        return event

    def close(self) -> None:
        with self._starting:
            if self._closed:
                return
            self._closed = True
            loop, thread = self._loop, self._thread
        if loop is not None and thread is not None:
            asyncio.run_coroutine_threadsafe(self._end(), loop)
            thread.join(_CLOSE_SECONDS)
        self._events.put(None)

    def _post(self, asked: Coroutine[Any, Any, None]) -> None:
        """In order, on the loop; after close(), dropped."""
        with self._starting:
            if self._closed:
                asked.close()
                return
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._run, args=(self._loop,), name="company", daemon=True
                )
                self._thread.start()
            asyncio.run_coroutine_threadsafe(self._carry_out(asked), self._loop)

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()

    async def _carry_out(self, asked: Coroutine[Any, Any, None]) -> None:
        async with self._in_order:
            try:
                await asked
            except Exception:
                _log.exception("what was asked of the company's server failed")
                raise

    async def _start(
        self, server: str, login: str, password: str, device: str, device_name: str, keep_trying: bool
    ) -> None:
        from softphone.sync.address import server_url
        from softphone.sync.connection import Connection, Request

        await self._stop()
        url = server_url(server)
        if url is None:
            _log.warning("not a server's address: %r", server)
            self._events.put(SignInFailed(fault=CompanyFault.BAD_ADDRESS, detail=server))
            return
        request = Request(
            server=url,
            login=login.strip(),
            password=password,
            device=device,
            device_name=device_name,
            keep_trying=keep_trying,
        )
        self._connection = Connection(request, self._context(), self._events.put, self._random)
        self._running = asyncio.get_running_loop().create_task(self._connection.run())
        self._running.add_done_callback(_log_fault)

    async def _trust(self, pem: str) -> None:
        if _is_certificate(pem):
            self._trust_anchors.append(pem)
            if self._tls is not None:
                self._tls.load_verify_locations(cadata=pem)

    async def _retry(self) -> None:
        if self._connection is not None:
            self._connection.wake()

    async def _sign_out(self) -> None:
        connection = self._connection
        await self._stop()
        if connection is not None:
            try:
                async with asyncio.timeout(_SIGN_OUT_SECONDS):
                    await connection.sign_out()
            except TimeoutError:
                _log.warning("not revoked at the server: it did not answer within %.0f s", _SIGN_OUT_SECONDS)
        self._events.put(SignedOut(by_server=False))

    async def _stop(self) -> None:
        running, self._running = self._running, None
        self._connection = None
        if running is not None:
            running.cancel()
            await asyncio.wait([running])

    async def _end(self) -> None:
        try:
            async with asyncio.timeout(_CLOSE_SECONDS / 2):
                await self._stop()
        finally:
            asyncio.get_running_loop().stop()

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            from softphone.sync.certificate import client_context

            self._tls = client_context()
            for pem in self._trust_anchors:
                if _is_certificate(pem):
                    self._tls.load_verify_locations(cadata=pem)
        return self._tls


def _is_certificate(pem: str) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError) as error:
        _log.error("not a certificate, not trusted: %s", error)
        return False
    return True


def _log_fault(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("the session with the company's server failed", exc_info=error)
