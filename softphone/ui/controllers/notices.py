"""The one notice bar for all that may be said: what has just happened, then what is wrong until it is mended.

Sentences are kept as functions: the language can change while they stand there.
"""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

from softphone.ui.views.notice import NoticeBar
from softphone.ui.views.tokens import Tone

PASSING_MS = 12_000
"""How long a notice stays that nothing will take away."""

_URGENCY = (Tone.GOOD, Tone.INFO, Tone.WARNING, Tone.BAD)

Sentence = Callable[[], str]


class Offer(NamedTuple):
    """What can be done about it, by a button in the notice."""

    words: Sentence
    do: Callable[[], None]


class _Notice(NamedTuple):
    news: bool
    gravity: int
    tone: Tone
    sentence: Sentence
    offer: Offer | None = None


class Notices(QObject):
    """Shows what has just happened, else the gravest fault; of equals the latest. `topic` names what it is
    about: one notice a topic."""

    def __init__(self, bar: NoticeBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bar = bar
        self._said: dict[str, _Notice] = {}
        self._shown = ""
        self._on_bar = ("", "")
        self._passing = QTimer(self, singleShot=True, interval=PASSING_MS)
        self._passing.timeout.connect(lambda: self.drop("passing"))
        bar.closed.connect(self._closed)
        bar.action.clicked.connect(self._do)
        if app := QCoreApplication.instance():
            app.installEventFilter(self)

    def say(
        self,
        topic: str,
        tone: Tone,
        sentence: Sentence,
        offer: Offer | None = None,
        *,
        news: bool = False,
    ) -> None:
        """From now on, in place of what was said of this topic. `news` goes before every fault: whoever says
        it drops it soon."""
        self._said.pop(topic, None)
        self._said[topic] = _Notice(news, _URGENCY.index(tone), tone, sentence, offer)
        self._show()

    def say_once(self, tone: Tone, sentence: Sentence, offer: Offer | None = None) -> None:
        """For a while."""
        self.say("passing", tone, sentence, offer, news=True)
        self._passing.start()

    def drop(self, topic: str) -> None:
        if self._said.pop(topic, None) is not None:
            self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LanguageChange and watched is QCoreApplication.instance():
            self._show()
        return False

    def _closed(self) -> None:
        self._said.pop(self._shown, None)
        self._show()

    def _do(self) -> None:
        notice = self._said.pop(self._shown, None)
        self._show()
        if notice is not None and notice.offer is not None:
            notice.offer.do()

    def _show(self) -> None:
        worst = max(reversed(self._said.items()), key=lambda item: item[1][:2], default=None)
        if worst is None:
            self._shown, self._on_bar = "", ("", "")
            self._bar.clear()
            return
        self._shown, notice = worst
        said = notice.sentence(), "" if notice.offer is None else notice.offer.words()
        if said != self._on_bar:
            self._bar.say(notice.tone, *said)
            self._on_bar = said
