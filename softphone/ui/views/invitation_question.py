"""Shall this invitation sign in?"""

from PySide6.QtWidgets import QWidget

from softphone.people.invitation import InvitationLink
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.labels import Label
from softphone.ui.views.question import Question
from softphone.ui.views.tokens import Type


class InvitationQuestion(Question):
    """`accepted` means sign in."""

    def __init__(self, parent: QWidget | None, invitation: InvitationLink) -> None:
        super().__init__(parent)
        self._invitation = invitation
        self._server = Label(self, size=Type.TITLE, wrap=True)
        self._server.setText(invitation.server)
        self._why = Label(self, tone="muted", wrap=True)
        self.cancel = Button(self)
        self.sign_in = Button(self, kind=Kind.PRIMARY)
        self._lay_out(self._server, self._why, yes=self.sign_in, no=self.cancel, default=self.sign_in)

    def _retranslate(self) -> None:
        why = self.tr("As {login}. Go on only if this is your company's server.")
        self._why.setText(why.format(login=self._invitation.login))
        title = self.tr("Sign in to this server?")
        self._ask(title, f"{self._invitation.server}. {self._why.text()}")
        self.sign_in.say(self.tr("Sign in"), keys="Return")
        self.cancel.say(self.tr("Cancel"), keys="Esc")
