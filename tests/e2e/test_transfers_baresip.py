"""A telephone that is not ours in a transfer of ours: Debian's baresip as who is transferred, and as whom to.
Bo transfers; Anna is the third."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from softphone.calls.commands import Transport
from softphone.calls.desk_view import DeskCall
from softphone.calls.transfer import Button, Kind, Step
from softphone.calltest.accounts import Server
from tests.e2e.baresip import Baresip
from tests.e2e.desk_phone import DeskPhone, Voice, hear

pytestmark = [pytest.mark.realtime, pytest.mark.patient, pytest.mark.peer]

BARESIP = Voice(2)


@dataclass
class Office:
    anna: DeskPhone
    bo: DeskPhone
    baresip: Baresip
    annas: str
    baresips: str
    """Their extensions."""
    domain: str

    def baresip_waits(self) -> DeskCall:
        """It called Bo, and they talk."""
        self.baresip.command("dial", f"sip:bo@{self.domain}")
        call = self.bo.answers()
        hear((self.bo, (BARESIP,)))
        return call

    def anna_waits(self) -> DeskCall:
        self.anna.dial("bo")
        call = self.bo.answers()
        self.anna.talks_with("bo")
        return call

    def handed_over(self) -> None:
        """Anna and baresip talk, and Bo is out of it."""
        hear((self.anna, (BARESIP,)))
        self.bo.is_free()
        self.baresip_hears_anna()

    def baresip_hears_anna(self) -> None:
        """Its recording ends when it is put on hold: not after that."""
        hear((self.baresip, (self.anna,)))


@pytest.fixture
def office(server: Server, tmp_path: Path) -> Iterator[Office]:
    anna, bo, eva = server.accounts
    with (
        DeskPhone(tmp_path, server.settings(anna, Transport.UDP), voice=0) as annas,
        DeskPhone(tmp_path, server.settings(bo, Transport.UDP), voice=1) as bos,
        Baresip(
            tmp_path / "baresip",
            user=eva.user,
            secret=eva.secret,
            domain=server.domain,
            server=server.addresses[Transport.UDP],
            codec="PCMA",
            rate=8000,
            voice=BARESIP.voice,
        ) as theirs,
    ):
        for each in (annas, bos):
            each.begin()
            each.signed_in()
        theirs.wait_until_registered()
        yield Office(annas, bos, theirs, anna.extension, eva.extension, server.domain)


def joined(office: Office) -> None:
    """baresip 1.0 does not know Replaces: on Complete, Bo's phone joins the two, and says so."""
    assert office.bo.step(Step.TALKING).by_phone
    office.bo.press(Button.COMPLETE)
    office.bo.step(Step.BRIDGED)
    hear((office.anna, (BARESIP,)), (office.bo, ()))


def test_it_is_transferred_directly(office: Office) -> None:
    office.bo.transfer(office.baresip_waits(), office.annas, Kind.DIRECT)
    arrived = office.anna.answers()
    assert arrived.name == "eva"
    office.bo.step(Step.DONE)
    office.handed_over()


def test_it_is_transferred_directly_and_nobody_comes(office: Office) -> None:
    office.bo.transfer(office.baresip_waits(), office.annas, Kind.DIRECT)
    office.anna.declines()
    office.bo.step(Step.FAILED)
    office.bo.press(Button.TAKE_BACK)
    office.bo.talks_with("eva")
    hear((office.bo, (BARESIP,)))


def test_it_is_transferred_announced(office: Office) -> None:
    office.bo.transfer(office.baresip_waits(), office.annas, Kind.ANNOUNCED)
    office.anna.answers()
    office.bo.step(Step.TALKING)
    office.bo.talks_with(office.annas)
    joined(office)


def test_a_caller_is_transferred_to_it_directly(office: Office) -> None:
    office.bo.transfer(office.anna_waits(), office.baresips, Kind.DIRECT)
    office.bo.step(Step.DONE)
    office.handed_over()


def test_a_caller_is_transferred_to_it_announced(office: Office) -> None:
    office.bo.transfer(office.anna_waits(), office.baresips, Kind.ANNOUNCED)
    office.bo.step(Step.TALKING)
    hear((office.bo, (BARESIP,)))
    joined(office)
    office.baresip_hears_anna()
