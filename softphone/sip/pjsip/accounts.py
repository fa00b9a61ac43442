"""The accounts of a phone: added, registered, tried again, removed."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pjsua2 as pj
from msgspec.structs import replace

from softphone.calls.commands import AccountSettings, SoundSecurity, Transport
from softphone.calls.events import Event, Fault, RegistrationState
from softphone.sip.pjsip.account import LIMIT, SipAccount, configuration, server
from softphone.sip.pjsip.endpoint import Endpoint, TransportRefused, system_nameservers
from softphone.sip.pjsip.facts import RegistrationSeen, TransportSeen
from softphone.sip.pjsip.leg import Note
from softphone.sip.pjsip.names import SystemNames, host_and_port, is_address
from softphone.sip.pjsip.protection import Protection, protection
from softphone.sip.pjsip.registration import Registration

_log = logging.getLogger(__name__)
_UNDER_WAY = 171001
"""PJSIP_EBUSY: a REGISTER is being answered; that one's answer is ours."""
_UNRESOLVED = ("PJLIB_UTIL_EDNS", "PJ_ERESOLVE", "gethostbyname", "DNS")


@dataclass
class Entry:
    settings: AccountSettings
    registration: Registration
    sip: SipAccount | None = None
    """None while its transport cannot be had, or its server's name is being looked up."""
    address: str = ""
    """HOST[:PORT] by the system's resolver, where PJSIP's does not know the name."""
    asking: str = ""
    """The host that the system is asked for."""
    moved: bool = False
    """The network changed, and the server does not know of it yet."""


