"""Settings > Profiles: what is set there reaches the server, or is refused beside its field."""

import datetime as dt

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from softphone.people.company import ColleaguesChanged
from softphone.people.presentation import Show
from softphone.profiles.incoming import (
    Forward,
    HangUp,
    LineRules,
    Phones,
    Refer,
    Ring,
    ToColleague,
    ToGroup,
    ToNumber,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.profile import Notice, Profile, Status, UntilTime
from softphone.programs.desktop_window import DesktopWindow
from softphone.ui.views.profiles_page import ProfilesPage
from softphone.ui.views.rule_choice import RuleChoice
from softphone.ui.views.settings import SettingsDialog
from softphone.ui.views.target_choice import TargetChoice
from tests.ui.controllers.conftest import Rig, texts
from tests.ui.controllers.own_settings import SUPPORT

LEFT = Qt.MouseButton.LeftButton
LUNCH = 2


@pytest.fixture
def dialog(rig: Rig) -> SettingsDialog:
    """Opened by the gear: it shows the profiles."""
    desktop = rig.signed_in()
    rig.company.settings.connect()
    rig.until(lambda: desktop.window.profile_chip.isVisible())
    gear(desktop)
    made = desktop.settings.dialog
    assert made is not None
    assert made.profiles.list.isVisible()
    return made


@pytest.fixture
def pages(dialog: SettingsDialog) -> ProfilesPage:
    return dialog.profiles


def gear(desktop: DesktopWindow) -> None:
    QTest.keyClick(desktop.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)


def click(widget: QWidget) -> None:
    assert widget.isVisible()
    QTest.mouseClick(widget, LEFT)


def edit_of(widget: QWidget) -> QLineEdit:
    found = widget.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def retype(widget: QWidget, text: str, *, enter: bool = True) -> None:
    edit = edit_of(widget)
    assert edit.isVisible()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, text)
    if enter:
        QTest.keyClick(edit, Qt.Key.Key_Return)


def pick(choice: QComboBox, words: str) -> None:
    """By the keyboard, as from the opened list."""
    assert choice.isVisible()
    index = choice.findText(words)
    assert index >= 0, [choice.itemText(n) for n in range(choice.count())]
    step = Qt.Key.Key_Down if index > choice.currentIndex() else Qt.Key.Key_Up
    while choice.currentText() != words:
        QTest.keyClick(choice, step)


def lunch(rig: Rig) -> Profile:
    """As the server has it."""
    return rig.company.settings.settings.profiles[LUNCH]


def open_lunch(pages: ProfilesPage) -> None:
    click(pages.list.rows[1].open)
    assert pages.profile.isVisible()


def open_incoming(pages: ProfilesPage) -> RuleChoice:
    open_lunch(pages)
    click(pages.profile.incoming)
    assert pages.incoming.isVisible()
    return pages.incoming.landline.rules["first"]


def to_number(rule: RuleChoice) -> TargetChoice:
    """By the guide: Forward, a number."""
    pick(rule.kind, "Forward")
    pick(rule.forward.kind, "A number")
    return rule.forward


def test_a_profile_is_added_moved_removed_and_restored(rig: Rig, pages: ProfilesPage) -> None:
    own = rig.company.settings
    retype(pages.list.name, "In the workshop")
    rig.until(lambda: own.settings.profiles.get(11) is not None)
    assert own.settings.profiles[11].name == "In the workshop"
    rig.until(lambda: len(pages.list.rows) == 11)
    click(pages.list.rows[1].up)
    rig.until(lambda: own.settings.in_order.profiles[0].number == LUNCH)
    rig.until(lambda: pages.list.rows[0].number == LUNCH)
    click(pages.list.rows[0].open)
    click(pages.profile.remove)
    rig.until(lambda: LUNCH not in own.settings.profiles)
    assert pages.list.isVisible()
    rig.until(lambda: pages.list.bring_back.isVisible())
    assert pages.list.removed.currentText() == "Lunch"
    click(pages.list.bring_back)
    rig.until(lambda: LUNCH in own.settings.profiles)


def test_a_name_that_is_taken_is_refused_beside_the_field(rig: Rig, pages: ProfilesPage) -> None:
    retype(pages.list.name, "Meeting")
    assert edit_of(pages.list.name).accessibleDescription() == "Another profile has this name."
    open_lunch(pages)
    retype(pages.profile.name, "vacation")
    assert edit_of(pages.profile.name).accessibleDescription() == "Another profile has this name."
    assert lunch(rig).name == ""


def test_numbers_are_shown_at_the_foot(pages: ProfilesPage) -> None:
    assert pages.list.rows[1].open.accessibleName() == "Lunch"
    click(pages.list.numbers)
    assert pages.list.rows[1].open.accessibleName() == "Lunch, no. 2"
    assert pages.list.rows[0].open.accessibleName() == "Available, active · no. 1"


def test_available_cannot_be_removed(pages: ProfilesPage) -> None:
    click(pages.list.rows[0].open)
    assert not pages.profile.remove.isVisible()
    assert pages.profile.restore.isVisible()


