"""One rule for calls: Ring, Forward (Vidarekoppla) or Refer (Hänvisa), each with what belongs to it."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from softphone.profiles.incoming import (
    Always,
    Forward,
    Otherwise,
    Phones,
    Refer,
    Ring,
    ToNumber,
    ToVoicemail,
)
from softphone.ui.models.profile_words import Spoken
from softphone.ui.views.choice import Choice
from softphone.ui.views.form_field import FormField
from softphone.ui.views.labels import Label
from softphone.ui.views.switch import Switch
from softphone.ui.views.target_choice import TargetChoice
from softphone.ui.views.tokens import Space


class RuleChoice(QWidget):
    chosen = Signal(object)
    """The rule: it shall hold."""
    typed = Signal(object)
    """The rule with the number as typed so far."""

    def __init__(self, parent: QWidget, *, always: bool) -> None:
        """`always`: the rule for every call; otherwise the one for when nobody answers, which may be none."""
        super().__init__(parent)
        self._always = always
        self._rule: Always | Otherwise = Ring() if always else None
        self._name = ""
        self._has_mobile = False
        self._label = Label(self, strong=not always)
        self.kind = Choice(self)
        self.phones = Choice(self)
        self.mobile_after = FormField(self)
        self.forward = TargetChoice(self, after_referral=False)
        self._after = Label(self)
        self.then = TargetChoice(self, after_referral=True)
        self.neutral = Switch(self)
        self._not_spoken = Label(self, tone="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for widget in (
            self._label,
            self.kind,
            self.phones,
            self.mobile_after,
            self.forward,
            self._after,
            self.then,
            self.neutral,
            self._not_spoken,
        ):
            column.addWidget(widget)
        self.kind.activated.connect(self._pick_kind)
        self.phones.activated.connect(self._pick_phones)
        self.mobile_after.finished.connect(self._finish_seconds)
        self.forward.chosen.connect(lambda to: self._choose(Forward(to)))
        self.forward.typed.connect(lambda to: self.typed.emit(Forward(to)))
        self.then.chosen.connect(lambda to: self._choose(Refer(to, self.neutral.isChecked())))
        self.then.typed.connect(lambda to: self.typed.emit(Refer(to, self.neutral.isChecked())))
        self.neutral.clicked.connect(self._pick_neutral)
        self._retranslate()

    def name(self, text: str) -> None:
        self._name = text
        self._retranslate()

    def show_rule(self, rule: Always | Otherwise, spoken: Spoken, *, has_mobile: bool, anew: bool) -> None:
        other = anew or type(rule) is not type(self._rule)
        self._rule, self._has_mobile = rule, has_mobile
        if isinstance(rule, Forward):
            self.forward.show_target(rule.to, spoken, anew=other)
        elif isinstance(rule, Refer):
            self.then.show_target(rule.then, spoken, anew=other)
        elif isinstance(rule, Ring):
            seconds = str(rule.mobile_after)
            self.mobile_after.begin(seconds) if other else self.mobile_after.show_saved(seconds)
        if other:
            self._spoken_to_all(spoken)
        self._retranslate()

    def say_wrong(self, rule: object, why: str) -> None:
        """The answer of the server about that rule; empty: it could hold."""
        if isinstance(rule, Forward) and isinstance(rule.to, ToNumber):
            self.forward.say_wrong(rule.to.number, why)
        elif isinstance(rule, Refer) and isinstance(rule.then, ToNumber):
            self.then.say_wrong(rule.then.number, why)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _spoken_to_all(self, spoken: Spoken) -> None:
        """Also to what is not shown yet."""
        if not isinstance(self._rule, Forward):
            self.forward.show_target(ToVoicemail(), spoken, anew=True)
        if not isinstance(self._rule, Refer):
            self.then.show_target(ToVoicemail(), spoken, anew=True)

    def _choose(self, rule: Always | Otherwise) -> None:
        self._rule = rule
        self._retranslate()
        self.chosen.emit(rule)

    def _pick_kind(self) -> None:
        rules: dict[str, Always | Otherwise] = {
            "ring": Ring(),
            "none": None,
            "forward": Forward(ToVoicemail()),
            "refer": Refer(ToVoicemail()),
        }
        self._choose(rules[self.kind.value])

    def _pick_phones(self) -> None:
        self._choose(Ring(Phones(self.phones.value)))

    def _pick_neutral(self) -> None:
        if isinstance(self._rule, Refer):
            self._choose(Refer(self._rule.then, self.neutral.isChecked()))

    def _finish_seconds(self) -> None:
        text = self.mobile_after.text.strip()
        if isinstance(self._rule, Ring) and text.isdecimal():
            self._choose(Ring(self._rule.phones, int(text)))
        else:
            self.mobile_after.say_wrong(self.tr("Type a number of seconds."))
            self.mobile_after.keep_typed()

    def _retranslate(self) -> None:
        rule = self._rule
        self._label.setText(self._name)
        self._label.setVisible(bool(self._name) and not self._always)
        first = (
            ("ring", self.tr("Ring")) if self._always else ("none", self.tr("Nothing: the caller is told"))
        )
        shown = _kind_of(rule)
        self.kind.offer(
            [first, ("forward", self.tr("Forward")), ("refer", self.tr("Refer"))],
            shown,
        )
        self.kind.setAccessibleName(self._name)
        self.phones.setVisible(isinstance(rule, Ring))
        phones = [(Phones.COMPUTER.value, self.tr("The computer"))]
        ring = rule.phones if isinstance(rule, Ring) else Phones.COMPUTER
        if self._has_mobile or ring is not Phones.COMPUTER:
            phones += [
                (Phones.MOBILE.value, self.tr("The mobile")),
                (Phones.BOTH.value, self.tr("Both at once")),
                (Phones.COMPUTER_THEN_MOBILE.value, self.tr("First the computer, then the mobile")),
            ]
        self.phones.offer(phones, ring.value)
        self.phones.setAccessibleName(self.tr("What rings"))
        self.mobile_after.name(self.tr("The mobile after this many seconds"))
        self.mobile_after.setVisible(ring is Phones.COMPUTER_THEN_MOBILE)
        self.forward.setVisible(isinstance(rule, Forward))
        self.forward.name(self.tr("Forward to"))
        referred = isinstance(rule, Refer)
        for widget in (self._after, self.then, self.neutral, self._not_spoken):
            widget.setVisible(referred)
        self._after.setText(self.tr("After the referral"))
        self.then.name(self.tr("After the referral"))
        self.neutral.say(self.tr("Say only that I cannot be reached"))
        self.neutral.setChecked(isinstance(rule, Refer) and rule.neutral)
        self._not_spoken.setText(
            self.tr("The message is not spoken yet: the call goes straight on to what follows.")
        )


def _kind_of(rule: Always | Otherwise) -> str:
    match rule:
        case Ring():
            return "ring"
        case Forward():
            return "forward"
        case Refer():
            return "refer"
        case None:
            return "none"
