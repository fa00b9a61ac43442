from typing import get_args

import msgspec
import pytest

from softphone.calls.call import Call, CallState, Dialog, Direction, Party, Quality, Security
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Command,
    Dial,
    SoundMode,
    SoundSettings,
    Transport,
    UseSound,
)
from softphone.calls.events import CallChanged as Changed
from softphone.calls.events import (
    Capabilities,
    Event,
    Fault,
    QualityMeasured,
    RegistrationChanged,
    RegistrationState,
    Started,
)
from softphone.calls.phone import PhoneSettings
from softphone.phone import wire

DIALOG = Dialog("id", "a", "b", "sip:a@x.test", "sip:b@x.test", "sip:b@192.0.2.1", ("<sip:r.test;lr>",))


@pytest.mark.parametrize(
    "value",
    [
        wire.Hello(),
        wire.Start(PhoneSettings(bind="127.0.0.1", trust_anchors=("a.pem",)), 10),
        wire.Close(),
        AddAccount("me", AccountSettings(user="a", domain="x.test", secret="åäö", transport=Transport.TCP)),
        Dial(call="1", account="me", target="101", replaces=DIALOG, muted=True),
        UseSound(SoundSettings(mode=SoundMode.FILES, play="a.wav")),
    ],
)
def test_what_goes_to_the_phone_arrives_as_it_was(value: wire.ToPhone) -> None:
    assert wire.decode_to_phone(wire.encode(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        wire.Hello(),
        wire.Logged("pjsip", 10, "words"),
        Started(Capabilities(version="2", tls=("1.2",), srtp=(), codecs=("G722",), calls=4), 2),
        RegistrationChanged(
            account="me", state=RegistrationState.RETRYING, fault=Fault.NO_ANSWER, retry_in=2.5
        ),
        Changed(
            Call(
                id="1",
                account="me",
                direction=Direction.INCOMING,
                state=CallState.CONFIRMED,
                remote=Party("sip:b@x.test", "Bo Å"),
                security=Security.SDES,
                dialog=DIALOG,
            )
        ),
        QualityMeasured("1", Quality("G722", 100, 0.5, 1.5, None, 4.2)),
    ],
)
def test_what_comes_from_the_phone_arrives_as_it_was(value: wire.FromPhone) -> None:
    assert wire.decode_from_phone(wire.encode(value)) == value


def test_no_two_frames_have_one_name() -> None:
    for union in (Command, Event):
        names = [member.__name__ for member in get_args(union)]
        assert len(set(names)) == len(names)
        assert not {"Hello", "Start", "Close", "Logged"} & set(names)


def test_another_version_is_told_apart() -> None:
    wire.check(wire.Hello())
    with pytest.raises(wire.ProtocolMismatch):
        wire.check(wire.Hello(protocol=wire.PROTOCOL + 1))
    with pytest.raises(wire.ProtocolMismatch):
        wire.check(wire.Close())


def test_what_is_none_of_ours_is_refused() -> None:
    with pytest.raises(msgspec.MsgspecError):
        wire.decode_to_phone(b"\x81\xa4type\xa5Other")
    with pytest.raises(msgspec.MsgspecError):
        wire.decode_from_phone(b"rubbish")
