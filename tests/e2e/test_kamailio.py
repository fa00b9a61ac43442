"""A server that is not ours: our phones registered at Debian's kamailio call each other through it, and
transfer calls."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from softphone.calls.call import Ending
from softphone.calls.commands import AccountSettings, HangUp, Transport
from softphone.calls.desk_view import Action
from softphone.calls.transfer import Button, Kind, Step
from softphone.calltest.words import Sight
from tests.e2e.desk_phone import DeskPhone, hear_each_other
from tests.e2e.hearing import hear_well
from tests.e2e.kamailio import Kamailio
from tests.e2e.our_phone import OurPhone
from tests.e2e.test_transfers import Office
from tests.e2e.town import Tap

pytestmark = [pytest.mark.realtime, pytest.mark.peer]

DOMAIN = "provider.test"
SECRET = "not the usual one"


def settings(user: str, proxy: str) -> AccountSettings:
    return AccountSettings(user=user, domain=DOMAIN, secret=SECRET, transport=Transport.UDP, proxy=proxy)


def test_our_phones_call_each_other_through_kamailio(tmp_path: Path) -> None:
    with Kamailio(tmp_path / "kamailio", domain=DOMAIN, secret=SECRET) as kamailio:
        anna = OurPhone(tmp_path / "anna", settings("anna", kamailio.address), voice=0)
        bo = OurPhone(tmp_path / "bo", settings("bo", kamailio.address), voice=1)
        with anna, bo:
            anna.dial("bo")
            call = anna.wait_for(Sight.TALKING)
            assert bo.wait_for(Sight.TALKING).remote.uri.startswith("sip:anna@")
            hear_well(2, (anna.hears, 1), (bo.hears, 0))
            anna.station.send(HangUp(call.id))
            bo.wait_for(Sight.ENDED)
            anna.wait_for(Sight.ENDED)


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    with ExitStack() as stack:
        kamailio = stack.enter_context(Kamailio(folder / "kamailio", domain=DOMAIN, secret=SECRET))
        annas, bos = (stack.enter_context(Tap(kamailio.port)) for _ in range(2))
        ways = {"anna": f"127.0.0.1:{annas.port}", "bo": f"127.0.0.1:{bos.port}", "eva": kamailio.address}
        anna, bo, eva = (
            stack.enter_context(DeskPhone(folder, settings(user, way), voice=voice))
            for voice, (user, way) in enumerate(ways.items())
        )
        for each in (anna, bo, eva):
            each.signed_in()
        yield Office(anna, bo, eva, "eva", annas, bos)


@pytest.fixture
def office(everybody: Office) -> Iterator[Office]:
    everybody.begin()
    yield everybody
    everybody.end()


@pytest.mark.patient
class TestTransfers:
    """The core set of those in test_transfers.py."""

    def test_directly(self, office: Office) -> None:
        office.directly()
        arrived = office.eva.answers()
        assert arrived.transferred_by is not None and arrived.transferred_by.name == "bo"
        office.bo.step(Step.DONE)
        office.handed_over()

    def test_announced_and_completed(self, office: Office) -> None:
        office.consulting()
        hear_each_other(office.bo, office.eva)
        office.bo.press(Button.COMPLETE)
        office.bo.step(Step.DONE)
        office.handed_over()
        # Taken over without ringing again.
        assert len(office.eva.snapshot().calls) == 1

    def test_completed_while_it_rings(self, office: Office) -> None:
        office.announced()
        office.bo.press(Button.COMPLETE)
        office.bo.step(Step.REFERRED)
        call = office.eva.until(
            lambda desk: bool(desk.ringing) and desk.ringing[-1].name == "anna", "rings for Anna"
        ).ringing[-1]
        office.eva.act(call, Action.ANSWER)
        office.bo.step(Step.DONE)
        office.handed_over()
        office.eva.has_ended(Ending.ANSWERED_ELSEWHERE)

    def test_refused_by_the_callers_phone(self, office: Office) -> None:
        call = office.waiting()
        office.bos.outbound = lambda data: data.replace(b"Refer-To: <sip:", b"Refer-To: <htt:")
        office.bo.transfer(call, office.evas, Kind.DIRECT)
        assert office.bo.step(Step.FAILED).refused
        office.back()

    @pytest.mark.parametrize(("status", "reason"), [(486, Ending.BUSY), (603, Ending.DECLINED)])
    def test_the_target_does_not_come(self, office: Office, status: int, reason: Ending) -> None:
        office.directly()
        office.eva.refuses(status)
        failed = office.bo.step(Step.FAILED)
        assert (failed.reason, failed.primary) == (reason, Button.TAKE_BACK)
        office.back()
