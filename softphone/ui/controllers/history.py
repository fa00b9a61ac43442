"""The call history: what the phone reports and what the server tells, kept, shown, and called back."""

import datetime as dt
import logging
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, QRect, QTimer, Signal

from softphone.calls.call import Party
from softphone.calls.history import HistoryWriter
from softphone.people.call_history import CallKey, HistoryRow, LocalCall, ServerCall, rows
from softphone.people.company import (
    ColleaguesChanged,
    Company,
    Connected,
    OwnCallsFetched,
    SignedIn,
    SignedOut,
)
from softphone.people.line_state import LineState
from softphone.people.personal import PersonalKeeper, PersonalLoaded, PersonalTrouble, PersonalTroubled
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.notices import Notices
from softphone.ui.controllers.targets import Target
from softphone.ui.models.history_model import HistoryModel, ShownCall
from softphone.ui.views import history_words
from softphone.ui.views.history import HistoryView
from softphone.ui.views.note import NoteDialog
from softphone.ui.views.tokens import Tone
from softphone.ui.views.way import Way

_log = logging.getLogger("softphone.history")

SHOW_AFTER_MS = 100
"""Changes come in handfuls."""
FETCH_AFTER_MS = 3_000
"""After one's line is free again, until the server has written what happened."""
FETCH_EVERY_MS = 300_000
AT_ONCE = 60
A_TIME = 8
"""Calls that are named while nothing else can happen: half a millisecond each."""
LOOK_BACK = 86_400.0
"""Seconds before the newest call known: a call that was going on then has ended since."""


