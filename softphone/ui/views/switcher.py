"""The profile switcher (Profilbytare): which profile is active and why, and the way to another."""

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from softphone.profiles.effect import effect
from softphone.profiles.own import SettingsShown
from softphone.profiles.profile import AskDate, ChosenLength, Profile
from softphone.profiles.validation import LONGEST_MESSAGE, Refusal
from softphone.ui.models import edit_words, moments, profile_words
from softphone.ui.models.own_profile import own_profile
from softphone.ui.models.profile_words import Spoken
from softphone.ui.views import style
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.edit_label import EditLabel
from softphone.ui.views.form_field import FormField
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.length_choice import LengthChoice
from softphone.ui.views.sheet import Sheet
from softphone.ui.views.tokens import CONTROL, Space, Tone, Type

_WIDTH = 440
_NAME, _LENGTH = 180, 190
"""Pixels of a profile's name, and of its default length, before they are shortened."""
_ROWS = 7
"""Seen at once, where the window has room."""


class Switcher(Sheet):
    activated = Signal(int, object, str)
    """A profile's number, the ChosenLength (None: its default), and a temporary message."""
    message_set = Signal(str)
    """Another temporary message for what is active; empty: none."""
    automatic_requested = Signal()
    dismissed = Signal()
    """The refusals were seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, _WIDTH)
        self._shown = SettingsShown()
        self._now = datetime.min.replace(tzinfo=UTC)
        self._has_mobile = False
        self._spoken = Spoken()
        self._asked = 0
        """The profile that the clock icon was pressed of."""
        self._message_touched = False
        self._title = Label(self, size=Type.BODY, strong=True, wrap=True)
        self._effect = Label(self, wrap=True)
        self._source = Label(self, tone="muted", wrap=True)
        self.state = EditLabel(self)
        self.message = FormField(self)
        self.automatic = Button(self)
        self._lengths = LengthChoice(self)
        self._rows: list[ProfileRow] = []
        self._list = QVBoxLayout()
        self._pages = QStackedWidget(self)
        self._lay_out()
        self.message.limit(LONGEST_MESSAGE)
        self.message.edited.connect(self._touch)
        self.message.submitted.connect(lambda: self.message_set.emit(self.message.text.strip()))
        self.automatic.clicked.connect(self.automatic_requested)
        self.state.dismissed.connect(self.dismissed)
        self._lengths.chosen.connect(self._choose_length)
        self._lengths.left.connect(self._show_list)
        self._retranslate()

    @property
    def rows(self) -> list["ProfileRow"]:
        return self._rows

    @property
    def lengths(self) -> LengthChoice:
        return self._lengths

    def show_own(self, shown: SettingsShown, now: datetime, *, has_mobile: bool, spoken: Spoken) -> None:
        self._shown, self._now = shown, now
        self._has_mobile, self._spoken = has_mobile, spoken
        self._fill()

    def open_at(self, anchor: QRect) -> None:
        self._message_touched = False
        self._turn_to(0)
        self._fill()
        super().open_at(anchor)
        row = next((each for each in self._rows if each.active), None)
        (row.choose if row else self.message).setFocus(Qt.FocusReason.PopupFocusReason)

    def refuse(self, refusal: Refusal) -> None:
        """What was asked for cannot be."""
        if refusal.field.startswith("length"):
            if self._pages.currentIndex() == 0:
                self._ask_length(self._asked)
            self._lengths.refuse(refusal)
        else:
            self.message.say_wrong(edit_words.refusal_sentence(refusal))
        self.place()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside: there is more to do here than one choice, and leaving would close it."""
        at = QApplication.focusWidget() or self
        widget: QWidget | None = at
        while widget is not None:
            widget = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
            if widget is None or widget is at:
                break
            by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if by_tab and widget.isVisible() and widget.isEnabled() and self.isAncestorOf(widget):
                reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
                widget.setFocus(reason)
                return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _lay_out(self) -> None:
        inside = style.named(QWidget(self), "surface")
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2)
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._list)
        whole.addStretch(1)
        self._scroll = style.named(_List(self), "surface")
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        first = QWidget(self)
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.automatic)
        self._pages.addWidget(first)
        self._pages.addWidget(self._lengths)
        for widget in (self._title, self._effect, self._source, self.state, self.message):
            self.body.addWidget(widget)
        self.body.addSpacing(Space.HAIR)
        self.body.addWidget(self._pages, 1)

    def _fill(self) -> None:
        settings = self._shown.settings
        own = own_profile(self._shown, self._now)
        self.state.show_state(self._shown)
        if settings is None or own is None:
            return
        name = profile_words.profile_name(own.profile)
        self._title.setText(f"{name} · {moments.until(own.until, self._now)}")
        done = effect(own.profile.incoming, has_mobile=self._has_mobile)
        self._effect.setText(profile_words.effect_sentence(done, self._spoken))
        said = profile_words.source(own.source)
        if own.next is not None:
            following = self.tr("then {profile} from {time}")
            said += " · " + following.format(
                profile=profile_words.profile_name(own.next.profile),
                time=moments.when(own.next.begin, self._now),
            )
        self._source.setText(said)
        if not self._message_touched:
            self.message.set_text(own.message if own.is_temporary else "")
        profiles = settings.in_order.profiles
        if tuple(row.profile for row in self._rows) != profiles:
            self._fill_list(profiles)
        for row in self._rows:
            row.show_profile(active=row.profile.number == own.profile.number)
        self.place()

    def _fill_list(self, profiles: tuple[Profile, ...]) -> None:
        self.hold_keyboard()
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [ProfileRow(profile, self) for profile in profiles]
        for row in self._rows:
            self._list.addWidget(row)
            row.chosen.connect(self._choose)
            row.clock.clicked.connect(lambda _=False, number=row.profile.number: self._ask_length(number))
            row.show()
        self._scroll.setMinimumHeight(3 * (CONTROL + 2))
        self._scroll.setMaximumHeight(len(self._rows) * (CONTROL + 2))

    def _touch(self) -> None:
        self._message_touched = True

    def _choose(self, number: int) -> None:
        self._asked = number
        settings = self._shown.settings
        profile = settings.profiles.get(number) if settings else None
        if profile is not None and isinstance(profile.length, AskDate):
            self._ask_length(number)
        else:
            self._activate(number, None)

    def _ask_length(self, number: int) -> None:
        settings = self._shown.settings
        profile = settings.profiles.get(number) if settings else None
        if profile is None:
            return
        self._asked = number
        self._turn_to(1)
        name = profile_words.profile_name(profile)
        self._lengths.ask(name, self._now, date=isinstance(profile.length, AskDate))
        self.place()

    def _turn_to(self, page: int) -> None:
        """The list of profiles, or the lengths, which need the room of what is said of the active one."""
        self.hold_keyboard()
        self._pages.setCurrentIndex(page)
        for label in (self._effect, self._source, self.state):
            label.setVisible(page == 0)

    def _choose_length(self, length: ChosenLength) -> None:
        self._activate(self._asked, length)

    def _activate(self, number: int, length: ChosenLength | None) -> None:
        # A message that was there already goes with the profile that it was for.
        message = self.message.text.strip() if self._message_touched else ""
        self.activated.emit(number, length, message)

    def _show_list(self) -> None:
        self._turn_to(0)
        row = next((each for each in self._rows if each.profile.number == self._asked), None)
        if row is not None:
            row.clock.setFocus(Qt.FocusReason.OtherFocusReason)
        self.place()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Profile switcher"))
        self.message.name(self.tr("Temporary message"), self.tr("Goes when the profile goes"))
        self.automatic.say(self.tr("Follow schedule and calendar"))
        for row in self._rows:
            row.show_profile(active=row.active)
        self._fill()


