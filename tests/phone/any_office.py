"""A day at an office, move by move: four people, each with a desk and a fake phone, click what their windows
offer. Unlike the desk's own days, the far end of every call is a call of somebody else's here, so that it can
be seen whether those two still belong together.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from functools import partial
from itertools import count
from typing import TypeVar

from softphone.calls.call import Call, CallState
from softphone.calls.commands import AccountSettings, AddAccount, Command, HangUp, Join, TransferTo
from softphone.calls.desk import Desk
from softphone.calls.desk_lines import GIVE_UP, STAY
from softphone.calls.desk_view import Action, DeskCall, Identity
from softphone.calls.events import CommandRefused, Event, Fault
from softphone.calls.transfer import Button, Kind
from softphone.phone.fake import FakePhone
from softphone.phone.fake_network import FakeNetwork

USERS = ("anna", "bo", "eva", "ulf")
DOMAIN = "company.test"
MOST_CALLS = 3
"""Of one person; another is not made."""

Move = Callable[[], object]
AnyEnum = TypeVar("AnyEnum", bound=Enum)


def _in_order(values: frozenset[AnyEnum]) -> list[AnyEnum]:
    """Sets of enums have another order in each process."""
    return sorted(values, key=lambda value: value.name)


class Person:
    def __init__(self, user: str, network: FakeNetwork, office: "Office") -> None:
        refer, replaces = user != "ulf", user != "eva"
        self.office = office
        self.user = user
        self.phone = FakePhone(network, takes_refer=refer, takes_replaces=replaces)
        numbers = count(1)
        self.desk = Desk(
            lookup=lambda party: Identity(party.uri),
            clock=lambda: office.now,
            new_id=lambda: f"{user}-{next(numbers)}",
        )
        self.unread: list[Event] = []
        self.clicked_away: set[str] = set()
        self.bridged: set[str] = set()
        """Calls that have been joined without us: when the one ends, the other has nobody to talk with."""
        self.phone.send(AddAccount("work", AccountSettings(user=user, domain=DOMAIN, secret="s")))
        self.fetch()
        self.unread.clear()

    @property
    def shown(self) -> dict[str, DeskCall]:
        """The calls that last, on the desk."""
        return {each.call.id: each for each in self.desk.snapshot().calls if each.ending is None}

    def fetch(self) -> None:
        while (event := self.phone.receive(0.0)) is not None:
            self.unread.append(event)

    def read(self, many: int) -> None:
        for _ in range(min(many, len(self.unread))):
            event = self.unread.pop(0)
            self.obey(self.desk.apply(event), clicked=False)

    def obey(self, commands: tuple[Command, ...], *, clicked: bool) -> None:
        for command in commands:
            self.fetch()
            late = bool(self.unread)
            if isinstance(command, Join) and not command.with_us:
                self.bridged.update(command.calls)
            if isinstance(command, TransferTo):
                # Whoever is there by then: the person completes, and leaves.
                self.clicked_away.add(command.consultation)
            if isinstance(command, HangUp):
                self._judge_end(command.call, clicked=clicked)
            self.phone.send(command)
            self.fetch()
            refused = self.unread[-1] if self.unread else None
            if isinstance(refused, CommandRefused) and refused.fault is not Fault.TOO_MANY_CALLS:
                assert late, f"{self.user}: {command}: {refused}"

    def _judge_end(self, name: str, *, clicked: bool) -> None:
        """Whom nobody has clicked away was never heard, or has gone on, or has nobody left to talk with."""
        if clicked:
            self.clicked_away.add(name)
        elif name not in self.clicked_away:
            known = self.shown.get(name)
            if known is not None and known.call.state is CallState.CONFIRMED:
                assert name in self.bridged or not self.office.far_end(self, name), known

    def clicks(self, random: Callable[[int], int]) -> Iterator[Move]:
        """What the window offers; what leads to transfers more than once."""
        desk = self.desk.snapshot()
        for each in desk.calls:
            name = each.call.id
            for action in _in_order(each.actions - {Action.KEYPAD}):
                move = partial(self._click, partial(self.desk.act, name, action))
                yield from [move] * (12 if action is Action.ANSWER else 1)
            for kind in _in_order(each.transfers):
                direct = kind is Kind.DIRECT
                start = self.desk.transfer_directly if direct else self.desk.start_announced_transfer
                yield from [partial(self._click, partial(start, name, USERS[random(len(USERS))]))] * 2
            for other in each.partners:
                join = (self.desk.confer, self.desk.announce_to)[random(2)]
                yield from [partial(self._click, partial(join, name, other))] * 2
        for made in desk.transfers:
            for button in _in_order(made.buttons):
                move = partial(self._click, partial(self.desk.press_transfer, made.id, button))
                yield from [move] * (6 if button is Button.COMPLETE else 2)
        if desk.conference:
            yield partial(self._click, self.desk.end_conference)
        if len(self.phone.calls) < MOST_CALLS:
            yield partial(self._click, partial(self.desk.dial, USERS[random(len(USERS))], "work"))

    def _click(self, click: Callable[[], tuple[Command, ...]]) -> None:
        self.obey(click(), clicked=True)

    def tick(self) -> None:
        self.obey(self.desk.tick(), clicked=False)


class Office:
    """`random(n)` gives a number below n; every move is made of some."""

    def __init__(self, random: Callable[[int], int]) -> None:
        self._random = random
        self.now = 0.0
        network = FakeNetwork()
        self.people = [Person(user, network, self) for user in USERS]

    def far_end(self, person: Person, name: str) -> tuple[Person, Call] | None:
        """Who has the other end of the dialog of that call, and the call there."""
        mine = person.phone.calls.get(name)
        if mine is None or mine.dialog is None:
            return None
        for other in self.people:
            for call in other.phone.calls.values():
                theirs = call.dialog
                if theirs is not None and theirs.call_id == mine.dialog.call_id and theirs != mine.dialog:
                    return other, call
        return None

    def play(self, moves: int) -> None:
        """That many moves; then all comes to rest, and is judged."""
        for _ in range(moves):
            person = self.people[self._random(len(self.people))]
            person.fetch()
            offered = list(person.clicks(self._random))
            if self._random(150) == 0:
                person.phone.die()
            elif self._random(40) == 0:
                self._wait((1.0, STAY, GIVE_UP, 60.0, 180.0)[self._random(5)])
            elif person.unread and self._random(6):
                # Mostly all that there is is heard before anything is clicked.
                person.read(1 + self._random(12))
            elif offered:
                offered[self._random(len(offered))]()
            self._judge()
        self._rest()

    def _wait(self, seconds: float) -> None:
        self.now += seconds
        for person in self.people:
            person.tick()

    def _judge(self) -> None:
        """Both ends of a call are on hold at the same end."""
        for person in self.people:
            for name, call in person.phone.calls.items():
                if far := self.far_end(person, name):
                    _, theirs = far
                    assert theirs.held is call.held_by_far_end, (call, theirs)

    def _rest(self) -> None:
        for _ in range(30):
            while any(self._reads(person) for person in self.people):
                pass
            self._wait(GIVE_UP)
        for person in self.people:
            self._judge_rest(person)

    def _reads(self, person: Person) -> bool:
        person.fetch()
        many = len(person.unread)
        person.read(many)
        return bool(many)

    def _judge_rest(self, person: Person) -> None:
        """The desk shows what the phone has; everybody who is in a call has a way on; everybody who is not
        alone knows with whom."""
        shown = person.shown
        assert {name: each.call for name, each in shown.items()} == person.phone.calls, person.user
        heard = {
            tuple(sorted((call.id, *call.joined)))
            for call in person.phone.calls.values()
            if call.state is CallState.CONFIRMED and not (call.held or call.bridged)
        }
        assert len(heard) <= 1, heard
        desk = person.desk.snapshot()
        buttons = {made.id: made.buttons for made in desk.transfers}
        for name, each in shown.items():
            if each.call.state is not CallState.CONFIRMED:
                continue
            assert each.actions or buttons.get(each.transfer), each
            if each.call.held:
                assert Action.RESUME in each.actions or buttons.get(each.transfer), each
            far = self.far_end(person, name)
            if far is None:
                # Who was there has gone on to somebody else, or nobody has answered there yet.
                assert each.call.referred_to or each.call.remote.uri, each
            else:
                other, theirs = far
                assert f"{other.user}@" in each.call.remote.uri, (each.call, theirs)
                assert f"{person.user}@" in theirs.remote.uri, (each.call, theirs)
