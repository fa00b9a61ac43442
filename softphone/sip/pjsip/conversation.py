"""One call of the person: what PJSIP's facts make of it, and what commands do to it.

What the person wants (held, muted) is kept apart from what has been negotiated, and brought about when it can
be: a re-INVITE waits for the one that is under way, and for the delays of RFC 3261 §14.1 after a 491.
"""

import logging
from collections.abc import Callable

import msgspec
import pjsua2 as pj

from softphone.calls.call import Call, CallState, Dialog, Direction, Party, Security
from softphone.calls.events import CallChanged, CallEnded, CommandRefused, Event, Fault, QualityMeasured
from softphone.sip.message.message import Request, Response
from softphone.sip.pjsip import dialogs
from softphone.sip.pjsip.ending import Last, ending
from softphone.sip.pjsip.facts import Came, MediaSeen, StateSeen, StreamEnded, TransactionSeen
from softphone.sip.pjsip.leg import Leg
from softphone.sip.pjsip.quality import Counters, between, together

_log = logging.getLogger(__name__)

QUALITY_EVERY = 2.0
"""Seconds between two QualityMeasured."""
STILL = 10.0
"""Seconds without a packet from the far end after which it is asked whether it is still there."""
_GONE = frozenset({408, 481})
"""To a request inside the call: the far end does not answer, or knows of no call (RFC 3261 §12.2.1.2)."""
_BUSY_SIGNALLING = 70013
"""PJ_EINVALIDOP: another INVITE is under way."""
_TRY_AGAIN = 0.2
GOODBYE = 2.0
"""Seconds that the far end has to answer our BYE or CANCEL. PJSIP waits for 32 s; the person is done."""


class Junction(msgspec.Struct, frozen=True):
    """Where the sound of a call is joined. Asked for each time: a port kept past its time aborts PJSIP."""

    bridge: Callable[[], pj.AudioMedia]
    hold_music: Callable[[], pj.AudioMedia]


def parameters(status: int = 0) -> pj.CallOpParam:
    """With the default settings of a call, sound only."""
    made = pj.CallOpParam(True)
    made.opt.audioCount = 1
    made.opt.videoCount = 0
    if hasattr(made.opt, "textCount"):
        made.opt.textCount = 0
    if status:
        made.statusCode = status
    return made


