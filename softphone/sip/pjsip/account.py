"""A SIP account in PJSIP: its configuration, and its callbacks turned into facts."""

from collections.abc import Iterator
from contextlib import contextmanager

import pjsua2 as pj

from softphone.calls.commands import AccountSettings, SoundKeys, SoundSecurity, Transport
from softphone.sip.pjsip.callbacks import callback
from softphone.sip.pjsip.facts import Invited, RegistrationSeen
from softphone.sip.pjsip.leg import Leg, Note
from softphone.sip.pjsip.protection import Protection, protection
from softphone.sip.pjsip.text import readable

_SRTP = {
    SoundSecurity.OFF: pj.PJMEDIA_SRTP_DISABLED,
    SoundSecurity.OPTIONAL: pj.PJMEDIA_SRTP_OPTIONAL,
    SoundSecurity.REQUIRED: pj.PJMEDIA_SRTP_MANDATORY,
}
_KEYS = {
    SoundKeys.SDES: pj.PJMEDIA_SRTP_KEYING_SDES,
    SoundKeys.DTLS: pj.PJMEDIA_SRTP_KEYING_DTLS_SRTP,
}
BAD_EVENT = 489
"""RFC 6665 §8.3.2: no such subscriptions here. What colleagues may know of us, the engine tells them."""
SOUND_PORTS = range(16_384, 32_768)
LIMIT = 7
"""Accounts of a person: PJSIP 2.15 has 8 and aborts at the ninth; one is the echo of the test call."""


def bind_sound(transport: pj.TransportConfig, bind: str) -> None:
    """RTP in a range of its own, from a port by chance: PJSIP's default is 4000 for everyone on a machine."""
    transport.boundAddress = bind
    transport.port, transport.portRange = SOUND_PORTS.start, len(SOUND_PORTS)
    transport.randomizePort = True


def server(settings: AccountSettings) -> str:
    """HOST or HOST:PORT that is asked first; empty for an account of no server."""
    return settings.proxy or (settings.domain if settings.register else "")


class SipAccount(pj.Account):
    """Created on the thread that polls; `close` and drop before another is created (PJSIP reuses ids)."""

    def __init__(self, name: str, note: Note, config: pj.AccountConfig) -> None:
        super().__init__()
        self.name = name
        self._note = note
        self._config = config
        self.create(config)

    def protect(self, wanted: Protection, transport: Transport) -> None:
        """Of calls from now on; those that there are stay as they were agreed."""
        protect(self._config, wanted, transport)
        self.modify(self._config)

    @contextmanager
    def offering_only_encryption(self) -> Iterator[None]:
        """A call that is made within is offered as RTP/SAVP (RFC 4568), which has no way down."""
        media = self._config.mediaConfig
        usual, media.srtpUse = media.srtpUse, pj.PJMEDIA_SRTP_MANDATORY
        self.modify(self._config)
        try:
            yield
        finally:
            media.srtpUse = usual
            self.modify(self._config)

    @callback
    def onRegState(self, prm: pj.OnRegStateParam) -> None:
        received = bool(prm.rdata.wholeMsg)
        self._note(RegistrationSeen(self.name, prm.code, readable(prm.reason), prm.expiration, received))

    @callback
    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        # The object must exist before this returns, or PJSIP refuses the call.
        leg = Leg(self, self._note, prm.callId)
        self._note(Invited(self.name, leg, readable(prm.rdata.wholeMsg), prm.rdata.srcAddress))

    @callback
    def onIncomingSubscribe(self, prm: pj.OnIncomingSubscribeParam) -> None:
        # Left alone, PJSIP tells any stranger that we are there, and keeps each of their subscriptions.
        prm.code, prm.reason = BAD_EVENT, "Bad Event"


def protect(config: pj.AccountConfig, wanted: Protection, transport: Transport) -> None:
    media = config.mediaConfig
    media.srtpUse = _SRTP[wanted.security]
    # One way: an offer with both is answered by some with a mixture that neither side can use.
    media.srtpOpt.keyings = pj.IntVector([_KEYS[wanted.keys]])
    media.srtpSecureSignaling = 1 if wanted.required and transport is Transport.TLS else 0


def configuration(
    settings: AccountSettings, bind: str, transport_id: int, address: str | None = None
) -> pj.AccountConfig:
    """PJSIP's words for an account. Made after libInit: before it there are no defaults in it.

    `transport_id` binds a UDP account to its socket. `address` takes the place of the server's name where
    only the system, not PJSIP, resolves it.
    """
    config = pj.AccountConfig()
    identity = f"<sip:{settings.user}@{settings.domain}>"
    if settings.display_name:
        quoted = settings.display_name.replace("\\", "\\\\").replace('"', '\\"')
        identity = f'"{quoted}" {identity}'
    config.idUri = identity
    transport = "" if settings.transport is Transport.UDP else f";transport={settings.transport.value}"
    route = address or server(settings)
    if settings.register:
        config.regConfig.registrarUri = f"sip:{settings.domain}{transport}"
        config.regConfig.timeoutSec = settings.expires
    config.regConfig.registerOnAdd = False
    config.regConfig.retryIntervalSec = 0
    config.regConfig.firstRetryIntervalSec = 0
    config.regConfig.dropCallsOnFail = False
    if route:
        config.sipConfig.proxies = pj.StringVector([f"sip:{route}{transport};lr"])
    if settings.transport is Transport.UDP:
        config.sipConfig.transportId = transport_id
    if settings.secret:
        user = settings.digest_user or settings.user
        credential = pj.AuthCredInfo("digest", "*", user, 0, settings.secret)
        config.sipConfig.authCreds = pj.AuthCredInfoVector([credential])
    bind_sound(config.mediaConfig.transportConfig, bind)
    protect(config, protection(settings), settings.transport)
    # Calls hear of a new address from us, once the account is registered with it: PJSIP gives that up as soon
    # as a REGISTER fails.
    config.ipChangeConfig.reinviteFlags = 0
    config.natConfig.iceEnabled = False
    config.natConfig.sipStunUse = pj.PJSUA_STUN_USE_DISABLED
    config.natConfig.mediaStunUse = pj.PJSUA_STUN_USE_DISABLED
    return config
