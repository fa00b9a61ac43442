"""What stands in the way of calls, in one sentence, the gravest first."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from softphone.calls.commands import NetworkChanged
from softphone.calls.events import (
    Fault,
    RegistrationChanged,
    RegistrationState,
    SoundDeviceChanged,
    SoundRole,
)
from softphone.people.company import CompanyFault, Connected, Disconnected
from softphone.ui.views.tokens import Tone
from tests.ui.controllers.conftest import Rig, texts


def test_the_server_goes_and_comes_back(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.company.emit(Disconnected(fault=CompanyFault.SERVER_GONE, retry_in=4.2))
    rig.until(lambda: "The connection to the server was lost." in desktop.window.notice.text)
    assert "Trying again in 5 s" in desktop.window.notice.text
    rig.company.emit(Connected())
    rig.until(lambda: desktop.window.notice.text == "")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.NO_ANSWER, "does not answer"),
        (Fault.UNTRUSTED_CERTIFICATE, "certificate is not trusted"),
        (Fault.PORT_IN_USE, "Another program uses the port"),
    ],
)
def test_a_registration_that_fails_is_said_until_it_succeeds(rig: Rig, fault: Fault, said: str) -> None:
    desktop = rig.signed_in()
    retrying = RegistrationState.RETRYING
    rig.phone.emit(RegistrationChanged(account="main", state=retrying, fault=fault, retry_in=2))
    rig.until(lambda: said in desktop.window.notice.text)
    rig.phone.emit(RegistrationChanged(account="main", state=RegistrationState.REGISTERING))
    rig.phone.emit(SoundDeviceChanged(role=SoundRole.RINGING, wanted="", used="Speaker"))
    rig.until(lambda: "Connecting" in texts(desktop.window))
    assert said in desktop.window.notice.text
    rig.phone.emit(RegistrationChanged(account="main", state=RegistrationState.REGISTERED))
    rig.until(lambda: desktop.window.notice.text == "")


def test_a_change_of_the_network_reaches_phone_and_company_once(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.network._settling.setInterval(20)
    for _ in range(5):
        desktop.network.stirred()
    rig.until(lambda: rig.sent(NetworkChanged) == [NetworkChanged()])
    assert rig.company.retries == 1


@pytest.mark.parametrize(
    ("slept", "what"), [(False, "The network has changed."), (True, "The computer has been asleep.")]
)
def test_a_new_network_and_a_sleep_are_said_until_one_is_connected_again(
    rig: Rig, slept: bool, what: str
) -> None:
    desktop = rig.signed_in()
    desktop.network._settling.setInterval(20)
    desktop.network.woke() if slept else desktop.network.stirred()
    rig.until(lambda: desktop.window.notice.text == f"{what} Connecting again…")
    rig.phone.emit(RegistrationChanged(account="main", state=RegistrationState.REGISTERING))
    rig.phone.emit(RegistrationChanged(account="main", state=RegistrationState.REGISTERED))
    rig.until(lambda: desktop.window.notice.text == f"{what} You are connected again.")


def test_where_the_new_network_reaches_nobody_that_is_said(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.status.network_changed(False)
    fault = Fault.NO_ANSWER
    rig.phone.emit(RegistrationChanged(account="main", state=RegistrationState.RETRYING, fault=fault))
    rig.until(lambda: desktop.window.notice.text.startswith("The server does not answer."))
    rig.phone.emit(RegistrationChanged(account="main", state=RegistrationState.REGISTERED))
    rig.until(lambda: desktop.window.notice.text == "")


def test_a_system_that_does_not_tell_of_its_network_is_no_fault(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.network.begin()
    assert not rig.sent(NetworkChanged)


def test_no_microphone_is_graver_than_a_headset_that_is_gone(rig: Rig) -> None:
    desktop = rig.signed_in()
    lost = Fault.SOUND_DEVICE_LOST
    rig.phone.emit(SoundDeviceChanged(role=SoundRole.SPEAKER, wanted="Headset", used="Built-in", fault=lost))
    rig.until(lambda: "Headset is gone." in desktop.window.notice.text)
    none = Fault.NO_SOUND_DEVICE
    rig.phone.emit(SoundDeviceChanged(role=SoundRole.MICROPHONE, wanted="", used="", fault=none))
    rig.until(lambda: "nobody can hear you" in desktop.window.notice.text)
    rig.phone.emit(SoundDeviceChanged(role=SoundRole.MICROPHONE, wanted="", used="Built-in"))
    rig.until(lambda: "Headset is gone." in desktop.window.notice.text)
    rig.phone.emit(SoundDeviceChanged(role=SoundRole.SPEAKER, wanted="Headset", used="Headset"))
    rig.until(lambda: desktop.window.notice.text == "")


def test_what_has_just_happened_goes_before_a_fault_that_was_known(rig: Rig) -> None:
    desktop = rig.signed_in()
    no_microphone = SoundDeviceChanged(
        role=SoundRole.MICROPHONE, wanted="", used="", fault=Fault.NO_SOUND_DEVICE
    )
    rig.phone.emit(no_microphone)
    rig.until(lambda: "nobody can hear you" in desktop.window.notice.text)
    rig.phone.die()
    rig.phone.emit(no_microphone)
    rig.until(lambda: "phone restarted" in desktop.window.notice.text)
    desktop.status._restart.setInterval(300)
    desktop.status._restart.start()
    rig.until(lambda: "nobody can hear you" in desktop.window.notice.text)


def test_of_equals_the_latest_is_shown_and_closing_shows_the_next(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.notices.say("a", Tone.WARNING, lambda: "first")
    desktop.notices.say("b", Tone.WARNING, lambda: "second")
    assert desktop.window.notice.text == "second"
    desktop.window.notice.closed.emit()
    assert desktop.window.notice.text == "first"


def test_what_passes_goes_by_itself(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.notices._passing.setInterval(10)
    desktop.notices.say_once(Tone.INFO, lambda: "by the way")
    assert desktop.window.notice.text == "by the way"
    rig.until(lambda: desktop.window.notice.text == "")


def test_a_sentence_follows_the_language(rig: Rig) -> None:
    desktop = rig.signed_in()
    language = ["hello"]
    desktop.notices.say("a", Tone.INFO, lambda: language[0])
    language[0] = "hej"
    app = QCoreApplication.instance()
    assert app is not None
    QCoreApplication.sendEvent(app, QEvent(QEvent.Type.LanguageChange))
    assert desktop.window.notice.text == "hej"
