"""The pages about people, groups, trunks and records, without a browser."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import pytest

from softphone.people.directory import Group, Number, NumberKind, NumberStatus
from softphone.profiles.incoming import ToNumber
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.profiles.steps import Reason
from softphone.server.portal import catalogue
from softphone.server.portal.audit import done
from softphone.server.portal.moments import moment
from softphone.storage.audit import Action, Actor, Entry
from softphone.storage.call_record import Came, Ending
from softphone.storage.changes import PutForwarding, PutGroup, PutNumber
from tests.contract.test_repository import CALL
from tests.helpers.running_server import RunningServer
from tests.server.api.test_api import person_id
from tests.server.portal.browsing import Browsing, browsing, form_word, words

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
    inactive = words(browser.get("/admin/people?inactive=1").text)
    assert "Disa Dal" in inactive and "1 person " in inactive
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


def test_the_audit_log_of_some_days(browser: Browsing, server: RunningServer) -> None:
    at = datetime(2026, 3, 10, 23, 30, tzinfo=UTC).timestamp()  # half past midnight, on the 11th in Sweden
    entry = Entry(at=at, actor=Actor(login="eve"), action=Action.BACKUP_MADE, subject="a-backup.db")
    server.run(server.service.numbers._audit.note(entry))

    def found(**asked: str) -> bool:
        answer = browser.get(f"/admin/audit?{urlencode(asked)}")
        assert answer.status_code == 200
        return "a-backup.db" in answer.text

    assert found() and found(since="2026-03-11", until="2026-03-11")
    assert not found(until="2026-03-10") and not found(since="2026-03-12")
    assert not found(since="x") and not found(until="9999-12-31", since="0001-01-01T")
    assert "”x” är inget datum." in words(browser.get("/admin/audit?since=x").text)
    assert browser.get("/admin/audit?since=0001-01-01&until=9999-12-31").status_code == 200


def test_a_number_that_a_person_takes_is_in_the_log_with_its_forwarding(
    browser: Browsing, server: RunningServer
) -> None:
    number = "+46812345670"
    browser.send("/admin/numbers/add", "/admin/numbers/add", numbers=number)
    forwarding = f"/admin/numbers/{number}/forwarding"
    assert browser.send(forwarding, forwarding, to="102").status_code == 303
    cia = server.directory.addresses["cia"]
    page = f"/admin/people/{cia}"
    form = {"login": "cia", "name": "Cia Ask", "extension": "103", "class_of_service": "national"}
    assert browser.send(page, page, **form, landline="08-123 456 70").status_code == 303
    assert browser.send(page, page, **form).status_code == 303
    with server.http(server.token("asa")) as client:
        said = client.get("/audit", params={"subject": number}).json()["entries"]
    left, taken = said[:2]
    assert (taken["action"], taken["before"]["status"], taken["after"]["status"]) == (
        "number.changed",
        "reserved",
        "in use",
    )
    assert "status: in use; person: Cia Ask" in words(browser.get("/admin/audit?action=number.changed").text)
    assert taken["before"]["forwarding"]["to"] == {"type": "number", "number": "102"}
    assert taken["after"]["forwarding"] is None and taken["after"]["person"] == cia
    assert (left["before"]["person"], left["after"]["status"]) == (cia, "reserved")
    assert server.service.forwardings.of(number) is None


async def kept_forwardings(server: RunningServer) -> Mapping[str, NumberForwarding]:
    kept = server.service.accounts._kept
    return await kept.run(kept.repository.number_forwardings)


def test_what_a_group_took_before_its_forwarding_ended_with_that_is_not_forwarded_either(
    tmp_path: Path,
) -> None:
    """Earlier versions kept it until the group let the number go, and longer."""
    number = Number(number="+46812345680", kind=NumberKind.LANDLINE, status=NumberStatus.RESERVED)
    group = Group(id="g1", name="Support", number=number.number, members=())
    forwarding = PutForwarding(number.number, NumberForwarding(ToNumber("102")))
    with RunningServer(tmp_path) as server:
        kept = server.service.accounts._kept
        server.run(kept.run(kept.repository.change, [PutNumber(number), PutGroup(group), forwarding], []))
    with RunningServer(tmp_path) as server, browsing(server, "asa", "en") as browser:
        assert server.service.forwardings.in_force == {}
        assert browser.send("/admin/groups/g1", "/admin/groups/g1/remove").status_code == 303
        assert server.service.forwardings.of(number.number) is None
        assert server.run(kept_forwardings(server)) == {}


def test_the_forwarding_of_a_number_that_a_group_takes_ends_for_good_and_is_in_the_log(
    browser: Browsing, server: RunningServer
) -> None:
    numbers = ("+46812345680", "+46812345681")
    browser.send("/admin/numbers/add", "/admin/numbers/add", numbers="\n".join(numbers))
    forwarding = f"/admin/numbers/{numbers[0]}/forwarding"
    assert browser.send(forwarding, forwarding, to="102").status_code == 303
    assert server.service.forwardings.of(numbers[0]) is not None
    form = {"name": "Support", "extension": "200", "members": "asa", "ring": "all"}
    new = "/admin/groups/new"
    assert browser.send(new, new, **form, number="08-123 456 80").status_code == 303
    assert server.service.forwardings.in_force == {}
    assert server.run(kept_forwardings(server)) == {}
    group = server.call(lambda: server.directory.find("200"))
    assert group is not None
    page = f"/admin/groups/{group.id}"
    # Nothing of the number is another.
    assert browser.send(page, page, **form | {"name": "Stöd"}, number="08-123 456 80").status_code == 303
    assert browser.send(page, page, **form | {"name": "Stöd"}, number="08-123 456 81").status_code == 303
    assert browser.send(page, f"{page}/remove").status_code == 303
    with server.http(server.token("asa")) as client:
        said = [client.get("/audit", params={"subject": number}).json()["entries"][:2] for number in numbers]
    (left, taken), (left_last, taken_last) = (
        [(each["before"], each["after"]) for each in entries] for entries in said
    )
    kept = {"to": {"type": "number", "number": "102"}}
    assert taken[0]["status"] == "reserved" and taken[0]["forwarding"].items() >= kept.items()
    assert (taken[1]["status"], taken[1]["group"], taken[1]["forwarding"]) == ("in use", "Support", None)
    assert (left[0]["group"], left[1]["status"]) == ("Stöd", "reserved") and "forwarding" not in left[1]
    assert server.service.forwardings.of(numbers[0]) is None
    assert (taken_last[1]["group"], left_last[1]["status"]) == ("Stöd", "reserved")
    log = words(browser.get("/admin/audit?action=number.changed").text)
    assert "status: in use; group: Support" in log


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


def test_a_new_password_ends_what_was_signed_in_with_the_old(
    browser: Browsing, server: RunningServer
) -> None:
    asa, bo = (server.directory.addresses[login] for login in ("asa", "bo"))
    before = server.token("bo")
    page = f"/admin/people/{bo}"
    tokens = [re.search(r"token=([0-9a-f]{64})", browser.send(page, f"{page}/invite").text) for _ in range(2)]
    assert tokens[0] is not None and tokens[1] is not None
    with server.http() as client:
        # A desktop that is signed in by a link ends nothing.
        desktop = client.post("/invitations/accept", json={"token": tokens[0][1]}).json()["token"]
        for token in (before, desktop):
            with server.http(token) as own:
                assert own.get("/me").status_code == 200
        asked = {"token": tokens[1][1], "password": "another password"}
        now = client.post("/invitations/accept", json=asked).json()["token"]
    for token, status in ((before, 401), (desktop, 401), (now, 200)):
        with server.http(token) as own:
            assert own.get("/me").status_code == status
    assert browser.get(f"/admin/people/{asa}").status_code == 200
    kept = server.service.accounts._kept
    assert {each.person for each in server.run(kept.run(kept.repository.sessions))} == {asa, bo}
    log = words(browser.get("/admin/audit?action=invitation.used").text)
    assert "password: …; sessions: ended" in log


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


@pytest.mark.parametrize(
    ("sign", "encoding"), [(";", "utf-8"), (",", "utf-8-sig"), ("\t", "cp1252"), ("\t", "utf-16")]
)
def test_a_file_is_tried_and_then_imported(
    browser: Browsing, server: RunningServer, sign: str, encoding: str
) -> None:
    path = "/admin/people/import"
    rows = "användarnamn;namn;anknytning\r\nake;Åke Öst;140\r\nasa;Asa;\r\n".replace(";", sign)
    tried = browser.send_file(path, path, rows.encode(encoding))
    assert tried.status_code == 200 and "Åke Öst Läggs till" in words(tried.text)
    assert "Användarnamn: ”asa” används redan." in words(tried.text)
    hidden = re.search(r'name="rows" value="([^"]*)"', tried.text)
    assert hidden is not None and server.directory.find("ake") is None
    text = unescape(hidden[1])
    # As a browser sends it: in parts, with nothing in the field of the file.
    done = browser.send_file(path, path, b"", rows=text, for_good="1", of_file="1")
    assert done.status_code == 303
    found = server.call(lambda: server.directory.find("140"))
    assert found is not None and found.name == "Åke Öst"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_no_table_is_said_and_changes_nothing(server: RunningServer, language: str) -> None:
    path, before = "/admin/people/import", server.directory
    swedish = language == "sv"
    with browsing(server, "asa", language) as browser:
        for file, said in (
            (b"login;name\n" * 200_000, "högst 1 MB" if swedish else "at most 1 MB"),
            (b"PK\x03\x04\x00\x00", "en arbetsbok" if swedish else "a workbook"),
            (b"login;name;age\n", "ingen kolumn ”age”" if swedish else "no column “age”"),
            (b"", "Välj en fil" if swedish else "Choose a file"),
        ):
            refused = browser.send_file(path, path, file)
            assert refused.status_code == 422 and said in words(refused.text)
        word = form_word(browser.get(path).text)
        broken = {"Content-Type": "multipart/form-data; boundary=x", "X-Form-Word": word}
        assert browser.post(path, {"rows": "x"}, **broken).status_code == 400
        faulty = "login;name\n" + "".join(f"u{n};\n" for n in range(150))
        rows = [f"v{n};V\n" for n in range(150)]
        one = words(browser.send_file(path, path, (faulty + "".join(rows[:51])).encode()).text)
        assert ("och 1 rad till" if swedish else "and 1 more row ") in one
        many = words(browser.send_file(path, path, (faulty + "".join(rows)).encode()).text)
        assert ("och 100 rader till" if swedish else "and 100 more rows") in many and "v49" in many
        assert "u149" in many and "v50" not in many
    assert server.directory is before


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
    assert "Ta bort Support?" in words(browser.get(f"{path}/remove").text)
    assert server.call(lambda: server.directory.find("200")) is not None
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
    assert browser.send(path, path, **form | {"address": "operator..test"}).status_code == 422
    assert "Det här är inget telefonnummer." in words(
        browser.send(f"{path}/trial", f"{path}/trial", number="x").text
    )
    assert "Ta bort Operatör?" in words(browser.get(f"{path}/remove").text)
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
