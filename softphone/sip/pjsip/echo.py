"""The far end of a test call: an account of its own on loopback that answers and sends everything back.

Only the call that this phone placed is taken: the account's name is made anew in each process, and nobody
else knows it.
"""

import logging
from collections.abc import Callable

import pjsua2 as pj

from softphone.calls.frames import FRAME_SECONDS
from softphone.sip.pjsip.account import SipAccount, bind_sound
from softphone.sip.pjsip.endpoint import Endpoint
from softphone.sip.pjsip.facts import Invited, MediaSeen, StateSeen
from softphone.sip.pjsip.leg import Leg, Note
from softphone.sip.pjsip.ports import DelayLine
from softphone.sip.pjsip.wishes import parameters

_log = logging.getLogger(__name__)

ACCOUNT = "echo"
DELAY = 2.0
"""Seconds until one hears oneself."""


class Echo:
    def __init__(self, endpoint: Endpoint, note: Note, ids: Callable[[], str]) -> None:
        self._endpoint = endpoint
        self._note = note
        self._user = f"echo-{ids()}"
        self._delay = DelayLine(round(DELAY / FRAME_SECONDS))
        endpoint.echo.source = self._delay
        endpoint.echo.sink = self._delay
        self._account: SipAccount | None = None
        self._expected = False
        self._leg: Leg | None = None

    @property
    def busy(self) -> bool:
        return self._expected or self._leg is not None

    def account(self) -> SipAccount:
        """The account that places the test call, and takes it."""
        if self._account is None:
            config = pj.AccountConfig()
            config.idUri = f"<sip:{self._user}@127.0.0.1>"
            config.sipConfig.transportId = self._endpoint.loopback
            bind_sound(config.mediaConfig.transportConfig, "127.0.0.1")
            config.mediaConfig.srtpUse = pj.PJMEDIA_SRTP_DISABLED
            config.natConfig.iceEnabled = False
            self._account = SipAccount(ACCOUNT, self._note, config)
        return self._account

    def target(self) -> str:
        """Where to call, good for one call."""
        self._expected = True
        host, port = self._endpoint.loopback_address
        return f"sip:{self._user}@{host}:{port}"

    def takes(self, fact: Invited, called: str) -> bool:
        """Answer the INVITE, if it is the one that was placed here."""
        if fact.account != ACCOUNT or not self._expected or called != self._user:
            return False
        self._expected = False
        self._delay.clear()
        self._leg = fact.leg
        fact.leg.answer(parameters(200))
        return True

    def media_seen(self, fact: MediaSeen) -> bool:
        if fact.leg is not self._leg or fact.status != pj.PJSUA_CALL_MEDIA_ACTIVE:
            return fact.leg is self._leg
        sound = fact.leg.getAudioMedia(fact.index)
        sound.startTransmit(self._endpoint.echo)
        self._endpoint.echo.startTransmit(sound)
        return True

    def state_seen(self, fact: StateSeen) -> bool:
        if fact.leg is not self._leg:
            return False
        if fact.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self._leg = None
        return True

    def drop(self) -> None:
        """Before the end of PJSIP."""
        self._leg = None
        if self._account is not None:
            self._account.shutdown()
            self._account = None
