"""An engine for the company that the torture messages are meant for, and what it makes of each."""

import msgspec

from softphone.people.directory import Directory, Person
from softphone.server.ports import Ports
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request, Response, parse
from tests.server.engine.bench import Bench
from tests.server.engine.company import company, credential
from tests.server.engine.telephone import authorization
from tests.sip.torture.answers import Outcome
from tests.sip.torture.wire import Torture

HOSTS = ("example.com", "example.org", "example.net", "company.com", "registrar.example.com")
PEOPLE = ("user", "j.user", "watson", "t.watson", "kumiko", "userb", "joe", "null-\0-null")
_SENDER = "192.0.2.200"


def torture_company() -> Directory:
    """Everybody whom the messages call or register, each with one device, and a trunk that may call them."""
    base = company(trunk=_SENDER)
    people = {login: Person(id=login, login=login, name=login.title()) for login in PEOPLE}
    credentials = [credential(device_of(login), login) for login in PEOPLE]
    return msgspec.structs.replace(
        base,
        people={**base.people, **people},
        credentials={**base.credentials, **{c.user: c for c in credentials}},
        addresses={**base.addresses, **{login: login for login in PEOPLE}},
    )


def device_of(login: str) -> str:
    """The digest user name; it is quoted in a header, where NUL has no place."""
    return f"{login.replace(chr(0), '')}-pc"


class TortureBench(Bench):
    """Telephones of `user`, `t.watson`, `kumiko` and `userb` are registered; all that the engine sends is in
    `sent`, with where it goes."""

    def __init__(self) -> None:
        self.sent: list[tuple[Request | Response, Flow]] = []
        super().__init__(
            torture_company(), ports=Ports("127.0.0.1", 5080, 5081), own_hosts=("127.0.0.1", *HOSTS)
        )
        self.phones = [self.registered(f"{login}-pc") for login in ("user", "t.watson", "kumiko", "userb")]
        self.sent.clear()

    def outcome(self, message: Torture) -> Outcome:
        """Of a message from somebody unknown."""
        self.core.receive(message.data, self.flow_of(message), self.now)
        return self._outcome()

    def trusted_outcome(self, message: Torture) -> Outcome:
        """Of a message whose sender may do what it asks for: a trunk, or for a REGISTER the person's own
        device."""
        flow = self.flow_of(message)
        if b" REGISTER\r\n" not in message.data:
            at = msgspec.structs.replace(flow, port=_via_port(message), connection=0)
            self.core.use_directory(self.core.directory, {"t1": at})
            return self.outcome(message)
        self.core.receive(message.data, flow, self.now)
        challenge = self.sent[-1][0]
        if not isinstance(challenge, Response) or challenge.status != 401:
            return self._outcome()
        self.sent.clear()
        self.core.receive(self._signed(message, challenge), flow, self.now)
        return self._outcome()

    def flow_of(self, message: Torture) -> Flow:
        """Where the message comes from."""
        if message.transport == "udp":
            return Flow("udp", _SENDER, _via_port(message))
        return Flow(message.transport, _SENDER, 40000, 7)

    def _signed(self, message: Torture, challenge: Response) -> bytes:
        """The REGISTER again with credentials of the person in To, as a transaction of its own."""
        request = parse(message.data)
        assert isinstance(request, Request)
        signed = request.with_first(authorization(challenge, request, device_of(request.to.uri.user)))
        via = request.top_via
        params = tuple((n, f"{v}again" if n == "branch" else v) for n, v in via.params)
        return signed.with_top_via(msgspec.structs.replace(via, params=params)).to_bytes()

    def _outcome(self) -> Outcome:
        if any(isinstance(message, Request) for message, _ in self.sent):
            return "forwarded"
        return max((m.status for m, _ in self.sent if isinstance(m, Response)), default="dropped")

    def _send(self, data: bytes, flow: Flow) -> bool:
        assert 0 < flow.port < 65536
        self.sent.append((parse(data), flow))
        return super()._send(data, flow)


def _via_port(message: Torture) -> int:
    try:
        return parse(message.data).top_via.port or 5060
    except ParseError:
        return 5060
