"""What may be asked, and that it is asked where it was looked for."""

import asyncio
import ipaddress
import ssl
from collections.abc import Sequence

import httpx
import pytest

from softphone.server.calendars.fetched import Failure
from softphone.server.calendars.outward import (
    Network,
    OutwardError,
    OutwardTransport,
    is_outside,
    resolve,
)
from tests.helpers.ports import free_port
from tests.server.calendars.web import LOOPBACK, Asked, Reply, web


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # where clouds tell machines their secrets
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_addresses_inside(address: str) -> None:
    assert not is_outside(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "52.97.1.1", "2a00:1450:400f::200e", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_outside(address: str) -> None:
    assert is_outside(ipaddress.ip_address(address))


def ask(
    address: str, *, means: Sequence[str] | None = None, allowed: Sequence[Network] = ()
) -> httpx.Response:
    """`means` is what every name means."""

    async def known(host: str, port: int) -> Sequence[str]:
        return await resolve(host, port) if means is None else means

    async def asking() -> httpx.Response:
        transport = OutwardTransport(ssl.create_default_context(), allowed, known)
        async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
            return await client.get(address)

    return asyncio.run(asking())


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_this_machine_is_not_asked(address: str) -> None:
    with pytest.raises(OutwardError) as refused:
        ask(address)
    assert refused.value.failure is Failure.NOT_ALLOWED


def test_a_name_that_means_something_inside_is_not_asked() -> None:
    with pytest.raises(OutwardError) as refused:
        ask("https://calendar.example.com/", means=["10.0.0.1", "fd00::1"])
    assert refused.value.failure is Failure.NOT_ALLOWED


def test_outside_only_encrypted() -> None:
    with pytest.raises(OutwardError) as refused:
        ask("http://calendar.example.com/", means=["8.8.8.8"])
    assert refused.value.failure is Failure.NOT_ENCRYPTED


@pytest.mark.parametrize("address", ["ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1/"])
def test_other_schemes(address: str) -> None:
    with pytest.raises((OutwardError, httpx.UnsupportedProtocol)):
        ask(address, allowed=LOOPBACK)


def test_a_name_that_there_is_not() -> None:
    with pytest.raises(OutwardError) as refused:
        ask("https://nowhere.invalid/", means=[])
    assert refused.value.failure is Failure.NO_SUCH_HOST


def test_it_is_asked_where_it_was_looked_for_under_its_name() -> None:
    """A name that would mean another address a moment later changes nothing; the next address is tried."""
    with web(lambda asked: Reply(body=b"hello")) as server:
        address = f"http://calendar.example.com:{server.server_port}/a?b"
        response = ask(address, means=["127.255.255.254", "127.0.0.1"], allowed=LOOPBACK)
    assert response.content == b"hello"
    assert str(response.url) == address
    (asked,) = server.asked
    assert asked == Asked("GET", "/a?b", asked.headers, b"")
    assert asked.headers["Host"] == f"calendar.example.com:{server.server_port}"


def test_where_nobody_listens() -> None:
    with pytest.raises(httpx.ConnectError):
        ask(f"http://127.0.0.1:{free_port()}/", allowed=LOOPBACK)
