"""The transfers of a desk: the table of `calls.transfer` fed with what happens to its calls, and its effects
carried out on them."""

from collections.abc import Callable

from softphone.calls import commands
from softphone.calls.call import Call, CallState, Ending, Party
from softphone.calls.commands import Dial, Tone
from softphone.calls.desk_line import Line
from softphone.calls.desk_lines import Commands, Lines
from softphone.calls.desk_view import Answered, DeskTransfer, Identity
from softphone.calls.events import CommandRefused, Fault, TransferProgress
from softphone.calls.transfer import (
    BUTTONS,
    OPEN,
    PRIMARY,
    RUNNING,
    WITH_COLLEAGUE,
    Button,
    Effect,
    Happening,
    Kind,
    Step,
    Transfer,
)
from softphone.calls.transfer_reports import reason, report

_NEEDS_BOTH = frozenset({Button.COMPLETE, Button.SWAP, Button.CONFERENCE})
_NEEDS_CALLER = frozenset(
    {Button.COMPLETE, Button.SWAP, Button.CONFERENCE, Button.TRY_AGAIN, Button.ANNOUNCE}
)
_PERSON = {
    Button.CANCEL: Happening.CANCEL,
    Button.TAKE_BACK: Happening.TAKE_BACK,
    Button.SWAP: Happening.SWAP,
    Button.CONFERENCE: Happening.JOIN,
    Button.PART: Happening.PART,
    Button.ANNOUNCE: Happening.TRY_ANNOUNCED,
    Button.DISMISS: Happening.DISMISS,
}
_RESUMED = {
    Step.CALLING: Happening.CANCEL,
    Step.CONNECTING: Happening.CANCEL,
    Step.WITHDRAWING: Happening.CANCEL,
}
"""What it means that the caller is taken off hold; in other steps it is TAKE_BACK, where there is one."""


