"""History, contacts and favourites wired into the desktop: their file, their lists, the field."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from softphone.calls.history import HistoryWriter
from softphone.people.company import Company
from softphone.people.contact import Contact
from softphone.people.personal import PersonalKeeper
from softphone.ui.bridge import Bridge
from softphone.ui.controllers.contacts import ContactsController
from softphone.ui.controllers.favourites import FavouritesController
from softphone.ui.controllers.field import FieldController, SearchedList
from softphone.ui.controllers.history import HistoryController
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.notices import Notices
from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.views.main_window import CONTACTS, HISTORY, MainWindow


class DesktopPersonal(QObject):
    """`clock` is monotonic, in seconds. Ends `keeper` with itself."""

    def __init__(
        self,
        window: MainWindow,
        keeper: PersonalKeeper,
        company: Company,
        names: Names,
        notices: Notices,
        colleagues: ColleagueModel,
        field: FieldController,
        clock: Callable[[], float],
        now: Callable[[], dt.datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._field = field
        self._keeper = keeper
        writer = HistoryWriter(wall=lambda: now().timestamp(), clock=clock, new_id=lambda: uuid.uuid4().hex)
        self.history = HistoryController(window.history, keeper, company, names, notices, writer, now, self)
        self.contacts = ContactsController(
            window.contacts,
            colleagues,
            keeper,
            names,
            notices,
            read_cards=_read_cards,
            write_cards=_write_cards,
            new_id=lambda: uuid.uuid4().hex,
            parent=self,
        )
        self._bridge = Bridge(keeper, "events of the personal file", self)
        self.favourites = FavouritesController(keeper, (colleagues, self.contacts.model), self)
        for each in (self.favourites, self.history, self.contacts):
            self._bridge.arrived.connect(each.keeper_reported)
        for listed in (window.colleagues, window.contacts.list):
            listed.favourite_toggled.connect(self.favourites.toggle)
        self.contacts.names_changed.connect(self.history.names_changed)
        for searched in (self.history, self.contacts):
            searched.hits_changed.connect(field.show_hits)
        self.history.missed_changed.connect(window.rail.set_missed)
        window.field.text_changed.connect(self.history.model.search)
        window.field.text_changed.connect(self.contacts.model.search)
        window.rail.chosen.connect(self._list_chosen)
        window.redial_key.connect(self.history.redial)

    def start(self) -> None:
        self._bridge.start()

    def use_account(self, account: str) -> None:
        """Whose history and contacts they are from now on; empty: nobody's."""
        self.favourites.use_account(account)
        self.history.use_account(account)
        self.contacts.use_account(account)

    def colleagues_changed(self) -> None:
        self.contacts.found_rows_lost()
        self.history.names_changed()

    def end(self) -> bool:
        """What was told is written; False when that took too long."""
        self._bridge.silence()
        self._keeper.close()
        return self._bridge.finish()

    def _list_chosen(self, which: int) -> None:
        lists: dict[int, SearchedList] = {HISTORY: self.history, CONTACTS: self.contacts}
        self._field.use_list(lists.get(which))
        if which == HISTORY:
            self.history.looked_at()


def _read_cards(data: bytes) -> tuple[tuple[Contact, ...], int]:
    from softphone.storage.vcard import read_cards

    read = read_cards(data)
    return read.contacts, read.unreadable


def _write_cards(contacts: Iterable[Contact]) -> bytes:
    from softphone.storage.vcard import write_cards

    return write_cards(contacts)
