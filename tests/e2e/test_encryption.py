"""Encrypted sound between telephones that do not all encrypt: Anna's and Eva's are signed in over TLS and
encrypt with whoever can, Bo's is signed in over UDP and does not. Each is told what holds."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from softphone.calls.call import Direction, Ending, Security
from softphone.calls.commands import AccountSettings, AddAccount, SoundSecurity, Transport
from softphone.calls.desk_view import Action
from softphone.calls.transfer import Button, Kind, Step
from softphone.calltest.accounts import Server
from tests.e2e.desk_phone import ACCOUNT, DeskPhone, hear, hear_each_other

pytestmark = [pytest.mark.realtime, pytest.mark.patient]


@dataclass
class Office:
    anna: DeskPhone
    bo: DeskPhone
    eva: DeskPhone
    evas: AccountSettings

    def eva_asks_for(self, security: SoundSecurity | None) -> None:
        self.eva.process.send(AddAccount(ACCOUNT, replace(self.evas, sound_security=security)))


@pytest.fixture(scope="module")
def people(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("encryption")
    ways = (Transport.TLS, Transport.UDP, Transport.TLS)
    anna, bo, eva = (server.settings(*each) for each in zip(server.accounts, ways, strict=True))
    trusted = server.trust_anchors
    with (
        DeskPhone(folder, anna, voice=0, trust_anchors=trusted) as annas,
        DeskPhone(folder, bo, voice=1) as bos,
        DeskPhone(folder, eva, voice=2, trust_anchors=trusted) as evas,
    ):
        for each in (annas, bos, evas):
            each.signed_in()
        yield Office(annas, bos, evas, eva)


@pytest.fixture
def office(people: Office) -> Iterator[Office]:
    phones = (people.anna, people.bo, people.eva)
    for each in phones:
        each.begin()
    yield people
    for each in phones:
        each.hangs_up()
    people.eva_asks_for(None)


def talk(caller: DeskPhone, called: DeskPhone, how: Security) -> None:
    """And each knows how."""
    caller.dial(called.user)
    called.answers()
    told(caller, called, how)


def told(one: DeskPhone, other: DeskPhone, how: Security) -> None:
    for each, far in ((one, other), (other, one)):
        each.until(
            lambda desk: desk.active is not None and desk.active.call.security is how, f"told {how.name}"
        )
        assert each.talks_with(far.user).call.security is how
    hear_each_other(one, other)


@pytest.mark.parametrize(
    ("caller", "called", "how"),
    [
        ("anna", "bo", Security.NONE),
        ("bo", "anna", Security.NONE),
        ("anna", "eva", Security.SDES),
        ("eva", "anna", Security.SDES),
    ],
)
def test_a_call_that_is_put_on_hold(office: Office, caller: str, called: str, how: Security) -> None:
    one, other = getattr(office, caller), getattr(office, called)
    talk(one, other, how)
    for holds, waits in ((one, other), (other, one)):
        holds.act(holds.talks(), Action.HOLD)
        waits.until(lambda desk: desk.active is not None and desk.active.call.held_by_far_end, "held")
        holds.act(holds.snapshot().calls[-1], Action.RESUME)
        told(one, other, how)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_transfer_that_makes_it_encrypted(office: Office, kind: Kind) -> None:
    """Anna called Bo, who does not encrypt, and he gives her to Eva, who does."""
    talk(office.anna, office.bo, Security.NONE)
    give(office, office.bo, office.eva, kind)
    told(office.anna, office.eva, Security.SDES)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_transfer_that_makes_it_audible_to_others(office: Office, kind: Kind) -> None:
    """Anna and Eva talk encrypted until Eva gives her to Bo: her lock is gone."""
    talk(office.anna, office.eva, Security.SDES)
    give(office, office.eva, office.bo, kind)
    told(office.anna, office.bo, Security.NONE)


def give(office: Office, by: DeskPhone, to: DeskPhone, kind: Kind) -> None:
    by.transfer(by.talks(), to.user, kind)
    to.answers()
    if kind is Kind.ANNOUNCED:
        by.step(Step.TALKING)
        hear((to, (by,)), (by, (to,)))
        by.press(Button.COMPLETE)
    office.anna.talks_with(to.user)
    by.is_free()


def test_who_demands_encryption_is_called_once_more(office: Office) -> None:
    office.eva_asks_for(SoundSecurity.REQUIRED)
    talk(office.anna, office.eva, Security.SDES)
    office.anna.act(office.anna.talks(), Action.HOLD)
    office.eva.until(lambda desk: desk.active is not None and desk.active.call.held_by_far_end, "held")
    office.anna.act(office.anna.snapshot().calls[-1], Action.RESUME)
    told(office.anna, office.eva, Security.SDES)
    office.anna.hangs_up()
    office.eva.is_free()
    talk(office.eva, office.anna, Security.SDES)


def test_who_demands_encryption_of_one_that_has_none(office: Office) -> None:
    office.eva_asks_for(SoundSecurity.REQUIRED)
    office.eva.dial("bo")
    office.eva.is_free()
    office.eva.has_ended(Ending.NO_SOUND_SECURITY)
    office.bo.dial("eva")
    office.bo.is_free()
    office.bo.has_ended(Ending.NO_COMMON_CODEC)
    assert all(each.call.direction is Direction.OUTGOING for each in office.eva.snapshot().calls)
