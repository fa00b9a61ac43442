"""The first administrator of a server that has none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from softphone.people.directory import Person
from softphone.storage.changes import PutPerson
from tests.helpers.running_server import RunningServer
from tests.server.portal.browsing import Browsing, browsing, words

PAGE = "/admin/first-start"
NOBODY = 'domain = "company.test"\n[[people]]\nlogin = "bo"\nname = "Bo Ek"\nroles = ["admin"]\n'
ELSA = {"name": "Elsa <b>Holm</b>", "login": "elsa", "password": "a long password"}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[RunningServer]:
    """Whose only administrator has no password."""
    with RunningServer(tmp_path, NOBODY) as running:
        yield running


@pytest.fixture
def browser(fresh: RunningServer) -> Iterator[Browsing]:
    with browsing(fresh) as made:
        yield made


def test_the_first_administrator_is_made_once(browser: Browsing, fresh: RunningServer) -> None:
    assert browser.get("/admin/").headers["location"].startswith("/admin/sign-in")
    assert browser.get("/admin/sign-in").headers["location"] == PAGE
    page = browser.get(PAGE)
    assert "Servern har ingen administratör än." in words(page.text)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    code = fresh.service.first_code
    for wrong, status, said in (
        ({"code": "AAAA-BBBB"}, 401, "Koden är fel."),
        ({"code": code, "password": "short"}, 422, "minst 10 tecken"),
        ({"code": code, "login": "bo"}, 422, "”bo” används redan."),
        ({"code": code, "name": " "}, 422, "Det här saknas."),
        ({"code": code, "login": "a b"}, 422, "Ett användarnamn har"),
    ):
        refused = browser.post(PAGE, ELSA | wrong)
        assert (refused.status_code, said in words(refused.text)) == (status, True), wrong
        assert ELSA["password"] not in refused.text and "<b>" not in refused.text
    elsewhere = browser.post(PAGE, ELSA | {"code": code}, **{"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    typed = code.lower().replace("-", " ")
    done = browser.post(PAGE, ELSA | {"code": typed})
    assert done.headers["location"] == "/admin/sign-in?done=first"
    assert "Ditt konto är skapat." in words(browser.get("/admin/sign-in?done=first").text)
    # Never again, whoever has the code.
    assert browser.get(PAGE).headers["location"] == "/admin/sign-in"
    again = browser.post(PAGE, ELSA | {"code": code, "login": "eve"})
    assert again.headers["location"] == "/admin/sign-in" and fresh.directory.find("eve") is None
    with fresh.http() as client:
        again = client.post("/first-administrator", json=ELSA | {"code": code, "login": "eve"})
        assert (again.status_code, again.json()["code"]) == (409, "not_new")
    form = {"login": "elsa", "password": ELSA["password"]}
    assert browser.post("/admin/sign-in", form).headers["location"] == "/admin/numbers"
    log = words(browser.get("/admin/audit?action=company.started").text)
    assert "elsa 127.0.0.1 företaget skapades" in log and ELSA["password"] not in log


@pytest.mark.parametrize("by_api", [True, False])
def test_another_server_of_the_database_may_have_made_the_first(
    browser: Browsing, fresh: RunningServer, by_api: bool
) -> None:
    assert browser.get("/admin/sign-in").headers["location"] == PAGE
    kept = fresh.service.accounts._kept
    eva = Person(id="eva", login="eva", name="Eva", roles=frozenset({"admin"}))
    hashed = PasswordHasher().hash("eva's password")
    fresh.run(kept.run(kept.repository.change, [PutPerson(eva, hashed)]))
    # They sign in here as well, without a restart, whatever page they have open.
    if by_api:
        with fresh.http() as client:
            asked = {"login": "eva", "password": "eva's password"}
            assert client.post("/sign-in", json=asked).json()["roles"] == ["admin"]
    else:
        assert browser.sign_in("eva").headers["location"] == "/admin/numbers"
    assert browser.get(PAGE).headers["location"] == "/admin/sign-in"
    assert browser.get("/admin/sign-in").status_code == 200
    assert browser.sign_in("eva").headers["location"] == "/admin/numbers"
    sent = browser.post(PAGE, ELSA | {"code": fresh.service.first_code})
    assert sent.headers["location"] == "/admin/sign-in" and fresh.directory.find("elsa") is None


def test_guesses_of_the_code_are_slowed_down(browser: Browsing, fresh: RunningServer) -> None:
    fresh.stop_the_clock()
    for _ in range(5):
        assert browser.post(PAGE, ELSA | {"code": "guess"}).status_code == 401
    right = ELSA | {"code": fresh.service.first_code}
    slowed = browser.post(PAGE, right)
    assert slowed.status_code == 429 and "För många försök" in words(slowed.text)
    fresh.ahead += 61
    assert browser.post(PAGE, right).status_code == 303


def test_a_server_with_an_administrator_has_no_such_page(shared_server: RunningServer) -> None:
    assert shared_server.service.first_code == ""
    with browsing(shared_server) as browser:
        assert browser.get(PAGE).headers["location"] == "/admin/sign-in"
        sent = browser.post(PAGE, ELSA | {"code": ""})
        assert sent.headers["location"] == "/admin/sign-in"
    assert shared_server.directory.find("elsa") is None
