"""Headsets joined to the calls: their buttons do what they mean now, their lamps say how things are."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from softphone.calls.desk_view import Action, DeskSnapshot
from softphone.calls.headset import Headsets, HeadsetsFound, HeadsetSide, Wish
from softphone.ui.controllers.calls import CallsController
from softphone.ui.views.sound_page import SoundPage


class HeadsetsController(QObject):
    def __init__(
        self, calls: CallsController, clock: Callable[[], float], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._calls = calls
        self._side = HeadsetSide(clock)
        self._headsets: Headsets | None = None
        self._found = HeadsetsFound()
        self._page: SoundPage | None = None
        calls.shown_changed.connect(self._shown_changed)

    def use(self, headsets: Headsets | None) -> None:
        """What this system has; None: nothing."""
        self._headsets = headsets
        self._light()

    def attach(self, page: SoundPage) -> None:
        self._page = page
        page.show_headsets(self._found)

    def headsets_reported(self, events: Iterable[object]) -> None:
        for event in events:
            if isinstance(event, HeadsetsFound):
                self._found = event
                if self._page is not None:
                    self._page.show_headsets(event)
            elif (wish := self._side.meaning(event)) is None:
                self._light()
            else:
                self._grant(wish)

    def _grant(self, wish: Wish) -> None:
        match wish:
            case Wish.ANSWER:
                self._calls.answer()
            case Wish.HANG_UP:
                self._calls.hang_up()
            case Wish.DECLINE:
                if ringing := self._calls.shown.ringing:
                    self._calls.act(ringing[0].call.id, Action.DECLINE)
            case Wish.MUTE_OR_UNMUTE:
                self._calls.mute_or_unmute()
            case Wish.HOLD_OR_RESUME:
                self._calls.hold_or_resume()

    def _shown_changed(self, before: DeskSnapshot, now: DeskSnapshot) -> None:
        self._light()

    def _light(self) -> None:
        lamps = self._side.show(self._calls.shown)
        if self._headsets is not None:
            self._headsets.show(lamps)
