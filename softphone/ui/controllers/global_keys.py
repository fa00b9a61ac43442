"""Keys of the system that answer and hang up: asked for when the person wants them, obeyed when pressed."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from softphone.calls.global_keys import (
    GlobalKey,
    GlobalKeys,
    KeyPressed,
    KeysGiven,
    NoKeys,
    WantedKey,
)
from softphone.ui.controllers.calls import CallsController
from softphone.ui.views import words
from softphone.ui.views.shortcuts_page import KeysState, ShortcutsPage

TRIGGERS = {GlobalKey.ANSWER: "CTRL+ALT+a", GlobalKey.HANG_UP: "CTRL+ALT+h"}
"""Proposed to the system."""


class GlobalKeysController(QObject):
    wanted = Signal(bool)
    """Whether the person wants them, to be remembered."""

    def __init__(self, calls: CallsController, on: bool, parent: QObject | None = None) -> None:
        """`on`: wanted the last time."""
        super().__init__(parent)
        self._calls = calls
        self._on = on
        self._source: GlobalKeys | None = None
        self._state = KeysState.ASKING if on else KeysState.OFF
        self._triggers: dict[GlobalKey, str] = {}
        self._page: ShortcutsPage | None = None

    def use(self, source: GlobalKeys | None) -> None:
        """What this system has; None: nothing."""
        self._source = source
        if source is None:
            self._become(KeysState.MISSING)
        elif self._on:
            self._ask(source)

    def attach(self, page: ShortcutsPage) -> None:
        self._page = page
        page.wanted.connect(self._want)
        self._show()

    def keys_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case KeysGiven(triggers=triggers):
                    self._triggers = dict(triggers)
                    self._become(KeysState.GIVEN)
                case NoKeys(refused=refused):
                    self._become(KeysState.REFUSED if refused else KeysState.MISSING)
                case KeyPressed(key=key):
                    self._calls.answer() if key is GlobalKey.ANSWER else self._calls.hang_up()
                case _:
                    pass

    def _want(self, on: bool) -> None:
        self._on = on
        self.wanted.emit(on)
        self._become(KeysState.ASKING if on else KeysState.OFF)
        if self._source is not None:
            self._source.want(())
            if on:
                self._ask(self._source)

    def _ask(self, source: GlobalKeys) -> None:
        source.want(
            tuple(WantedKey(key, words.global_key(key), trigger) for key, trigger in TRIGGERS.items())
        )

    def _become(self, state: KeysState) -> None:
        self._state = state
        self._show()

    def _show(self) -> None:
        if self._page is not None:
            self._page.show_keys(self._state, self._triggers)
