"""One's own settings without a server: the real session and the real rules of answering, joined in memory.

While `reachable`, what is edited is answered at once, as the server does; otherwise it waits.
"""

import datetime as dt
import itertools
import queue

from softphone.people.directory import Directory, Group, Person
from softphone.profiles.activation import active
from softphone.profiles.edits import Answer, Revision, State, answer
from softphone.profiles.loops import Others
from softphone.profiles.own import (
    NOT_REACHED,
    CalendarPasswordKept,
    CalendarSeen,
    CalendarsFound,
    Checked,
    ComesNext,
    InForceNow,
    SettingsEvent,
    SettingsShown,
)
from softphone.profiles.presets import AVAILABLE
from softphone.profiles.settings import FIRST, PersonalSettings, Value, document_of, settings_of, with_value
from softphone.profiles.settings_check import Checker
from softphone.profiles.validation import Company
from softphone.sync.settings_session import Fetched, SettingsSession

ME = Person(id="id-asa", login="asa", name="Åsa Lind", extension="201", mobile="+46701234567")
ANNA = Person(id="id-anna", login="anna", name="Anna Ek", extension="202")
SUPPORT = Group(id="g1", name="Support", extension="600", members=(ME.id, ANNA.id))

NOW = dt.datetime(2026, 3, 4, 9, 15, tzinfo=dt.UTC)
"""A Wednesday morning, whenever the tests run."""


class FakeOwnSettings:
    """An OwnSettings of Åsa. `now` is the time at the server."""

    def __init__(self) -> None:
        self.reachable = True
        self.now = NOW
        self.checked: list[tuple[str, Value]] = []
        self.calendar = CalendarSeen()
        """How it is with it, at the server."""
        self.looks: list[bool] = []
        """What was asked of the calendar: whether to fetch it anew."""
        self.passwords: list[str] = []
        self.found = CalendarsFound()
        """What the server of the calendar has."""
        self._state = State(settings=FIRST)
        self._session = SettingsSession()
        self._ids = itertools.count(1)
        self._events: queue.SimpleQueue[SettingsEvent | None] = queue.SimpleQueue()
        self._check = Checker(
            person=ME,
            company=Company(
                directory=Directory(
                    domain="company.test",
                    people={p.id: p for p in (ME, ANNA)},
                    groups={SUPPORT.id: SUPPORT},
                )
            ),
            others=Others(profile=lambda _: AVAILABLE),
        )

    @property
    def settings(self) -> PersonalSettings:
        """As the server has them."""
        return self._state.settings

    def connect(self) -> None:
        """The server can be reached: what waits is answered."""
        self.reachable = True
        self._sync()
        self._show()

    def change(self, settings: PersonalSettings) -> None:
        before = settings_of(self._session.document)
        self._session.change(before, settings, lambda: str(next(self._ids)))
        self._show()
        if self.reachable:
            self._sync()
            self._show()

    def edit(self, field: str, new: Value) -> None:
        self._session.edit(field, new, str(next(self._ids)))
        self._show()
        if self.reachable:
            self._sync()
            self._show()

    def elsewhere(self, settings: PersonalSettings) -> None:
        """Changed from another desktop."""
        self._state = State(settings=settings, revision=Revision("e", self._state.revision.n + 1))
        self._session.fetch()
        if self.reachable:
            self._sync()
            self._show()

    def tell(self, event: SettingsEvent) -> None:
        """As it would come from elsewhere."""
        self._events.put(event)

    def check(self, field: str, value: Value) -> None:
        self.checked.append((field, value))
        if not self.reachable:
            return
        document = with_value(document_of(self.settings), field, value)
        assert document is not None
        refused = self._check(self.settings, settings_of(document))
        self._events.put(Checked(field, value, refused))

    def see_calendar(self, *, fetch: bool = False) -> None:
        self.looks.append(fetch)
        if self.reachable:
            self._events.put(self.calendar)

    def set_calendar_password(self, password: str) -> None:
        self.passwords.append(password)
        self._events.put(CalendarPasswordKept(self.reachable))

    def find_calendars(self) -> None:
        found = self.found if self.reachable else CalendarsFound(failed=NOT_REACHED)
        self._events.put(found)

    def dismiss(self, edit: str) -> None:
        self._session.dismiss(edit)
        self._show()

    def receive(self, timeout: float | None = None) -> SettingsEvent | None:
        try:
            event = self._events.get(timeout=timeout)
        except queue.Empty:
            return None
        if event is None:
            self._events.put(None)
        return event

    def close(self) -> None:
        self._events.put(None)

    def _sync(self) -> None:
        given: list[Answer] = []
        for edit in self._session.known.waiting:
            self._state, answered = answer(edit, self._state, self._check, "e", self.now.timestamp())
            given.append(answered)
        self._session.pushed(given)
        self._session.fetched(
            Fetched(
                epoch="e",
                revision=self._state.revision,
                known=True,
                forgotten=0,
                document=document_of(self._state.settings),
                answers=tuple(given),
                in_force=self._in_force(),
            )
        )

    def _in_force(self) -> InForceNow:
        now = active(self.settings.availability(), self.now)
        following = now.next
        return InForceNow(
            revision=self._state.revision,
            profile=now.profile.number,
            source=now.source,
            until=now.until,
            message=now.message,
            is_temporary=now.is_temporary,
            next=None
            if following is None
            else ComesNext(
                profile=following.profile.number,
                source=following.source,
                begin=following.begin,
                until=following.until,
            ),
        )

    def _show(self) -> None:
        known = self._session.known
        self._events.put(
            SettingsShown(
                settings=settings_of(self._session.document) if known.document else None,
                waiting=known.waiting,
                refused=known.refused,
                in_force=known.in_force,
                connected=self.reachable,
            )
        )
