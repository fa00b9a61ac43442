"""Settings > Calendar (Kalender): which one chooses profiles, how its events say which, and its state."""

from datetime import UTC, datetime

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from softphone.profiles.calendar_settings import (
    LONGEST_ADDRESS,
    LONGEST_LOGIN,
    CalendarKind,
    CalendarSettings,
    MeetingsShown,
    check_calendar,
)
from softphone.profiles.own import CalendarPasswordKept, CalendarSeen, SettingsShown
from softphone.profiles.settings import PersonalSettings
from softphone.ui.models import calendar_words, edit_words, profile_words
from softphone.ui.views import style
from softphone.ui.views.buttons import Button
from softphone.ui.views.calendar_finder import CalendarFinder
from softphone.ui.views.edit_label import EditLabel
from softphone.ui.views.form_field import FormField
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.page import Page
from softphone.ui.views.segments import Segments
from softphone.ui.views.switch import Switch
from softphone.ui.views.tokens import Space, Tone, Type

LOOK_EVERY_MS = 5_000
"""While the page is seen."""
_KINDS = (CalendarKind.ICALENDAR, CalendarKind.CALDAV)
_SHOWN = (MeetingsShown.NOTHING, MeetingsShown.TIMES, MeetingsShown.TITLES)
_PLACES = ("title", "location", "description")


