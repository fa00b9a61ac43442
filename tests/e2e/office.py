"""A company of two in the telephone network: Åsa's desktop and desk telephone, Bo's desktop, and two real
phones beyond trunks. The clock on the wall is the test's; all else is real."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from softphone.calls.commands import AccountSettings, Transport
from tests.e2e.desk_phone import DeskPhone
from tests.e2e.hands import Hands
from tests.e2e.test_desktop import PASSWORD, Desktop, working
from tests.helpers.ports import free_port
from tests.helpers.running_server import RunningServer

DOMAIN = "exempel.test"
ASAS, ASAS_MOBILE = "+46812345602", "+46739876543"
ELSEWHERE, CALLER = "+46701740605", "+46317654321"
"""Where calls go at lunch, and who calls; each beyond a trunk of its own."""
ASA, BO, NUMBER, OUTSIDE = range(4)
"""Voices."""
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def company(trunks: dict[str, int]) -> str:
    """`trunks`: the port of each number's operator; calls go out by the first."""
    parts = [
        f'domain = "{DOMAIN}"\ncountry = "SE"',
        f'[[people]]\nlogin = "asa"\npassword = "{PASSWORD}"\nname = "Åsa Öberg"\nextension = "202"\n'
        f'landline = "{ASAS}"\nmobile = "{ASAS_MOBILE}"\nroles = ["admin"]',
        f'[[people]]\nlogin = "bo"\npassword = "{PASSWORD}"\nname = "Bo Ek"\nextension = "203"',
        '[[devices]]\nperson = "asa"\nname = "Desk"\nsecret = "asa\'s secret"',
    ]
    parts += [
        f'[[trunks]]\nname = "{number}"\naddress = "127.0.0.1:{port}"\nmedia = "direct"'
        for number, port in trunks.items()
    ]
    return "\n\n".join(parts)


def set_to(at: dt.time) -> float:
    """Seconds from now to the last time that it was that o'clock in Stockholm."""
    now = dt.datetime.fromtimestamp(time.time(), STOCKHOLM)
    meant = dt.datetime.combine(now.date(), at, STOCKHOLM)
    if meant > now:
        meant = dt.datetime.combine(now.date() - dt.timedelta(days=1), at, STOCKHOLM)
    return meant.timestamp() - now.timestamp()


@dataclass
class Office:
    server: RunningServer
    open: Callable[[str, int], AbstractContextManager[Desktop]]
    """A login's computer, with a voice."""
    desk: DeskPhone
    """Åsa's telephone."""
    number: DeskPhone
    caller: DeskPhone

    def beyond(self, number: str) -> AccountSettings:
        """Of a phone that is called by that number through an operator."""
        return _account(self.server, number, register=False)

    def clock(self) -> str:
        """As it stands in the window."""
        return f"{dt.datetime.fromtimestamp(self.server.wall(), STOCKHOLM):%H.%M}"

    def later(self, by: dt.timedelta) -> None:
        self.server.set_by += by.total_seconds()
        self.server.call(self.server.service.in_force.look)


@contextmanager
def office(qtbot: QtBot, folder: Path, at: dt.time, **settings: Any) -> Iterator[Office]:
    """It is that o'clock in Stockholm. `settings` are the server's."""
    trunks = {number: free_port() for number in (ELSEWHERE, CALLER)}
    with ExitStack() as stack:
        server = stack.enter_context(
            RunningServer(folder / "server", company(trunks), set_by=set_to(at), **settings)
        )

        def phone(user: str, voice: int) -> DeskPhone:
            settings = _account(server, user, register=user not in trunks)
            made = DeskPhone(folder, settings, voice=voice, udp_port=trunks.get(user, 0))
            return stack.enter_context(made)

        def now() -> dt.datetime:
            return dt.datetime.fromtimestamp(server.wall(), STOCKHOLM)

        def opened(login: str, voice: int) -> AbstractContextManager[Desktop]:
            return working(qtbot, folder / login, voice=voice, language="sv", now=now)

        desk, number, caller = (
            phone(*each) for each in (("asa", ASA), (ELSEWHERE, NUMBER), (CALLER, OUTSIDE))
        )
        for each in (desk, number, caller):
            each.begin()
        desk.signed_in()
        yield Office(server, opened, desk, number, caller)


def _account(server: RunningServer, user: str, *, register: bool) -> AccountSettings:
    return AccountSettings(
        user=user,
        domain=DOMAIN,
        secret=f"{user}'s secret",
        transport=Transport.UDP,
        proxy=server.addresses.sip,
        register=register,
    )


def signed_in(desktop: Desktop, server: RunningServer, login: str) -> Hands:
    desktop.window.begin(server=server.addresses.http, login=login, password=PASSWORD)
    desktop.until(lambda: desktop.registered and desktop.window.model.hits == 1)
    desktop.until(lambda: desktop.window.profiles.shown.connected)
    return Hands(desktop)


def row_of(name: str, desktop: Desktop) -> str:
    """A colleague's row as it is read aloud."""
    model = desktop.window.model
    rows = [model.data(model.index(n), Qt.ItemDataRole.AccessibleTextRole) for n in range(model.hits)]
    return next((row for row in rows if row.startswith(name)), "")
