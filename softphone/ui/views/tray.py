"""The sign in the system's tray, with its menu; where the system has no tray, nothing is there.

Also a Notifier, for systems where Qt's own messages are all there is (Windows, macOS): they have no buttons.
"""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from softphone.calls.notifier import Notification, NotificationPressed, NotifierReady
from softphone.ui.views import tray_icon
from softphone.ui.views.tray_icon import TrayState

_Reason = QSystemTrayIcon.ActivationReason


class TrayProfile(NamedTuple):
    number: int
    name: str
    active: bool


class Tray(QObject):
    show_requested = Signal()
    answer_requested = Signal()
    decline_requested = Signal()
    hang_up_requested = Signal()
    profile_chosen = Signal(int)
    history_requested = Signal()
    quit_requested = Signal()
    notified = Signal(object)
    """As a Notifier: a list of NotifierEvent."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = TrayState.OFF
        self._status = ""
        self._profile = ""
        self._missed = 0
        self._ringing = ""
        self._talking = ""
        self._told = ""
        """The key of the notification shown last."""
        self._drawn: tuple[TrayState, int] | None = None
        self._icon = QSystemTrayIcon(self)
        self.menu = QMenu()
        self.profiles = QMenu(self.menu)
        self._group = QActionGroup(self.menu)
        self._offered: tuple[TrayProfile, ...] = ()
        self.open = self._entry(self.show_requested)
        self.menu.setDefaultAction(self.open)
        self.missed = self._entry(self.history_requested)
        self.menu.addSeparator()
        self.answer = self._entry(self.answer_requested)
        self.decline = self._entry(self.decline_requested)
        self.hang_up = self._entry(self.hang_up_requested)
        self.menu.addSeparator()
        self.menu.addMenu(self.profiles)
        self.menu.addSeparator()
        self.quit = self._entry(self.quit_requested)
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self._message_clicked)
        self._refresh()

    def begin(self) -> None:
        """Stand in the tray, if the system has one now; can be tried again."""
        if QSystemTrayIcon.isSystemTrayAvailable() and not self._icon.isVisible():
            self._icon.show()
            self.notified.emit([NotifierReady(buttons=False)])

    def end(self) -> None:
        self._icon.hide()
        self._icon.setContextMenu(None)  # type: ignore[arg-type]
        self.menu.deleteLater()

    @property
    def available(self) -> bool:
        """Whether it can be seen."""
        return self._icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def state(self) -> TrayState:
        return self._state

    @property
    def tip(self) -> str:
        return self._icon.toolTip()

    def show_state(self, state: TrayState, status: str) -> None:
        """`status`: whether calls can be made and received, in words."""
        self._state, self._status = state, status
        self._refresh()

    def show_missed(self, missed: int) -> None:
        self._missed = missed
        self._refresh()

    def show_calls(self, ringing: str, talking: str) -> None:
        """Who rings, and with whom we talk; empty: nobody."""
        self._ringing, self._talking = ringing, talking
        self._refresh()

    def show_profiles(self, profiles: Iterable[TrayProfile], active: str) -> None:
        """`active`: the chip's words."""
        self._profile = active
        offered = tuple(profiles)
        if offered != self._offered:
            self._offered = offered
            self.profiles.clear()
            for each in offered:
                action = self._group.addAction(QAction(each.name, self.profiles, checkable=True))
                action.triggered.connect(partial(self.profile_chosen.emit, each.number))
                self.profiles.addAction(action)
        # Also where nothing is new: a menu marks what was clicked, whatever came of it.
        for action, each in zip(self.profiles.actions(), offered, strict=True):
            action.setChecked(each.active)
        self._refresh()

    def say(self, title: str, text: str) -> None:
        """A message of the tray's own."""
        self._told = ""
        self._icon.showMessage(title, text, self._icon.icon())

    # As a Notifier.

    def show(self, notification: Notification) -> None:
        self._told = notification.key
        self._icon.showMessage(notification.title, notification.text, self._icon.icon())

    def withdraw(self, key: str) -> None:
        """Qt cannot take a message away; it goes by itself."""
        if self._told == key:
            self._told = ""

    def retranslate(self) -> None:
        self._refresh()

    def _entry(self, signal: SignalInstance) -> QAction:
        action = QAction(self.menu)
        action.triggered.connect(lambda: signal.emit())
        self.menu.addAction(action)
        return action

    def _refresh(self) -> None:
        if self._drawn != (self._state, self._missed):
            self._drawn = (self._state, self._missed)
            self._icon.setIcon(tray_icon.icon(self._state, self._missed))
        missed = self.tr("Missed calls: {count}").format(count=self._missed)
        self._icon.setToolTip(
            "\n".join(
                part
                for part in ("Softphone", self._status, self._profile, missed if self._missed else "")
                if part
            )
        )
        self.open.setText(self.tr("Show Softphone"))
        self.missed.setText(missed)
        self.missed.setVisible(self._missed > 0)
        self.answer.setText(self.tr("Answer {name}").format(name=self._ringing))
        self.decline.setText(self.tr("Decline {name}").format(name=self._ringing))
        self.hang_up.setText(self.tr("Hang up {name}").format(name=self._talking))
        self.answer.setVisible(bool(self._ringing))
        self.decline.setVisible(bool(self._ringing))
        self.hang_up.setVisible(bool(self._talking))
        self.profiles.setTitle(self.tr("Profile"))
        self.profiles.menuAction().setVisible(bool(self._offered))
        self.quit.setText(self.tr("Quit"))

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (_Reason.Trigger, _Reason.DoubleClick):
            self.show_requested.emit()

    def _message_clicked(self) -> None:
        if self._told:
            self.notified.emit([NotificationPressed(self._told, "")])
        else:
            self.show_requested.emit()
