"""Settings > Schedule, Calendar and Privacy: what is set there reaches the server, and what the server says
stands there."""

import datetime as dt

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from softphone.profiles.calendar_settings import CalendarKind, CalendarSettings, MeetingsShown
from softphone.profiles.own import CalendarSeen, CalendarsFound, CalendarTrouble, FoundCalendar
from softphone.profiles.profile import Status
from softphone.profiles.schedule import Dates, Exceptions, Hours, WeeklyHours
from softphone.profiles.settings import FIRST
from softphone.ui.models import edit_words
from softphone.ui.views.labels import Label
from softphone.ui.views.settings import SettingsDialog
from tests.ui.controllers.conftest import Rig
from tests.ui.controllers.own_settings import NOW, FakeOwnSettings

LEFT = Qt.MouseButton.LeftButton
WEEKDAYS = (0, 1, 2, 3, 4)
LUNCH = WeeklyHours(WEEKDAYS, Hours(dt.time(12), dt.time(13), 2))


@pytest.fixture
def own(rig: Rig) -> FakeOwnSettings:
    return rig.company.settings


@pytest.fixture
def dialog(rig: Rig, own: FakeOwnSettings) -> SettingsDialog:
    desktop = rig.signed_in()
    own.connect()
    rig.until(lambda: desktop.window.profile_chip.isVisible())
    QTest.keyClick(desktop.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    made = desktop.settings.dialog
    assert made is not None
    return made


def turn_to(dialog: SettingsDialog, name: str) -> None:
    (button,) = [each for each in dialog.findChildren(QAbstractButton) if each.text() == name]
    QTest.mouseClick(button, LEFT)


def retype(widget: QWidget, text: str) -> None:
    edit = widget.findChild(QLineEdit)
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def set_schedule(own: FakeOwnSettings, **what: object) -> None:
    own.elsewhere(msgspec.structs.replace(FIRST, schedule=msgspec.structs.replace(FIRST.schedule, **what)))


def test_weekly_hours_are_made_changed_and_removed(
    rig: Rig, dialog: SettingsDialog, own: FakeOwnSettings
) -> None:
    turn_to(dialog, "Schedule")
    page, entry = dialog.schedule.week, dialog.schedule.entry
    QTest.mouseClick(page.add, LEFT)
    for day in (1, 2, 3, 4):
        QTest.mouseClick(entry.days.buttons[day], LEFT)
    entry.profile.setCurrentIndex(entry.profile.findData("2"))
    entry.profile.activated.emit(0)
    retype(entry.begin, "12.00")
    rig.until(lambda: own.settings.schedule.weekly != ())
    made = own.settings.schedule.weekly[0]
    assert (made.days, made.hours.profile, made.hours.begin) == (WEEKDAYS, 2, dt.time(12))
    assert page.isVisible()
    rig.until(lambda: page.state.state is edit_words.EditState.IN_FORCE)

    QTest.mouseClick(page.rows[0], LEFT)
    retype(entry.end, "13")
    rig.until(lambda: own.settings.schedule.weekly == (LUNCH,))
    assert page.rows[0].text() == "Mon–Fri · 12:00–13:00 · Lunch"

    QTest.mouseClick(page.rows[0], LEFT)
    QTest.mouseClick(entry.remove, LEFT)
    rig.until(lambda: own.settings.schedule.weekly == ())
    assert page.rows == []


def test_the_week_is_opened_by_mouse_and_by_keys(
    rig: Rig, dialog: SettingsDialog, own: FakeOwnSettings
) -> None:
    set_schedule(own, weekly=(LUNCH,))
    turn_to(dialog, "Schedule")
    schedule = dialog.schedule
    rig.until(lambda: len(schedule.week.rows) == 1)
    view = schedule.week.view
    assert "Monday: 12:00–13:00 Lunch" in view.accessibleDescription()
    view.setFocus()
    for _ in range(4):  # from eight
        QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert schedule.entry.isVisible()
    assert set(schedule.entry.days.days) == set(WEEKDAYS)
    QTest.mouseClick(schedule.entry.back, LEFT)
    place = view._rect(6, 15 * 60, 16 * 60).center().toPoint()
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(place))
    assert set(schedule.entry.days.days) == {6}
    assert schedule.entry.begin.text == "15:00"


