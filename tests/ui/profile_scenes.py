"""The window with one's own profiles: as drawn, and as tested."""

import datetime as dt

import msgspec
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QApplication

from softphone.people.line_state import LineState
from softphone.people.meeting import Meeting
from softphone.people.shown import Shown
from softphone.profiles.activation import ByHand
from softphone.profiles.calendar_settings import CalendarKind, CalendarSettings
from softphone.profiles.edits import Answer, Edit, Revision
from softphone.profiles.incoming import (
    Forward,
    Incoming,
    LineRules,
    Refer,
    ToNumber,
    ToVoicemail,
)
from softphone.profiles.own import (
    CalendarSeen,
    CalendarsFound,
    CalendarTrouble,
    Checked,
    ComesNext,
    FoundCalendar,
    InForceNow,
    SettingsShown,
)
from softphone.profiles.schedule import Dates, Exceptions, Holidays, Hours, Schedule, WeeklyHours
from softphone.profiles.settings import FIRST, Chosen, PersonalSettings
from softphone.profiles.timeline import Source
from softphone.profiles.validation import Reason, Refusal
from softphone.ui.models.own_profile import own_profile
from softphone.ui.models.profile_words import Spoken
from softphone.ui.views.settings import SettingsDialog
from tests.ui.gallery import SIZE, Scene, signed_in

NOW = dt.datetime(2026, 3, 12, 12, 15, tzinfo=dt.UTC)
AT_ONE = NOW.replace(hour=13, minute=0)
LUNCH, MEETING = 2, 3
_NUMBER, _WRITTEN = "+4681234567", "08-123 45 67"
SPOKEN = Spoken(
    colleague=str,
    number=lambda number: _WRITTEN if number == _NUMBER else number,
    typed=lambda text: _NUMBER if text == _WRITTEN else text,
    colleagues=lambda: (("p202", "Anna Ek"), ("p203", "Bo Nilsson")),
)


def settings() -> PersonalSettings:
    """With a lunch that forwards the landline after a referral."""
    rules = LineRules(
        first=Refer(ToNumber("+4681234567")),
        busy=Forward(ToVoicemail()),
        no_answer=Forward(ToNumber("+4681234567")),
    )
    lunch = msgspec.structs.replace(
        FIRST.profiles[LUNCH], message="Chatta mig om det är viktigt", incoming=Incoming(landline=rules)
    )
    return msgspec.structs.replace(FIRST, profiles={**FIRST.profiles, LUNCH: lunch})


def in_force(profile: int = LUNCH) -> InForceNow:
    return InForceNow(
        revision=Revision("e", 1),
        profile=profile,
        source=Source.HAND if profile == LUNCH else Source.DEFAULT,
        until=AT_ONE if profile == LUNCH else None,
        message="Tillbaka vid ett" if profile == LUNCH else "",
        is_temporary=profile == LUNCH,
        next=ComesNext(profile=MEETING, source=Source.CALENDAR, begin=AT_ONE, until=None)
        if profile == LUNCH
        else None,
    )


def at_lunch() -> SettingsShown:
    return SettingsShown(settings=settings(), in_force=in_force(), connected=True)


def saved_here() -> SettingsShown:
    """Möte was chosen while the server could not be reached."""
    chosen = Chosen(by_hand=ByHand(profile=MEETING, until=AT_ONE))
    return SettingsShown(
        settings=msgspec.structs.replace(settings(), chosen=chosen),
        waiting=(Edit(id="1", field="chosen"),),
        in_force=in_force(1),
    )


def refused() -> SettingsShown:
    answer = Answer(
        edit=Edit(id="1", field="profiles.2.incoming.landline.first"),
        revision=Revision("e", 2),
        at=0.0,
        refused=Refusal("profiles.2.incoming.landline.first.to", Reason.CLASS_OF_SERVICE),
    )
    return SettingsShown(settings=settings(), refused=(answer,), in_force=in_force(), connected=True)


