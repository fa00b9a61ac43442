"""Profiles in the window: the chip, the switcher, and what becomes of what was chosen there."""

import datetime as dt

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from softphone.calls.commands import Dial
from softphone.profiles.own import SettingsTold, Told
from softphone.profiles.profile import Notices
from softphone.programs.desktop_window import DesktopWindow
from softphone.ui.views.switcher import ProfileRow
from tests.ui.controllers.companies import DOMAIN
from tests.ui.controllers.conftest import Rig
from tests.ui.controllers.own_settings import NOW

LEFT = Qt.MouseButton.LeftButton
LUNCH, VACATION = 2, 5


@pytest.fixture
def desktop(rig: Rig) -> DesktopWindow:
    desktop = rig.signed_in()
    rig.company.settings.connect()
    rig.until(lambda: desktop.window.profile_chip.isVisible())
    return desktop


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT)


def opened(desktop: DesktopWindow) -> None:
    click(desktop.window.profile_chip)
    assert desktop.window.switcher.isVisible()


def row(desktop: DesktopWindow, number: int) -> ProfileRow:
    return next(each for each in desktop.window.switcher.rows if each.profile.number == number)


def edit_of(widget: QWidget) -> QLineEdit:
    found = widget.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def chip(desktop: DesktopWindow) -> str:
    return desktop.window.profile_chip.text()


def minutes_left(rig: Rig) -> float:
    by_hand = rig.company.settings.settings.chosen.by_hand
    assert by_hand is not None
    assert by_hand.until is not None
    return (by_hand.until - NOW).total_seconds() / 60


def test_the_chip_says_the_active_profile_and_until_when(rig: Rig, desktop: DesktopWindow) -> None:
    assert chip(desktop) == "Available · until I change"


def test_a_click_activates_with_the_default_length(rig: Rig, desktop: DesktopWindow) -> None:
    opened(desktop)
    click(row(desktop, LUNCH).choose)
    rig.until(lambda: chip(desktop).startswith("Lunch · until "))
    assert minutes_left(rig) == 45
    assert not desktop.window.switcher.isVisible()
    opened(desktop)
    assert row(desktop, LUNCH).active
    assert row(desktop, LUNCH).choose.isChecked()
    assert not row(desktop, 1).active
    rig.until(lambda: desktop.window.switcher.state.text == "In force")


@pytest.mark.parametrize(("button", "length"), [("half_hour", 30), ("hour", 60)])
def test_the_clock_icon_picks_another_length(
    rig: Rig, desktop: DesktopWindow, button: str, length: int
) -> None:
    opened(desktop)
    click(row(desktop, LUNCH).clock)
    click(getattr(desktop.window.switcher.lengths, button))
    rig.until(lambda: chip(desktop).startswith("Lunch"))
    assert minutes_left(rig) == length


def test_until_a_time_that_is_typed(rig: Rig, desktop: DesktopWindow) -> None:
    opened(desktop)
    click(row(desktop, LUNCH).clock)
    field = desktop.window.switcher.lengths.time
    QTest.keyClicks(edit_of(field), "25.00")
    QTest.keyClick(edit_of(field), Qt.Key.Key_Return)
    assert edit_of(field).accessibleDescription() == "This is no time of the day."
    assert chip(desktop).startswith("Available")
    edit_of(field).clear()
    QTest.keyClicks(edit_of(field), "23.59")
    click(field.button)
    rig.until(lambda: chip(desktop).startswith("Lunch · until "))
    assert chip(desktop).endswith("23:59")


def test_rest_of_the_day_and_until_i_change(rig: Rig, desktop: DesktopWindow) -> None:
    opened(desktop)
    click(row(desktop, LUNCH).clock)
    click(desktop.window.switcher.lengths.day)
    rig.until(lambda: rig.company.settings.settings.chosen.by_hand is not None)
    assert minutes_left(rig) == 13 * 60 + 45  # to midnight in Stockholm
    opened(desktop)
    click(row(desktop, LUNCH).clock)
    click(desktop.window.switcher.lengths.open_end)
    rig.until(lambda: chip(desktop) == "Lunch · until I change")


def test_a_profile_that_asks_for_a_date_asks(rig: Rig, desktop: DesktopWindow) -> None:
    opened(desktop)
    click(row(desktop, VACATION).choose)
    field = desktop.window.switcher.lengths.date
    assert field.isVisible()
    QTest.keyClicks(edit_of(field), "2001-01-01")
    QTest.keyClick(edit_of(field), Qt.Key.Key_Return)
    assert edit_of(field).accessibleDescription() == "This is in the past."
    back = (NOW + dt.timedelta(days=40)).date()
    edit_of(field).clear()
    QTest.keyClicks(edit_of(field), back.isoformat())
    QTest.keyClick(edit_of(field), Qt.Key.Key_Return)
    rig.until(lambda: chip(desktop).startswith(f"Vacation · until {back.day} "))


def test_a_temporary_message_goes_with_the_profile(rig: Rig, desktop: DesktopWindow) -> None:
    opened(desktop)
    QTest.keyClicks(edit_of(desktop.window.switcher.message), "Back at one")
    click(row(desktop, LUNCH).choose)
    rig.until(lambda: chip(desktop).startswith("Lunch"))
    by_hand = rig.company.settings.settings.chosen.by_hand
    assert by_hand is not None
    assert by_hand.message == "Back at one"
    opened(desktop)
    assert edit_of(desktop.window.switcher.message).text() == "Back at one"
    click(row(desktop, 3).choose)
    rig.until(lambda: chip(desktop).startswith("Meeting"))
    by_hand = rig.company.settings.settings.chosen.by_hand
    assert by_hand is not None
    assert by_hand.message == ""