class CalendarPage(Page):
    changed = Signal(object, object)
    """The PersonalSettings as they were, and as they shall be."""
    seen_wanted = Signal(bool)
    """How it is with the calendar; True: after it was fetched anew."""
    password_set = Signal(str)
    calendars_wanted = Signal()
    """Those at the server of the address that is set."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, back=False)
        self._settings: PersonalSettings | None = None
        self._seen: CalendarSeen | None = None
        self._connected = self._fetching = False
        self._now = datetime.min.replace(tzinfo=UTC)
        self.state = EditLabel(self)
        self._what = Label(self, tone="muted", wrap=True)
        self.kind = Segments(2, self)
        self.address = FormField(self)
        self.login, self.password = FormField(self), FormField(self, secret=True)
        self.keep_password, self.find_button = Button(self), Button(self)
        self.finder = CalendarFinder(self)
        self._password_said = Label(self, tone="muted", wrap=True)
        self._glyph = GlyphLabel(Glyph.INFO, 16, self)
        self.result = Label(self, wrap=True)
        self.faults = Label(self, tone="warning", wrap=True)
        self.fetch = Button(self)
        self._pattern = Label(self, size=Type.BODY, strong=True)
        self._pattern_words = Label(self, tone="muted", wrap=True)
        self.words = FormField(self)
        self.places = {name: Switch(self) for name in _PLACES}
        self.tentative = Switch(self)
        self._numbers = Label(self, tone="muted", wrap=True)
        self._meetings = Label(self, size=Type.BODY, strong=True)
        self._meetings_words = Label(self, tone="muted", wrap=True)
        self.meetings = Segments(len(_SHOWN), self)
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._lay_out()
        self._look.timeout.connect(lambda: self.seen_wanted.emit(False))
        self.address.limit(LONGEST_ADDRESS)
        self.login.limit(LONGEST_LOGIN)
        self.kind.chosen.connect(lambda n: self._change(kind=_KINDS[n]))
        self.address.finished.connect(lambda: self._finish(self.address, address=self.address.text.strip()))
        self.login.finished.connect(lambda: self._finish(self.login, login=self.login.text.strip()))
        self.password.submitted.connect(self._keep_password)
        self.keep_password.clicked.connect(self._keep_password)
        self.find_button.clicked.connect(self._find)
        self.finder.chosen.connect(lambda address: self._change(address=address))
        self.fetch.clicked.connect(self._fetch)
        self.words.finished.connect(self._finish_words)
        for name, switch in self.places.items():
            switch.clicked.connect(lambda on, name=name: self._change_markers(**{name: on}))
        self.tentative.clicked.connect(lambda on: self._change(tentative=on))
        self.meetings.chosen.connect(lambda n: self._change(shown=_SHOWN[n]))
        self.retranslate()

    def show_own(self, shown: SettingsShown, now: datetime) -> None:
        self._settings, self._now, self._connected = shown.settings, now, shown.connected
        self.state.show_state(shown, "calendar")
        self._fill()

    def show_seen(self, seen: CalendarSeen) -> None:
        self._seen, self._fetching = seen, False
        self.retranslate()

    def say_password(self, kept: CalendarPasswordKept) -> None:
        self._password_said.setText(
            self.tr("The password is kept at the server, encrypted. Nobody can read it again.")
            if kept.kept
            else self.tr("The server cannot be reached now: the password was not kept. Set it again later.")
        )
        self._password_said.show()
        if kept.kept:
            self.password.begin("")
            self.seen_wanted.emit(True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen_wanted.emit(False)
        self._look.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._look.stop()
        self.password.begin("")

    @property
    def _calendar(self) -> CalendarSettings:
        return CalendarSettings() if self._settings is None else self._settings.calendar

    def _lay_out(self) -> None:
        for widget in (self.state, self._what, self.kind, self.address):
            self.body.addWidget(widget)
        secret = QHBoxLayout()
        secret.setSpacing(Space.MEDIUM)
        secret.addWidget(self.login, 1)
        secret.addWidget(self.password, 1)
        self.body.addLayout(secret)
        ask = QHBoxLayout()
        ask.setSpacing(Space.SMALL)
        ask.addWidget(self.keep_password)
        ask.addWidget(self.find_button)
        ask.addStretch(1)
        self.body.addLayout(ask)
        self.body.addWidget(self._password_said)
        self.body.addWidget(self.finder)
        said = QHBoxLayout()
        said.setSpacing(Space.SMALL)
        said.addWidget(self._glyph)
        said.addWidget(self.result, 1)
        said.addWidget(self.fetch)
        self.body.addLayout(said)
        self.body.addWidget(self.faults)
        self.body.addSpacing(Space.SMALL)
        places = QVBoxLayout()
        places.setSpacing(0)
        for switch in (*self.places.values(), self.tentative):
            places.addWidget(switch)
        for widget in (self._pattern, self._pattern_words, self.words):
            self.body.addWidget(widget)
        self.body.addLayout(places)
        self.body.addWidget(self._numbers)
        self.body.addSpacing(Space.SMALL)
        for widget in (self._meetings, self._meetings_words, self.meetings):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def _fill(self) -> None:
        calendar = self._calendar
        self.kind.choose(_KINDS.index(calendar.kind))
        self.address.show_saved(calendar.address)
        self.login.show_saved(calendar.login)
        self.words.show_saved(", ".join(calendar.markers.words))
        for name, switch in self.places.items():
            switch.setChecked(getattr(calendar.markers, name))
        self.tentative.setChecked(calendar.tentative)
        self.meetings.choose(_SHOWN.index(calendar.shown))
        self.retranslate()

    def _change(self, **what: object) -> str:
        """Why not; empty: done."""
        settings = self._settings
        if settings is None:
            return ""
        calendar = msgspec.structs.replace(settings.calendar, **what)
        if found := check_calendar(calendar):
            return edit_words.refusal_sentence(found[0])
        # Shown so at once: the next change is made on top of this one, whenever it is saved.
        self._settings = msgspec.structs.replace(settings, calendar=calendar)
        if calendar.address != settings.calendar.address:
            self._seen = None
        self.changed.emit(settings, self._settings)
        self._fill()
        return ""

    def _change_markers(self, **what: object) -> str:
        return self._change(markers=msgspec.structs.replace(self._calendar.markers, **what))

    def _finish(self, field: FormField, **what: object) -> None:
        if why := self._change(**what):
            field.say_wrong(why)
            field.keep_typed()

    def _finish_words(self) -> None:
        words = tuple(word for each in self.words.text.split(",") if (word := each.strip()))
        if why := self._change_markers(words=words):
            self.words.say_wrong(why)
            self.words.keep_typed()

    def _keep_password(self) -> None:
        if self.password.text:
            self.password_set.emit(self.password.text)

    def _find(self) -> None:
        self.finder.search()
        self.calendars_wanted.emit()

    def _fetch(self) -> None:
        self._fetching = True
        self.retranslate()
        self.seen_wanted.emit(True)

    def retranslate(self) -> None:
        calendar = self._calendar
        self.title.setText(self.tr("Calendar"))
        self._what.setText(
            self.tr(
                "An event that carries a profile's number activates that profile while it lasts. The server "
                "fetches the calendar, also when this computer is off."
            )
        )
        caldav = calendar.kind is CalendarKind.CALDAV
        self.kind.name(self.tr("Kind of calendar"), (self.tr("Published address (.ics)"), "CalDAV"))
        example = "https://cloud.example.com" if caldav else "https://example.com/calendar.ics"
        self.address.name(self.tr("Address"), example)
        self.login.name(self.tr("Login, where one is asked for"))
        self.password.name(self.tr("Password"))
        self.keep_password.say(self.tr("Set the password"))
        self.keep_password.setEnabled(self._connected)
        self.find_button.say(self.tr("Find calendars"))
        self.find_button.setEnabled(self._connected and bool(calendar.address))
        self.find_button.setVisible(caldav)
        self.finder.use(calendar.address)
        self.finder.retranslate()
        if not caldav:
            self.finder.hide()
        has_login = caldav or bool(calendar.login)
        for widget in (self.login, self.password, self.keep_password):
            widget.setVisible(has_login)
        self._password_said.setVisible(has_login and bool(self._password_said.text()))
        has_address = bool(calendar.address)
        for shown in (self._glyph, self.result, self.fetch):
            shown.setVisible(has_address)
        health, said = calendar_words.result(self._seen, self._now, connected=self._connected)
        if self._fetching and self._connected:
            said = self.tr("Being fetched…")
        self._glyph.set_tone(Tone[health.name])
        style.mark(self.result, "tone", health.name.lower())
        self.result.setText(said)
        self.fetch.say(self.tr("Fetch now"))
        self.fetch.setEnabled(self._connected and not self._fetching)
        faults = () if self._seen is None or not has_address else self._seen.faults
        self.faults.setText("\n".join(map(calendar_words.fault, faults)))
        self.faults.setVisible(bool(faults))
        self._write_pattern()
        self._write_meetings()

    def _write_pattern(self) -> None:
        word = self._calendar.markers.words[0] if self._calendar.markers.words else "#"
        spaced = word if word == "#" else f"{word} "
        self._pattern.setText(self.tr("How an event names a profile"))
        self._pattern_words.setText(
            self.tr("By one of these words before the number: “{example}”.").format(
                example=self.tr("Customer meeting {marker}").format(marker=f"{spaced}3")
            )
        )
        self.words.name(self.tr("Words, with commas between them"), "#, profil, profile")
        self.places["title"].say(self.tr("In the title"))
        self.places["location"].say(self.tr("In the location"))
        self.places["description"].say(self.tr("In the description"))
        self.tentative.say(self.tr("Events that I have not accepted count too"))
        profiles = () if self._settings is None else self._settings.in_order.profiles
        numbers = " · ".join(f"{each.number} {profile_words.profile_name(each)}" for each in profiles)
        self._numbers.setText(self.tr("Profile numbers: {numbers}").format(numbers=numbers))

    def _write_meetings(self) -> None:
        self._meetings.setText(self.tr("Meetings within the hour"))
        self._meetings_words.setText(
            self.tr(
                "Colleagues are warned before they transfer a call to you. Of the rest of the calendar they "
                "see nothing, and of an event marked as private never the title."
            )
        )
        self.meetings.name(
            self.tr("Colleagues see of a meeting"),
            (self.tr("Nothing"), self.tr("When"), self.tr("When and title")),
        )
