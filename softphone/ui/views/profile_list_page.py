"""The list of one's profiles: to open, add, reorder, and bring back those that were removed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from softphone.profiles.own import SettingsShown
from softphone.profiles.presets import PRESETS
from softphone.profiles.profile import Profile
from softphone.profiles.profile_list import ProfileList
from softphone.profiles.validation import LONGEST_NAME
from softphone.ui.models import profile_words
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.choice import Choice
from softphone.ui.views.edit_label import EditLabel
from softphone.ui.views.form_field import FormField
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.page import Page
from softphone.ui.views.switch import Switch
from softphone.ui.views.tokens import Space

_NAME = 220
"""Pixels of a profile's name, before it is shortened."""


class ProfileListPage(Page):
    opened = Signal(int)
    added = Signal(str)
    """A name."""
    moved = Signal(int, int)
    """A profile's number, and the place that it goes to."""
    restored = Signal(int)
    """The number of a standard profile that was removed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, back=False)
        self._profiles = ProfileList()
        self._active = 0
        self.rows: list[ListRow] = []
        self.state = EditLabel(self)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        self.name = FormField(self)
        self.add = Button(self)
        self._removed = QWidget(self)
        self._removed_label = Label(self._removed)
        self.removed = Choice(self._removed)
        self.bring_back = Button(self._removed)
        self.numbers = Switch(self)
        self.body.addWidget(self.state)
        self.body.addLayout(self._column)
        self.body.addWidget(self.name)
        self.body.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self._removed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addWidget(self._removed_label)
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(self.removed, 1)
        row.addWidget(self.bring_back)
        column.addLayout(row)
        self.body.addWidget(self._removed)
        self.body.addStretch(1)
        self.foot.addWidget(self.numbers)
        self.name.limit(LONGEST_NAME)
        self.name.submitted.connect(self._add)
        self.add.clicked.connect(self._add)
        self.bring_back.clicked.connect(lambda: self.restored.emit(int(self.removed.value)))
        self.numbers.toggled.connect(lambda _: self._show_rows())
        self.retranslate()

    def show_profiles(self, profiles: ProfileList, shown: SettingsShown, active: int) -> None:
        self._active = active
        self.state.show_state(shown)
        if [row.number for row in self.rows] != [each.number for each in profiles.profiles]:
            self._make_rows(profiles)
        self._profiles = profiles
        self.retranslate()

    def say_wrong(self, why: str) -> None:
        """Of the name of a new profile; empty: it was added."""
        self.name.say_wrong(why)
        if not why:
            self.name.begin("")

    def _add(self) -> None:
        self.added.emit(self.name.text.strip())

    def _make_rows(self, profiles: ProfileList) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [ListRow(each.number, self) for each in profiles.profiles]
        for place, row in enumerate(self.rows):
            self._column.addWidget(row)
            row.open.clicked.connect(lambda _=False, number=row.number: self.opened.emit(number))
            row.up.clicked.connect(lambda _=False, n=row.number, to=place - 1: self._move(n, to))
            row.down.clicked.connect(lambda _=False, n=row.number, to=place + 1: self._move(n, to))
            row.up.setEnabled(place > 0)
            row.down.setEnabled(place < len(self.rows) - 1)
            row.show()
        before: QWidget = self.state.dismiss
        for row in self.rows:
            for button in (row.open, row.up, row.down):
                QWidget.setTabOrder(before, button)
                before = button

    def _move(self, number: int, to: int) -> None:
        self.moved.emit(number, to)

    def _show_rows(self) -> None:
        for row, profile in zip(self.rows, self._profiles.profiles, strict=False):
            row.show_profile(
                profile, active=profile.number == self._active, numbered=self.numbers.isChecked()
            )

    def retranslate(self) -> None:
        self.title.setText(self.tr("Profiles"))
        self.name.name(self.tr("New profile"), self.tr("Name"))
        self.add.say(self.tr("Add"))
        self.numbers.say(self.tr("Show profile numbers"))
        kept = {each.preset for each in self._profiles.profiles}
        gone = [each for each in PRESETS if each.preset not in kept]
        self._removed.setVisible(bool(gone))
        self._removed_label.setText(self.tr("Removed standard profiles"))
        self.removed.setAccessibleName(self.tr("Removed standard profiles"))
        self.removed.offer(
            [(str(each.preset), profile_words.profile_name(each)) for each in gone], self.removed.value
        )
        self.bring_back.say(self.tr("Restore"))
        self._show_rows()


class ListRow(QWidget):
    """A profile: opened by its name, moved by the arrows."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = number
        self.open = Button(self, kind=Kind.NAV)
        self._said = Label(self, tone="muted")
        self.up = Button(self, kind=Kind.QUIET, glyph=Glyph.UP)
        self.down = Button(self, kind=Kind.QUIET, glyph=Glyph.DOWN)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.HAIR)
        row.addWidget(self.open, 1)
        row.addWidget(self._said)
        row.addSpacing(Space.SMALL)
        row.addWidget(self.up)
        row.addWidget(self.down)

    def show_profile(self, profile: Profile, *, active: bool, numbered: bool) -> None:
        name = profile_words.profile_name(profile)
        self.open.say(name)
        self.open.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _NAME))
        number = self.tr("no. {n}").format(n=profile.number) if numbered else ""
        said = " · ".join(part for part in (self.tr("active") if active else "", number) if part)
        self._said.setText(said)
        self.open.setAccessibleName(", ".join(part for part in (name, said) if part))
        self.up.say(self.tr("Move {profile} up").format(profile=name))
        self.down.say(self.tr("Move {profile} down").format(profile=name))
