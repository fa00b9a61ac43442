"""Profiles by service code, dialled from a telephone at a real server."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from softphone.sip.message.message import Response
from softphone.sync import settings_wire as wire
from tests.helpers.running_server import RunningServer
from tests.server.engine.company import DOMAIN, SECRET
from tests.server.engine.socket_telephone import telephone

COMPANY = f"""
domain = "{DOMAIN}"
country = "SE"

[[people]]
login = "alice"
password = "alice's password"
name = "Alice"
extension = "101"

[[devices]]
person = "alice"
user = "alice-pc"
secret = "{SECRET}"
"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningServer]:
    with RunningServer(tmp_path, COMPANY) as server:
        yield server


@pytest.fixture
def alice(running: RunningServer) -> Iterator[httpx.Client]:
    with running.http(running.token("alice")) as client:
        yield client


def dialled(server: RunningServer, folder: Path, *codes: str) -> list[tuple[int, str]]:
    """What the display of the telephone shows."""

    async def dialling() -> list[tuple[int, str]]:
        port = int(server.addresses.sip.rpartition(":")[2])
        shown = []
        async with telephone("alice-pc", "udp", port, folder / "data" / "ca.pem") as phone:
            for code in codes:
                sent = await phone.call(code.replace("#", "%23"))
                response = await phone.response()
                assert isinstance(response, Response)
                phone.send(phone.ack_of(sent, response))
                shown.append((response.status, response.reason))
        return shown

    return asyncio.run(dialling())


def in_force(client: httpx.Client) -> wire.InForce:
    return wire.InForce.model_validate(client.get("/people/me/in-force").raise_for_status().json())


def test_a_profile_and_back_to_automatic(running: RunningServer, alice: httpx.Client, tmp_path: Path) -> None:
    before = dt.datetime.now(dt.UTC)
    ((status, shown),) = dialled(running, tmp_path, "*23*2*45#")
    found = in_force(alice)
    assert (found.profile, found.source) == (2, "by service code")
    assert found.until is not None
    assert dt.timedelta(minutes=45) <= found.until - before < dt.timedelta(minutes=46)
    assert status == 480
    assert shown.startswith("Profile 2 Until ")
    assert dialled(running, tmp_path, "#23#") == [(480, "Profile 1 Until Changed")]
    assert in_force(alice).source == "nothing else"


def test_until_changed(running: RunningServer, alice: httpx.Client, tmp_path: Path) -> None:
    assert dialled(running, tmp_path, "*23*8#") == [(480, "Profile 8 Until Changed")]
    assert in_force(alice).profile == 8


def test_what_cannot_be_dialled_changes_nothing(
    running: RunningServer, alice: httpx.Client, tmp_path: Path
) -> None:
    assert dialled(running, tmp_path, "*23*99#", "*23*2*2561#", "*23*5#", "*24*2#") == [
        (404, "No Such Profile"),
        (484, "No Such Length Or Time"),
        (484, "Dial A Date Too"),
        (404, "Not Found"),
    ]
    assert in_force(alice).source == "nothing else"
