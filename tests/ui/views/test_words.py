"""Every value that a person can meet has a sentence, and says what it knows."""

import pytest
from pytestqt.qtbot import QtBot

from softphone.calls.events import (
    Fault,
    PhoneLost,
    RegistrationChanged,
    RegistrationState,
    SoundDeviceChanged,
    SoundRole,
)
from softphone.people.company import CompanyFault, Disconnected, PresentedCertificate, SignedOut, SignInFailed
from softphone.ui.views import service_words, words
from softphone.ui.views.tokens import Tone


def test_every_fault_has_a_sentence(qtbot: QtBot) -> None:
    said = [words.fault(which) for which in Fault if which is not Fault.NONE]
    said += [service_words.company_fault(which) for which in CompanyFault]
    assert all(sentence.endswith((".", "?")) and "{" not in sentence for sentence in said)
    assert words.fault(Fault.NONE) == ""


def test_the_server_is_named_where_it_failed(qtbot: QtBot) -> None:
    assert words.fault(Fault.NO_ANSWER, "sip.test") == "sip.test does not answer."
    assert service_words.company_fault(CompanyFault.NO_ANSWER, "a.test").startswith("a.test does not answer")


def test_the_next_try_is_said_in_whole_seconds(qtbot: QtBot) -> None:
    gone = Disconnected(fault=CompanyFault.SERVER_GONE, retry_in=3.2)
    assert service_words.disconnected(gone) == ("The connection to the server was lost. Trying again in 4 s.")
    failed = SignInFailed(fault=CompanyFault.WRONG_PASSWORD)
    assert service_words.sign_in_failed(failed) == "The user name or the password is wrong."


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        (RegistrationState.REGISTERED, Tone.GOOD),
        (RegistrationState.REGISTERING, Tone.INFO),
        (RegistrationState.UNREGISTERED, Tone.INFO),
        (RegistrationState.FAILED, Tone.BAD),
        (RegistrationState.RETRYING, Tone.WARNING),
    ],
)
def test_the_registration_has_a_tone_and_words(qtbot: QtBot, state: RegistrationState, tone: Tone) -> None:
    said = service_words.registration(RegistrationChanged(account="a", state=state, fault=Fault.NO_ANSWER))
    assert said[0] is tone
    assert said[1]


def test_no_device_is_said_by_what_it_means(qtbot: QtBot) -> None:
    said = [
        service_words.sound_device(
            SoundDeviceChanged(role=role, wanted="", used="", fault=Fault.NO_SOUND_DEVICE)
        )
        for role in SoundRole
    ]
    assert len(set(said)) == len(SoundRole)
    fine = SoundDeviceChanged(role=SoundRole.SPEAKER, wanted="", used="Built-in")
    assert service_words.sound_device(fine) == ""


def test_a_certificate_that_cannot_be_trusted_is_said_so(qtbot: QtBot) -> None:
    presented = PresentedCertificate(
        pem="", sha256="", subject="", issuer="", expires="2020-01-01", reason="expired", trustable=False
    )
    assert "expired" in service_words.certificate(presented)
    assert "administrator" in service_words.certificate(presented)


def test_sign_outs_and_lost_phones_differ_by_cause(qtbot: QtBot) -> None:
    assert service_words.signed_out(SignedOut(by_server=True)) != service_words.signed_out(
        SignedOut(by_server=False)
    )
    assert service_words.phone_lost(PhoneLost("killed", ("1",))) != service_words.phone_lost(
        PhoneLost("killed", ())
    )


def test_addresses_and_durations_as_people_write_them() -> None:
    assert words.user_part("sip:0812345@company.test;transport=tls") == "0812345"
    assert words.user_part("<sips:asa@company.test>") == "asa"
    assert [words.duration(s) for s in (0, 59.9, 61, 3600, -1)] == [
        "00:00",
        "00:59",
        "01:01",
        "1:00:00",
        "00:00",
    ]
    assert [words.codec(c) for c in ("G722", "pcma/8000/1", "opus", "iLBC")] == [
        "G.722",
        "G.711",
        "Opus",
        "iLBC",
    ]
