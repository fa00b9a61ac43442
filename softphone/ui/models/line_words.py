"""The line states in words, for what is read aloud and for tooltips."""

from PySide6.QtCore import QCoreApplication

from softphone.people.line_state import LineState

translate = QCoreApplication.translate


def line_state(state: LineState) -> str:
    match state:
        case LineState.FREE:
            return translate("LineState", "Free")
        case LineState.RINGING:
            return translate("LineState", "Ringing")
        case LineState.BUSY:
            return translate("LineState", "In a call")
        case LineState.OFFLINE:
            return translate("LineState", "Offline")
        case LineState.UNKNOWN:
            return translate("LineState", "Call status unknown")
        case LineState.HIDDEN:
            return translate("LineState", "Call status not shown")
