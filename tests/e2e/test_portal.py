"""The guide's third part in a real browser, with real phones beyond the operator's trunks: a reserved number
is found and forwarded, a call to it rings at the target; removed, the caller gets the documented refusal."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from softphone.calls.commands import AccountSettings, Transport
from softphone.people.numbers import shown
from tests.e2e.desk_phone import DeskPhone
from tests.helpers.chromium import PATIENCE, PROGRAM, chromium, looking, sign_in
from tests.helpers.ports import free_port
from tests.helpers.running_server import RunningServer
from tests.server.numbered_company import NO_SIM

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.peer,
    pytest.mark.skipif(not PROGRAM, reason="Chromium is not installed"),
]
expect.set_options(timeout=PATIENCE)

DOMAIN = "exempel.test"
RESERVED, MOBILE = "+46812345610", "+46701740699"
TARGET, CALLER = "+46701740605", "+46317654321"
PASSWORD = "elsa's password"


def company(ports: dict[str, int]) -> str:
    """`ports`: of each outside number's operator; calls go out by the first."""
    trunks = (
        f'[[trunks]]\nname = "{number}"\naddress = "127.0.0.1:{port}"\nmedia = "direct"\n'
        for number, port in ports.items()
    )
    return (
        f'domain = "{DOMAIN}"\ncountry = "SE"\n'
        f'[[people]]\nlogin = "elsa"\npassword = "{PASSWORD}"\nname = "Elsa Holm"\nroles = ["admin"]\n'
        f'[[numbers]]\nnumber = "{RESERVED}"\nnote = "Kampanjen"\n'
        f'[[numbers]]\nnumber = "{MOBILE}"\nkind = "mobile"\n' + "".join(trunks)
    )


class Town:
    def __init__(self, server: RunningServer, target: DeskPhone, caller: DeskPhone) -> None:
        self.server = server
        self.target = target
        self.caller = caller


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    ports = {number: free_port() for number in (TARGET, CALLER)}
    with ExitStack() as stack:
        server = stack.enter_context(RunningServer(tmp_path / "server", company(ports)))

        def phone(number: str, voice: int) -> DeskPhone:
            account = AccountSettings(
                user=number,
                domain=DOMAIN,
                secret="",
                transport=Transport.UDP,
                proxy=server.addresses.sip,
                register=False,
            )
            made = DeskPhone(tmp_path, account, voice=voice, udp_port=ports[number])
            stack.enter_context(made)
            made.begin()
            return made

        yield Town(server, phone(TARGET, 0), phone(CALLER, 1))


@pytest.fixture
def page(town: Town) -> Iterator[Page]:
    with chromium() as browser, looking(browser, town.server.addresses.http) as opened:
        yield opened


def test_the_guide_is_walked_and_a_call_rings_where_it_says(town: Town, page: Page) -> None:
    sign_in(page, "elsa", PASSWORD)
    expect(page.get_by_role("heading", name="Befintliga nummer")).to_be_visible()
    page.get_by_label("Sök").fill(shown(RESERVED, "SE"))
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Konfigurera vidarekoppling").click()
    page.get_by_label("Vidarekoppla till").press_sequentially("112")
    expect(page.get_by_text("Samtal vidarekopplas inte till nödnummer.")).to_be_visible()
    page.get_by_label("Vidarekoppla till").fill("0701740605")
    expect(page.get_by_text("070-174 06 05")).to_be_visible()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Vidarekopplingen gäller nu.")).to_be_visible()

    town.caller.dial(RESERVED)
    town.target.rings()
    town.target.answers()
    town.caller.talks()
    town.caller.hangs_up()
    town.target.is_free()
    town.caller.begin()

    page.get_by_role("link", name="Ta bort vidarekopplingen").click()
    page.get_by_role("button", name="Ta bort vidarekopplingen").click()
    expect(page.get_by_text("Numret vidarekopplas inte längre.")).to_be_visible()
    town.caller.dial(RESERVED)
    assert town.caller.was_refused() == 404
    assert not town.target.snapshot().ringing


def test_a_reserved_mobile_number_refuses_with_the_same_words_everywhere(town: Town, page: Page) -> None:
    sign_in(page, "elsa", PASSWORD)
    page.get_by_label("Sök").fill(shown(MOBILE, "SE"))
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("button", name="Konfigurera vidarekoppling")).to_have_accessible_description(
        NO_SIM["sv"]
    )
    page.goto(f"/admin/numbers/{quote(MOBILE)}/forwarding")
    expect(page.get_by_text(NO_SIM["sv"])).to_be_visible()

    headers = {"Authorization": f"Bearer {town.server.token('elsa')}", "Accept-Language": "sv"}
    to = {"to": {"type": "number", "number": TARGET}}
    with town.server.http() as client:
        refused = client.put(f"/numbers/{quote(MOBILE)}/forwarding", json=to, headers=headers)
    assert (refused.status_code, refused.json()["sentence"]) == (409, NO_SIM["sv"])

    token = headers["Authorization"].removeprefix("Bearer ")
    shell = subprocess.run(
        [sys.executable, "-m", "softphone", "admin", "numbers", "forward", MOBILE, TARGET],
        env=os.environ
        | {"SOFTPHONE_SERVER": town.server.addresses.http, "SOFTPHONE_TOKEN": token, "LC_ALL": "sv_SE.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert (shell.returncode, NO_SIM["sv"] in shell.stderr) == (1, True), shell

    town.caller.dial(MOBILE)
    assert town.caller.was_refused() == 404
