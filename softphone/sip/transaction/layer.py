"""All transactions of one element: messages find theirs (RFC 3261 §17.1.3, §17.2.3), timers run.

Pure: messages, failures and `now` (seconds of any steady clock) go in, actions come out, in order. Whoever
owns the layer sends what `Send` says and calls `advance` when `deadline` has come.
"""

from collections.abc import Callable
from enum import Enum, auto
from typing import Final, final

import msgspec

from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request, Response, respond
from softphone.sip.message.via import MAGIC_COOKIE
from softphone.sip.transaction.machine import Machine, Timing
from softphone.sip.transaction.tables import (
    INVITE_CLIENT,
    INVITE_SERVER,
    OTHER_CLIENT,
    OTHER_SERVER,
    Do,
    Event,
    State,
    Timer,
)
from softphone.sip.transaction.timers import Timers

Key = tuple[str, ...]
Message = Request | Response | None
"""What an event came with."""

_EVENTS: Final = (Event.FAILURE, Event.PROVISIONAL, Event.SUCCESS, *[Event.FAILURE] * 4)
"""By a status's hundreds."""
_GONE: Final = Request()
"""In the place of a request that nothing more needs."""
# To find a member by its name takes Python ten times as long as to compare it.
_ACCEPTED: Final = State.ACCEPTED
_COMPLETED: Final = State.COMPLETED
_TERMINATED: Final = State.TERMINATED
_START: Final = Event.START
_ENDING: Final = frozenset({_ACCEPTED, _COMPLETED, _TERMINATED})
"""States in which nothing but repetitions can come."""


class Transaction:
    """One transaction of the layer, known by identity; compare with `is`. It lives for up to 32 s after its
    end; what repetitions do not need is let go of then, so that a call leaves little behind."""

    __slots__ = ("flow", "key", "machine", "owner", "request", "response")

    def __init__(self, key: Key, request: Request, flow: Flow, machine: Machine) -> None:
        self.key = key
        self.request = request
        self.flow = flow
        self.machine = machine
        self.response: Response | None = None
        self.owner: object = None
        """Whatever the layer's user wants to find again when the transaction reports."""

    def let_go(self) -> None:
        """Of what is not needed in one of the states of `_ENDING`."""
        raise NotImplementedError


@final
class ServerTransaction(Transaction):
    """A request that came in and has to be answered; responses go back through `flow`. 100 goes by itself."""

    __slots__ = ()

    def let_go(self) -> None:
        self.owner = None
        self.request = _GONE
        if self.machine.state is not _COMPLETED:
            self.response = None  # a 2xx is repeated by the callee


@final
class ClientTransaction(Transaction):
    """A request that we sent, and after a failure its ACK; responses come up."""

    __slots__ = ()

    def let_go(self) -> None:
        if self.machine.state is not _ACCEPTED:  # there, each further 2xx goes up
            self.owner = None
        if self.machine.state is not _COMPLETED or self.request.method != "ACK":
            self.request = _GONE


class Send(msgspec.Struct, frozen=True, gc=False):
    """Send that message; when it cannot be sent, tell the layer by `failed(transaction)`."""

    message: Request | Response
    flow: Flow
    transaction: Transaction | None = None


class Received(msgspec.Struct, frozen=True, gc=False):
    """A new request: answer it by `respond`."""

    transaction: ServerTransaction


class ReceivedAck(msgspec.Struct, frozen=True, gc=False):
    """An ACK that belongs to no transaction here: the one for a 2xx, to be passed on."""

    request: Request
    flow: Flow


class Answered(msgspec.Struct, frozen=True, gc=False):
    transaction: ClientTransaction
    response: Response


class Why(Enum):
    TIMEOUT = auto()
    UNREACHABLE = auto()


class Failed(msgspec.Struct, frozen=True, gc=False):
    """A client transaction that ended without a final response."""

    transaction: ClientTransaction
    why: Why


Action = Send | Received | ReceivedAck | Answered | Failed


