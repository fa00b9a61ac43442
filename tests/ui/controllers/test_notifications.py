"""What is told outside the window: by a notification service on a real bus, and without one."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from softphone.calls.call import CallState
from softphone.calls.commands import Answer, Decline, Dial, HangUp, Ring
from softphone.phone.fake import FakePhone
from softphone.profiles.edits import Answer as Edited
from softphone.profiles.edits import Edit, Revision
from softphone.profiles.profile import Notice, Notices
from softphone.profiles.validation import Reason, Refusal
from softphone.programs.desktop_system import SystemServices
from softphone.programs.desktop_window import DesktopWindow
from softphone.system.notifications import NAME, FreedesktopNotifier
from tests.system.private_bus import Body, Service, private_bus
from tests.ui.controllers.companies import ANNA
from tests.ui.controllers.conftest import Rig

PATH = "/org/freedesktop/Notifications"


@dataclasses.dataclass
class Daemon:
    """The desktop's notification service: what it shows, and what the person does with it."""

    address: str
    rig: Rig
    buttons: bool = True
    refuses: bool = False
    shown: dict[int, Body] = dataclasses.field(default_factory=dict)
    last: int = 0

    def __post_init__(self) -> None:
        self.service = Service(self.address, NAME, self._answer)

    def _answer(self, member: str, body: Body) -> tuple[str, Body]:
        if member == "GetCapabilities":
            return "as", ((["actions", "body"] if self.buttons else ["body"]),)
        if member == "Notify" and self.refuses:
            raise LookupError
        if member == "Notify":
            number = body[1] or self.last + 1
            assert isinstance(number, int)
            self.last = max(self.last, number)
            self.shown[number] = body
            return "u", (number,)
        if member == "CloseNotification":
            self.shown.pop(int(str(body[0])), None)
        return "", ()

    def titles(self) -> list[str]:
        return [str(body[3]) for body in list(self.shown.values())]

    def body(self, title: str) -> Body:
        return self._found(title)[1]

    def _found(self, title: str) -> tuple[int, Body]:
        """Once it is shown."""
        self.rig.until(lambda: title in self.titles())
        return next((number, body) for number, body in list(self.shown.items()) if body[3] == title)

    def press(self, title: str, action: str) -> None:
        number, _ = self._found(title)
        self.service.signal(PATH, NAME, "ActionInvoked", "us", (number, action))

    def put_away(self, title: str) -> None:
        number, _ = self._found(title)
        del self.shown[number]
        self.service.signal(PATH, NAME, "NotificationClosed", "uu", (number, 2))


@pytest.fixture
def daemon(rig: Rig, tmp_path: Path) -> Iterator[Daemon]:
    with private_bus(tmp_path) as address:
        made = Daemon(address, rig)
        rig.services = SystemServices(FreedesktopNotifier(address, program="Softphone", entry="softphone"))
        yield made
        rig.end()
        made.service.close()


def begin(rig: Rig, *, buttons: bool = True, away: bool = True) -> tuple[DesktopWindow, FakePhone]:
    """Signed in, and looked away from, with Anna's phone."""
    desktop = rig.signed_in()
    rig.company.settings.connect()
    rig.until(lambda: desktop.window.profile_chip.isVisible())
    rig.until(lambda: desktop.system.notifications._ready)
    assert desktop.system.notifications._buttons is buttons
    desktop.window.setVisible(not away)
    return desktop, rig.colleague("anna")


def ring(rig: Rig, desktop: DesktopWindow, anna: FakePhone, call: str = "c1") -> None:
    anna.send(Dial(call=call, account="main", target="sip:asa@company.test"))
    rig.until(lambda: bool(desktop.calls.shown.ringing))


def use_notices(rig: Rig, *notices: Notice) -> None:
    """The active profile's."""
    profile = rig.company.settings.settings.profiles[1]
    changed = msgspec.structs.replace(profile, notices=Notices(frozenset(notices)))
    rig.company.settings.edit("profiles.1.notices", msgspec.to_builtins(changed.notices, order="sorted"))


def test_a_call_is_answered_in_its_notification(rig: Rig, daemon: Daemon) -> None:
    desktop, anna = begin(rig)
    ring(rig, desktop, anna)
    body = daemon.body(ANNA.name)
    assert body[4] == "Incoming call · 202"
    assert body[5] == ["ANSWER", "Answer", "DECLINE", "Decline", "default", "Show"]
    assert not desktop.incoming.isVisible()
    daemon.press(ANNA.name, "ANSWER")
    rig.until(lambda: desktop.window.isVisible() and not daemon.shown)
    assert rig.sent(Answer)
    rig.until(lambda: desktop.calls.shown.active is not None)


def test_declined_there_it_is_gone_and_no_window_comes(rig: Rig, daemon: Daemon) -> None:
    desktop, anna = begin(rig)
    ring(rig, desktop, anna)
    daemon.press(ANNA.name, "DECLINE")
    rig.until(lambda: bool(rig.sent(Decline)) and not daemon.shown and not desktop.calls.shown.ringing)
    assert not desktop.window.isVisible()
    # Declined, not missed: the next that is told of is the next call.
    ring(rig, desktop, anna, "c2")
    daemon.body(ANNA.name)
    assert daemon.titles() == [ANNA.name]


