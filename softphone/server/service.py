"""The whole server: company, certificate, engine and API, started and stopped together."""

import asyncio
import contextlib
import datetime as dt
import errno
import os
import re
import ssl
from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog

from softphone.people.directory import Directory
from softphone.server import certificates
from softphone.server.accounts import Accounts, Clocks
from softphone.server.addresses import Address, Addresses, own_names
from softphone.server.api.access import Served, SipAccess
from softphone.server.api.app import make_app
from softphone.server.certificates import CertificateError, CertificateFiles
from softphone.server.company import NewAdministrator, StartError, open_company
from softphone.server.engine import Engine, EngineAddresses, EngineSettings, PortInUseError
from softphone.server.feed import Feed
from softphone.server.http import HttpServer, listen
from softphone.server.kept import Kept
from softphone.server.metrics import render
from softphone.server.passwords import Passwords

_LOOK_AT_CERTIFICATE_EVERY = 6 * 3600.0
_ROUTE_KEY = re.compile(rb"[0-9a-f]{64}")


class ServiceSettings(msgspec.Struct, frozen=True, kw_only=True):
    data: Path
    company_file: Path | None = None
    sip: Address = Address("127.0.0.1", 5060)
    """UDP and TCP; TLS on the next port, or on any free one when the port is 0."""
    http: Address = Address("127.0.0.1", 8080)
    https: bool | None = None
    """None: everywhere but on loopback addresses."""
    certificate: Path | None = None
    key: Path | None = None
    version: str = ""


