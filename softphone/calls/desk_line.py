"""One call on the desk: what the phone reported last, and what the person wants of it."""

from dataclasses import dataclass

from softphone.calls.call import Call, CallState, Direction, Ending, Quality
from softphone.calls.desk_view import Action


@dataclass
class Joined:
    """Calls whose far ends hear one another."""

    calls: tuple[str, ...]
    with_us: bool
    told: bool = False
    """The phone has been told so."""


@dataclass
class Parking:
    since: float
    place: int = 0
    """Known once the server has said it."""
    overdue: bool = False
    """Nobody fetched it for long."""


@dataclass
class Line:
    call: Call
    """As the phone reported it last."""
    test: bool = False
    confirmed_at: float | None = None
    quality: Quality | None = None
    ending: Ending | None = None
    ended_at: float = 0.0
    wants_held: bool = False
    asked_held: bool | None = None
    """What the phone was asked for and has not reported yet."""
    ask_after: float = 0.0
    """Not before this time is it asked (again) to hold or to resume."""
    answered: bool = False
    """Answer was sent."""
    leaving: bool = False
    """Hang up or decline was sent."""
    recovering: bool = False
    """The phone died in this call and has not reported it since."""
    unseen: bool = False
    """Taken up, and the window has not shown so yet: the microphone stays off."""
    wants_muted: bool = False
    referred: bool = False
    """Its far end has been told to go elsewhere, and nothing is done to it meanwhile."""
    apart: bool = False
    """Called to be joined with another: it is not heard here."""
    joined: Joined | None = None
    picks_up: str = ""
    """An address of whom: it only asks for the call that rings there."""
    parked: Parking | None = None
    fetched_by: str = ""
    """The name of who fetched it from where it was parked."""

    @property
    def live(self) -> bool:
        return self.ending is None

    @property
    def confirmed(self) -> bool:
        return self.live and self.call.state is CallState.CONFIRMED

    @property
    def steady(self) -> bool:
        """Confirmed, and it will be the next moment."""
        return self.confirmed and not (self.recovering or self.leaving)

    @property
    def waits(self) -> bool:
        """An incoming call that nobody has answered or declined."""
        return (
            self.live
            and self.call.direction is Direction.INCOMING
            and self.call.state in (CallState.INCOMING, CallState.EARLY)
            and not (self.answered or self.leaving)
        )

    @property
    def calls_back(self) -> bool:
        """Parked, and nobody fetched it for long."""
        return self.steady and self.parked is not None and self.parked.overdue

    @property
    def dials(self) -> bool:
        """An outgoing call that nobody has answered yet."""
        return self.live and self.call.direction is Direction.OUTGOING and not self.confirmed

    @property
    def bridged(self) -> bool:
        """Joined with another without us."""
        return self.joined is not None and not self.joined.with_us

    @property
    def speaks(self) -> bool:
        """Has sound to be heard, or will have it without anybody's doing: a candidate for being active."""
        quiet = self.leaving or self.waits or self.wants_held or self.bridged or self.apart
        return self.live and not quiet

    def actions(self) -> frozenset[Action]:
        """What the person can do with this call now."""
        if not self.live or self.leaving or self.referred:
            return frozenset()
        if self.recovering:
            return frozenset({Action.HANG_UP})
        if self.waits:
            return frozenset({Action.ANSWER, Action.DECLINE})
        if not self.confirmed or self.bridged or self.apart:
            return frozenset({Action.HANG_UP})
        if self.parked is not None:
            return frozenset({Action.HANG_UP, Action.RESUME})
        mute = Action.UNMUTE if self.call.muted else Action.MUTE
        if self.joined is not None:
            return frozenset({Action.HANG_UP, Action.KEYPAD, mute})
        if self.wants_held:
            return frozenset({Action.HANG_UP, Action.RESUME, mute})
        if self.call.held:
            # It is being taken off hold.
            return frozenset({Action.HANG_UP, Action.HOLD, mute})
        return frozenset({Action.HANG_UP, Action.HOLD, Action.KEYPAD, mute})

    def end(self, ending: Ending, now: float) -> None:
        self.ending, self.ended_at = ending, now
        self.recovering = self.unseen = False
