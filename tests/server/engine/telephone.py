"""A telephone as the tests of the engine have it: messages only, no state machines of its own."""

import itertools

from softphone.people.directory import DigestAlgorithm
from softphone.sip.message.auth import Credentials, parse_challenge
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header, Request, Response, respond
from softphone.sip.registrar.digest import digest_response, ha1
from tests.server.engine.company import DOMAIN, SECRET

NUMBERS = itertools.count(1)


def authorization(
    response: Response, request: Request, user: str, secret: str = SECRET, count: int = 1
) -> Header:
    """The header that answers a 401 or 407."""
    header = "www-authenticate" if response.status == 401 else "proxy-authenticate"
    challenge = parse_challenge(response.required(header))
    given = Credentials(
        username=user,
        realm=challenge.realm,
        nonce=challenge.nonce,
        uri=request.target,
        response="",
        algorithm=challenge.algorithm,
        qop="auth",
        nc=f"{count:08x}",
        cnonce="c",
    )
    a1 = ha1(DigestAlgorithm(challenge.algorithm), user, challenge.realm, secret)
    answer = digest_response(challenge.algorithm, a1, request.method, given)
    values = {name: getattr(given, name) for name in Credentials.__struct_fields__} | {"response": answer}
    return ("authorization" if response.status == 401 else "proxy-authorization", str(Credentials(**values)))


class Telephone:
    """Builds what a telephone says; how it is sent and waited for is for those who inherit.

    What came is kept in `got`.
    """

    def __init__(self, device: str, person: str, flow: Flow) -> None:
        self.device = device
        self.person = person
        self.flow = flow
        self.got: list[Request | Response] = []
        self.cseq = 0
        transport = "" if flow.transport == "udp" else f";transport={flow.transport}"
        self.contact = f"<sip:{person}@10.0.0.9:{flow.port}{transport}>"

    def send(self, message: Request | Response) -> None:
        raise NotImplementedError

    def request(self, method: str, target: str, *headers: Header, to: str = "", tag: str = "") -> Request:
        """A new request, not sent yet."""
        self.cseq += 1
        number = next(NUMBERS)
        transport = self.flow.transport.upper()
        return Request(
            (
                (
                    "via",
                    f"SIP/2.0/{transport} {self.flow.host}:{self.flow.port};rport;branch=z9hG4bK{number}",
                ),
                *headers,
                ("max-forwards", "70"),
                ("from", f"<sip:{self.person}@{DOMAIN}>;tag={tag or f't{number}'}"),
                ("to", to or f"<{target}>"),
                ("call-id", f"call-{number}"),
                ("cseq", f"{self.cseq} {method}"),
                ("contact", self.contact),
            ),
            b"",
            method,
            target,
        )

    def register_request(self, expires: int) -> Request:
        request = self.request("REGISTER", f"sip:{DOMAIN}", ("expires", str(expires)))
        return request.with_header("to", f"<sip:{self.person}@{DOMAIN}>")

    def invite(self, target: str, *headers: Header) -> Request:
        """For a user part or a whole URI."""
        if "@" not in target:
            target = f"sip:{target}@{DOMAIN}"
        return self.request("INVITE", target, *headers)

    def again(self, request: Request, *headers: Header) -> Request:
        """The same request as a new transaction."""
        self.cseq += 1
        changed = request.with_header(
            "via", f"{request.required('via').rpartition('=')[0]}=z9hG4bK{next(NUMBERS)}"
        )
        return changed.with_header("cseq", f"{self.cseq} {request.method}").with_added(*headers)

    def answer(self, request: Request, status: int, *headers: Header) -> Response:
        routes = tuple(h for h in request.headers if h[0] == "record-route")
        response = respond(
            request, status, *routes, ("contact", self.contact), *headers, to_tag=f"tag-{self.device}"
        )
        self.send(response)
        return response

    def ack_of(self, request: Request, response: Response) -> Request:
        """The ACK for a failure."""
        headers = tuple(h for h in request.headers if h[0] in ("via", "from", "call-id", "max-forwards"))
        headers += (("to", response.required("to")), ("cseq", f"{request.cseq.number} ACK"))
        return Request(headers, b"", "ACK", request.target)

    def cancel(self, invite: Request, *extra: Header) -> None:
        headers = tuple(h for h in invite.headers if h[0] in ("via", "from", "to", "call-id", "max-forwards"))
        headers += (("cseq", f"{invite.cseq.number} CANCEL"), *extra)
        self.send(Request(headers, b"", "CANCEL", invite.target))

    def within(self, dialog: Request | Response, method: str, *headers: Header) -> Request:
        """A request within the dialog of an INVITE that came, or of the 2xx to ours; not sent yet."""
        caller = isinstance(dialog, Response)
        routes = [("route", value) for value in dialog.all("record-route")]
        if caller:
            routes.reverse()
        us, them = (dialog.from_, dialog.to) if caller else (dialog.to, dialog.from_)
        made = self.request(method, str(dialog.contacts[0].uri), *routes, *headers)
        if not caller:
            us = us.with_param("tag", f"tag-{self.device}")
        return (
            made.with_header("from", str(us))
            .with_header("to", str(them))
            .with_header("call-id", dialog.call_id)
        )

    def statuses(self) -> list[int]:
        """Of the responses since the last look, all dropped."""
        statuses = [message.status for message in self.got if isinstance(message, Response)]
        self.got.clear()
        return statuses
