"""How the sound of a call is protected: what its account wants, and what is in force."""

import msgspec
import pjsua2 as pj

from softphone.calls.call import Security
from softphone.calls.commands import AccountSettings, SoundKeys, SoundSecurity, Transport
from softphone.sip.pjsip.leg import Leg

SETTLING = 0.1
"""Seconds between two looks at whether the keys have been agreed on: DTLS takes a few round trips on the way
of the sound after the call is answered, and PJSIP has no event for its end."""


class Protection(msgspec.Struct, frozen=True):
    """What an account wants of its calls."""

    security: SoundSecurity
    keys: SoundKeys = SoundKeys.SDES

    @property
    def required(self) -> bool:
        return self.security is SoundSecurity.REQUIRED

    @property
    def best_effort(self) -> bool:
        return self.security is SoundSecurity.OPTIONAL

    def settles(self, now: Security) -> bool:
        """Whether encryption may still come into force by itself."""
        wanted = self.security is not SoundSecurity.OFF and self.keys is SoundKeys.DTLS
        return wanted and now is Security.NONE

    def in_force(self, leg: Leg) -> Security | None:
        """By PJSIP's own report: the negotiated profile does not say it (RTP/AVP may be encrypted). Which way
        the keys came is the account's, which has only one. None when there is no report."""
        try:
            text = leg.dump(True, "  ")
        except pj.Error:
            return None
        _, found, rest = text.partition("SRTP status: ")
        if not found or not rest.startswith("Active"):
            return Security.NONE
        return Security.DTLS if self.keys is SoundKeys.DTLS else Security.SDES


UNPROTECTED = Protection(SoundSecurity.OFF)


def protection(settings: AccountSettings) -> Protection:
    """What is asked for, or the default of the transport (SoundSecurity)."""
    security = settings.sound_security
    if security is None:
        tls = settings.transport is Transport.TLS
        security = SoundSecurity.OPTIONAL if tls else SoundSecurity.OFF
    return Protection(security, settings.sound_keys)
