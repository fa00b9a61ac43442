"""A colleague's telephone rings, and the call is picked up at the desktop: the window, its phone process, the
server and the telephones are real."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from softphone.calls.call import CallState, Ending
from softphone.calls.commands import AccountSettings, HangUp, Transport
from softphone.calltest.words import Behaviour, Sight
from softphone.people.line_state import LineState
from softphone.ui.models.group_rows import GroupRow
from softphone.ui.views import offers
from tests.e2e.hearing import hear_well
from tests.e2e.our_phone import OurPhone
from tests.e2e.test_desktop import ASA, PASSWORD, Desktop, working
from tests.helpers.running_server import RunningServer

pytestmark = [pytest.mark.realtime, pytest.mark.qt_log_ignore("This plugin does not support")]

CIA = 2
"""Her voice."""
COMPANY = f"""
domain = "company.test"

[[people]]
login = "asa"
password = "{PASSWORD}"
name = "Åsa Öberg"
extension = "101"

[[people]]
login = "bo"
name = "Bo Ek"
extension = "102"

[[people]]
login = "cia"
name = "Cia Ask"
extension = "103"
password = "cia's password"
roles = ["admin"]

[[devices]]
person = "bo"
secret = "bo's secret"

[[devices]]
person = "cia"
secret = "cia's secret"

[[groups]]
name = "Support"
extension = "120"
members = ["asa", "bo"]
"""
READ = 0.3
"""Seconds in which a person sees what they are asked."""


@pytest.fixture
def desktop(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desktop]:
    with working(qtbot, tmp_path / "profile") as made:
        yield made


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[RunningServer, OurPhone, OurPhone]]:
    """The server, Bo's telephone that nobody answers, and Cia's."""
    with ExitStack() as stack:
        server = stack.enter_context(RunningServer(tmp_path / "server", COMPANY))

        def phone(user: str, voice: int, behaviour: Behaviour) -> OurPhone:
            account = AccountSettings(
                user=user,
                domain="company.test",
                secret=f"{user}'s secret",
                transport=Transport.TLS,
                proxy=server.addresses.sip_tls,
            )
            anchors = (server.addresses.ca,)
            made = OurPhone(tmp_path / user, account, voice=voice, trust_anchors=anchors, behaviour=behaviour)
            return stack.enter_context(made)

        yield server, phone("bo", 1, Behaviour.NEVER), phone("cia", CIA, Behaviour.NEVER)


def row(desktop: Desktop, name: str) -> str:
    return next(each.person.id for each in desktop.window.model.everybody if each.person.name == name)


def test_a_groups_call_says_so_and_a_colleagues_is_picked_up_by_keyboard(
    desktop: Desktop, town: tuple[RunningServer, OurPhone, OurPhone]
) -> None:
    server, bo, cia = town
    window, model = desktop.window.window, desktop.window.model
    desktop.window.begin(server=server.addresses.http, login="asa", password=PASSWORD)
    desktop.until(lambda: desktop.registered and model.hits == 3)
    desktop.until(lambda: desktop.line("bo") is LineState.FREE)
    support = model.find(row(desktop, "Support"))
    assert isinstance(support, GroupRow) and [each.person.name for each in support.members] == ["Bo Ek"]
    cia.dial("120", name="to the group")
    incoming = desktop.window.incoming
    desktop.until(lambda: incoming.isVisible() and "Incoming call to Support" in incoming.accessibleName())
    bo.wait_for(Sight.RINGING)
    desktop.until(lambda: desktop.line("bo") is LineState.RINGING)
    window.hang_up_key.emit()
    cia.station.send(HangUp("to the group"))
    bo.wait_for(Sight.ENDED)
    cia.wait_for(Sight.ENDED)
    # What is waited for below is the next call's ringing, and not what was told of this one's.
    desktop.until(lambda: desktop.calls == () and desktop.line("bo") is LineState.FREE)
    desktop.window.calls.pick_up("102")
    desktop.until(lambda: "No call rings at Bo Ek any more." in desktop.texts())
    desktop.window.window.calls.dismissed.emit(desktop.calls[0].call.id)
    for phone in (bo, cia):
        phone.station.sightings.clear()
    cia.dial("102")
    bo.wait_for(Sight.RINGING)
    desktop.until(lambda: desktop.line("bo") is LineState.RINGING)
    # The offscreen platform makes whatever is shown the active window.
    window.activateWindow()
    desktop.until(window.isActiveWindow)
    people = window.colleagues
    people.enter()
    people.setCurrentIndex(model.index_of(row(desktop, "Bo Ek")))
    QTest.keyClick(people, Qt.Key.Key_Return)
    question = window.choices.question
    assert question is not None and question.offers[0].key == offers.PICK_UP
    desktop.ahead += READ
    at = QApplication.focusWidget()
    assert at is not None
    QTest.keyClick(at, Qt.Key.Key_Return)
    desktop.until(lambda: len(desktop.calls) == 1 and desktop.calls[0].call.state is CallState.CONFIRMED)
    assert desktop.calls[0].name == "Cia Ask" and desktop.calls[0].active
    assert not desktop.window.incoming.isVisible()
    assert desktop.window.personal.history.model.missed == 0
    ended = bo.wait_for(Sight.ENDED)
    assert next(s.ending for s in bo.station.sightings if s.call is ended) is Ending.ANSWERED_ELSEWHERE
    cia.wait_for(Sight.TALKING)
    hear_well(2, (cia.hears, ASA), (desktop.hears, CIA))
    cia.station.send(HangUp("first"))
    desktop.until(lambda: [each.ending for each in desktop.calls] == [Ending.THEY_HUNG_UP])
