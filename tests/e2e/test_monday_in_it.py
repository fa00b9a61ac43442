"""A Monday in IT: a fresh server, fifty people from a table, an invitation opened by the desktop, calls that
work, one person out, exported and erased; and the audit log lists every step."""

import io
import secrets
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest

from softphone.people.company import SignedIn, SignedOut
from softphone.people.invitation import invited, read_invitation
from softphone.programs.call_test import run as call_test
from softphone.sync.client import CompanyClient
from tests.helpers.running_server import RunningServer
from tests.helpers.standstills import again_if_held_up
from tests.server.test_presence import authorization, register, telephone

pytestmark = pytest.mark.realtime

OUT_WITHIN = 15.0
"""Seconds from the click until the desktop has heard of it; the telephone is out with the answer. It is
milliseconds; the rest is for a machine that stands still."""


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[RunningServer]:
    with RunningServer(tmp_path, company_file=None) as running:
        yield running


def table(*, mended: bool) -> bytes:
    rows = [f"p{n};Person {n};{1000 + n};08-555 0{n:04}" for n in range(50)]
    if not mended:
        rows[9] = "p9;Person 9;1009;08-5"
        rows[19] = "p19;;1019;08-555 00019"
        rows[29] = "p29;Person 29;1028;08-555 00029"
    return ("Användarnamn;Namn;Anknytning;Fastnummer\r\n" + "\r\n".join(rows)).encode("cp1252")


def accounts_file(fresh: RunningServer, folder: Path, tokens: dict[str, str]) -> Path:
    """What `softphone call-test` signs in with: a device of each of these people."""
    host, _, port = fresh.addresses.sip.rpartition(":")
    text = (
        f'server = "{host}:{port}"\ndomain = "{fresh.addresses.domain}"\n'
        f'tls_port = {fresh.addresses.sip_tls.rpartition(":")[2]}\ntrust_anchors = ["{fresh.addresses.ca}"]\n'
    )
    for login, token in tokens.items():
        with fresh.http(token) as own:
            device = own.post("/devices", json={"name": "Test"}).raise_for_status().json()
            extension = own.get("/me").json()["extension"]
        text += (
            f'[[accounts]]\nuser = "{login}"\nsecret = "{device["secret"]}"\n'
            f'digest_user = "{device["user"]}"\nextension = "{extension}"\n'
        )
    path = folder / "accounts.toml"
    path.write_text(text, encoding="utf-8")
    return path


def invite(admin: httpx.Client, person: str) -> tuple[str, str, str]:
    """Server, login and token of an invitation."""
    made = admin.post(f"/people/{person}/invitation").raise_for_status().json()
    link = read_invitation(made["link"])
    assert link is not None
    return link.server, link.login, link.token


def accept(fresh: RunningServer, token: str) -> str:
    with fresh.http() as stranger:
        answer = stranger.post("/invitations/accept", json={"token": token}).raise_for_status()
    return str(answer.json()["token"])


def test_a_monday(fresh: RunningServer, tmp_path: Path) -> None:
    first = {"login": "elsa", "password": "elsa's password"}
    with fresh.http() as stranger:
        made = {"code": fresh.service.first_code, "name": "Elsa Holm", **first}
        stranger.post("/first-administrator", json=made).raise_for_status()
        body = first
        token = stranger.post("/sign-in", json=body).raise_for_status().json()["token"]
    with fresh.http(token) as admin:
        # Fifty people, three of whose rows have faults.
        csv = {"Content-Type": "text/csv"}
        tried = admin.post("/people/import?dry_run=true", content=table(mended=False), headers=csv).json()
        faults = {
            row["line"]: " ".join(each["sentence"] for each in row["faults"])
            for row in tried["rows"]
            if not row["adds"]
        }
        assert (tried["adds"], faults) == (
            47,
            {
                11: 'landline: "08-5" is not a telephone number.',
                21: "name: This is missing.",
                31: 'extension: "1028" is in use.',
            },
        )
        done = admin.post("/people/import", content=table(mended=True), headers=csv)
        assert (done.status_code, done.json()) == (201, {"count": 50})
        people = {
            row["login"]: row["id"] for row in admin.get("/people", params={"limit": 200}).json()["people"]
        }
        assert len(people) == 51
        admin.patch(f"/people/{people['p0']}", json={"add_ons": ["recording"]}).raise_for_status()

        # An invitation, opened by the desktop.
        server, login, invitation = invite(admin, people["p0"])
        desktop = CompanyClient(lambda: 0.5, new_id=lambda: secrets.token_hex(16))
        desktop.sign_in(server, login, invited(invitation), device_name="Desktop")
        signed_in = desktop.receive(60)
        assert isinstance(signed_in, SignedIn) and signed_in.person.login == "p0"

        # Two others call each other, measured.
        tokens = {each: accept(fresh, invite(admin, people[each])[2]) for each in ("p1", "p2")}
        report = tmp_path / "report.xml"
        scenario = Path(__file__).parents[2] / "softphone" / "calltest" / "scenarios" / "by_extension.toml"
        wanted = ["--accounts", str(accounts_file(fresh, tmp_path, tokens)), "--junit", str(report)]

        def measured() -> None:
            assert call_test([*wanted, str(scenario)]) == 0

        again_if_held_up(measured)
        suites = ET.parse(report).getroot()
        cases = list(suites.iter("testcase"))
        assert cases and not list(suites.iter("failure")) and not list(suites.iter("skipped"))

        # One is deactivated: their phone is out.
        account = signed_in.account
        with telephone(account) as connection:
            challenge = register(connection, account, 1)
            right = register(connection, account, 2, authorization(challenge, account, account.secret))
            assert right.startswith("SIP/2.0 200 ")
            assert fresh.call(lambda: fresh.service._engine.is_registered(account.digest_user))  # type: ignore[union-attr]
            started = time.monotonic()
            admin.post(f"/people/{people['p0']}/deactivate").raise_for_status()
            assert not fresh.call(lambda: fresh.service._engine.is_registered(account.digest_user))  # type: ignore[union-attr]
            while not isinstance(event := desktop.receive(60), SignedOut):
                assert event is not None
            assert time.monotonic() - started < OUT_WITHIN
            assert event.by_server
            refused = register(connection, account, 3)
            again = register(connection, account, 4, authorization(refused, account, account.secret))
            assert again.startswith("SIP/2.0 401 ")
        desktop.close()

        # What there is of them is handed out, and then nothing is left.
        exported = admin.get(f"/people/{people['p0']}/export").raise_for_status().content
        assert b'"p0"' in zipfile.ZipFile(io.BytesIO(exported)).read("person.json")
        admin.delete(f"/people/{people['p0']}").raise_for_status()

        entries = admin.get("/audit").json()["entries"]
        assert [entry["action"] for entry in reversed(entries)] == [
            "company.started",
            "people.imported",
            "person.changed",
            "invitation.made",
            "invitation.used",
            *(["invitation.made", "invitation.used"] * 2),
            "person.deactivated",
            "person.exported",
            "person.erased",
        ]
        assert {entry["source"] for entry in entries} <= {"127.0.0.1", ""}
        assert "Person 0" not in str(entries)
