"""The notifier (RFC 6665): subscriptions come and go, and each is told of what it watches.

Pure: SUBSCRIBEs whose sender is proven, changes, answers and `now` (seconds of any steady clock) go in,
responses and NOTIFYs come out. However often something changes, a subscription costs one NOTIFY for each
interval of its package at the most, and the last state always arrives: a document is only looked at when its
NOTIFY is due. Until a NOTIFY is answered no other is sent.
"""

import heapq
import itertools
from collections.abc import Callable, Mapping

import msgspec

from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request, Response, respond
from softphone.sip.presence.documents import CONTENT_TYPES, Document
from softphone.sip.presence.state import ALLOW_EVENTS, Package
from softphone.sip.presence.subscription import Ended, Subscription, Watcher

INTERVALS: Mapping[Package, float] = {
    Package.DIALOG: 1.0,
    Package.MESSAGE_SUMMARY: 1.0,
    Package.PRESENCE: 5.0,
}


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """Times in seconds."""

    shortest: int = 60
    """Less is answered 423."""
    longest: int = 3600
    intervals: Mapping[Package, float] = msgspec.field(default_factory=lambda: INTERVALS)
    """Between two NOTIFYs of one subscription; no shorter than its package's RFC recommends."""
    per_watcher: int = 500
    """Subscriptions of one device."""
    in_all: int = 50_000
    burst: int = 20
    """NOTIFYs in one go: calls are not to wait for more, nor are the answers to fill the socket."""
    pause: float = 0.01
    """From one go to the next."""


class Notify(msgspec.Struct, frozen=True):
    """Send that; tell what became of it by `answered` or `failed`."""

    subscription: Subscription
    request: Request
    flow: Flow


class Subscribed(msgspec.Struct, frozen=True):
    """An answered SUBSCRIBE. `notifies` follow the response."""

    response: Response
    notifies: tuple[Notify, ...] = ()