def test_a_missed_call_is_told_of_and_called_back(rig: Rig, daemon: Daemon) -> None:
    desktop, anna = begin(rig)
    ring(rig, desktop, anna)
    daemon.body(ANNA.name)
    anna.send(HangUp("c1"))
    body = daemon.body("Missed call")
    assert body[4] == "Anna Ek · 202"
    assert ANNA.name not in daemon.titles()
    daemon.press("Missed call", "call back")
    rig.until(lambda: bool(rig.sent(Dial)))
    assert desktop.window.isVisible()


def test_a_click_on_a_missed_call_shows_the_history_where_it_is_no_news_any_more(
    rig: Rig, daemon: Daemon
) -> None:
    desktop, anna = begin(rig)
    ring(rig, desktop, anna)
    anna.send(HangUp("c1"))
    rig.until(lambda: desktop.window.rail.buttons[1].new == 1)
    daemon.press("Missed call", "default")
    rig.until(lambda: desktop.window.isVisible() and desktop.window.rail.buttons[1].new == 0)


def test_looked_at_in_the_window_its_notification_goes(rig: Rig, daemon: Daemon) -> None:
    desktop, anna = begin(rig)
    ring(rig, desktop, anna)
    anna.send(HangUp("c1"))
    daemon.body("Missed call")
    rig.until(lambda: desktop.window.rail.buttons[1].new == 1)
    desktop.window.show()
    desktop.window.show_list(1)
    rig.until(lambda: not daemon.shown)


def test_who_looks_at_the_window_is_not_told_of_a_missed_call(rig: Rig, daemon: Daemon) -> None:
    desktop, anna = begin(rig, away=False)
    rig.until(lambda: QApplication.activeWindow() is not None)
    ring(rig, desktop, anna)
    daemon.body(ANNA.name)
    anna.send(HangUp("c1"))
    rig.until(lambda: desktop.window.rail.buttons[1].new == 1 and not daemon.shown)
    ring(rig, desktop, anna, "c2")
    daemon.body(ANNA.name)
    assert daemon.titles() == [ANNA.name] and daemon.last == 2


def test_the_active_profile_says_of_what_one_is_told(rig: Rig, daemon: Daemon) -> None:
    desktop, anna = begin(rig)
    use_notices(rig, Notice.MISSED)
    rig.until(lambda: desktop.system.notifications._notices == {Notice.MISSED})
    ring(rig, desktop, anna)
    assert rig.sent(Ring)
    assert not daemon.shown and not desktop.incoming.isVisible()
    use_notices(rig, Notice.INCOMING)
    daemon.body(ANNA.name)
    assert daemon.last == 1
    anna.send(HangUp("c1"))
    rig.until(lambda: not daemon.shown)
    rig.until(lambda: desktop.calls.shown.calls[0].call.state is CallState.ENDED)
    assert not daemon.titles()


def test_a_program_that_ends_leaves_none_behind(rig: Rig, daemon: Daemon) -> None:
    desktop, anna = begin(rig)
    ring(rig, desktop, anna)
    anna.send(HangUp("c1"))
    daemon.body("Missed call")
    ring(rig, desktop, anna, "c2")
    daemon.body(ANNA.name)
    rig.end()
    rig.until(lambda: not daemon.shown)


def test_put_away_it_stays_away_and_the_call_rings_on(rig: Rig, daemon: Daemon) -> None:
    desktop, anna = begin(rig)
    ring(rig, desktop, anna)
    daemon.put_away(ANNA.name)
    rig.until(lambda: bool(desktop.system.notifications._put_away))
    desktop.calls.show()
    assert not daemon.shown and not desktop.incoming.isVisible()
    assert desktop.calls.shown.ringing


def test_a_service_without_buttons_leaves_the_call_to_the_incoming_window(rig: Rig, daemon: Daemon) -> None:
    daemon.buttons = False
    desktop, anna = begin(rig, buttons=False)
    ring(rig, desktop, anna)
    assert desktop.incoming.isVisible()
    anna.send(HangUp("c1"))
    assert daemon.body("Missed call")[5] == []


def test_a_service_that_refuses_or_ends_leaves_the_call_to_the_incoming_window(
    rig: Rig, daemon: Daemon
) -> None:
    daemon.refuses = True
    desktop, anna = begin(rig)
    ring(rig, desktop, anna)
    rig.until(desktop.incoming.isVisible)
    anna.send(HangUp("c1"))
    rig.until(lambda: not desktop.incoming.isVisible())
    daemon.refuses = False
    ring(rig, desktop, anna, "c2")
    daemon.body(ANNA.name)
    assert not desktop.incoming.isVisible()
    daemon.service.close()
    rig.until(desktop.incoming.isVisible)


def test_a_refused_change_of_the_settings_is_told_of(rig: Rig, daemon: Daemon) -> None:
    desktop, _ = begin(rig)
    edit = Edit(id="e1", field="profiles.2.name", new="x")
    reason = Refusal("profiles.2.name", Reason.TOO_LONG, "40")
    refused = Edited(edit=edit, revision=Revision("", 1), at=0.0, refused=reason)
    shown = msgspec.structs.replace(desktop.profiles.shown, refused=(refused,))
    desktop.system.notifications.settings_reported([shown, shown])
    assert daemon.body("A change of your settings was refused")[4] == (
        "This is too long, 40 characters at most."
    )
    assert daemon.last == 1
