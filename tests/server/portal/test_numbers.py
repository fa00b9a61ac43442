"""Telefonnummer > Befintliga nummer, without a browser: what is shown, what is refused, and what is kept."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest

from softphone.people.directory import Number, NumberKind, NumberStatus
from softphone.profiles.incoming import ToColleague, ToNumber, ToReception
from softphone.server.portal import number_forwarding, numbers, profiles
from tests.helpers.running_server import RunningServer
from tests.server.numbered_company import MOBILE, NO_SIM, NUMBERS, OTHER, RESERVED
from tests.server.portal.browsing import Browsing, browsing, form_word, words

PAGE = f"/admin/numbers/{quote(RESERVED)}"
FORWARDING = f"{PAGE}/forwarding"
OUTSIDE = "+46701740605"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with RunningServer(tmp_path, NUMBERS) as running:
        yield running


@pytest.fixture
def browser(server: RunningServer) -> Iterator[Browsing]:
    with browsing(server, "asa") as made:
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """For tests that change nothing in it, or put it back."""
    with RunningServer(tmp_path_factory.mktemp("numbers"), NUMBERS) as running:
        yield running


@pytest.fixture(scope="module")
def looking(shared: RunningServer) -> Iterator[Browsing]:
    with browsing(shared, "asa") as made:
        yield made


def test_the_guide_is_walked(browser: Browsing, server: RunningServer) -> None:
    found = words(browser.get("/admin/numbers?search=08-123+456+80").text)
    assert "08-123 456 80 Fastnummer Reserverat Mässan Konfigurera vidarekoppling" in found
    assert "1–1 av 1" in found and "08-123 456 81" not in found
    done = browser.send(FORWARDING, FORWARDING, to="070-174 06 05", **{"from": "now"})
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?done=forwarded")
    shown = words(browser.get(done.headers["location"]).text)
    assert "Vidarekopplingen gäller nu." in shown and "070-174 06 05" in shown
    assert server.service.forwardings.in_force == {RESERVED: ToNumber(OUTSIDE)}
    assert 'value="070-174 06 05"' in browser.get(FORWARDING).text
    assert "070-174 06 05" in words(browser.get("/admin/numbers?sort=forwarding").text)
    asked = words(browser.get(f"{FORWARDING}/remove").text)
    assert "08-123 456 80 vidarekopplas till 070-174 06 05." in asked
    assert server.service.forwardings.in_force != {}
    gone = browser.send(f"{FORWARDING}/remove", f"{FORWARDING}/remove")
    assert "Numret vidarekopplas inte längre." in words(browser.get(gone.headers["location"]).text)
    assert server.service.forwardings.in_force == {}


def test_a_forwarding_from_a_date_says_so(browser: Browsing, server: RunningServer) -> None:
    day = (server.service.forwardings.today() + dt.timedelta(days=9)).isoformat()
    done = browser.send(FORWARDING, FORWARDING, to="102", starts=day, **{"from": "date"})
    assert done.headers["location"] == f"{PAGE}?done=waits"
    assert f"102 (Bo Ek) från {day}" in words(browser.get(PAGE).text)
    assert server.service.forwardings.in_force == {}
    for typed in ("", "i morgon", "2020-01-01"):
        wrong = browser.send(FORWARDING, FORWARDING, to="102", starts=typed, **{"from": "date"})
        assert wrong.status_code == 422 and 'id="starts-wrong"' in wrong.text
    assert f"från {day}" in words(browser.get(PAGE).text)


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("112", "Samtal vidarekopplas inte till nödnummer."),
        ("+44 20 7946 0000", "Företagets samtalsspärrar tillåter inte det numret."),
        ("hej", "Ingen kollega eller svarsgrupp heter så, och det är inget telefonnummer."),
        ("08-123 456 80", "Det leder tillbaka till numret självt."),
        (
            '"><script>alert(1)</script>',
            "Ingen kollega eller svarsgrupp heter så, och det är inget telefonnummer.",
        ),
    ],
)
def test_a_target_is_refused_as_typed_and_when_saved(looking: Browsing, to: str, sentence: str) -> None:
    text = looking.get(FORWARDING).text
    word = text.partition('name="form_word" value="')[2].partition('"')[0]
    checked = looking.post(f"{FORWARDING}/check", {"to": to}, **{"X-Form-Word": word, "HX-Request": "true"})
    assert words(checked.text) == sentence
    refused = looking.send(FORWARDING, FORWARDING, to=to)
    assert refused.status_code == 422 and sentence in words(refused.text)
    assert "<script>" not in refused.text
    assert "Ingen: den som ringer" in words(looking.get(PAGE).text)


def test_what_is_typed_is_told_back_as_it_is_meant(looking: Browsing) -> None:
    text = looking.get(FORWARDING).text
    word = text.partition('name="form_word" value="')[2].partition('"')[0]

    def means(to: str) -> str:
        return words(looking.post(f"{FORWARDING}/check", {"to": to, "form_word": word}).text)

    assert means("102") == "102 (Bo Ek)"
    assert means("0046 70 174 06 05") == "070-174 06 05"
    assert means("") == ""


def test_colleagues_groups_and_the_reception_are_found_and_chosen(
    browser: Browsing, server: RunningServer
) -> None:
    group = server.directory.find("+4681234500")
    asa, bo = (server.directory.addresses[login] for login in ("asa", "bo"))
    assert group is not None

    def choices(text: str) -> list[tuple[str, str]]:
        return re.findall(r'name="chosen" value="([^"]+)"( checked)?', text)

    def check(to: str) -> str:
        word = form_word(browser.get(FORWARDING).text)
        return browser.post(f"{FORWARDING}/check", {"to": to, "form_word": word}).text

    assert choices(check("recep")) == [("reception", "")]
    assert choices(check("asa ob")) == [(f"person:{asa}", "")] and choices(check("102")) == []
    # Without scripts: what is typed is looked for, and nothing is changed until one is chosen.
    asked = browser.send(FORWARDING, FORWARDING, to="e", **{"from": "now"})
    assert asked.status_code == 422 and "Välj en av dem som hittades." in words(asked.text)
    assert (f"person:{bo}", "") in choices(asked.text) and server.service.forwardings.in_force == {}
    other = {"chosen": f"person:{bo}", "chosen_for": "bo"}
    assert browser.send(FORWARDING, FORWARDING, to="e", **other).status_code == 422
    sent = {"to": "e", "chosen": f"person:{bo}", "chosen_for": "e"}
    assert browser.send(FORWARDING, FORWARDING, **sent).status_code == 303
    assert server.service.forwardings.in_force == {RESERVED: ToColleague(bo)}
    assert (f"person:{bo}", " checked") in choices(browser.get(FORWARDING).text)
    assert "Reserverat Mässan Bo Ek" in words(browser.get("/admin/numbers?search=80").text)
    # A whole name is a choice by itself.
    assert browser.send(FORWARDING, FORWARDING, to="receptionen").status_code == 303
    assert server.service.forwardings.in_force == {RESERVED: ToReception()}
    assert choices(browser.get(FORWARDING).text) == [("reception", " checked")]
    gone = {"to": "x", "chosen": "person:nobody", "chosen_for": "x"}
    assert browser.send(FORWARDING, FORWARDING, **gone).status_code in (404, 422)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_reserved_mobile_number_has_the_action_switched_off(shared: RunningServer, language: str) -> None:
    page = f"/admin/numbers/{quote(MOBILE)}"
    with browsing(shared, "asa", language) as browser:
        for text in (browser.get("/admin/numbers?search=070").text, browser.get(page).text):
            assert NO_SIM[language] in words(text) and 'aria-disabled="true"' in text
            assert f'href="{page}/forwarding"' not in text
        assert NO_SIM[language] in words(browser.get(f"{page}/forwarding").text)
        refused = browser.send(page, f"{page}/forwarding", to="102")
        assert refused.status_code == 409 and NO_SIM[language] in words(refused.text)


def test_a_number_is_assigned_points_to_the_profiles_and_is_released(
    browser: Browsing, server: RunningServer
) -> None:
    found = words(browser.get(f"{PAGE}/assign?search=ek").text)
    assert "Bo Ek" in found and "Cia Ask" not in found
    bo = server.directory.addresses["bo"]
    done = browser.send(f"{PAGE}/assign", f"{PAGE}/assign", person=bo)
    assert "Numret är tilldelat." in words(browser.get(done.headers["location"]).text)
    row = browser.get("/admin/numbers?search=08-123+456+80").text
    assert f'href="/admin/people/{bo}/profiles"' in row and "I bruk" in words(row)
    profiles = words(browser.get(f"/admin/people/{bo}/profiles").text)
    assert "Bo Ek" in profiles and "Gäller nu: Tillgänglig, tills vidare." in profiles
    assert "Fastnummer: hänvisning, sedan röstbrevlådan." in profiles
    assert browser.send(PAGE, f"{PAGE}/assign", person=bo).status_code == 409
    freed = browser.send(PAGE, f"{PAGE}/release")
    assert "Numret är frigjort, och reserverat." in words(browser.get(freed.headers["location"]).text)
    assert server.directory.find(RESERVED) is None


def test_numbers_are_added_noted_and_removed(browser: Browsing) -> None:
    add = "/admin/numbers/add"
    done = browser.send(add, add, numbers="08-123 999 90\r\n070-123 99 99\r\n", note="Kampanj")
    assert "Numren är tillagda" in words(browser.get(done.headers["location"]).text)
    found = words(browser.get("/admin/numbers?search=kampanj").text)
    assert "08-123 999 90" in found and "070-123 99 99" in found
    for typed in ("", "08-123 999 90", "hej", "08-12399991\n" * 1001):
        assert browser.send(add, add, numbers=typed).status_code in (409, 422)
    page = "/admin/numbers/+46812399990"
    browser.send(page, f"{page}/note", note="Våren")
    assert 'value="Våren"' in browser.get(page).text
    browser.send(page, f"{page}/remove")
    assert browser.get(page).status_code == 404


HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "quotes": "\"' onmouseover='alert(1)' x=\"",
    "writing direction": "\u202eabc\u2066\u200f",
    "template": "{{ 7 * 7 }}{% raw %}",
    "long": "å" * 10_000,
    "line break": "a\r\nSet-Cookie: x=y",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_stored_texts_come_out_harmless(looking: Browsing, shared: RunningServer, text: str) -> None:
    """Also those that no form would have let in."""
    kept = Number(number=OTHER, kind=NumberKind.LANDLINE, status=NumberStatus.RESERVED, note=text)
    numbers = {**shared.directory.numbers, OTHER: kept}
    people = {id_: msgspec.structs.replace(each, name=text) for id_, each in shared.directory.people.items()}
    before = shared.directory
    changed = msgspec.structs.replace(before, numbers=numbers, people=people)
    shared.call(lambda: shared.service.accounts.use_directory(changed))
    bo = shared.directory.addresses["bo"]
    page = f"/admin/numbers/{quote(OTHER)}"
    for path in (
        "/admin/numbers",
        page,
        f"{page}/assign",
        f"{page}/forwarding",
        f"/admin/people/{bo}/profiles",
    ):
        answer = looking.get(path)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text and "<img" not in answer.text
        assert "onmouseover='" not in answer.text and "49" not in words(answer.text).split()
        assert "set-cookie" not in answer.headers
        assert words(text) == "" or text.startswith("<") or words(text)[:50] in words(answer.text)
    searched = looking.get(f"/admin/numbers?search={quote(text[:1000])}")
    assert searched.status_code == 200 and "<script>alert" not in searched.text
    shared.call(lambda: shared.service.accounts.use_directory(before))


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=x",
        "sort=nonsense",
        "status=nonsense",
        "page=999999",
        "search=%00",
        "done=x",
    ],
)
def test_an_address_that_was_made_up_does_no_harm(looking: Browsing, query: str) -> None:
    assert looking.get(f"/admin/numbers?{query}").status_code in (200, 400, 422)


PAGES = [
    "/admin/numbers",
    "/admin/numbers/add",
    PAGE,
    f"{PAGE}/assign",
    FORWARDING,
    f"{FORWARDING}/remove",
    "/admin/people/x/profiles",
]
FORMS = [
    "/admin/numbers/add",
    *(f"{PAGE}/{form}" for form in ("note", "release", "remove", "assign")),
    *(f"{FORWARDING}{form}" for form in ("", "/check", "/remove")),
]


def test_every_page_and_form_is_for_administrators_alone(shared: RunningServer) -> None:
    known = {
        route.path for module in (numbers, number_forwarding, profiles) for route in module.router.routes
    }
    assert len(known) == len({*PAGES, *FORMS})
    with browsing(shared) as nobody, browsing(shared) as member:
        member.cookies.set("softphone", shared.token("bo"))
        for page in PAGES:
            assert nobody.get(page).headers["location"].startswith("/admin/sign-in"), page
            assert member.get(page).status_code == 403, page
        for form in FORMS:
            assert nobody.post(form, {}).headers["location"] == "/admin/sign-in", form
            assert member.post(form, {}).status_code == 403, form


def test_no_form_is_obeyed_without_its_word(looking: Browsing, shared: RunningServer) -> None:
    for form in FORMS:
        assert looking.post(form, {"to": "102", "note": "x", "numbers": "08-7777777"}).status_code == 403, (
            form
        )
    assert shared.service.forwardings.in_force == {}


def test_htmx_gets_the_table_alone(looking: Browsing) -> None:
    part = looking.get("/admin/numbers?search=mobil", **{"HX-Request": "true"}).text
    assert "<table" not in part and "Inget nummer hittas." in part
    part = looking.get("/admin/numbers?search=070", **{"HX-Request": "true"}).text
    assert "<html" not in part and "<table" in part and 'hx-swap-oob="innerHTML:#count"' in part
