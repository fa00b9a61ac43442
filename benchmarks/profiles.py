"""How soon an edit of a profile is obeyed, and how soon colleagues see that one was activated.

    python -m benchmarks.profiles [--edits N] [--activations N] [--colleagues N]

Through `softphone serve`, over its API and SIP. An edit changes the number that a profile forwards to; at
once after its answer an INVITE comes from the operator, who waits for the call that goes out again to the new
number. Its time runs from the click (the request with the edit) to that call, and beside it stands the same
call without an edit before it. A call that went to the old number is counted, and must not happen.

For the second, colleagues are connected by WebSockets, and the time runs from the request to the last of
them that was told.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, cast

import httpx
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.load.wire import WITH_SDP, WITHOUT, header, port_of, response, udp_socket
from softphone.server.embedded import EmbeddedServer
from tests.server.engine.company import DOMAIN

EDIT_TARGET, SEEN_TARGET = 200.0, 500.0
"""Milliseconds, 95 percent of them."""
PASSWORD = "benchmark's password"
FIRST = "profiles.1.incoming.landline.first"
_TARGET = f"sip:+46812345002@{DOMAIN}".encode()


def company(trunk_port: int, colleagues: int) -> str:
    others = "\n".join(
        f'[[people]]\nlogin = "person{n}"\nname = "Person {n}"\nextension = "{2000 + n}"'
        for n in range(colleagues)
    )
    return f"""
domain = "{DOMAIN}"
country = "SE"

[[people]]
login = "bob"
name = "Bob"
landline = "+46812345002"
password = "{PASSWORD}"

[[people]]
login = "ann"
name = "Ann"
extension = "1001"
password = "{PASSWORD}"

{others}

[[trunks]]
name = "Operator"
address = "127.0.0.1:{trunk_port}"
"""


class Operator(asyncio.DatagramProtocol):
    """Calls the company, and refuses what the company calls."""

    def __init__(self) -> None:
        self._calls = 0
        self._outgoing: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.server = ("127.0.0.1", 0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self._port = port_of(transport)

    def datagram_received(self, data: bytes, _addr: tuple[str, int]) -> None:
        method = data[:4]
        if method == b"INVI":
            number = data.split(b" ", 2)[1].partition(b":")[2].partition(b"@")[0].decode()
            if not self._outgoing.done():
                self._outgoing.set_result(number)
            self._transport.sendto(response(data, b"480 Unavailable", b"op") + WITHOUT, self.server)
        elif method == b"SIP/" and header(data, b"CSeq").endswith(b"INVITE") and data[8:9] >= b"2":
            self._transport.sendto(self._request(b"ACK", header(data, b"To")) + WITHOUT, self.server)
            if not self._over.done():
                self._over.set_result(None)

    async def call(self) -> str:
        """The number that the company called in turn."""
        loop = asyncio.get_running_loop()
        self._calls += 1
        self._outgoing, self._over = loop.create_future(), loop.create_future()
        self._transport.sendto(self._request(b"INVITE", b"<%b>" % _TARGET) + WITH_SDP, self.server)
        number = await asyncio.wait_for(self._outgoing, 10)
        self._seen = time.perf_counter()
        await asyncio.wait_for(self._over, 10)
        return number

    @property
    def seen(self) -> float:
        """When the last call went out."""
        return self._seen

    def _request(self, method: bytes, to: bytes) -> bytes:
        return (
            b"%b %b SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bKb%d\r\nMax-Forwards: 70\r\n"
            b"From: <sip:+46701111111@operator.test>;tag=c%d\r\nTo: %b\r\nCall-ID: profiles-%d\r\n"
            b"CSeq: 1 %b\r\nContact: <sip:op@127.0.0.1:%d>\r\n"
            % (method, _TARGET, self._port, self._calls, self._calls, to, self._calls, method, self._port)
        )


class Editor:
    """Bob, at his computer."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._made = 0
        self._value: Any = None

    async def begin(self) -> None:
        settings = (await self._client.get("/people/me/settings")).raise_for_status().json()
        self._epoch, self._n = settings["epoch"], settings["revision"]["n"]
        self._value = settings["document"]["profiles"]["1"]["incoming"]["landline"]["first"]

    async def forward_to(self, number: str) -> None:
        self._made += 1
        new = {"type": "forward", "to": {"type": "number", "number": number}}
        edit = {"id": f"b{self._made}", "base": self._n, "field": FIRST, "old": self._value, "new": new}
        body = {"epoch": self._epoch, "edits": [edit]}
        answer = (await self._client.post("/people/me/edits", json=body)).raise_for_status().json()
        assert answer["answers"][0]["refused"] is None, answer
        self._n, self._value = answer["revision"]["n"], new

    async def activate(self, profile: int, message: str) -> None:
        body = {"profile": profile, "message": message}
        (await self._client.put("/people/me/activation", json=body)).raise_for_status()