class Conversation:
    """`emit` reports events; `chance` gives a number from 0 to 1."""

    def __init__(
        self,
        call: Call,
        leg: Leg,
        junction: Junction,
        emit: Callable[[Event], None],
        chance: Callable[[], float],
        *,
        secured: bool,
    ) -> None:
        self.call = call
        self.leg = leg
        self._junction = junction
        self._emit = emit
        self._chance = chance
        self._secured = secured
        self._outgoing = call.direction is Direction.OUTGOING
        """Who sent the INVITE that is in force. Not `call.direction` once the far end replaced it."""
        self._wants_held = False
        self._on_hold = False
        """As negotiated."""
        self._settle_at: float | None = None
        self._reinviting = False
        self._replaced = False
        self._hung_up = False
        self._over_at: float | None = None
        self._elsewhere = False
        self._target = ""
        self._media: MediaSeen | None = None
        self._music_joined = False
        self._measured: Counters | None = None
        self._measure_at = 0.0
        self._moved_at: float | None = None
        self._streams: list[Counters] = []

    # Facts.

    def invited(self, invite: Request) -> None:
        """The INVITE that made this incoming call."""
        self._target = dialogs.remote_target(invite)

    def state_seen(self, fact: StateSeen, now: float) -> bool:
        """True when the call is over."""
        seen = dialogs.message(fact.text)
        dialog = self.call.dialog
        if isinstance(seen, Response):
            dialog = self._dialog(seen) or dialog
        if fact.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            if isinstance(seen, Request) and seen.method == "CANCEL":
                self._elsewhere = self._elsewhere or dialogs.answered_elsewhere(seen)
            self._finish(fact.status, fact.reason, from_far_end=fact.came is Came.RECEIVED)
            return True
        if self.call.state is CallState.CONFIRMED and fact.state != pj.PJSIP_INV_STATE_CONFIRMED:
            # The call that replaces this one is on its way; to the person it never stopped being confirmed.
            self._change(dialog=dialog)
        elif fact.state == pj.PJSIP_INV_STATE_EARLY:
            early_media = fact.came is Came.RECEIVED and isinstance(seen, Response) and bool(seen.body)
            self._change(
                state=CallState.EARLY,
                status=fact.status,
                early_media=self.call.early_media or early_media,
                dialog=dialog,
            )
        elif fact.state == pj.PJSIP_INV_STATE_CONNECTING:
            self._change(state=CallState.CONNECTING, status=fact.status, dialog=dialog)
        elif fact.state == pj.PJSIP_INV_STATE_CONFIRMED:
            self._measure_at = now + QUALITY_EVERY
            self._change(state=CallState.CONFIRMED, status=fact.status, early_media=False, dialog=dialog)
            self._settle(now)
        return False

    def _dialog(self, seen: Response) -> Dialog | None:
        if self._outgoing:
            self._target = dialogs.remote_target(seen) or self._target
        return dialogs.from_response(seen, outgoing=self._outgoing, target=self._target)

    def media_seen(self, fact: MediaSeen) -> None:
        self._media = fact
        self._on_hold = held = fact.status == pj.PJSUA_CALL_MEDIA_LOCAL_HOLD
        if self._replaced and self._wants_held:
            held = True
        self._replaced = False
        far = fact.status == pj.PJSUA_CALL_MEDIA_REMOTE_HOLD or (
            self._on_hold and not fact.direction & pj.PJMEDIA_DIR_ENCODING
        )
        self.join()
        counted = self.leg.counters(fact.index)
        self._change(
            held=held,
            held_by_far_end=far,
            codec=counted.codec if counted else self.call.codec,
            security=self._security(),
        )

    def transaction_seen(self, fact: TransactionSeen, now: float) -> bool:
        """True when the call is over."""
        seen = dialogs.message(fact.text) if fact.came is Came.RECEIVED else None
        if isinstance(seen, Request) and seen.method == "CANCEL":
            self._elsewhere = dialogs.answered_elsewhere(seen)
        if fact.method not in ("INVITE", "UPDATE") or self.call.state is not CallState.CONFIRMED:
            return False
        if fact.client and fact.finished and fact.status in _GONE and not self._hung_up:
            # PJSIP says BYE to nobody now, and waits for the answer.
            self._finish(fact.status, "the far end is gone", from_far_end=fact.came is Came.RECEIVED)
            return True
        if seen is not None and self.call.dialog is not None:
            target = dialogs.remote_target(seen)
            self._change(dialog=dialogs.with_target(self.call.dialog, target))
        if not fact.finished or fact.method != "INVITE":
            return False
        if fact.client and self._reinviting:
            self._reinviting = False
            if fact.status == 491:
                self._settle_at = now + self._glare_delay()
                return False
            if fact.status >= 300 and fact.status not in (401, 407):
                self._refused_by_far_end(fact.status)
                return False
        self._settle(now)
        return False

    def _glare_delay(self) -> float:
        """RFC 3261 §14.1: 2.1 to 4 s for who made the Call-ID, 0 to 2 s for the other."""
        if self._outgoing:
            return 2.1 + 1.9 * self._chance()
        return 2.0 * self._chance()

    def _refused_by_far_end(self, status: int) -> None:
        command = "Hold" if self._wants_held else "Resume"
        if self._wants_held is not self._on_hold:
            self._wants_held = self._on_hold
            self.join()
            self._emit(
                CommandRefused(
                    command=command, call=self.call.id, fault=Fault.SERVER_ERROR, reason=f"status {status}"
                )
            )

    def stream_ended(self, fact: StreamEnded) -> None:
        self._streams.append(
            Counters(fact.codec, fact.packets, fact.lost, fact.jitter_ms, fact.round_trip_ms)
        )
        self._measured = None
        self._moved_at = None

    def replaced_by(self, leg: Leg, caller: Party, target: str) -> None:
        """The far end put another call in the place of this one (RFC 3891): the person's call goes on.

        A hold of ours is negotiated anew as soon as that can be.
        """
        self.leg = leg
        self._outgoing = False
        self._replaced = True
        self._on_hold = False
        self._target = target
        self._media = None
        self._measured = None
        self._moved_at = None
        self._reinviting = False
        name = caller.name or (self.call.remote.name if caller.uri == self.call.remote.uri else "")
        self.call = msgspec.structs.replace(self.call, remote=Party(caller.uri, name))

    # Commands.

    def ring(self) -> None:
        self.leg.answer(parameters(180))

    def answer(self) -> None:
        self.leg.answer(parameters(200))

    def decline(self, status: int, now: float) -> None:
        self._hung_up = True
        self._over_at = now + GOODBYE
        self.leg.hangup(parameters(status))

    def hang_up(self, now: float) -> None:
        self._hung_up = True
        if self._over_at is None:
            self._over_at = now + GOODBYE
        if self.leg.alive:
            unanswered = self.call.state in (CallState.INCOMING, CallState.EARLY)
            incoming = self.call.direction is Direction.INCOMING
            self.leg.hangup(parameters(603 if unanswered and incoming else 0))

    def hold(self, on: bool, now: float) -> None:
        self._wants_held = on
        self.join()
        self._settle(now)

    @property
    def wants_held(self) -> bool:
        return self._wants_held

    def mute(self, on: bool) -> None:
        self._change(muted=on)
        self.join()

    def send_digits(self, digits: str) -> None:
        self.leg.dialDtmf(digits)

    def network_changed(self) -> None:
        self._moved_at = None

    # Time.

    def tick(self, now: float) -> bool:
        """True when the call is over."""
        if self._over_at is not None and now >= self._over_at:
            self._finish(self.call.status, "no answer to our goodbye", from_far_end=False)
            return True
        if self._settle_at is not None and now >= self._settle_at:
            self._settle_at = None
            self._settle(now)
        if self.call.state is CallState.CONFIRMED and now >= self._measure_at:
            self._measure_at = now + QUALITY_EVERY
            self._measure(now)
        return False

    def due(self) -> float | None:
        """When tick has something to do, monotonic seconds."""
        times = [time for time in (self._settle_at, self._over_at) if time is not None]
        if self.call.state is CallState.CONFIRMED:
            times.append(self._measure_at)
        return min(times, default=None)

    def _settle(self, now: float) -> None:
        """Negotiate what the person wants, when it is not what there is."""
        if self.call.state is not CallState.CONFIRMED or self._reinviting or self._settle_at is not None:
            return
        if self._wants_held is self._on_hold or not self.leg.alive:
            return
        wish = parameters()
        try:
            if self._wants_held:
                self.leg.setHold(wish)
            else:
                wish.opt.flag |= pj.PJSUA_CALL_UNHOLD
                self.leg.reinvite(wish)
        except pj.Error as error:
            if error.status != _BUSY_SIGNALLING:
                raise
            self._settle_at = now + _TRY_AGAIN
        else:
            self._reinviting = True

    def _measure(self, now: float) -> None:
        media = self._media
        counted = None if media is None or not self.leg.alive else self.leg.counters(media.index)
        if counted is None:
            return
        quality = between(self._measured, counted)
        self._measured = counted
        self._emit(QualityMeasured(self.call.id, quality))
        silent_by_will = self.call.held or self.call.held_by_far_end
        if quality.packets_received or silent_by_will or self._moved_at is None:
            self._moved_at = now
        elif now - self._moved_at >= STILL:
            self._moved_at = now
            self._ask_far_end()

    def _ask_far_end(self) -> None:
        """A re-INVITE: a live far end answers and sound may come back; a dead one ends the call in 32 s."""
        if self._reinviting:
            return
        _log.info("call %s: no packet for %.0f s, asking the far end", self.call.id, STILL)
        try:
            self.leg.reinvite(parameters())
            self._reinviting = True
        except pj.Error as error:
            _log.info("call %s: not asked: %s", self.call.id, error.reason)

    # Sound.

    def join(self) -> None:
        """Connect what may be heard, and disconnect the rest. PJSIP makes a call's port anew at each
        negotiation, so this is done after each."""
        media = self._media
        if media is None or not self.leg.alive:
            return
        try:
            sound = self.leg.getAudioMedia(media.index)
        except pj.Error:
            return
        on_hold = media.status == pj.PJSUA_CALL_MEDIA_LOCAL_HOLD
        apart = on_hold or self._wants_held
        bridge = self._junction.bridge()
        _connect(sound, bridge, not apart)
        _connect(bridge, sound, not apart and not self.call.muted)
        if on_hold or self._music_joined:
            _connect(self._junction.hold_music(), sound, on_hold)
            self._music_joined = on_hold

    def _security(self) -> Security:
        """What is in force: the negotiated profile does not say it (RTP/AVP may be encrypted)."""
        try:
            text = self.leg.dump(True, "  ")
        except pj.Error:
            return self.call.security
        _, found, rest = text.partition("SRTP status: ")
        if not found or not rest.startswith("Active"):
            return Security.NONE
        return Security.DTLS if "DTLS" in rest[:200] else Security.SDES

    # Reports.

    def _change(self, **changes: object) -> None:
        changed = msgspec.structs.replace(self.call, **changes)
        if changed != self.call:
            self.call = changed
            self._emit(CallChanged(changed))

    def _finish(self, status: int, reason: str, *, from_far_end: bool) -> None:
        last = Last(
            direction=self.call.direction,
            state=self.call.state,
            status=status,
            from_far_end=from_far_end,
            ours=self._hung_up,
            elsewhere=self._elsewhere,
            secured=self._secured,
        )
        self.call = msgspec.structs.replace(self.call, state=CallState.ENDED, status=status)
        quality = together(self._streams) if last.state is CallState.CONFIRMED else None
        self._emit(CallEnded(call=self.call, ending=ending(last), reason=reason, quality=quality))


def _connect(source: pj.AudioMedia, sink: pj.AudioMedia, on: bool) -> None:
    try:
        if on:
            source.startTransmit(sink)
        else:
            source.stopTransmit(sink)
    except pj.Error as error:
        _log.debug("ports not %s: %s", "joined" if on else "parted", error.reason)
