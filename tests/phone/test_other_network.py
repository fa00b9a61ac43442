"""Another network in the middle of a call: the real phone on a computer whose address really changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from softphone.calls.call import Call, CallState
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Command,
    Hold,
    NetworkChanged,
    SoundMode,
    SoundSettings,
    Transport,
    UseSound,
)
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    QualityMeasured,
    RegistrationChanged,
    RegistrationState,
    Started,
)
from softphone.calls.phone import PhoneSettings
from softphone.phone.client import ProcessPhone
from softphone.server.addresses import Address
from tests.contract.phone_pairs import Side, connect, hear_each_other
from tests.helpers.namespaces import Computer, cable, possible
from tests.helpers.pjsip import is_ours
from tests.helpers.running_server import RunningServer

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.skipif(not possible(), reason="this machine does not let us make network namespaces"),
]

SERVER, HOME, OFFICE = "10.77.0.1", "10.77.0.2", "10.77.0.3"
COMPANY = 'domain = "company.test"\n' + "".join(
    f"""
[[people]]
login = "{login}"
name = "{login.title()}"
extension = "{extension}"
[[devices]]
person = "{login}"
name = "Desk"
secret = "{login}'s secret"
algorithm = "SHA-256"
"""
    for login, extension in (("anna", "101"), ("bo", "102"))
)


@dataclass
class Away:
    """Anna, who is about to change networks; Bo, beside the server."""

    here: Computer
    there: Computer
    anna: Side
    bo: Side

    def begin(self, transport: Transport, proxy: str) -> None:
        for side, login in ((self.anna, "anna"), (self.bo, "bo")):
            side.wait(Started)
            settings = AccountSettings(
                user=login,
                domain="company.test",
                secret=f"{login}'s secret",
                transport=transport,
                proxy=proxy,
            )
            commands: tuple[Command, ...] = (
                UseSound(SoundSettings(mode=SoundMode.SILENT)),
                AddAccount("me", settings),
            )
            side.send(*commands)
            side.wait(RegistrationChanged, lambda event: event.state is RegistrationState.REGISTERED)
        self.bo.address = "sip:bo@company.test"

    def states(self, since: int) -> list[RegistrationState]:
        return [e.state for e in self.anna.seen[since:] if isinstance(e, RegistrationChanged)]


@pytest.fixture(params=[Transport.UDP, Transport.TLS], ids=["udp", "tls"])
def away(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Away]:
    if request.param is Transport.TLS and not is_ours():
        pytest.skip("absent in PJSIP 2.15.1: a call over TLS taken along to another network")
    with cable() as (here, there):
        here.use(HOME)
        there.use(SERVER)
        with there.inside():
            server = RunningServer(tmp_path / "server", COMPANY, sip=Address(SERVER, 0)).start()
        try:
            tls = request.param is Transport.TLS
            anchors = (server.addresses.ca,)
            with there.inside():
                bo = Side(ProcessPhone(PhoneSettings(trust_anchors=anchors)))
            with here.inside():
                anna = Side(ProcessPhone(PhoneSettings(trust_anchors=anchors)))
            try:
                made = Away(here, there, anna, bo)
                made.begin(request.param, server.addresses.sip_tls if tls else server.addresses.sip)
                yield made
            finally:
                for side in (anna, bo):
                    side.phone.close()
        finally:
            server.stop()


def is_at(address: str, call: Call) -> bool:
    return call.dialog is not None and f"@{address}:" in call.dialog.remote_target


def test_the_call_goes_on_and_nothing_is_said_to_be_wrong(away: Away) -> None:
    ours, theirs = connect(away.anna, away.bo, "first")
    assert is_at(HOME, theirs)
    away.here.use(OFFICE)
    since = len(away.anna.seen)
    away.anna.send(NetworkChanged())
    away.bo.until(lambda calls: is_at(OFFICE, calls[theirs.id]))
    away.anna.wait(QualityMeasured, lambda event: event.quality.packets_received > 80)
    hear_each_other(away.anna, ours.id, away.bo, theirs.id)
    away.anna.until(lambda _: len(away.states(since)) > 1)
    assert away.states(since) == [RegistrationState.REGISTERING, RegistrationState.REGISTERED]
    assert not any(isinstance(event, CallEnded) for event in (*away.anna.seen, *away.bo.seen))
    # And a held one stays held, in a network where the server is not reached at first.
    away.anna.send(Hold(ours.id))
    away.bo.until(lambda calls: calls[theirs.id].held_by_far_end)
    away.anna.until(lambda calls: calls[ours.id].held)
    since = len(away.anna.seen)
    away.here.use(HOME)
    away.there.leave()
    away.anna.send(NetworkChanged())
    away.anna.wait(RegistrationChanged, lambda event: event.state is RegistrationState.REGISTERING)
    away.there.use(SERVER)
    away.bo.until(lambda calls: is_at(HOME, calls[theirs.id]))
    assert away.bo.calls[theirs.id].held_by_far_end
    assert away.bo.calls[theirs.id].state is CallState.CONFIRMED
    away.anna.wait(QualityMeasured)
    assert all(event.call.held for event in away.anna.seen[since:] if isinstance(event, CallChanged))
