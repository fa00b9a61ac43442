"""A telephone that watches: it subscribes, answers NOTIFYs, and reads what they say."""

from xml.etree import ElementTree as ET

from softphone.sip.message.message import Header, Request, Response
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import DOMAIN

NS = {
    "p": "urn:ietf:params:xml:ns:pidf",
    "dm": "urn:ietf:params:xml:ns:pidf:data-model",
    "rpid": "urn:ietf:params:xml:ns:pidf:rpid",
    "d": "urn:ietf:params:xml:ns:dialog-info",
}


class Watcher:
    """Around a telephone of the bench. `stream` is every NOTIFY that came, in bytes, and when."""

    def __init__(self, bench: Bench, telephone: BenchTelephone) -> None:
        self.bench = bench
        self.telephone = telephone
        self.stream: list[tuple[float, bytes]] = []

    def subscribe(self, event: str, target: str, *headers: Header) -> Response:
        """The response; after a success its NOTIFY is on its way."""
        if "@" not in target:
            target = f"sip:{target}@{DOMAIN}"
        expires = () if any(name == "expires" for name, _ in headers) else (("expires", "3600"),)
        self.telephone.signed(
            self.telephone.request("SUBSCRIBE", target, ("event", event), *expires, *headers)
        )
        return self._response()

    def within(self, accepted: Response, event: str, *headers: Header) -> Response:
        """Another SUBSCRIBE in the dialog of the response to the first."""
        telephone = self.telephone
        request = telephone.request("SUBSCRIBE", str(accepted.contacts[0].uri), ("event", event), *headers)
        request = request.with_header("from", accepted.required("from")).with_header(
            "call-id", accepted.call_id
        )
        telephone.send(request.with_header("to", accepted.required("to")))
        return self._response()

    def notifies(self, *, answer: int = 200) -> list[Request]:
        """Every NOTIFY that came since, answered (unless 0)."""
        found: list[Request] = []
        self.bench.wait(0)
        while True:
            waiting = [m for m in self.telephone.got if isinstance(m, Request) and m.method == "NOTIFY"]
            if not waiting:
                return found
            for notify in waiting:
                self.telephone.got.remove(notify)
                found.append(notify)
                self.stream.append((self.bench.now, notify.to_bytes()))
                if answer:
                    self.telephone.answer(notify, answer)
            self.bench.wait(0)

    def dialogs(self) -> list[list[str]]:
        """The states of the dialogs in each dialog-info that came."""
        return [[state for _, state in dialogs_in(notify)] for notify in self.notifies()]

    def wait(self, seconds: float) -> list[Request]:
        """Answer whatever comes within the time, at its moment."""
        found = []
        end = self.bench.now + seconds
        while self.bench.now < end:
            self.bench.wait(min(0.05, end - self.bench.now))
            found += self.notifies()
        return found

    def _response(self) -> Response:
        for message in self.telephone.got:
            if isinstance(message, Response):
                self.telephone.got.remove(message)
                return message
        raise AssertionError("no response")


def dialogs_in(notify: Request) -> list[tuple[dict[str, str], str]]:
    """Attributes and state of each dialog."""
    return [
        (each.attrib, each.findtext("d:state", "", NS))
        for each in ET.fromstring(notify.body).findall("d:dialog", NS)
    ]


def version_of(notify: Request) -> str | None:
    return ET.fromstring(notify.body).get("version")


def basic_of(notify: Request) -> str | None:
    return ET.fromstring(notify.body).findtext("p:tuple/p:status/p:basic", None, NS)


def activities_of(notify: Request) -> list[str]:
    found = ET.fromstring(notify.body).findall("dm:person/rpid:activities/*", NS)
    return [each.tag.rpartition("}")[2] for each in found]