class Transfers:
    """Ids of calls are those in `lines`. Every method returns what the phone is to be told; whoever calls it
    settles the lines afterwards."""

    def __init__(
        self,
        lines: Lines,
        *,
        lookup: Callable[[Party], Identity],
        clock: Callable[[], float],
        new_id: Callable[[], str],
    ) -> None:
        self._lines = lines
        self._lookup = lookup
        self._clock = clock
        self._new_id = new_id
        self._transfers: dict[str, Transfer] = {}
        self._parties: dict[str, tuple[Party, Party]] = {}
        """Caller and colleague of each transfer, as they were known last."""

    @property
    def empty(self) -> bool:
        return not self._transfers

    # What the person does.

    def ways(self, call_id: str) -> frozenset[Kind]:
        """How that call can be transferred now."""
        return frozenset(Kind) if self._free(call_id) else frozenset()

    def partners(self, call_id: str) -> tuple[str, ...]:
        """The calls that it can be announced to, or joined with, as they are."""
        if not self._free(call_id):
            return ()
        return tuple(name for name in self._lines.by_id if name != call_id and self._free(name))

    def _free(self, call_id: str) -> bool:
        line = self._lines.get(call_id)
        return (
            line is not None
            and line.steady
            and not (line.test or line.referred)
            and line.joined is None
            and line.parked is None
            and not any(
                (each.caller == call_id and each.step not in OPEN)
                or (each.colleague == call_id and each.step in WITH_COLLEAGUE)
                for each in self._transfers.values()
            )
        )

    def start(self, call_id: str, target: str, kind: Kind) -> Commands:
        """Transfer that call; nothing where it cannot be."""
        if kind not in self.ways(call_id):
            return ()
        line = self._lines.by_id[call_id]
        by_phone = kind is Kind.DIRECT and not line.call.takes_refer
        if kind is Kind.ANNOUNCED:
            step, effect = Step.CALLING, Effect.CALL_COLLEAGUE
        elif by_phone:
            step, effect = Step.CONNECTING, Effect.CALL_COLLEAGUE
        else:
            step, effect = Step.HOLDING, Effect.HOLD_CALLER
        made = self._add(kind, line, target, step, Party(target), by_phone=by_phone)
        return self._carry_out(made, (effect,)) + self._if_held(made)

    def announce_to(self, call_id: str, other: str) -> Commands:
        """From here on the two calls are an announced transfer of the first to the second."""
        if other in self.partners(call_id):
            line, colleague = self._lines.by_id[call_id], self._lines.by_id[other].call
            self._drop(other)
            made = self._add(Kind.ANNOUNCED, line, colleague.remote.uri, Step.TALKING, colleague.remote)
            made.colleague = other
        return ()

    def _add(
        self, kind: Kind, line: Line, target: str, step: Step, colleague: Party, *, by_phone: bool = False
    ) -> Transfer:
        self._drop(line.call.id)
        made = Transfer(
            id=self._new_id(), kind=kind, caller=line.call.id, target=target, step=step, by_phone=by_phone
        )
        made.begin(self._clock())
        self._transfers[made.id] = made
        self._parties[made.id] = (line.call.remote, colleague)
        return made

    def _drop(self, call_id: str) -> None:
        """Those that had nothing more to do for this call."""
        kept = self._transfers.items()
        self._transfers = {name: each for name, each in kept if call_id not in (each.caller, each.colleague)}

    def press(self, transfer_id: str, button: Button) -> Commands:
        """Do it, if the button is there now; else nothing."""
        made = self._transfers.get(transfer_id)
        if made is None or button not in self._buttons(made):
            return ()
        if button is Button.COMPLETE:
            if self._answered(made) is not None and not made.asking:
                made.asking = True
                return ()
            by_phone = self._by_phone(made)
            return self._happened(made, Happening.COMPLETE_BY_PHONE if by_phone else Happening.COMPLETE)
        if button is Button.TRY_AGAIN:
            if made.step is Step.WAITING or made.kind is Kind.ANNOUNCED:
                return self._happened(made, Happening.TRY_ANNOUNCED)
            by_phone = made.by_phone or made.refused
            return self._happened(made, Happening.TRY_BY_PHONE if by_phone else Happening.TRY_DIRECT)
        return self._happened(made, _PERSON[button])

    def resumes(self, call_id: str) -> Commands | None:
        """The person takes that call off hold: what it means for the transfer, None when nothing."""
        for made in self._of_caller(call_id):
            what = _RESUMED.get(made.step, Happening.TAKE_BACK)
            if self._buttons(made) & {Button.CANCEL, Button.TAKE_BACK} and made.step is not Step.TALKING:
                return self._happened(made, what)
        return None

    def hung_up(self, call_id: str) -> Commands:
        """By the person: that leg is all that ends."""
        said: Commands = ()
        for made in list(self._transfers.values()):
            if made.caller == call_id:
                said += self._happened(made, Happening.CALLER_DROPPED)
            elif made.colleague == call_id:
                said += self._colleague_ended(made, Happening.COLLEAGUE_WITHDRAWN, Ending.WE_HUNG_UP)
        return said

    # What the phone reports.

    def changed(self, call: Call) -> Commands:
        """That call looks otherwise now."""
        said: Commands = ()
        for made in list(self._transfers.values()):
            caller, colleague = self._parties[made.id]
            if made.caller == call.id:
                self._parties[made.id] = (call.remote, colleague)
                said += self._if_held(made)
            elif made.colleague == call.id:
                self._parties[made.id] = (caller, call.remote)
                if call.state is CallState.CONFIRMED:
                    said += self._happened(made, Happening.COLLEAGUE_ANSWERED)
        return said

    def ended(self, call_id: str, ending: Ending) -> Commands:
        """That call is over."""
        said: Commands = ()
        for made in list(self._transfers.values()):
            if made.caller == call_id:
                ours = ending is Ending.WE_HUNG_UP
                said += self._happened(made, Happening.CALLER_DROPPED if ours else Happening.CALLER_ENDED)
            elif made.colleague == call_id:
                said += self._colleague_ended(made, _how(ending), ending)
            else:
                continue
            if made.step not in (Step.OVER, Step.TALKING):
                # The transfer says it, with both names.
                self._lines.forget(call_id)
        return said

    def _colleague_ended(self, made: Transfer, what: Happening, ending: Ending) -> Commands:
        before = made.step
        heard = self._lines.get(made.caller)
        talking = heard is not None and self._lines.active == made.caller and not heard.wants_held
        if talking and made.step is not Step.CONNECTING:
            what = Happening.COLLEAGUE_LEFT_US_TALKING
        made.colleague = ""
        said = self._happened(made, what)
        if made.step is before:
            return said
        made.reason, made.refused, made.status = ending, False, 0
        if made.step in (Step.WAITING, Step.FAILED) and what is not Happening.COLLEAGUE_WITHDRAWN:
            said += (self._lines.tones.once(Tone.BUSY, self._clock()),)
        return said

    def reported(self, event: TransferProgress) -> Commands:
        """The far end that was told to go elsewhere says how it gets on."""
        what = report(event.status, final=event.final, refused=event.refused)
        said: Commands = ()
        for made in self._of_caller(event.call):
            before = made.step
            said += self._happened(made, what)
            if made.step is before and what is not Happening.PROGRESS:
                continue
            made.status = event.status
            if what in (Happening.FAILED, Happening.REFUSED):
                made.refused = event.refused
                # After the REFER was taken over the wire, a 481 means that the colleague had hung up.
                made.reason = reason(event.status, colleague_gone=before is Step.TAKEN_OVER)
            if made.step in (Step.FAILED, Step.WAITING, Step.TALKING):
                said += (self._lines.tones.once(Tone.BUSY, self._clock()),)
        return said

    def refused(self, event: CommandRefused) -> Commands:
        """The phone did not do what it was told."""
        if event.command == commands.Join.__name__:
            for made in list(self._transfers.values()):
                if event.call in (made.caller, made.colleague):
                    return self._happened(made, Happening.PARTED)
            return ()
        said: Commands = ()
        for made in self._of_caller(event.call):
            if event.command == commands.Hold.__name__:
                said += self._happened(made, Happening.HOLD_REFUSED)
            elif event.command in (commands.Transfer.__name__, commands.TransferTo.__name__):
                said += self._happened(made, Happening.FAILED)
                made.reason = Ending.NOT_FOUND if event.fault is Fault.BAD_ADDRESS else Ending.SERVER_ERROR
        return said

    def phone_lost(self) -> Commands:
        said: Commands = ()
        for made in list(self._transfers.values()):
            said += self._happened(made, Happening.PHONE_LOST)
            if made.step in (Step.FAILED, Step.WAITING) and made.reason is None:
                made.reason = Ending.LOST
        return said

    def settle(self) -> Commands:
        """See whether those that were joined still are."""
        said: Commands = ()
        for made in list(self._transfers.values()):
            if made.step in (Step.CONFERENCE, Step.BRIDGED):
                line = self._lines.get(made.caller)
                if line is not None and line.live and line.joined is None:
                    said += self._happened(made, Happening.PARTED)
        return said

    def tick(self) -> Commands:
        now = self._clock()
        said: Commands = ()
        for made in list(self._transfers.values()):
            if made.due(now):
                said += self._happened(made, Happening.TIME_UP)
        return said

    # What follows.

    def _of_caller(self, call_id: str) -> list[Transfer]:
        return [made for made in self._transfers.values() if made.caller == call_id]

    def _happened(self, made: Transfer, what: Happening) -> Commands:
        before = made.step
        said = self._carry_out(made, made.happened(what, self._clock()))
        if made.step in (Step.CALLING, Step.CONNECTING, Step.HOLDING) and made.step is not before:
            made.reason, made.refused, made.status = None, False, 0
            made.by_phone = made.step is Step.CONNECTING
        if made.step is Step.CONNECTING and (line := self._lines.get(made.colleague)):
            line.apart = True
        if made.step is Step.OVER:
            self._transfers.pop(made.id, None)
            self._parties.pop(made.id, None)
        self._lock(made.caller)
        return said if before is Step.HOLDING else said + self._if_held(made)

    def _if_held(self, made: Transfer) -> Commands:
        """On hold already: not where they are just being taken off it."""
        caller = self._lines.get(made.caller)
        if made.step is not Step.HOLDING or caller is None:
            return ()
        held = caller.call.held and caller.asked_held is None
        return self._happened(made, Happening.CALLER_HELD) if held else ()

    def _lock(self, caller: str) -> None:
        """While a direct transfer runs, nothing is done to the caller."""
        line = self._lines.get(caller)
        if line is not None:
            line.referred = any(made.step in RUNNING for made in self._of_caller(caller))

    def _carry_out(self, made: Transfer, effects: tuple[Effect, ...]) -> Commands:
        said: Commands = ()
        for effect in effects:
            said += self._effect(made, effect)
        self._lock(made.caller)
        return said

    def _effect(self, made: Transfer, effect: Effect) -> Commands:
        lines = self._lines
        caller, colleague = lines.get(made.caller), lines.get(made.colleague)
        match effect:
            case Effect.HOLD_CALLER if caller is not None:
                caller.wants_held = True
            case Effect.REFER:
                return (commands.Transfer(made.caller, made.target),)
            case Effect.REFER_REPLACES if colleague is not None:
                colleague.leaving = False
                return (commands.TransferTo(made.caller, made.colleague),)
            case Effect.CALL_COLLEAGUE if caller is not None:
                made.colleague = self._new_id()
                dial = Dial(call=made.colleague, account=caller.call.account, target=made.target)
                return lines.place(dial, caller.call.account, apart=made.step is Step.CONNECTING)
            case Effect.WITHDRAW if colleague is not None:
                return lines.hang_up(colleague, elsewhere=True)
            case Effect.HANG_UP_CALLER if caller is not None and caller.live:
                return lines.hang_up(caller)
            case Effect.HANG_UP_COLLEAGUE if colleague is not None and colleague.live:
                return lines.hang_up(colleague)
            case Effect.RESUME_CALLER if caller is not None and caller.live:
                caller.wants_held = False
                return lines.focus(made.caller)
            case Effect.SWAP:
                other = made.caller if lines.active == made.colleague else made.colleague
                lines.by_id[other].wants_held = False
                return lines.focus(other)
            case Effect.JOIN_WITH_US | Effect.JOIN_WITHOUT_US if caller is not None and colleague is not None:
                with_us = effect is Effect.JOIN_WITH_US
                lines.join((made.caller, made.colleague), with_us=with_us)
                return lines.focus(made.colleague) if with_us else ()
            case Effect.PART:
                joined = next((line.joined for line in (caller, colleague) if line and line.joined), None)
                return () if joined is None else lines.part(joined)
            case _:
                pass
        return ()

    # What the window shows.

    def view(self) -> tuple[DeskTransfer, ...]:
        return tuple(self._view(made) for made in self._transfers.values())

    def part_of(self, call_id: str) -> str:
        """The id of the transfer that this call is part of."""
        for made in self._transfers.values():
            if call_id in (made.caller, made.colleague):
                return made.id
        return ""

    def _view(self, made: Transfer) -> DeskTransfer:
        caller, colleague = self._parties[made.id]
        buttons = self._buttons(made)
        primary = PRIMARY.get(made.step)
        call = self._call(made.colleague)
        by_whom = None if call is None else call.answered_by
        return DeskTransfer(
            id=made.id,
            kind=made.kind,
            step=made.step,
            caller=self._lookup(caller),
            colleague=self._lookup(colleague),
            caller_call=made.caller if self._call(made.caller) else "",
            colleague_call=made.colleague if call else "",
            buttons=buttons,
            primary=primary if primary in buttons else None,
            rings=made.status in range(180, 200) or (call is not None and call.state is CallState.EARLY),
            reason=made.reason,
            refused=made.refused,
            by_phone=self._by_phone(made),
            answered=self._answered(made),
            answered_by=None if by_whom is None else self._lookup(by_whom),
            asking=made.asking,
        )

    def _call(self, call_id: str) -> Call | None:
        line = self._lines.get(call_id)
        return line.call if line is not None and line.live else None

    def _buttons(self, made: Transfer) -> frozenset[Button]:
        offered = BUTTONS[made.step]
        if made.kind is Kind.ANNOUNCED:
            offered -= {Button.ANNOUNCE}
        if not self._lines.steady(made.caller):
            offered -= _NEEDS_CALLER
        colleague = self._lines.get(made.colleague)
        if colleague is not None and (colleague.recovering or colleague.leaving):
            offered -= _NEEDS_BOTH
        elif colleague is not None and colleague.call.referred_to is not None:
            # The colleague is just sending us to somebody else: to whom, is not the person's choice yet.
            offered -= {Button.COMPLETE}
        return offered

    def _by_phone(self, made: Transfer) -> bool:
        """Whether the far ends cannot do it among themselves."""
        caller, colleague = self._call(made.caller), self._call(made.colleague)
        if made.by_phone or made.refused or made.step is Step.BRIDGED:
            return True
        if caller is None:
            return False
        if made.kind is Kind.DIRECT or colleague is None:
            return not caller.takes_refer
        unanswered = colleague.state is not CallState.CONFIRMED
        return not (
            caller.takes_refer and (unanswered or (caller.takes_replaces and colleague.takes_replaces))
        )

    def _answered(self, made: Transfer) -> Answered | None:
        call = self._call(made.colleague)
        if call is None:
            return None
        if call.voicemail:
            return Answered.VOICEMAIL
        return Answered.ELSEWHERE if call.forwarded or call.answered_by is not None else None


def _how(ending: Ending) -> Happening:
    match ending:
        case Ending.WE_HUNG_UP:
            return Happening.COLLEAGUE_WITHDRAWN
        case Ending.LOST:
            return Happening.COLLEAGUE_LOST
        case _:
            return Happening.COLLEAGUE_ENDED
