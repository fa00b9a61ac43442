"""Signing in: once to the company's server, or with a SIP account at any provider."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from softphone.calls.commands import Transport
from softphone.ui.views import style
from softphone.ui.views.announce import announce
from softphone.ui.views.brand import Brand
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.form_field import FormField
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.segments import Segments
from softphone.ui.views.tokens import Space, Tone, Type

_WIDTH = 400
_BRAND = 40
_ABOVE = 56
"""Pixels over the panel, whose top stays where it is when its forms change."""
_TRANSPORTS = (Transport.TLS, Transport.TCP, Transport.UDP)


class SignInView(QScrollArea):
    company_submitted = Signal(str, str, str)
    """Server, login, password."""
    account_submitted = Signal(str, str, str, object)
    """Server, user, password, `Transport`."""
    trust_confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self._title = Label(self, size=Type.TITLE, strong=True)
        self._ways = Segments(2, self)
        self._server = FormField()
        self._login = FormField()
        self._password = FormField(secret=True)
        self._domain = FormField()
        self._user = FormField()
        self._secret = FormField(secret=True)
        self._transport_label = Label()
        self._transport = Segments(len(_TRANSPORTS))
        self._company = _column(*self._company_fields)
        self._account = _column(*self._account_fields, self._transport_label, self._transport)
        self._forms = QStackedWidget(self)
        self._submit = Button(self, kind=Kind.PRIMARY)
        self._fault = _Fault(self)
        self._trust = _TrustQuestion(self)
        self._lay_out()
        self._ways.chosen.connect(self._choose_way)
        self._submit.clicked.connect(self._go)
        for field in (*self._company_fields, *self._account_fields):
            field.submitted.connect(self._go)
        self._trust.confirmed.connect(self._confirm_trust)
        self._trust.refused.connect(self._refuse_trust)
        self._busy = False
        self._retranslate()

    @property
    def _company_fields(self) -> tuple[FormField, ...]:
        return self._server, self._login, self._password

    @property
    def _account_fields(self) -> tuple[FormField, ...]:
        return self._domain, self._user, self._secret

    def set_busy(self, busy: bool) -> None:
        """While an answer is awaited nothing can be changed or sent again."""
        self._busy = busy
        for widget in (self._forms, self._ways, self._submit):
            widget.setEnabled(not busy)
        if busy:
            self.show_fault("")
            self._trust.hide()
        self._name_submit()

    def show_fault(self, text: str) -> None:
        """One sentence; empty takes it away."""
        self._fault.say(text)
        if text:
            announce(self, text, at_once=True)

    def ask_trust(self, fingerprint: str, sentence: str) -> None:
        """Ask whether the server with this SHA-256 fingerprint is the company's."""
        self.show_fault("")
        self._submit.hide()
        self._trust.ask(fingerprint, sentence)
        announce(self, sentence, at_once=True)

    def prefill(self, server: str, login: str) -> None:
        """What is known from the last time; the keyboard goes to the first field that is still empty."""
        self._server.set_text(server)
        self._login.set_text(login)
        self.enter()

    def forget_passwords(self) -> None:
        for field in (self._password, self._secret):
            field.set_text("")

    def enter(self) -> None:
        fields = self._account_fields if self._ways.current else self._company_fields
        empty = [field for field in fields if not field.text]
        (empty or [fields[-1]])[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _lay_out(self) -> None:
        self._forms.addWidget(self._company)
        self._forms.addWidget(self._account)
        self._show_form(0)
        panel = style.named(QFrame(), "panel")
        panel.setFixedWidth(_WIDTH)
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        inside.setSpacing(Space.LARGE)
        head = QHBoxLayout()
        head.setSpacing(Space.MEDIUM)
        head.addWidget(Brand(_BRAND, panel))
        head.addWidget(self._title, 1)
        inside.addLayout(head)
        for widget in (self._ways, self._forms, self._fault, self._trust, self._submit):
            inside.addWidget(widget)
        ground = style.named(QWidget(), "ground")
        whole = QVBoxLayout(ground)
        whole.setContentsMargins(Space.LARGE, _ABOVE, Space.LARGE, Space.LARGE)
        # Between stretches, not aligned: an aligned widget is not asked how high it gets when its words wrap.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(panel)
        middle.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(1)
        self.setWidget(ground)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _show_form(self, which: int) -> None:
        """The panel is as high as the form that is shown, not as the highest."""
        self._forms.setCurrentIndex(which)
        policy = QSizePolicy.Policy
        for n, form in enumerate((self._company, self._account)):
            form.setSizePolicy(policy.Preferred, policy.Preferred if n == which else policy.Ignored)

    def _choose_way(self, which: int) -> None:
        self._show_form(which)
        self.show_fault("")
        self._refuse_trust()
        self.enter()

    def _go(self) -> None:
        if self._busy or self._trust.isVisibleTo(self):
            return
        account = self._forms.currentIndex() == 1
        fields = self._account_fields if account else self._company_fields
        missing = [field for field in fields if not field.text.strip()]
        for field in fields:
            field.say_wrong(self.tr("This is needed.") if field in missing else "")
        if missing:
            missing[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.show_fault("")
        server, login, password = fields[0].text.strip(), fields[1].text.strip(), fields[2].text
        if account:
            self.account_submitted.emit(server, login, password, _TRANSPORTS[self._transport.current])
        else:
            self.company_submitted.emit(server, login, password)

    def _confirm_trust(self) -> None:
        self._refuse_trust()
        self.trust_confirmed.emit()

    def _refuse_trust(self) -> None:
        self._trust.hide()
        self._submit.show()

    def _name_submit(self) -> None:
        self._submit.say(self.tr("Signing in…") if self._busy else self.tr("Sign in"))

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Sign in"))
        self._title.setText(self.tr("Sign in"))
        self._ways.name(self.tr("Sign in with"), (self.tr("Company"), self.tr("SIP account")))
        self._server.name(self.tr("Company server"), "softphone.company.example")
        self._login.name(self.tr("User name"))
        self._password.name(self.tr("Password"))
        self._domain.name(self.tr("SIP server or domain"), "sip.provider.example")
        self._user.name(self.tr("User name or number"))
        self._secret.name(self.tr("Password"))
        self._transport_label.setText(self.tr("Connection"))
        encrypted = self.tr("TLS, encrypted")
        self._transport.name(self.tr("Connection"), (encrypted, "TCP", "UDP"))
        self._name_submit()


class _Fault(QWidget):
    """Why signing in failed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        glyph = GlyphLabel(Glyph.WARNING, 18, self)
        glyph.set_tone(Tone.BAD)
        self._text = Label(self, tone="bad", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    def say(self, text: str) -> None:
        self._text.setText(text)
        self.setVisible(bool(text))


class _TrustQuestion(QWidget):
    """An unknown certificate's fingerprint, to compare and to trust."""

    confirmed = Signal()
    refused = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = Label(self, wrap=True)
        self._fingerprint = Label(self)
        self._fingerprint.setFont(_fixed_font())
        self._fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._cancel = Button(self)
        self._accept = Button(self, kind=Kind.PRIMARY)
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(self._cancel, 1)
        row.addWidget(self._accept, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.MEDIUM)
        column.addWidget(self._sentence)
        column.addWidget(self._fingerprint)
        column.addLayout(row)
        self._cancel.clicked.connect(self.refused)
        self._accept.clicked.connect(self.confirmed)
        self.hide()
        self._retranslate()

    def ask(self, fingerprint: str, sentence: str) -> None:
        """Without a fingerprint there is nothing to trust: only the sentence."""
        pairs = fingerprint.split(":")
        lines = (" ".join(pairs[start : start + 8]) for start in range(0, len(pairs), 8))
        self._sentence.setText(sentence)
        self._fingerprint.setText("\n".join(lines))
        self.show()
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._cancel.say(self.tr("Cancel"))
        self._accept.say(self.tr("Trust this server"))


def _fixed_font() -> QFont:
    """Fingerprints are compared pair by pair: they stand in columns."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(Type.BODY)
    return font


def _column(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Space.MEDIUM)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return holder
