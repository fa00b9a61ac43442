"""Parked calls between the desk, the company's server and the window: one's own are told to the server, those
of colleagues are shown and fetched."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from softphone.calls.call import Party
from softphone.calls.desk import Desk
from softphone.calls.desk_view import DeskSnapshot
from softphone.people.company import (
    Company,
    Connected,
    Disconnected,
    ParkAnswered,
    ParkedChanged,
    SignedOut,
)
from softphone.people.parking import Fetched, Parked, Waiting
from softphone.ui.controllers.calls import CallsController
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.notices import Notices
from softphone.ui.views import words
from softphone.ui.views.parked_calls import ParkedCalls, ParkedShown
from softphone.ui.views.tokens import Tone


class ParkingController(QObject):
    def __init__(
        self,
        desk: Desk,
        calls: CallsController,
        company: Company,
        names: Names,
        notices: Notices,
        view: ParkedCalls,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._calls = calls
        self._company = company
        self._names = names
        self._notices = notices
        self._view = view
        self._parked: tuple[Parked, ...] = ()
        self._told: tuple[Waiting, ...] = ()
        view.fetch_requested.connect(self._fetch)
        calls.shown_changed.connect(self._shown_changed)

    def company_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case Connected():
                    self._allow(True)
                case Disconnected() | SignedOut():
                    self._allow(False)
                case ParkedChanged(calls=parked, fetched=fetched):
                    self._parked = parked
                    if fetched is not None:
                        self._fetched(fetched)
                    self.show()
                case ParkAnswered():
                    self._answered(event)
                case _:
                    pass

    def show(self) -> None:
        """What colleagues parked. Also when names have changed."""
        own = {each.parked.place for each in self._calls.shown.calls if each.parked is not None}
        # The word that all are told may come before the answer that says which place it is.
        others = (each for each in self._parked if each.by != self._names.own or not own & {0, each.place})
        self._view.show_parked([self._row(each) for each in others])

    def _row(self, parked: Parked) -> ParkedShown:
        who = self._names.identify(Party(parked.address, parked.name))
        return ParkedShown(place=parked.place, name=who.name, number=who.number, by=self._name(parked.by))

    def _name(self, person: str) -> str:
        found = self._names.book.person(person)
        return "" if found is None else found.name

    def _allow(self, on: bool) -> None:
        self._desk.parking.possible = on
        if not on:
            self._parked = ()
        self._calls.show()
        self.show()

    def _fetched(self, fetched: Fetched) -> None:
        if fetched.parked_by == self._names.own:
            self._desk.parking.fetched(fetched.place, self._name(fetched.by))
            self._calls.show()

    def _answered(self, event: ParkAnswered) -> None:
        places = {(each.call_id, each.caller_tag): place for each, place in event.places}
        for call in self._desk.parking.answered(places):
            name = self._names.identify(call.remote).name
            self._notices.say_once(Tone.WARNING, _not_parked(name))
        self._calls.show()
        self.show()

    def _shown_changed(self, _: DeskSnapshot, now: DeskSnapshot) -> None:
        wanted = tuple(
            Waiting(
                call_id=each.call.call_id,
                caller_tag=each.call.caller_tag,
                address=each.call.remote.uri,
                name=each.call.remote.name,
                place=each.parked.place,
            )
            for each in now.calls
            # Once the hold is negotiated: before that nobody waits.
            if each.parked is not None and each.call.held and each.call.call_id and not each.recovering
        )
        if wanted != self._told:
            self._told = wanted
            self._company.park(wanted)
        self.show()

    def _fetch(self, place: int) -> None:
        for each in self._parked:
            if each.place == place:
                self._calls.fetch(place, Party(each.address, each.name))


def _not_parked(name: str) -> Callable[[], str]:
    return lambda: words.not_parked(name)
