"""`softphone serve` killed with SIGKILL, in the middle of a call, and started again on the same folder."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from softphone.server.addresses import Addresses
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request, Response, parse
from tests.helpers.ports import free_port
from tests.helpers.running_server import COMPANY
from tests.server.engine.telephone import Telephone, authorization
from tests.server.test_serve import Process, sign_in

PATIENCE = 60.0


class UdpTelephone(Telephone):
    """On a socket of its own, which outlives every server."""

    def __init__(self, person: str, user: str, secret: str, endpoint: socket.socket) -> None:
        port = endpoint.getsockname()[1]
        super().__init__(user, person, Flow("udp", "127.0.0.1", port))
        self.contact = f"<sip:{person}@127.0.0.1:{port}>"
        self.secret = secret
        self.server = ("127.0.0.1", 0)
        self._socket = endpoint
        self._datagrams: set[bytes] = set()

    def send(self, message: Request | Response) -> None:
        self._socket.sendto(message.to_bytes(), self.server)

    def receive(self, what: str) -> Request | Response:
        """The next message with that method, or of that class of status (2 or 4). What comes twice was sent
        again, because one of us was slow."""
        while True:
            data = self._socket.recv(65536)
            if data in self._datagrams:
                continue
            self._datagrams.add(data)
            message = parse(data)
            kind = message.method if isinstance(message, Request) else str(message.status // 100)
            if kind == what:
                return message

    def signed(self, request: Request) -> Request:
        """What was sent in the end, with credentials; its answer is still to come."""
        self.send(request)
        challenge = self.receive("4")
        assert isinstance(challenge, Response)
        if request.method == "INVITE":
            self.send(self.ack_of(request, challenge))
        again = self.again(request, authorization(challenge, request, self.device, self.secret))
        self.send(again)
        return again

    def asked(self, method: str) -> Request:
        message = self.receive(method)
        assert isinstance(message, Request)
        return message

    def ok(self) -> Response:
        message = self.receive("2")
        assert isinstance(message, Response)
        return message


@contextmanager
def telephone(addresses: Addresses, login: str) -> Iterator[UdpTelephone]:
    """Registered with a secret of its own."""
    token = sign_in(addresses.http, login, f"{login}'s password").json()["token"]
    issued = httpx.post(
        f"{addresses.http}/api/v1/devices",
        json={"name": "Test"},
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
        timeout=PATIENCE,
    ).json()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        endpoint.bind(("127.0.0.1", 0))
        endpoint.settimeout(PATIENCE)
        made = UdpTelephone(login, issued["user"], issued["secret"], endpoint)
        made.server = ("127.0.0.1", int(addresses.sip.rpartition(":")[2]))
        made.signed(made.register_request(300))
        assert made.ok().status == 200
        yield made


@pytest.fixture
def started() -> Iterator[list[Process]]:
    processes: list[Process] = []
    yield processes
    for each in processes:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def test_calls_and_registrations_survive_a_kill(tmp_path: Path, started: list[Process]) -> None:
    (tmp_path / "company.toml").write_text(COMPANY, encoding="utf-8")
    data = tmp_path / "data"

    def start(sip: str) -> Addresses:
        options = ["--company", str(tmp_path / "company.toml"), "--data", str(data)]
        started.append(Process(tmp_path, *options, "--sip", sip, "--http", "127.0.0.1:0"))
        return started[-1].wait_until_ready()

    addresses = start(f"127.0.0.1:{free_port()}")
    with telephone(addresses, "asa") as asa, telephone(addresses, "bo") as bo:
        asa.signed(asa.invite("102"))
        came = bo.asked("INVITE")
        bo.answer(came, 200)
        ok = asa.ok()
        asa.send(asa.within(ok, "ACK"))
        bo.asked("ACK")

        assert started[-1].stop(signal.SIGKILL) == -signal.SIGKILL
        (data / "addresses.json").unlink()
        again = start(addresses.sip)
        assert again.sip == addresses.sip

        # The call goes on: it is held, taken over by its own caller, and ended.
        hold = bo.within(came, "INVITE")
        bo.send(hold)
        asa.answer(asa.asked("INVITE"), 200)
        assert bo.ok().cseq.method == "INVITE"
        replaces = ("replaces", f"{ok.call_id};to-tag={ok.to.tag};from-tag={ok.from_.tag}")
        asa.signed(asa.invite("102", replaces))
        taken = bo.asked("INVITE")
        assert taken.get("replaces") == replaces[1]
        bo.answer(taken, 200)
        second = asa.ok()
        asa.send(asa.within(second, "ACK"))
        bo.asked("ACK")
        bo.send(bo.within(came, "BYE"))
        asa.answer(asa.asked("BYE"), 200)
        assert bo.ok().cseq.method == "BYE"

        # And a new one reaches who registered with the server that is no more.
        bo.signed(bo.invite("101"))
        assert asa.asked("INVITE").target == asa.contact[1:-1]
    assert started[-1].stop() == 0
    faults = [event for event in started[-1].events() if event["level"] in ("error", "critical")]
    assert faults == []
