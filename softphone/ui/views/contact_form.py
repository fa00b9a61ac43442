"""A contact of one's own as a form. What is wrong stands beside its field, and nothing is changed."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from softphone.people.contact import Contact, ContactNumber, NumberLabel
from softphone.ui.views import style
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import Space, Type

_WIDTH = 400
_NUMBERS = (NumberLabel.WORK, NumberLabel.MOBILE, NumberLabel.HOME)
_LONGEST = 200


class _Line(QWidget):
    """A field below its name, with room for what is wrong."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = Label(self, tone="muted")
        self.edit = QLineEdit(self)
        self.edit.setFont(style.font(Type.BODY))
        self.edit.setMaxLength(_LONGEST)
        self._fault = Label(self, tone="bad", wrap=True)
        self._fault.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        for each in (self._name, self.edit, self._fault):
            column.addWidget(each)

    @property
    def text(self) -> str:
        return self.edit.text().strip()

    def name(self, words: str) -> None:
        self._name.setText(words)
        self.edit.setAccessibleName(words)

    def say_fault(self, words: str) -> None:
        self._fault.setText(words)
        self._fault.setVisible(bool(words))
        self.edit.setAccessibleDescription(words)
        style.mark(self.edit, "wrong", bool(words))


class ContactForm(QDialog):
    submitted = Signal(object)
    """The Contact as it shall be; `refuse` or `accept` answers."""

    def __init__(self, parent: QWidget | None, contact: Contact, *, new: bool) -> None:
        super().__init__(parent)
        style.named(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_WIDTH)
        self._contact = contact
        self._new = new
        self._name_refused = False
        self._numbers_refused: frozenset[NumberLabel] = frozenset()
        self._title = Label(self, size=Type.BODY, strong=True)
        self.name, self.company, self.email, self.note = (_Line(self) for _ in range(4))
        self.numbers = {label: _Line(self) for label in _NUMBERS}
        self.cancel = Button(self)
        self.save = Button(self, kind=Kind.PRIMARY)
        self.save.setDefault(True)
        self._fill(contact)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        column.setSpacing(Space.MEDIUM)
        for each in (self._title, self.name, self.company, *self.numbers.values(), self.email, self.note):
            column.addWidget(each)
        column.addLayout(buttons)
        self.save.clicked.connect(lambda: self.submitted.emit(self.contact()))
        self.cancel.clicked.connect(self.reject)
        self.name.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._retranslate()

    def contact(self) -> Contact:
        """As it stands in the form; numbers that the form has no field for stay."""
        written = tuple(ContactNumber(line.text, label) for label, line in self.numbers.items() if line.text)
        return Contact(
            id=self._contact.id,
            name=self.name.text,
            company=self.company.text,
            title=self._contact.title,
            numbers=(*written, *self._kept),
            email=self.email.text,
            # The field shows one line of it; a note of several that was not touched stays whole.
            note=self._contact.note if self.note.text == _one_line(self._contact.note) else self.note.text,
        )

    def refuse(self, *, name: bool, numbers: frozenset[NumberLabel] = frozenset()) -> None:
        """Say what is wrong: the name that is missing, numbers that nobody can call."""
        self._name_refused, self._numbers_refused = name, numbers
        self._say_faults()
        wrong = [self.name] if name else [line for label, line in self.numbers.items() if label in numbers]
        if wrong:
            wrong[0].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _say_faults(self) -> None:
        self.name.say_fault(self.tr("A contact needs a name.") if self._name_refused else "")
        for label, line in self.numbers.items():
            refused = label in self._numbers_refused
            line.say_fault(self.tr("This is no number that can be called.") if refused else "")

    def _fill(self, contact: Contact) -> None:
        kept: list[ContactNumber] = []
        for each in contact.numbers:
            line = self.numbers.get(each.label)
            if line is None or line.text:
                kept.append(each)
            else:
                line.edit.setText(each.number)
        self._kept = tuple(kept)
        self.name.edit.setText(contact.name)
        self.company.edit.setText(contact.company)
        self.email.edit.setText(contact.email)
        self.note.edit.setText(_one_line(contact.note))

    def _retranslate(self) -> None:
        title = self.tr("New contact") if self._new else self.tr("Change contact")
        self.setWindowTitle(title)
        self._title.setText(title)
        self.name.name(self.tr("Name"))
        self.company.name(self.tr("Company"))
        self.email.name(self.tr("E-mail"))
        self.note.name(self.tr("Note"))
        words = {
            NumberLabel.WORK: self.tr("Work number"),
            NumberLabel.MOBILE: self.tr("Mobile number"),
            NumberLabel.HOME: self.tr("Home number"),
        }
        for label, line in self.numbers.items():
            line.name(words[label])
        self._say_faults()
        self.save.say(self.tr("Save"), keys="Return")
        self.cancel.say(self.tr("Cancel"), keys="Esc")


def _one_line(note: str) -> str:
    return " ".join(note.split())[:_LONGEST].strip()
