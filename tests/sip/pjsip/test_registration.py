import pytest

from softphone.calls.events import Fault, RegistrationChanged, RegistrationState
from softphone.sip.pjsip.registration import RETRY_LONGEST, RETRY_SHORTEST, Registration

NOW = 100.0


def answered(
    code: int, *, received: bool = True, untrusted: str = "", unknown: bool = False, expires: int = 300
) -> tuple[Registration, RegistrationChanged]:
    registration = Registration("me", lambda: 0.5)
    registration.begun()
    event = registration.answered(
        code, expires, "words", NOW, received=received, untrusted=untrusted, unknown=unknown
    )
    return registration, event


def test_registered() -> None:
    registration, event = answered(200)
    assert event.state is RegistrationState.REGISTERED
    assert registration.retry_at is None


def test_unregistered_by_expires_0() -> None:
    _, event = answered(200, expires=0)
    assert event.state is RegistrationState.UNREGISTERED


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (401, Fault.WRONG_PASSWORD),
        (407, Fault.WRONG_PASSWORD),
        (403, Fault.NOT_ALLOWED),
        (404, Fault.UNKNOWN_USER),
        (603, Fault.NOT_ALLOWED),
    ],
)
def test_what_will_not_change_by_itself_is_not_tried_again(code: int, fault: Fault) -> None:
    registration, event = answered(code)
    assert (event.state, event.fault, event.status) == (RegistrationState.FAILED, fault, code)
    assert registration.retry_at is None
    assert event.retry_in is None


@pytest.mark.parametrize(
    ("code", "received", "fault"),
    [
        (408, False, Fault.NO_ANSWER),
        (503, False, Fault.NO_ANSWER),
        (503, True, Fault.SERVER_ERROR),
        (500, True, Fault.SERVER_ERROR),
        (480, True, Fault.SERVER_ERROR),
    ],
)
def test_the_rest_is_tried_again(code: int, received: bool, fault: Fault) -> None:
    registration, event = answered(code, received=received)
    assert (event.state, event.fault) == (RegistrationState.RETRYING, fault)
    assert registration.retry_at == NOW + 6.0
    assert event.retry_in == 6.0


def test_why_there_is_no_connection_is_said() -> None:
    _, event = answered(503, received=False, untrusted="The certificate is untrusted")
    assert (event.fault, event.reason) == (Fault.UNTRUSTED_CERTIFICATE, "The certificate is untrusted")
    _, event = answered(503, received=False, unknown=True)
    assert event.fault is Fault.UNKNOWN_SERVER


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_the_wait_is_between_its_bounds(chance: float) -> None:
    registration = Registration("me", lambda: chance)
    event = registration.retry(Fault.NO_ANSWER, "", NOW)
    assert event.retry_in == (RETRY_LONGEST if chance else RETRY_SHORTEST)
    registration.begun()
    assert registration.retry_at is None