def test_dates_and_exceptions(rig: Rig, dialog: SettingsDialog, own: FakeOwnSettings) -> None:
    turn_to(dialog, "Schedule")
    page, entry = dialog.schedule.week, dialog.schedule.entry
    QTest.mouseClick(page.add, LEFT)
    QTest.mouseClick(entry.kind.findChildren(QAbstractButton)[1], LEFT)
    entry.profile.setCurrentIndex(entry.profile.findData("5"))
    retype(entry.begin, "0")
    assert own.settings.schedule.dates[0].profile == 5
    QTest.mouseClick(page.rows[0], LEFT)
    edit = entry.first.findChild(QLineEdit)
    assert edit is not None
    edit.setText("2030-07-08")
    retype(entry.last, "2030-07-01")
    assert "before" in "".join(label.text() for label in entry.last.findChildren(Label))
    retype(entry.last, "2030-07-26")
    rig.until(lambda: own.settings.schedule.dates[0].last == dt.date(2030, 7, 26))
    (dates,) = own.settings.schedule.dates
    assert isinstance(dates, Dates)
    assert dates.first == dt.date(2030, 7, 8)

    QTest.mouseClick(page.rows[0], LEFT)
    QTest.mouseClick(entry.kind.findChildren(QAbstractButton)[2], LEFT)
    entry.profile.setCurrentIndex(entry.profile.findData("0"))
    entry.profile.activated.emit(0)
    assert not entry.begin.isVisible()
    QTest.mouseClick(entry.save, LEFT)
    rig.until(lambda: own.settings.schedule.dates == ())
    first, last = dt.date(2030, 7, 8), dt.date(2030, 7, 26)
    assert own.settings.schedule.exceptions == (Exceptions(first=first, last=last),)


def test_public_holidays(rig: Rig, dialog: SettingsDialog, own: FakeOwnSettings) -> None:
    turn_to(dialog, "Schedule")
    page = dialog.schedule.week
    page.pane.ensureWidgetVisible(page.observed)
    QTest.mouseClick(page.observed, LEFT)
    rig.until(lambda: own.settings.schedule.holidays.observed)
    page.holiday.setCurrentIndex(page.holiday.findData("4"))
    page.holiday.activated.emit(0)
    rig.until(lambda: own.settings.schedule.holidays.profile == 4)
    page.country.setCurrentIndex(page.country.findData("NO"))
    page.country.activated.emit(0)
    rig.until(lambda: own.settings.schedule.country == "NO")
    QTest.mouseClick(page.working.buttons[5], LEFT)
    rig.until(lambda: own.settings.schedule.working_days == (*WEEKDAYS, 5))


def test_offline_it_is_saved_here(rig: Rig, dialog: SettingsDialog, own: FakeOwnSettings) -> None:
    own.reachable = False
    turn_to(dialog, "Calendar")
    retype(dialog.calendar.address, "https://example.com/a.ics")
    rig.until(lambda: dialog.calendar.state.state is edit_words.EditState.SAVED_HERE)
    assert own.settings.calendar == CalendarSettings()
    own.connect()
    rig.until(lambda: dialog.calendar.state.state is edit_words.EditState.IN_FORCE)
    assert own.settings.calendar.address == "https://example.com/a.ics"


def test_a_calendar_is_named_and_what_came_of_it_stands_there(
    rig: Rig, dialog: SettingsDialog, own: FakeOwnSettings
) -> None:
    turn_to(dialog, "Calendar")
    page = dialog.calendar
    assert own.looks == [False]
    assert not page.fetch.isVisible()
    retype(page.address, "calendar")
    assert own.settings.calendar.address == ""
    assert "This is no web address." in [label.text() for label in page.address.findChildren(Label)]
    QTest.mouseClick(page.kind.findChildren(QAbstractButton)[1], LEFT)
    retype(page.address, "https://cloud.example.com/dav/")
    retype(page.login, "asa")
    rig.until(lambda: own.settings.calendar.login == "asa")
    assert own.settings.calendar.kind is CalendarKind.CALDAV
    moment = NOW
    own.calendar = CalendarSeen(
        looked=moment,
        failed=CalendarTrouble("wrong_password", "401"),
        faults=(CalendarTrouble("new", "", "Odd"),),
    )
    retype(page.password, "secret")
    rig.until(lambda: "the login or the password is wrong" in page.result.text())
    assert (own.passwords, own.looks[-1]) == (["secret"], True)
    edit = page.password.findChild(QLineEdit)
    assert edit is not None
    assert edit.text() == ""
    assert page.faults.text() == "Odd."
    own.calendar = CalendarSeen(looked=moment, succeeded=moment, occurrences=3)
    QTest.mouseClick(page.fetch, LEFT)
    assert own.looks[-1] is True
    rig.until(lambda: page.result.text().endswith("choose a profile: 3."))
    assert page.fetch.isEnabled()


