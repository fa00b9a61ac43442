"""Links that other programs hand over: asked once, then called; or refused in a sentence. Invitations sign
in."""

import logging
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from softphone.calls.call import Party
from softphone.people.invitation import InvitationLink, invited, read_invitation
from softphone.people.links import LinkFault, read_link
from softphone.people.typed import Typed
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.notices import Notices
from softphone.ui.views import link_words
from softphone.ui.views.invitation_question import InvitationQuestion
from softphone.ui.views.link_question import LinkQuestion
from softphone.ui.views.question import Question
from softphone.ui.views.tokens import Tone

_log = logging.getLogger("softphone.links")


class LinksController(QObject):
    """One question at a time: what is asked does not change under the person's hand."""

    call_wanted = Signal(str)
    sign_in_wanted = Signal(str, str, str)
    """Server, login, and what stands for the password."""

    def __init__(
        self, window: QWidget, names: Names, notices: Notices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._names = names
        self._notices = notices
        self._question: LinkQuestion | InvitationQuestion | None = None
        self.signed_in = False

    @property
    def question(self) -> LinkQuestion | InvitationQuestion | None:
        """What is being asked."""
        return self._question

    def open(self, link: str) -> None:
        """Ask whether to. Whoever wrote the link may mean harm."""
        invitation = read_invitation(link)
        if invitation is not None and self.signed_in:
            self._notices.say_once(Tone.WARNING, link_words.signed_in_already)
            return
        read = invitation or read_link(link, self._names.book.country)
        if isinstance(read, LinkFault):
            _log.warning("link refused: %s: %.200r", read.name, link.partition("?")[0])
            self._notices.say_once(Tone.WARNING, partial(link_words.refused, read))
        elif self._question is not None:
            _log.warning("link dropped, another waits for an answer: %.200r", link.partition("?")[0])
            self._question.come_to_front()
        elif isinstance(read, InvitationLink):
            self._ask_to_sign_in(read)
        else:
            self._ask(read)

    def _ask(self, read: Typed) -> None:
        name = self._names.identify(Party(read.dial)).name
        question = self._question = LinkQuestion(self._window, read, "" if name == read.shown else name)
        question.accepted.connect(lambda: self.call_wanted.emit(read.dial))
        self._show(question)

    def _ask_to_sign_in(self, link: InvitationLink) -> None:
        question = self._question = InvitationQuestion(self._window, link)
        question.accepted.connect(
            lambda: self.sign_in_wanted.emit(link.server, link.login, invited(link.token))
        )
        self._show(question)

    def _show(self, question: Question) -> None:
        question.finished.connect(self._answered)
        question.show()
        question.come_to_front()

    def _answered(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None
