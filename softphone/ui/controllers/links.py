"""Links that other programs hand over: asked once, then called; or refused in a sentence."""

import logging
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from softphone.calls.call import Party
from softphone.people.links import LinkFault, read_link
from softphone.people.typed import Typed
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.notices import Notices
from softphone.ui.views import link_words
from softphone.ui.views.link_question import LinkQuestion
from softphone.ui.views.tokens import Tone

_log = logging.getLogger("softphone.links")


class LinksController(QObject):
    """One question at a time: what is asked does not change under the person's hand."""

    call_wanted = Signal(str)

    def __init__(
        self, window: QWidget, names: Names, notices: Notices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._names = names
        self._notices = notices
        self._question: LinkQuestion | None = None

    @property
    def question(self) -> LinkQuestion | None:
        """What is being asked."""
        return self._question

    def call(self, link: str) -> None:
        """Ask whether to. Whoever wrote the link may mean harm."""
        read = read_link(link, self._names.book.country)
        if isinstance(read, LinkFault):
            _log.warning("link refused: %s: %.200r", read.name, link)
            self._notices.say_once(Tone.WARNING, partial(link_words.refused, read))
        elif self._question is not None:
            _log.warning("link dropped, another waits for an answer: %.200r", link)
            self._question.come_to_front()
        else:
            self._ask(read)

    def _ask(self, read: Typed) -> None:
        name = self._names.identify(Party(read.dial)).name
        question = self._question = LinkQuestion(self._window, read, "" if name == read.shown else name)
        question.accepted.connect(lambda: self.call_wanted.emit(read.dial))
        question.finished.connect(self._answered)
        question.show()
        question.come_to_front()

    def _answered(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None
