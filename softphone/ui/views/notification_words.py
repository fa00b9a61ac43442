"""What a notification of the system says, whole: it is read away from the window."""

from PySide6.QtCore import QCoreApplication

from softphone.calls.desk_view import Action, DeskCall
from softphone.calls.notifier import Notification, NotificationButton
from softphone.profiles.validation import Refusal
from softphone.ui.models import edit_words
from softphone.ui.views import words

translate = QCoreApplication.translate

CALL_BACK = "call back"


def incoming(key: str, shown: DeskCall) -> Notification:
    """With a button for each of Answer and Decline that is possible."""
    text = (words.incoming(shown), shown.number, words.transferred(shown))
    return Notification(
        key=key,
        title=shown.name,
        text=_joined(*text),
        buttons=tuple(
            NotificationButton(each.name, words.action(each))
            for each in (Action.ANSWER, Action.DECLINE)
            if each in shown.actions
        ),
        opens=_show(),
        rings=True,
    )


def missed(key: str, shown: DeskCall, *, can_be_called: bool) -> Notification:
    button = NotificationButton(CALL_BACK, translate("Notification", "Call back"))
    return Notification(
        key=key,
        title=translate("Notification", "Missed call"),
        text=_joined(shown.name, shown.number),
        buttons=(button,) if can_be_called else (),
        opens=_show(),
    )


def transferred(key: str, shown: DeskCall) -> Notification:
    """In the middle of a call."""
    title = translate("Notification", "You are talking with {name} now").format(name=shown.name)
    return Notification(
        key=key, title=title, text=_joined(shown.number, words.transferred(shown)), opens=_show()
    )


def edit_refused(key: str, refusal: Refusal) -> Notification:
    return Notification(
        key=key,
        title=translate("Notification", "A change of your settings was refused"),
        text=edit_words.refusal_sentence(refusal),
        opens=_show(),
    )


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _show() -> str:
    return translate("Notification", "Show")
