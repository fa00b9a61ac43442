"""Where the sound of a call goes: which ports of PJSIP's conference bridge it is connected with.

PJSIP's bridge mixes at 16 kHz, adds whatever is connected to a port, and limits the sum. It makes a call's
port anew at each negotiation, so a call is connected again after each.
"""

import logging
from collections.abc import Callable, Iterable

import msgspec
import pjsua2 as pj

from softphone.sip.pjsip.facts import MediaSeen
from softphone.sip.pjsip.leg import Leg

_log = logging.getLogger(__name__)


class Junction(msgspec.Struct, frozen=True):
    """Where the sound of a call is joined. Asked for each time: a port kept past its time aborts PJSIP."""

    bridge: Callable[[], pj.AudioMedia]
    hold_music: Callable[[], pj.AudioMedia]


class Connections:
    """Of one call, over all the legs it has."""

    def __init__(self, junction: Junction) -> None:
        self._junction = junction
        self._leg: Leg | None = None
        self.media: MediaSeen | None = None
        """As negotiated last; None before that."""
        self._on_hold = False
        self._music = False
        self._partners: list[Connections] = []

    def negotiated(self, leg: Leg, media: MediaSeen) -> None:
        self._leg, self.media = leg, media

    def forget(self) -> None:
        """The call goes on in another leg, whose sound has not been negotiated. Who is left neither hears nor
        is heard, even if PJSIP has that leg for half a minute yet (a BYE that nobody answers)."""
        sound = self._port()
        if sound is not None:
            theirs = [port for other in self._partners if (port := other._port()) is not None]
            for port in (self._junction.bridge(), *theirs):
                _connect(sound, port, False)
                _connect(port, sound, False)
            if self._music:
                _connect(self._junction.hold_music(), sound, False)
        self._leg = self.media = None
        self._music = False

    def _port(self) -> pj.AudioMedia | None:
        if self._leg is None or self.media is None or not self._leg.alive:
            return None
        try:
            return self._leg.getAudioMedia(self.media.index)
        except pj.Error:
            return None

    def connect(
        self, *, held: bool, muted: bool, bridged: bool, partners: Iterable["Connections"] = ()
    ) -> None:
        """Connect what may be heard, and disconnect the rest. `held`: wanted; what is in force counts, too.
        `bridged`: nobody here hears it or is heard, only the partners."""
        old, self._partners = self._partners, list(partners)
        sound, media = self._port(), self.media
        if sound is None or media is None:
            return
        music = media.status == pj.PJSUA_CALL_MEDIA_LOCAL_HOLD
        self._on_hold = held or music
        here = not self._on_hold and not bridged
        bridge = self._junction.bridge()
        _connect(sound, bridge, here)
        _connect(bridge, sound, here and not muted)
        if music or self._music:
            _connect(self._junction.hold_music(), sound, music)
            self._music = music
        for other in {*old, *self._partners}:
            theirs = other._port()
            if theirs is not None:
                together = other in self._partners and not (self._on_hold or other._on_hold)
                _connect(sound, theirs, together)
                _connect(theirs, sound, together)


def _connect(source: pj.AudioMedia, sink: pj.AudioMedia, on: bool) -> None:
    try:
        if on:
            source.startTransmit(sink)
        else:
            source.stopTransmit(sink)
    except pj.Error as error:
        _log.debug("ports not %s: %s", "joined" if on else "parted", error.reason)
