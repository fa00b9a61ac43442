"""A calendar that goes on while the computer is off, and the number that the operator is shown."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from softphone.calls.commands import AddAccount
from tests.e2e.hands import Hands
from tests.e2e.office import ASA, ASAS, ASAS_MOBILE, BO, STOCKHOLM, Office, office, row_of, signed_in
from tests.e2e.on_screen import on_a_screen, run_on_a_screen, starts_a_screen
from tests.e2e.test_desktop import Desktop
from tests.helpers.radicale import LOGIN, PASSWORD, Radicale
from tests.server.calendars.web import LOOPBACK

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.patient,
    pytest.mark.window,
    pytest.mark.timeout(300),
    pytest.mark.skipif("DISPLAY" not in os.environ, reason="no display"),
]

HALF_PAST_ONE = dt.time(13, 30)
HALF_AN_HOUR = dt.timedelta(minutes=30)


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[Radicale]:
    server = Radicale(tmp_path / "radicale")
    yield server
    server.stop()


@pytest.fixture
def there(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Office]:
    with office(qtbot, tmp_path, HALF_PAST_ONE, calendar_networks=LOOPBACK) as made:
        yield made


@starts_a_screen
def test_on_a_screen() -> None:
    """Both of those below, under X."""
    run_on_a_screen(__file__, 2)


@on_a_screen
def test_a_meeting_begins_while_the_computer_is_off(there: Office, radicale: Radicale) -> None:
    radicale.put("meeting", meeting(there, dt.time(14), dt.time(15)))
    with there.open("bo", BO) as bos:
        signed_in(bos, there.server, "bo")
        with there.open("asa", ASA) as asas:
            uses_calendar(signed_in(asas, there.server, "asa"), radicale)
        # In half an hour she has a meeting: when, and no more of it.
        bos.until(lambda: "Möte 14.00\N{EN DASH}15.00, Ej" in row_of("Åsa Öberg", bos))
        there.later(HALF_AN_HOUR)
        bos.until(lambda: "Möte till 15.00" in row_of("Åsa Öberg", bos))

        # In the middle of it she comes back, looks, and chooses by hand.
        with there.open("asa", ASA) as asas:
            hands = signed_in(asas, there.server, "asa")
            hands.click("Profil: Möte · till 15.00")
            hands.reads("Från kalendern · sedan Tillgänglig från 15.00")
            hands.click("Lunch, 45 min")
            hands.click("Profil: Lunch · till 14.4")
            hands.reads("Vald för hand · sedan Möte från 14.4")

            # Available without a length is back to automatic: the meeting goes on.
            hands.click("Tillgänglig, tills vidare")
            hands.click("Profil: Möte · till 15.00")
            hands.reads("Från kalendern")

            # With a length it holds, and then the meeting goes on by itself.
            hands.click("Tillgänglig en annan tid")
            hands.click("30 min")
            bos.until(lambda: "Tillgänglig till 14.3" in row_of("Åsa Öberg", bos))
        there.later(HALF_AN_HOUR)
        bos.until(lambda: "Möte till 15.00" in row_of("Åsa Öberg", bos))
        there.later(HALF_AN_HOUR)
        bos.until(lambda: "Tillgänglig" in row_of("Åsa Öberg", bos))


@on_a_screen
def test_the_operator_is_shown_the_number_of_the_profile(there: Office) -> None:
    there.number.process.send(AddAccount("help", there.beyond("112")))
    with there.open("asa", ASA) as asas:
        hands = signed_in(asas, there.server, "asa")
        hands.click("Inställningar")
        hands.click("Profiler")
        shows(hands, "Slutat för dagen", Qt.Key.Key_Down)
        shows(hands, "Sjuk", Qt.Key.Key_End)
        hands.press(Qt.Key.Key_Escape)

        assert shown_to_operator(there, asas, hands, "070-174 06 05") == ASAS
        activates(hands, "Slutat för dagen")
        assert shown_to_operator(there, asas, hands, "070-174 06 05") == ASAS_MOBILE
        activates(hands, "Sjuk")
        assert shown_to_operator(there, asas, hands, "070-174 06 05") == "anonymous"
        assert shown_to_operator(there, asas, hands, "112") == ASAS


def meeting(there: Office, begin: dt.time, end: dt.time) -> str:
    """Today, with the number of Möte."""
    today = dt.datetime.fromtimestamp(there.server.wall(), STOCKHOLM).date()
    times = (dt.datetime.combine(today, at, STOCKHOLM).astimezone(dt.UTC) for at in (begin, end))
    first, last = (f"{at:%Y%m%dT%H%M%SZ}" for at in times)
    return f"UID:m\nSUMMARY:Kundmöte #3\nDTSTART:{first}\nDTEND:{last}"


def uses_calendar(hands: Hands, radicale: Radicale) -> None:
    """Inställningar > Kalender."""
    hands.click("Inställningar")
    hands.click("Kalender")
    hands.click("Typ av kalender: CalDAV")
    for field, text in (("Adress", radicale.address), ("Inloggning", LOGIN), ("Lösenord", PASSWORD)):
        hands.tab_to(field)
        hands.paste(text)
        hands.press(Qt.Key.Key_Return)
        hands.answered()
    hands.reads("Lösenordet sparas krypterat på servern.")
    hands.reads("Kommande händelser som väljer profil: 1.")
    hands.reads("Gäller nu")
    hands.press(Qt.Key.Key_Escape)


def shows(hands: Hands, profile: str, key: Qt.Key) -> None:
    """The number shown when calling under that profile: that key chooses it."""
    hands.click(profile)
    hands.tab_to("Nummervisning när du ringer")
    hands.press(key)
    hands.answered()
    hands.click("Tillbaka")


def activates(hands: Hands, profile: str) -> None:
    hands.click("Profil: ")
    hands.click(f"{profile}, ")
    hands.answered()


def shown_to_operator(there: Office, asas: Desktop, hands: Hands, number: str) -> str:
    """Who calls, as the operator has it of a call to that number."""
    there.number.begin()
    hands.tab_to("Namn eller nummer")
    hands.type(number)
    hands.press(Qt.Key.Key_Return)
    shown = there.number.rings().name
    there.number.declines()
    there.number.is_free()
    asas.until(asas.has_hung_up)
    return shown
