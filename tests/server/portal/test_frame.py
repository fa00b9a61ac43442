"""What holds for every page: sign-in, the cookie, forged forms, the policy, the languages."""

import ast
import re
import ssl
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from softphone.server import directory_import, trunk_trials
from softphone.server.accounts import Refused
from softphone.server.administration import OTHERS
from softphone.server.portal import catalogue, pages
from softphone.ui.views import tokens
from tests.helpers.running_server import PATIENCE, RunningServer
from tests.server.portal.browsing import browsing, form_word, words

HERE = Path(pages.__file__).parent


def test_a_page_leads_to_the_sign_in_and_from_there_back(shared_server: RunningServer) -> None:
    with browsing(shared_server) as browser:
        asked = browser.get("/admin/numbers?search=08")
        assert (asked.status_code, asked.headers["location"]) == (
            303,
            "/admin/sign-in?next=%2Fadmin%2Fnumbers%3Fsearch%3D08",
        )
        form = {"login": "asa", "password": "asa's password", "next": "/admin/numbers?search=08"}
        done = browser.post("/admin/sign-in", form)
        assert (done.status_code, done.headers["location"]) == (303, "/admin/numbers?search=08")
        assert browser.get("/admin/numbers").status_code == 200
        cookie = done.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=lax" in cookie and "path=/admin" in cookie


def test_under_tls_the_cookie_is_sent_over_nothing_else(tmp_path: Path) -> None:
    with RunningServer(tmp_path, https=True) as server:
        trusted = ssl.create_default_context(cafile=server.addresses.ca)
        at = server.addresses.http
        with httpx.Client(base_url=at, verify=trusted, trust_env=False, timeout=PATIENCE) as client:
            form = {"login": "asa", "password": "asa's password"}
            cookie = client.post("/admin/sign-in", data=form).headers["set-cookie"]
            assert cookie.startswith("__Secure-softphone=") and "; Secure" in cookie
            assert client.get("/admin/numbers").status_code == 200


@pytest.mark.parametrize(
    "to", ["https://evil.test/", "//evil.test", "/admin//evil.test", "/\\evil.test", "/admin/\r\nX: y", "x"]
)
def test_the_sign_in_leads_nowhere_else(shared_server: RunningServer, to: str) -> None:
    with browsing(shared_server) as browser:
        form = {"login": "asa", "password": "asa's password", "next": to}
        assert browser.post("/admin/sign-in", form).headers["location"] == "/admin/numbers"


@pytest.mark.parametrize("charset", ["utf-8", "raw_unicode_escape"])
def test_a_form_in_parts_of_any_character_set_is_answered(shared_server: RunningServer, charset: str) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800..\r\n--x--\r\n'
    head = {"content-type": f"multipart/form-data; boundary=x; charset={charset}"}
    at = f"{shared_server.addresses.http}/admin/sign-in"
    answer = httpx.post(at, content=part, headers=head, trust_env=False, timeout=PATIENCE)
    assert answer.status_code == (401 if charset == "utf-8" else 400)


def test_a_wrong_password_is_said_and_slowed_down(server: RunningServer) -> None:
    server.stop_the_clock()
    with browsing(server) as browser:
        for _ in range(5):
            wrong = browser.post("/admin/sign-in", {"login": "asa", "password": "guessed"})
            assert wrong.status_code == 401
            assert "Användarnamnet eller lösenordet är fel." in words(wrong.text)
            assert "guessed" not in wrong.text and 'value="asa"' in wrong.text
        slowed = browser.sign_in("asa")
        assert slowed.status_code == 429 and "För många försök; försök igen om" in words(slowed.text)
        server.ahead += 61
        assert browser.sign_in("asa").status_code == 303


def test_who_is_no_administrator_gets_no_session(shared_server: RunningServer) -> None:
    with browsing(shared_server) as browser:
        refused = browser.sign_in("bo")
        assert refused.status_code == 403 and "Det här är för administratörer." in words(refused.text)
        assert not browser.cookies
        browser.cookies.set("softphone", shared_server.token("bo"))
        assert browser.get("/admin/numbers").status_code == 403


def test_a_signed_out_session_is_over_for_the_api_too(shared_server: RunningServer) -> None:
    with browsing(shared_server, "asa") as browser:
        token = browser.cookies["softphone"]
        done = browser.send("/admin/numbers", "/admin/sign-out")
        assert done.headers["location"] == "/admin/sign-in"
        assert browser.get("/admin/numbers").status_code == 303
    with shared_server.http(token) as client:
        assert client.get("/me").status_code == 401


HOUR, DAY = 3_600.0, 86_400.0


def test_a_session_ends_unused_after_hours_and_used_after_days(server: RunningServer) -> None:
    with browsing(server) as usual, browsing(server) as remembered:
        form = {"login": "asa", "password": "asa's password"}
        assert "max-age" not in usual.post("/admin/sign-in", form).headers["set-cookie"].lower()
        kept = remembered.post("/admin/sign-in", form | {"remember": "1"}).headers["set-cookie"]
        assert f"max-age={30 * 86_400}" in kept.lower()
        begun = server.ahead
        # Used every ten hours, for a week.
        while server.ahead + 10 * HOUR < begun + 7 * DAY:
            server.ahead += 10 * HOUR
            assert usual.get("/admin/numbers").status_code == 200
        server.ahead = begun + 7 * DAY + 60
        assert usual.get("/admin/numbers").status_code == 303
        usual.post("/admin/sign-in", form)
        server.ahead += 12 * HOUR + 60
        assert usual.get("/admin/numbers").status_code == 303
        assert remembered.get("/admin/numbers").status_code == 200
        usual.post("/admin/sign-in", form)
        # A restart forgets none of it, and who looks after the house none either.
        server.ahead += 13 * HOUR
        server.run(server.service.accounts.forget_unused_sessions())
        kept_ones = server.service.accounts._kept
        (left,) = server.run(kept_ones.run(kept_ones.repository.sessions))
        assert (left.idle, left.ends) == (30 * DAY, left.created + 30 * DAY)
        server.ahead = begun + 30 * DAY + 60
        assert remembered.get("/admin/numbers").status_code == 303