def test_enter_in_the_message_sets_it_on_what_is_active(rig: Rig, desktop: DesktopWindow) -> None:
    opened(desktop)
    edit = edit_of(desktop.window.switcher.message)
    QTest.keyClicks(edit, "In the warehouse")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    rig.until(lambda: rig.company.settings.settings.chosen.remark is not None)
    assert chip(desktop) == "Available · until I change"


def test_back_to_automatic(rig: Rig, desktop: DesktopWindow) -> None:
    opened(desktop)
    click(row(desktop, LUNCH).choose)
    rig.until(lambda: chip(desktop).startswith("Lunch"))
    opened(desktop)
    click(desktop.window.switcher.automatic)
    rig.until(lambda: chip(desktop) == "Available · until I change")
    assert rig.company.settings.settings.chosen.by_hand is None


def test_what_is_chosen_offline_is_saved_and_holds_later(rig: Rig, desktop: DesktopWindow) -> None:
    rig.company.settings.reachable = False
    opened(desktop)
    click(row(desktop, LUNCH).choose)
    rig.until(lambda: chip(desktop).startswith("Lunch"))
    opened(desktop)
    assert desktop.window.switcher.state.text == "Saved here, not yet in force"
    assert rig.company.settings.settings.chosen.by_hand is None
    rig.company.settings.connect()
    rig.until(lambda: desktop.window.switcher.state.text == "In force")
    assert rig.company.settings.settings.chosen.by_hand is not None


def test_a_refusal_is_said_until_it_is_seen(rig: Rig, desktop: DesktopWindow) -> None:
    own = rig.company.settings
    own.reachable = False
    opened(desktop)
    click(row(desktop, LUNCH).choose)
    rig.until(lambda: chip(desktop).startswith("Lunch"))
    removed = own.settings.in_order.removed(LUNCH)
    changed = msgspec.structs.replace(own.settings.availability(), profiles=removed)
    own.elsewhere(own.settings.with_availability(changed))
    own.connect()
    state = desktop.window.switcher.state
    rig.until(lambda: state.text == "Refused: there is no such profile any more")
    assert chip(desktop) == "Available · until I change"
    opened(desktop)
    click(state.dismiss)
    rig.until(lambda: state.text == "In force")


def test_the_keyboard_does_it_all(rig: Rig, desktop: DesktopWindow) -> None:
    QTest.keyClick(desktop.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    switcher = desktop.window.switcher
    assert switcher.isVisible()
    QTest.keyClick(row(desktop, LUNCH).choose, Qt.Key.Key_Return)
    rig.until(lambda: chip(desktop).startswith("Lunch"))
    QTest.keyClick(desktop.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(switcher, Qt.Key.Key_Escape)
    assert not switcher.isVisible()


def test_a_click_beside_the_switcher_closes_it(rig: Rig, desktop: DesktopWindow) -> None:
    opened(desktop)
    handle = desktop.window.windowHandle()
    place = desktop.window.rect().bottomRight() / 2 + desktop.window.rect().bottomRight() / 3
    QTest.mouseClick(handle, LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert not desktop.window.switcher.isVisible()


def test_signed_out_there_is_no_profile(rig: Rig, desktop: DesktopWindow) -> None:
    desktop.sign_in.sign_out()
    rig.until(lambda: not desktop.window.profile_chip.isVisible())
    assert desktop.profiles.shown.settings is None


def test_the_incoming_window_obeys_the_profile(rig: Rig, desktop: DesktopWindow) -> None:
    own = rig.company.settings
    silent = msgspec.structs.replace(own.settings.profiles[LUNCH], notices=Notices(frozenset()))
    own.elsewhere(msgspec.structs.replace(own.settings, profiles={**own.settings.profiles, LUNCH: silent}))
    opened(desktop)
    click(row(desktop, LUNCH).choose)
    rig.until(lambda: chip(desktop).startswith("Lunch"))
    rig.colleague().send(Dial(call="call-1", account="main", target=f"sip:asa@{DOMAIN}"))
    rig.until(lambda: len(desktop.calls.shown.ringing) == 1)
    assert not desktop.incoming.isVisible()
    opened(desktop)
    click(desktop.window.switcher.automatic)
    rig.until(lambda: desktop.incoming.isVisible())


@pytest.mark.parametrize(
    ("what", "detail", "words"),
    [
        (Told.RESTORED, "", "restored from a backup"),
        (Told.NOT_SAVED_HERE, "", "the disk is full or cannot be written"),
        (
            Told.DAMAGED_HERE,
            "/home/asa/settings.db.damaged",
            "the file is kept: /home/asa/settings.db.damaged",
        ),
        (Told.NEWER_HERE, "", "A later version of Softphone was used on this computer"),
        (Told.TOO_FAR_APART, "0.9.0", "The server has version 0.9.0"),
    ],
)
def test_what_happened_to_the_settings_is_said_in_words(
    rig: Rig, desktop: DesktopWindow, what: Told, detail: str, words: str
) -> None:
    rig.company.settings.tell(SettingsTold(what, detail))
    rig.until(lambda: words in desktop.window.notice.text)
    # Nothing else has changed: one goes on.
    opened(desktop)
    click(row(desktop, LUNCH).choose)
    rig.until(lambda: chip(desktop).startswith("Lunch"))
