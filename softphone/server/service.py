"""The whole server: company, certificate, engine and API, started and stopped together."""

import asyncio
import contextlib
import datetime as dt
import ssl
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any

import certifi
import structlog

from softphone.people.directory import Directory
from softphone.people.zone import zone_of
from softphone.profiles.activation import Active
from softphone.server import certificates, profile_codes
from softphone.server.accounts import Accounts, Clocks
from softphone.server.addresses import Address, Addresses, own_names
from softphone.server.administered import administered
from softphone.server.administration import Administration
from softphone.server.api import shapes
from softphone.server.api.access import Served, SipAccess
from softphone.server.api.app import make_app
from softphone.server.audit import AuditLog
from softphone.server.availability import Availabilities, forget_old_answers
from softphone.server.calendars.fetch import CalendarFetcher
from softphone.server.calendars.outward import OutwardTransport
from softphone.server.calendars.personal import PersonalCalendars
from softphone.server.calendars.remembered import CalendarMemory, Remembered, counting
from softphone.server.call_log import CallLog
from softphone.server.certificate_watch import LOOK_EVERY, CertificateWatch
from softphone.server.certificates import CertificateError, CertificateFiles
from softphone.server.company import StartError, open_company
from softphone.server.directory_import import DirectoryImport
from softphone.server.engine import Engine, EngineAddresses, EngineSettings, PortInUseError
from softphone.server.feed import Feed
from softphone.server.first_start import FirstStart, new_code
from softphone.server.housekeeping import Housekeeping
from softphone.server.http import HttpServer, listen
from softphone.server.in_force import InForce, load_holidays
from softphone.server.kept import Kept
from softphone.server.listening import cannot_listen
from softphone.server.metrics import render
from softphone.server.numbers import Numbers
from softphone.server.passwords import Passwords
from softphone.server.reserved_forwardings import ReservedForwardings
from softphone.server.route_key import route_key
from softphone.server.rules import Rules
from softphone.server.second_factors import SecondFactors
from softphone.server.service_settings import ServiceSettings
from softphone.sip.proxy.forwarding import Refusal
from softphone.storage.journal import Journal

_RENEW_CERTIFICATE_EVERY = 6 * 3600.0


