"""A day at the phones, move by move: what the person can click, what the far ends and the wire can do, and
what must hold after each."""

from collections.abc import Callable, Iterator
from enum import Enum
from functools import partial
from itertools import count, permutations
from typing import TypeVar

from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Direction, Ending, Party
from softphone.calls.commands import Command, Dial, HangUp, Join, Resume, Transfer, TransferTo
from softphone.calls.desk import Desk
from softphone.calls.desk_lines import GIVE_UP, STAY
from softphone.calls.desk_view import Action, DeskSnapshot, Identity
from softphone.calls.events import Capabilities, IncomingCall, PhoneLost, Started, TransferProgress
from softphone.calls.pick_up import PICKED_UP
from softphone.calls.transfer import RESULT_WITHIN, RUNNING, Button, Kind, Step
from softphone.people.pick_up import CODE
from tests.calls.model_phone import ModelPhone

CAPABILITIES = Capabilities(version="1", tls=(), srtp=(), codecs=(), calls=4)
MOST_CALLS = 4
ENDINGS = (Ending.THEY_HUNG_UP, Ending.BUSY, Ending.DECLINED, Ending.NO_ANSWER, Ending.LOST)
CAN = ((True, True), (True, True), (True, False), (False, True))
"""Whether a far end takes REFER, and Replaces."""
PARKED = frozenset({Action.HANG_UP, Action.RESUME})
RECOVERING = frozenset({Action.HANG_UP})
TO_COME = frozenset({Button.TAKE_BACK, Button.CANCEL})

Move = Callable[[], object]
AnyEnum = TypeVar("AnyEnum", bound=Enum)


def _in_order(values: frozenset[AnyEnum]) -> list[AnyEnum]:
    """Sets of enums have another order in each process."""
    return sorted(values, key=lambda value: value.name)


def user_part(call: Call) -> str:
    return call.remote.uri.removeprefix("sip:").partition("@")[0]


