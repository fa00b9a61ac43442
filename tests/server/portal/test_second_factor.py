"""The second factor of a sign-in: without its code there are no roles, anywhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyotp
import pytest

from softphone.server import second_factors
from tests.helpers.running_server import RunningServer
from tests.server.portal.browsing import Browsing, browsing, words

PAGE = "/admin/second-factor"
PASSWORD = "asa's password"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with RunningServer(tmp_path) as running:
        yield running


def turned_on(browser: Browsing, server: RunningServer) -> pyotp.TOTP:
    text = browser.get(PAGE).text
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', text)
    assert secret is not None
    totp = pyotp.TOTP(secret[1])
    done = browser.send(PAGE, f"{PAGE}/on", secret=secret[1], code=totp.at(int(server.wall())))
    assert done.headers["location"] == "/admin/sign-in?done=code"
    return totp


def signed_in(browser: Browsing, code: str) -> Any:
    return browser.post("/admin/sign-in", {"login": "asa", "password": PASSWORD, "code": code})


def test_once_on_the_password_alone_opens_nothing(server: RunningServer) -> None:
    before = server.token("asa")
    with browsing(server, "asa") as browser:
        picture = browser.get(f"{PAGE}/qr.svg?secret={'A' * 32}")
        assert picture.headers["content-type"] == "image/svg+xml" and "<svg" in picture.text
        assert browser.get(f"{PAGE}/qr.svg?secret=x").status_code == 404
        totp = turned_on(browser, server)
        assert browser.get("/admin/numbers").status_code == 303

        wrong = signed_in(browser, "")
        assert wrong.status_code == 401 and "kräver också en kod" in words(wrong.text)
        assert (
            signed_in(browser, "000000" if totp.at(int(server.wall())) != "000000" else "1").status_code
            == 401
        )
        code = totp.at(int(server.wall()))
        assert signed_in(browser, f"{code[:3]} {code[3:]}").status_code == 303
        assert browser.get("/admin/numbers").status_code == 200

        with browsing(server) as again:
            used = signed_in(again, code)
            assert used.status_code == 401 and "redan använts" in words(used.text)

        for token in (before, server.token("asa")):
            with server.http(token) as client:
                assert client.get("/me").status_code == 200
                assert client.get("/numbers").status_code == 403
                assert client.post("/backups", json={}).status_code == 403
                # Nor others' settings, nor the portal by that token.
                other = server.directory.addresses["bo"]
                assert client.get(f"/people/{other}/settings").status_code == 403
            with browsing(server) as forged:
                forged.cookies.set("softphone", token)
                assert forged.get("/admin/numbers").status_code == 403

        server.ahead += 30
        with server.http() as client:
            asked = {"login": "asa", "password": PASSWORD, "code": totp.at(int(server.wall()))}
            answer = client.post("/sign-in", json=asked).raise_for_status().json()
            assert answer["roles"] == ["admin"]
        with server.http(answer["token"]) as client:
            assert client.get("/numbers").status_code == 200


def test_it_outlives_a_restart_and_is_turned_off_with_a_code(server: RunningServer) -> None:
    with browsing(server, "asa") as browser:
        totp = turned_on(browser, server)
    server.stop()
    with RunningServer(server.settings.data.parent) as again, browsing(again) as browser:
        assert signed_in(browser, "").status_code == 401
        assert signed_in(browser, totp.at(int(again.wall()))).status_code == 303
        assert "Den är på" in words(browser.get(PAGE).text)
        assert browser.send(PAGE, f"{PAGE}/off", code="abc").status_code == 422
        again.ahead += 30
        browser.send(PAGE, f"{PAGE}/off", code=totp.at(int(again.wall())))
        assert "Den är på" not in words(browser.get(PAGE).text)
        with again.http(again.token("asa")) as client:
            actions = [each["action"] for each in client.get("/audit").raise_for_status().json()["entries"]]
        assert actions[:2] == ["second factor.off", "second factor.on"]


def test_guesses_are_slowed_down(server: RunningServer) -> None:
    with browsing(server, "asa") as browser:
        turned_on(browser, server)
        server.stop_the_clock()
        statuses = [signed_in(browser, f"x{guess}").status_code for guess in range(6)]
    assert statuses == [401] * 5 + [429]


def test_the_password_alone_frees_no_guesses(server: RunningServer) -> None:
    """Whoever has the password signs in without a code in between, as desktops do."""
    with browsing(server, "asa") as browser:
        turned_on(browser, server)
        server.stop_the_clock()
        statuses = []
        for guess in range(6):
            server.token("asa")
            statuses.append(signed_in(browser, f"x{guess}").status_code)
        assert statuses == [401] * 5 + [429]
        # In a session without roles, too: the counts are the same.
        server.ahead += 1
        browser.cookies.set("softphone", server.token("asa"))
        assert browser.send(PAGE, f"{PAGE}/off", code="x").status_code == 422
        server.token("asa")
        assert signed_in(browser, "x").status_code == 429


def test_an_administrator_takes_away_that_of_another(server: RunningServer) -> None:
    with browsing(server, "asa") as browser:
        turned_on(browser, server)
    asa = server.directory.addresses["asa"]
    with server.http(server.token("bo")) as member:
        assert member.delete(f"/people/{asa}/second-factor").status_code == 403
    server.call(lambda: server.service.accounts.use_directory(with_admin(server, "bo")))
    own, others = (f"/admin/people/{server.directory.addresses[each]}" for each in ("bo", "asa"))
    with browsing(server, "bo") as browser:
        totp = turned_on(browser, server)
        form = {"login": "bo", "password": "bo's password", "code": totp.at(int(server.wall()))}
        assert browser.post("/admin/sign-in", form).status_code == 303
        # One's own asks for a code.
        assert "Ta bort den" not in words(browser.get(own).text)
        assert browser.send(own, f"{own}/remove-second-factor").status_code == 403
        token = browser.cookies["softphone"]
        with server.http(token) as client:
            assert (
                client.delete(f"/people/{server.directory.addresses['bo']}/second-factor").status_code == 409
            )
            assert client.get(f"/people/{asa}/second-factor").json() == {"on": True}
        assert "Ta bort den" in words(browser.get(others).text)
        assert browser.send(others, f"{others}/remove-second-factor").status_code == 303
        assert "Ta bort den" not in words(browser.get(others).text)
        log = words(browser.get("/admin/audit").text)
        assert "bo 127.0.0.1 tvåstegsinloggning av Åsa Öberg" in log
    with server.http(token) as client:
        assert client.get(f"/people/{asa}/second-factor").json() == {"on": False}
        assert client.delete(f"/people/{asa}/second-factor").status_code == 204
        assert client.delete(f"/people/{asa}/second-factor").status_code == 204
        assert client.delete("/people/nobody/second-factor").status_code == 404
    with browsing(server) as browser:
        assert signed_in(browser, "").status_code == 303


def with_admin(server: RunningServer, login: str) -> Any:
    directory = server.directory
    id_ = directory.addresses[login]
    changed = msgspec.structs.replace(directory.people[id_], roles=frozenset({"admin"}))
    return msgspec.structs.replace(directory, people={**directory.people, id_: changed})


@pytest.mark.parametrize("secret", ["", "A" * 31, "a" * 32, "1" * 32, "=" * 32, "A" * 3000])
def test_only_whole_secrets_are_taken(secret: str) -> None:
    assert not second_factors.is_secret(secret)
    made = second_factors.new_secret(lambda n: "ff" * n)
    assert second_factors.is_secret(made)
