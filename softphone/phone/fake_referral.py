"""A fake phone that was referred: it calls the target, and reports how that gets on (RFC 3515 §2.4.4)."""

from collections.abc import Callable

from softphone.phone.fake_leg import Invite, Leg, Refer


class Referral:
    """`came_on` is the leg that the REFER came on. `answered` is told of the leg to the target, which belongs
    to the call from then on; `failed` of the status that there was instead."""

    def __init__(
        self, came_on: Leg, refer: Refer, *, answered: Callable[[Leg], None], failed: Callable[[int], None]
    ) -> None:
        self.refer = refer
        self._came_on = came_on
        self._answered = answered
        self._failed = failed
        self._leg = Leg(came_on.local, came_on.traits)
        self._leg.listener = self

    def begin(self, send: Callable[[Invite], None]) -> None:
        self._came_on.report(100, final=False)
        send(Invite(self._leg, self.refer.target, self.refer.replaces, self.refer.by))

    def give_up(self) -> None:
        """As if the target had not come."""
        self.cancel()
        self.ended(self._leg, 487, elsewhere=False)

    def cancel(self) -> None:
        """Nobody is there any more who wants to know the result."""
        self._leg.end(487)

    def progressed(self, leg: Leg, status: int) -> None:
        self._came_on.report(status, final=False)

    def answered(self, leg: Leg) -> None:
        self._answered(leg)
        self._came_on.report(200, final=True)

    def ended(self, leg: Leg, status: int, *, elsewhere: bool) -> None:
        self._came_on.report(status, final=True)
        self._failed(status)

    # What is said in a call only, and this is none yet.

    def holds(self, leg: Leg, *, on: bool) -> None:
        pass

    def dials(self, leg: Leg, digit: str) -> None:
        pass

    def referred(self, leg: Leg, refer: Refer) -> int:
        return 403

    def reported(self, leg: Leg, status: int, *, final: bool) -> None:
        pass
