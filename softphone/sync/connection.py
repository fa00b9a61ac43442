"""One signed-in session with the company's server, from the sign-in to its end.

Runs on one asyncio loop, and reports by `emit`. Each wait can be cut short by `wake`.
"""

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import msgspec
from pydantic import TypeAdapter, ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from softphone.people.call_history import ServerCall
from softphone.people.company import (
    CompanyEvent,
    CompanyFault,
    Connected,
    Disconnected,
    OwnCallsFetched,
    ParkAnswered,
    ParkedChanged,
    SignedIn,
    SignedOut,
    SignInFailed,
    SipAccount,
)
from softphone.people.directory import DigestAlgorithm
from softphone.people.invitation import invitation_in, kept_session, session_in
from softphone.people.parking import Waiting
from softphone.sync import parking_wire, wire
from softphone.sync.api import TIMEOUT, Api
from softphone.sync.backoff import Backoff
from softphone.sync.failure import Failure, TokenRevoked, connection_failure
from softphone.sync.parking_wire import Places
from softphone.sync.session import ColleaguesSession, person
from softphone.sync.settings_follower import SettingsFollower
from softphone.sync.settings_wire import SettingsChanged

_log = logging.getLogger("softphone.company")
# On DEBUG it would write our token into the log, among the other headers.
_handshake_log = logging.getLogger("softphone.company.websocket")
_handshake_log.setLevel(logging.INFO)

_MENDED_BY_TIME = {
    CompanyFault.UNKNOWN_SERVER,
    CompanyFault.NO_ANSWER,
    CompanyFault.TOO_MANY_ATTEMPTS,
    CompanyFault.SERVER_ERROR,
    CompanyFault.SERVER_GONE,
}
_MOST_CALLS = 20_000
"""At the first time: those of years."""
_STEADY_AFTER = 10.0
"""Seconds that a WebSocket must have lived for the next pause to be a short one again."""

