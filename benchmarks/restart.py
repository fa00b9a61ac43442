"""The morning after a restart: how long until every telephone is registered again over TLS, and how fast
registrations go over UDP.

    python -m benchmarks.restart [--phones N] [--devices N]

TLS: all telephones connect at once, and each registers with a challenge; the time is that of the last 200.
UDP: that many devices register with a challenge as fast as the engine answers, 50 at a time.
"""

import argparse
import asyncio
import resource
import ssl
import tempfile
import time
from pathlib import Path
from typing import cast

from benchmarks.load.calls import cpu_of
from benchmarks.load.telephones import Telephone, start
from benchmarks.load.wire import WITHOUT, credentials, header
from benchmarks.registrar import directory
from benchmarks.servers.ours import engine
from benchmarks.servers.scenario import Scenario
from softphone.programs.serve import run_on_fastest_loop
from tests.server.engine.certificates import self_signed
from tests.server.engine.company import DOMAIN, SECRET

PHONES_WITHIN = 30.0
"""Seconds."""
REGISTRATIONS = 1_000.0
"""Per second, at the least."""
_AT_A_TIME = 50
_PER_HOST = 100
"""Telephones with the same address; the engine takes only so many."""
_TARGET = f"sip:{DOMAIN}".encode()


class Phone(asyncio.Protocol):
    """One TLS connection that registers one device; `registered` is set by the 200."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.registered: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._send(1, b"")

    def data_received(self, data: bytes) -> None:
        if data[8:11] == b"200":
            self.registered.set_result(None)
        elif data[8:11] == b"401":
            challenge = header(data, b"WWW-Authenticate")
            device, secret = b"d%d" % self._number, SECRET.encode()
            value = credentials(challenge, b"REGISTER", _TARGET, device, secret)
            self._send(2, b"Authorization: " + value + b"\r\n")
        else:
            self.registered.set_exception(AssertionError(data[:80]))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.registered.done():
            self.registered.set_exception(exc or ConnectionResetError())

    def _send(self, number: int, signed: bytes) -> None:
        user, domain = b"p%d" % self._number, DOMAIN.encode()
        self.transport.write(
            b"REGISTER %b SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1;branch=z9hG4bK%b%d\r\nMax-Forwards: 70\r\n"
            b"From: <sip:%b@%b>;tag=t\r\nTo: <sip:%b@%b>\r\nCall-ID: %b\r\nCSeq: %d REGISTER\r\n"
            b'Contact: <sip:%b@127.0.0.1;transport=tls>;reg-id=1;+sip.instance="<urn:x:%b>"\r\n'
            b"Supported: outbound, path\r\nExpires: 600\r\n%b%b"
            % (
                *(_TARGET, user, number, user, domain, user, domain, user, number, user, user),
                signed,
                WITHOUT,
            )
        )


async def phones(count: int, port: int, pem: Path) -> float:
    """Seconds until all are registered."""
    tls = ssl.create_default_context(cafile=str(pem))
    loop = asyncio.get_running_loop()

    async def one(number: int) -> Phone:
        while True:
            try:
                _, phone = await loop.create_connection(
                    lambda: Phone(number),
                    "127.0.0.1",
                    port,
                    ssl=tls,
                    ssl_handshake_timeout=60.0,
                    local_addr=(f"127.0.1.{number // _PER_HOST + 1}", 0),
                )
                await phone.registered
            except ConnectionError:
                await asyncio.sleep(1.0)
            else:
                return phone

    began = time.perf_counter()
    connected = await asyncio.gather(*map(one, range(count)))
    took = time.perf_counter() - began
    for phone in connected:
        phone.transport.abort()
    return took


async def registrations(count: int, port: int) -> float:
    """Seconds for all, each with its challenge."""
    devices = [Telephone(f"p{number}", f"d{number}", ("127.0.0.1", port)) for number in range(count)]
    await start(*devices)
    waiting = iter(devices)

    async def register() -> None:
        for device in waiting:
            await device.register()

    began = time.perf_counter()
    await asyncio.gather(*(register() for _ in range(_AT_A_TIME)))
    took = time.perf_counter() - began
    for device in devices:
        device.transport.close()
    return took


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--phones", type=int, default=3000)
    arguments.add_argument("--devices", type=int, default=3000)
    options = arguments.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # inherited by the engine
    with tempfile.TemporaryDirectory() as folder:
        pem = self_signed(Path(folder) / "engine.pem")
        people = directory(max(options.phones, options.devices))
        with engine(Scenario(), directory=people, tls=pem) as serving:
            before = cpu_of(serving.pid)
            took = run_on_fastest_loop(lambda: phones(options.phones, serving.tls_port, pem))
            cpu = cpu_of(serving.pid) - before
            print(f"{options.phones:,} telephones registered over TLS in {took:.1f} s", end=" ")
            print(f"(within {PHONES_WITHIN:.0f}), {cpu / options.phones * 1e3:.2f} ms CPU of the engine each")
        with engine(Scenario(), directory=people) as serving:
            before = cpu_of(serving.pid)
            took = run_on_fastest_loop(lambda: registrations(options.devices, serving.port))
            cpu = cpu_of(serving.pid) - before
            print(f"{options.devices:,} registrations with a challenge over UDP:", end=" ")
            print(f"{options.devices / took:,.0f}/s (at least {REGISTRATIONS:,.0f}),", end=" ")
            print(f"{cpu / options.devices * 1e6:.0f} us CPU of the engine each")


if __name__ == "__main__":
    main()