class Accounts:
    def __init__(
        self,
        endpoint: Endpoint,
        bind: str,
        note: Note,
        emit: Callable[[Event], None],
        chance: Callable[[], float],
    ) -> None:
        self._endpoint = endpoint
        self._bind = bind
        self._note = note
        self._emit = emit
        self._chance = chance
        self._entries: dict[str, Entry] = {}
        self._names = SystemNames()
        self._pjsip_resolves = bool(system_nameservers())
        self._untrusted = ""
        """Why the last TLS connection was refused by us; until one succeeds."""
        self._connections: set[int] = set()
        self._left: set[int] = set()
        """Of another network: it is no news when they end."""

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._entries))

    @property
    def full(self) -> bool:
        return len(self._entries) >= LIMIT

    def get(self, name: str) -> Entry | None:
        return self._entries.get(name)

    def add(self, name: str, settings: AccountSettings, now: float) -> None:
        self._entries[name] = Entry(settings, Registration(name, self._chance))
        self.register(name, now)

    def register(self, name: str, now: float) -> None:
        """Register now; makes PJSIP's account first where that was not possible before."""
        entry = self._entries[name]
        host, _ = host_and_port(server(entry.settings))
        if host and not is_address(host) and not self._pjsip_resolves and not entry.address:
            entry.asking = host
            self._emit(entry.registration.begun())
            self._names.ask(host)
            return
        self._begin(name, entry, now)

    def _begin(self, name: str, entry: Entry, now: float) -> None:
        registration = entry.registration
        try:
            if entry.sip is None:
                entry.sip = self._create(name, entry)
            if not entry.settings.register:
                self._emit(
                    registration.answered(200, 0, "", now, received=False, untrusted="", unknown=False)
                )
                return
            self._emit(registration.begun())
            entry.sip.setRegistration(True)
        except TransportRefused as refused:
            self._emit(registration.failed(refused.fault, refused.reason))
        except pj.Error as error:
            if error.status == _UNDER_WAY:
                return
            _log.warning("account %s: %s", name, error.reason)
            if registration.state is RegistrationState.REGISTERING and registration.retry_at is None:
                self._emit(registration.retry(Fault.NO_ANSWER, error.reason, now))

    def protect(self, name: str, settings: AccountSettings) -> bool:
        """Whether nothing but the protection of the sound is to be another, and is now, of calls to come."""
        entry = self._entries[name]
        if replace(entry.settings, sound_security=settings.sound_security) != settings:
            return False
        wanted = protection(settings)
        if not self._protects(wanted):
            return False
        entry.settings = settings
        if entry.sip is not None:
            entry.sip.protect(wanted, settings.transport)
        return True

    def _protects(self, wanted: Protection) -> bool:
        can = self._endpoint.capabilities.srtp
        return wanted.security is SoundSecurity.OFF or wanted.keys.value in can

    def _create(self, name: str, entry: Entry) -> SipAccount:
        wanted = protection(entry.settings)
        if not self._protects(wanted):
            raise TransportRefused(Fault.NOT_SUPPORTED, f"this PJSIP has no SRTP by {wanted.keys.name}")
        transport = self._endpoint.transport(entry.settings.transport)
        config = configuration(entry.settings, self._bind, transport, entry.address or None)
        return SipAccount(name, self._note, config)

    def unregister(self, name: str) -> bool:
        """Whether its server is asked to forget it; once it has answered, it is not `registered` any more."""
        entry = self._entries[name]
        if entry.sip is None or entry.registration.state is not RegistrationState.REGISTERED:
            return False
        try:
            entry.sip.setRegistration(False)
        except pj.Error as error:
            _log.debug("account %s: %s", name, error.reason)
            return False
        return True

    def remove(self, name: str) -> None:
        """Unregister and forget. Its calls have been hung up before."""
        entry = self._entries.pop(name)
        if entry.sip is not None:
            entry.sip.shutdown()
            # PJSIP gives the id to the next account: the object must be gone before one is made.
            entry.sip = None

    def registration_seen(self, fact: RegistrationSeen, now: float) -> bool:
        """True when the server has heard of us in a network that is new."""
        entry = self._entries.get(fact.account)
        if entry is None:
            return False
        unknown = not fact.received and any(sign in fact.reason for sign in _UNRESOLVED)
        host, _ = host_and_port(server(entry.settings))
        if unknown and not entry.address and not is_address(host):
            entry.asking = host
            self._names.ask(host)
            return False
        tls = entry.settings.transport is Transport.TLS
        untrusted = self._untrusted if tls and not fact.received else ""
        self._emit(
            entry.registration.answered(
                fact.code,
                fact.expires,
                fact.reason,
                now,
                received=fact.received,
                untrusted=untrusted,
                unknown=unknown,
            )
        )
        if entry.registration.state is not RegistrationState.REGISTERED:
            return False
        moved, entry.moved = entry.moved, False
        return moved

    def transport_seen(self, fact: TransportSeen, now: float) -> None:
        """A connection to a server came or went."""
        if fact.kind.upper().startswith("TLS"):
            self._untrusted = "" if fact.connected else fact.untrusted or self._untrusted
        if fact.connected:
            self._connections.add(fact.connection)
            self._left.discard(fact.connection)
            return
        self._connections.discard(fact.connection)
        if fact.connection in self._left:
            return
        for entry in self._entries.values():
            registered = entry.registration.state is RegistrationState.REGISTERED
            if registered and entry.settings.register and self._rides_on(entry, fact.kind):
                self._emit(entry.registration.retry(Fault.NO_ANSWER, "the connection was lost", now))

    @staticmethod
    def _rides_on(entry: Entry, kind: str) -> bool:
        transport = entry.settings.transport
        return transport is not Transport.UDP and kind.upper().startswith(transport.value.upper())

    def network_changed(self, now: float) -> list[str]:
        """Registers all; gives those that have no server to register with, and are in the new network now."""
        self._untrusted = ""
        self._left |= self._connections
        for name, entry in list(self._entries.items()):
            entry.moved = entry.settings.register
            self.register(name, now)
        return [name for name, entry in self._entries.items() if not entry.moved]

    def tick(self, now: float) -> None:
        while (looked := self._names.take()) is not None:
            for name, entry in list(self._entries.items()):
                if entry.asking == looked.host:
                    entry.asking = ""
                    self._looked_up(name, entry, looked.address, now)
        for name, entry in list(self._entries.items()):
            retry_at = entry.registration.retry_at
            if retry_at is not None and now >= retry_at:
                self.register(name, now)

    def _looked_up(self, name: str, entry: Entry, address: str, now: float) -> None:
        host, port = host_and_port(server(entry.settings))
        if not address:
            self._emit(entry.registration.retry(Fault.UNKNOWN_SERVER, f"{host} is not known", now))
            return
        if self._pjsip_resolves:
            entry.address = f"{address}:{port}" if port else address
            if entry.sip is not None:
                entry.sip.shutdown()
                entry.sip = None
        self._begin(name, entry, now)

    def due(self) -> float | None:
        """When tick has something to do, monotonic seconds."""
        times = [
            e.registration.retry_at for e in self._entries.values() if e.registration.retry_at is not None
        ]
        return min(times, default=None)

    @property
    def looking_up(self) -> bool:
        return self._names.waiting

    @property
    def registered(self) -> bool:
        return any(e.registration.state is RegistrationState.REGISTERED for e in self._entries.values())
