"""What happens to calls to one's landline number, or to one's mobile number."""

import msgspec
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from softphone.people.directory import NumberKind
from softphone.profiles.incoming import LONGEST_RING, SHORTEST_RING, LineRules, Ring
from softphone.ui.models.profile_words import Spoken
from softphone.ui.views import style
from softphone.ui.views.buttons import Button
from softphone.ui.views.form_field import FormField
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.rule_choice import RuleChoice
from softphone.ui.views.switch import Switch
from softphone.ui.views.tokens import Space, Type

_RULES = ("first", "busy", "no_answer", "no_connection")


class LineSection(QFrame):
    chosen = Signal(object)
    """LineRules that shall hold; None: as the landline."""
    typed = Signal(str, object)
    """The name of a rule, "first", and the rule with the number as typed so far."""

    def __init__(self, kind: NumberKind, parent: QWidget) -> None:
        super().__init__(parent)
        style.named(self, "panel")
        self._kind = kind
        self._rules: LineRules | None = LineRules()
        self._landline = LineRules()
        self._has_mobile = False
        self._title = Label(self, size=Type.BODY, strong=True)
        self._no_mobile = Label(self, tone="muted", wrap=True)
        self.as_landline = Switch(self)
        self.rules = {name: RuleChoice(self, always=name == "first") for name in _RULES}
        self.advanced = Button(self, glyph=Glyph.DOWN)
        self.advanced.setCheckable(True)
        self._only_ringing = Label(self, tone="muted", wrap=True)
        self.seconds = FormField(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        self._column.setSpacing(Space.MEDIUM)
        for widget in (
            self._title,
            self._no_mobile,
            self.as_landline,
            self.rules["first"],
            self.advanced,
            self._only_ringing,
            self.rules["busy"],
            self.rules["no_answer"],
            self.seconds,
            self.rules["no_connection"],
        ):
            self._column.addWidget(widget)
        self.as_landline.clicked.connect(self._pick_as_landline)
        self.advanced.toggled.connect(lambda _: self._arrange())
        self.seconds.finished.connect(self._finish_seconds)
        for name, rule in self.rules.items():
            rule.chosen.connect(lambda value, name=name: self._choose(name, value))
            rule.typed.connect(lambda value, name=name: self.typed.emit(name, value))
        self._retranslate()

    def show_rules(
        self,
        rules: LineRules | None,
        landline: LineRules,
        spoken: Spoken,
        *,
        has_mobile: bool,
        anew: bool,
    ) -> None:
        """`landline` is what a mobile follows that is not set apart."""
        self._rules, self._landline, self._has_mobile = rules, landline, has_mobile
        shown = landline if rules is None else rules
        for name, rule in self.rules.items():
            rule.show_rule(getattr(shown, name), spoken, has_mobile=has_mobile, anew=anew)
        seconds = str(shown.no_answer_seconds)
        self.seconds.begin(seconds) if anew else self.seconds.show_saved(seconds)
        if anew:
            self.advanced.setChecked(False)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _pick_as_landline(self) -> None:
        self._rules = None if self.as_landline.isChecked() else self._landline
        self._arrange()
        self.chosen.emit(self._rules)

    def _choose(self, name: str, rule: object) -> None:
        if self._rules is not None:
            self._rules = msgspec.structs.replace(self._rules, **{name: rule})
            self._arrange()
            self.chosen.emit(self._rules)

    def _finish_seconds(self) -> None:
        text = self.seconds.text.strip()
        if text.isdecimal() and SHORTEST_RING <= int(text) <= LONGEST_RING:
            self._choose("no_answer_seconds", int(text))
        else:
            words = self.tr("Type a number of seconds from {least} to {most}.")
            self.seconds.say_wrong(words.format(least=SHORTEST_RING, most=LONGEST_RING))
            self.seconds.keep_typed()

    def _arrange(self) -> None:
        mobile = self._kind is NumberKind.MOBILE
        apart = self._rules is not None and (self._has_mobile or not mobile)
        self._no_mobile.setVisible(mobile and not self._has_mobile)
        self.as_landline.setVisible(mobile and self._has_mobile)
        self.as_landline.setChecked(self._rules is None)
        self.rules["first"].setVisible(apart)
        self.advanced.setVisible(apart)
        opened = apart and self.advanced.isChecked()
        for name in ("busy", "no_answer", "no_connection"):
            self.rules[name].setVisible(opened)
        answered = self._rules is not None and self._rules.no_answer is not None
        self.seconds.setVisible(opened and answered)
        rings = self._rules is not None and isinstance(self._rules.first, Ring)
        self._only_ringing.setVisible(opened and not rings)
        self.advanced.set_glyph(Glyph.UP if self.advanced.isChecked() else Glyph.DOWN)

    def _retranslate(self) -> None:
        landline = self._kind is NumberKind.LANDLINE
        title = self.tr("Calls to the landline number") if landline else self.tr("Calls to the mobile number")
        self._title.setText(title)
        self.setAccessibleName(title)
        self._no_mobile.setText(
            self.tr("You have no mobile number whose calls come through the company's telephone system.")
        )
        self.as_landline.say(self.tr("As calls to the landline number"))
        self.rules["first"].name(title)
        self.advanced.say(self.tr("Advanced settings"))
        self._only_ringing.setText(self.tr("These hold when calls ring."))
        self.rules["busy"].name(self.tr("When busy"))
        self.rules["no_answer"].name(self.tr("When there is no answer"))
        self.rules["no_connection"].name(self.tr("When there is no connection"))
        self.seconds.name(self.tr("Seconds before it counts as no answer"))
        self._arrange()