class Day:
    """`random(n)` gives a number below n; every move is made of some."""

    def __init__(self, random: Callable[[int], int]) -> None:
        self._random = random
        self.now = 0.0
        self.numbers = count(1)
        self.phone = ModelPhone()
        self.dialled: dict[str, str] = {}
        """Whom each call of ours was placed to."""
        self.meant_for: dict[str, str] = {}
        """Calls that are being transferred: to whom, or to which call."""
        self.told_at: dict[str, float] = {}
        """When a far end was told to go elsewhere."""
        self.may_end: set[str] = set()
        """Calls that we may hang up: the person said so, or they are with somebody else."""
        self.desk = Desk(
            lookup=lambda party: Identity(party.uri),
            clock=lambda: self.now,
            new_id=lambda: f"out-{next(self.numbers)}",
        )
        self.desk.parking.possible = True
        self.parked: set[str] = set()
        """Calls that were parked, and that nobody has hung up or taken back since."""

    def play(self, moves: int) -> None:
        """That many moves, judged; then all comes to rest, and is judged."""
        for _ in range(moves):
            offered = self._moves()
            # What the far ends do is heard before long, mostly.
            if self.phone.reports and self._random(3):
                self._hear(1 + self._random(3))
            else:
                offered[self._random(len(offered))]()
            self._judge()
        self._rest()

    def _moves(self) -> list[Move]:
        moves = list(self._clicks()) * 2
        moves += list(self._wire())
        if self._random(8) == 0:
            moves += [self._phone_dies, self._time_passes, self._moods]
        moves.append(self._time_passes)
        return moves

    # The person.

    def _clicks(self) -> Iterator[Move]:
        desk = self.desk.snapshot()
        for each in desk.calls:
            name = each.call.id
            for action in _in_order(each.actions):
                yield partial(self._act, name, action)
            for kind in _in_order(each.transfers):
                for _ in range(3):
                    yield partial(self._transfer, name, kind)
            for other in each.partners:
                yield partial(self._bring_together, name, other)
            if each.call.taken_up:
                yield partial(self._window_shows, name)
        for made in desk.transfers:
            for button in _in_order(made.buttons):
                for _ in range(3):
                    yield partial(self._press, made.id, button)
        if desk.conference:
            yield self._end_conference
        if len(self.phone.calls) < MOST_CALLS and not desk.calls:
            yield self._dial
            yield self._fetch
        asks = any(each.picks_up and each.ending is None for each in desk.calls)
        if len(self.phone.calls) < MOST_CALLS and not asks and self._random(6) == 0:
            yield self._pick_up

    def _act(self, name: str, action: Action) -> None:
        if action is Action.HANG_UP:
            self.may_end.add(name)
        if action is Action.PARK:
            self.parked.add(name)
            self.may_end.discard(name)
        elif action in (Action.HANG_UP, Action.RESUME):
            self.parked.discard(name)
        self._did(self.desk.act(name, action), ours=action is Action.KEYPAD)

    def _press(self, transfer: str, button: Button) -> None:
        self._did(self.desk.press_transfer(transfer, button))

    def _window_shows(self, name: str) -> None:
        self.obey(self.desk.confirm_taken_up(name))

    def _end_conference(self) -> None:
        self._did(self.desk.end_conference())

    def _dial(self) -> None:
        self._did(self.desk.dial("102", "work"))

    def _fetch(self) -> None:
        self._did(self.desk.fetch(1, Party("sip:cia@company.test"), "work"))

    def _pick_up(self) -> None:
        self._did(self.desk.pick_up("203", "work"))

    def _transfer(self, name: str, kind: Kind) -> None:
        whom = ("201", "202")[self._random(2)]
        self.meant_for[name] = whom
        self.may_end.discard(name)
        start = self.desk.transfer_directly if kind is Kind.DIRECT else self.desk.start_announced_transfer
        self._did(start(name, whom))

    def _bring_together(self, name: str, other: str) -> None:
        if self._random(3) == 0:
            self._did(self.desk.confer(name, other))
            return
        self.meant_for[name] = self.dialled[other]
        self.meant_for.pop(other, None)
        self.may_end.discard(name)
        self._did(self.desk.announce_to(name, other))

    def _did(self, commands: tuple[Command, ...], ours: bool = False) -> None:
        """Whatever was offered did something."""
        assert ours or commands or self.desk.snapshot() != self.seen
        self.obey(commands)

    # The far ends and the wire.

    def _wire(self) -> Iterator[Move]:
        for call in self.phone.calls.values():
            if user_part(call).startswith(CODE):
                for _ in range(5):
                    yield partial(self._asking_is_answered, call)
                continue
            answers = call.direction is Direction.OUTGOING and call.state is not CallState.CONFIRMED
            if answers:
                for _ in range(5):
                    yield partial(self._rings_or_answers, call)
            yield partial(self._far_end_ends, call)
            if call.state is CallState.CONFIRMED and self._random(4) == 0:
                yield partial(self.phone.report, replace(call, held_by_far_end=not call.held_by_far_end))
        for each in self.desk.snapshot().calls:
            if each.parked is not None and each.call.id in self.phone.calls:
                yield partial(self._server_answers, each.call.id)
                if each.parked.place:
                    yield partial(self._is_fetched, each.call.id, each.parked.place)
        for name in self.phone.referred:
            for _ in range(3):
                yield partial(self._far_end_reports, name)
        if len(self.phone.calls) < MOST_CALLS:
            yield self._someone_calls

    def _asking_is_answered(self, call: Call) -> None:
        """Nobody rings there any more; or the call is promised, and mostly comes, even before the promise."""
        if self._random(4) == 0:
            self.phone.end(call.id, Ending.NOT_FOUND)
            return
        self.phone.calls[call.id] = replace(call, status=PICKED_UP)
        self.phone.end(call.id, Ending.UNREACHABLE)
        if self._random(4):
            self._someone_calls(answers_itself=True)
            if self._random(4) == 0:
                *others, promise, came = self.phone.reports
                self.phone.reports = [*others, came, promise]

    def _server_answers(self, name: str) -> None:
        """Of a call that is parked, or was."""
        place = self._random(4)
        self.desk.parking.answered({(name, ""): place})
        if not place:
            self.parked.discard(name)

    def _is_fetched(self, name: str, place: int) -> None:
        """The word of it comes before or after the end of the call."""
        if self._random(2):
            self.desk.parking.fetched(place, "Bo")
        self._hangs_up(name)

    def _someone_calls(self, *, answers_itself: bool = False) -> None:
        name = f"in-{next(self.numbers)}"
        call = Call(
            id=name,
            call_id=name,
            account="work",
            direction=Direction.INCOMING,
            state=CallState.INCOMING,
            remote=Party(f"sip:anna-{next(self.numbers)}@company.test"),
            answers_itself=answers_itself,
        )
        self.dialled[call.id] = call.remote.uri
        self.phone.calls[call.id] = call
        self.phone.reports.append(IncomingCall(call))

    def _rings_or_answers(self, call: Call) -> None:
        refer, replaces = CAN[self._random(len(CAN))]
        self.phone.report(
            replace(
                call,
                state=(CallState.EARLY, CallState.CONFIRMED)[self._random(2)],
                early_media=not self._random(4),
                takes_refer=refer,
                takes_replaces=replaces,
                forwarded=not self._random(4),
            )
        )

    def _far_end_ends(self, call: Call) -> None:
        if self._random(2):
            self.phone.end(call.id, ENDINGS[self._random(len(ENDINGS))])

    def _far_end_reports(self, name: str) -> None:
        """Its call to whom it was sent to gets on; that one's phone and its own hang up at any time."""
        status = (0, 100, 180, 200, 200, 486, 481, 405)[self._random(8)]
        final = status == 0 or status >= 200
        consultation = self.phone.referred.pop(name) if final else ""
        succeeded = status == 200
        refused = status == 405 or (final and not succeeded and not self._random(3))
        acts: list[Move] = []
        if succeeded and consultation in self.phone.calls:
            acts.append(partial(self._hangs_up, consultation))
        if succeeded and not self._random(2):
            acts.append(partial(self._hangs_up, name))
        if not succeeded or self._random(4):
            report = TransferProgress(call=name, status=status, final=final, refused=refused)
            acts.insert(self._random(len(acts) + 1), partial(self.phone.reports.append, report))
        for act in acts:
            act()

    def _hangs_up(self, name: str) -> None:
        if name in self.phone.calls:
            self.phone.end(name, Ending.THEY_HUNG_UP)

    def _hear(self, many: int) -> None:
        for _ in range(min(many, len(self.phone.reports))):
            event = self.phone.reports.pop(0)
            if isinstance(event, TransferProgress) and 200 <= event.status < 300:
                self.may_end.add(event.call)
            self.obey(self.desk.apply(event))

    def _phone_dies(self) -> None:
        confirmed = [call for call in self.phone.calls.values() if call.state is CallState.CONFIRMED]
        again = [replace(call, joined=(), bridged=False) for call in confirmed] if self._random(4) else []
        self.phone.referred.clear()
        self.phone.calls = {call.id: call for call in again}
        self.phone.reports.append(PhoneLost("killed", tuple(call.id for call in again)))
        self.phone.reports.append(Started(CAPABILITIES, 2))
        for call in again:
            if self._random(4):
                self.phone.hold_failed = True
                self.phone.report(replace(call, taken_up=True, muted=True, held=False))
            else:
                self.phone.end(call.id, Ending.LOST)

    def _moods(self) -> None:
        self.phone.answers_cross = bool(self._random(2))
        self.phone.refuses_join = not self._random(3)
        self.phone.refuses_hold = not self._random(3)

    def _time_passes(self) -> None:
        self._wait((1.0, 1.0, STAY, GIVE_UP, 60.0, 180.0)[self._random(6)])

    def _wait(self, seconds: float) -> None:
        self.now += seconds
        self.obey(self.desk.tick())

    # What must hold.

    def obey(self, commands: tuple[Command, ...]) -> None:
        for command in commands:
            self._judge_command(command)
            self.phone.obey(command)

    def _judge_command(self, command: Command) -> None:
        """A caller is hung up because the person said so, or is with somebody else, and goes to whom they
        were meant for; nobody is told to go to two places at once."""
        if isinstance(command, Transfer | TransferTo):
            under_way = command.call in self.phone.referred
            assert not under_way or self.now - self.told_at[command.call] >= RESULT_WITHIN
            self.told_at[command.call] = self.now
        match command:
            case Dial(call=name, target=target):
                self.dialled[name] = target
            case HangUp(call=name) if name in self.parked:
                raise AssertionError(f"{name} was parked, and is lost")
            case Resume(call=name) if name in self.parked:
                raise AssertionError(f"{name} was parked, and is heard")
            case HangUp(call=name) if name in self.meant_for:
                assert name in self.may_end, f"{name} is lost"
            case Transfer(call=name, target=target):
                assert self.meant_for[name] == target
            case TransferTo(call=name, consultation=other):
                assert self.meant_for[name] == self.dialled[other]
            case Join(calls=(name, other), with_us=False):
                assert self.meant_for[name] == self.dialled[other]
                # When the one hangs up, the other has nobody to talk with.
                self.may_end |= {name, other}
            case _:
                pass

    def _judge(self) -> None:
        self.seen = desk = self.desk.snapshot()
        transfers = {each.id: each for each in desk.transfers}
        assert sum(each.active for each in desk.calls) <= 1
        assert self.phone.hold_failed or len(self._heard()) <= 1
        assert all(made.primary is None or made.primary in made.buttons for made in desk.transfers)
        for each in desk.calls:
            made = transfers.get(each.transfer)
            waits_for = made.buttons if made else frozenset()
            if each.active:
                # Parked no longer: the phone would not hold it.
                self.parked.discard(each.call.id)
            if each.ending is not None:
                assert not each.actions and each.parked is None
            elif each.parked is not None:
                assert each.call.id in self.parked | self.may_end and not each.active
                assert each.actions in (PARKED, RECOVERING, frozenset())
            elif each.call.held and not each.recovering:
                together = desk.conference if each.call.id in desk.conference else ()
                late = any(map(self.phone.behind, (each.call.id, *together)))
                if each.actions:
                    way_on = each.actions & {Action.RESUME, Action.HOLD} or waits_for & TO_COME
                    assert way_on or each.call.joined or late
                elif made and made.caller_call == each.call.id:
                    assert made.step in RUNNING or each.call.id in self.may_end or late

    def _heard(self) -> set[tuple[str, ...]]:
        """Who is heard, those in one conference as one; but for those of whom, or of whose other half in a
        transfer, the desk is still to hear."""
        halves = {
            one: (other,)
            for made in self.desk.snapshot().transfers
            for one, other in permutations((made.caller_call, made.colleague_call))
            if other
        }
        return {
            tuple(sorted((call.id, *call.joined)))
            for call in self.phone.calls.values()
            if call.state is CallState.CONFIRMED
            and not (call.held or call.bridged)
            and not any(map(self.phone.behind, (call.id, *call.joined, *halves.get(call.id, ()))))
        }

    def _rest(self) -> None:
        """When all is heard and holds are obeyed, the phone has what the desk shows, and whatever was under
        way has come to an end or to buttons."""
        self.phone.refuses_hold = self.phone.refuses_join = self.phone.answers_cross = False
        for _ in range(30):
            self._hear(1000)
            self._wait(GIVE_UP)
        assert not self.phone.reports
        desk = self.desk.snapshot()
        shown = {each.call.id: each for each in desk.calls if each.ending is None}
        assert shown.keys() == self.phone.calls.keys()
        assert all(each.call == self.phone.calls[name] for name, each in shown.items())
        assert all(each.parked.overdue for each in shown.values() if each.parked is not None)
        heard = self._heard()
        assert len(heard) <= 1
        assert all(any(shown[name].active for name in together) for together in heard)
        for made in desk.transfers:
            assert made.buttons or made.step is Step.TAKEN_BACK, made

    seen = DeskSnapshot()
