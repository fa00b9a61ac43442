"""Lunch with the computer off: in Swedish, from the window to real calls.

Åsa sets in the window where her calls go at lunch, chooses Lunch until one, and closes her computer. The
rules are the server's: whoever calls from outside reaches the number, until lunch is over. At her desk stands
a telephone as well, a colleague looks at a desktop of his own, and beyond the trunks two real phones are the
caller and the number. The clock on the wall is the test's; all else is real.
"""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.e2e.desk_phone import hear_each_other
from tests.e2e.hands import Hands
from tests.e2e.office import ASA, ASAS, BO, Office, row_of, signed_in
from tests.e2e.office import office as opened_at
from tests.e2e.on_screen import on_a_screen, run_on_a_screen, starts_a_screen
from tests.e2e.test_desktop import Desktop

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.patient,
    pytest.mark.window,
    pytest.mark.timeout(300),
    pytest.mark.skipif("DISPLAY" not in os.environ, reason="no display"),
]

QUARTER_PAST_TWELVE = dt.time(12, 15)
LUNCH = dt.timedelta(minutes=45)
MESSAGE = "Tillbaka vid ett"


@pytest.fixture
def office(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Office]:
    with opened_at(qtbot, tmp_path, QUARTER_PAST_TWELVE) as made:
        yield made


def history(desktop: Desktop) -> list[str]:
    model = desktop.window.personal.history.model
    return [model.data(model.index(n, 0), Qt.ItemDataRole.AccessibleTextRole) for n in range(model.hits)]


@starts_a_screen
def test_on_a_screen() -> None:
    """The lunch below, under X."""
    run_on_a_screen(__file__, 1)


@on_a_screen
def test_lunch_with_the_computer_off(office: Office) -> None:
    server, desk, number, caller = office.server, office.desk, office.number, office.caller
    with office.open("bo", BO) as bos:
        signed_in(bos, server, "bo")
        with office.open("asa", ASA) as asas:
            hands = signed_in(asas, server, "asa")
            forwards_at_lunch(hands)

            # Nothing of it holds yet: the next call rings, at the computer and on the desk.
            first = [office.clock()]
            caller.dial(ASAS)
            asas.until(lambda: asas.window.incoming.isVisible())
            first.append(office.clock())
            desk.rings()
            caller.hangs_up()
            desk.is_free()
            asas.until(lambda: not asas.window.incoming.isVisible())

            goes_to_lunch(hands)
            wanted = (MESSAGE, "Lunch till 13.00", "Samtalsstatus visas inte")
            bos.until(lambda: all(each in row_of("Åsa Öberg", bos) for each in wanted))

        # Her computer is off. Whoever calls reaches the number; the telephone on her desk is silent.
        desk.begin()
        caller.dial(ASAS)
        number.answers()
        hear_each_other(caller, number)
        assert desk.snapshot().calls == ()
        caller.hangs_up()
        number.is_free()

        # One o'clock: by itself all is as it was.
        office.later(LUNCH)
        bos.until(lambda: "Tillgänglig" in (row := row_of("Åsa Öberg", bos)) and MESSAGE not in row)
        caller.dial(ASAS)
        desk.rings()
        caller.hangs_up()
        desk.is_free()
        # They are written behind, and her desktop asks once.
        bos.until(lambda: sum(each.ended is not None for each in server.call_records()) == 3)

    with office.open("asa", ASA) as asas:
        hands = signed_in(asas, server, "asa")
        missed = "Missat samtal från 031-765 43 21"

        def said() -> bool:
            if len(rows := history(asas)) != 3:
                return False
            after, forwarded, before = rows
            return (
                (missed in before and any(each in before for each in first))
                and "Vidarekopplat till 070-174 06 05" in forwarded
                and (missed in after and "13." in after)
            )

        asas.until(said)
        hands.click("Profil: Tillgänglig · tills vidare")
        hands.reads("Gäller nu")
        assert asas.window.window.switcher.message.text == ""


def forwards_at_lunch(hands: Hands) -> None:
    """Inställningar > Profiler > Lunch > Inkommande samtal > Samtal till fastnummer > Vidarekoppla."""
    hands.click("Inställningar")
    hands.click("Profiler")
    hands.click("Lunch")
    hands.click("Inkommande samtal")
    hands.reads("Lunch: inkommande samtal")
    hands.reads("Gäller först när profilen aktiveras.")
    hands.tab_to("Samtal till fastnummer")
    hands.type("V")
    hands.tab_to("Vidarekoppla till")
    hands.type("E")
    assert hands.at == "Nummer"
    hands.type("070-174 06 05")
    hands.press(Qt.Key.Key_Return)
    hands.answered()
    assert "Gäller nu" not in hands.sees()
    hands.press(Qt.Key.Key_Escape)


def goes_to_lunch(hands: Hands) -> None:
    """At a quarter past twelve, for 45 minutes by the clock icon."""
    hands.click("Profil: Tillgänglig · tills vidare")
    hands.tab_to("Tillfälligt meddelande", back=True)
    hands.type(MESSAGE)
    hands.click("Lunch en annan tid")
    hands.tab_to("Till ett klockslag")
    hands.type("13.00")
    hands.press(Qt.Key.Key_Return)
    hands.click("Profil: Lunch · till 13.00")
    hands.reads("Gäller nu")
    hands.reads("Fastnummer: vidarekopplas till 070-174 06 05")
    hands.press(Qt.Key.Key_Escape)