class Notifier:
    """`document(subscription, now)` is what a subscription is told, None when whom it watches is no more.
    `reach(subscription)` is the flow to its device at the moment, None when it cannot be reached. `sent_by`
    is our HOST:PORT for a transport, `token(n)` gives n random bytes in hexadecimal."""

    def __init__(
        self,
        policy: Policy,
        *,
        document: Callable[[Subscription, float], Document | None],
        reach: Callable[[Subscription], Flow | None],
        sent_by: Callable[[str], str],
        token: Callable[[int], str],
    ) -> None:
        self._policy = policy
        self._document = document
        self._reach = reach
        self._sent_by = sent_by
        self._token = token
        self._by_key: dict[tuple[str, str, str], Subscription] = {}
        self._by_resource: dict[str, dict[Subscription, None]] = {}
        self._by_device: dict[str, int] = {}
        self._due: list[tuple[float, int, Subscription]] = []
        self._expiries: list[tuple[float, int, Subscription]] = []
        self._order = itertools.count()
        self._not_before = float("-inf")

    def __len__(self) -> int:
        return len(self._by_key)

    @property
    def deadline(self) -> float:
        """When `advance` has to be called next; infinity when nothing runs."""
        expiry = self._expiries[0][0] if self._expiries else float("inf")
        return min(expiry, max(self._due[0][0], self._not_before)) if self._due else expiry

    def subscribe(
        self, request: Request, package: Package, resource: str, watcher: Watcher, flow: Flow, now: float
    ) -> Subscribed:
        """A new SUBSCRIBE of somebody who may watch that. ParseError when it is malformed."""
        refusal = self._unacceptable(request, package) or self._too_many(request, watcher)
        if refusal is not None:
            return Subscribed(refusal)
        subscription = Subscription(request, package, resource, watcher, self._token(8), flow)
        self._by_key[subscription.key] = subscription
        self._by_resource.setdefault(resource, {})[subscription] = None
        self._by_device[watcher.device] = self._by_device.get(watcher.device, 0) + 1
        return self._accept(subscription, request, flow, now)

    def refresh(self, request: Request, flow: Flow, now: float) -> Subscribed:
        """A SUBSCRIBE within a dialog. ParseError when it is malformed."""
        subscription = self._by_key.get((request.call_id, request.from_.tag, request.to.tag))
        if subscription is None or subscription.end is not None:
            return Subscribed(respond(request, 481))
        if package_of(request) is not subscription.package:
            return Subscribed(respond(request, 489, ("allow-events", ALLOW_EVENTS)))
        if request.cseq.number <= subscription.remote_cseq:
            return Subscribed(respond(request, 500, reason="Out Of Order"))
        refusal = self._unacceptable(request, subscription.package)
        if refusal is not None:
            return Subscribed(refusal)
        return self._accept(subscription, request, flow, now)

    def is_watched(self, resource: str) -> bool:
        return resource in self._by_resource

    def changed(self, resource: str, now: float, *, only: str = "", force: bool = False) -> None:
        """What the watchers of that resource (only those of one person) are told may have changed. With
        `force` they are told even if it did not."""
        for subscription in self._by_resource.get(resource, ()):
            if not only or subscription.watcher.person == only:
                subscription.forced = subscription.forced or force
                self._schedule(subscription, now)

    def answered(self, subscription: Subscription, response: Response, now: float) -> list[Notify]:
        """The final response to its NOTIFY. A failure ends the subscription, unless it is asked to try again
        later (RFC 6665)."""
        if subscription.over:
            return []
        later = _seconds_later(response)
        if later is None:
            return self.failed(subscription, now)
        subscription.waiting = False
        if subscription.end is not None:
            return self._notify(subscription, now)
        if response.status >= 300:
            subscription.forced = True
            subscription.notified_at = now + later
        if subscription.forced or subscription.due is not None:
            subscription.due = None
            self._schedule(subscription, now)
        return []

    def failed(self, subscription: Subscription, _now: float) -> list[Notify]:
        """Its NOTIFY was refused, or nobody answered: that watcher is no more, and is told nothing."""
        self._forget(subscription)
        return []

    def flow_closed(self, flow: Flow) -> None:
        """A connection is no more; its devices may come back by another."""
        for subscription in self._by_key.values():
            if subscription.flow == flow:
                subscription.flow = None

    def end_all(
        self, which: Callable[[Subscription], bool], why: Ended, now: float, *, at_once: bool = False
    ) -> list[Notify]:
        """End those, with a last NOTIFY each; `at_once` does not wait for the answer to the one before."""
        notifies: list[Notify] = []
        for subscription in [s for s in self._by_key.values() if s.end is None and which(s)]:
            subscription.end = why
            if at_once or not subscription.waiting:
                notifies += self._notify(subscription, now)
        return notifies

    def advance(self, now: float) -> list[Notify]:
        """Do what is due: subscriptions that expired, and so many NOTIFYs at the most as fit in one go."""
        notifies: list[Notify] = []
        while self._expiries and self._expiries[0][0] <= now:
            at, _, subscription = heapq.heappop(self._expiries)
            if subscription.over or subscription.end is not None or subscription.expiry_at != at:
                continue
            subscription.expiry_at = None
            if subscription.expires_at > now:
                self._watch_expiry(subscription)
                continue
            subscription.end = Ended.TIMEOUT
            if not subscription.waiting:
                notifies += self._notify(subscription, now)
        if now < self._not_before:
            return notifies
        while self._due and self._due[0][0] <= now:
            if len(notifies) >= self._policy.burst:
                self._not_before = now + self._policy.pause
                break
            at, _, subscription = heapq.heappop(self._due)
            if subscription.due == at and not subscription.waiting and not subscription.over:
                notifies += self._notify(subscription, now)
        return notifies

    def _accept(self, subscription: Subscription, request: Request, flow: Flow, now: float) -> Subscribed:
        seconds = self._seconds(request)
        subscription.target = str(request.contacts[0].uri.without_headers())
        subscription.flow = flow
        subscription.remote_cseq = request.cseq.number
        subscription.expires_at = now + seconds
        subscription.forced = True
        if seconds:
            self._watch_expiry(subscription)
        else:
            subscription.end = Ended.TIMEOUT
        response = respond(
            request,
            200,
            *(("record-route", route) for route in request.all("record-route")),
            ("contact", f"<sip:{self._sent_by(flow.transport)};transport={flow.transport}>"),
            ("expires", str(seconds)),
            ("allow-events", ALLOW_EVENTS),
            to_tag=subscription.key[2],
        )
        if subscription.waiting:
            return Subscribed(response)
        return Subscribed(response, tuple(self._notify(subscription, now)))

    def _notify(self, subscription: Subscription, now: float) -> list[Notify]:
        subscription.due = None
        document = self._document(subscription, now)
        if document is None and subscription.end is None:
            subscription.end = Ended.NORESOURCE
        last = subscription.end is not None
        if not last and not subscription.forced and document == subscription.sent:
            return []
        flow = self._reach(subscription)
        if flow is None:
            return self.failed(subscription, now)
        subscription.forced = False
        subscription.sent = document
        subscription.notified_at = now
        request = subscription.notify(document, flow, self._sent_by(flow.transport), now)
        if last:
            self._forget(subscription)
        else:
            subscription.waiting = True
        return [Notify(subscription, request, flow)]

    def _schedule(self, subscription: Subscription, now: float) -> None:
        """Look at it when its interval is over; while it waits for an answer, when that has come."""
        if subscription.due is not None or subscription.end is not None:
            return
        interval = self._policy.intervals[subscription.package]
        subscription.due = max(now, subscription.notified_at + interval)
        if not subscription.waiting:
            heapq.heappush(self._due, (subscription.due, next(self._order), subscription))

    def _watch_expiry(self, subscription: Subscription) -> None:
        """One entry for each subscription, however often it is refreshed."""
        at = subscription.expiry_at
        if at is None or subscription.expires_at < at:
            subscription.expiry_at = subscription.expires_at
            heapq.heappush(self._expiries, (subscription.expires_at, next(self._order), subscription))

    def _forget(self, subscription: Subscription) -> None:
        if subscription.over:
            return
        subscription.over = True
        del self._by_key[subscription.key]
        others = self._by_resource[subscription.resource]
        del others[subscription]
        if not others:
            del self._by_resource[subscription.resource]
        device = subscription.watcher.device
        self._by_device[device] -= 1
        if not self._by_device[device]:
            del self._by_device[device]

    def _unacceptable(self, request: Request, package: Package) -> Response | None:
        contacts = request.contacts
        if len(contacts) != 1 or contacts[0].uri.scheme not in ("sip", "sips"):
            return respond(request, 400, reason="One Contact Needed")
        accepted = [item.partition(";")[0].strip().lower() for item in request.items("accept")]
        if accepted and not {CONTENT_TYPES[package], "application/*", "*/*"} & set(accepted):
            return respond(request, 406, ("accept", CONTENT_TYPES[package]))
        asked = request.number("expires")
        if asked is not None and 0 < asked < self._policy.shortest:
            return respond(request, 423, ("min-expires", str(self._policy.shortest)))
        return None

    def _too_many(self, request: Request, watcher: Watcher) -> Response | None:
        if self._by_device.get(watcher.device, 0) >= self._policy.per_watcher:
            return respond(request, 403, reason="Too Many Subscriptions")
        if len(self) >= self._policy.in_all:
            return respond(request, 503, ("retry-after", str(self._policy.shortest)))
        return None

    def _seconds(self, request: Request) -> int:
        asked = request.number("expires")
        return self._policy.longest if asked is None else min(asked, self._policy.longest)


def package_of(request: Request) -> Package | None:
    """The package that a SUBSCRIBE names; None for none of ours. A template (`presence.winfo`) is another
    package."""
    name = (request.get("event") or "").partition(";")[0].strip().lower()
    return next((package for package in Package if package.value == name), None)


def _seconds_later(response: Response) -> float | None:
    """How long to wait before the next NOTIFY: 0 after a success, None after a failure for good."""
    if response.status < 300:
        return 0.0
    try:
        return response.number("retry-after")
    except ParseError:
        return None
