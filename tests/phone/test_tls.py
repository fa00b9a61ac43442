"""TLS 1.3: a call over it with the server's certificate verified, and those who are not who they say."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from softphone.calls.call import Security
from softphone.calls.commands import AccountSettings, AddAccount, HangUp, Transport
from softphone.calls.events import Fault, RegistrationChanged, RegistrationState, Started
from softphone.calls.phone import PhoneSettings
from softphone.phone.client import ProcessPhone
from tests.contract.phone_pairs import Pair, Side
from tests.helpers.pjsip import capabilities, needs
from tests.phone.engine import engine
from tests.phone.recordings import hears
from tests.phone.test_sound_of_calls import ALICE_PLAYS, BOB_PLAYS, play_files, registered
from tests.server.engine.certificates import self_signed
from tests.server.engine.company import DOMAIN, SECRET

pytestmark = pytest.mark.realtime


class Front:
    """A server's TLS that speaks one version only, with a certificate for 127.0.0.1."""

    def __init__(self, folder: Path, version: ssl.TLSVersion) -> None:
        self.certificate = self_signed(folder / "server.pem")
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate)
        self.context.minimum_version = self.context.maximum_version = version


@contextmanager
def phones(port: int, anchor: Path) -> Iterator[Pair]:
    """alice and bob, who trust that certificate, registering over TLS at that port."""
    sides: list[Side] = []
    try:
        for user in ("alice", "bob"):
            settings = PhoneSettings(bind="127.0.0.1", trust_anchors=(str(anchor),))
            side = Side(ProcessPhone(settings), "bob")
            sides.append(side)
            side.wait(Started)
            account = AccountSettings(
                user=user,
                domain=DOMAIN,
                digest_user=f"{user}-pc",
                secret=SECRET,
                transport=Transport.TLS,
                proxy=f"127.0.0.1:{port}",
            )
            side.send(AddAccount("me", account))
        yield Pair(*sides)
    finally:
        for side in sides:
            side.phone.close()


def verdict(side: Side) -> RegistrationChanged:
    return side.wait(RegistrationChanged, lambda event: event.state is not RegistrationState.REGISTERING)


@pytest.mark.parametrize("version", ["1.3", "1.2"])
def test_a_call_over_tls(version: str, tmp_path: Path) -> None:
    """The server speaks no other version: every connection of the call was made in this one."""
    if version == "1.3":
        needs("TLS 1.3")
    front = Front(tmp_path, {"1.3": ssl.TLSVersion.TLSv1_3, "1.2": ssl.TLSVersion.TLSv1_2}[version])
    with engine(front.context) as addresses, phones(addresses.tls_port, front.certificate) as both:
        registered(both)
        play_files(both, tmp_path)
        ours, theirs = both.talking()
        assert (ours.security, theirs.security) == (Security.SDES, Security.SDES)
        hears(tmp_path / "bob.wav", ALICE_PLAYS)
        hears(tmp_path / "alice.wav", BOB_PLAYS)
        both.alice.send(HangUp(ours.id))
        both.bob.ended(theirs.id)
        statistics = front.context.session_stats()
        assert statistics["accept_good"] >= 2, statistics


def test_a_server_that_speaks_tls_1_3_alone_is_reached_by_who_speaks_it(tmp_path: Path) -> None:
    """Such a server does insist: without TLS 1.3, nobody registers there."""
    front = Front(tmp_path, ssl.TLSVersion.TLSv1_3)
    with engine(front.context) as addresses, phones(addresses.tls_port, front.certificate) as both:
        if "1.3" in capabilities().tls:
            registered(both)
        else:
            assert verdict(both.alice).state is RegistrationState.RETRYING


@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_server_that_is_not_who_it_says_is_refused(wrong: str, tmp_path: Path) -> None:
    """Its certificate is another authority's, or another host's."""
    version = ssl.TLSVersion.TLSv1_3 if "1.3" in capabilities().tls else ssl.TLSVersion.TLSv1_2
    front = Front(tmp_path, version)
    trusted = front.certificate
    if wrong == "authority":
        (tmp_path / "other").mkdir()
        trusted = self_signed(tmp_path / "other" / "server.pem")
    else:
        front.context.load_cert_chain(self_signed(front.certificate, "192.0.2.1"))
    with engine(front.context) as addresses, phones(addresses.tls_port, trusted) as both:
        for side in (both.alice, both.bob):
            event = verdict(side)
            assert (event.state, event.fault) == (RegistrationState.RETRYING, Fault.UNTRUSTED_CERTIFICATE)
            assert event.reason
