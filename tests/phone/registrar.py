"""A SIP server of a few lines, real on the wire: it answers each request over UDP as the test says."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Header, Request, parse, respond

Answer = tuple[int, tuple[Header, ...]]
Decide = Callable[[Request], Answer | None]
"""The status and headers of the answer, or None for silence."""


def registered(request: Request) -> Answer:
    """A registrar without passwords that takes what is asked for."""
    expires = request.get("expires") or "300"
    return 200, tuple(("contact", f"{value};expires={expires}") for value in request.all("contact"))


def refused(status: int) -> Decide:
    """One that answers everything with that status; 401 with a challenge."""
    challenge = (("www-authenticate", 'Digest realm="company.test", nonce="1", algorithm=MD5, qop="auth"'),)
    return lambda request: (status, challenge if status == 401 else ())


def silent(request: Request) -> None:
    """One that hears and says nothing."""


class Registrar:
    """`decide` may be exchanged at any time. `heard` is released at each REGISTER."""

    def __init__(self, decide: Decide) -> None:
        self.decide = decide
        self.requests: list[Request] = []
        self.heard = threading.Semaphore(0)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            data, source = self._socket.recvfrom(65535)
            if data == b"end":
                return
            try:
                request = parse(data)
            except ParseError:
                continue
            if not isinstance(request, Request) or request.method != "REGISTER":
                continue
            self.requests.append(request)
            answer = self.decide(request)
            self.heard.release()
            if answer is not None:
                status, headers = answer
                self._socket.sendto(respond(request, status, *headers, to_tag="t").to_bytes(), source)

    def close(self) -> None:
        self._socket.sendto(b"end", ("127.0.0.1", self.port))
        self._thread.join()
        self._socket.close()


@contextmanager
def registrar(decide: Decide) -> Iterator[Registrar]:
    made = Registrar(decide)
    try:
        yield made
    finally:
        made.close()
