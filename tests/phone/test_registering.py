"""Registration of the real phone, against servers that answer well, badly, late and not at all."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from softphone.calls.commands import AccountSettings, AddAccount, Register, RemoveAccount, Transport
from softphone.calls.events import Fault, RegistrationChanged, RegistrationState, Started
from softphone.calls.phone import PhoneSettings
from softphone.phone.client import ProcessPhone
from softphone.phone.inside import InsidePhone
from softphone.phone.process import surroundings
from tests.contract.phone_pairs import ON_LOOPBACK, Side
from tests.helpers.ports import free_port
from tests.phone.registrar import refused, registered, registrar


@pytest.fixture
def side() -> Iterator[Side]:
    phone = ProcessPhone(PhoneSettings(bind="127.0.0.1"))
    made = Side(phone)
    try:
        made.wait(Started)
        yield made
    finally:
        phone.close()


def account(server: str, transport: Transport = Transport.UDP) -> AddAccount:
    settings = AccountSettings(
        user="anna", domain="company.test", secret="wrong", transport=transport, proxy=server, expires=60
    )
    return AddAccount("me", settings)


def verdict(side: Side) -> RegistrationChanged:
    """What REGISTERING came to."""
    return side.wait(RegistrationChanged, lambda event: event.state is not RegistrationState.REGISTERING)


def test_registers_and_unregisters(side: Side) -> None:
    with registrar(registered) as server:
        side.send(account(f"127.0.0.1:{server.port}"))
        assert side.wait(RegistrationChanged).state is RegistrationState.REGISTERING
        assert verdict(side).state is RegistrationState.REGISTERED
        assert server.requests[0].get("expires") == "60"
        side.send(RemoveAccount("me"))
        assert verdict(side).state is RegistrationState.UNREGISTERED
        assert server.heard.acquire(timeout=60)
        assert server.heard.acquire(timeout=60)
        last = server.requests[-1]
        assert last.get("expires") == "0" or ";expires=0" in str(last.get("contact"))


def test_who_closes_waits_no_longer_than_the_server_does() -> None:
    """On a clock that stands still, only an answer ends the waiting."""
    still = threading.Event()
    stopped_at = time.monotonic()

    def clock() -> float:
        return stopped_at if still.is_set() else time.monotonic()

    phone = InsidePhone(ON_LOOPBACK, replace(surroundings(), seconds=clock))
    side = Side(phone)
    try:
        side.wait(Started)
        with registrar(registered) as server:
            side.send(account(f"127.0.0.1:{server.port}"))
            assert verdict(side).state is RegistrationState.REGISTERED
            stopped_at = time.monotonic()
            still.set()
            phone.close()
            assert "phone" not in [each.name for each in threading.enumerate()]
            assert [each.get("expires") for each in server.requests] == ["60", "0"]
    finally:
        still.clear()
        phone.close()


@pytest.mark.parametrize(
    ("status", "fault"),
    [(401, Fault.WRONG_PASSWORD), (403, Fault.NOT_ALLOWED), (404, Fault.UNKNOWN_USER)],
)
def test_a_final_refusal_is_not_tried_again_until_told(side: Side, status: int, fault: Fault) -> None:
    with registrar(refused(status)) as server:
        side.send(account(f"127.0.0.1:{server.port}"))
        event = verdict(side)
        assert (event.state, event.fault, event.retry_in) == (RegistrationState.FAILED, fault, None)
        server.decide = registered
        side.send(Register("me"))
        assert verdict(side).state is RegistrationState.REGISTERED


def test_a_server_in_trouble_is_tried_again(side: Side) -> None:
    with registrar(refused(503)) as server:
        side.send(account(f"127.0.0.1:{server.port}"))
        event = verdict(side)
        assert (event.state, event.fault) == (RegistrationState.RETRYING, Fault.SERVER_ERROR)
        assert event.retry_in is not None
        assert 2.0 <= event.retry_in <= 10.0
        server.decide = registered
        assert verdict(side).state is RegistrationState.REGISTERED


def test_a_server_that_is_not_there(side: Side) -> None:
    side.send(account(f"127.0.0.1:{free_port()}", Transport.TCP))
    event = verdict(side)
    assert (event.state, event.fault) == (RegistrationState.RETRYING, Fault.NO_ANSWER)


def test_a_name_that_nobody_knows_does_not_block(side: Side) -> None:
    side.send(account("server.invalid"))
    with registrar(registered) as server:
        other = account(f"127.0.0.1:{server.port}")
        side.send(AddAccount("other", other.settings))
        event = side.wait(
            RegistrationChanged,
            lambda event: event.account == "other" and event.state is RegistrationState.REGISTERED,
        )
        assert event.status == 200
        unknown = next(
            (
                seen
                for seen in side.seen
                if isinstance(seen, RegistrationChanged) and seen.state is RegistrationState.RETRYING
            ),
            None,
        )
        event = unknown or side.wait(
            RegistrationChanged,
            lambda event: event.account == "me" and event.state is not RegistrationState.REGISTERING,
        )
        assert (event.state, event.fault) == (RegistrationState.RETRYING, Fault.UNKNOWN_SERVER)


def test_a_name_that_only_the_system_knows(side: Side) -> None:
    with registrar(registered) as server:
        side.send(account(f"localhost:{server.port}"))
        assert verdict(side).state is RegistrationState.REGISTERED


@pytest.mark.parametrize("transport", [Transport.UDP, Transport.TCP])
def test_a_port_that_is_taken_is_said(transport: Transport) -> None:
    kind = socket.SOCK_DGRAM if transport is Transport.UDP else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            taken.listen()
        port = int(taken.getsockname()[1])
        phone = ProcessPhone(PhoneSettings(bind="127.0.0.1", udp_port=port, tcp_port=port))
        side = Side(phone)
        try:
            side.wait(Started)
            side.send(account("127.0.0.1:5060", transport))
            event = verdict(side)
            assert (event.state, event.fault) == (RegistrationState.FAILED, Fault.PORT_IN_USE)
            assert str(port) in event.reason
            taken.close()
            side.send(Register("me"))
            assert side.wait(RegistrationChanged).state is RegistrationState.REGISTERING
        finally:
            phone.close()
