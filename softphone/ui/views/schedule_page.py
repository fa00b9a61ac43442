"""Settings > Schedule (Schema): a week to look at, its entries to edit, and public holidays."""

from datetime import UTC, date, datetime, time, timedelta

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from softphone.profiles.activation import zone_of
from softphone.profiles.own import SettingsShown
from softphone.profiles.schedule import Holidays, Hours, Schedule, WeeklyHours
from softphone.profiles.schedule_validation import check_schedule
from softphone.profiles.settings import PersonalSettings
from softphone.ui.models import edit_words, profile_words, week
from softphone.ui.models.week import Entry, Kind, Place
from softphone.ui.views.buttons import Button
from softphone.ui.views.buttons import Kind as ButtonKind
from softphone.ui.views.choice import Choice
from softphone.ui.views.day_buttons import DayButtons
from softphone.ui.views.edit_label import EditLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.page import Page
from softphone.ui.views.schedule_entry_page import ScheduleEntryPage
from softphone.ui.views.switch import Switch
from softphone.ui.views.tokens import Space, Type
from softphone.ui.views.week_view import WeekView

_WEEK = timedelta(days=7)
_NONE = "0"


class SchedulePage(QWidget):
    changed = Signal(object, object)
    """The PersonalSettings as they were, and as they shall be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings: PersonalSettings | None = None
        self._place: Place | None = None
        self.week = _WeekPage(self)
        self.entry = ScheduleEntryPage(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.week)
        self._pages.addWidget(self.entry)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.week.opened.connect(self._open)
        self.week.added.connect(self._add)
        self.week.schedule_chosen.connect(self._set)
        self.entry.left.connect(lambda: self._pages.setCurrentIndex(0))
        self.entry.saved.connect(lambda entry: self._keep(entry))
        self.entry.removed.connect(lambda: self._keep(None))

    def show_own(self, shown: SettingsShown, now: datetime) -> None:
        """`now` in the person's time zone."""
        self._settings = shown.settings
        if shown.settings is None:
            self._pages.setCurrentIndex(0)
            return
        self.week.show_schedule(shown, shown.settings, now)

    def _open(self, place: Place) -> None:
        if self._settings is not None:
            self._show(week.entry_of(self._settings.schedule, place), place)

    def _add(self, day: int, minute: int) -> None:
        begin = time(minute // 60)
        end = time((minute // 60 + 1) % 24)
        active = self._settings.in_order.available.number if self._settings else 1
        self._show(WeeklyHours((day,), Hours(begin, end, active)), None)

    def _show(self, entry: Entry, place: Place | None) -> None:
        self._place = place
        if self._settings is None:
            return
        profiles = self._settings.in_order.profiles
        self.entry.show_entry(entry, profiles, self.week.today, is_new=place is None)
        self._pages.setCurrentIndex(1)

    def _keep(self, entry: Entry | None) -> None:
        if self._settings is None:
            return
        why = self._set(week.with_entry(self._settings.schedule, self._place, entry))
        if why:
            self.entry.refuse(why)
        else:
            self._pages.setCurrentIndex(0)

    def _set(self, schedule: Schedule) -> str:
        """Why not; empty: done."""
        settings = self._settings
        if settings is None:
            return ""
        if found := check_schedule(schedule, settings.in_order):
            return edit_words.refusal_sentence(found[0])
        # Shown so at once: the next change is made on top of this one, whenever it is saved.
        self._settings = msgspec.structs.replace(settings, schedule=schedule)
        self.changed.emit(settings, self._settings)
        self.week.show_changed(self._settings)
        return ""


class _WeekPage(Page):
    opened = Signal(object)
    """The Place of an entry."""
    added = Signal(int, int)
    """A day and a minute of it, where there is nothing."""
    schedule_chosen = Signal(object)
    """The Schedule as it shall be."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, back=False)
        self._schedule = Schedule()
        self._now = datetime.min.replace(tzinfo=UTC)
        self._settings = PersonalSettings()
        self._ahead = 0
        """Weeks after this one that are looked at."""
        self.names: dict[int, str] = {}
        self.rows: list[Button] = []
        self._places: list[Place] = []
        self.state = EditLabel(self)
        self._what = Label(self, tone="muted", wrap=True)
        self.before, self.after = Button(self), Button(self)
        self._week = Label(self, size=Type.BODY, strong=True)
        self.add = Button(self)
        self.view = WeekView(self)
        self._entries = QVBoxLayout()
        self._entries.setSpacing(2)
        self.observed = Switch(self)
        self._holiday_label = Label(self)
        self.holiday = Choice(self)
        self._country_label = Label(self)
        self.country = Choice(self)
        self.working = DayButtons(self)
        self._lay_out()
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.view.opened.connect(self._open_at)
        self.add.clicked.connect(lambda: self.added.emit(0, 8 * 60))
        self.observed.clicked.connect(lambda _: self._choose_holidays())
        self.holiday.activated.connect(lambda _: self._choose_holidays())
        self.country.activated.connect(lambda _: self._choose(country=self.country.value))
        self.working.chosen.connect(self._choose_working)
        self.retranslate()

    def show_schedule(self, shown: SettingsShown, settings: PersonalSettings, now: datetime) -> None:
        self._now = now
        self.state.show_state(shown, "schedule")
        self.show_changed(settings)

    def show_changed(self, settings: PersonalSettings) -> None:
        self._settings, self._schedule = settings, settings.schedule
        places = [Place(kind, n) for kind in Kind for n in range(len(getattr(self._schedule, kind.value)))]
        if len(places) != len(self.rows):
            self._make_rows(len(places))
        self._places = places
        self.retranslate()

    @property
    def today(self) -> date:
        return self._now.date()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.SMALL)
        head.addWidget(self._week, 1)
        head.addWidget(self.before)
        head.addWidget(self.after)
        head.addWidget(self.add)
        for widget in (self.state, self._what):
            self.body.addWidget(widget)
        self.body.addLayout(head)
        self.body.addWidget(self.view)
        self.body.addLayout(self._entries)
        self.body.addSpacing(Space.SMALL)
        self.body.addWidget(self.observed)
        for label, choice in ((self._holiday_label, self.holiday), (self._country_label, self.country)):
            label.setBuddy(choice)
            pair = QVBoxLayout()
            pair.setSpacing(Space.HAIR)
            pair.addWidget(label)
            pair.addWidget(choice)
            self.body.addLayout(pair)
        self.body.addWidget(self.working)
        self.body.addStretch(1)

    def _make_rows(self, count: int) -> None:
        for row in self.rows:
            self._entries.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [Button(self, kind=ButtonKind.NAV, glyph=Glyph.CLOCK) for _ in range(count)]
        before: QWidget = self.view
        for n, row in enumerate(self.rows):
            self._entries.addWidget(row)
            row.clicked.connect(lambda _=False, n=n: self.opened.emit(self._places[n]))
            QWidget.setTabOrder(before, row)
            before = row
            row.show()

    def _turn(self, by: int) -> None:
        self._ahead += by
        self.retranslate()

    @property
    def _monday(self) -> date:
        return week.monday_of(self.today) + self._ahead * _WEEK

    def _open_at(self, day: int, minute: int) -> None:
        block = self.view.block_at(day, minute)
        if block is None:
            self.added.emit(day, minute)
            return
        here = self._monday + timedelta(days=day)
        at = max(minute, block.begin)
        place = week.place_at(self._schedule, here, at, block.profile)
        if place is not None:
            self.opened.emit(place)
        else:
            self.observed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, **what: object) -> None:
        self.schedule_chosen.emit(msgspec.structs.replace(self._schedule, **what))

    def _choose_holidays(self) -> None:
        self._choose(holidays=Holidays(self.observed.isChecked(), int(self.holiday.value)))

    def _choose_working(self, days: tuple[int, ...]) -> None:
        if days:
            self._choose(working_days=days)
        else:
            self.working.show_days(self._schedule.working_days)

    def _write_week(self) -> None:
        monday = self._monday
        if monday.year < 2:
            return  # nothing is known yet
        zone = zone_of(self._settings.availability())
        self.view.show_week(self._schedule, self.names, monday, self._now.astimezone(zone))
        title = self.tr("Week {n}").format(n=monday.isocalendar().week)
        self._week.setText(title)
        self.view.setAccessibleName(title)

    def retranslate(self) -> None:
        schedule = self._schedule
        profiles = self._settings.in_order.profiles
        self.names = {each.number: profile_words.profile_name(each) for each in profiles}
        self.title.setText(self.tr("Schedule"))
        self._what.setText(
            self.tr("The profile that is active by itself. By hand and the calendar go before the schedule.")
        )
        self.before.say(self.tr("Earlier"), tip=self.tr("The week before"))
        self.after.say(self.tr("Later"), tip=self.tr("The week after"))
        self.add.say(self.tr("Add to the schedule"))
        for row, place in zip(self.rows, self._places, strict=False):
            row.say(week.sentence(week.entry_of(schedule, place), self.names))
        self.observed.say(self.tr("No weekly hours on public holidays"))
        self.observed.setChecked(schedule.holidays.observed)
        self._holiday_label.setText(self.tr("Profile on public holidays"))
        self.holiday.setAccessibleName(self.tr("Profile on public holidays"))
        none = [(_NONE, self.tr("None"))]
        names = [(str(number), name) for number, name in self.names.items()]
        self.holiday.offer(none + names, str(schedule.holidays.profile))
        self._country_label.setText(self.tr("Public holidays of"))
        self.country.setAccessibleName(self.tr("Public holidays of"))
        countries = {
            "SE": self.tr("Sweden"),
            "NO": self.tr("Norway"),
            "DK": self.tr("Denmark"),
            "FI": self.tr("Finland"),
            "DE": self.tr("Germany"),
            "GB": self.tr("the United Kingdom"),
            "US": self.tr("the United States"),
        }
        countries.setdefault(schedule.country, schedule.country)
        self.country.offer(list(countries.items()), schedule.country)
        for widget in (self._holiday_label, self.holiday, self._country_label, self.country):
            widget.setVisible(schedule.holidays.observed or widget in (self._country_label, self.country))
        self.working.name(self.tr("Working days, for “next working day”"))
        self.working.show_days(schedule.working_days)
        self._write_week()
