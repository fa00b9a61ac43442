"""kill -9 of the engine during fifty calls between colleagues, over UDP and TLS: nobody hears anything of it,
and once it is there again each call can be held, taken over and hung up."""

import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest

from softphone.calls.call import Call, CallState, Quality
from softphone.calls.commands import AccountSettings, AddAccount, Dial, HangUp, Hold, Resume, Transport
from softphone.calls.events import RegistrationChanged, RegistrationState
from softphone.calls.phone import PhoneSettings
from softphone.calltest.colleague import Colleague, Manner
from softphone.calltest.station import Station
from softphone.calltest.words import Behaviour
from softphone.phone.client import ProcessPhone
from softphone.server.embedded import EmbeddedServer
from tests.helpers.pjsip import MANY, needs
from tests.helpers.ports import free_port

pytestmark = pytest.mark.realtime

CALLS = 25
"""Over each transport."""
PEOPLE = {"anna": Transport.UDP, "bo": Transport.UDP, "cia": Transport.TLS, "dan": Transport.TLS}
PAIRS = (("anna", "bo"), ("cia", "dan"))
PASSWORD = "a-password-of-four"
PATIENCE = 60.0
"""Seconds for what takes a few on a quiet machine."""


def company(words: dict[str, str]) -> str:
    lines = ['domain = "company.test"']
    for number, name in enumerate(PEOPLE, start=201):
        lines += [
            f'[[people]]\nlogin = "{name}"\nname = "{name.title()}"\nextension = "{number}"',
            f'password = "{PASSWORD}"',
        ]
    for name in PEOPLE:
        for device in ("pc", "other"):
            lines.append(
                f'[[devices]]\nperson = "{name}"\nuser = "{name}-{device}"\nsecret = "{words[name]}"'
            )
    return "\n".join(lines)


@dataclass
class Desk:
    """A person's phone, answering by itself."""

    name: str
    station: Station

    def calls(self, *, held: bool | None = None) -> list[Call]:
        """Those that are on, and are (or are not) held by this phone."""
        return [
            call
            for call in self.station.calls.values()
            if call.state is CallState.CONFIRMED and held in (None, call.held)
        ]

    def wait(self, what: str, condition: Callable[[], bool]) -> None:
        assert self.station.wait(condition, PATIENCE), f"{self.name}: no {what} within {PATIENCE:g} s"

    def wait_calls(self, count: int, *, held: bool | None = None) -> None:
        self.wait(f"{count} calls (held: {held})", lambda: len(self.calls(held=held)) == count)

    def registered_again(self, before: RegistrationChanged) -> bool:
        now = self.station.registrations[self.name]
        return now is not before and now.state is RegistrationState.REGISTERED


@dataclass
class Office:
    server: EmbeddedServer
    words: dict[str, str]
    stack: ExitStack

    def settings(self, name: str, device: str = "pc") -> AccountSettings:
        transport = PEOPLE[name]
        at = self.server.addresses
        return AccountSettings(
            user=name,
            domain=at.domain,
            secret=self.words[name],
            digest_user=f"{name}-{device}",
            transport=transport,
            proxy=at.sip_tls if transport is Transport.TLS else at.sip,
        )

    def desk(self, name: str, device: str = "pc") -> Desk:
        phone = ProcessPhone(
            PhoneSettings(
                bind="127.0.0.1",
                trust_anchors=(self.server.addresses.ca,),
                codecs=("PCMA",),
                calls=CALLS + 2,
                log_level=1,
            )
        )
        station = Station(name, phone, [Colleague(name, Manner(behaviour=Behaviour.ANSWER))], time.monotonic)
        self.stack.callback(station.close)
        made = Desk(name, station)
        station.send(AddAccount(name, self.settings(name, device)))
        made.wait("registration", lambda: station.registered)
        return made

    def lines(self) -> dict[str, str]:
        """Of everybody, as anna's window shows them."""
        with httpx.Client(base_url=self.server.addresses.http, trust_env=False, timeout=PATIENCE) as client:
            signed_in = client.post(
                "/api/v1/sign-in", json={"login": "anna", "password": PASSWORD, "device_name": "test"}
            )
            token = signed_in.json()["token"]
            rows = client.get("/api/v1/colleagues", headers={"Authorization": f"Bearer {token}"}).json()
        logins = {row["person"]["login"]: row["line"] for row in rows["colleagues"]}
        return {name: logins[name] for name in PEOPLE}

    def wait_lines(self, line: str) -> None:
        """All are so: what has ended for two telephones, the server may just be about to see."""
        deadline = time.monotonic() + PATIENCE
        while set((lines := self.lines()).values()) != {line}:
            assert time.monotonic() < deadline, lines


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    words = {name: secrets.token_hex(16) for name in PEOPLE}
    sip, _tls, http = free_port(), free_port(), free_port()
    server = EmbeddedServer(
        company(words), folder=tmp_path / "server", sip=f"127.0.0.1:{sip}", http=f"127.0.0.1:{http}"
    )
    with ExitStack() as stack:
        stack.callback(server.stop)
        server.start()
        yield Office(server, words, stack)


