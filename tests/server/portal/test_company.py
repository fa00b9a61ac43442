"""The pages about people, groups, trunks and records, without a browser."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from html import unescape

import msgspec
import pytest

from softphone.profiles.steps import Reason
from softphone.server.portal import catalogue
from softphone.server.portal.moments import moment
from softphone.server.portal.records import done
from softphone.storage.audit import Action
from softphone.storage.call_record import Came, Ending
from tests.contract.test_repository import CALL
from tests.helpers.running_server import RunningServer
from tests.server.api.test_api import person_id
from tests.server.portal.browsing import Browsing, browsing, words

PAGES = (
    "people/directory",
    "people",
    "people/add",
    "people/import",
    "groups",
    "groups/new",
    "trunks",
    "trunks/new",
)
RECORDS = ("audit", "calls", "live", "privacy")
ROWS = "login;name;mobile\ndisa;Disa Dal;\nasa;Asa;\nebba;Ebba;07\n"


@pytest.fixture
def browser(server: RunningServer) -> Iterator[Browsing]:
    with browsing(server, "asa") as signed_in:
        yield signed_in


@pytest.mark.parametrize("kept", [Action, Ending, Came, Reason])
def test_what_is_kept_as_words_of_the_program_has_its_swedish(kept: type[Enum]) -> None:
    english = [done(each) if isinstance(each, Action) else each.value for each in kept]
    assert [each for each in english if each not in catalogue.SWEDISH] == []


def test_a_person_from_the_first_day_to_the_last(browser: Browsing, server: RunningServer) -> None:
    form = {"login": "disa", "name": "<b>Disa</b>", "extension": "101", "class_of_service": "national"}
    refused = browser.send("/admin/people/add", "/admin/people/add", **form)
    assert refused.status_code == 422 and "”101” används redan." in words(refused.text)
    assert "<b>Disa" not in refused.text
    form |= {"extension": "104", "add_on_recording": "1"}
    path = (
        browser.send("/admin/people/add", "/admin/people/add", **form).headers["location"].partition("?")[0]
    )
    page = browser.get(path).text
    assert "<b>Disa" not in page and re.search(r'name="add_on_recording" value="1" checked', page)
    form |= {"name": "Disa Dal"}
    del form["add_on_recording"]
    assert browser.send(path, path, **form).status_code == 303
    assert server.call(lambda: server.directory.find("104")).name == "Disa Dal"  # type: ignore[union-attr]
    invited = browser.send(path, f"{path}/invite").text
    assert re.search(r"<code>http[^<]+/admin/invitation#login=disa&amp;token=[0-9a-f]{64}</code>", invited)
    assert browser.send(path, f"{path}/deactivate").status_code == 303
    assert "Avaktiverade" in words(browser.get(path).text)
    assert "Disa Dal" in words(browser.get("/admin/people?inactive=1").text)
    assert browser.send(path, f"{path}/activate").status_code == 303
    assert browser.send(path, f"{path}/export").headers["content-type"] == "application/zip"
    assert browser.send(path, f"{path}/erase", login="no").status_code == 422
    assert browser.send(path, f"{path}/erase", login="disa").status_code == 303
    assert browser.get(path).status_code == 404
    log = words(browser.get("/admin/audit").text)
    # Once among what can be chosen, and once as done.
    assert log.count("person raderad") == log.count("inbjudan gjord") == 2
    assert words(browser.get("/admin/audit?by=asa").text).count("person raderad") == 2
    assert words(browser.get("/admin/audit?by=bo").text).count("person raderad") == 1
    assert "Ingen har användarnamnet ”nobody”." in words(browser.get("/admin/audit?by=nobody").text)


def test_the_list_of_people_goes_forth_and_back(browser: Browsing, server: RunningServer) -> None:
    rows = "login;name\n" + "".join(f"u{n};Person {n:02}\n" for n in range(60))
    browser.send("/admin/people/import", "/admin/people/import", rows=rows, for_good="1")
    first = browser.get("/admin/people?search=person").text
    assert "Föregående" not in words(first)
    path = re.search(r'href="(/admin/people\?[^"]+)">Nästa', first)
    assert path is not None
    second = browser.get(unescape(path[1])).text
    assert "Person 50" in words(second) and "Nästa" not in words(second)
    path = re.search(r'href="(/admin/people\?[^"]+)">Föregående', second)
    assert path is not None and browser.get(unescape(path[1])).text == first.replace("&amp;offset=0", "")


def test_moments_are_the_companys_wherever_the_machine_is(browser: Browsing, server: RunningServer) -> None:
    for month, said in ((1, "2026-01-01 13:00:00"), (7, "2026-07-01 14:00:00")):
        assert moment(datetime(2026, month, 1, 12, tzinfo=UTC).timestamp(), "SE") == said
    browser.get("/admin/calls")
    with server.http(server.token("asa")) as client:
        at = client.get("/audit").json()["entries"][0]["at"]
    assert moment(at, server.directory.country) in words(browser.get("/admin/audit").text)


def test_a_password_is_chosen_with_an_invitation_and_with_nothing_else(
    browser: Browsing, server: RunningServer
) -> None:
    cia = server.directory.addresses["cia"]
    invited = browser.send(f"/admin/people/{cia}", f"/admin/people/{cia}/invite").text
    found = re.search(r"token=([0-9a-f]{64})", invited)
    assert found is not None
    with browsing(server) as guest:

        def choose(token: str, password: str, **headers: str) -> tuple[int, str]:
            form = {"token": token, "login": "cia", "password": password}
            answer = guest.post("/admin/invitation", form, **headers)
            return answer.status_code, answer.text

        elsewhere = choose(found[1], "long enough for it", **{"Sec-Fetch-Site": "cross-site"})
        assert elsewhere[0] == 403
        status, again = choose(found[1], "short")
        assert status == 422 and "minst 10 tecken" in words(again) and f'value="{found[1]}"' in again
        assert choose("ab" * 32, "long enough for it")[0] == 422
        assert choose(found[1], "long enough for it")[0] == 200
        assert choose(found[1], "quite another one")[0] == 422
        # Nobody is signed in by that: it is signing in that asks for a second factor.
        assert not guest.cookies
    with server.http() as client:
        for password, status in (("long enough for it", 200), ("quite another one", 401)):
            asked = {"login": "cia", "password": password}
            assert client.post("/sign-in", json=asked).status_code == status


def test_rows_are_tried_and_then_imported(browser: Browsing, server: RunningServer) -> None:
    tried = browser.send("/admin/people/import", "/admin/people/import", rows=ROWS)
    said = words(tried.text)
    assert "Läggs till" in said and "Användarnamn: ”asa” används redan." in said
    assert "Mobilnummer: ”07” är inget telefonnummer." in said and "2 rader med fel lämnas utanför." in said
    assert server.call(lambda: server.directory.find("disa")) is None
    done = browser.send("/admin/people/import", "/admin/people/import", rows=ROWS, for_good="1")
    assert done.status_code == 303
    assert server.call(lambda: server.directory.find("disa")) is not None
    # Some hundred people go in a form; whoever has more is told so on a page.
    many = browser.send("/admin/people/import", "/admin/people/import", rows="login;name\n" * 8_000)
    assert many.status_code == 413 and "Inget har ändrats." in words(many.text)
    nonsense = browser.send("/admin/people/import", "/admin/people/import", rows="a;b\n")
    assert nonsense.status_code == 422


def test_a_group_and_a_trunk(browser: Browsing, server: RunningServer) -> None:
    form = {"name": "Support", "extension": "200", "members": "asa, nobody", "ring": "all"}
    refused = browser.send("/admin/groups/new", "/admin/groups/new", **form)
    assert "Ingen har användarnamnet ”nobody”." in words(refused.text)
    form |= {"members": "asa, bo", "hours": "mån-fre 08-17"}
    assert browser.send("/admin/groups/new", "/admin/groups/new", **form).status_code == 303
    assert "mån-fre 08-17" in words(browser.get("/admin/groups").text)
    group = server.call(lambda: server.directory.find("200"))
    assert group is not None
    path = f"/admin/groups/{group.id}"
    assert browser.send(path, path, **form | {"hours": "natt"}).status_code == 422
    assert browser.send(path, f"{path}/remove").status_code == 303

    form = {"name": "Operatör", "address": "127.0.0.1:5999", "password": "secret-word", "channels": "3"}
    form |= {"transport": "udp", "number_format": "e164", "media": "relay"}
    assert browser.send("/admin/trunks/new", "/admin/trunks/new", **form).status_code == 303
    assert "udp:127.0.0.1:5999" in words(browser.get("/admin/trunks").text)
    (trunk,) = server.call(lambda: server.directory.trunks)
    path = f"/admin/trunks/{trunk}"
    assert "secret-word" not in browser.get(path).text
    assert browser.send(path, path, **form | {"password": "", "channels": "4"}).status_code == 303
    changed = server.call(lambda: server.directory.trunks[trunk])
    assert (changed.password, changed.channels) == ("secret-word", 4)
    assert browser.send(path, path, **form | {"channels": "many"}).status_code == 422
    assert "secret-word" not in browser.get("/admin/audit").text
    assert browser.send(path, f"{path}/remove").status_code == 303


def test_a_call_is_shown_step_by_step_and_that_is_noted(browser: Browsing, server: RunningServer) -> None:
    asa, bo = person_id(server, "asa"), person_id(server, "bo")
    record = msgspec.structs.replace(CALL, caller=asa, callee=bo, answered_by=bo, began=server.wall())
    kept = server.service.accounts._kept
    server.run(kept.run(kept.repository.keep_calls, [record], []))
    assert "Bo Ek" in words(browser.get("/admin/calls?person=asa").text)
    assert "Bo Ek" not in words(browser.get("/admin/calls?person=nobody").text)
    said = words(browser.get(f"/admin/calls/{record.id}").text)
    assert "den aktiva profilen" in said and "svarade" in said and "Åsa Öberg" in said
    assert words(browser.get("/admin/audit?action=calls.searched").text).count("andras samtal lästa") >= 3
    assert browser.get("/admin/calls/x").status_code == 404


def test_how_long_things_are_kept_is_set(browser: Browsing) -> None:
    form = {"call_records": "30", "audit": "60", "addresses": "0"}
    refused = browser.send("/admin/privacy", "/admin/privacy", **form)
    assert refused.status_code == 422 and "Inget har ändrats" in words(refused.text)
    assert browser.send("/admin/privacy", "/admin/privacy", **form | {"addresses": "7"}).status_code == 303
    assert 'value="7"' in browser.get("/admin/privacy").text


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_is_there_in_both_languages(shared_server: RunningServer, language: str) -> None:
    with browsing(shared_server, "asa", language) as browser:
        for page in (*PAGES, *RECORDS):
            answer = browser.get(f"/admin/{page}")
            assert answer.status_code == 200 and f'lang="{language}"' in answer.text, page


def test_no_page_is_for_others(shared_server: RunningServer) -> None:
    with browsing(shared_server) as browser:
        for page in (*PAGES, *RECORDS):
            assert browser.get(f"/admin/{page}").headers["location"].startswith("/admin/sign-in"), page
