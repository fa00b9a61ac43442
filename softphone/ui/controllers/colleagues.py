"""The colleagues and groups as the company's server tells of them: into the list and the names of calls."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QRect, Signal

from softphone.people.company import Colleague, ColleaguesChanged, ColleaguesReplaced, SignedIn, SignedOut
from softphone.people.directory import Group, Person
from softphone.people.line_state import LineState
from softphone.people.pick_up import ALWAYS_ALLOWED
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.targets import Target
from softphone.ui.models.colleague_model import ColleagueModel, meeting
from softphone.ui.models.contact_rows import is_contact
from softphone.ui.models.group_rows import GroupRow, group_row, row_id
from softphone.ui.views.colleague_list import ColleagueListView
from softphone.ui.views.way import Way


class ColleaguesController(QObject):
    chosen = Signal(object)
    """The Target."""
    call_dropped = Signal(str, object)
    """A call's id, and the Target that it was dropped on."""
    names_changed = Signal()
    without_number = Signal(str)
    """The row of somebody who was chosen and has no number to call."""

    def __init__(
        self, view: ColleagueListView, model: ColleagueModel, names: Names, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._model = model
        self._names = names
        self._own: Person | None = None
        self._people: dict[str, Colleague] = {}
        self._groups: dict[str, Group] = {}
        self._groups_of: dict[str, list[str]] = {}
        """By person: the ids of the groups that they are in."""
        view.setModel(model)
        view.chosen.connect(self._choose)
        view.call_dropped.connect(self._drop)

    def company_reported(self, events: Iterable[object]) -> None:
        renamed = False
        for event in events:
            match event:
                case SignedIn(person=person):
                    self._own = person
                case ColleaguesReplaced(colleagues=colleagues, groups=groups):
                    self._people = {each.person.id: each for each in colleagues}
                    self._use_groups(groups)
                    self._names.replace(colleagues)
                    self._model.replace([*self._others(colleagues), *map(self._group_row, groups)])
                    renamed = True
                case ColleaguesChanged():
                    renamed |= self._changed(event)
                case SignedOut():
                    self.forget()
                case _:
                    pass
        if renamed:
            self.names_changed.emit()

    def forget(self) -> None:
        self._people = {}
        self._use_groups(())
        self._names.replace(())
        self._model.replace(())

    def _changed(self, event: ColleaguesChanged) -> bool:
        """Whether names have changed. By far the most are line states, which change none."""
        known = (self._people.get(each.person.id) for each in event.changed)
        renamed = bool(event.removed) or any(
            old is None or old.person != new.person for old, new in zip(known, event.changed, strict=True)
        )
        self._people.update((each.person.id, each) for each in event.changed)
        for person in event.removed:
            self._people.pop(person, None)
        gone = list(event.removed)
        seen = [*(each.person.id for each in event.changed), *event.removed]
        touched = {group for person in seen for group in self._groups_of.get(person, ())}
        if event.groups is not None:
            gone += [row_id(group) for group in self._groups.keys() - {each.id for each in event.groups}]
            self._use_groups(event.groups)
            touched = set(self._groups)
            renamed = True
        if renamed:
            self._names.change(event.changed, event.removed)
        rows = [*self._others(event.changed), *(self._group_row(self._groups[each]) for each in touched)]
        self._model.change(rows, gone)
        return renamed

    def _use_groups(self, groups: Iterable[Group]) -> None:
        self._groups = {each.id: each for each in groups}
        self._groups_of = {}
        for group in self._groups.values():
            for person in group.members:
                self._groups_of.setdefault(person, []).append(group.id)
        self._names.replace_groups(self._groups.values())

    def _group_row(self, group: Group) -> GroupRow:
        """Without oneself: who is talking cannot be whom the caller is passed to."""
        members = (self._people[each] for each in group.members if each in self._people)
        return group_row(group, self._others(members))

    def _others(self, colleagues: Iterable[Colleague]) -> list[Colleague]:
        own = "" if self._own is None else self._own.id
        return [each for each in colleagues if each.person.id != own]

    def target(self, row: str, way: Way, place: QRect | None = None) -> Target | None:
        """Where their icon is, unless `place` says otherwise; None when they are gone or cannot be called."""
        colleague = self._model.find(row)
        reaches = self._names.reaches(row)
        if colleague is None or not reaches:
            return None
        contact = is_contact(colleague.person)
        return Target(
            address=reaches[0].address,
            name=colleague.person.name,
            place=self._view.anchor(row) if place is None else place,
            way=way,
            person="" if contact else row,
            line=None if contact else colleague.line,
            meeting="" if contact else meeting(colleague, self._model.clock()),
            reaches=reaches,
            undecided=contact and len(reaches) > 1,
            row=row,
            favourite=self._model.is_favourite(row),
            picks_up=self._picks_up(colleague),
        )

    def _picks_up(self, colleague: Colleague) -> str:
        """Where the call that rings there can be picked up: by who shares a group with them, and by roles."""
        own, person = self._own, colleague.person
        if own is None or colleague.line is not LineState.RINGING or person.id not in self._people:
            return ""
        mine, theirs = (set(self._groups_of.get(each, ())) for each in (own.id, person.id))
        return person.extension or person.login if mine & theirs or own.roles & ALWAYS_ALLOWED else ""

    def _choose(self, row: str, way: Way) -> None:
        if target := self.target(row, way):
            self.chosen.emit(target)
        else:
            self.without_number.emit(row)

    def _drop(self, call_id: str, row: str) -> None:
        if target := self.target(row, Way.MENU):
            self.call_dropped.emit(call_id, target)