class HistoryController(QObject):
    """`now` gives the time with its zone."""

    chosen = Signal(object)
    """The Target to call back, or to call again."""
    missed_changed = Signal(int)
    hits_changed = Signal(int)

    def __init__(
        self,
        view: HistoryView,
        keeper: PersonalKeeper,
        company: Company,
        names: Names,
        notices: Notices,
        writer: HistoryWriter,
        now: Callable[[], dt.datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._keeper = keeper
        self._company = company
        self._names = names
        self._notices = notices
        self._writer = writer
        self._account = ""
        self._own_id = ""
        self._local: dict[str, LocalCall] = {}
        self._server: dict[tuple[str, bool], ServerCall] = {}
        self._notes: dict[CallKey, str] = {}
        self._named_rows: dict[HistoryRow, ShownCall] = {}
        self._dialog: NoteDialog | None = None
        self.model = HistoryModel(now, history_words.sentence, self)
        self._showing = QTimer(self, singleShot=True, interval=SHOW_AFTER_MS)
        self._showing.timeout.connect(self.show)
        self._fetching = QTimer(self, singleShot=True, interval=FETCH_AFTER_MS)
        self._fetching.timeout.connect(self._fetch)
        self._again = QTimer(self, interval=FETCH_EVERY_MS)
        self._again.timeout.connect(self._fetch)
        self._found: tuple[HistoryRow, ...] = ()
        self._unnamed: deque[HistoryRow] = deque()
        self._naming = QTimer(self, interval=0)
        self._naming.timeout.connect(self._name_on)
        view.set_model(self.model)
        view.only_missed.connect(self.model.show_only_missed)
        view.list.chosen.connect(self._call_back)
        view.list.note_requested.connect(self._write_note)
        self.model.missed_changed.connect(view.set_missed)
        self.model.missed_changed.connect(self.missed_changed)
        self.model.hits_changed.connect(self.hits_changed)

    @property
    def dialog(self) -> NoteDialog | None:
        """In which a note is being written."""
        return self._dialog

    def use_account(self, account: str) -> None:
        """From now on it is this account's history; empty: nobody's, and nothing is shown."""
        if account != self._account:
            self._account = account
            self._local, self._server, self._notes = {}, {}, {}
            self._named_rows, self._found = {}, ()
            self._unnamed.clear()
            self.model.forget()
            if account:
                self._keeper.open(account)

    def phone_reported(self, events: Iterable[object]) -> None:
        changed = self._writer.apply(events)
        if changed and self._account:
            self._local |= {call.id: call for call in changed}
            self._keeper.keep_calls(local=changed)
            self._showing.start()

    def company_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case SignedIn(person=person):
                    self._own_id = person.id
                case Connected():
                    self._fetch()
                    self._again.start()
                case ColleaguesChanged(changed=changed):
                    own = [each.line for each in changed if each.person.id == self._own_id]
                    if own and own[-1] in (LineState.FREE, LineState.OFFLINE):
                        self._fetching.start()
                case OwnCallsFetched(calls=calls):
                    self._fetched(calls)
                case SignedOut():
                    self._again.stop()
                case _:
                    pass

    def keeper_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case PersonalLoaded(account=account, personal=personal) if account == self._account:
                    # What has happened since is newer than what was read.
                    self._local = {call.id: call for call in personal.local} | self._local
                    read = {(call.id, call.outgoing): call for call in personal.server}
                    self._server = read | self._server
                    self._notes = personal.notes | self._notes
                    self.model.look_at(personal.looked_at)
                    self.show()
                case PersonalTroubled(trouble=trouble):
                    tone = Tone.BAD if trouble is PersonalTrouble.DAMAGED else Tone.WARNING
                    self._notices.say("personal", tone, partial(history_words.trouble, event))
                case _:
                    pass

    def show(self) -> None:
        """What there is now. Also when names have changed. Naming thousands takes long: the newest are there
        at once, the others when they have been named between two looks of the window at its events."""
        self._found = rows(self._local.values(), self._server.values(), self._notes)
        known = self._named_rows
        self._named_rows = {row: known[row] for row in self._found if row in known}
        self._unnamed = deque(row for row in self._found if row not in known)
        self._name_some(AT_ONCE)
        self._replace()

    def _name_some(self, count: int) -> None:
        for _ in range(min(count, len(self._unnamed))):
            row = self._unnamed.popleft()
            self._named_rows[row] = self._shown(row)
        self._naming.start() if self._unnamed else self._naming.stop()

    def _name_on(self) -> None:
        self._name_some(A_TIME)
        if not self._unnamed:
            self._replace()

    def _replace(self) -> None:
        named = self._named_rows
        self.model.replace(named[row] for row in self._found if row in named)

    def names_changed(self) -> None:
        self._named_rows = {}
        self._showing.start()

    def looked_at(self) -> None:
        """The person sees the list."""
        if self.model.missed:
            self.model.look_at(self.model.newest)
            self._keeper.looked_at(self.model.newest)

    @property
    def hits(self) -> int:
        return self.model.hits

    def choose_first(self, way: Way) -> None:
        """Call back the first that the search found."""
        if self.model.hits:
            self._call_back(self.model.call(self.model.index(0, 0)), way)

    def redial(self) -> None:
        """Call whom one called last."""
        last = max(
            (call for call in self._local.values() if call.outgoing),
            key=lambda call: call.began,
            default=None,
        )
        if last is not None:
            name = self._names.identify(Party(last.address, last.name)).name
            self._choose(last.address, name, QRect(), Way.CALL)

    def _fetch(self) -> None:
        newest = max((call.began for call in self._server.values()), default=LOOK_BACK)
        self._company.fetch_calls(newest - LOOK_BACK)

    def _fetched(self, calls: tuple[ServerCall, ...]) -> None:
        news = [call for call in calls if self._server.get((call.id, call.outgoing)) != call]
        if news and self._account:
            self._server |= {(call.id, call.outgoing): call for call in news}
            self._keeper.keep_calls(server=news)
            self.show()

    def _shown(self, row: HistoryRow) -> ShownCall:
        identity = self._names.identify(Party(row.address, row.name))
        return ShownCall(
            row,
            identity.name,
            identity.number,
            self._named(row.forwarded_to),
            self._named(row.transferred_by),
        )

    def _named(self, address: str) -> str:
        return self._names.identify(Party(address)).name if address else ""

    def _call_back(self, call: ShownCall, way: Way) -> None:
        self._choose(call.row.address, call.name, self._view.list.anchor(call), way)

    def _choose(self, address: str, name: str, place: QRect, way: Way) -> None:
        if target := self._names.dial_target(address):
            self.chosen.emit(Target(address=target, name=name, place=place, way=way))
        else:
            self._notices.say_once(Tone.INFO, history_words.withheld)

    def _write_note(self, call: ShownCall) -> None:
        if self._dialog is not None:
            self._dialog.close()
        dialog = self._dialog = NoteDialog(self._view.window(), call.name, call.row.note)
        dialog.written.connect(partial(self._noted, call.row))
        dialog.finished.connect(self._note_closed)
        dialog.show()

    def _noted(self, row: HistoryRow, note: str) -> None:
        for key in row.keys or (CallKey(row.id, ""),):
            self._notes[key] = note
            self._keeper.keep_note(key, note)
        self.show()

    def _note_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