_Message = (
    wire.ColleaguesChanged | wire.FetchAgain | wire.SignedOut | SettingsChanged | parking_wire.ParkedChanged
)
_messages: TypeAdapter[_Message] = TypeAdapter(_Message)
_KINDS = {"colleagues", "fetch again", "signed out", "settings", "parked"}


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What sign_in() was given; `server` is the URL."""

    server: str
    login: str
    password: str
    device: str
    device_name: str
    keep_trying: bool

    def __repr__(self) -> str:
        return f"Request({self.server}, {self.login})"


class Connection:
    def __init__(
        self,
        request: Request,
        tls: ssl.SSLContext,
        emit: Callable[[CompanyEvent], None],
        random: Callable[[], float],
        settings: SettingsFollower,
    ) -> None:
        self._request = request
        self._tls = tls
        self._emit = emit
        self._backoff = Backoff(random)
        self._wake = asyncio.Event()
        self._api = Api(request.server, tls)
        self._device = ""
        self._session = session_in(request.password)
        """Of an invitation."""
        self._colleagues = ColleaguesSession()
        self._fetching: asyncio.Task[None] | None = None
        self._settings = settings
        self._waiting: tuple[Waiting, ...] = ()
        self._parking: asyncio.Task[None] | None = None
        self._any_parked = False

    async def run(self) -> None:
        """Until the session is over or cannot begin; cancel it to end it without a word."""
        try:
            signed_in = await self._sign_in()
            if signed_in is not None:
                self._emit(signed_in)
                self._backoff.reset()
                following = asyncio.get_running_loop().create_task(self._settings.follow(self._api))
                try:
                    await self._follow()
                finally:
                    following.cancel()
                    await asyncio.wait([following])
                    _log_fault(following)
        finally:
            for task in (self._fetching, self._parking):
                if task is not None:
                    task.cancel()
                    await asyncio.wait([task])
            await self._api.close()

    def fetch_calls(self, since: float) -> None:
        """One's own calls from then on; one asking at a time, since each gives what the one before would."""
        if self._api.token and (self._fetching is None or self._fetching.done()):
            self._fetching = asyncio.get_running_loop().create_task(self._fetch_calls(since))

    async def _fetch_calls(self, since: float) -> None:
        calls: list[ServerCall] = []
        before = ""
        while True:
            page = await self._api.own_calls(before)
            if not isinstance(page, wire.OwnCalls):
                _log.warning("one's own calls are not told: %s", page)
                return
            calls += [call.read() for call in page.calls if call.began >= since]
            before = page.next
            if not before or len(calls) > _MOST_CALLS or any(call.began < since for call in page.calls):
                break
        self._emit(OwnCallsFetched(tuple(calls)))

    def park(self, calls: tuple[Waiting, ...]) -> None:
        self._waiting = calls
        if self._api.token and (self._parking is None or self._parking.done()):
            self._parking = asyncio.get_running_loop().create_task(self._park())

    async def _park(self) -> None:
        """Until the server has the last of what was said meanwhile."""
        asked = None
        while asked is not self._waiting:
            asked = self._waiting
            answer = await self._api.park(asked)
            if isinstance(answer, Places) and len(answer.places) == len(asked):
                places = answer.places
            else:
                _log.warning("not parked: %s", answer)
                # What waits already goes on waiting, and is said again once the server is there.
                places = [each.place for each in asked]
            self._emit(ParkAnswered(tuple(zip(asked, places, strict=True))))

    def _tell_parked(self, event: ParkedChanged) -> None:
        self._any_parked = bool(event.calls)
        self._emit(event)

    def wake(self) -> None:
        """Try now what would be tried later."""
        self._wake.set()

    async def sign_out(self) -> None:
        """After run() was cancelled: revoke the device and the token, as far as the server can be reached."""
        if not self._api.token:
            return
        api = Api(self._request.server, self._tls)
        api.token = self._api.token
        try:
            for step in (partial(api.remove_device, self._device), api.sign_out):
                failure = await step()
                if failure is not None:
                    _log.warning("not revoked at the server: %s", failure)
        finally:
            await api.close()

    async def _sign_in(self) -> SignedIn | None:
        while True:
            done = await self._try_to_sign_in()
            if isinstance(done, SignedIn):
                return done
            _log.warning("sign-in failed: %s: %s", done.fault.name, done.detail)
            again = self._request.keep_trying and done.fault in _MENDED_BY_TIME
            pause = max(done.wait, self._backoff.next()) if again else None
            self._emit(
                SignInFailed(
                    fault=done.fault, detail=done.detail, certificate=done.certificate, retry_in=pause
                )
            )
            if pause is None:
                return None
            await self._pause(pause)

    async def _try_to_sign_in(self) -> SignedIn | Failure:
        request = self._request
        signed_in = await self._sign_in_with(request)
        if isinstance(signed_in, Failure):
            return signed_in
        self._api.token = signed_in.token or self._api.token
        name = request.device_name or "Softphone"
        device = await self._api.issue_device(name, self._device or request.device)
        if isinstance(device, TokenRevoked):
            return Failure(fault=CompanyFault.SERVER_ERROR, detail="the new token is not in force")
        if isinstance(device, Failure):
            return device
        self._device = device.id
        return SignedIn(
            server=request.server,
            person=msgspec.structs.replace(person(signed_in.person), roles=frozenset(signed_in.roles)),
            account=SipAccount(
                user=device.address_user,
                digest_user=device.user,
                secret=device.secret,
                algorithm=DigestAlgorithm(device.algorithm),
                domain=device.domain,
                transport=device.transport,
                proxy=device.proxy,
                trust_anchor=device.trust_anchor,
            ),
            device=device.id,
            country=signed_in.country,
            session=kept_session(self._session) if self._session else "",
        )

    async def _sign_in_with(self, request: Request) -> wire.SignedIn | Failure:
        """A password, an invitation, or the session that an invitation began."""
        if session := self._session or session_in(request.password):
            self._api.token = session
            done = await self._api.session()
            if isinstance(done, TokenRevoked):
                return Failure(fault=CompanyFault.INVITATION_OVER, detail="the kept session is over")
            return done
        if invitation := invitation_in(request.password):
            done = await self._api.accept_invitation(invitation, request.device_name)
            if isinstance(done, wire.SignedIn):
                self._session = done.token  # the invitation is used up: another try needs none
        else:
            done = await self._api.sign_in(request.login, request.password, request.device_name)
        if isinstance(done, TokenRevoked):
            return Failure(fault=CompanyFault.NOT_A_SOFTPHONE_SERVER, detail="signed out by a sign-in")
        return done

    async def _follow(self) -> None:
        """Keep the colleagues as they are at the server, until the token is revoked."""
        failures = 0
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            ended = await self._follow_once()
            if isinstance(ended, TokenRevoked):
                _log.info("the token was revoked")
                self._emit(SignedOut(by_server=True))
                return
            if ended.fault is CompanyFault.SERVER_GONE:
                failures = 0
                if loop.time() - began > _STEADY_AFTER:
                    self._backoff.reset()
            else:
                failures += 1
            pause = max(ended.wait, self._backoff.next())
            _log.warning("disconnected: %s: %s; again in %.1f s", ended.fault.name, ended.detail, pause)
            self._settings.lost()
            if self._any_parked:
                self._tell_parked(ParkedChanged(()))
            self._emit(
                Disconnected(
                    fault=ended.fault, detail=ended.detail, retry_in=pause, certificate=ended.certificate
                )
            )
            if failures and (unknown := self._colleagues.lose()):
                self._emit(unknown)
            await self._pause(pause)

    async def _follow_once(self) -> Failure | TokenRevoked:
        if (ended := await self._fetch_if_needed()) is not None:
            return ended
        async with self._events() as events:
            if not isinstance(events, ClientConnection):
                return events
            self._emit(Connected())
            if self._waiting:
                self.park(self._waiting)
            try:
                async for message in events:
                    if (ended := await self._take(message)) is not None:
                        return ended
            except ConnectionClosed as closed:
                # Whatever it says: the connection was there, and ended.
                return self._gone(str(closed))
            return self._gone("the server ended the connection")

    async def _take(self, message: str | bytes) -> Failure | TokenRevoked | None:
        try:
            decoded = _messages.validate_json(message)
        except ValidationError as error:
            if _is_of_another_kind(message):
                return None  # of a later server
            detail = f"not understood: {error.errors(include_input=False)[0]['loc']}"
            return Failure(fault=CompanyFault.NOT_A_SOFTPHONE_SERVER, detail=detail)
        match decoded:
            case wire.SignedOut():
                return TokenRevoked()
            case wire.FetchAgain():
                self._colleagues.fetch_again()
            case wire.ColleaguesChanged():
                if (event := self._colleagues.apply(decoded)) is not None:
                    self._emit(event)
            case SettingsChanged():
                self._settings.told(decoded)
            case parking_wire.ParkedChanged():
                self._tell_parked(ParkedChanged(*decoded.read()))
        return await self._fetch_if_needed()

    async def _fetch_if_needed(self) -> Failure | TokenRevoked | None:
        while self._colleagues.needs_snapshot:
            snapshot = await self._api.colleagues()
            if not isinstance(snapshot, wire.Colleagues):
                return snapshot
            if (event := self._colleagues.replace(snapshot)) is not None:
                self._emit(event)
        return None

    @asynccontextmanager
    async def _events(self) -> AsyncIterator[ClientConnection | Failure | TokenRevoked]:
        """The WebSocket from our cursor on, or why there is none."""
        revision = self._colleagues.revision
        assert revision is not None
        url = self._request.server.replace("http", "ws", 1)
        opening = connect(
            f"{url}/api/v1/events?epoch={revision.epoch}&n={revision.n}",
            additional_headers={"Authorization": f"Bearer {self._api.token}"},
            ssl=self._tls if url.startswith("wss") else None,
            logger=_handshake_log,
            proxy=None,
            open_timeout=TIMEOUT,
            close_timeout=1,
        )
        try:
            socket = await opening
        except InvalidStatus as refused:
            status = refused.response.status_code
            fault = CompanyFault.SERVER_ERROR if status >= 500 else CompanyFault.NOT_A_SOFTPHONE_SERVER
            yield Failure(fault=fault, detail=f"{self._api.host}:{self._api.port}: events: status {status}")
            return
        except (OSError, TimeoutError, InvalidHandshake) as error:
            yield await connection_failure(error, self._api.host, self._api.port)
            return
        try:
            yield socket
        finally:
            try:
                await socket.close()
            finally:
                # Debian 12's Python (3.11.2) ends close()'s own limit by CancelledError when cancelled
                # (CPython issue 102780): a server that is silent would leave the socket open.
                socket.transport.abort()

    def _gone(self, detail: str) -> Failure:
        return Failure(fault=CompanyFault.SERVER_GONE, detail=f"{self._api.host}:{self._api.port}: {detail}")

    async def _pause(self, seconds: float) -> None:
        self._wake.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass


def _is_of_another_kind(message: str | bytes) -> bool:
    """Whether it is a message that this version does not know."""
    try:
        kind = json.loads(message)["type"]
    except (ValueError, TypeError, KeyError):
        return False
    return isinstance(kind, str) and kind not in _KINDS


def _log_fault(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("the settings are not followed", exc_info=error)