class _List(QScrollArea):
    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, min(_ROWS * (CONTROL + 2), self.maximumHeight()))


class ProfileRow(QWidget):
    """A profile to choose, with the clock icon that picks another length."""

    chosen = Signal(int)

    def __init__(self, profile: Profile, parent: QWidget) -> None:
        super().__init__(parent)
        self.profile = profile
        self.active = False
        self._mark = GlyphLabel(Glyph.GOOD, 18, self)
        self._mark.set_tone(Tone.GOOD)
        policy = self._mark.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._mark.setSizePolicy(policy)
        self.choose = Button(self, kind=Kind.NAV)
        self.choose.setCheckable(True)
        self._length = Label(self, tone="muted")
        self.clock = Button(self, kind=Kind.QUIET, glyph=Glyph.CLOCK)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(self._mark)
        row.addWidget(self.choose, 1)
        row.addWidget(self._length)
        row.addWidget(self.clock)
        self.choose.clicked.connect(self._choose)

    def show_profile(self, *, active: bool) -> None:
        self.active = active
        name = profile_words.profile_name(self.profile)
        length = profile_words.length(self.profile.length)
        self._mark.setVisible(active)
        self.choose.setChecked(active)
        self.choose.say(name)
        self.choose.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _NAME))
        said = self.tr("{profile}, active now") if active else self.tr("{profile}, {length}")
        self.choose.setAccessibleName(said.format(profile=name, length=length))
        short = "" if active else length
        self._length.setText(self.fontMetrics().elidedText(short, Qt.TextElideMode.ElideRight, _LENGTH))
        self._length.setToolTip(length)
        self.clock.say(self.tr("{profile} for another length").format(profile=name))

    def _choose(self) -> None:
        self.choose.setChecked(self.active)  # until the choice is known to hold
        self.chosen.emit(self.profile.number)
