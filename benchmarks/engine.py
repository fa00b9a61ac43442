"""What a call costs in the engine: CPU per call and INVITE to 180, beside a bare UDP relay in the same run.

    python -m benchmarks.engine [--rate CALLS_PER_SECOND] [--seconds S] [--uvloop]

A: from a trunk's address, no challenge. B: a signed-in caller, with a 407 for each call. The relay passes the
same messages on without looking at them. Callers and callees are one process, what is measured another.
"""

import argparse
import asyncio
import itertools
import multiprocessing
import secrets
import statistics
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil
import sipmessage
import structlog

from softphone.people.line_state import LineState
from softphone.server.engine import Engine, EngineSettings
from softphone.sip.message.message import Request, Response, parse
from tests.server.engine.company import DOMAIN, company
from tests.server.engine.socket_telephone import telephone
from tests.server.engine.telephone import authorization

SDP = b"".join(
    line + b"\r\n"
    for line in (
        b"v=0",
        b"o=- 1 1 IN IP4 127.0.0.1",
        b"s=-",
        b"c=IN IP4 127.0.0.1",
        b"t=0 0",
        b"m=audio 4000 RTP/AVP 9 8 0 101",
        b"a=rtpmap:9 G722/8000",
        b"a=rtpmap:8 PCMA/8000",
        b"a=rtpmap:0 PCMU/8000",
        b"a=rtpmap:101 telephone-event/8000",
        b"a=fmtp:101 0-16",
        b"a=sendrecv",
    )
)
_COPIED = (b"Via", b"From", b"To", b"Call-ID", b"CSeq", b"Record-Route")