def heard(desk: Desk, calls: list[Call], rounds: int) -> bool:
    """Whether packets came in each of these calls, in that many measurements from now on."""
    for _ in range(rounds):
        before = dict(desk.station.quality)

        def measured(before: dict[str, Quality] = before) -> bool:
            quality = desk.station.quality
            return all(
                call.id in quality
                and quality[call.id] is not before.get(call.id)
                and quality[call.id].packets_received > 0
                for call in calls
            )

        if not desk.station.wait(measured, PATIENCE):
            return False
    return True


def test_fifty_calls_outlive_a_killed_engine(office: Office) -> None:
    needs(f"{MANY} calls at once")
    desks = {name: office.desk(name) for name in PEOPLE}
    for caller, callee in PAIRS:
        for number in range(CALLS):
            desks[caller].station.send(Dial(call=f"{caller}-{number}", account=caller, target=callee))
    for desk in desks.values():
        desk.wait_calls(CALLS)
    office.wait_lines("busy")

    registered = {name: desk.station.registrations[name] for name, desk in desks.items()}
    os.kill(office.server.process_id, signal.SIGKILL)
    for desk in desks.values():
        assert heard(desk, desk.calls(), 2), f"{desk.name} lost the sound of a call"
        assert len(desk.calls()) == CALLS
    office.server.stop()
    office.server.start()
    again = time.monotonic()
    for name in ("cia", "dan"):
        desk, before = desks[name], registered[name]
        desk.wait("registration after the restart", partial(desk.registered_again, before))
        print(f"{name} was back {time.monotonic() - again:.1f} s after the restart")
    assert set(office.lines().values()) == {"busy"}, "who was in a call still is"

    for caller, _ in PAIRS:
        desk = desks[caller]
        began = time.monotonic()
        for call in desk.calls():
            desk.station.send(Hold(call.id))
        desk.wait_calls(CALLS, held=True)
        for call in desk.calls():
            desk.station.send(Resume(call.id))
        desk.wait_calls(CALLS, held=False)
        print(f"{caller} held and resumed {CALLS} calls in {time.monotonic() - began:.1f} s")

    for caller, callee in PAIRS:
        taken = desks[caller].calls()[0]
        other = office.desk(caller, "other")
        other.station.send(Dial(call="taken over", account=caller, target=callee, replaces=taken.dialog))
        other.wait_calls(1)
        desks[caller].wait_calls(CALLS - 1)
        assert heard(other, other.calls(), 1)
        other.station.send(HangUp("taken over"))

    for _, callee in PAIRS:
        for call in desks[callee].calls():
            desks[callee].station.send(HangUp(call.id))
    for desk in desks.values():
        desk.wait_calls(0)
    office.wait_lines("free")
