"""People from a real OpenLDAP server: by the API, the shell and the portal."""

import json
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
import structlog

from softphone.people.directory import Person
from softphone.programs.admin.app import run
from softphone.programs.admin.session import REFUSED
from softphone.server import directory_import
from tests.helpers import slapd
from tests.helpers.running_server import RunningServer
from tests.helpers.slapd import Slapd, person
from tests.server.api.test_api import refusal
from tests.server.portal.browsing import browsing, words

pytestmark = [pytest.mark.peer, pytest.mark.skipif(not slapd.may_run(), reason="slapd is not installed")]

# slapadd gives entries without an entryUUID a new one each time.
KNOWN = {
    "asa": "11111111-1111-1111-1111-111111111111",
    "disa": "22222222-2222-2222-2222-222222222222",
    "ebba": "33333333-3333-3333-3333-333333333333",
    "fia": "44444444-4444-4444-4444-444444444444",
}


def entry(uid: str, **attributes: str) -> str:
    return person(uid, entryUUID=KNOWN[uid], **attributes)


@pytest.fixture
def directory() -> Iterator[Slapd]:
    started = Slapd(
        entry("asa", displayName="Asa Oberg", title="VD"),
        entry("disa", displayName="Disa Dal", mobile="070-123 45 67", departmentNumber="Ekonomi"),
        entry("ebba", displayName="Ebba Ek", telephoneNumber="08-123 45 90"),
        entry("fia", displayName="Fia", telephoneNumber="12"),
    )
    yield started
    started.stop()


def source(of: Slapd) -> dict[str, str]:
    return {
        "address": f"127.0.0.1:{of.tls_port}",
        "authority": of.authority,
        "bind_dn": slapd.BIND_DN,
        "password": slapd.PASSWORD,
        "base_dn": slapd.BASE,
    }


def test_people_come_from_the_directory_and_go_when_that_is_asked_for(
    server: RunningServer, directory: Slapd
) -> None:
    with server.http(server.token()) as client:
        client.timeout = 120  # each import is a process or two
        assert refusal(client.post("/directory/import")) == (409, "no_directory")
        assert refusal(client.get("/directory")) == (409, "no_directory")
        assert refusal(client.put("/directory", json=source(directory) | {"base_dn": ""}))[0] == 422
        shown = client.put("/directory", json=source(directory)).json()
        assert shown["has_password"] and slapd.PASSWORD not in json.dumps(shown, ensure_ascii=False)
        # Without a password the one before stays; but not for another server.
        unchanged = source(directory) | {"password": ""}
        assert client.put("/directory", json=unchanged).status_code == 200
        elsewhere = unchanged | {"address": "ldap.elsewhere.test"}
        assert refusal(client.put("/directory", json=elsewhere)) == (422, "bad_request")

        tried = client.post("/directory/import?dry_run=true").json()
        assert (tried["adds"], tried["changes"], tried["faulty"]) == (2, 1, 1)
        assert server.directory.find("disa") is None
        assert refusal(client.post("/directory/import")) == (422, "bad_request")
        done = client.post("/directory/import?without_faulty=true").json()
        assert (done["added"], done["changed"], done["vanished"]) == (2, 1, 0)
        disa, asa = server.directory.find("+46701234567"), server.directory.find("asa")
        assert isinstance(disa, Person) and (disa.login, disa.department) == ("disa", "Ekonomi")
        assert isinstance(asa, Person) and (asa.name, asa.title, asa.extension) == ("Asa Oberg", "VD", "101")

        directory.fill(entry("disa", displayName="Disa Ny"))
        tried = client.post("/directory/import?dry_run=true").json()
        assert [each["login"] for each in tried["vanished"]] == ["asa", "ebba"]
        assert client.post("/directory/import").json()["deactivated"] == 0
        found = server.directory.find("ebba"), server.directory.find("+46701234567")
        assert found[0] is not None and found[1] is not None and found[1].name == "Disa Ny"
        # The last administrator stays, whatever the directory says.
        agreed = f"/directory/import?deactivate_vanished={tried['vanished_mark']}"
        # Somebody comes back, and somebody changes: the dry run is one of yesterday.
        directory.fill(entry("disa", displayName="Disa Tredje"), entry("ebba"))
        assert refusal(client.post(agreed)) == (409, "others_vanished")
        assert server.directory.find("ebba") is not None
        assert [each.name for each in server.directory.people.values() if each.login == "disa"] == ["Disa Ny"]
        directory.fill(entry("disa", displayName="Disa Ny"))
        done = client.post(agreed).json()
        assert (done["vanished"], done["deactivated"]) == (2, 1)
        assert [each.partition(":")[0] for each in done["kept_active"]] == ["asa"]
        assert server.directory.find("ebba") is None and server.directory.find("asa") is not None
        directory.fill()
        assert refusal(client.post(agreed)) == (409, "empty_directory")
        assert server.directory.find("disa") is not None

        assert client.put("/directory", json=source(directory) | {"authority": ""}).status_code == 200
        assert refusal(client.post("/directory/import?dry_run=true")) == (502, "directory_untrusted")
        assert client.delete("/directory").status_code == 204
        entries = client.get("/audit").json()["entries"]
        assert [each["action"] for each in entries[:2]] == ["directory.changed"] * 2
        assert slapd.PASSWORD not in json.dumps(entries, ensure_ascii=False)