def serve_engine(pipe: Connection, trunk: str, uvloop: bool) -> None:
    """A process with an engine; says its port, ends when told."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))

    def no_line(person: str, line: LineState) -> None:
        pass

    async def whole() -> None:
        engine = Engine(
            EngineSettings(port=0, tls_port=0),
            company(trunk=trunk),
            clock=time.monotonic,
            token=secrets.token_hex,
            tls=None,
            on_line_state=no_line,
            log=structlog.get_logger(),
        )
        addresses = await engine.start()
        pipe.send(addresses.port)
        await asyncio.to_thread(pipe.recv)
        await engine.stop()

    _runner(uvloop)(whole())


class Relay(asyncio.DatagramProtocol):
    """Passes each datagram from one of two addresses to the other."""

    def __init__(self, ends: tuple[int, int]) -> None:
        self._other = {ends[0]: ("127.0.0.1", ends[1]), ends[1]: ("127.0.0.1", ends[0])}

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._transport.sendto(data, self._other[addr[1]])


def serve_relay(pipe: Connection, ends: tuple[int, int], uvloop: bool) -> None:
    async def whole() -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: Relay(ends), local_addr=("127.0.0.1", 0))
        pipe.send(transport.get_extra_info("sockname")[1])
        await asyncio.to_thread(pipe.recv)
        transport.close()

    _runner(uvloop)(whole())


def _runner(uvloop: bool) -> Callable[..., None]:
    if uvloop:
        import uvloop as fast

        return fast.run
    return asyncio.run


class Callee(asyncio.DatagramProtocol):
    """180 and 200 to every INVITE, 200 to every BYE."""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        method = data[:4]
        if method not in (b"INVI", b"BYE "):
            return
        lines = data.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
        kept = [
            x for x in lines if x.startswith((b"Via", b"From", b"To", b"Call-ID", b"CSeq", b"Record-Route"))
        ]
        kept = [x + b";tag=callee" if x.startswith(b"To") and b"tag=" not in x else x for x in kept]
        kept.append(b"Contact: <sip:bob@127.0.0.1:%d>" % self._port)
        head = b"\r\n".join(kept)
        if method == b"INVI":
            ringing = b"SIP/2.0 180 Ringing\r\n" + head + b"\r\nContent-Length: 0\r\n\r\n"
            self._transport.sendto(ringing, addr)
            body = b"\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n" % len(SDP) + SDP
            self._transport.sendto(b"SIP/2.0 200 OK\r\n" + head + body, addr)
        else:
            self._transport.sendto(b"SIP/2.0 200 OK\r\n" + head + b"\r\nContent-Length: 0\r\n\r\n", addr)


class Caller(asyncio.DatagramProtocol):
    """Places calls. `latencies` are seconds from the INVITE (that was let through) to its 180."""

    def __init__(self, user: str, device: str) -> None:
        self.latencies: list[float] = []
        self.done = 0
        self._user = user
        self._device = device
        self._sent: dict[str, float] = {}
        self._invites: dict[str, Request] = {}
        self._numbers = itertools.count(1)

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._port = transport.get_extra_info("sockname")[1]

    def call(self, server: tuple[str, int], target: str) -> None:
        number = next(self._numbers)
        headers = (
            ("via", f"SIP/2.0/UDP 127.0.0.1:{self._port};rport;branch=z9hG4bKc{number}"),
            ("max-forwards", "70"),
            ("from", f"<sip:{self._user}@{DOMAIN}>;tag=caller{number}"),
            ("to", f"<{target}>"),
            ("call-id", f"{number}-{self._port}@127.0.0.1"),
            ("cseq", "1 INVITE"),
            ("contact", f"<sip:{self._user}@127.0.0.1:{self._port}>"),
            ("allow", "PRACK, INVITE, ACK, BYE, CANCEL, UPDATE, INFO, SUBSCRIBE, NOTIFY, REFER, OPTIONS"),
            ("supported", "replaces, 100rel, timer, norefersub"),
            ("session-expires", "1800"),
            ("user-agent", "benchmark"),
            ("content-type", "application/sdp"),
        )
        self._server = server
        self._invite(Request(headers, SDP, "INVITE", target))

    def _invite(self, invite: Request) -> None:
        self._invites[invite.call_id] = invite
        data = invite.to_bytes()
        self._sent[invite.call_id] = time.perf_counter()
        self._transport.sendto(data, self._server)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        arrived = time.perf_counter()
        response = parse(data)
        assert isinstance(response, Response)
        call_id, invite = response.call_id, self._invites[response.call_id]
        if response.status == 180:
            self.latencies.append(arrived - self._sent[call_id])
        elif response.status == 407:
            self._send(self._within(invite, response, "ACK", invite.cseq.number, invite.top_via.branch))
            again = invite.with_header("cseq", "2 INVITE").with_added(
                authorization(response, invite, self._device)
            )
            via = invite.required("via")
            self._invite(again.with_header("via", via + "b"))
        elif response.status == 200 and response.cseq.method == "INVITE":
            self._send(self._within(invite, response, "ACK", invite.cseq.number, f"z9hG4bKa{call_id}"))
            self._send(self._within(invite, response, "BYE", 9, f"z9hG4bKb{call_id}"))
        elif response.status == 200:
            self.done += 1

    def _within(self, invite: Request, response: Response, method: str, cseq: int, branch: str) -> Request:
        routes = [("route", value) for value in reversed(response.all("record-route"))]
        target = str(response.contacts[0].uri) if response.contacts else invite.target
        headers = (
            ("via", f"SIP/2.0/UDP 127.0.0.1:{self._port};rport;branch={branch}"),
            *routes,
            ("max-forwards", "70"),
            ("from", invite.required("from")),
            ("to", response.required("to")),
            ("call-id", invite.call_id),
            ("cseq", f"{cseq} {method}"),
        )
        return Request(headers, b"", method, target)

    def _send(self, request: Request) -> None:
        self._transport.sendto(request.to_bytes(), self._server)


async def load(name: str, rate: float, seconds: float, uvloop: bool) -> tuple[float, float, float]:
    """CPU seconds per call, p50 and p99 of INVITE to 180 in seconds."""
    loop = asyncio.get_running_loop()
    person = ("alice", "alice-phone") if name == "B" else ("+46701234567", "")
    callee_transport, _ = await loop.create_datagram_endpoint(Callee, local_addr=("127.0.0.1", 0))
    caller_transport, caller = await loop.create_datagram_endpoint(
        lambda: Caller(*person), local_addr=("127.0.0.1", 0)
    )
    at_callee: int = callee_transport.get_extra_info("sockname")[1]
    at_caller: int = caller_transport.get_extra_info("sockname")[1]
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    if name == "relay":
        process = context.Process(target=serve_relay, args=(theirs, (at_caller, at_callee), uvloop))
    else:
        trunk = f"127.0.0.1:{at_caller}" if name == "A" else ""
        process = context.Process(target=serve_engine, args=(theirs, trunk, uvloop))
    process.start()
    try:
        port = await asyncio.to_thread(ours.recv)
        if name == "relay":
            return await _measure(caller, process.pid, port, rate, seconds)
        async with telephone("bob-pc", "udp", port, Path(), register=False) as bob:
            bob.contact = f"<sip:bob@127.0.0.1:{at_callee}>"
            assert (await bob.register()).status == 200
            return await _measure(caller, process.pid, port, rate, seconds)
    finally:
        ours.send("end")
        await asyncio.to_thread(process.join)
        caller_transport.close()
        callee_transport.close()


async def _measure(
    caller: Caller, pid: int | None, port: int, rate: float, seconds: float
) -> tuple[float, float, float]:
    server, target = ("127.0.0.1", port), f"sip:+46812345002@{DOMAIN}"
    watched = psutil.Process(pid)
    for _ in range(20):  # warm
        caller.call(server, target)
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)
    caller.latencies.clear()
    before, done = watched.cpu_times(), caller.done
    began, calls = time.perf_counter(), int(rate * seconds)
    for number in range(calls):
        wait = began + number / rate - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        caller.call(server, target)
    for _ in range(100):
        if caller.done - done >= calls:
            break
        await asyncio.sleep(0.05)
    after = watched.cpu_times()
    assert caller.done - done == calls, f"{calls - (caller.done - done)} calls failed"
    cpu = (after.user + after.system - before.user - before.system) / calls
    marks = statistics.quantiles(caller.latencies, n=100)
    return cpu, marks[49], marks[98]


def parses() -> None:
    headers = b"".join(
        line + b"\r\n"
        for line in (
            b"INVITE sip:bob@company.test SIP/2.0",
            b"Via: SIP/2.0/UDP 192.0.2.7:5062;rport;branch=z9hG4bKPj1234567890abcdef",
            b"Max-Forwards: 70",
            b'From: "Alice" <sip:alice@company.test>;tag=abc123def456',
            b"To: <sip:bob@company.test>",
            b"Contact: <sip:alice@192.0.2.7:5062;ob>",
            b"Call-ID: 1234567890abcdef1234567890abcdef",
            b"CSeq: 3423 INVITE",
            b"Route: <sip:192.0.2.1:5060;lr>",
            b"Allow: PRACK, INVITE, ACK, BYE, CANCEL, UPDATE, INFO, SUBSCRIBE, NOTIFY, REFER, OPTIONS",
            b"Supported: replaces, 100rel, timer, norefersub",
            b"Session-Expires: 1800",
            b"Min-SE: 90",
            b"User-Agent: benchmark",
            b'Proxy-Authorization: Digest username="alice", realm="company.test", nonce="abcdef0123456789", '
            b'uri="sip:bob@company.test", response="0123456789abcdef0123456789abcdef", qop=auth, '
            b'nc=00000001, cnonce="c"',
            b"Content-Type: application/sdp",
            b"Content-Length: %d" % (3 * len(SDP)),
        )
    )
    data = headers + b"\r\n" + 3 * SDP

    def typed() -> None:
        message = parse(data)
        assert isinstance(message, Request)
        _ = (message.top_via, message.from_, message.to, message.call_id, message.cseq, message.uri)

    theirs = _per_second(lambda: sipmessage.Message.parse(data))
    for name, figure in (
        ("lazy", _per_second(lambda: parse(data))),
        ("with Via, From, To, Call-ID, CSeq, URI", _per_second(typed)),
    ):
        print(f"parse, {len(data)} bytes, {name}: {figure:,.0f}/s, {figure / theirs:.2f} x sipmessage")


def _per_second(work: Callable[[], object]) -> float:
    best = 0.0
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(4000):
            work()
        best = max(best, 4000 / (time.perf_counter() - began))
    return best


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rate", type=float, default=200.0)
    arguments.add_argument("--seconds", type=float, default=10.0)
    arguments.add_argument("--uvloop", action="store_true")
    options = arguments.parse_args()
    parses()
    relay: tuple[float, float, float] | None = None
    for name, said in (("relay", "bare UDP relay"), ("A", "A: trunk, no challenge"), ("B", "B: with 407")):
        figures = asyncio.run(load(name, options.rate, options.seconds, options.uvloop))
        relay = relay or figures
        cpu, p50, p99 = figures
        ratio = f"   x {cpu / relay[0]:.1f} CPU, x {p50 / relay[1]:.1f} p50, x {p99 / relay[2]:.1f} p99"
        print(
            f"{said:24} {options.rate:.0f} calls/s: {cpu * 1e6:6.0f} us CPU per call,"
            f" INVITE to 180 p50 {p50 * 1e3:.2f} ms, p99 {p99 * 1e3:.2f} ms{ratio}"
        )


if __name__ == "__main__":
    main()