def test_every_setting_of_a_profile_reaches_the_server(rig: Rig, pages: ProfilesPage) -> None:
    open_lunch(pages)
    page = pages.profile
    retype(page.name, "Out eating")
    rig.until(lambda: lunch(rig).name == "Out eating")
    retype(page.message, "Back soon")
    rig.until(lambda: lunch(rig).message == "Back soon")
    QTest.mouseClick(page.status._group.button(0), LEFT)
    rig.until(lambda: lunch(rig).status is Status.AVAILABLE)
    click(page.call_waiting)
    rig.until(lambda: not lunch(rig).call_waiting)
    for notice in (Notice.INCOMING, Notice.TRANSFERRED):
        page.pane.ensureWidgetVisible(page.notices.switch(notice))
        click(page.notices.switch(notice))
    told = frozenset(Notice) - {Notice.INCOMING, Notice.TRANSFERRED}
    rig.until(lambda: lunch(rig).notices.desktop == told)
    pick(page.length.kind, "Until a time")
    retype(page.length.value, "12.30")
    rig.until(lambda: lunch(rig).length == UntilTime(dt.time(12, 30)))
    pick(page.call_number.choice, "Number withheld")
    rig.until(lambda: lunch(rig).call_presentation.show is Show.WITHHELD)
    retype(page.priority, "7")
    rig.until(lambda: lunch(rig).calendar_priority == 7)
    retype(page.priority, "700")
    assert edit_of(page.priority).accessibleDescription() == "Type a number from 0 to 99."
    page.pane.ensureWidgetVisible(page.restore)
    click(page.restore)
    rig.until(lambda: lunch(rig).name == "")
    assert lunch(rig).calendar_priority == 0
    assert edit_of(page.name).text() == "Lunch"


def test_calls_are_forwarded_to_a_number_along_the_guides_path(rig: Rig, pages: ProfilesPage) -> None:
    target = to_number(open_incoming(pages))
    retype(target.number, "08-123 45 67")
    rig.until(lambda: lunch(rig).incoming.landline.first == Forward(ToNumber("+4681234567")))
    assert edit_of(target.number).accessibleDescription() == ""


def test_after_a_referral(rig: Rig, pages: ProfilesPage) -> None:
    rule = open_incoming(pages)
    assert rule.kind.currentText() == "Refer"
    pick(rule.then.kind, "Hang up")
    rig.until(lambda: lunch(rig).incoming.landline.first == Refer(HangUp()))
    pick(rule.then.kind, "Forward to a number")
    retype(rule.then.number, "08-123 45 67")
    rig.until(lambda: lunch(rig).incoming.landline.first == Refer(ToNumber("+4681234567")))
    click(rule.neutral)
    rig.until(lambda: lunch(rig).incoming.landline.first == Refer(ToNumber("+4681234567"), neutral=True))


def test_a_number_is_checked_as_it_is_typed(rig: Rig, pages: ProfilesPage) -> None:
    target = to_number(open_incoming(pages))
    retype(target.number, "lunch", enter=False)
    assert edit_of(target.number).accessibleDescription() == "This is no telephone number."
    retype(target.number, "112", enter=False)
    wrong = "Calls are not forwarded to an emergency number."
    rig.until(lambda: edit_of(target.number).accessibleDescription() == wrong)
    QTest.keyClick(edit_of(target.number), Qt.Key.Key_Return)
    assert edit_of(target.number).accessibleDescription() == wrong
    assert edit_of(target.number).text() == "112"
    assert lunch(rig).incoming.landline.first == Forward(ToVoicemail())
    retype(target.number, "08-123 45 67")
    assert edit_of(target.number).accessibleDescription() == ""
    rig.until(lambda: lunch(rig).incoming.landline.first == Forward(ToNumber("+4681234567")))


def test_offline_what_is_typed_is_checked_here_and_saved_here(rig: Rig, pages: ProfilesPage) -> None:
    rule = open_incoming(pages)
    rig.company.settings.reachable = False
    target = to_number(rule)
    retype(target.number, "lunch")
    assert edit_of(target.number).accessibleDescription() == "This is no telephone number."
    retype(target.number, "112")
    rig.until(lambda: pages.incoming.state.text == "Saved here, not yet in force")
    assert pages.incoming.state.isVisible()
    rig.company.settings.connect()
    rig.until(lambda: "emergency" in pages.incoming.state.text)
    assert pages.incoming.state.text == "Refused: calls are not forwarded to an emergency number"
    rig.until(lambda: lunch(rig).incoming.landline.first == Forward(ToVoicemail()))


def test_forwarded_to_a_colleague_or_the_reception(rig: Rig, pages: ProfilesPage) -> None:
    rule = open_incoming(pages)
    pick(rule.kind, "Forward")
    pick(rule.forward.kind, "A colleague")
    pick(rule.forward.colleague, "Anna Ek")
    rig.until(lambda: lunch(rig).incoming.landline.first == Forward(ToColleague("id-anna")))
    assert rule.forward.colleague.currentText() == "Anna Ek"
    pick(rule.forward.kind, "Reception")
    # The company has none: the server says so.
    rig.until(lambda: pages.incoming.state.text == "Refused: the company has no reception")
    assert lunch(rig).incoming.landline.first != Forward(ToReception())


