"""Call me through it: real calls to sipp in the operator's place, and who may call where."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from softphone.people.directory import Person
from softphone.server.trunk_trials import may_be_tried
from softphone.storage.changes import PutTrunk
from softphone.storage.memory import MemoryRepository
from tests.contract.test_repository import ASA, COMPANY
from tests.helpers.ports import free_port
from tests.helpers.running_server import RunningServer
from tests.server.api.test_api import refusal
from tests.server.engine import test_sipp
from tests.server.portal.browsing import browsing, words

MOBILE = "+46701234501"
BUSY = ("-sf", str(test_sipp.SCENARIOS / "refuses.xml"))
ANSWERS = ("-sn", "uas", "-rtp_echo")


@contextlib.contextmanager
def operator(folder: Path, port: int, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = ["sipp", "-i", "127.0.0.1", "-p", str(port), "-nostdin", "-m", "1", "-mp", str(free_port())]
    process = subprocess.Popen(
        [*command, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def company(port: int) -> str:
    return f"""
domain = "company.test"
country = "SE"
[[people]]
login = "asa"
password = "asa's password"
name = "Asa"
landline = "08-123 45 01"
mobile = "070-123 45 01"
roles = ["admin"]
class_of_service = "landline"
[[trunks]]
name = "Operator"
address = "127.0.0.1:{port}"
"""


def ended(client: Any, path: str) -> list[str]:
    """What it said, when it is over."""
    ends = time.monotonic() + 120
    while True:
        said = client.get(path).json()
        if said["over"]:
            return [step["sentence"] for step in said["steps"]]
        assert time.monotonic() < ends, said
        time.sleep(0.05)


@pytest.mark.peer
def test_the_administrator_is_rung_and_told_each_answer(tmp_path: Path) -> None:
    port = free_port()
    with (
        RunningServer(tmp_path, company(port)) as server,
        server.http(server.token()) as client,
    ):
        (trunk,) = client.get("/trunks").json()["trunks"]
        path = f"/trunks/{trunk['id']}/trial"
        assert refusal(client.get(path)) == (404, "no_trial")
        assert refusal(client.post("/trunks/none/trial")) == (404, "no_such_trunk")
        for number, refused in (
            ("112", (403, "not_allowed")),
            ("+1 212 555 0100", (403, "not_allowed")),
            ("070-999 99 99", (403, "not_allowed")),
            ("nonsense", (422, "bad_request")),
        ):
            assert refusal(client.post(path, json={"number": number})) == refused, number
        with operator(tmp_path, port, *ANSWERS) as sipp:
            assert client.post(path).status_code == 202
            assert refusal(client.post(path)) == (409, "in_progress")
            said = ended(client, path)
            assert sipp.wait(60) == 0
        assert said[0] == f"INVITE for {MOBILE} sent to udp:127.0.0.1:{port}."
        assert said[1:3] == ["180 Ringing.", "200 OK: answered."]
        assert said[3].startswith("Sound came: ")
        assert said[4:] == ["BYE sent.", "BYE answered: 200 OK."]
        with operator(tmp_path, port, *BUSY) as sipp, browsing(server, "asa", "sv") as browser:
            page = f"/admin/trunks/{trunk['id']}/trial"
            assert browser.send(page, page, number="08-123 45 01").status_code == 303
            assert ended(client, path)[-2:] == ["486 Busy Here.", "The number is busy."]
            assert sipp.wait(60) == 0
            assert "Numret är upptaget." in words(browser.get(page).text)
            asked = browser.send(page, page, number="112")
            assert asked.status_code == 422 and "Ingen rings om hjälp" in words(asked.text)
        noted = [each for each in client.get("/audit").json()["entries"] if each["action"] == "trunk.tried"]
        assert [each["after"] for each in noted] == [{"number": "+4681234501"}, {"number": MOBILE}]


def test_a_trunk_that_is_nowhere_is_said_so_and_keeps_nobody_from_starting(tmp_path: Path) -> None:
    with RunningServer(tmp_path, company(5999)) as server:
        (trunk,) = server.directory.trunks.values()
        kept = server.service.accounts._kept
        # As it could be written once.
        wrong = PutTrunk(msgspec.structs.replace(trunk, address="operator..test"))
        server.run(kept.run(kept.repository.change, [wrong]))
    page = f"/admin/trunks/{trunk.id}/trial"
    with RunningServer(tmp_path, company(5999)) as server, browsing(server, "asa", "sv") as browser:
        tried = browser.send(page, page)
        assert tried.status_code == 422 and "Den går inte att pröva nu:" in words(tried.text)
        assert "cannot be tried" not in tried.text


def may(number: str, person: Person = ASA) -> str:
    repository = MemoryRepository()
    repository.load(COMPANY)
    found = may_be_tried(number, person, repository.directory())
    return found if isinstance(found, str) else found.code


def test_a_trial_goes_to_ones_own_number_or_where_one_may_call() -> None:
    inside = Person(id="p9", login="x", name="X", landline="+4681234509", class_of_service="internal")
    assert may("") == ASA.mobile
    assert may("", inside) == "+4681234509"
    assert may("", Person(id="p8", login="y", name="Y")) == "bad_request"
    assert may("08-123 45 09", inside) == "+4681234509"
    assert may("08-123 45 08", inside) == "not_allowed"
    # Also a colleague's number is dialled out here.
    assert may(ASA.landline, inside) == "not_allowed"
    assert may("112") == "not_allowed"
    assert may("0044 20 7946 0000") == "+442079460000"
