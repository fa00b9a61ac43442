import itertools

import pytest

from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header, Request, Response, respond
from softphone.sip.presence.documents import Document
from softphone.sip.presence.notifier import Notifier, Notify, Policy, package_of
from softphone.sip.presence.state import Package
from softphone.sip.presence.subscription import Ended, Subscription, Watcher

FLOW = Flow("udp", "10.0.0.9", 6000)
CONTACT = ("contact", "<sip:alice@10.0.0.9:6000>")
DIALOG, PRESENCE = ("event", "dialog"), ("event", "presence")


def subscribe(*headers: Header, number: int = 1, cseq: int = 1, tag: str = "") -> Request:
    """From one of many watchers, to bob; within the dialog when our tag is given."""
    to = f"<sip:bob@company.test>;tag={tag}" if tag else "<sip:bob@company.test>"
    return Request(
        (
            ("via", f"SIP/2.0/UDP 10.0.0.9:6000;branch=z9hG4bK{number}-{cseq}"),
            ("from", '"Alice" <sip:alice@company.test>;tag=a1'),
            ("to", to),
            ("call-id", f"call-{number}"),
            ("cseq", f"{cseq} SUBSCRIBE"),
            *headers,
        ),
        b"",
        "SUBSCRIBE",
        "sip:bob@company.test",
    )


