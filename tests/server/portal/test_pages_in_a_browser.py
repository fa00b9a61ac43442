"""The portal in Chromium: axe finds nothing, the keyboard reaches all, search follows what is typed."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from softphone.people.invitation import InvitationLink, read_invitation
from softphone.storage.audit import Actor
from tests.helpers.chromium import PATIENCE, PROGRAM, Scheme, chromium, looking, sign_in
from tests.helpers.running_server import RunningServer
from tests.server.portal.scenes import FREE, MOBILE, PASSWORD, company, pages

pytestmark = [pytest.mark.peer, pytest.mark.skipif(not PROGRAM, reason="Chromium is not installed")]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with company(tmp_path_factory.mktemp("portal")) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_page(
    served: RunningServer, browser: Browser, scheme: Scheme, width: int
) -> None:
    with looking(browser, served.addresses.http, scheme=scheme, width=width) as page:
        page.goto("/admin/sign-in")
        found = {"sign-in": faults(page)}
        sign_in(page, "elsa", PASSWORD)
        for name, path in pages(served).items():
            page.goto(path)
            found[name] = faults(page)
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{name} is wider than its window"
    assert {name: each for name, each in found.items() if each} == {}


def test_an_invitation_becomes_a_link_for_the_desktop(served: RunningServer, browser: Browser) -> None:
    token = "ab" * 32
    with looking(browser, served.addresses.http) as page:
        page.goto(f"/admin/invitation#login=elsa&token={token}")
        button = page.get_by_role("link", name="Öppna Softphone")
        expect(button).to_be_visible()
        assert faults(page) == []
        found = read_invitation(button.get_attribute("href") or "")
        assert found == InvitationLink(served.addresses.http, "elsa", token)
        page.goto("/admin/")
        page.goto("/admin/invitation#login=elsa")
        expect(page.get_by_text("Länken är inte hel.")).to_be_visible()
        expect(page.get_by_label("Lösenord")).to_be_hidden()


def test_who_is_invited_chooses_a_password(served: RunningServer, browser: Browser) -> None:
    bo = served.directory.addresses["bo"]
    with served.http(served.token("elsa")) as elsa:
        invited = elsa.post(f"/people/{bo}/invitation").raise_for_status().json()
    with looking(browser, served.addresses.http) as page:
        page.goto(invited["page"])
        expect(page.get_by_label("Användarnamn")).to_have_value("bo")
        page.get_by_label("Lösenord").fill("a password of bo's")
        page.get_by_role("button", name="Välj lösenordet").click()
        expect(page.get_by_text("Ditt lösenord är valt.")).to_be_visible()
        assert faults(page) == []
    with served.http() as client:
        asked = {"login": "bo", "password": "a password of bo's"}
        assert client.post("/sign-in", json=asked).status_code == 200


def test_the_table_follows_what_is_typed(served: RunningServer, browser: Browser) -> None:
    with looking(browser, served.addresses.http) as page:
        sign_in(page, "elsa", PASSWORD)
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(12)
        page.get_by_label("Sök").fill("cilla")
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text("Cilla Åkesson")
        expect(page.get_by_role("status")).to_have_text("1 nummer")
        expect(page).to_have_url(re.compile("search=cilla"))
        page.get_by_label("Sök").fill("")
        page.get_by_label("Visa").select_option("reserved")
        expect(rows).to_have_count(4)
        page.get_by_role("link", name="Anteckning").click()
        expect(page.get_by_role("columnheader", name="Anteckning")).to_have_attribute(
            "aria-sort", "ascending"
        )
        expect(rows.first).to_contain_text("Kampanjen 2025")
        expect(rows).to_have_count(4)


def test_a_colleague_is_found_while_typed_and_chosen(served: RunningServer, browser: Browser) -> None:
    numbers = served.service.numbers
    with looking(browser, served.addresses.http) as page:
        sign_in(page, "elsa", PASSWORD)
        page.goto(f"/admin/numbers/{quote(FREE)}/forwarding")
        page.get_by_label("Vidarekoppla till").press_sequentially("ak")
        page.get_by_label("Vidarekoppla till").press_sequentially("ess")
        page.get_by_role("radio", name="Cilla Åkesson").check()
        assert faults(page) == []
        page.get_by_role("button", name="Spara").click()
        expect(page.get_by_text("Vidarekopplingen gäller nu.")).to_be_visible()
        expect(page.get_by_role("definition").filter(has_text="Cilla Åkesson")).to_be_visible()
    served.run(numbers.stop_forwarding(FREE, Actor()))


def test_without_scripts_everything_works_too(served: RunningServer, browser: Browser) -> None:
    with looking(browser, served.addresses.http, scripts=False) as page:
        sign_in(page, "elsa", PASSWORD)
        page.get_by_label("Sök").fill("cilla")
        page.get_by_role("button", name="Sök").click()
        expect(page.locator("tbody tr")).to_have_count(1)


def test_a_file_is_imported_without_scripts(served: RunningServer, browser: Browser) -> None:
    rows = 'login;name\nfia;"Fia\nFalk"\ngun;Gun Åberg\n'.encode("cp1252")
    with looking(browser, served.addresses.http, scripts=False) as page:
        sign_in(page, "elsa", PASSWORD)
        page.goto("/admin/people/import")
        file = {"name": "people.csv", "mimeType": "text/csv", "buffer": rows}
        page.get_by_label("Fil").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name="Pröva").click()
        expect(page.get_by_role("row", name="gun Gun Åberg")).to_contain_text("Läggs till")
        page.get_by_role("button", name="Importera (1)").click()
        expect(page.get_by_text("Klart.")).to_be_visible()
    found = served.call(lambda: served.directory.find("gun"))
    assert found is not None and found.name == "Gun Åberg"


def test_the_first_administrator_is_made(tmp_path: Path, browser: Browser) -> None:
    with (
        RunningServer(tmp_path, 'domain = "exempel.se"\n') as fresh,
        looking(browser, fresh.addresses.http) as page,
    ):
        page.goto("/admin/")
        assert faults(page) == []
        page.get_by_label("Kod", exact=True).fill(fresh.service.first_code)
        page.get_by_label("Ditt namn").fill("Elsa Holm")
        page.get_by_label("Användarnamn").fill("elsa")
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Skapa kontot").click()
        expect(page.get_by_text("Ditt konto är skapat.")).to_be_visible()
        sign_in(page, "elsa", PASSWORD)


def test_the_keyboard_alone_is_enough(served: RunningServer, browser: Browser) -> None:
    with looking(browser, served.addresses.http) as page:
        page.goto("/admin/")
        expect(page.get_by_label("Användarnamn")).to_be_focused()
        page.keyboard.type("elsa")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/admin/numbers")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("#content"))
        page.keyboard.press("Tab")
        expect(page.get_by_label("Sök")).to_be_focused()


def test_the_action_that_is_off_says_why_and_does_nothing(served: RunningServer, browser: Browser) -> None:
    with looking(browser, served.addresses.http) as page:
        sign_in(page, "elsa", PASSWORD)
        page.get_by_label("Sök").fill("070-174 06 99")
        expect(page.locator("tbody tr")).to_have_count(1)
        action = page.get_by_role("button", name="Konfigurera vidarekoppling")
        expect(action).to_have_attribute("aria-disabled", "true")
        expect(action).to_have_accessible_description(
            "Reserverade mobilnummer kan inte vidarekopplas eftersom de kräver ett aktivt SIM-kort."
        )
        # The address follows what is typed.
        expect(page).to_have_url(re.compile("search=070"))
        before = page.url
        action.focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(before)
        assert served.service.forwardings.of(MOBILE) is None
