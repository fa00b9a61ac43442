"""A SIP account in PJSIP: its configuration, and its callbacks turned into facts."""

import pjsua2 as pj

from softphone.calls.commands import AccountSettings, SoundSecurity, Transport
from softphone.sip.pjsip.callbacks import callback
from softphone.sip.pjsip.facts import Invited, RegistrationSeen
from softphone.sip.pjsip.leg import Leg, Note

_SRTP = {
    SoundSecurity.OFF: pj.PJMEDIA_SRTP_DISABLED,
    SoundSecurity.OPTIONAL: pj.PJMEDIA_SRTP_OPTIONAL,
    SoundSecurity.REQUIRED: pj.PJMEDIA_SRTP_MANDATORY,
}
SOUND_PORTS = range(16_384, 32_768)
LIMIT = 7
"""Accounts of a person: PJSIP 2.15 has 8 and aborts at the ninth; one is the echo of the test call."""


def sound_security(settings: AccountSettings) -> SoundSecurity:
    """What is asked for, or the default of the transport."""
    if settings.sound_security is not None:
        return settings.sound_security
    return SoundSecurity.REQUIRED if settings.transport is Transport.TLS else SoundSecurity.OFF


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

    def __init__(self, name: str, note: Note) -> None:
        super().__init__()
        self.name = name
        self._note = note

    @callback
    def onRegState(self, prm: pj.OnRegStateParam) -> None:
        received = bool(prm.rdata.wholeMsg)
        self._note(RegistrationSeen(self.name, prm.code, prm.reason, prm.expiration, received))

    @callback
    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        # The object must exist before this returns, or PJSIP refuses the call.
        leg = Leg(self, self._note, prm.callId)
        self._note(Invited(self.name, leg, prm.rdata.wholeMsg, prm.rdata.srcAddress))


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
    media = config.mediaConfig
    bind_sound(media.transportConfig, bind)
    security = sound_security(settings)
    media.srtpUse = _SRTP[security]
    secure_path = security is SoundSecurity.REQUIRED and settings.transport is Transport.TLS
    media.srtpSecureSignaling = 1 if secure_path else 0
    config.natConfig.iceEnabled = False
    config.natConfig.sipStunUse = pj.PJSUA_STUN_USE_DISABLED
    config.natConfig.mediaStunUse = pj.PJSUA_STUN_USE_DISABLED
    return config
