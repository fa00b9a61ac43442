"""What a registration costs in the engine, and what its journal adds to it.

    python -m benchmarks.registrar [--devices N] [--rounds N]

The engine's core without sockets: each REGISTER comes, is challenged, comes again signed, and is accepted.
Over UDP each is written to the journal before it is answered; over TLS there is nothing to write.
"""

import argparse
import itertools
import secrets
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog

from softphone.people.directory import Directory
from softphone.server.engine_core import EngineCore
from softphone.server.engine_journal import Journal as EngineJournal
from softphone.server.ports import Ports
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Response, parse
from softphone.storage.journal import Journal
from softphone.storage.journal_records import KeptBinding, Location, encode, read
from tests.server.engine.company import DOMAIN, company, credential
from tests.server.engine.telephone import authorization


def directory(devices: int) -> Directory:
    """alice has them all, ten registered at a time would be too many: each is a person's own."""
    made = company()
    alice = made.people["id-alice"]
    people = {f"id{n}": msgspec.structs.replace(alice, id=f"id{n}", login=f"p{n}") for n in range(devices)}
    return msgspec.structs.replace(
        made,
        people=people,
        credentials={f"d{n}": credential(f"d{n}", f"id{n}") for n in range(devices)},
        addresses={f"p{n}": f"id{n}" for n in range(devices)},
    )


class Engine:
    """A core with telephones that only register."""

    def __init__(self, devices: int, transport: str, journal: EngineJournal | None) -> None:
        self.now = 1000.0
        self.sent: list[bytes] = []
        self._transport = transport
        self._numbers = itertools.count(1)
        self.core = EngineCore(
            directory(devices),
            Ports("10.0.0.1", 5060, 5061),
            own_hosts=("10.0.0.1",),
            token=secrets.token_hex,
            route_key="key",
            ring_seconds=60.0,
            local_time=lambda: datetime(2026, 11, 25, 12, tzinfo=UTC),
            send=self._send,
            on_line_state=lambda person, line: None,
            log=structlog.get_logger(),
            journal=journal,
        )
        self.core.restore(self.now)

    def _send(self, data: bytes, flow: Flow) -> bool:
        self.sent.append(data)
        return True

    def register(self, device: int) -> float:
        """Seconds that the engine took for both messages."""
        flow = Flow(
            self._transport, "10.0.0.9", 10000 + device, 0 if self._transport == "udp" else device + 1
        )
        plain = self._message(device)
        took = self._receive(plain, flow)
        challenge, request = parse(self.sent.pop()), parse(plain)
        assert isinstance(challenge, Response)
        signed = self._message(device, str(authorization(challenge, request, f"d{device}")[1]))  # type: ignore[arg-type]
        took += self._receive(signed, flow)
        assert self.sent.pop().startswith(b"SIP/2.0 200")
        return took

    def _receive(self, data: bytes, flow: Flow) -> float:
        began = time.perf_counter()
        self.core.receive(data, flow, self.now)
        return time.perf_counter() - began

    def _message(self, device: int, signed: str = "") -> bytes:
        number = next(self._numbers)
        transport = self._transport.upper()
        lines = [
            f"REGISTER sip:{DOMAIN} SIP/2.0",
            f"Via: SIP/2.0/{transport} 10.0.0.9:{10000 + device};rport;branch=z9hG4bK{number}",
            "Max-Forwards: 70",
            f"From: <sip:p{device}@{DOMAIN}>;tag=t{number}",
            f"To: <sip:p{device}@{DOMAIN}>",
            f"Call-ID: registration-{device}",
            f"CSeq: {number} REGISTER",
            "User-Agent: a telephone of the usual kind, 1.2.3",
            "Supported: outbound, path",
            f"Contact: <sip:p{device}@10.0.0.9:{10000 + device};transport={self._transport};ob>",
            "Expires: 300",
            "Allow: PRACK, INVITE, ACK, BYE, CANCEL, UPDATE, INFO, SUBSCRIBE, NOTIFY, REFER, OPTIONS",
        ]
        lines += [f"Authorization: {signed}"] if signed else []
        return "\r\n".join([*lines, "Content-Length: 0", "", ""]).encode()


def registrations(devices: int, rounds: int, transport: str, journal: EngineJournal | None) -> float:
    """Per second, the best of some rounds in which each device registers once."""
    engine = Engine(devices, transport, journal)
    best = 0.0
    for _ in range(rounds):
        took = sum(engine.register(device) for device in range(devices))
        engine.now += 40.0
        engine.core.advance(engine.now)
        best = max(best, devices / took)
    return best


def per_second(work: Callable[[], object], times: int = 5000) -> float:
    best = 0.0
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(times):
            work()
        best = max(best, times / (time.perf_counter() - began))
    return best


def record(number: int) -> Location:
    binding = KeptBinding(
        f"d{number}",
        f"<sip:p{number}@10.0.0.9:{10000 + number};ob>",
        "10.0.0.9",
        10000 + number,
        1.9e9,
        f"registration-{number}",
        number,
        (),
        "",
        "a telephone of the usual kind, 1.2.3",
    )
    return Location(f"id{number}", (binding,))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--devices", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=8)
    options = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory() as folder:

        def journal(name: str) -> Journal:
            return Journal(Path(folder) / name, lambda what, cause: print(what, cause))

        one, target = record(1), journal("appends")
        encoding = per_second(lambda: encode([one]))
        appending = per_second(lambda: target.append([one]))
        print(f"append of {len(encode([one]))} bytes: {appending:,.0f}/s, encoding alone {encoding:,.0f}/s")
        everything = [record(number) for number in range(20_000)]
        began = time.perf_counter()
        target.rewrite(everything)
        written = time.perf_counter() - began
        data = (Path(folder) / "appends").read_bytes()
        began = time.perf_counter()
        assert len(read(data).records) == len(everything)
        took = time.perf_counter() - began
        print(f"20,000 registrations, {len(data):,} bytes: written anew in {written * 1e3:.0f} ms,", end=" ")
        print(f"read in {took * 1e3:.0f} ms")
        for transport in ("udp", "tls"):
            plain = registrations(options.devices, options.rounds, transport, None)
            kept = registrations(options.devices, options.rounds, transport, journal(transport))
            print(
                f"REGISTER with its challenge over {transport}, {options.devices} devices:"
                f" {plain:,.0f}/s without a journal, {kept:,.0f}/s with one: x {plain / kept:.2f} the time"
            )


if __name__ == "__main__":
    main()
