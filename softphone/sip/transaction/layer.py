"""All transactions of one element: messages find theirs (RFC 3261 §17.1.3, §17.2.3), timers are one heap.

Pure: messages, failures and `now` (seconds of any steady clock) go in, actions come out, in order. Whoever
owns the layer sends what `Send` says and calls `advance` when `deadline` has come.
"""

import heapq
import itertools
from enum import Enum, auto

import msgspec

from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request, Response
from softphone.sip.message.via import MAGIC_COOKIE
from softphone.sip.transaction.machine import Machine, Timing
from softphone.sip.transaction.tables import (
    INVITE_CLIENT,
    INVITE_SERVER,
    OTHER_CLIENT,
    OTHER_SERVER,
    Do,
    Event,
    Timer,
)

Key = tuple[str, ...]


class Transaction:
    """One transaction of the layer, known by identity; compare with `is`."""

    __slots__ = ("flow", "key", "machine", "owner", "request", "response")

    def __init__(self, key: Key, request: Request, flow: Flow, machine: Machine) -> None:
        self.key = key
        self.request = request
        self.flow = flow
        self.machine = machine
        self.response: Response | None = None
        self.owner: object = None
        """Whatever the layer's user wants to find again when the transaction reports."""


class ServerTransaction(Transaction):
    """A request that came in and has to be answered; responses go back through `flow`."""

    __slots__ = ()


class ClientTransaction(Transaction):
    """A request that we sent; its responses come up."""

    __slots__ = ()


class Send(msgspec.Struct, frozen=True):
    """Send that message; when it cannot be sent, tell the layer by `failed(transaction)`."""

    message: Request | Response
    flow: Flow
    transaction: Transaction | None = None


class Received(msgspec.Struct, frozen=True):
    """A new request: answer it by `respond`."""

    transaction: ServerTransaction


class ReceivedAck(msgspec.Struct, frozen=True):
    """An ACK that belongs to no transaction here: the one for a 2xx, to be passed on."""

    request: Request
    flow: Flow


class Answered(msgspec.Struct, frozen=True):
    transaction: ClientTransaction
    response: Response


class Why(Enum):
    TIMEOUT = auto()
    UNREACHABLE = auto()


class Failed(msgspec.Struct, frozen=True):
    """A client transaction that ended without a final response."""

    transaction: ClientTransaction
    why: Why


Action = Send | Received | ReceivedAck | Answered | Failed