def _shown(shown: SettingsShown) -> Scene:
    scene = signed_in()
    scene.model.clock = lambda: NOW
    scene.window.profile_chip.show_own(own_profile(shown, NOW), NOW)
    scene.window.switcher.show_own(shown, NOW, has_mobile=True, spoken=SPOKEN)
    return scene


def _switcher(shown: SettingsShown) -> Scene:
    scene = _shown(shown)
    scene.window.resize(*SIZE)
    scene.window.show()
    QApplication.processEvents()
    chip = scene.window.profile_chip
    scene.window.switcher.open_at(QRect(chip.mapTo(scene.window, QPoint(0, 0)), chip.size()))
    return scene


def switcher() -> Scene:
    return _switcher(at_lunch())


def switcher_saved_here() -> Scene:
    return _switcher(saved_here())


def switcher_refused() -> Scene:
    return _switcher(refused())


def switcher_length() -> Scene:
    scene = _switcher(at_lunch())
    scene.window.switcher.rows[1].clock.click()
    return scene


_MEET = ("p204", "p205")
"""Who has a meeting within the hour."""


def colleagues() -> Scene:
    """Colleagues with profiles, as a second signal beside their lines."""
    scene = _shown(SettingsShown(settings=settings(), in_force=in_force(1), connected=True))
    shown = {
        "p203": Shown(preset=2, available=False, until=AT_ONE),
        "p204": Shown(preset=1, message="Chatta mig om det är viktigt"),
        "p205": Shown(preset=1),
        "p206": Shown(preset=5, available=False, until=dt.datetime(2026, 7, 15, tzinfo=dt.UTC)),
        "p207": Shown(preset=3, available=False, until=AT_ONE, message="Budgetmöte i Blå rummet"),
        "p209": Shown(name="På lagret", until=AT_ONE),
    }
    for id_, profile in shown.items():
        row = scene.model.find(id_)
        assert row is not None
        line = row.line if profile.available else LineState.HIDDEN
        soon = Meeting(AT_ONE, AT_ONE + dt.timedelta(hours=1)) if id_ in _MEET else None
        scene.model.change([msgspec.structs.replace(row, line=line, profile=profile, meeting=soon)])
    return scene


def _settings(shown: SettingsShown, page: int) -> Scene:
    """The settings' pages: 0 the list, 1 Lunch, 2 its incoming calls."""
    scene = signed_in()
    dialog = SettingsDialog(scene.window)
    active = own_profile(shown, NOW)
    assert active is not None
    profiles = dialog.profiles
    profiles.show_own(shown, active.profile.number, has_mobile=True, spoken=SPOKEN)
    if page > 0:
        profiles.list.rows[1].open.click()
    if page > 1:
        profiles.profile.incoming.click()
    dialog.show()
    scene.dialog = dialog
    return scene


def settings_profiles() -> Scene:
    scene = _settings(at_lunch(), 0)
    assert isinstance(scene.dialog, SettingsDialog)
    scene.dialog.profiles.list.numbers.setChecked(True)
    return scene


def settings_profile() -> Scene:
    return _settings(saved_here(), 1)


def settings_incoming() -> Scene:
    return _settings(saved_here(), 2)


def settings_incoming_refused() -> Scene:
    scene = _settings(refused(), 2)
    assert isinstance(scene.dialog, SettingsDialog)
    page = scene.dialog.profiles.incoming
    page.landline.advanced.setChecked(True)
    refusal = Refusal("incoming.landline.first", Reason.CLASS_OF_SERVICE)
    value = {"type": "refer", "then": {"type": "number", "number": "+4681234567"}, "neutral": False}
    field = "profiles.2.incoming.landline.first"
    scene.say(lambda: page.say_checked(Checked(field, value, refusal)))
    return scene


