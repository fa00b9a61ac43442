"""The hands of somebody at a desktop: a mouse and a keyboard, led by the words that stand on the screen.

Every press goes to the window of the system, as the real ones do; Qt finds what it is for.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from tests.e2e.test_desktop import Desktop

_FAR = 80
"""Presses of Tab after which what is looked for is not there."""


class Hands:
    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop

    def windows(self) -> list[QWidget]:
        """What is open of this desktop, the last opened first."""
        dialog, main = self._desktop.window.settings.dialog, self._desktop.window.window
        return [each for each in (dialog, main) if each is not None and each.isVisible()]

    def click(self, name: str) -> None:
        """On the one button that is called so, or begins so, once it is there; it must be in sight."""
        self._desktop.until(lambda: self._button(name) is not None)
        found = self._button(name)
        assert found is not None
        top = found.window()
        handle = top.windowHandle()
        assert handle is not None
        self._in_front(top)
        place = found.mapTo(top, found.rect().center())
        seen = top.childAt(place)
        assert seen is not None and (seen is found or found.isAncestorOf(seen)), f"{name} is covered"
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    def press(self, *keys: Qt.Key, shift: bool = False) -> None:
        modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(self._at(), key, modifiers)

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(self._at(), ord(letter))

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        QTest.keyClick(self._at(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def tab_to(self, name: str, *, back: bool = False) -> None:
        """By Tab alone, to what a screen reader calls so, or something that begins so."""
        for _ in range(_FAR):
            if self.at.startswith(name):
                return
            self.press(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, shift=back)
        raise AssertionError(f"Tab does not come to {name}")

    @property
    def at(self) -> str:
        """The name of what has the keyboard."""
        widget: QWidget | None = QApplication.focusWidget()
        return "" if widget is None else widget.accessibleName()

    def reads(self, words: str) -> None:
        """Those words come to stand somewhere in sight."""
        self._desktop.qtbot.waitUntil(lambda: self._contains(words), timeout=60_000)

    def sees(self) -> list[str]:
        """All texts in sight, as they are written."""
        widgets: list[QLabel | QAbstractButton] = []
        for window in self.windows():
            widgets += window.findChildren(QLabel)
            widgets += window.findChildren(QAbstractButton)
        return [each.text() for each in widgets if each.isVisible() and not each.visibleRegion().isEmpty()]

    def answered(self) -> None:
        """The server has said what becomes of all that was changed: nothing waits here."""
        profiles = self._desktop.window.profiles
        self._desktop.until(lambda: profiles.is_settled and not profiles.shown.waiting)
        assert profiles.shown.refused == (), profiles.shown.refused

    def _contains(self, words: str) -> None:
        seen = self.sees()
        assert any(words in text for text in seen), seen

    def _button(self, name: str) -> QAbstractButton | None:
        for window in self.windows():
            buttons = [each for each in window.findChildren(QAbstractButton) if each.isVisible()]
            named = [each for each in buttons if each.accessibleName() == name]
            named = named or [each for each in buttons if each.accessibleName().startswith(name)]
            if named:
                assert len(named) == 1, [each.accessibleName() for each in named]
                return named[0]
        return None

    def _at(self) -> QWindow:
        if QApplication.focusWidget() is None:
            # There is no window manager here that would bring the next one to the front.
            self._in_front(self.windows()[0])
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the keyboard"
        handle = widget.window().windowHandle()
        assert handle is not None
        return handle

    def _in_front(self, window: QWidget) -> None:
        if not window.isActiveWindow():
            window.activateWindow()
            self._desktop.until(window.isActiveWindow)
