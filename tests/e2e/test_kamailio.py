"""A server that is not ours: our phones registered at Debian's kamailio call each other through it."""

from pathlib import Path

import pytest

from softphone.calls.commands import AccountSettings, HangUp, Transport
from softphone.calltest.words import Sight
from tests.e2e.kamailio import Kamailio
from tests.e2e.our_phone import OurPhone
from tests.e2e.test_baresip import well_heard

pytestmark = [pytest.mark.realtime, pytest.mark.peer]

DOMAIN = "provider.test"
SECRET = "not the usual one"


def settings(user: str, kamailio: Kamailio) -> AccountSettings:
    return AccountSettings(
        user=user, domain=DOMAIN, secret=SECRET, transport=Transport.UDP, proxy=kamailio.address
    )


def test_our_phones_call_each_other_through_kamailio(tmp_path: Path) -> None:
    with Kamailio(tmp_path / "kamailio", domain=DOMAIN, secret=SECRET) as kamailio:
        anna = OurPhone(tmp_path / "anna", settings("anna", kamailio), voice=0)
        bo = OurPhone(tmp_path / "bo", settings("bo", kamailio), voice=1)
        with anna, bo:
            anna.dial("bo")
            call = anna.wait_for(Sight.TALKING)
            assert bo.wait_for(Sight.TALKING).remote.uri.startswith("sip:anna@")
            anna.listen(0.5)
            interval = anna.listen(2)
            anna.station.send(HangUp(call.id))
            bo.wait_for(Sight.ENDED)
            anna.wait_for(Sight.ENDED)
        well_heard(anna.heard(interval), voice=1)
        well_heard(bo.heard(interval), voice=0)
