"""A page of the settings that one came to from another: a title with the way back, and what scrolls below."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from softphone.ui.views import style
from softphone.ui.views.buttons import Button
from softphone.ui.views.labels import ElidedLabel
from softphone.ui.views.tokens import Space, Type


class Page(QWidget):
    left = Signal()

    def __init__(self, parent: QWidget | None = None, *, back: bool = True) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(self, size=Type.TITLE, strong=True)
        self.back = Button(self)
        self.back.setVisible(back)
        inside = style.named(QWidget(self), "surface")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(Space.WIDE, 0, Space.WIDE, Space.WIDE)
        self.body.setSpacing(Space.MEDIUM)
        self.pane = style.named(QScrollArea(self), "surface")
        self.pane.setWidget(inside)
        self.pane.setWidgetResizable(True)
        self.pane.setFrameShape(QScrollArea.Shape.NoFrame)
        self.pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QHBoxLayout()
        head.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.SMALL)
        head.setSpacing(Space.MEDIUM)
        head.addWidget(self.title, 1)
        head.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.pane, 1)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(Space.WIDE, Space.SMALL, Space.WIDE, Space.SMALL)
        column.addLayout(self.foot)
        self.back.clicked.connect(self.left)
        self._name_back()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name_back()
            self.retranslate()

    def retranslate(self) -> None:
        """The words of the page."""

    def _name_back(self) -> None:
        self.back.say(self.tr("Back"))
