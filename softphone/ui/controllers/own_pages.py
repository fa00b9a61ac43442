"""The settings' pages of what is one's own besides profiles: schedule, calendar, and who sees what."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from softphone.profiles.own import CalendarPasswordKept, CalendarSeen, CalendarsFound, OwnSettings
from softphone.ui.controllers.profiles import ProfilesController
from softphone.ui.views.settings import SettingsDialog


class OwnPagesController(QObject):
    seen = Signal(object)
    password_kept = Signal(object)
    found = Signal(object)

    def __init__(self, profiles: ProfilesController, own: OwnSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profiles = profiles
        self._own = own

    def settings_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case CalendarSeen():
                    self.seen.emit(event)
                case CalendarPasswordKept():
                    self.password_kept.emit(event)
                case CalendarsFound():
                    self.found.emit(event)
                case _:
                    pass

    def attach(self, dialog: SettingsDialog) -> None:
        profiles, schedule, calendar = self._profiles, dialog.schedule, dialog.calendar
        for page in (schedule, calendar):
            page.changed.connect(profiles.change)
        for state in (schedule.week.state, calendar.state):
            state.dismissed.connect(profiles.dismiss)
        calendar.seen_wanted.connect(lambda fetch: self._own.see_calendar(fetch=fetch))
        calendar.password_set.connect(self._own.set_calendar_password)
        calendar.calendars_wanted.connect(self._own.find_calendars)
        self.seen.connect(calendar.show_seen)
        self.found.connect(calendar.finder.show_found)
        self.password_kept.connect(calendar.say_password)
        profiles.shown_changed.connect(lambda: self._show_on(dialog))
        self._show_on(dialog)

    def _show_on(self, dialog: SettingsDialog) -> None:
        if not self._profiles.is_settled:
            return  # that is older than what the person sees there
        shown, now = self._profiles.shown, self._profiles.now
        dialog.schedule.show_own(shown, now)
        dialog.calendar.show_own(shown, now)
        dialog.privacy.show_own(shown)