def test_the_api_takes_no_cookies(shared_server: RunningServer) -> None:
    with browsing(shared_server, "asa") as browser:
        assert browser.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("word", ["", "0" * 64, "another's"])
def test_a_form_without_our_word_changes_nothing(shared_server: RunningServer, word: str) -> None:
    with browsing(shared_server, "asa") as other, browsing(shared_server, "asa") as browser:
        if word == "another's":
            word = form_word(other.get("/admin/numbers").text)
        refused = browser.post("/admin/sign-out", {"form_word": word})
        assert refused.status_code == 403 and "Inget har ändrats" in words(refused.text)
        assert browser.get("/admin/numbers").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_not_looked_at(
    shared_server: RunningServer, headers: dict[str, str]
) -> None:
    form = {"login": "asa", "password": "asa's password"}
    with httpx.Client(base_url=shared_server.addresses.http, trust_env=False, timeout=PATIENCE) as client:
        for language, said in (("sv", "en annan webbplats"), ("en", "another site")):
            spoken = {**headers, "Accept-Language": language}
            refused = client.post("/admin/sign-in", data=form, headers=spoken)
            assert refused.status_code == 403 and said in refused.text
        here = {"Origin": shared_server.addresses.http}
        assert client.post("/admin/sign-in", data=form, headers=here).status_code == 303


@pytest.mark.parametrize(
    "path", ["/admin/sign-in", "/admin/numbers", "/admin/nowhere", "/admin/static/portal.css"]
)
def test_every_answer_has_the_policy(shared_server: RunningServer, path: str) -> None:
    with browsing(shared_server, "asa") as browser:
        answer = browser.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        if not path.startswith("/admin/static"):
            assert answer.headers["cache-control"] == "no-store"
            assert not re.search(r"<style|<script>|\son\w+=|\sstyle=|javascript:|https?://", answer.text)


def test_no_such_page_is_said_in_words(shared_server: RunningServer) -> None:
    with browsing(shared_server) as browser:
        missing = browser.get("/admin/nowhere")
        assert missing.status_code == 404 and "Sidan finns inte." in words(missing.text)


def test_a_form_that_is_too_long_is_refused_whole(shared_server: RunningServer) -> None:
    with browsing(shared_server) as browser:
        assert browser.post("/admin/sign-in", {"login": "å" * 70_000, "password": ""}).status_code == 413


def test_the_language_follows_the_browser_until_one_is_chosen(shared_server: RunningServer) -> None:
    with browsing(shared_server, language="fi, sv;q=0.8, en;q=0.9") as browser:
        assert 'lang="en"' in browser.get("/admin/sign-in").text
        browser.post("/admin/language", {"language": "sv", "next": "/admin/sign-in"})
        swedish = browser.get("/admin/sign-in").text
        assert 'lang="sv"' in swedish and "Logga in" in swedish
        browser.post("/admin/language", {"language": "xx"})
        assert 'lang="sv"' in browser.get("/admin/sign-in").text


def said() -> set[str]:
    """Every sentence of the portal: what templates give to `_` and `say`, what Python gives to `say`, and the
    sentences that stand as text for a template to say."""
    found: set[str] = set()
    for template in (HERE / "templates").rglob("*.html"):
        found |= set(re.findall(r'\b(?:_|say)\(\s*"((?:[^"\\]|\\.)*)"', template.read_text()))
    for source in HERE.rglob("*.py"):
        if source.parent.name == "words":
            continue
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in {"say", "PageError", "Page", "Section"}:
                    found |= {
                        each.value
                        for each in node.args
                        if isinstance(each, ast.Constant)
                        and isinstance(each.value, str)
                        and not each.value.startswith("/")
                    }
    return found


def test_everything_that_is_said_has_its_swedish() -> None:
    assert said() - catalogue.SWEDISH.keys() == set()
    assert len(said()) >= 15


@pytest.mark.parametrize("module", [directory_import, trunk_trials])
def test_why_something_is_not_done_has_its_swedish(module: ModuleType) -> None:
    refusals = [each for each in vars(module).values() if isinstance(each, Refused)]
    assert {each.sentence for each in refusals} | {OTHERS.sentence} <= catalogue.SWEDISH.keys()
    assert len(refusals) >= 4


def test_a_sentence_and_its_swedish_have_the_same_places() -> None:
    def places(sentence: str) -> list[str]:
        return sorted(re.findall(r"\{\w+\}", sentence))

    assert {e: s for e, s in catalogue.SWEDISH.items() if places(e) != places(s)} == {}


def test_the_colours_are_those_of_the_window() -> None:
    css = (HERE / "static" / "portal.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    themes = (tokens.LIGHT, tokens.DARK, tokens.HIGH_LIGHT, tokens.HIGH_DARK)
    for block, theme in zip(blocks, themes, strict=True):
        for name, colour in re.findall(r"--([\w-]+): (#\w+);", block):
            assert getattr(theme, name.replace("-", "_")) == colour, name