class Bench:
    """A notifier of one thing that has a number; every watcher answers as told."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.now = 1000.0
        self.state = 0
        self.looked_at = 0
        self.gone = False
        self.dead = False
        self.waiting: list[Notify] = []
        tokens = itertools.count(1)
        self.notifier = Notifier(
            policy or Policy(),
            document=self._document,
            reach=lambda subscription: None if self.dead else subscription.flow,
            sent_by=lambda transport: "engine:5060",
            token=lambda size: f"{next(tokens):0{2 * size}x}",
        )

    def _document(self, subscription: Subscription, now: float) -> Document | None:
        self.looked_at += 1
        if self.gone:
            return None
        return Document("text/plain", f"{self.state} v".encode(), b"")

    def subscribe(self, *headers: Header, number: int = 1, device: str = "alice-pc") -> Response:
        request = subscribe(*(headers or (DIALOG,)), CONTACT, number=number)
        package = package_of(request)
        assert package is not None
        done = self.notifier.subscribe(request, package, "bob", Watcher("alice", device), FLOW, self.now)
        self.waiting += done.notifies
        return done.response

    def refresh(self, *headers: Header, tag: str, cseq: int = 2) -> Response:
        request = subscribe(*(headers or (DIALOG,)), CONTACT, cseq=cseq, tag=tag)
        done = self.notifier.refresh(request, FLOW, self.now)
        self.waiting += done.notifies
        return done.response

    def change(self, seconds: float = 0.0) -> None:
        self.wait(seconds)
        self.state += 1
        self.notifier.changed("bob", self.now)
        self.wait(0)

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while (deadline := self.notifier.deadline) <= end:
            self.now = max(self.now, deadline)
            self.waiting += self.notifier.advance(self.now)
        self.now = end

    def answer(self, status: int = 200, *headers: Header) -> list[str]:
        """Answer the NOTIFYs that wait; what they said, shortly."""
        said = []
        waiting, self.waiting = self.waiting, []
        for notify in waiting:
            request = notify.request
            said.append(f"{request.get('subscription-state')} {request.body.decode()}".strip())
            response = respond(request, status, *headers)
            self.waiting += self.notifier.answered(notify.subscription, response, self.now)
        return said


def test_the_response_and_the_notify_that_follows_it() -> None:
    bench = Bench()
    response = bench.subscribe(
        ("event", "dialog;id=7"), ("expires", "600"), ("record-route", "<sip:edge;lr>")
    )
    assert response.status == 200
    assert (response.get("expires"), response.to.tag) == ("600", "0000000000000001")
    assert response.get("contact") == "<sip:engine:5060;transport=udp>"
    assert response.get("record-route") == "<sip:edge;lr>"
    (notify,) = bench.waiting
    request = notify.request
    assert notify.flow == FLOW
    assert request.target == "sip:alice@10.0.0.9:6000"
    assert request.get("via") == "SIP/2.0/UDP engine:5060;rport;branch=z9hG4bKn0000000000000001-1"
    assert request.get("route") == "<sip:edge;lr>"
    assert (request.from_.tag, request.to.tag, request.call_id) == ("0000000000000001", "a1", "call-1")
    assert (str(request.cseq), request.get("event")) == ("1 NOTIFY", "dialog;id=7")
    assert request.get("subscription-state") == "active;expires=600"
    assert (request.get("content-type"), request.body) == ("text/plain", b"0 v0")


@pytest.mark.parametrize(("asked", "given"), [(None, 3600), ("60", 60), ("3600", 3600), ("9999999", 3600)])
def test_expires_is_never_more_than_asked(asked: str | None, given: int) -> None:
    headers = [DIALOG] + ([("expires", asked)] if asked else [])
    assert Bench().subscribe(*headers).get("expires") == str(given)


@pytest.mark.parametrize(
    ("headers", "status", "says"),
    [
        ([("expires", "59")], 423, ("min-expires", "60")),
        ([("accept", "application/pidf+xml")], 406, ("accept", "application/dialog-info+xml")),
        ([("accept", "text/plain, application/dialog-info+xml;q=0.5")], 200, ("expires", "3600")),
        ([("accept", "application/*")], 200, ("expires", "3600")),
        ([("contact", "<sip:other@x>")], 400, ("contact", None)),
    ],
)
def test_what_is_not_accepted(headers: list[Header], status: int, says: tuple[str, str | None]) -> None:
    bench = Bench()
    response = bench.subscribe(DIALOG, *headers)
    assert (response.status, response.get(says[0])) == (status, says[1])
    assert len(bench.notifier) == (1 if status == 200 else 0)


def test_a_malformed_expires_leaves_nothing_behind() -> None:
    bench = Bench()
    with pytest.raises(ParseError):
        bench.subscribe(DIALOG, ("expires", "soon"))
    assert (len(bench.notifier), bench.waiting) == (0, [])


def test_packages_by_name() -> None:
    names = [("event", "Presence"), ("event", "dialog;sla"), ("event", "presence.winfo"), ("x", "y")]
    assert [package_of(subscribe(name)) for name in names] == [Package.PRESENCE, Package.DIALOG, None, None]


def test_a_fetch_gets_the_state_once() -> None:
    bench = Bench()
    assert bench.subscribe(DIALOG, ("expires", "0")).get("expires") == "0"
    assert bench.answer() == ["terminated;reason=timeout 0 v0"]
    assert (len(bench.notifier), bench.waiting, bench.notifier.deadline) == (0, [], float("inf"))


def test_refresh_and_end() -> None:
    bench = Bench()
    tag = bench.subscribe(DIALOG, ("expires", "600")).to.tag
    bench.answer()
    bench.wait(500)
    assert bench.refresh(DIALOG, ("expires", "600"), tag=tag).get("expires") == "600"
    assert bench.answer() == ["active;expires=600 0 v1"]
    bench.wait(500)
    bench.change()
    assert bench.answer() == ["active;expires=100 1 v2"]
    assert bench.refresh(DIALOG, ("expires", "0"), tag=tag, cseq=3).status == 200
    assert bench.answer() == ["terminated;reason=timeout 1 v3"]
    assert bench.refresh(tag=tag, cseq=4).status == 481
    assert len(bench.notifier) == 0


def test_requests_within_a_dialog_that_do_not_fit() -> None:
    bench = Bench()
    tag = bench.subscribe().to.tag
    bench.answer()
    assert bench.refresh(tag="other").status == 481
    assert bench.refresh(PRESENCE, tag=tag).status == 489
    assert bench.refresh(DIALOG, ("expires", "5"), tag=tag).status == 423
    assert bench.refresh(tag=tag, cseq=1).status == 500
    assert bench.refresh(tag=tag, cseq=2).status == 200
    assert len(bench.notifier) == 1


def test_what_is_not_refreshed_ends_with_a_word() -> None:
    bench = Bench()
    bench.subscribe(DIALOG, ("expires", "60"))
    bench.answer()
    bench.wait(59.9)
    assert bench.answer() == []
    bench.wait(0.1)
    assert bench.answer() == ["terminated;reason=timeout 0 v1"]
    assert len(bench.notifier) == 0


def test_an_expiry_that_was_put_off_a_thousand_times_is_one_entry() -> None:
    bench = Bench()
    tag = bench.subscribe(DIALOG, ("expires", "60")).to.tag
    for cseq in range(2, 1002):
        bench.answer()
        bench.refresh(DIALOG, ("expires", "60"), tag=tag, cseq=cseq)
    assert len(bench.notifier._expiries) == 1
    bench.answer()
    bench.refresh(DIALOG, ("expires", "3000"), tag=tag, cseq=1002)
    bench.answer()
    bench.wait(2999)
    assert (len(bench.notifier), bench.answer()) == (1, [])
    bench.refresh(DIALOG, ("expires", "60"), tag=tag, cseq=1003)
    bench.answer()
    bench.wait(60)
    assert bench.answer() == ["terminated;reason=timeout 0 v1003"]


def test_the_first_change_at_once_later_ones_together_and_the_last_always() -> None:
    bench = Bench()
    bench.subscribe()
    bench.answer()
    bench.wait(10)
    bench.change()
    assert bench.answer() == ["active;expires=3590 1 v1"]
    for _ in range(7):
        bench.change(0.1)
        assert bench.answer() == []
    bench.wait(0.29)
    assert bench.answer() == []
    bench.wait(0.02)
    assert bench.answer() == ["active;expires=3589 8 v2"]
    bench.wait(100)
    assert bench.answer() == []


def test_each_package_has_its_pace() -> None:
    bench = Bench()
    bench.subscribe(PRESENCE)
    bench.answer()
    bench.change(1.0)
    bench.wait(3.9)
    assert bench.answer() == []
    bench.wait(0.2)
    assert bench.answer() == ["active;expires=3595 1 v1"]


def test_what_did_not_change_is_not_told() -> None:
    bench = Bench()
    bench.subscribe()
    bench.answer()
    bench.wait(10)
    bench.notifier.changed("bob", bench.now)
    bench.wait(10)
    assert bench.answer() == []
    bench.notifier.changed("bob", bench.now, force=True)
    bench.wait(0)
    assert bench.answer() == ["active;expires=3580 0 v1"]


def test_one_notify_waits_for_its_answer_at_a_time() -> None:
    bench = Bench()
    bench.subscribe()
    bench.change(10)
    bench.change(10)
    assert len(bench.waiting) == 1
    assert bench.answer() == ["active;expires=3600 0 v0"]
    bench.wait(0)
    assert bench.answer() == ["active;expires=3580 2 v1"]


def test_a_refresh_and_an_end_wait_for_the_answer_before() -> None:
    bench = Bench()
    tag = bench.subscribe().to.tag
    assert bench.refresh(tag=tag).status == 200
    assert len(bench.waiting) == 1
    bench.answer()
    bench.wait(1)
    assert len(bench.waiting) == 1
    assert bench.refresh(DIALOG, ("expires", "0"), tag=tag, cseq=3).status == 200
    assert bench.answer() == ["active;expires=3599 0 v1"]
    assert bench.answer() == ["terminated;reason=timeout 0 v2"]


@pytest.mark.parametrize("status", [481, 408, 500, 404])
def test_a_watcher_that_is_no_more_is_told_nothing_more(status: int) -> None:
    bench = Bench()
    tag = bench.subscribe().to.tag
    bench.answer(status)
    bench.change(10)
    assert (len(bench.notifier), bench.waiting) == (0, [])
    assert bench.refresh(tag=tag).status == 481


def test_a_watcher_that_asks_for_time_gets_it() -> None:
    bench = Bench()
    bench.subscribe()
    bench.answer(503, ("retry-after", "30"))
    bench.change()
    bench.wait(30)
    assert bench.waiting == []
    bench.wait(1)
    assert bench.answer() == ["active;expires=3569 1 v1"]


def test_a_retry_after_that_is_no_number_is_a_failure() -> None:
    bench = Bench()
    bench.subscribe()
    bench.answer(503, ("retry-after", "soon"))
    assert len(bench.notifier) == 0


def test_no_answer_and_no_way_end_a_subscription() -> None:
    bench = Bench()
    bench.subscribe()
    bench.subscribe(number=2)
    (first, _) = bench.waiting
    bench.notifier.failed(first.subscription, bench.now)
    assert len(bench.notifier) == 1
    bench.answer()
    bench.dead = True
    bench.change(10)
    assert (len(bench.notifier), bench.waiting) == (0, [])


def test_who_is_watched_may_be_no_more() -> None:
    bench = Bench()
    bench.subscribe()
    bench.answer()
    bench.gone = True
    bench.change(10)
    assert bench.answer() == ["terminated;reason=noresource"]
    assert len(bench.notifier) == 0


def test_a_stop_tells_all_also_those_who_have_not_answered() -> None:
    bench = Bench()
    bench.subscribe()
    bench.answer()
    bench.subscribe(number=2)
    bench.waiting.clear()
    bench.waiting += bench.notifier.end_all(lambda _: True, Ended.DEACTIVATED, bench.now, at_once=True)
    assert bench.answer() == ["terminated;reason=deactivated 0 v1"] * 2
    assert len(bench.notifier) == 0


def test_ceilings() -> None:
    bench = Bench(Policy(per_watcher=2, in_all=3))
    assert [bench.subscribe(number=n).status for n in (1, 2, 3)] == [200, 200, 403]
    assert bench.subscribe(number=4, device="carol-pc").status == 200
    refused = bench.subscribe(number=5, device="carol-pc")
    assert (refused.status, refused.get("retry-after")) == (503, "60")
    bench.answer(481)
    assert bench.subscribe(number=6).status == 200


def test_a_thousand_watchers_of_ten_changes_a_second_cost_what_the_interval_allows() -> None:
    """Counted, not timed: no more NOTIFYs, and no more looks at the state, than one for each interval."""
    bench = Bench(Policy(per_watcher=1000))
    for number in range(1000):
        bench.subscribe(number=number)
    bench.answer()
    bench.wait(10)
    bench.looked_at = sent = 0
    largest = 0
    for _ in range(100):
        bench.state += 1
        bench.notifier.changed("bob", bench.now)
        end = bench.now + 0.1
        while (deadline := bench.notifier.deadline) <= end:
            bench.now = max(bench.now, deadline)
            notifies = bench.notifier.advance(bench.now)
            largest = max(largest, len(notifies))
            for notify in notifies:
                bench.notifier.answered(notify.subscription, respond(notify.request, 200), bench.now)
            sent += len(notifies)
        bench.now = end
    assert 9_000 <= sent <= 11_000
    assert bench.looked_at <= sent
    assert largest <= Policy().burst
    bench.wait(2)
    last = {notify.request.call_id: notify.request.body.split()[0] for notify in bench.waiting}
    assert set(last.values()) <= {b"100"}
    told = [s.sent.head for s in bench.notifier._by_key.values() if s.sent is not None]
    assert told == [b"100 v"] * 1000