def test_a_calendar_is_chosen_from_those_of_a_server(
    rig: Rig, dialog: SettingsDialog, own: FakeOwnSettings
) -> None:
    turn_to(dialog, "Calendar")
    page = dialog.calendar
    assert not page.find_button.isVisible()
    QTest.mouseClick(page.kind.findChildren(QAbstractButton)[1], LEFT)
    assert not page.find_button.isEnabled()
    server = "https://cloud.example.com"
    retype(page.address, server)
    rig.until(lambda: own.settings.calendar.address == server)
    finder = page.finder

    own.found = CalendarsFound(failed=CalendarTrouble("elsewhere", "https://dav.example.com"))
    QTest.mouseClick(page.find_button, LEFT)
    rig.until(lambda: finder.said.text().endswith("Enter that address: https://dav.example.com"))
    assert not finder.choice.isVisible()

    work, home = f"{server}/asa/work/", f"{server}/asa/home/"
    own.found = CalendarsFound((FoundCalendar(home, "Hemma"), FoundCalendar(work)))
    QTest.mouseClick(page.find_button, LEFT)
    rig.until(finder.choice.isVisible)
    items = [finder.choice.itemText(n) for n in range(finder.choice.count())]
    assert items == ["Choose a calendar…", "Hemma", work]
    finder.choice.setFocus()
    QTest.keyClick(finder.choice, Qt.Key.Key_Down)
    QTest.keyClick(finder.choice, Qt.Key.Key_Down)
    rig.until(lambda: own.settings.calendar.address == work)
    # What is chosen stands there, and another can be chosen.
    assert finder.choice.value == work
    assert finder.choice.count() == 2
    retype(page.address, "https://example.com/other/")
    rig.until(lambda: not finder.isVisible())


def test_without_our_server_no_calendars_are_looked_for(
    rig: Rig, dialog: SettingsDialog, own: FakeOwnSettings
) -> None:
    turn_to(dialog, "Calendar")
    page = dialog.calendar
    QTest.mouseClick(page.kind.findChildren(QAbstractButton)[1], LEFT)
    retype(page.address, "https://cloud.example.com")
    rig.until(page.find_button.isEnabled)
    own.reachable = False
    QTest.mouseClick(page.find_button, LEFT)
    rig.until(lambda: page.finder.said.text() == "No calendars found: our own server cannot be asked now.")


def test_what_colleagues_see_of_meetings_is_chosen_and_stands_under_privacy(
    rig: Rig, dialog: SettingsDialog, own: FakeOwnSettings
) -> None:
    turn_to(dialog, "Calendar")
    page = dialog.calendar

    def cells() -> list[str]:
        return [label.accessibleName() for label in dialog.privacy.roles.findChildren(Label)]

    assert "Meetings within the hour, Colleague: No calendar" in cells()
    retype(page.address, "https://example.com/a.ics")
    rig.until(lambda: "Meetings within the hour, Colleague: Only the time" in cells())
    page.pane.ensureWidgetVisible(page.meetings)
    choices = page.meetings.findChildren(QAbstractButton)
    QTest.mouseClick(choices[2], LEFT)
    rig.until(lambda: own.settings.calendar.shown is MeetingsShown.TITLES)
    rig.until(lambda: "Meetings within the hour, Colleague: Time and title" in cells())
    QTest.mouseClick(choices[0], LEFT)
    rig.until(lambda: own.settings.calendar.shown is MeetingsShown.NOTHING)
    rig.until(lambda: "Meetings within the hour, Colleague: No" in cells())


def test_the_pattern_of_profile_numbers(rig: Rig, dialog: SettingsDialog, own: FakeOwnSettings) -> None:
    turn_to(dialog, "Calendar")
    page = dialog.calendar
    retype(page.words, "mode, #")
    rig.until(lambda: own.settings.calendar.markers.words == ("mode", "#"))
    retype(page.words, "a1")
    assert own.settings.calendar.markers.words == ("mode", "#")
    page.pane.ensureWidgetVisible(page.tentative)
    QTest.mouseClick(page.places["description"], LEFT)
    QTest.mouseClick(page.tentative, LEFT)
    rig.until(lambda: own.settings.calendar.tentative)
    assert not own.settings.calendar.markers.description


def test_privacy_tells_what_each_profile_shows(
    rig: Rig, dialog: SettingsDialog, own: FakeOwnSettings
) -> None:
    lunch = msgspec.structs.replace(FIRST.profiles[2], message="Äter", status=Status.AVAILABLE)
    own.elsewhere(msgspec.structs.replace(FIRST, profiles={**FIRST.profiles, 2: lunch}))
    turn_to(dialog, "Privacy")
    table = dialog.privacy.profiles

    def cells() -> list[str]:
        return [label.accessibleName() for label in table.findChildren(Label) if label.isVisible()]

    rig.until(lambda: "Lunch, Status message: Äter" in cells())
    assert "Lunch, Call status: Shown: free, ringing, in a call or not visible" in cells()
    assert "Sick, Call status: Call status not shown" in cells()
