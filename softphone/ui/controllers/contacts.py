"""One's own contacts: into the lists and the names of calls, changed by hand, in and out as vCards."""

import logging
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from softphone.people.company import Colleague
from softphone.people.contact import Contact
from softphone.people.personal import PersonalKeeper, PersonalLoaded
from softphone.people.typed import TypedKind, read
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.notices import Notices, Offer
from softphone.ui.controllers.targets import Target
from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.models.contact_rows import contact_id, contact_row
from softphone.ui.views import contact_words
from softphone.ui.views.contact_form import ContactForm
from softphone.ui.views.contacts import ContactsView
from softphone.ui.views.tokens import Tone
from softphone.ui.views.way import Way

_log = logging.getLogger("softphone.contacts")

LARGEST = 20_000_000
"""Bytes of a file of vCards."""

ReadCards = Callable[[bytes], tuple[tuple[Contact, ...], int]]
"""The contacts, and how many cards could not be read."""
WriteCards = Callable[[Iterable[Contact]], bytes]


class ContactsController(QObject):
    """`found_among` is the list that the field searches together with the colleagues. `new_id` makes ids."""

    chosen = Signal(object)
    """The Target."""
    names_changed = Signal()
    hits_changed = Signal(int)

    def __init__(
        self,
        view: ContactsView,
        found_among: ColleagueModel,
        keeper: PersonalKeeper,
        names: Names,
        notices: Notices,
        *,
        read_cards: ReadCards,
        write_cards: WriteCards,
        new_id: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._found_among = found_among
        self._keeper = keeper
        self._names = names
        self._notices = notices
        self._read_cards = read_cards
        self._write_cards = write_cards
        self._new_id = new_id
        self._account = ""
        self._contacts: dict[str, Contact] = {}
        self._form: ContactForm | None = None
        self.model = ColleagueModel(self)
        self.model.hits_changed.connect(self.hits_changed)
        view.list.setModel(self.model)
        view.list.chosen.connect(self._choose)
        view.add_requested.connect(lambda: self._open(Contact(id=self._new_id(), name=""), new=True))
        view.edit_requested.connect(self.edit)
        view.removal_requested.connect(self._remove)
        view.import_requested.connect(self.take_in)
        view.export_requested.connect(self.give_out)

    @property
    def form(self) -> ContactForm | None:
        """In which a contact is being changed."""
        return self._form

    @property
    def contacts(self) -> tuple[Contact, ...]:
        return tuple(self._contacts.values())

    def use_account(self, account: str) -> None:
        """From now on they are this account's; empty: nobody's. Also for numbers of another country."""
        if account != self._account:
            self._account = account
            self._contacts = {}
        self._show()

    def keeper_reported(self, events: Iterable[object]) -> None:
        for event in events:
            if isinstance(event, PersonalLoaded) and event.account == self._account:
                self._contacts = {each.id: each for each in event.personal.contacts} | self._contacts
                self._show()

    def take_in(self, path: str) -> None:
        """The contacts of a file of vCards. One that is there already is replaced."""
        try:
            file = Path(path)
            if file.stat().st_size > LARGEST:
                raise OSError(f"larger than {LARGEST} bytes")
            found, unreadable = self._read_cards(file.read_bytes())
        except OSError as error:
            _log.warning("contacts not read from %s: %s", path, error)
            self._notices.say_once(Tone.WARNING, partial(contact_words.not_read, Path(path).name))
            return
        self._keep(found)
        tone = Tone.WARNING if unreadable or not found else Tone.GOOD
        self._notices.say_once(tone, partial(contact_words.taken_in, len(found), unreadable))

    def give_out(self, path: str) -> None:
        """All contacts into a file of vCards."""
        try:
            Path(path).write_bytes(self._write_cards(self._contacts.values()))
        except OSError as error:
            _log.warning("contacts not written to %s: %s", path, error)
            self._notices.say_once(Tone.WARNING, partial(contact_words.not_written, Path(path).name))
        else:
            count = len(self._contacts)
            self._notices.say_once(Tone.GOOD, partial(contact_words.given_out, count, Path(path).name))

    @property
    def hits(self) -> int:
        return self.model.hits

    def choose_first(self, way: Way) -> None:
        """The first that the search found."""
        if found := self.model.first_hit():
            self._choose(found.person.id, way)

    def found_rows_lost(self) -> None:
        """The list of people was made anew, without ours."""
        self._found_among.change(self._rows())

    def _choose(self, row: str, way: Way) -> None:
        colleague, reaches = self.model.find(row), self._names.reaches(row)
        if colleague is None or not reaches:
            self.edit(row)
            return
        self.chosen.emit(
            Target(
                address=reaches[0].address,
                name=colleague.person.name,
                place=self._view.list.anchor(row),
                way=way,
                reaches=reaches,
                undecided=len(reaches) > 1,
                row=row,
                favourite=self.model.is_favourite(row),
            )
        )

    def edit(self, row: str) -> None:
        """Open the form of that row's contact: also of one that was chosen and has no number to call."""
        if contact := self._contacts.get(contact_id(row)):
            self._open(contact, new=False)

    def _remove(self, row: str) -> None:
        contact = self._contacts.pop(contact_id(row), None)
        if contact is not None:
            self._keeper.keep_contacts((), removed=(contact.id,))
            self._show(removed=(row,))
            self._notices.say_once(
                Tone.INFO,
                partial(contact_words.removed, contact.name),
                Offer(contact_words.undo, partial(self._keep, (contact,))),
            )

    def _open(self, contact: Contact, *, new: bool) -> None:
        if self._form is not None:
            self._form.close()
        form = self._form = ContactForm(self._view.window(), contact, new=new)
        form.submitted.connect(self._submitted)
        form.finished.connect(self._closed)
        form.show()

    def _submitted(self, contact: Contact) -> None:
        form = self._form
        if form is None:
            return
        wrong = frozenset(each.label for each in contact.numbers if not self._can_be_called(each.number))
        if wrong or not contact.name:
            form.refuse(name=not contact.name, numbers=wrong)
            return
        form.accept()
        self._keep((contact,))

    def _can_be_called(self, number: str) -> bool:
        typed = read(number, self._names.book.country)
        return typed is not None and typed.kind is not TypedKind.USER

    def _closed(self) -> None:
        if self._form is not None:
            self._form.deleteLater()
            self._form = None

    def _keep(self, contacts: Iterable[Contact]) -> None:
        kept = tuple(contacts)
        self._contacts |= {each.id: each for each in kept}
        self._keeper.keep_contacts(kept)
        self._show()

    def _rows(self) -> list[Colleague]:
        country = self._names.book.country
        return [contact_row(each, country) for each in self._contacts.values()]

    def _show(self, removed: Iterable[str] = ()) -> None:
        rows = self._rows()
        gone = {*removed, *self.model.ids} - {row.person.id for row in rows}
        self.model.replace(rows)
        self._found_among.change(rows, gone)
        self._names.replace_contacts(self._contacts.values())
        self.names_changed.emit()
