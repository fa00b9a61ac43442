"""The messages of RFC 4475, thrown at a server by somebody unknown and by somebody believed."""

import re
import socket
from collections.abc import Callable

from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Request, Response, parse
from tests.e2e.differential.company import ALIASES, TRUNK_HOST
from tests.e2e.differential.stage import Stage
from tests.server.engine.telephone import authorization
from tests.sip.torture.messages import MESSAGES
from tests.sip.torture.wire import Torture

STRANGER_HOST = "127.0.0.10"
TRUNK_PORTS = (5050, 5060, 5070)
"""That the Vias of the messages name, or mean by naming none: where the answers go."""
_REGISTERED = ("user", "t.watson", "kumiko", "userb")
_BRANCH = re.compile(rb"branch=z9hG4bK(?=\w)")


def throw_all(port: int, use_domain: Callable[[str], None], *, believed: bool) -> dict[str, str]:
    """What the server on that port made of each message: the status of its answer, "forwarded" (a telephone
    was asked) or "dropped". `use_domain` tells it by which name it is meant."""
    with Stage(port) as stage:
        phones = [stage.phone(user) for user in _REGISTERED]
        found = {}
        for message in MESSAGES:
            domain = _domain(message)
            use_domain(domain)
            host = TRUNK_HOST if believed else STRANGER_HOST
            found[message.name] = _throw(stage, message, host, signed=believed)
            asked = False
            for phone in phones:
                asked |= any(isinstance(m, Request) for m in phone.seen)
                for came in [m for m in phone.seen if isinstance(m, Request)]:
                    phone.answer(came, 486)
                phone.forget()
            if asked:
                found[message.name] = "forwarded"
        return found


def _throw(stage: Stage, message: Torture, host: str, *, signed: bool) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thrower:
        thrower.bind((host, _via_port(message)))
        thrower.setblocking(False)
        data = _with_own_branch(message.data, message.name.encode())
        thrower.sendto(data, ("127.0.0.1", stage.port))
        stage.settle()
        answers = _answers(thrower, data)
        challenge = next((a for a in answers if a.status == 401), None)
        if signed and challenge is not None:
            request = parse(data)
            assert isinstance(request, Request)
            user = request.to.uri.user.replace("\0", "")
            again = request.with_first(authorization(challenge, request, user)).to_bytes()
            again = again.replace(b"z9hG4bK", b"z9hG4bKagain", 1)
            thrower.sendto(again, ("127.0.0.1", stage.port))
            stage.settle()
            answers = _answers(thrower, again)
        return str(max((a.status for a in answers), default="dropped"))


def _answers(thrower: socket.socket, thrown: bytes) -> list[Response]:
    """Those to what was thrown; others may still be on their way to an earlier one from the same port."""
    answers: list[Response] = []
    while True:
        try:
            came = parse(thrower.recv(65536))
        except BlockingIOError:
            return answers
        except ParseError:
            continue
        branch = re.search(r"branch=([^;,\s]*)", came.get("via") or "")  # not all of them can be parsed
        marks = came.get("call-id") or "", branch[1] if branch else ""
        if isinstance(came, Response) and all(mark.encode() in thrown for mark in marks):
            answers.append(came)


def _with_own_branch(data: bytes, name: bytes) -> bytes:
    """Many of them have one and the same; a sender has a new one for each."""
    return _BRANCH.sub(b"branch=z9hG4bK" + name, data, count=1)


def _domain(message: Torture) -> str:
    """The host in the start line, as far as it is one of the company's."""
    start = message.data.partition(b"\r\n")[0].decode("utf-8", "replace")
    hosts = [host for host in ALIASES if re.search(rf"[@:]{re.escape(host)}\b", start)]
    return hosts[0] if hosts else ALIASES[0]


def _via_port(message: Torture) -> int:
    try:
        return parse(message.data).top_via.port or 5060
    except ParseError:
        return 5060