def test_forwarded_to_a_group(rig: Rig, pages: ProfilesPage) -> None:
    rig.company.emit(ColleaguesChanged(groups=(SUPPORT,)))
    rig.until(lambda: rig.desktops[0].model.find("group:g1") is not None)
    rule = open_incoming(pages)
    pick(rule.kind, "Forward")
    to = rule.forward
    pick(to.kind, "A colleague")
    assert to.colleague.findText("Support") < 0
    pick(to.kind, "A group")
    assert [to.group.itemText(n) for n in range(to.group.count())] == ["Choose a group…", "Support"]
    pick(to.group, "Support")
    rig.until(lambda: lunch(rig).incoming.landline.first == Forward(ToGroup("g1")))
    assert to.group.currentText() == "Support"
    click(pages.incoming.back)
    rig.until(lambda: "Support" in texts(pages.profile))


def test_advanced_settings(rig: Rig, pages: ProfilesPage) -> None:
    rule = open_incoming(pages)
    pick(rule.kind, "Ring")
    rig.until(lambda: isinstance(lunch(rig).incoming.landline.first, Ring))
    section = pages.incoming.landline
    assert not section.rules["busy"].isVisible()
    click(section.advanced)
    for name in ("busy", "no_answer", "no_connection"):
        pick(section.rules[name].kind, "Forward")
    rig.until(lambda: lunch(rig).incoming.landline.no_connection == Forward(ToVoicemail()))
    assert lunch(rig).incoming.landline.busy == Forward(ToVoicemail())
    retype(section.seconds, "4")
    assert edit_of(section.seconds).accessibleDescription() == "Type a number of seconds from 5 to 120."
    retype(section.seconds, "35")
    rig.until(lambda: lunch(rig).incoming.landline.no_answer_seconds == 35)


def test_the_mobile_follows_the_landline_until_set_apart(rig: Rig, pages: ProfilesPage) -> None:
    rig.company.settings.connect()
    open_incoming(pages)
    section = pages.incoming.mobile
    assert not section.as_landline.isVisible()  # she has no mobile number
    rig.desktops[-1].profiles.has_mobile = True
    rig.desktops[-1].profiles.show()
    assert section.as_landline.isChecked()
    pages.incoming.pane.ensureWidgetVisible(section.as_landline)
    click(section.as_landline)
    rig.until(lambda: lunch(rig).incoming.mobile == lunch(rig).incoming.landline)
    pick(section.rules["first"].kind, "Ring")
    pick(section.rules["first"].phones, "Both at once")
    rig.until(lambda: lunch(rig).incoming.mobile == LineRules(first=Ring(Phones.BOTH)))
    assert lunch(rig).incoming.landline.first == Refer(ToVoicemail())


def test_it_says_when_it_applies(rig: Rig, pages: ProfilesPage) -> None:
    open_incoming(pages)
    assert pages.incoming.waits.text() == "Applies once the profile is activated."
    assert pages.incoming.waits.isVisible()
    rig.desktops[-1].profiles.activate(LUNCH, None, "")
    rig.until(lambda: not pages.incoming.waits.isVisible())
    rig.until(lambda: pages.incoming.state.text == "In force")


def test_what_is_changed_elsewhere_is_shown_and_kept(rig: Rig, pages: ProfilesPage) -> None:
    own = rig.company.settings
    open_lunch(pages)
    changed = msgspec.structs.replace(own.settings.profiles[LUNCH], message="From the portal")
    profiles = {**own.settings.profiles, LUNCH: changed}
    own.elsewhere(msgspec.structs.replace(own.settings, profiles=profiles))
    retype(pages.profile.name, "Eating")
    rig.until(lambda: lunch(rig).name == "Eating")
    assert lunch(rig).message == "From the portal"
    rig.until(lambda: edit_of(pages.profile.message).text() == "From the portal")


def test_without_a_company_there_are_no_profiles(rig: Rig, dialog: SettingsDialog) -> None:
    rig.desktops[-1].profiles.forget()
    names = [each for each in dialog.findChildren(QWidget) if each.accessibleName() == "Profiles"]
    assert not any(each.isVisible() for each in names)


def test_the_name_of_the_page_leads_back_to_all_profiles(dialog: SettingsDialog, pages: ProfilesPage) -> None:
    pages.open(LUNCH)
    assert pages.profile.isVisible()
    (button,) = [each for each in dialog.findChildren(QAbstractButton) if each.text() == "Profiles"]
    click(button)
    assert pages.list.isVisible()


def test_a_profile_says_its_number(pages: ProfilesPage) -> None:
    pages.open(LUNCH)
    said = "Profile number 2: an event that carries it activates this profile."
    assert said in texts(pages.profile)
