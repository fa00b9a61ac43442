"""Where calls go: a number, a colleague, a group, voicemail, the reception; after a referral, nowhere."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from softphone.people.numbers import dialled
from softphone.profiles.incoming import (
    AfterReferral,
    HangUp,
    Target,
    ToColleague,
    ToGroup,
    ToNumber,
    ToReception,
    ToVoicemail,
)
from softphone.ui.models.profile_words import Spoken
from softphone.ui.views.choice import Choice
from softphone.ui.views.form_field import FormField
from softphone.ui.views.tokens import Space

CHECK_MS = 250
"""Without a key, before the server is asked of what was typed."""
_SIMPLE: dict[str, Target | AfterReferral] = {
    "hang up": HangUp(),
    "voicemail": ToVoicemail(),
    "reception": ToReception(),
}


class TargetChoice(QWidget):
    chosen = Signal(object)
    """The Target: it shall hold."""
    typed = Signal(object)
    """The ToNumber as typed so far: whether it could hold is to be found out."""

    def __init__(self, parent: QWidget, *, after_referral: bool) -> None:
        super().__init__(parent)
        self._after_referral = after_referral
        self._target: Target | AfterReferral = ToVoicemail()
        self._saved: Target | AfterReferral = self._target
        """What holds; `_target` may be a number that is not typed yet, or nobody yet of those there are."""
        self._spoken = Spoken()
        self._name = ""
        self._refused: dict[str, str] = {}
        """Numbers of which the server said why they cannot be."""
        self.kind = Choice(self)
        self.number = FormField(self)
        self.colleague, self.group = Choice(self), Choice(self)
        self._pause = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._pause.timeout.connect(lambda: self.typed.emit(self._number()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for widget in (self.kind, self.number, self.colleague, self.group):
            column.addWidget(widget)
        self.kind.activated.connect(self._pick_kind)
        self.colleague.activated.connect(lambda: self._pick(ToColleague(self.colleague.value)))
        self.group.activated.connect(lambda: self._pick(ToGroup(self.group.value)))
        self.number.edited.connect(self._type)
        self.number.finished.connect(self._finish)
        self._retranslate()

    def name(self, text: str) -> None:
        self._name = text
        self._retranslate()

    def show_target(self, target: Target | AfterReferral, spoken: Spoken, *, anew: bool) -> None:
        """`anew`: of another rule than before."""
        self._spoken = spoken
        if anew or target != self._saved:
            self._target = self._saved = target
            self.number.begin(spoken.number(target.number) if isinstance(target, ToNumber) else "")
        self._retranslate()

    def say_wrong(self, number: str, why: str) -> None:
        """Of that number, if it is the one that stands there still."""
        if why:
            self._refused[number] = why
        else:
            self._refused.pop(number, None)
        if self._number().number == number:
            self.number.say_wrong(why)
            if why:
                self.number.keep_typed()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _number(self) -> ToNumber:
        return ToNumber(self._spoken.typed(self.number.text))

    def _pick_kind(self) -> None:
        kind = self.kind.value
        if kind in _SIMPLE:
            self._choose(_SIMPLE[kind])
        elif kind == "colleague":
            self._target = ToColleague("")
        elif kind == "group":
            self._target = ToGroup("")
        elif kind == "number":
            self._target = ToNumber("")
            self.number.begin("")
        self._retranslate()
        if kind == "number":
            self.number.setFocus()

    def _pick(self, target: ToColleague | ToGroup) -> None:
        if target not in (ToColleague(""), ToGroup("")):
            self._choose(target)

    def _choose(self, target: Target | AfterReferral) -> None:
        self._target = self._saved = target
        self.chosen.emit(target)

    def _type(self) -> None:
        why = self._fault()
        self.number.say_wrong(why if self.number.text.strip() else "")
        if not self.number.text.strip() or dialled(self.number.text) is None:
            self._pause.stop()
        else:
            self._pause.start()

    def _finish(self) -> None:
        self._pause.stop()
        why = self._fault()
        if why:
            self.number.say_wrong(why)
            self.number.keep_typed()
        else:
            self._choose(self._number())

    def _fault(self) -> str:
        """What can be said without the server."""
        if not self.number.text.strip():
            return self.tr("Type a number.")
        if dialled(self.number.text) is None:
            return self.tr("This is no telephone number.")
        return self._refused.get(self._number().number, "")

    def _kind(self) -> str:
        match self._target:
            case ToNumber():
                return "number"
            case ToColleague():
                return "colleague"
            case ToGroup():
                return "group"
            case _:
                return next(key for key, target in _SIMPLE.items() if target == self._target)

    def _retranslate(self) -> None:
        to_number = self.tr("Forward to a number") if self._after_referral else self.tr("A number")
        offers = [("hang up", self.tr("Hang up"))] if self._after_referral else []
        offers.append(("number", to_number))
        if not self._after_referral:
            offers.append(("colleague", self.tr("A colleague")))
            if isinstance(self._target, ToGroup) or self._spoken.groups():
                offers.append(("group", self.tr("A group")))
        offers += [("voicemail", self.tr("Voicemail")), ("reception", self.tr("Reception"))]
        self.kind.offer(offers, self._kind())
        self.kind.setAccessibleName(self._name)
        self.number.name(self.tr("Number"), "08-123 45 67")
        self.number.setVisible(isinstance(self._target, ToNumber))
        to = self._target
        self.colleague.setVisible(isinstance(to, ToColleague))
        self.colleague.setAccessibleName(self.tr("Colleague"))
        self.group.setVisible(isinstance(to, ToGroup))
        self.group.setAccessibleName(self.tr("Group"))
        spoken = self._spoken
        if isinstance(to, ToColleague):
            first = self.tr("Choose a colleague…")
            _offer(self.colleague, spoken.colleagues(), to.person, first, spoken.colleague)
        elif isinstance(to, ToGroup):
            _offer(self.group, spoken.groups(), to.group, self.tr("Choose a group…"), spoken.group)


def _offer(
    choice: Choice,
    there: Iterable[tuple[str, str]],
    chosen: str,
    first: str,
    name: Callable[[str], str],
) -> None:
    """Those there are, with the chosen one also when it is gone; `first` asks, while none is chosen."""
    offers = list(there)
    if not chosen:
        offers.insert(0, ("", first))
    elif all(id_ != chosen for id_, _ in offers):
        offers.append((chosen, name(chosen)))
    choice.offer(offers, chosen)
