"""One's own active profile and until when, in the top bar: a click opens the switcher."""

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QWidget

from softphone.profiles.profile import Status
from softphone.ui.models import moments, profile_words
from softphone.ui.models.own_profile import OwnProfile
from softphone.ui.views.buttons import Button
from softphone.ui.views.icons import Glyph

_LONGEST = 260
"""Pixels of words."""


class ProfileChip(Button):
    """Not there while nothing is known, as with an account at a provider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, glyph=Glyph.GOOD)
        self._own: OwnProfile | None = None
        self._now = datetime.min.replace(tzinfo=UTC)
        self.hide()

    def show_own(self, own: OwnProfile | None, now: datetime) -> None:
        self._own, self._now = own, now
        self.setVisible(own is not None)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._write()

    def _write(self) -> None:
        own = self._own
        if own is None:
            return
        name = profile_words.profile_name(own.profile)
        until = moments.until(own.until, self._now)
        words = f"{name} · {until}"
        self.set_glyph(Glyph.GOOD if own.profile.status is Status.AVAILABLE else Glyph.AWAY)
        self.say(words, tip=self.tr("Profile: {profile}. Switch it").format(profile=words), keys="Ctrl+P")
        self.setAccessibleName(self.tr("Profile: {profile}. Switch it").format(profile=words))
        self.setText(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, _LONGEST))
