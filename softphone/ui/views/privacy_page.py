"""Settings > Privacy (Integritet): who sees what, as tables."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from softphone.profiles.calendar_settings import CalendarSettings, MeetingsShown
from softphone.profiles.own import SettingsShown
from softphone.profiles.profile import Profile, Status
from softphone.ui.models import profile_words
from softphone.ui.views import style
from softphone.ui.views.labels import Label
from softphone.ui.views.page import Page
from softphone.ui.views.tokens import Space, Type


class PrivacyPage(Page):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, back=False)
        self._profiles: tuple[Profile, ...] = ()
        self._calendar = CalendarSettings()
        self._what = Label(self, tone="muted", wrap=True)
        self._roles_title = Label(self, size=Type.BODY, strong=True)
        self.roles = _Table(self)
        self._profiles_title = Label(self, size=Type.BODY, strong=True)
        self._profiles_words = Label(self, tone="muted", wrap=True)
        self.profiles = _Table(self)
        self._outside_title = Label(self, size=Type.BODY, strong=True)
        self._outside = Label(self, wrap=True)
        for widget in (
            self._what,
            self._roles_title,
            self.roles,
            self._profiles_title,
            self._profiles_words,
            self.profiles,
            self._outside_title,
            self._outside,
        ):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.retranslate()

    def show_own(self, shown: SettingsShown) -> None:
        profiles = () if shown.settings is None else shown.settings.in_order.profiles
        calendar = CalendarSettings() if shown.settings is None else shown.settings.calendar
        if (profiles, calendar) != (self._profiles, self._calendar):
            self._profiles, self._calendar = profiles, calendar
            self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Privacy"))
        self._what.setText(self.tr("What others in the company see of you. Nothing is sent to anybody else."))
        self._roles_title.setText(self.tr("Who sees what"))
        yes, no = self.tr("Yes"), self.tr("No")
        available = self.tr("While available")
        self.roles.show_rows(
            ("", self.tr("Colleague"), self.tr("Supervisor"), self.tr("Administrator"), self.tr("Myself")),
            [
                (self.tr("Name, title and numbers"), yes, yes, yes, yes),
                (self.tr("Active profile and until when"), yes, yes, yes, yes),
                (self.tr("Status message"), yes, yes, yes, yes),
                (self.tr("Call status"), available, available, available, yes),
                (self.tr("Who waits in a call that I parked"), yes, yes, yes, yes),
                (self.tr("With whom I have spoken"), no, no, self.tr("In the call records"), yes),
                (self.tr("Profiles, rules and schedule"), no, no, self.tr("Yes, and can change"), yes),
                (self.tr("The address of my calendar"), no, no, no, yes),
                (self.tr("Meetings within the hour"), *[self._of_meetings()] * 3, yes),
                (self.tr("The rest of my calendar"), no, no, no, self.tr("Only the profile")),
                (self.tr("The password of my calendar"), no, no, no, no),
                (self.tr("My own contacts and notes"), no, no, no, self.tr("On this computer")),
            ],
        )
        self._profiles_title.setText(self.tr("What colleagues see under each profile"))
        self._profiles_words.setText(
            self.tr("And until when. A temporary message takes the place of the permanent one.")
        )
        self.profiles.show_rows(
            (self.tr("Profile"), self.tr("Call status"), self.tr("Status message")),
            [self._of_profile(each) for each in self._profiles],
        )
        self._profiles_title.setVisible(bool(self._profiles))
        self._profiles_words.setVisible(bool(self._profiles))
        self.profiles.setVisible(bool(self._profiles))
        self._outside_title.setText(self.tr("What callers from outside learn"))
        self._outside.setText(
            self.tr(
                "Who calls you hears a referral at most. That of a profile such as Sick says only that you "
                "cannot be reached. Whom you call sees the number that the profile shows; an emergency "
                "centre always sees the real one."
            )
        )

    def _of_meetings(self) -> str:
        if not self._calendar.address:
            return self.tr("No calendar")
        match self._calendar.shown:
            case MeetingsShown.NOTHING:
                return self.tr("No")
            case MeetingsShown.TIMES:
                return self.tr("Only the time")
            case MeetingsShown.TITLES:
                return self.tr("Time and title")

    def _of_profile(self, profile: Profile) -> tuple[str, ...]:
        seen = (
            self.tr("Shown: free, ringing, in a call or not visible")
            if profile.status is Status.AVAILABLE
            else self.tr("Call status not shown")
        )
        return profile_words.profile_name(profile), seen, profile.message or "–"


class _Table(QFrame):
    """Rows with hairlines between them; the first column says of what."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        style.named(self, "panel")
        self._firsts: list[Label] = []
        """Of each row."""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, Space.SMALL)
        self._grid.setHorizontalSpacing(Space.MEDIUM)
        self._grid.setVerticalSpacing(Space.SMALL)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(style.colours().line))
        for first in self._firsts[1:]:
            # Not the grid's cells: they are not where rows as high as their words need are.
            top = first.geometry().top() - Space.SMALL // 2
            painter.drawLine(Space.MEDIUM, top, self.width() - Space.MEDIUM, top)
        painter.end()

    def show_rows(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        for old in self.findChildren(Label):
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._firsts = []
        for row, texts in enumerate([head, *rows]):
            for column, text in enumerate(texts):
                is_name = row > 0 and column == 0
                tone = "" if row == 0 or is_name else "muted"
                label = Label(self, strong=row == 0, tone=tone, wrap=True)
                label.setText(text)
                if row > 0 and column > 0:
                    # A screen reader meets the cells one by one.
                    label.setAccessibleName(f"{texts[0]}, {head[column]}: {text}")
                if column == 0:
                    self._firsts.append(label)
                self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
                self._grid.setColumnStretch(column, 3 if column == 0 else 2)
                label.show()
