"""What watchers cost: a person whose line changes all the time, with 1,000 watchers and with none.

    python -m benchmarks.presence [--watchers N] [--rate CALLS_PER_SECOND] [--seconds S]

Each call rings, is answered and hung up: three changes. Watchers and telephones are one process, the engine
is another. Printed: CPU of the engine and NOTIFYs, both per second, and INVITE to 180 of the calls meanwhile.
"""

import argparse
import asyncio
import itertools
import statistics
from typing import Any

import msgspec

from benchmarks.load.calls import place_calls
from benchmarks.load.wire import udp_socket
from benchmarks.servers.ours import engine
from benchmarks.servers.scenario import Serving
from softphone.sip.message.message import Request, Response, parse
from tests.server.engine.company import DOMAIN
from tests.server.engine.telephone import authorization

DEVICES = ("alice-pc", "alice-phone", "carol-pc", "carol-phone")
_COPIED = (b"Via", b"From", b"To", b"Call-ID", b"CSeq")


class Figures(msgspec.Struct, frozen=True):
    cpu: float
    """Seconds of CPU per second."""
    p50: float
    p99: float
    notifies: float
    """Per second."""


class Watchers(asyncio.DatagramProtocol):
    """Subscribes to the dialogs of bob, again and again, and answers every NOTIFY."""

    def __init__(self, server: tuple[str, int]) -> None:
        self.notifies = 0
        self.accepted = 0
        self._server = server
        self._asked: dict[str, tuple[Request, str]] = {}
        self._numbers = itertools.count(1)

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._port = transport.get_extra_info("sockname")[1]

    def subscribe(self, device: str) -> None:
        number, person = next(self._numbers), device.partition("-")[0]
        target = f"sip:bob@{DOMAIN}"
        headers = (
            ("via", f"SIP/2.0/UDP 127.0.0.1:{self._port};rport;branch=z9hG4bKs{number}"),
            ("max-forwards", "70"),
            ("from", f"<sip:{person}@{DOMAIN}>;tag=w{number}"),
            ("to", f"<{target}>"),
            ("call-id", f"{number}-{self._port}@127.0.0.1"),
            ("cseq", "1 SUBSCRIBE"),
            ("contact", f"<sip:{person}@127.0.0.1:{self._port}>"),
            ("event", "dialog"),
            ("expires", "3600"),
        )
        request = Request(headers, b"", "SUBSCRIBE", target)
        self._asked[request.call_id] = request, device
        self._transport.sendto(request.to_bytes(), self._server)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if data.startswith(b"NOTIFY"):
            self.notifies += 1
            lines = data.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
            kept = b"\r\n".join(line for line in lines if line.startswith(_COPIED))
            self._transport.sendto(b"SIP/2.0 200 OK\r\n" + kept + b"\r\nContent-Length: 0\r\n\r\n", addr)
            return
        response = parse(data)
        assert isinstance(response, Response)
        if response.status == 407:
            request, device = self._asked[response.call_id]
            again = request.with_header("cseq", "2 SUBSCRIBE").with_header(
                "via", request.required("via") + "b"
            )
            again = again.with_added(authorization(response, request, device))
            self._transport.sendto(again.to_bytes(), self._server)
        else:
            assert response.status == 200, response
            self.accepted += 1


async def load(watchers: int, rate: float, seconds: float) -> Figures:
    loop = asyncio.get_running_loop()
    watching: list[Watchers] = []

    async def watch(serving: Serving) -> None:
        made = Watchers(("127.0.0.1", serving.port))
        watching.append(made)
        await loop.create_datagram_endpoint(lambda: made, sock=udp_socket())
        for number in range(watchers):
            made.subscribe(DEVICES[number % len(DEVICES)])
            await asyncio.sleep(0.002)
        for _ in range(100):
            if made.accepted == watchers:
                break
            await asyncio.sleep(0.05)
        assert made.accepted == watchers, f"{made.accepted} of {watchers} subscribed"

    placed = await place_calls(engine, forward=False, rate=rate, seconds=seconds, warm=0, prepare=watch)
    marks = statistics.quantiles(placed.latencies, n=100)
    return Figures(placed.cpu / placed.seconds, marks[49], marks[98], watching[0].notifies / placed.seconds)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--watchers", type=int, default=1000)
    arguments.add_argument("--rate", type=float, default=10 / 3)
    arguments.add_argument("--seconds", type=float, default=15.0)
    options = arguments.parse_args()
    alone: Figures | None = None
    for watchers in (0, options.watchers):
        figures = asyncio.run(load(watchers, options.rate, options.seconds))
        alone = alone or figures
        print(
            f"{watchers:5} watchers, {3 * options.rate:.0f} changes/s: {figures.cpu:5.3f} s CPU per second,"
            f" {figures.notifies:5.0f} NOTIFY/s, INVITE to 180 p50 {figures.p50 * 1e3:.2f} ms,"
            f" p99 {figures.p99 * 1e3:.2f} ms   x {figures.cpu / alone.cpu:.1f} CPU,"
            f" x {figures.p99 / alone.p99:.1f} p99"
        )


if __name__ == "__main__":
    main()