class Service:
    """Lives on the loop that start() is called on. Not restarted: make another."""

    def __init__(
        self,
        settings: ServiceSettings,
        *,
        clocks: Clocks,
        token: Callable[[int], str],
        passwords: Callable[[], Passwords] = Passwords,
    ) -> None:
        """`token(n)` gives n random bytes in hexadecimal; `passwords` makes what checks them."""
        self.first_code = ""
        """What the first administrator is made with, while there is none; to be shown to who started this."""
        self.accounts: Accounts
        self.housekeeping: Housekeeping
        self.feed: Feed
        self.in_force: InForce
        self.calendars: PersonalCalendars
        self.forwardings: ReservedForwardings
        self.numbers: Numbers
        self._settings = settings
        self._clocks = clocks
        self._token = token
        self._passwords = passwords
        self._log = structlog.get_logger("softphone.server")
        self._running = contextlib.AsyncExitStack()
        """Ends what was started, last first, and all of it whatever one of them raises."""
        self._watch: CertificateWatch | None = None
        self._engine: Engine | None = None
        self._settable: Availabilities | None = None

    async def start(self) -> Addresses:
        """Raises StartError, with nothing left running."""
        try:
            return await self._start()
        except BaseException:
            await self.stop()
            raise

    def reload_certificate(self) -> None:
        """The certificate's files are said to be new."""
        if self._watch is not None:
            self._watch.look(at_once=True)

    def calls_so_far(self) -> int:
        return 0 if self._engine is None else self._engine.metrics().calls_total

    async def drain(self, seconds: float) -> None:
        """Before `stop`: takes no new calls, and gives those being set up at most that time to come to an
        answer. Can be cancelled."""
        if self._engine is not None:
            await self._engine.drain(seconds)

    async def stop(self) -> None:
        """Safe to call twice."""
        await self._running.aclose()

    async def _start(self) -> Addresses:
        settings = self._settings
        passwords = self._passwords()
        self._running.callback(passwords.close)
        company = await asyncio.to_thread(
            open_company,
            settings.data,
            settings.company_file,
            passwords,
            lambda: self._token(8),
            settings.database,
        )
        self._running.callback(company.lock.close)
        self.first_code = "" if company.has_administrator else new_code(self._token)
        repository = company.repository
        kept = Kept(repository)
        self._running.callback(kept.close)
        directory = await kept.run(repository.directory)
        files, tls = self._certificate(directory.domain)
        self._keep_certificate_fresh(files, tls, directory.domain)

        loop = asyncio.get_running_loop()
        epoch = self._token(8)
        self.feed = feed = Feed(epoch, directory, loop.call_later)
        calls = CallLog(
            kept,
            settings.data,
            database=settings.database,
            clocks=self._clocks,
            epoch=self._token(8),
            log=self._log,
        )
        calls.start()
        self._running.push_async_callback(calls.stop)
        engine = self._make_engine(directory, tls, feed, calls)
        memory = CalendarMemory(kept)
        self._running.push_async_callback(memory.close)
        remembered = await memory.recall()
        self.forwardings = forwardings = await self._forwardings(kept, engine, directory)
        availabilities = await self._availabilities(kept, epoch, engine, feed, forwardings, remembered)
        sip = await self._start_engine(engine)
        self._engine = engine

        def use_directory(changed: Directory) -> None:
            engine.use_directory(changed)
            forwardings.use_directory(changed)
            feed.use_directory(changed)
            availabilities.use_directory(changed)
            self.calendars.use_directory(changed)

        audit = AuditLog(kept, self._clocks.wall)
        second_factors = SecondFactors(kept, audit, self._clocks.wall)
        await second_factors.load()
        self.accounts = accounts = Accounts(
            kept,
            directory,
            await kept.run(repository.sessions),
            passwords=passwords,
            second_factors=second_factors,
            clocks=self._clocks,
            token=self._token,
            on_directory=use_directory,
            on_revoked=feed.revoke,
            is_registered=engine.is_registered,
        )
        self._run_always(load_holidays(directory.country, self._clocks.wall()))
        self.calendars = calendars = self._watch_calendars(kept, availabilities, memory, remembered)
        self._settable = availabilities
        self.numbers = numbers = Numbers(
            accounts, audit, forwardings, lambda who: self.in_force.of(who).profile
        )
        self._run_always(numbers.get_ready())
        of_company = administered(
            kept,
            accounts,
            audit,
            availabilities,
            engine,
            forwardings,
            passwords=passwords,
            clocks=self._clocks,
            token=self._token,
        )
        self._running.push_async_callback(of_company.trials.stop)
        self.housekeeping = Housekeeping(accounts, of_company.privacy, engine.devices_heard, self._log)
        self._run_always(self.housekeeping.run())
        administration = Administration(
            kept,
            accounts,
            audit,
            folder=settings.data,
            database=settings.database,
            clocks=self._clocks,
            token=self._token,
        )
        served = Served(
            accounts=accounts,
            audit=audit,
            administration=administration,
            directory=DirectoryImport(kept, audit, of_company.people, administration),
            availabilities=availabilities,
            calendars=calendars,
            feed=feed,
            company=of_company,
            numbers=numbers,
            second_factors=second_factors,
            first_start=FirstStart(kept, accounts, audit, passwords, self._clocks.steady, self.first_code),
            calls=kept,
            park=engine.park,
            sip=SipAccess(
                host="" if settings.sip.is_wildcard else settings.sip.host,
                port=sip.tls_port,
                trust_anchor=files.authority.read_text() if files.authority else "",
            ),
            metrics=lambda: render(
                engine.metrics(), calls.queues | {"storage": kept.waiting}, feed.listeners, settings.version
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

    def _keep_certificate_fresh(self, files: CertificateFiles, tls: ssl.SSLContext, domain: str) -> None:
        """Connections from then on are shown the new certificate."""
        self._watch = watch = CertificateWatch(tls, files, self._log)

        async def look() -> None:
            while True:
                await asyncio.sleep(LOOK_EVERY)
                watch.look()

        async def renew() -> None:
            while True:
                await asyncio.sleep(_RENEW_CERTIFICATE_EVERY)
                try:
                    await asyncio.to_thread(self._certificate_files, domain)
                except (CertificateError, OSError) as error:
                    self._log.error("certificate not renewed", cause=repr(error))

        self._run_always(look())
        self._run_always(renew())

    async def _forwardings(self, kept: Kept, engine: Engine, directory: Directory) -> ReservedForwardings:
        """Of reserved numbers, in force before the first call."""
        loop = asyncio.get_running_loop()
        forwardings = ReservedForwardings(self._clocks.wall, loop.call_later, engine.use_reserved)
        kept_ones = await kept.run(kept.repository.number_forwardings)
        forwardings.start(kept_ones, zone_of(directory.country))
        forwardings.use_directory(directory)
        self._running.callback(forwardings.stop)
        return forwardings

    async def _availabilities(
        self,
        kept: Kept,
        epoch: str,
        engine: Engine,
        feed: Feed,
        forwardings: ReservedForwardings,
        remembered: Mapping[str, Remembered],
    ) -> Availabilities:
        """What everyone has set, in force in the engine before it takes its first call."""
        loop = asyncio.get_running_loop()

        def tell(person: str, active: Active) -> None:
            rule = shapes.active_rule(active)
            engine.use_active(person, rule)
            feed.set_profile(person, shapes.profile_shown(rule))
            tell_settings(person)

        def tell_settings(person: str) -> None:
            feed.tell(person, shapes.settings_changed(availabilities, person))

        def changed(person: str) -> None:
            self.calendars.use_settings(person)
            tell_settings(person)

        self.in_force = in_force = InForce(self._clocks.wall, loop.call_later, tell)
        availabilities = Availabilities(
            kept,
            epoch=epoch,
            clocks=self._clocks,
            token=self._token,
            directory=lambda: self.accounts.directory,
            in_force=in_force,
            tell=changed,
            reserved=forwardings.target,
        )
        await availabilities.load(partial(counting, remembered))
        availabilities.use_directory(await kept.run(kept.repository.directory))
        rules = {person: shapes.active_rule(found) for person, found in in_force.everybody().items()}
        engine.use_rules(Rules(active=rules, reserved=forwardings.in_force))
        for person, rule in rules.items():
            feed.set_profile(person, shapes.profile_shown(rule))
        in_force.start()
        self._running.callback(in_force.stop)
        self._run_always(forget_old_answers(availabilities, self._log))
        return availabilities

    def _watch_calendars(
        self,
        kept: Kept,
        availabilities: Availabilities,
        memory: CalendarMemory,
        remembered: Mapping[str, Remembered],
    ) -> PersonalCalendars:
        # What browsers trust, besides what this machine does.
        context = ssl.create_default_context()
        context.load_verify_locations(certifi.where())
        fetcher = CalendarFetcher(OutwardTransport(context, self._settings.calendar_networks))
        self._running.push_async_callback(fetcher.close)
        calendars = PersonalCalendars(
            fetcher,
            clocks=self._clocks,
            jitter=lambda: int(self._token(2), 16) / 0xFFFF,
            password=lambda person: kept.run(kept.repository.calendar_password, person),
            memory=memory,
            remembered=remembered,
            settings=lambda person: availabilities.of(person).settings,
            directory=lambda: self.accounts.directory,
            on_occurrences=self.in_force.use_occurrences,
            on_meeting=lambda person, found: self.feed.set_meeting(person, shapes.meeting_shown(found)),
        )
        for person in self.in_force.everybody():
            calendars.use_settings(person)
        self._run_always(calendars.run())
        return calendars

    def _run_always(self, work: Coroutine[Any, Any, None]) -> None:
        """Until the service ends."""
        task = asyncio.get_running_loop().create_task(work)

        async def end() -> None:
            task.cancel()
            await asyncio.wait([task])

        self._running.push_async_callback(end)

    def _make_engine(self, directory: Directory, tls: ssl.SSLContext, feed: Feed, calls: CallLog) -> Engine:
        sip = self._settings.sip
        journal = self._journal()
        return Engine(
            EngineSettings(
                host=sip.host,
                port=sip.port,
                tls_port=sip.port + 1 if sip.port else 0,
                advertised_host=sip.reachable.host,
                behind=self._settings.behind,
                route_key=route_key(self._settings.data, self._token, self._log),
            ),
            directory,
            clock=self._clocks.steady,
            local_time=lambda: dt.datetime.fromtimestamp(self._clocks.wall(), dt.UTC).astimezone(),
            token=self._token,
            tls=tls,
            on_line_state=feed.set_line,
            on_own_line=feed.set_own_line,
            log=structlog.get_logger("softphone.engine"),
            journal=journal,
            wall=self._clocks.wall,
            records=calls.records,
            trace=calls.ring if self._settings.trace else None,
            by_code=self._obey_code,
            on_parked=feed.set_parked,
        )

    async def _obey_code(self, person: str, dialled: profile_codes.Dialled) -> Refusal:
        if self._settable is None:
            return profile_codes.NOT_KEPT  # calls come before all else is there
        who = self.accounts.directory.people.get(person)
        return await profile_codes.obey(self._settable, who, dialled)

    async def _start_engine(self, engine: Engine) -> EngineAddresses:
        self._running.push_async_callback(engine.stop)
        try:
            return await engine.start()
        except PortInUseError as error:
            raise cannot_listen("SIP", Address(error.host, error.port), error) from error

    def _journal(self) -> Journal:
        """What calls and registrations need to outlive a kill of this process."""
        path = self._settings.data / "engine.journal"
        journal = Journal(path, lambda what, cause: self._log.error(what, file=str(path), cause=cause))
        self._running.callback(journal.close)
        return journal

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
            raise cannot_listen("HTTP", settings.http, error) from error
        https = not settings.http.is_loopback if settings.https is None else settings.https
        http = HttpServer(make_app(served, self._clocks.steady), bound, tls if https else None)
        await http.start()
        self._running.push_async_callback(http.stop)
        # Before it: what waits for a child is answered, and ends.
        self._running.callback(served.directory.stop)
        self._running.callback(served.administration.stop)
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
