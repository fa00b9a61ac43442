"""What the window says of the company's server, the registration and the sound devices."""

import math

from PySide6.QtCore import QCoreApplication

from softphone.calls.events import (
    Fault,
    PhoneLost,
    RegistrationChanged,
    RegistrationState,
    SoundDeviceChanged,
    SoundRole,
)
from softphone.people.company import CompanyFault, Disconnected, PresentedCertificate, SignedOut, SignInFailed
from softphone.ui.views import words
from softphone.ui.views.tokens import Tone

translate = QCoreApplication.translate


def company_fault(which: CompanyFault, server: str = "") -> str:
    """Why the company's server cannot be used. `server` is named where it is what failed."""
    who = server or translate("Fault", "The server")
    match which:
        case CompanyFault.BAD_ADDRESS:
            return translate("CompanyFault", "This is no server address. Write it as company.example.")
        case CompanyFault.UNKNOWN_SERVER:
            return translate("CompanyFault", "There is no server by that name. Check the spelling.")
        case CompanyFault.NO_ANSWER:
            said = translate("CompanyFault", "{server} does not answer. Is the network up?")
            return said.format(server=who)
        case CompanyFault.UNTRUSTED_CERTIFICATE:
            return translate("CompanyFault", "{server} cannot prove who it is.").format(server=who)
        case CompanyFault.NOT_A_SOFTPHONE_SERVER:
            return translate("CompanyFault", "Something answers there, but it is no server for this program.")
        case CompanyFault.WRONG_PASSWORD:
            return translate("CompanyFault", "The user name or the password is wrong.")
        case CompanyFault.TOO_MANY_ATTEMPTS:
            return translate("CompanyFault", "Too many attempts. Wait a few minutes and try again.")
        case CompanyFault.TOO_MANY_DEVICES:
            return translate(
                "CompanyFault", "You are signed in on too many devices. Sign out on one that you do not use."
            )
        case CompanyFault.INVITATION_OVER:
            return translate("CompanyFault", "The invitation is over or was used. Ask for another.")
        case CompanyFault.SERVER_ERROR:
            said = translate("CompanyFault", "{server} has a fault of its own. Try again in a while.")
            return said.format(server=who)
        case CompanyFault.SERVER_GONE:
            return translate("CompanyFault", "The connection to the server was lost.")


def sign_in_failed(event: SignInFailed) -> str:
    return _with_retry(company_fault(event.fault), event.retry_in)


def disconnected(event: Disconnected) -> str:
    return _with_retry(company_fault(event.fault), event.retry_in)


def signed_out(event: SignedOut) -> str:
    if event.by_server:
        return translate("SignedOut", "You were signed out by the server. Sign in again.")
    return translate("SignedOut", "You are signed out.")


def certificate(presented: PresentedCertificate) -> str:
    """The question before an unknown certificate is trusted, or why it cannot be."""
    if not presented.trustable:
        return translate(
            "Certificate", "The server's certificate cannot be used ({reason}). Tell your administrator."
        ).format(reason=presented.reason)
    return translate(
        "Certificate",
        "This computer does not know the server. Compare the fingerprint with your administrator.",
    )


def network_changed(*, slept: bool, connected: bool) -> str:
    """What has happened to the connection, and what comes of it."""
    if slept:
        if connected:
            return translate("Network", "The computer has been asleep. You are connected again.")
        return translate("Network", "The computer has been asleep. Connecting again…")
    if connected:
        return translate("Network", "The network has changed. You are connected again.")
    return translate("Network", "The network has changed. Connecting again…")


def registration(event: RegistrationChanged) -> tuple[Tone, str]:
    """Whether calls can be placed and received now: the status in the top bar."""
    match event.state:
        case RegistrationState.REGISTERED:
            return Tone.GOOD, translate("Registration", "Ready for calls")
        case RegistrationState.REGISTERING:
            return Tone.INFO, translate("Registration", "Connecting…")
        case RegistrationState.UNREGISTERED:
            return Tone.INFO, translate("Registration", "Not connected")
        case RegistrationState.FAILED:
            return Tone.BAD, words.fault(event.fault) or translate("Registration", "Not connected")
        case RegistrationState.RETRYING:
            why = words.fault(event.fault) or translate("Registration", "Not connected.")
            return Tone.WARNING, _with_retry(why, event.retry_in)


def sound_role(role: SoundRole) -> str:
    match role:
        case SoundRole.MICROPHONE:
            return translate("Sound", "Microphone")
        case SoundRole.SPEAKER:
            return translate("Sound", "Speaker or headset")
        case SoundRole.RINGING:
            return translate("Sound", "Ringing device")


def sound_device(event: SoundDeviceChanged) -> str:
    """What a person should know of the device for a role; empty when it is the one that was chosen."""
    if event.fault is Fault.NONE:
        return ""
    if not event.used:
        match event.role:
            case SoundRole.MICROPHONE:
                return translate("Sound", "There is no microphone: nobody can hear you.")
            case SoundRole.SPEAKER:
                return translate("Sound", "There is no speaker: you cannot hear anybody.")
            case SoundRole.RINGING:
                return translate("Sound", "There is no device to ring on.")
    if not event.wanted:
        return translate("Sound", "Using {used}.").format(used=event.used)
    return translate("Sound", "{wanted} is gone. Using {used} until it returns.").format(
        wanted=event.wanted, used=event.used
    )


def phone_lost(event: PhoneLost) -> str:
    if event.calls:
        return translate("PhoneLost", "The phone restarted and is taking up the call again. Microphone off.")
    return translate("PhoneLost", "The phone restarted.")


def _with_retry(why: str, retry_in: float | None) -> str:
    if retry_in is None:
        return why
    seconds = max(1, math.ceil(retry_in))
    return translate("Retry", "{why} Trying again in {seconds} s.").format(why=why, seconds=seconds)
