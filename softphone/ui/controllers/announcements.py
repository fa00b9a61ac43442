"""What is read aloud of calls and transfers, to those who hear the window instead of seeing it."""

from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from softphone.calls.desk_view import DeskCall, DeskSnapshot
from softphone.ui.views import transfer_words, words
from softphone.ui.views.announce import announce


class News(NamedTuple):
    text: str
    at_once: bool = False
    """It interrupts what is being read: for what cannot wait."""


def news(before: DeskSnapshot, now: DeskSnapshot) -> list[News]:
    """What has happened between the two, in the sentences that are shown."""
    return [*_of_calls(before, now), *_of_transfers(before, now)]


def _of_calls(before: DeskSnapshot, now: DeskSnapshot) -> list[News]:
    known = {each.call.id: each for each in before.calls}
    rang = {each.call.id for each in before.ringing}
    said = [News(incoming(each), at_once=True) for each in now.ringing if each.call.id not in rang]
    for each in now.calls:
        old = known.get(each.call.id)
        if each.ending is not None and (old is None or old.ending is None):
            said.append(News(words.ended(each), at_once=each.urgent))
        elif old is not None and each.ending is None:
            said += [
                News(text) for text in (words.transferred(each),) if text and text != words.transferred(old)
            ]
            if each.parked is not None and each.parked.place and each.parked != old.parked:
                said.append(News(f"{each.name}: {words.state(each)[1]}"))
    return said


def incoming(shown: DeskCall) -> str:
    parts = (words.incoming(shown), shown.name, shown.number, words.transferred(shown))
    return ", ".join(part for part in parts if part)


def _of_transfers(before: DeskSnapshot, now: DeskSnapshot) -> list[News]:
    old = {made.id: _sentences(made_in=before, transfer=made.id) for made in before.transfers}
    said: list[News] = []
    for made in now.transfers:
        known = old.get(made.id, ())
        said += [News(text) for text in _sentences(made_in=now, transfer=made.id) if text not in known]
    return said


def _sentences(*, made_in: DeskSnapshot, transfer: str) -> tuple[str, ...]:
    made = next(each for each in made_in.transfers if each.id == transfer)
    heard = made_in.active.call.id if made_in.active is not None else ""
    said = (
        transfer_words.sentence(made, heard)[1],
        "" if made.asking else transfer_words.answered(made),
        transfer_words.hint(made),
    )
    return tuple(text for text in said if text)


class AnnouncementsController(QObject):
    def __init__(self, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window

    def shown_changed(self, before: DeskSnapshot, now: DeskSnapshot) -> None:
        for each in news(before, now):
            announce(self._window, each.text, at_once=each.at_once)
