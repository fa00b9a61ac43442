"""Favourites: starred and unstarred, kept, and shown first in the lists of people."""

from collections.abc import Iterable

from PySide6.QtCore import QObject

from softphone.people.personal import PersonalKeeper, PersonalLoaded
from softphone.ui.models.colleague_model import ColleagueModel


class FavouritesController(QObject):
    """`models` are the lists whose rows can be favourites."""

    def __init__(
        self, keeper: PersonalKeeper, models: Iterable[ColleagueModel], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._models = tuple(models)
        self._account = ""
        self._rows: frozenset[str] = frozenset()
        self.loaded = False
        """The file was read."""
        self._unstarred: set[str] = set()
        """Before the file was read: what it says of these is older."""

    def use_account(self, account: str) -> None:
        """From now on they are this account's; empty: nobody's."""
        if account != self._account:
            self._account = account
            self.loaded = False
            self._unstarred.clear()
            self._show(frozenset())

    def keeper_reported(self, events: Iterable[object]) -> None:
        for event in events:
            if isinstance(event, PersonalLoaded) and event.account == self._account:
                self.loaded = True
                self._show(self._rows | (set(event.personal.favourites) - self._unstarred))

    def toggle(self, row: str) -> None:
        """Of a colleague, a group or a contact, by the id of its row."""
        if not self._account:
            return
        on = row not in self._rows
        if not on:
            self._unstarred.add(row)
        self._keeper.keep_favourite(row, on)
        self._show(self._rows ^ {row})

    def _show(self, rows: frozenset[str]) -> None:
        self._rows = rows
        for model in self._models:
            model.use_favourites(rows)
