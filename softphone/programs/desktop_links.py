"""What the system does with links and with windows, where it is not the command line: macOS, and Wayland."""

import os

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget


class LinkEvents(QObject):
    """macOS hands a link to the program that runs already as an event, also when it started it for that."""

    opened = Signal(str)

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            # As it was written: Qt's own forms of a URL leave something out.
            self.opened.emit(event.file() or event.url().toString())
            return True
        return False


def come_to_front(window: QWidget, activation: str = "") -> None:
    """Show the window above others. `activation` is Wayland's leave to do so (xdg-activation)."""
    if activation:
        os.environ["XDG_ACTIVATION_TOKEN"] = activation
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
