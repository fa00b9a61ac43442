"""The company's server for the desktop: `softphone.people.company.Company` over HTTPS and a WebSocket.

A thread of its own runs an asyncio loop; what is asked is handed to it, and what comes goes into a queue. The
thread, and all that it imports (httpx, pydantic, websockets), begins with the first thing asked, so that the
window does not wait for it.
"""

import asyncio
import logging
import ssl
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from softphone.event_queue import EventQueue
from softphone.people.company import CompanyEvent, CompanyFault, SignedOut, SignInFailed
from softphone.people.parking import Waiting
from softphone.sync.settings_client import SettingsClient

if TYPE_CHECKING:
    from softphone.sync.connection import Connection

_log = logging.getLogger("softphone.company")

_SIGN_OUT_SECONDS = 4.0
_CLOSE_SECONDS = 5.0


class CompanyClient:
    """Documented in the protocol. `random` gives numbers in [0, 1), for pauses that differ between clients;
    `trust_anchors` are PEM texts trusted besides the system's. One's own settings are kept in the file
    `store`; `new_id` makes the ids of edits."""

    def __init__(
        self,
        random: Callable[[], float],
        trust_anchors: tuple[str, ...] = (),
        *,
        new_id: Callable[[], str],
        store: Path | None = None,
        version: str = "",
    ) -> None:
        self._random = random
        self.settings = SettingsClient(self._post, new_id=new_id, random=random, path=store, version=version)
        self._events: EventQueue[CompanyEvent] = EventQueue()
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
        self._stopping: asyncio.Task[None] | None = None
        self._own: set[asyncio.Task[None]] = set()
        """What is asked and the session, until they have ended."""

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

    def fetch_calls(self, since: float) -> None:
        self._post(self._fetch_calls(since))

    def park(self, calls: tuple[Waiting, ...]) -> None:
        self._post(self._park(calls))

    def sign_out(self) -> None:
        self._post(self._sign_out())

    def receive(self, timeout: float | None = None) -> CompanyEvent | None:
        return self._events.receive(timeout)

    def close(self) -> None:
        with self._starting:
            if self._closed:
                return
            self._closed = True
            loop, thread = self._loop, self._thread
        if loop is not None and thread is not None:
            asyncio.run_coroutine_threadsafe(self._end(), loop)
            thread.join(_CLOSE_SECONDS)
        self._events.end()
        self.settings.close()

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
        self._keep(asyncio.current_task())
        try:
            async with self._in_order:
                await asked
        except Exception:
            _log.exception("what was asked of the company's server failed")
            raise
        finally:
            asked.close()  # when its turn never came

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
        settings = self.settings.follower()
        settings.use(f"{url} {request.login.lower()}")
        self._connection = Connection(request, self._context(), self._events.put, self._random, settings)
        self._running = asyncio.get_running_loop().create_task(self._connection.run())
        self._keep(self._running)
        self._running.add_done_callback(_log_fault)

    async def _trust(self, pem: str) -> None:
        if _is_certificate(pem):
            self._trust_anchors.append(pem)
            if self._tls is not None:
                self._tls.load_verify_locations(cadata=pem)

    async def _retry(self) -> None:
        if self._connection is not None:
            self._connection.wake()

    async def _fetch_calls(self, since: float) -> None:
        if self._connection is not None:
            self._connection.fetch_calls(since)

    async def _park(self, calls: tuple[Waiting, ...]) -> None:
        if self._connection is not None:
            self._connection.park(calls)

    async def _sign_out(self) -> None:
        connection = self._connection
        await self._stop()
        self.settings.follower().use("")
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
            self._stopping = running
            running.cancel()
            await asyncio.wait([running])

    async def _end(self) -> None:
        """What is under way ends as if it were cut off, and closes its connections first.

        Only tasks of ours are cancelled: those that libraries make end with the one they serve, and some
        do not bear it from outside (anyio's leave a coroutine that was never awaited)."""
        for task in self._own:
            if task is not self._stopping:
                task.cancel()
        if self._own:
            await asyncio.wait(self._own, timeout=_CLOSE_SECONDS / 2)
        asyncio.get_running_loop().stop()

    def _keep(self, task: asyncio.Task[None] | None) -> None:
        assert task is not None
        self._own.add(task)
        task.add_done_callback(self._own.discard)

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
