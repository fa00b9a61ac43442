"""The one field: what is typed narrows the list, and Enter calls the number, or else the first hit."""

import re
from functools import partial

from PySide6.QtCore import QObject, Signal

from softphone.calls.events import Fault
from softphone.people import numbers
from softphone.ui.controllers.colleagues import address_of
from softphone.ui.controllers.notices import Notices
from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.views import words
from softphone.ui.views.field import CallField
from softphone.ui.views.tokens import Tone

_SERVICE_CODE = re.compile(r"[0-9*#]+")
_USER = re.compile(r"[\w.\-+]+")
_ADDRESS = re.compile(r"(?:sips?:)?[^\s@]+@[^\s@]+", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s\-.()/\u00a0\u2010-\u2015]+")


def dialable(text: str) -> str | None:
    """What to dial for something typed or pasted; None when it is no number, no address and no user."""
    text = text.strip().strip("<>")
    if (number := numbers.dialled(text)) is not None:
        return number
    bare = _SEPARATORS.sub("", text)
    if _SERVICE_CODE.fullmatch(bare):
        return bare
    if _ADDRESS.fullmatch(text) or _USER.fullmatch(text):
        return text
    return None


class FieldController(QObject):
    call_wanted = Signal(str)

    def __init__(
        self, field: CallField, model: ColleagueModel, notices: Notices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._field = field
        self._model = model
        self._notices = notices
        field.text_changed.connect(self._text_changed)
        field.dial_requested.connect(self._dial)
        field.first_hit_requested.connect(self._call_first_hit)
        model.hits_changed.connect(field.set_hits)

    def _text_changed(self, text: str) -> None:
        self._notices.drop("field")
        self._model.search(text)

    def _dial(self, text: str) -> None:
        target = dialable(text)
        if target is None:
            self._notices.say("field", Tone.WARNING, partial(words.fault, Fault.BAD_ADDRESS))
            return
        self._field.clear()
        self.call_wanted.emit(target)

    def _call_first_hit(self) -> None:
        if colleague := self._model.first_hit():
            address = address_of(colleague.person)
            self._field.clear()
            self.call_wanted.emit(address)