class TransactionLayer:
    def __init__(self, timing: Timing | None = None) -> None:
        self._timing = timing or Timing()
        self._servers: dict[Key, ServerTransaction] = {}
        self._clients: dict[Key, ClientTransaction] = {}
        self._heap: list[tuple[float, int, Transaction, Timer]] = []
        self._order = itertools.count()

    def __len__(self) -> int:
        return len(self._servers) + len(self._clients)

    @property
    def deadline(self) -> float | None:
        """When `advance` has to be called next."""
        return self._heap[0][0] if self._heap else None

    def receive(self, message: Request | Response, flow: Flow, now: float) -> list[Action]:
        """A message from the network. ParseError when its Via or CSeq is malformed.

        `flow` is where it came from; a server transaction answers there. A response without a transaction
        is dropped (RFC 6026 §8.9: a proxy must not pass it on).
        """
        if isinstance(message, Response):
            client = self._clients.get(_client_key(message))
            if client is None:
                return []
            return self._run(client, _event(message.status), now, message)
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
        return client, self._run(client, Event.START, now)

    def respond(self, server: ServerTransaction, response: Response, now: float) -> list[Action]:
        """Answer; what the state of the transaction no longer allows is dropped."""
        event = _event(response.status)
        if server.machine.takes(event):
            server.response = response
        return self._run(server, event, now)

    def failed(self, transaction: Transaction, now: float) -> list[Action]:
        """What the transaction last sent could not be sent (RFC 3261 §17.1.4, §17.2.4)."""
        return self._run(transaction, Event.TRANSPORT_ERROR, now)

    def of_flow(self, flow: Flow) -> list[Transaction]:
        """The clients that send through that flow."""
        return [client for client in self._clients.values() if client.flow == flow]

    def find_invite(self, cancel: Request) -> ServerTransaction | None:
        """The INVITE that a CANCEL means (RFC 3261 §9.2)."""
        return self._servers.get(_server_key(cancel, "INVITE"))

    def advance(self, now: float) -> list[Action]:
        """Fire the timers whose moment has come."""
        actions: list[Action] = []
        while self._heap and self._heap[0][0] <= now:
            at, _, transaction, timer = heapq.heappop(self._heap)
            if transaction.machine.timers.get(timer) == at:
                actions += self._run(transaction, timer, now)
        return actions

    def _new_server(self, key: Key, request: Request, flow: Flow, now: float) -> list[Action]:
        table = INVITE_SERVER if request.method == "INVITE" else OTHER_SERVER
        server = ServerTransaction(key, request, flow, Machine(table, flow.reliable, self._timing))
        self._servers[key] = server
        return self._run(server, Event.START, now)

    def _run(
        self,
        transaction: Transaction,
        event: Event | Timer,
        now: float,
        message: Request | Response | None = None,
    ) -> list[Action]:
        before = dict(transaction.machine.timers)
        todo = transaction.machine.on(event, now)
        for timer, at in transaction.machine.timers.items():
            if before.get(timer) != at:
                heapq.heappush(self._heap, (at, next(self._order), transaction, timer))
        if transaction.machine.terminated:
            self._forget(transaction)
        actions: list[Action] = []
        for do in todo:
            action = _action(do, transaction, message)
            if action is not None:
                actions.append(action)
        return actions

    def _forget(self, transaction: Transaction) -> None:
        if isinstance(transaction, ServerTransaction):
            self._servers.pop(transaction.key, None)
        else:
            self._clients.pop(transaction.key, None)


def _action(do: Do, transaction: Transaction, message: Request | Response | None) -> Action | None:
    match do:
        case Do.SEND_REQUEST:
            return Send(transaction.request, transaction.flow, transaction)
        case Do.SEND_RESPONSE if transaction.response is not None:
            return Send(transaction.response, transaction.flow, transaction)
        case Do.SEND_ACK if isinstance(message, Response):
            return Send(ack_of_failure(transaction.request, message), transaction.flow, transaction)
        case Do.PASS_UP if isinstance(transaction, ClientTransaction) and isinstance(message, Response):
            return Answered(transaction, message)
        case Do.PASS_UP if isinstance(transaction, ServerTransaction):
            if isinstance(message, Request):
                return ReceivedAck(message, transaction.flow)
            return Received(transaction)
        case Do.SAY_TIMEOUT if isinstance(transaction, ClientTransaction):
            return Failed(transaction, Why.TIMEOUT)
        case Do.SAY_UNREACHABLE if isinstance(transaction, ClientTransaction):
            return Failed(transaction, Why.UNREACHABLE)
    return None


def ack_of_failure(invite: Request, response: Response) -> Request:
    """The ACK for a 3xx to 6xx (RFC 3261 §17.1.1.3): the INVITE's own Via, Route and Request-URI."""
    kept = [("via", str(invite.top_via)), ("max-forwards", "70")]
    kept += [header for header in invite.headers if header[0] in ("route", "from", "call-id")]
    kept += [("to", response.required("to")), ("cseq", f"{invite.cseq.number} ACK")]
    return Request(tuple(kept), b"", "ACK", invite.target)


def _event(status: int) -> Event:
    if status < 200:
        return Event.PROVISIONAL
    return Event.SUCCESS if status < 300 else Event.FAILURE


def _client_key(response: Response) -> Key:
    return response.top_via.branch, response.cseq.method


def _server_key(request: Request, method: str = "") -> Key:
    via = request.top_via
    method = method or ("INVITE" if request.method == "ACK" else request.method)
    if via.branch.startswith(MAGIC_COOKIE):
        return via.branch, via.sent_by, method
    # RFC 2543 peers: no branch that could be relied on.
    if request.cseq.method != request.method:
        raise ParseError("CSeq names another method")
    return request.call_id, request.from_.tag, str(request.cseq.number), via.sent_by, request.target, method
