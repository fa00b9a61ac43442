"""Incoming calls (Inkommande samtal) of one profile."""

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from softphone.people.directory import NumberKind
from softphone.profiles.incoming import LineRules
from softphone.profiles.own import Checked, SettingsShown
from softphone.profiles.profile import Profile
from softphone.ui.models import edit_words, profile_words
from softphone.ui.models.profile_words import Spoken
from softphone.ui.views.edit_label import EditLabel
from softphone.ui.views.labels import Label
from softphone.ui.views.line_section import LineSection
from softphone.ui.views.page import Page


class IncomingPage(Page):
    changed = Signal(object)
    """The Profile as it shall be."""
    check_wanted = Signal(str, object)
    """A field and a value: whether the server would accept it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile = Profile(number=0)
        self._active = False
        self.state = EditLabel(self)
        self.waits = Label(self, tone="muted", wrap=True)
        self.landline = LineSection(NumberKind.LANDLINE, self)
        self.mobile = LineSection(NumberKind.MOBILE, self)
        for widget in (self.state, self.waits, self.landline, self.mobile):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.landline.chosen.connect(self._choose_landline)
        self.mobile.chosen.connect(self._choose_mobile)
        self.landline.typed.connect(lambda name, rule: self._check("landline", name, rule))
        self.mobile.typed.connect(lambda name, rule: self._check("mobile", name, rule))
        self.retranslate()

    def show_profile(
        self, profile: Profile, shown: SettingsShown, spoken: Spoken, *, active: bool, has_mobile: bool
    ) -> None:
        anew = profile.number != self._profile.number
        self._profile, self._active = profile, active
        incoming = profile.incoming
        self.state.show_state(shown, f"profiles.{profile.number}.incoming")
        self.landline.show_rules(
            incoming.landline, incoming.landline, spoken, has_mobile=has_mobile, anew=anew
        )
        self.mobile.show_rules(incoming.mobile, incoming.landline, spoken, has_mobile=has_mobile, anew=anew)
        if anew:
            self.pane.verticalScrollBar().setValue(0)
        self.retranslate()

    def say_checked(self, checked: Checked) -> None:
        """Of what was asked with `check_wanted`."""
        place = checked.field.split(".")
        if place[:3] != ["profiles", str(self._profile.number), "incoming"] or len(place) != 5:
            return
        section = self.landline if place[3] == "landline" else self.mobile
        why = "" if checked.refused is None else edit_words.refusal_sentence(checked.refused)
        if (rule := section.rules.get(place[4])) is not None:
            kind = LineRules.__annotations__[place[4]]
            rule.say_wrong(msgspec.convert(checked.value, kind), why)

    def _choose_landline(self, rules: LineRules) -> None:
        self._change(landline=rules)

    def _choose_mobile(self, rules: LineRules | None) -> None:
        self._change(mobile=rules)

    def _change(self, **lines: LineRules | None) -> None:
        incoming = msgspec.structs.replace(self._profile.incoming, **lines)
        self.changed.emit(msgspec.structs.replace(self._profile, incoming=incoming))

    def _check(self, line: str, name: str, rule: object) -> None:
        field = f"profiles.{self._profile.number}.incoming.{line}.{name}"
        self.check_wanted.emit(field, msgspec.to_builtins(rule))

    def retranslate(self) -> None:
        name = profile_words.profile_name(self._profile)
        self.title.setText(self.tr("{profile}: incoming calls").format(profile=name))
        self.waits.setText(self.tr("Applies once the profile is activated."))
        self.waits.setVisible(not self._active)
        self.state.setVisible(self._active or self.state.state is not edit_words.EditState.IN_FORCE)