class Service:
    """Lives on the loop that start() is called on. Not restarted: make another."""

    def __init__(self, settings: ServiceSettings, *, clocks: Clocks, token: Callable[[int], str]) -> None:
        """`token(n)` gives n random bytes in hexadecimal."""
        self.new_administrator: NewAdministrator | None = None
        self.accounts: Accounts
        self.feed: Feed
        self._settings = settings
        self._clocks = clocks
        self._token = token
        self._log = structlog.get_logger("softphone.server")
        self._running = contextlib.AsyncExitStack()
        """Ends what was started, last first, and all of it whatever one of them raises."""

    async def start(self) -> Addresses:
        """Raises StartError, with nothing left running."""
        try:
            return await self._start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Safe to call twice."""
        await self._running.aclose()

    async def _start(self) -> Addresses:
        settings = self._settings
        passwords = Passwords()
        self._running.callback(passwords.close)
        company = await asyncio.to_thread(
            open_company, settings.data, settings.company_file, passwords, lambda: self._token(8)
        )
        self._running.callback(company.lock.close)
        self.new_administrator = company.new_administrator
        repository = company.repository
        kept = Kept(repository)
        self._running.callback(kept.close)
        directory = await kept.run(repository.directory)
        files, tls = self._certificate(directory.domain)
        self._renew_certificate(tls, directory.domain)

        loop = asyncio.get_running_loop()
        self.feed = feed = Feed(self._token(8), directory, loop.call_later)
        engine, sip = await self._start_engine(directory, tls, feed)

        def use_directory(changed: Directory) -> None:
            engine.use_directory(changed)
            feed.use_directory(changed)

        self.accounts = accounts = Accounts(
            kept,
            directory,
            await kept.run(repository.sessions),
            passwords=passwords,
            clocks=self._clocks,
            token=self._token,
            on_directory=use_directory,
            on_revoked=feed.revoke,
        )
        served = Served(
            accounts=accounts,
            feed=feed,
            sip=SipAccess(
                host="" if settings.sip.is_wildcard else settings.sip.host,
                port=sip.tls_port,
                trust_anchor=files.authority.read_text() if files.authority else "",
            ),
            metrics=lambda: render(
                msgspec.structs.asdict(engine.metrics()), feed.listeners, settings.version
            ),
            version=settings.version,
        )
        return await self._start_http(served, directory, sip, files, tls)

    def _certificate(self, domain: str) -> tuple[CertificateFiles, ssl.SSLContext]:
        try:
            files = self._certificate_files(domain)
            return files, certificates.server_context(files)
        except CertificateError as error:
            raise StartError(str(error), repr(error.__cause__)) from error

    def _certificate_files(self, domain: str) -> CertificateFiles:
        settings = self._settings
        if settings.certificate is not None and settings.key is not None:
            return CertificateFiles(chain=settings.certificate, key=settings.key, authority=None)
        names = [domain, *own_names([settings.sip, settings.http])]
        now = dt.datetime.fromtimestamp(self._clocks.wall(), dt.UTC)
        return certificates.own_certificate(settings.data, names, now)

    def _renew_certificate(self, tls: ssl.SSLContext, domain: str) -> None:
        """Looks now and then; connections from then on are given the new certificate."""

        async def keep_fresh() -> None:
            while True:
                await asyncio.sleep(_LOOK_AT_CERTIFICATE_EVERY)
                try:
                    certificates.load(tls, self._certificate_files(domain))
                except (CertificateError, OSError) as error:
                    self._log.error("certificate not renewed", cause=repr(error))

        task = asyncio.get_running_loop().create_task(keep_fresh())

        async def end() -> None:
            task.cancel()
            await asyncio.wait([task])

        self._running.push_async_callback(end)

    async def _start_engine(
        self, directory: Directory, tls: ssl.SSLContext, feed: Feed
    ) -> tuple[Engine, EngineAddresses]:
        sip = self._settings.sip
        engine = Engine(
            EngineSettings(
                host=sip.host,
                port=sip.port,
                tls_port=sip.port + 1 if sip.port else 0,
                advertised_host=sip.reachable.host,
                route_key=self._route_key(),
            ),
            directory,
            clock=self._clocks.steady,
            token=self._token,
            tls=tls,
            on_line_state=feed.set_line,
            log=structlog.get_logger("softphone.engine"),
        )
        self._running.push_async_callback(engine.stop)
        try:
            return engine, await engine.start()
        except PortInUseError as error:
            raise _cannot_listen("SIP", Address(error.host, error.port), error) from error

    def _route_key(self) -> str:
        """What signs the way of a call; kept, so that calls outlive a restart."""
        path = self._settings.data / "route.key"
        kept = path.read_bytes() if path.exists() else b""
        if _ROUTE_KEY.fullmatch(kept):
            return kept.decode()
        if path.exists():
            # An empty one would let anybody sign. With a new one, requests of calls that go on are refused.
            self._log.error("damaged key file replaced", file=str(path), bytes=len(kept))
        key = self._token(32)
        with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(key)
        return key

    async def _start_http(
        self,
        served: Served,
        directory: Directory,
        sip: EngineAddresses,
        files: CertificateFiles,
        tls: ssl.SSLContext,
    ) -> Addresses:
        settings = self._settings
        try:
            bound = listen(settings.http)
        except OSError as error:
            raise _cannot_listen("HTTP", settings.http, error) from error
        https = not settings.http.is_loopback if settings.https is None else settings.https
        http = HttpServer(make_app(served, self._clocks.steady), bound, tls if https else None)
        await http.start()
        self._running.push_async_callback(http.stop)
        port = bound.getsockname()[1]
        addresses = Addresses(
            domain=directory.domain,
            sip=str(Address(settings.sip.host, sip.port).reachable),
            sip_tls=str(Address(settings.sip.host, sip.tls_port).reachable),
            http=f"{'https' if https else 'http'}://{Address(settings.http.host, port).reachable}",
            ca=str(files.authority) if files.authority else "",
        )
        addresses.write(settings.data)
        return addresses


def _cannot_listen(what: str, address: Address, error: OSError) -> StartError:
    if error.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)):
        sentence = f"The {what} port {address} is in use by another program."
    elif error.errno in (errno.EACCES, errno.EPERM):
        sentence = f"This user may not listen on the {what} port {address}; take one above 1023."
    elif error.errno == errno.EADDRNOTAVAIL:
        sentence = f"This machine does not have the {what} address {address}."
    else:
        sentence = f"The {what} address {address} cannot be used: {error.strerror or error}."
    return StartError(sentence, repr(error))
