"""Says a sentence to those who hear the window instead of seeing it."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str, *, at_once: bool = False) -> None:
    """`at_once` interrupts what is being read: for what cannot wait, as an incoming call."""
    if not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(widget, text)
    urgency = QAccessible.AnnouncementPoliteness
    event.setPoliteness(urgency.Assertive if at_once else urgency.Polite)
    QAccessible.updateAccessibility(event)