def planned() -> SettingsShown:
    """Working hours with lunch in them, a week of vacation, and a day off."""
    weekdays = (0, 1, 2, 3, 4)
    schedule = Schedule(
        weekly=(
            WeeklyHours(weekdays, Hours(dt.time(17), dt.time(8), 4)),
            WeeklyHours(weekdays, Hours(dt.time(12), dt.time(12, 45), LUNCH)),
        ),
        dates=(Dates(first=dt.date(2026, 7, 6), last=dt.date(2026, 8, 2), profile=5),),
        exceptions=(
            Exceptions(
                first=dt.date(2026, 3, 13),
                last=dt.date(2026, 3, 13),
                hours=(Hours(dt.time(9), dt.time(15, 30), 10),),
            ),
        ),
        holidays=Holidays(observed=True, profile=4),
    )
    calendar = CalendarSettings(
        address="https://moln.exempel.se/dav/elsa/jobb/", kind=CalendarKind.CALDAV, login="elsa"
    )
    made = msgspec.structs.replace(settings(), schedule=schedule, calendar=calendar)
    return SettingsShown(settings=made, in_force=in_force(), connected=True)


def _own_page(page: int, shown: SettingsShown) -> Scene:
    scene = signed_in()
    dialog = SettingsDialog(scene.window)
    dialog.profiles.show_own(shown, LUNCH, has_mobile=True, spoken=SPOKEN)
    dialog.schedule.show_own(shown, NOW)
    dialog.calendar.show_own(shown, NOW)
    dialog.privacy.show_own(shown)
    navigation = [each for each in dialog.findChildren(QAbstractButton) if each.property("kind") == "nav"]
    pages = [each for each in navigation if each.isCheckable()]
    pages[page].click()
    dialog.show()
    scene.dialog = dialog
    return scene


def settings_schedule() -> Scene:
    return _own_page(1, planned())


def settings_schedule_entry() -> Scene:
    scene = _own_page(1, planned())
    assert isinstance(scene.dialog, SettingsDialog)
    scene.dialog.schedule.week.rows[1].click()
    return scene


def settings_calendar() -> Scene:
    scene = _own_page(2, planned())
    assert isinstance(scene.dialog, SettingsDialog)
    scene.dialog.calendar.show_seen(
        CalendarSeen(
            looked=NOW, succeeded=NOW, occurrences=12, faults=(CalendarTrouble("too_often", "Stand-up"),)
        )
    )
    return scene


def settings_calendar_found() -> Scene:
    """A server's calendars, one of them chosen."""
    scene = settings_calendar()
    assert isinstance(scene.dialog, SettingsDialog)
    server = "https://moln.exempel.se/dav/elsa"
    scene.dialog.calendar.finder.show_found(
        CalendarsFound((FoundCalendar(f"{server}/hem/", "Hemma"), FoundCalendar(f"{server}/jobb/", "Jobb")))
    )
    return scene


def settings_calendar_failed() -> Scene:
    scene = _own_page(2, planned())
    assert isinstance(scene.dialog, SettingsDialog)
    before = NOW - dt.timedelta(hours=1)
    failed = CalendarTrouble("wrong_password", "401")
    scene.dialog.calendar.show_seen(CalendarSeen(looked=NOW, succeeded=before, failed=failed))
    return scene


def settings_privacy() -> Scene:
    return _own_page(5, planned())


PICTURED = {
    "profile-switcher": switcher,
    "profile-length": switcher_length,
    "profile-saved-here": switcher_saved_here,
    "colleagues-profiles": colleagues,
    "settings-profiles": settings_profiles,
    "settings-profile": settings_profile,
    "settings-incoming": settings_incoming,
    "settings-incoming-refused": settings_incoming_refused,
    "settings-schedule": settings_schedule,
    "settings-schedule-entry": settings_schedule_entry,
    "settings-calendar": settings_calendar,
    "settings-calendar-failed": settings_calendar_failed,
    "settings-privacy": settings_privacy,
}
SCENES = PICTURED | {
    "profile switcher, refused": switcher_refused,
    "settings, calendars found": settings_calendar_found,
}
