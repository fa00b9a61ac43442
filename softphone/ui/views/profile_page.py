"""One profile: its name, status and message, and the settings that hold while it is active."""

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from softphone.people.presentation import NumberPresentation, Show
from softphone.profiles.effect import effect
from softphone.profiles.own import Checked, SettingsShown
from softphone.profiles.presets import AVAILABLE
from softphone.profiles.profile import Notices, Profile, Status
from softphone.profiles.validation import HIGHEST_PRIORITY, LONGEST_MESSAGE, LONGEST_NAME
from softphone.ui.models import edit_words, profile_words
from softphone.ui.models.profile_words import Spoken
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.choice import Choice
from softphone.ui.views.edit_label import EditLabel
from softphone.ui.views.form_field import FormField
from softphone.ui.views.labels import Label
from softphone.ui.views.length_field import LengthField
from softphone.ui.views.notice_switches import NoticeSwitches
from softphone.ui.views.page import Page
from softphone.ui.views.segments import Segments
from softphone.ui.views.switch import Switch
from softphone.ui.views.tokens import Space

_STATUSES = (Status.AVAILABLE, Status.NOT_AVAILABLE)


class ProfilePage(Page):
    changed = Signal(object)
    """The Profile as it shall be."""
    renamed = Signal(str)
    incoming_requested = Signal()
    restore_requested = Signal()
    remove_requested = Signal()
    check_wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile = Profile(number=0)
        self._active = self._has_mobile = False
        self._spoken = Spoken()
        self.state = EditLabel(self)
        self.waits = Label(self, tone="muted", wrap=True)
        self.name = FormField(self)
        self._status_name = Label(self)
        self.status = Segments(2, self)
        self._status_words = Label(self, tone="muted", wrap=True)
        self.message = FormField(self)
        self.incoming = Button(self)
        self._effect = Label(self, tone="muted", wrap=True)
        self.call_waiting = Switch(self)
        self.length = LengthField(self)
        self.call_number = _Shown(self)
        self.sms_number = _Shown(self)
        self.notices = NoticeSwitches(self)
        self.priority = FormField(self)
        self._number = Label(self, tone="muted", wrap=True)
        self.restore = Button(self)
        self.remove = Button(self, kind=Kind.DANGER)
        for widget in (
            self.state,
            self.waits,
            self.name,
            self._status_name,
            self.status,
            self._status_words,
            self.message,
            self.incoming,
            self._effect,
            self.call_waiting,
            self.notices,
            self.length,
            self.call_number,
            self.sms_number,
            self.priority,
            self._number,
        ):
            self.body.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.restore)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.body.addStretch(1)
        self.name.limit(LONGEST_NAME)
        self.message.limit(LONGEST_MESSAGE)
        self.name.edited.connect(lambda: self._check("name", self.name.text.strip()))
        self.name.finished.connect(lambda: self.renamed.emit(self.name.text.strip()))
        self.message.edited.connect(lambda: self._check("message", self.message.text.strip()))
        self.message.finished.connect(lambda: self._change(message=self.message.text.strip()))
        self.status.chosen.connect(lambda n: self._change(status=_STATUSES[n]))
        self.incoming.clicked.connect(self.incoming_requested)
        self.call_waiting.clicked.connect(lambda on: self._change(call_waiting=on))
        self.notices.chosen.connect(lambda on: self._change(notices=Notices(on)))
        self.length.chosen.connect(lambda length: self._change(length=length))
        self.call_number.chosen.connect(lambda choice: self._change(call_presentation=choice))
        self.sms_number.chosen.connect(lambda choice: self._change(sms_presentation=choice))
        self.priority.finished.connect(self._finish_priority)
        self.restore.clicked.connect(self.restore_requested)
        self.remove.clicked.connect(self.remove_requested)
        self.retranslate()

    def show_profile(
        self, profile: Profile, shown: SettingsShown, spoken: Spoken, *, active: bool, has_mobile: bool
    ) -> None:
        anew = profile.number != self._profile.number
        self._profile, self._active, self._has_mobile, self._spoken = profile, active, has_mobile, spoken
        self.state.show_state(shown, f"profiles.{profile.number}")
        for field, text in (
            (self.name, profile_words.profile_name(profile)),
            (self.message, profile.message),
            (self.priority, str(profile.calendar_priority)),
        ):
            field.begin(text) if anew else field.show_saved(text)
        self.length.show_length(profile.length, anew=anew)
        self.status.choose(_STATUSES.index(profile.status))
        self.call_waiting.setChecked(profile.call_waiting)
        self.notices.show_notices(profile.notices.desktop)
        if anew:
            self.pane.verticalScrollBar().setValue(0)
        self.retranslate()

    def say_checked(self, checked: Checked) -> None:
        why = "" if checked.refused is None else edit_words.refusal_sentence(checked.refused)
        for name, field in (("name", self.name), ("message", self.message)):
            asked = f"profiles.{self._profile.number}.{name}"
            if checked.field == asked and checked.value == field.text.strip():
                field.say_wrong(why)

    def refuse_name(self, why: str) -> None:
        self.name.say_wrong(why)
        self.name.keep_typed()

    def _change(self, **settings: object) -> None:
        self.changed.emit(msgspec.structs.replace(self._profile, **settings))

    def _check(self, field: str, value: str) -> None:
        self.check_wanted.emit(f"profiles.{self._profile.number}.{field}", value)

    def _finish_priority(self) -> None:
        text = self.priority.text.strip()
        if text.isdecimal() and int(text) <= HIGHEST_PRIORITY:
            self._change(calendar_priority=int(text))
        else:
            words = self.tr("Type a number from 0 to {most}.")
            self.priority.say_wrong(words.format(most=HIGHEST_PRIORITY))
            self.priority.keep_typed()

    def retranslate(self) -> None:
        profile = self._profile
        self.title.setText(profile_words.profile_name(profile))
        self.waits.setText(self.tr("Applies once the profile is activated."))
        self.waits.setVisible(not self._active)
        self.state.setVisible(self._active or self.state.state is not edit_words.EditState.IN_FORCE)
        self.name.name(self.tr("Name"))
        if profile.preset and not profile.name:
            self.name.show_saved(profile_words.profile_name(profile))
        self._status_name.setText(self.tr("Status"))
        self.status.name(self.tr("Status"), (self.tr("Available"), self.tr("Not available")))
        available = profile.status is Status.AVAILABLE
        self._status_words.setText(
            self.tr("Colleagues see whether you are in a call.")
            if available
            else self.tr("Colleagues see “Call status not shown”. You can still call and be called.")
        )
        self.message.name(self.tr("Permanent status message"))
        self.incoming.say(self.tr("Incoming calls"))
        done = effect(profile.incoming, has_mobile=self._has_mobile)
        self._effect.setText(profile_words.effect_sentence(done, self._spoken))
        self.call_waiting.say(self.tr("Call waiting"))
        for field, choice, words in (
            (self.call_number, profile.call_presentation, self.tr("Number shown when calling")),
            (self.sms_number, profile.sms_presentation, self.tr("Number shown when sending SMS")),
        ):
            field.show_choice(words, choice, has_mobile=self._has_mobile)
        self.priority.name(self.tr("Calendar priority: the higher wins when two events overlap"))
        words = self.tr("Profile number {n}: an event that carries it activates this profile.")
        self._number.setText(words.format(n=profile.number))
        self.restore.say(self.tr("Restore"), tip=self.tr("As everyone gets it"))
        self.restore.setVisible(profile.preset > 0)
        self.remove.say(self.tr("Remove"))
        self.remove.setVisible(profile.preset != AVAILABLE.preset)


class _Shown(QWidget):
    """Which of one's numbers is shown (Nummervisning)."""

    chosen = Signal(object)
    """The NumberPresentation."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = ""
        self._label = Label(self)
        self.choice = Choice(self)
        self._label.setBuddy(self.choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addWidget(self._label)
        column.addWidget(self.choice)
        self.choice.activated.connect(self._pick)

    def show_choice(self, words: str, choice: NumberPresentation, *, has_mobile: bool) -> None:
        self._number = choice.number
        offers = [(Show.LANDLINE.value, self.tr("The landline number"))]
        if has_mobile or choice.show is Show.MOBILE:
            offers.append((Show.MOBILE.value, self.tr("The mobile number")))
        if choice.show is Show.NUMBER:
            offers.append((Show.NUMBER.value, choice.number))
        offers.append((Show.WITHHELD.value, self.tr("Number withheld")))
        self._label.setText(words)
        self.choice.setAccessibleName(words)
        self.choice.offer(offers, choice.show.value)

    def _pick(self) -> None:
        show = Show(self.choice.value)
        number = self._number if show is Show.NUMBER else ""
        self.chosen.emit(NumberPresentation(show, number))