async def edits(operator: Operator, editor: Editor, count: int) -> tuple[list[float], list[float], int]:
    """Milliseconds with an edit and without, and how many calls obeyed the old rule."""
    with_edit, alone, wrong = [], [], 0
    for n in range(count):
        number = f"+468555{n:05}"
        clicked = time.perf_counter()
        await editor.forward_to(number)
        wrong += await operator.call() != number
        with_edit.append((operator.seen - clicked) * 1000)
        began = time.perf_counter()
        await operator.call()
        alone.append((operator.seen - began) * 1000)
    return with_edit, alone, wrong


class Watchers:
    """Colleagues with their window open."""

    def __init__(self) -> None:
        self._sockets: list[ClientConnection] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._left: set[int] = set()
        self._wanted = ""
        self._all = asyncio.Event()

    async def connect(self, url: str, token: str, count: int) -> None:
        events = f"{url.replace('http', 'ws', 1)}/api/v1/events"
        headers = {"Authorization": f"Bearer {token}"}
        for n in range(count):
            socket = await connect(events, additional_headers=headers, proxy=None)
            self._sockets.append(socket)
            self._tasks.append(asyncio.create_task(self._read(n, socket)))

    async def see(self, message: str, act: Callable[[], Any]) -> float:
        """Milliseconds until the last of them has seen the message."""
        self._wanted, self._left = message, set(range(len(self._sockets)))
        self._all.clear()
        began = time.perf_counter()
        await act()
        await asyncio.wait_for(self._all.wait(), 30)
        return (time.perf_counter() - began) * 1000

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(socket.close() for socket in self._sockets))

    async def _read(self, n: int, socket: ClientConnection) -> None:
        async for text in socket:
            told = json.loads(text)
            if any(row["profile"]["message"] == self._wanted for row in told.get("changed", ())):
                self._left.discard(n)
                if not self._left:
                    self._all.set()


async def run(edit_count: int, activation_count: int, colleagues: int) -> bool:
    loop = asyncio.get_running_loop()
    socket = udp_socket()
    _, operator = await loop.create_datagram_endpoint(Operator, sock=socket)
    embedded = EmbeddedServer(company(socket.getsockname()[1], colleagues))
    await asyncio.to_thread(embedded.start, 120.0)
    watchers = Watchers()
    try:
        url = embedded.addresses.http
        host, _, port = embedded.addresses.sip.rpartition(":")
        operator.server = (host, int(port))
        async with httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=30, trust_env=False) as bob:
            tokens = {}
            for login in ("bob", "ann"):
                asked = {"login": login, "password": PASSWORD}
                tokens[login] = (await bob.post("/sign-in", json=asked)).raise_for_status().json()["token"]
            bob.headers["Authorization"] = f"Bearer {tokens['bob']}"
            editor = Editor(bob)
            await editor.begin()
            with_edit, alone, wrong = await edits(operator, editor, edit_count)
            p95 = told("edit to rule in force, until the next call obeys", with_edit, EDIT_TARGET)
            base = told("the same call without an edit", alone)
            print(f"  {p95 / base:.1f} times as long; {wrong} of {edit_count} calls obeyed the old rule")
            await watchers.connect(url, tokens["ann"], colleagues)
            one = Watchers()
            await one.connect(url, tokens["ann"], 1)
            seen, first = [], []
            for n in range(activation_count):
                profile = 2 + n % 2
                act = lambda p=profile, m=f"all {n}": editor.activate(p, m)  # noqa: E731
                seen.append(await watchers.see(f"all {n}", act))
                act = lambda p=profile, m=f"one {n}": editor.activate(p, m)  # noqa: E731
                first.append(await one.see(f"one {n}", act))
            await one.close()
            seen_p95 = told(f"activation, until the last of {colleagues} saw it", seen, SEEN_TARGET)
            one_p95 = told("until the first of them did", first)
            print(f"  {seen_p95 / one_p95:.1f} times as long")
    finally:
        await watchers.close()
        await asyncio.to_thread(embedded.stop)
    return wrong == 0 and p95 < EDIT_TARGET and seen_p95 < SEEN_TARGET


def told(what: str, times: Sequence[float], target: float = 0.0) -> float:
    p95 = statistics.quantiles(times, n=20)[-1]
    aim = f" (target {target:.0f} ms)" if target else ""
    print(f"{what}: median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms{aim}")
    return p95


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--activations", type=int, default=40)
    parser.add_argument("--colleagues", type=int, default=200)
    given = parser.parse_args()
    done = asyncio.run(run(given.edits, given.activations, given.colleagues))
    raise SystemExit(0 if done else 1)


if __name__ == "__main__":
    main()
