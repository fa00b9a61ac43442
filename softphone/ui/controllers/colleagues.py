"""The colleagues as the company's server tells of them: into the list, and into the names of calls."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from softphone.people.company import Colleague, ColleaguesChanged, ColleaguesReplaced, SignedIn, SignedOut
from softphone.people.directory import Person
from softphone.ui.controllers.names import Names
from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.views.colleague_list import ColleagueListView


class ColleaguesController(QObject):
    call_wanted = Signal(str)
    """What to dial for the colleague that was chosen."""
    names_changed = Signal()

    def __init__(
        self, view: ColleagueListView, model: ColleagueModel, names: Names, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._names = names
        self._own_id = ""
        view.setModel(model)
        view.call_requested.connect(self._call)

    def company_reported(self, events: Iterable[object]) -> None:
        renamed = False
        for event in events:
            match event:
                case SignedIn(person=person):
                    self._own_id = person.id
                case ColleaguesReplaced(colleagues=colleagues):
                    self._names.replace(colleagues)
                    self._model.replace(self._others(colleagues))
                    renamed = True
                case ColleaguesChanged(changed=changed, removed=removed):
                    # By far the most are line states, which change no name.
                    known = (self._model.find(each.person.id) for each in changed)
                    if removed or any(
                        old is None or old.person != new.person
                        for old, new in zip(known, changed, strict=True)
                    ):
                        self._names.change(changed, removed)
                        renamed = True
                    self._model.change(self._others(changed), removed)
                case SignedOut():
                    self.forget()
                case _:
                    pass
        if renamed:
            self.names_changed.emit()

    def forget(self) -> None:
        self._names.replace(())
        self._model.replace(())

    def _others(self, colleagues: Iterable[Colleague]) -> list[Colleague]:
        return [each for each in colleagues if each.person.id != self._own_id]

    def _call(self, person_id: str) -> None:
        if (colleague := self._model.find(person_id)) and (address := address_of(colleague.person)):
            self.call_wanted.emit(address)


def address_of(person: Person) -> str:
    """What to dial to reach someone: all of these mean the person, the first says it best."""
    return person.login or person.extension or person.landline or person.mobile
