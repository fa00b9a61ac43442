"""One call of a fake phone: what the far end says to it, and what commands do to it.

The call keeps its id when its far end becomes another: because we were transferred, or because another took
the place of who we talked with (RFC 3891).
"""

from collections.abc import Callable

from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Direction, Ending, Party, Quality, Security
from softphone.calls.events import CallChanged, CallEnded, DigitReceived, Event, TransferProgress
from softphone.calls.transfer_reports import reason
from softphone.phone.fake_leg import GONE, Invite, Leg, Refer
from softphone.phone.fake_network import FakeNetwork
from softphone.phone.fake_referral import Referral

QUALITY = Quality(
    codec="PCMA", packets_received=50, loss_percent=0.0, jitter_ms=1.0, round_trip_ms=2.0, mos=4.4
)


class FakeCall:
    """`over` is told when it has ended; `full` says whether the phone has no room for another leg."""

    def __init__(
        self,
        snapshot: Call,
        leg: Leg,
        network: FakeNetwork,
        *,
        emit: Callable[[Event], None],
        over: Callable[["FakeCall"], None],
        full: Callable[[], bool],
    ) -> None:
        self.snapshot = snapshot
        self.leg = leg
        """To the far end that the person talks with."""
        leg.listener = self
        self.invite: Invite | None = None
        """What made this call, when it is incoming."""
        self._network = network
        self._emit = emit
        self._over = over
        self._full = full
        self._referral: Referral | None = None
        """Under way: the far end told us to call somebody else."""
        self._left: Leg | None = None
        """To who transferred us, until they hang up."""
        self._awaits_reports = False

    def change(self, **changes: object) -> None:
        changed = replace(self.snapshot, **changes)
        if changed != self.snapshot:
            self.snapshot = changed
            self._emit(CallChanged(changed))

    @property
    def confirmed(self) -> bool:
        return self.snapshot.state is CallState.CONFIRMED

    @property
    def connected(self) -> bool:
        """Confirmed, and with another phone: who transferred us may have left before anybody answered."""
        return self.confirmed and self.leg.far is not None

    @property
    def waits(self) -> bool:
        """Incoming, and not answered."""
        unanswered = self.snapshot.state in (CallState.INCOMING, CallState.EARLY)
        return unanswered and self.snapshot.direction is Direction.INCOMING

    @property
    def legs(self) -> int:
        return 1 if self._referral is None else 2

    # Commands.

    def ring(self) -> None:
        if self.snapshot.state is CallState.INCOMING:
            self.change(state=CallState.EARLY, status=180)
            self.leg.ring()

    def answer(self) -> None:
        self.leg.accept(self._network.next_number())
        self._confirm(self.leg)

    def decline(self, status: int) -> None:
        self.leg.end(status)
        self._finish(Ending.DECLINED, status)

    def hang_up(self, *, elsewhere: bool = False) -> None:
        if self.confirmed and elsewhere:
            return
        if self.confirmed:
            self.leg.end(200)
            self._finish(Ending.WE_HUNG_UP, 200)
        elif self.waits:
            self.decline(603)
        else:
            self.leg.end(487, elsewhere=elsewhere)
            self._finish(Ending.WE_HUNG_UP, 487)

    def hold(self, *, on: bool) -> None:
        self.change(held=on)
        self.leg.hold(on=on)

    def transfer(self, refer: Refer) -> None:
        """Send REFER. Where it is taken, the reports come by themselves."""
        before, self._awaits_reports = self._awaits_reports, True
        status = self.leg.refer(refer)
        if status >= 300:
            self._awaits_reports = before
            self._emit(TransferProgress(call=self.snapshot.id, status=status, final=True, refused=True))

    # What happens to the phone.

    def lose(self) -> None:
        """The phone died in this call."""
        self.leg.end(GONE)
        self._finish(Ending.LOST, GONE)

    def take_up(self) -> None:
        """The phone died in this call, and a new one has it; what it knew of transfers is gone."""
        self._awaits_reports = False
        self._go_nowhere()
        self.snapshot = replace(
            self.snapshot, taken_up=True, muted=True, joined=(), bridged=False, referred_to=None
        )
        # Said even where it changes nothing, after a second death.
        self._emit(CallChanged(self.snapshot))

    def let_go(self) -> Invite:
        """The INVITE, which goes elsewhere: nobody answered it here."""
        assert self.invite is not None
        self.leg.disconnect()
        self._finish(Ending.CALLER_GAVE_UP, 487)
        return self.invite

    # The far end.

    def progressed(self, leg: Leg, status: int) -> None:
        forwarded = self.snapshot.forwarded or status == 181
        self.change(state=CallState.EARLY, status=status, forwarded=forwarded)

    def answered(self, leg: Leg) -> None:
        self._confirm(leg)

    def ended(self, leg: Leg, status: int, *, elsewhere: bool) -> None:
        if leg is self._left:
            self._left = None
        elif leg is not self.leg:
            pass
        elif self._referral is not None:
            # Who transfers us need not wait for the result: we go on to where they sent us.
            refer = self._referral.refer
            self.change(remote=Party(refer.target), transferred_by=refer.by, held_by_far_end=False)
        elif status == GONE:
            self._finish(Ending.LOST, status)
        elif self.confirmed:
            self._finish(Ending.THEY_HUNG_UP, status)
        elif self.waits:
            self._finish(Ending.ANSWERED_ELSEWHERE if elsewhere else Ending.CALLER_GAVE_UP, status)
        else:
            self._finish(reason(status), status)

    def holds(self, leg: Leg, *, on: bool) -> None:
        if leg is not self.leg:
            return
        taken_back = self._referral if self.snapshot.held_by_far_end and not on else None
        self.change(held_by_far_end=on)
        if taken_back is not None:
            # Who transfers us talks with us again.
            taken_back.give_up()

    def dials(self, leg: Leg, digit: str) -> None:
        if leg is self.leg:
            self._emit(DigitReceived(self.snapshot.id, digit))

    def referred(self, leg: Leg, refer: Refer) -> int:
        if not leg.traits.refer:
            return 405
        if leg is not self.leg or not self.confirmed or self._referral is not None or self._awaits_reports:
            # One at a time: of two who send each other away, neither goes.
            return 491
        if self._full():
            return 486
        self._referral = Referral(
            leg,
            refer,
            answered=lambda new: self._moved(new, refer.by),
            failed=self._stays,
        )
        self.change(referred_to=Party(refer.target))
        self._referral.begin(self._network.invite)
        return 202

    def reported(self, leg: Leg, status: int, *, final: bool) -> None:
        if leg is self.leg and self._awaits_reports:
            self._awaits_reports = not final
            self._emit(TransferProgress(call=self.snapshot.id, status=status, final=final))

    def replaced_by(self, invite: Invite) -> None:
        """Another takes the place of who we talk with: that one's leg ends, nothing rings."""
        self._go_nowhere()
        old, self.leg = self.leg, Leg(self.leg.local, self.leg.traits)
        self.leg.listener, self.leg.holding = self, self.snapshot.held
        self.leg.connect(invite.leg)
        self.leg.accept(self._network.next_number())
        self._talk_with(invite.leg.local, transferred_by=invite.by or self.snapshot.transferred_by)
        old.end(200)

    # What follows.

    def _confirm(self, leg: Leg) -> None:
        self.change(
            state=CallState.CONFIRMED,
            status=200,
            codec="PCMA",
            security=Security.NONE,
            **_seen(leg, self.snapshot.remote),
        )

    def _moved(self, leg: Leg, by: Party) -> None:
        """Whom we were referred to has answered."""
        assert self._referral is not None
        target = self._referral.refer.target
        self._referral = None
        self._left = self.leg if self.leg.far else None
        self.leg, leg.listener, leg.holding = leg, self, self.snapshot.held
        self._talk_with(Party(target), transferred_by=by)

    def _talk_with(self, remote: Party, *, transferred_by: Party | None) -> None:
        """As before, but with that one. What was told to who was there before is none of theirs."""
        self._awaits_reports = False
        self.change(
            remote=remote,
            transferred_by=transferred_by,
            referred_to=None,
            forwarded=False,
            **_seen(self.leg, remote),
        )

    def _stays(self, status: int) -> None:
        """Whom we were referred to did not come."""
        self._referral = None
        if self.leg.far is None:
            self._finish(reason(status), status)
        else:
            self.change(referred_to=None)

    def _finish(self, ending: Ending, status: int) -> None:
        quality = QUALITY if self.confirmed else None
        self.snapshot = replace(
            self.snapshot, state=CallState.ENDED, status=status, joined=(), bridged=False, referred_to=None
        )
        self._go_nowhere()
        left, self._left = self._left, None
        if left is not None:
            left.end(200)
        self._over(self)
        self._emit(CallEnded(call=self.snapshot, ending=ending, quality=quality))

    def _go_nowhere(self) -> None:
        """Whom we were referred to rings no longer."""
        referral, self._referral = self._referral, None
        if referral is not None:
            referral.cancel()


def _seen(leg: Leg, meant: Party) -> dict[str, object]:
    """What who we are connected with, and called `meant`, says of itself."""
    far = leg.far
    if far is None:
        return {}
    return {
        "dialog": leg.dialog,
        "call_id": leg.named[0],
        "caller_tag": leg.named[1],
        "held_by_far_end": far.holding,
        "takes_refer": far.traits.refer,
        "takes_replaces": far.traits.replaces,
        "voicemail": far.traits.voicemail,
        "answered_by": None if far.local.uri == meant.uri else far.local,
    }