@final
class TransactionLayer:
    def __init__(self, timing: Timing | None = None) -> None:
        self._timing = timing or Timing()
        self._servers: dict[Key, ServerTransaction] = {}
        self._clients: dict[Key, ClientTransaction] = {}
        self._timers: Timers[tuple[Transaction, Timer]] = Timers()
        self._ending: list[Transaction] = []

    def __len__(self) -> int:
        return len(self._servers) + len(self._clients)

    @property
    def timers(self) -> int:
        """How many are set."""
        return len(self._timers)

    @property
    def deadline(self) -> float:
        """When `advance` has to be called next; infinity when nothing runs."""
        return self._timers.deadline

    def receive(self, message: Request | Response, flow: Flow, now: float) -> list[Action]:
        """A message from the network. ParseError when its Via or CSeq is malformed.

        `flow` is where it came from; a server transaction answers there. A response without a transaction
        is dropped (RFC 6026 §8.9: a proxy must not pass it on).
        """
        if isinstance(message, Response):
            client = self._clients.get(_client_key(message))
            if client is None:
                return []
            return self._run(client, _EVENTS[message.status // 100], now, message)
        key = _server_key(message)
        server = self._servers.get(key)
        if server is None:
            if message.method == "ACK":
                return [ReceivedAck(message, flow)]
            return self._new_server(key, message, flow, now)
        if message.method == "ACK":
            return self._run(server, Event.ACK, now, message)
        return self._run(server, Event.REQUEST, now)

    def request(self, request: Request, flow: Flow, now: float) -> tuple[ClientTransaction, list[Action]]:
        """Send a request; its topmost Via is ours, with a branch of its own."""
        invite = request.method == "INVITE"
        machine = Machine(INVITE_CLIENT if invite else OTHER_CLIENT, flow.reliable, self._timing)
        client = ClientTransaction((request.top_via.branch, request.method), request, flow, machine)
        self._clients[client.key] = client
        return client, self._run(client, _START, now)

    def respond(self, server: ServerTransaction, response: Response, now: float) -> list[Action]:
        """Answer; what the state of the transaction no longer allows is dropped."""
        event = _EVENTS[response.status // 100]
        if server.machine.takes(event):
            server.response = response
        return self._run(server, event, now)

    def failed(self, transaction: Transaction, now: float) -> list[Action]:
        """What the transaction last sent could not be sent (RFC 3261 §17.1.4, §17.2.4)."""
        return self._run(transaction, Event.TRANSPORT_ERROR, now)

    def abandon(self, client: ClientTransaction) -> None:
        """Forget a client that has no timer left to end it: an INVITE that was answered provisionally, then
        cancelled in vain. What may still come for it is dropped like any stray response."""
        client.machine.state = _TERMINATED
        self._ending.append(client)
        self._forget(client)

    def repeat_no_more(self, client: ClientTransaction) -> None:
        """An INVITE that nobody has answered is not sent again: timer A stops, what comes is heard until
        timer B."""
        client.machine.timers.pop(Timer.A, None)

    def of_flow(self, flow: Flow) -> list[Transaction]:
        """The clients that send through that flow."""
        return [client for client in self._clients.values() if client.flow == flow]

    def find_invite(self, cancel: Request) -> ServerTransaction | None:
        """The INVITE that a CANCEL means (RFC 3261 §9.2)."""
        return self._servers.get(_server_key(cancel, "INVITE"))

    def advance(self, now: float) -> list[Action]:
        """Fire the timers whose moment has come."""
        actions: list[Action] = []
        while self._timers.deadline <= now:
            for at, (transaction, timer) in self._timers.due(now):
                if transaction.machine.timers.get(timer) == at:
                    actions += self._run(transaction, timer, now)
        return actions

    def _new_server(self, key: Key, request: Request, flow: Flow, now: float) -> list[Action]:
        table = INVITE_SERVER if request.method == "INVITE" else OTHER_SERVER
        server = ServerTransaction(key, request, flow, Machine(table, flow.reliable, self._timing))
        self._servers[key] = server
        return self._run(server, _START, now)

    def _run(
        self,
        transaction: Transaction,
        event: Event | Timer,
        now: float,
        message: Message = None,
    ) -> list[Action]:
        machine = transaction.machine
        before = machine.state
        todo = machine.on(event, now)
        if machine.started:
            for timer, length in machine.started:
                self._timers.set(now, length, (transaction, timer))
            machine.started = ()
        if machine.state is not before and machine.state in _ENDING:
            self._ending.append(transaction)
            if machine.state is _TERMINATED:
                self._forget(transaction)
        actions: list[Action] = []
        for do in todo:
            action = _DOING[do](transaction, message)
            if action is not None:
                actions.append(action)
        return actions

    def release(self) -> None:
        """Let go of what transactions that are over do not need. Call it when every action is carried out:
        owner and transaction name each other, and would wait for the garbage collector, which stops
        everything."""
        if self._ending:
            for transaction in self._ending:
                transaction.let_go()
            self._ending.clear()

    def _forget(self, transaction: Transaction) -> None:
        if isinstance(transaction, ServerTransaction):
            self._servers.pop(transaction.key, None)
        else:
            self._clients.pop(transaction.key, None)


def _send_request(transaction: Transaction, _: Message) -> Action:
    return Send(transaction.request, transaction.flow, transaction)


def _send_response(transaction: Transaction, _: Message) -> Action | None:
    response = transaction.response
    return None if response is None else Send(response, transaction.flow, transaction)


def _send_trying(transaction: Transaction, _: Message) -> Action:
    transaction.response = respond(transaction.request, 100)
    return Send(transaction.response, transaction.flow, transaction)


def _send_ack(transaction: Transaction, message: Message) -> Action:
    assert isinstance(message, Response)
    transaction.request = ack_of_failure(transaction.request, message)
    return Send(transaction.request, transaction.flow, transaction)


def _pass_up(transaction: Transaction, message: Message) -> Action:
    if isinstance(transaction, ClientTransaction):
        assert isinstance(message, Response)
        return Answered(transaction, message)
    assert isinstance(transaction, ServerTransaction)
    return ReceivedAck(message, transaction.flow) if isinstance(message, Request) else Received(transaction)


def _say_timeout(transaction: Transaction, _: Message) -> Action | None:
    return Failed(transaction, Why.TIMEOUT) if isinstance(transaction, ClientTransaction) else None


def _say_unreachable(transaction: Transaction, _: Message) -> Action | None:
    return Failed(transaction, Why.UNREACHABLE) if isinstance(transaction, ClientTransaction) else None


_DOING: Final[dict[Do, Callable[[Transaction, Message], Action | None]]] = {
    Do.SEND_REQUEST: _send_request,
    Do.SEND_RESPONSE: _send_response,
    Do.SEND_TRYING: _send_trying,
    Do.SEND_ACK: _send_ack,
    Do.PASS_UP: _pass_up,
    Do.SAY_TIMEOUT: _say_timeout,
    Do.SAY_UNREACHABLE: _say_unreachable,
}


def ack_of_failure(invite: Request, response: Response) -> Request:
    """The ACK for a 3xx to 6xx (RFC 3261 §17.1.1.3): the INVITE's own Via, Route and Request-URI. An ACK made
    by this serves in the place of its INVITE."""
    kept = [("via", str(invite.top_via)), ("max-forwards", "70")]
    kept += [header for header in invite.headers if header[0] in ("route", "from", "call-id")]
    kept += [("to", response.required("to")), ("cseq", f"{invite.cseq.number} ACK")]
    return Request(tuple(kept), b"", "ACK", invite.target)


def _client_key(response: Response) -> Key:
    return response.top_via.branch, response.cseq.method


def _server_key(request: Request, method: str = "") -> Key:
    via = request.top_via
    method = method or ("INVITE" if request.method == "ACK" else request.method)
    branch = via.branch
    if branch.startswith(MAGIC_COOKIE) and branch != MAGIC_COOKIE:
        return branch, via.sent_by, method
    # RFC 2543 peers, and those that name no transaction after the cookie: no branch that could be relied on.
    if request.cseq.method != request.method:
        raise ParseError("CSeq names another method")
    return request.call_id, request.from_.tag, str(request.cseq.number), via.sent_by, request.target, method
