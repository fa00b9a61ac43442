"""One entry of the schedule: hours that come back every week, dates, or an exception."""

from datetime import date, time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from softphone.profiles.profile import Profile
from softphone.profiles.schedule import Dates, Exceptions, Hours, WeeklyHours
from softphone.ui.models import moments, profile_words
from softphone.ui.models.week import Entry, Kind
from softphone.ui.views.buttons import Button
from softphone.ui.views.buttons import Kind as ButtonKind
from softphone.ui.views.choice import Choice
from softphone.ui.views.day_buttons import DayButtons
from softphone.ui.views.form_field import FormField
from softphone.ui.views.labels import Label
from softphone.ui.views.page import Page
from softphone.ui.views.segments import Segments
from softphone.ui.views.tokens import Space

_KINDS = tuple(Kind)
_NOTHING = "0"
"""Instead of a profile's number: an exception on which nothing is scheduled."""


class ScheduleEntryPage(Page):
    saved = Signal(object)
    """The entry as it shall be; it may be of another kind than before."""
    removed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._today = date.min
        self._is_new = True
        self._profiles: tuple[Profile, ...] = ()
        self._hours = Hours(time(0), time(0), 0)
        self._more: tuple[Hours, ...] = ()
        """Of an exception: those after the first, which are kept."""
        self.kind = Segments(3, self)
        self._what = Label(self, tone="muted", wrap=True)
        self.days = DayButtons(self)
        self.first, self.last = FormField(self), FormField(self)
        self._profile_label = Label(self)
        self.profile = Choice(self)
        self.begin, self.end = FormField(self), FormField(self)
        self.save = Button(self, kind=ButtonKind.PRIMARY)
        self.remove = Button(self, kind=ButtonKind.DANGER)
        self._profile_label.setBuddy(self.profile)
        self.body.addWidget(self.kind)
        self.body.addWidget(self._what)
        self.body.addWidget(self.days)
        self._pair(self.first, self.last)
        whose = QVBoxLayout()
        whose.setSpacing(Space.HAIR)
        whose.addWidget(self._profile_label)
        whose.addWidget(self.profile)
        self.body.addLayout(whose)
        self._pair(self.begin, self.end)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.save)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        self.body.addSpacing(Space.SMALL)
        self.body.addLayout(buttons)
        self.body.addStretch(1)
        self.kind.chosen.connect(lambda _: self._arrange())
        self.profile.activated.connect(lambda _: self._arrange())
        self.save.clicked.connect(self._save)
        self.remove.clicked.connect(self.removed)
        for field in (self.first, self.last, self.begin, self.end):
            field.submitted.connect(self._save)
        self.retranslate()

    def show_entry(self, entry: Entry, profiles: tuple[Profile, ...], today: date, *, is_new: bool) -> None:
        self._profiles, self._today, self._is_new = profiles, today, is_new
        days: tuple[int, ...] = (0, 1, 2, 3, 4)
        first = last = today
        self._more = ()
        match entry:
            case WeeklyHours():
                kind, days, hours = Kind.WEEKLY, entry.days, entry.hours
            case Dates():
                kind, first, last = Kind.DATES, entry.first, entry.last
                hours = Hours(entry.begin, entry.end, entry.profile)
            case Exceptions():
                kind, first, last = Kind.EXCEPTIONS, entry.first, entry.last
                hours = entry.hours[0] if entry.hours else Hours(time(0), time(0), 0)
                self._more = entry.hours[1:]
        self._hours = hours
        self.kind.choose(_KINDS.index(kind))
        self.days.show_days(days)
        for field, text in (
            (self.first, first.isoformat()),
            (self.last, last.isoformat()),
            (self.begin, moments.clock(hours.begin)),
            (self.end, moments.clock(hours.end)),
        ):
            field.begin(text)
        self._offer(str(hours.profile))
        self._arrange()
        self.pane.verticalScrollBar().setValue(0)
        self.retranslate()

    def refuse(self, why: str) -> None:
        """The whole schedule cannot be so."""
        (self.first if self.first.isVisibleTo(self) else self.begin).say_wrong(why)

    def _pair(self, one: FormField, other: FormField) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.MEDIUM)
        row.addWidget(one, 1)
        row.addWidget(other, 1)
        self.body.addLayout(row)

    def _offer(self, chosen: str) -> None:
        nothing = [(_NOTHING, self.tr("Nothing is scheduled"))]
        exception = _KINDS[self.kind.current] is Kind.EXCEPTIONS
        named = [(str(each.number), profile_words.profile_name(each)) for each in self._profiles]
        self.profile.offer([*(nothing if exception else []), *named], chosen)

    def _arrange(self) -> None:
        kind = _KINDS[self.kind.current]
        self._offer(self.profile.value)
        self.days.setVisible(kind is Kind.WEEKLY)
        for field in (self.first, self.last):
            field.setVisible(kind is not Kind.WEEKLY)
        for field in (self.begin, self.end):
            field.setVisible(self.profile.value != _NOTHING)
        self._what.setText(
            {
                Kind.WEEKLY: self.tr(
                    "Comes back every week. An end before the beginning is on the next day."
                ),
                Kind.DATES: self.tr("Once, from the first day through the last. Goes before weekly hours."),
                Kind.EXCEPTIONS: self.tr("On these days only this holds: no weekly hours and no dates."),
            }[kind]
        )

    def _save(self) -> None:
        kind = _KINDS[self.kind.current]
        begin, end = self._time(self.begin), self._time(self.end)
        if begin is None or end is None:
            return
        hours = Hours(begin, end, int(self.profile.value or 0))
        if kind is Kind.WEEKLY:
            if self.days.days:
                self.saved.emit(WeeklyHours(self.days.days, hours))
            return
        first, last = self._date(self.first), self._date(self.last)
        if first is None or last is None:
            return
        if last < first:
            self.last.say_wrong(self.tr("This is before the first day."))
        elif kind is Kind.DATES:
            self.saved.emit(Dates(first=first, last=last, profile=hours.profile, begin=begin, end=end))
        else:
            of_day = (hours, *self._more) if hours.profile else ()
            self.saved.emit(Exceptions(first=first, last=last, hours=of_day))

    def _time(self, field: FormField) -> time | None:
        at = moments.time_typed(field.text)
        if at is None:
            field.say_wrong(self.tr("This is no time of the day."))
        return at

    def _date(self, field: FormField) -> date | None:
        day = moments.date_typed(field.text, self._today)
        if day is None:
            field.say_wrong(self.tr("This is no date."))
        return day

    def retranslate(self) -> None:
        self.title.setText(self.tr("New in the schedule") if self._is_new else self.tr("In the schedule"))
        self.kind.name(self.tr("When"), (self.tr("Every week"), self.tr("Dates"), self.tr("Exception")))
        self.days.name(self.tr("Days"))
        self.first.name(self.tr("First day"), "2026-07-15")
        self.last.name(self.tr("Last day"), "2026-07-15")
        self.begin.name(self.tr("From"), moments.clock(time(8)))
        self.end.name(self.tr("Until"), moments.clock(time(17)))
        # As the language writes them, unless something else was typed.
        self.begin.show_saved(moments.clock(self._hours.begin))
        self.end.show_saved(moments.clock(self._hours.end))
        self._profile_label.setText(self.tr("Profile"))
        self.profile.setAccessibleName(self.tr("Profile"))
        self.save.say(self.tr("Save"))
        self.remove.say(self.tr("Remove"))
        self.remove.setVisible(not self._is_new)
        self._arrange()
