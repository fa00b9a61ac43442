"""One call of the person: what PJSIP's facts make of it, and what commands do to it.

A call outlives the legs it is made of: where the far end puts another in its place, or sends us on to
somebody else, the call goes on in a new leg.
"""

import logging
from collections.abc import Callable, Sequence

import msgspec
import pjsua2 as pj

from softphone.calls.call import Call, CallState, Dialog, Direction, Party
from softphone.calls.events import CallChanged, CallEnded, CommandRefused, Event, Fault, QualityMeasured
from softphone.sip.message.message import Request, Response
from softphone.sip.pjsip import dialogs, far_end, refer
from softphone.sip.pjsip.connections import Connections, Junction
from softphone.sip.pjsip.counting import STILL, Counting
from softphone.sip.pjsip.ending import MEDIA_REFUSED, Last, ending
from softphone.sip.pjsip.facts import Came, MediaSeen, StateSeen, StreamEnded, TransactionSeen
from softphone.sip.pjsip.holding import Holding
from softphone.sip.pjsip.leg import Leg
from softphone.sip.pjsip.protection import SETTLING, Protection
from softphone.sip.pjsip.referring import Referring
from softphone.sip.pjsip.wishes import Invitation, answering_as, elsewhere, parameters

_log = logging.getLogger(__name__)

_GONE = frozenset({408, 481})
"""To a request inside the call: the far end does not answer, or knows of no call (RFC 3261 §12.2.1.2)."""
GOODBYE = 2.0
"""Seconds that the far end has to answer our BYE or CANCEL. PJSIP waits for 32 s; the person is done."""


_SET_UP = frozenset({pj.PJSIP_INV_STATE_CALLING, pj.PJSIP_INV_STATE_EARLY, pj.PJSIP_INV_STATE_CONNECTING})
"""States that the INVITE itself or an answer to it makes."""


