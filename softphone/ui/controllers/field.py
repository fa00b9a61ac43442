"""The one field: what is typed narrows the list, and Enter chooses the number, or else the first hit."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from softphone.calls.call import Party
from softphone.calls.events import Fault
from softphone.people.typed import read
from softphone.ui.controllers.colleagues import ColleaguesController
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.notices import Notices
from softphone.ui.controllers.targets import Target
from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.views import words
from softphone.ui.views.field import CallField
from softphone.ui.views.tokens import Tone
from softphone.ui.views.way import Way


class SearchedList(Protocol):
    """Another list that the field searches."""

    @property
    def hits(self) -> int: ...
    def choose_first(self, way: Way) -> None: ...


class FieldController(QObject):
    chosen = Signal(object)
    """The Target."""

    def __init__(
        self,
        field: CallField,
        model: ColleagueModel,
        colleagues: ColleaguesController,
        notices: Notices,
        names: Names,
        parent: QObject | None = None,
    ) -> None:
        """`names` has the name of whom a number reaches, and the country that numbers belong to."""
        super().__init__(parent)
        self._field = field
        self._model = model
        self._colleagues = colleagues
        self._notices = notices
        self._names = names
        field.text_changed.connect(self._text_changed)
        field.dial_requested.connect(self._dial)
        field.first_hit_requested.connect(self._choose_first_hit)
        model.hits_changed.connect(self.show_hits)
        self._searched: SearchedList | None = None
        """In place of the colleagues."""

    def use_list(self, searched: SearchedList | None) -> None:
        """The list that is shown, whose first hit Enter chooses; None: the colleagues."""
        self._searched = searched
        self.show_hits()

    def show_hits(self, *_: object) -> None:
        """The list that is shown has others now."""
        self._field.set_hits(self._model.hits if self._searched is None else self._searched.hits)

    def _text_changed(self, text: str) -> None:
        self._notices.drop("field")
        self._model.search(text)

    def _dial(self, text: str, way: Way) -> None:
        typed = read(text, self._names.book.country)
        if typed is None:
            self._notices.say("field", Tone.WARNING, partial(words.fault, Fault.BAD_ADDRESS))
            return
        name = self._names.identify(Party(typed.dial)).name
        self.chosen.emit(Target(address=typed.dial, name=name, place=self._field.anchor(), way=way))

    def _choose_first_hit(self, way: Way) -> None:
        if self._searched is not None:
            self._searched.choose_first(way)
        elif colleague := self._model.first_hit():
            target = self._colleagues.target(colleague.person.id, way, self._field.anchor())
            if target is not None:
                self.chosen.emit(target)
            else:
                self._colleagues.without_number.emit(colleague.person.id)
