"""A far end that is not ours: Debian's baresip, registered at our engine."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from softphone.calls.call import Security
from softphone.calls.commands import HangUp, SoundKeys, SoundSecurity, Transport
from softphone.calltest.accounts import Server
from softphone.calltest.words import Sight
from tests.e2e.baresip import Baresip
from tests.e2e.hearing import hear_well
from tests.e2e.hearing import well_heard as well_heard
from tests.e2e.our_phone import PATIENCE, OurPhone
from tests.helpers.pjsip import needs

pytestmark = [pytest.mark.realtime, pytest.mark.peer]

OURS, THEIRS = 0, 1
ENCRYPTION = {SoundKeys.SDES: "srtp-mand", SoundKeys.DTLS: "dtls_srtp"}
"""baresip's names."""
LISTEN = 2
"""Seconds of a conversation that are judged."""


def phones(
    server: Server, folder: Path, codec: str, rate: int, keys: SoundKeys | None = None
) -> tuple[OurPhone, Baresip]:
    """With keys, both take no call without encrypted sound."""
    anna = server.accounts[0]
    settings = server.settings(anna, Transport.UDP)
    if keys is not None:
        settings = replace(settings, sound_security=SoundSecurity.REQUIRED, sound_keys=keys)
    ours = OurPhone(folder / "ours", settings, voice=OURS)
    return ours, baresip(server, folder, codec, rate, "" if keys is None else ENCRYPTION[keys])


def baresip(server: Server, folder: Path, codec: str, rate: int, encryption: str) -> Baresip:
    eva = server.accounts[2]
    return Baresip(
        folder / "theirs",
        user=eva.user,
        secret=eva.secret,
        domain=server.domain,
        server=server.addresses[Transport.UDP],
        codec=codec,
        rate=rate,
        voice=THEIRS,
        encryption=encryption,
    )


@pytest.mark.parametrize(("codec", "rate"), [("PCMA", 8000), ("G722", 16_000), ("opus", 48_000)])
def test_we_call_baresip(server: Server, tmp_path: Path, codec: str, rate: int) -> None:
    if codec == "opus":
        needs("Opus")
    ours, theirs = phones(server, tmp_path, codec, rate)
    with ours, theirs:
        theirs.wait_until_registered()
        ours.dial("eva")
        call = ours.wait_for(Sight.TALKING)
        theirs.wait_for("CALL_ESTABLISHED")
        hear_well(LISTEN, (ours.hears, THEIRS), (theirs.heard, OURS))
        assert ours.station.calls[call.id].codec == codec
        ours.station.send(HangUp(call.id))
        ours.wait_for(Sight.ENDED)
        theirs.wait_for("CALL_CLOSED")


@pytest.mark.parametrize("who_calls", ["we", "baresip"])
@pytest.mark.parametrize("keys", list(SoundKeys))
def test_encrypted_sound(server: Server, tmp_path: Path, keys: SoundKeys, who_calls: str) -> None:
    if keys is SoundKeys.DTLS:
        needs("SRTP by DTLS")
    ours, theirs = phones(server, tmp_path, "PCMA", 8000, keys)
    with ours, theirs:
        theirs.wait_until_registered()
        if who_calls == "we":
            ours.dial("eva")
        else:
            theirs.command("dial", f"sip:anna@{server.domain}")
        call = ours.wait_for(Sight.TALKING)
        theirs.wait_for("CALL_ESTABLISHED")
        wanted = Security(keys.value)
        assert ours.station.wait(lambda: ours.station.calls[call.id].security is wanted, PATIENCE), (
            theirs.log()
        )
        hear_well(LISTEN, (ours.hears, THEIRS), (theirs.heard, OURS))
        ours.station.send(HangUp(call.id))
        ours.wait_for(Sight.ENDED)
        theirs.wait_for("CALL_CLOSED")


def test_baresip_calls_us_and_hangs_up(server: Server, tmp_path: Path) -> None:
    ours, theirs = phones(server, tmp_path, "PCMA", 8000)
    with ours, theirs:
        theirs.wait_until_registered()
        theirs.command("dial", f"sip:anna@{server.domain}")
        theirs.wait_for("CALL_ESTABLISHED")
        assert ours.wait_for(Sight.TALKING).remote.uri.startswith("sip:eva@")
        hear_well(LISTEN, (ours.hears, THEIRS), (theirs.heard, OURS))
        theirs.command("hangup")
        ours.wait_for(Sight.ENDED)


@pytest.mark.parametrize("who_calls", ["we", "they"])
@pytest.mark.parametrize(
    ("encryption", "how"), [("", Security.NONE), ("srtp", Security.SDES), ("srtp-mand", Security.SDES)]
)
def test_sound_is_encrypted_with_whoever_can(
    server: Server, tmp_path: Path, encryption: str, how: Security, who_calls: str
) -> None:
    """Theirs does not encrypt, offers to, and demands it; ours is signed in over TLS and asks for nothing."""
    anna = server.settings(server.accounts[0], Transport.TLS)
    ours = OurPhone(tmp_path / "ours", anna, voice=OURS, trust_anchors=server.trust_anchors)
    theirs = baresip(server, tmp_path, "PCMA", 8000, encryption)
    with ours, theirs:
        theirs.wait_until_registered()
        if who_calls == "we":
            ours.dial("eva")
        else:
            theirs.command("dial", f"sip:anna@{server.domain}")
        call = ours.wait_for(Sight.TALKING)
        theirs.wait_for("CALL_ESTABLISHED")
        hear_well(LISTEN, (ours.hears, THEIRS), (theirs.heard, OURS))
        assert ours.station.calls[call.id].security is how
        ours.station.send(HangUp(call.id))
        ours.wait_for(Sight.ENDED)
        theirs.wait_for("CALL_CLOSED")