class Conversation:
    """`emit` reports events; `chance` gives a number from 0 to 1."""

    def __init__(
        self,
        call: Call,
        leg: Leg,
        junction: Junction,
        emit: Callable[[Event], None],
        chance: Callable[[], float],
        wanted: Protection,
    ) -> None:
        self.call = call
        self.leg = leg
        self.partners: Sequence[Conversation] = ()
        """Whose far ends hear this one's, and the reverse."""
        self.invitation: Invitation | None = None
        """What its INVITE was made of, where it may have to be made with encrypted sound alone."""
        self._emit = emit
        self._wanted = wanted
        self._outgoing = call.direction is Direction.OUTGOING
        """Who sent the INVITE that is in force. Not `call.direction` once the far end replaced it."""
        self._look_at: float | None = None
        """When to look whether the sound is encrypted by now."""
        self._moved = False
        """It goes on in another leg, whose sound has not been negotiated."""
        self._unanswered = False
        """In a leg that nobody has answered: who sent us there is gone."""
        self.hung_up = False
        """By us: it is over as soon as the far end knows."""
        self._over_at: float | None = None
        self._elsewhere = False
        self._target = ""
        self._sound = Connections(junction)
        self._holding = Holding(chance)
        self._counting = Counting()
        self._referring = Referring(call.id)

    # Facts.

    def invited(self, invite: Request) -> None:
        """The INVITE that made this incoming call."""
        self._target = dialogs.remote_target(invite)
        self.call = msgspec.structs.replace(self.call, **dialogs.named(invite))

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
        learned: dict[str, object] = {}
        if fact.state in _SET_UP:
            learned |= dialogs.named(seen)
        if self._outgoing and fact.came is Came.RECEIVED and isinstance(seen, Response):
            learned |= self._learned(seen)
        if self.call.state is CallState.CONFIRMED and fact.state != pj.PJSIP_INV_STATE_CONFIRMED:
            # The leg in which it goes on is on its way; to the person it never stopped being confirmed.
            self._change(dialog=dialog, **learned)
        elif fact.state == pj.PJSIP_INV_STATE_CALLING:
            self._change(**learned)
        elif fact.state == pj.PJSIP_INV_STATE_EARLY:
            early_media = fact.came is Came.RECEIVED and isinstance(seen, Response) and bool(seen.body)
            self._change(
                state=CallState.EARLY,
                status=fact.status,
                early_media=self.call.early_media or early_media,
                dialog=dialog,
                **learned,
            )
        elif fact.state == pj.PJSIP_INV_STATE_CONNECTING:
            self._change(state=CallState.CONNECTING, status=fact.status, dialog=dialog, **learned)
        elif fact.state == pj.PJSIP_INV_STATE_CONFIRMED and self.hung_up and self._outgoing:
            pass  # their answer crossed our CANCEL, and PJSIP says goodbye: it never was a call
        elif fact.state == pj.PJSIP_INV_STATE_CONFIRMED:
            self._counting.begin(now)
            if self._unanswered:
                self._unanswered, learned["referred_to"] = False, None
            confirmed = CallState.CONFIRMED
            self._change(state=confirmed, status=fact.status, early_media=False, dialog=dialog, **learned)
            self._settle(now)
        return False

    def _learned(self, seen: Response) -> dict[str, object]:
        """What a response to our INVITE says of who sent it, as fields of the call."""
        learned: dict[str, object] = {"forwarded": self.call.forwarded or far_end.forwarded(seen)}
        if 200 <= seen.status < 300:
            remote = self.call.remote
            learned["answered_by"] = far_end.answered_by(seen, remote.uri)
            if not remote.name and (name := far_end.own_name(seen, remote.uri)):
                learned["remote"] = Party(remote.uri, name)
            learned["voicemail"] = far_end.is_voicemail(seen)
            learned |= far_end.abilities(seen)
        return learned

    def _dialog(self, seen: Response) -> Dialog | None:
        if self._outgoing:
            self._target = dialogs.remote_target(seen) or self._target
        return dialogs.from_response(seen, outgoing=self._outgoing, target=self._target)

    def media_seen(self, fact: MediaSeen, now: float) -> None:
        self._sound.negotiated(self.leg, fact)
        self._holding.in_force = held = fact.status == pj.PJSUA_CALL_MEDIA_LOCAL_HOLD
        if self._moved and self._holding.wanted:
            held = True
        self._moved = False
        far = fact.status == pj.PJSUA_CALL_MEDIA_REMOTE_HOLD or (
            self._holding.in_force and not fact.direction & pj.PJMEDIA_DIR_ENCODING
        )
        self.join()
        counted = self.leg.counters(fact.index)
        self._change(
            held=held,
            held_by_far_end=far,
            codec=counted.codec if counted else self.call.codec,
            security=self._wanted.in_force(self.leg) or self.call.security,
        )
        self._look_at = now + SETTLING if self._wanted.settles(self.call.security) else None

    def transaction_seen(self, fact: TransactionSeen, now: float) -> bool:
        """True when the call is over."""
        message = dialogs.message(fact.text)
        seen = message if fact.came is Came.RECEIVED else None
        if isinstance(seen, Request) and seen.method == "CANCEL":
            self._elsewhere = dialogs.answered_elsewhere(seen)
        told = self._referring.seen(fact, message)
        if told is not None:
            if told.refused and told.status == 481 and not self.hung_up:
                self._finish(told.status, "the far end is gone", from_far_end=True)
                return True
            self._emit(told)
        if fact.method not in ("INVITE", "UPDATE") or self.call.state is not CallState.CONFIRMED:
            if self._outgoing and isinstance(seen, Response) and seen.status == 181:
                self._change(forwarded=True)
            return False
        if (
            fact.client
            and fact.finished
            and fact.status in _GONE
            and not self.hung_up
            and not self._unanswered
        ):
            # PJSIP says BYE to nobody now, and waits for the answer.
            self._finish(fact.status, "the far end is gone", from_far_end=fact.came is Came.RECEIVED)
            return True
        if seen is not None and self.call.dialog is not None:
            target = dialogs.remote_target(seen)
            self._change(dialog=dialogs.with_target(self.call.dialog, target))
        if not fact.finished or fact.method != "INVITE":
            return False
        if fact.client and self._holding.inviting:
            self._holding.inviting = False
            if fact.status == 491:
                self._holding.crossed(now, outgoing=self._outgoing)
                return False
            if fact.status >= 300 and fact.status not in (401, 407):
                self._refused_by_far_end(fact.status)
                return False
        self._settle(now)
        return False

    def _refused_by_far_end(self, status: int) -> None:
        holding = self._holding
        command = "Hold" if holding.wanted else "Resume"
        if holding.wanted is not holding.in_force:
            holding.wanted = holding.in_force
            self.join()
            self._emit(
                CommandRefused(
                    command=command, call=self.call.id, fault=Fault.SERVER_ERROR, reason=f"status {status}"
                )
            )

    def stream_ended(self, fact: StreamEnded) -> None:
        self._counting.stream_ended(fact)

    # Going on in another leg.

    def to_be_repeated(self, fact: StateSeen) -> Invitation | None:
        """Its INVITE, once, when its sound was refused as it was offered."""
        refused = (
            fact.state == pj.PJSIP_INV_STATE_DISCONNECTED
            and fact.status in MEDIA_REFUSED
            and fact.came is Came.RECEIVED
            and self.call.state is not CallState.CONFIRMED
        )
        if not refused or self.hung_up:
            return None
        invitation, self.invitation = self.invitation, None
        return invitation

    def offered_again(self, leg: Leg) -> None:
        """The same call, made once more in that leg."""
        self._move(leg, self.call.remote, outgoing=True)
        self._change(dialog=None, early_media=False)

    def replaced_by(self, leg: Leg, invite: Request) -> None:
        """The far end put another call in the place of this one (RFC 3891)."""
        self._move(leg, dialogs.caller(invite), outgoing=False)
        self._target = dialogs.remote_target(invite)
        by = refer.referrer(invite)
        self.call = msgspec.structs.replace(
            self.call,
            transferred_by=by or self.call.transferred_by,
            referred_to=None,
            **far_end.abilities(invite),
        )

    def sent_on(self, target: Party | None) -> None:
        """The far end sends us on to that one, who is being called; None: that came to nothing."""
        self._change(referred_to=target)

    def transferred(self, leg: Leg, target: Party, by: Party, *, answered: bool) -> None:
        """From here on it is the call to whom the far end sent us on to (RFC 3515)."""
        self._move(leg, target, outgoing=True)
        self._unanswered = not answered
        self.call = msgspec.structs.replace(self.call, transferred_by=by)
        if answered:
            # Reported with the answer, which has the dialog.
            self.call = msgspec.structs.replace(self.call, referred_to=None)
        else:
            self._change(dialog=None, referred_to=target)

    def _move(self, leg: Leg, remote: Party, *, outgoing: bool) -> None:
        """A hold of ours is negotiated anew as soon as that can be."""
        known = self.call.remote
        name = remote.name or (known.name if remote.uri == known.uri else "")
        leg.refusal = self.leg.refusal
        self.leg = leg
        self._outgoing = outgoing
        self._moved = True
        self._holding.anew()
        self._target = ""
        self._sound.forget()
        self._counting.anew()
        self._referring.forget()
        self.call = msgspec.structs.replace(
            self.call,
            remote=Party(remote.uri, name),
            held_by_far_end=False,
            forwarded=False,
            answered_by=None,
            voicemail=False,
        )

    # Commands.

    def ring(self) -> None:
        self.leg.answer(parameters(180))

    def answer(self, name: str = "") -> None:
        wish = parameters(200)
        if name:
            wish.txOption.headers = answering_as(self.call.called, name)
        self.leg.answer(wish)

    def decline(self, status: int, now: float) -> None:
        self.hung_up = True
        self._over_at = now + GOODBYE
        self.leg.hangup(parameters(status))

    def hang_up(self, now: float, *, goes_on_elsewhere: bool = False) -> None:
        """`goes_on_elsewhere`: that is said to whom we called; if they have answered, the call stays."""
        answered = self.call.state in (CallState.CONNECTING, CallState.CONFIRMED)
        if goes_on_elsewhere and answered:
            return
        self.hung_up = True
        if self._over_at is None:
            self._over_at = now + GOODBYE
        if self.leg.alive:
            unanswered = self.call.state in (CallState.INCOMING, CallState.EARLY)
            incoming = self.call.direction is Direction.INCOMING
            wish = parameters(603 if unanswered and incoming else 0)
            if goes_on_elsewhere and not incoming:
                wish.txOption.headers = elsewhere()
            self.leg.hangup(wish)

    def hold(self, on: bool, now: float) -> None:
        self._holding.wanted = on
        self.join()
        self._settle(now)

    @property
    def wants_held(self) -> bool:
        return self._holding.wanted

    def mute(self, on: bool) -> None:
        self._change(muted=on)
        self.join()

    def send_digits(self, digits: str) -> None:
        self.leg.dialDtmf(digits)

    def refer(self, target: str) -> None:
        """Have the far end call that Refer-To."""
        self._referring.send(self.leg, target, parameters())

    @property
    def refers(self) -> bool:
        """Whether the far end was told to call somebody, and nothing has come of it yet."""
        return self._referring.runs

    def join_with(self, partners: Sequence["Conversation"], *, with_us: bool) -> None:
        """Let their far ends hear this one's; with none of them, as before. Each of them is told the same."""
        self.partners = tuple(partners)
        joined = tuple(each.call.id for each in partners)
        self.join(bridged=not with_us)
        self._change(joined=joined, bridged=not with_us)

    def moved(self, now: float) -> None:
        """Our address is another; the far end hears of it as soon as there can be a re-INVITE."""
        self._holding.move()
        self._settle(now)

    # Time.

    def tick(self, now: float) -> bool:
        """True when the call is over."""
        if self._over_at is not None and now >= self._over_at:
            self._finish(self.call.status, "no answer to our goodbye", from_far_end=False)
            return True
        again_at = self._holding.again_at
        if again_at is not None and now >= again_at:
            self._holding.again_at = None
            self._settle(now)
        if self._look_at is not None and now >= self._look_at and self.leg.alive:
            self._change(security=self._wanted.in_force(self.leg) or self.call.security)
            self._look_at = now + SETTLING if self._wanted.settles(self.call.security) else None
        if self.call.state is CallState.CONFIRMED and now >= self._counting.at:
            self._counting.begin(now)
            self._measure(now)
        return False

    def due(self) -> float | None:
        """When tick has something to do, monotonic seconds."""
        times = [time for time in (self._holding.again_at, self._look_at, self._over_at) if time is not None]
        if self.call.state is CallState.CONFIRMED:
            times.append(self._counting.at)
        return min(times, default=None)

    def _settle(self, now: float) -> None:
        """Negotiate what the person wants, when that can be."""
        if self.call.state is CallState.CONFIRMED and not self._unanswered:
            self._holding.settle(self.leg, now)

    def _measure(self, now: float) -> None:
        media = self._sound.media
        counted = None if media is None or not self.leg.alive else self.leg.counters(media.index)
        if counted is None:
            return
        quality = self._counting.measure(counted)
        self._emit(QualityMeasured(self.call.id, quality))
        silent_by_will = self.call.held or self.call.held_by_far_end or self._unanswered
        if self._counting.stands_still(quality, now, silent_by_will=silent_by_will):
            self._ask_far_end()

    def _ask_far_end(self) -> None:
        """A re-INVITE: a live far end answers and sound may come back; a dead one ends the call in 32 s."""
        if self._holding.inviting:
            return
        _log.info("call %s: no packet for %.0f s, asking the far end", self.call.id, STILL)
        try:
            self._holding.ask(self.leg)
        except pj.Error as error:
            _log.info("call %s: not asked: %s", self.call.id, error.reason)

    # Sound.

    def join(self, *, bridged: bool | None = None) -> None:
        """Connect what may be heard, and disconnect the rest."""
        self._sound.connect(
            held=self._holding.wanted,
            muted=self.call.muted,
            bridged=self.call.bridged if bridged is None else bridged,
            partners=[each._sound for each in self.partners],
        )

    # Reports.

    def _change(self, **changes: object) -> None:
        changed = msgspec.structs.replace(self.call, **changes)
        if changed != self.call:
            self.call = changed
            self._emit(CallChanged(changed))

    def _finish(self, status: int, reason: str, *, from_far_end: bool) -> None:
        last = Last(
            direction=Direction.OUTGOING if self._unanswered else self.call.direction,
            state=CallState.EARLY if self._unanswered else self.call.state,
            status=status,
            from_far_end=from_far_end,
            ours=self.hung_up,
            elsewhere=self._elsewhere,
            secured=self._wanted.required,
        )
        was_confirmed = self.call.state is CallState.CONFIRMED
        self.call = msgspec.structs.replace(self.call, state=CallState.ENDED, status=status)
        quality = self._counting.overall() if was_confirmed else None
        self._emit(CallEnded(call=self.call, ending=ending(last), reason=reason, quality=quality))
