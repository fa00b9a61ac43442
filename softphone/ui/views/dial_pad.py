"""Twelve large keys for dialling by mouse or touch; what they say goes into the field."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QVBoxLayout, QWidget

from softphone.ui.views import style
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import CARD_RADIUS, Space, Type

_KEYS = (
    ("1", ""),
    ("2", "ABC"),
    ("3", "DEF"),
    ("4", "GHI"),
    ("5", "JKL"),
    ("6", "MNO"),
    ("7", "PQRS"),
    ("8", "TUV"),
    ("9", "WXYZ"),
    ("*", ""),
    ("0", ""),
    ("#", ""),
)
_WIDTH, _HEIGHT = 92, 60


class _Key(QAbstractButton):
    """A digit with the letters below it, as on any telephone."""

    def __init__(self, digit: str, letters: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._digit, self._letters = digit, letters
        self.setFixedSize(_WIDTH, _HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # The keyboard types digits into the field; twelve stops more would only be in the way of Tab.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = style.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.line), 1))
        painter.setBrush(QColor(c.line if self.isDown() else c.hover if self.underMouse() else c.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        middle = Qt.AlignmentFlag.AlignCenter
        painter.setFont(style.font(Type.TITLE))
        painter.setPen(QColor(c.text))
        upper = self.rect().adjusted(0, 8, 0, -24) if self._letters else self.rect()
        painter.drawText(upper, middle, self._digit)
        painter.setFont(style.font(Type.SMALL))
        painter.setPen(QColor(c.muted))
        painter.drawText(self.rect().adjusted(0, 34, 0, -8), middle, self._letters)
        painter.end()


class DialPad(QWidget):
    pressed = Signal(str)
    """One of 0-9 * #."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = Label(self, tone="muted", wrap=True)
        self._say.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._keys = {digit: _Key(digit, letters, self) for digit, letters in _KEYS}
        grid = QGridLayout()
        grid.setSpacing(Space.SMALL)
        for n, (digit, key) in enumerate(self._keys.items()):
            grid.addWidget(key, n // 3, n % 3)
            key.clicked.connect(lambda _checked=False, digit=digit: self.pressed.emit(digit))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.WIDE)
        whole.addStretch(1)
        whole.addWidget(self._say)
        whole.addLayout(grid)
        whole.addStretch(1)
        whole.setAlignment(grid, Qt.AlignmentFlag.AlignHCenter)
        self._retranslate()

    def key(self, digit: str) -> QAbstractButton:
        return self._keys[digit]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._say.setText(self.tr("No calls. Type a name or number, or use the keys."))
        names = {"*": self.tr("Star"), "#": self.tr("Hash")}
        for digit, key in self._keys.items():
            key.setAccessibleName(names.get(digit, digit))