def test_the_portal_shows_what_would_become_of_whom(server: RunningServer, directory: Slapd) -> None:
    page = "/admin/people/directory"
    with browsing(server, "asa") as browser:
        assert browser.get(page).status_code == 200
        wrong = browser.send(page, page, **source(directory) | {"address": "ldap://x"})
        assert wrong.status_code == 422 and "En adress är VÄRD" in words(wrong.text)
        form = source(directory) | {"security": "ldaps", "product": "openldap"}
        assert browser.send(page, page, **form).status_code == 303
        assert slapd.PASSWORD not in browser.get(page).text
        tried = browser.send(page, f"{page}/import")
        assert "2 läggs till, 1 ändras. En rad med fel lämnas utanför." in words(tried.text)
        assert "”12” är inget telefonnummer." in words(tried.text)
        done = browser.send(page, f"{page}/import", for_good="1")
        assert "Tillagda: 2. Ändrade: 1. Avaktiverade: 0." in words(done.text)
        directory.fill(entry("asa"), entry("disa"))
        tried = browser.send(page, f"{page}/import")
        said, agreed = words(tried.text), {"for_good": "1", "deactivate_vanished": "1"}
        assert "Avaktivera den som inte finns där längre" in said and "Ebba Ek" in said
        # Whoever vanished after that is nobody of whom it was agreed.
        agreed |= {"vanished": vanished(tried.text)}
        directory.fill(entry("disa"))
        done = browser.send(page, f"{page}/import", **agreed)
        assert done.status_code == 422 and "inget ändrades. Pröva igen." in words(done.text)
        assert server.call(lambda: server.directory.find("ebba")) is not None
        agreed |= {"vanished": vanished(browser.send(page, f"{page}/import").text)}
        done = browser.send(page, f"{page}/import", **agreed)
        assert "Avaktiverade: 1. asa: Ingen annan är administratör" in words(done.text)
        assert server.call(lambda: server.directory.find("ebba")) is None
        # A filter has a limit of its own.
        wrong = browser.send(page, page, **form | {"filter": "x" * 1_001})
        assert "Det här har fler än 1\u00a0000 tecken." in unescape(wrong.text)
        asked = browser.get(f"{page}/forget")
        assert "Glömma katalogen?" in words(asked.text) and "Avbryt" in words(asked.text)
        assert f"127.0.0.1:{directory.tls_port}" in browser.get(page).text
        directory.stop()
        gone = browser.send(page, f"{page}/import")
        assert gone.status_code == 422 and "Katalogen svarar inte" in words(gone.text)
        assert browser.send(f"{page}/forget", f"{page}/forget").status_code == 303
        assert f"127.0.0.1:{directory.tls_port}" not in browser.get(page).text
        assert browser.get(f"{page}/forget").status_code == 303


def vanished(page: str) -> str:
    """That its form sends on."""
    found = re.search(r'name="vanished" value="([0-9a-f]+)"', page)
    assert found, page
    return found[1]


def test_the_shell_does_the_same(
    server: RunningServer,
    directory: Slapd,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SOFTPHONE_SERVER", server.addresses.http)
    monkeypatch.setenv("SOFTPHONE_TOKEN", server.token())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    authority = tmp_path / "ca.pem"
    authority.write_text(directory.authority)
    (tmp_path / "password").write_text(f"{slapd.PASSWORD}\n", encoding="utf-8")
    address = f"127.0.0.1:{directory.port}"
    with (tmp_path / "password").open(encoding="utf-8") as typed:
        monkeypatch.setattr(sys, "stdin", typed)
        given = ("--ca", str(authority), "--bind-dn", slapd.BIND_DN, "--password", "--security", "starttls")
        assert run(["directory", "set", address, slapd.BASE, *given]) == 0
    capsys.readouterr()
    assert run(["directory", "import", "--dry-run"]) == REFUSED
    out, err = capsys.readouterr()
    assert "is added" in out and '"12" is not a telephone number.' in out
    assert "2 would be added, 1 changed; 1 row has faults.\n" in err
    assert run(["directory", "import", "--without-faulty"]) == 0
    assert "2 were added, 1 changed, 0 deactivated." in capsys.readouterr().out
    directory.fill(entry("asa"), entry("disa"))
    assert run(["directory", "import", "--dry-run"]) == 0
    deactivate = ["directory", "import", *capsys.readouterr().err.split()[-2:]]
    assert run([*deactivate[:-1], "another"]) == REFUSED
    assert "nothing was changed. Try it again." in capsys.readouterr().err
    assert run(deactivate) == 0 and ", 1 deactivated." in capsys.readouterr().out
    assert run(["directory", "remove"]) == 0
    structlog.reset_defaults()


def test_a_directory_that_never_ends_its_answer_is_given_up(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_import, "LONGEST", 1.0)
    # It takes connections, and nobody says anything there.
    with socket.create_server(("127.0.0.1", 0)) as silent, server.http(server.token()) as client:
        client.timeout = 120
        where = {"address": f"127.0.0.1:{silent.getsockname()[1]}", "base_dn": slapd.BASE}
        assert client.put("/directory", json=where).status_code == 200
        answer = client.post("/directory/import?dry_run=true")
        assert refusal(answer) == (502, "directory_unreachable") and "within 1 s" in answer.text


def test_a_directory_that_never_answers_does_not_hold_up_the_stop(server: RunningServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, server.http(server.token()) as client:
        silent.settimeout(120)
        where = {"address": f"127.0.0.1:{silent.getsockname()[1]}", "base_dn": slapd.BASE}
        assert client.put("/directory", json=where).status_code == 200
        came: list[object] = []

        def ask() -> None:
            try:
                came.append(refusal(client.post("/directory/import?dry_run=true")))
            except httpx.HTTPError as error:  # the connection may end before the answer
                came.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        with silent.accept()[0]:  # it is being asked
            before = time.monotonic()
            server.stop()
            # The child alone would wait for a minute; systemd does for 40 s.
            assert time.monotonic() - before < 30
            asking.join(120)
    assert came == [(503, "stopping")] or isinstance(came[0], httpx.HTTPError)
