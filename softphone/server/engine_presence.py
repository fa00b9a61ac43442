"""Presence in the engine: lines and dialogs come from the calls seen and the registrations, profiles from
outside, and go to those who watch by SUBSCRIBE and to the API.

What has changed is only noted while a message is dealt with, and told right after (`advance`, due at once),
so that no call waits for its watchers.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar, final

from softphone.people.line_state import LineState
from softphone.people.shown import Shown
from softphone.server.presence_views import Changed, Views, facts_of
from softphone.server.routing import Caller
from softphone.sip.calls_seen import DialogHeld, Party
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request, Response
from softphone.sip.presence.documents import Document
from softphone.sip.presence.notifier import Notifier, Notify, Policy, Subscribed, package_of
from softphone.sip.presence.state import ALLOW_EVENTS, Messages, Package
from softphone.sip.presence.subscription import Ended, Subscription, Watcher
from softphone.sip.proxy.forwarding import Refusal
from softphone.sip.registrar.lifetimes import Lifetimes
from softphone.sip.transaction.layer import ServerTransaction

if TYPE_CHECKING:
    from softphone.server.engine_core import EngineCore

T = TypeVar("T")

TAKE_UP = 30.0
"""Seconds that a device that was started anew has to take up its calls, or to show that they live."""
AT_ONCE = float("-inf")
"""The deadline of what waits for nothing but the end of the message that is dealt with."""


@final
class EnginePresence:
    """`on_line(person, line)` is told what others may see of a line, `on_own_line` what the person sees."""

    def __init__(
        self,
        core: "EngineCore",
        on_line: Callable[[str, LineState], None],
        on_own_line: Callable[[str, LineState], None],
        policy: Policy | None = None,
    ) -> None:
        self._core = core
        self._on_line = on_line
        self._on_own_line = on_own_line
        self._lines: dict[str, LineState] = {}
        self._own_lines: dict[str, LineState] = {}
        """What was told last of each person; of most nothing yet: they are offline."""
        self._views = Views(core.directory)
        self._lifetimes = Lifetimes()
        self._dialog_key = core.token(16).encode()
        self._changed: dict[str, None] = {}
        """Persons of whose line something may have changed."""
        self._dirty: dict[str, None] = {}
        """Those whose watchers are to be told."""
        self._profiles: dict[str, bool] = {}
        """Persons with another profile; true when their line is shown and was not, or the other way round."""
        self._devices: dict[tuple[str, str], None] = {}
        """Persons and devices whose bindings may have changed."""
        self._unwatched: set[str] = set()
        """Persons of whom something changed while nobody watched them."""
        self._check_rights = False
        self._notifier = Notifier(
            policy or Policy(),
            document=self._document,
            reach=self._reach,
            sent_by=core.ports.sent_by,
            token=core.token,
        )

    def __len__(self) -> int:
        """How many subscriptions there are."""
        return len(self._notifier)

    @property
    def has_news(self) -> bool:
        """Whether there is something to tell as soon as the message is dealt with."""
        return bool(self._dirty or self._profiles or self._devices) or self._check_rights

    @property
    def deadline(self) -> float:
        return AT_ONCE if self.has_news else self._notifier.deadline

    def line(self, person: str) -> LineState:
        """As it is, hidden or not."""
        line = self._core.calls.line(person)
        if line is LineState.FREE and not self._core.locations.of_person(person):
            return LineState.OFFLINE
        return line

    def lines(self) -> Mapping[str, LineState]:
        """As others may see them."""
        return dict.fromkeys(self._core.directory.people, LineState.OFFLINE) | self._lines

    def use_directory(self) -> set[str]:
        """The core has another directory: what is no more is no longer told of, or told to. Gives the new
        persons of whom there is something to tell: most have no telephone yet, and are offline for all."""
        # Only what is known of persons is gone through, not all persons: calls wait meanwhile.
        people = self._core.directory.people
        for lines in (self._lines, self._own_lines):
            for gone in [person for person in lines if person not in people]:
                del lines[gone]
        self._views.use_directory(self._core.directory)
        self._unwatched = {person for person in self._unwatched if person in people}
        self._check_rights = True
        return {person for person in self._views.hidden() if person in people and person not in self._lines}

    def use_shown(self, person: str, shown: Shown) -> None:
        """The person's active profile, as others see it. Unknown persons are left alone."""
        if person not in self._core.directory.people:
            return
        turned = self._views.shown(person).line_visible is not shown.line_visible
        self._views.use_shown(person, shown)
        self._profiles[person] = self._profiles.get(person, False) or turned
        self._dirty[person] = None
        self._tell_line(person)

    def use_messages(self, mailbox: str, messages: Messages, now: float) -> None:
        """What waits in the mailbox of a person or group."""
        self._views.use_messages(mailbox, messages)
        self._notifier.changed(mailbox, now)

    def reported(self, device: str, held: Iterable[DialogHeld], now: float) -> None:
        """A phone of ours told of every confirmed dialog that it is in."""
        credential = self._core.directory.credentials.get(device)
        if credential is not None:
            party = Party(credential.person, device)
            self._core.update_lines(self._core.calls.reported(party, held, now))

    def restored(self, now: float) -> None:
        """Calls were taken up from before our own start: who does not come back is in none."""
        bound = {binding.device for binding in self._core.locations}
        for call in self._core.calls:
            for party in call.parties:
                if party.device in self._core.directory.credentials and party.device not in bound:
                    self._lifetimes.missed(party.device, now)

    def changed(self, persons: Iterable[str]) -> None:
        """Something about those persons' calls or devices may have changed: looked at afterwards."""
        waits, self._changed = bool(self._changed), self._changed | dict.fromkeys(persons)
        if self._changed and not waits:
            self._core.afterwards(self._look)
        self._core.parking.look()

    def _look(self) -> None:
        persons, self._changed = self._changed, {}
        self._each(persons, self._look_at)

    def _look_at(self, person: str) -> None:
        if person not in self._core.directory.people:
            return
        if self._is_watched(person):
            self._dirty[person] = None
        else:
            self._unwatched.add(person)
        self._tell_line(person)

    def bindings_changed(self, person: str, device: str) -> None:
        """A REGISTER of that device was carried out, or a binding of its ended."""
        self._devices[person, device] = None

    def flow_closed(self, flow: Flow) -> None:
        self._notifier.flow_closed(flow)

    def subscribe(self, server: ServerTransaction, request: Request, caller: Caller, now: float) -> None:
        """A SUBSCRIBE without a dialog, of somebody who is proven."""
        core = self._core
        package = package_of(request)
        if package is None:
            core.refuse(server, Refusal(489, (("allow-events", ALLOW_EVENTS),)), now)
            return
        found = core.router.find(request.uri.user) if core.router.is_ours(request.uri) else None
        if found is None:
            core.refuse(server, Refusal(404), now)
            return
        if not self._may(package, found.id, caller.person):
            core.refuse(server, Refusal(403, reason="Not Yours To Watch"), now)
            return
        watcher = Watcher(caller.person, caller.device)
        subscribed = self._notifier.subscribe(request, package, found.id, watcher, server.flow, now)
        core.log.info(
            "subscribe",
            device=caller.device,
            to=request.target,
            package=package.value,
            status=subscribed.response.status,
        )
        self._answer(server, subscribed, now)

    def refresh(self, server: ServerTransaction, now: float) -> None:
        """A SUBSCRIBE within a dialog of ours, or of nobody's: 481."""
        self._answer(server, self._notifier.refresh(server.request, server.flow, now), now)

    def answered(self, subscription: Subscription, response: Response, now: float) -> None:
        """A response to a NOTIFY."""
        if response.status >= 300:
            self._log_refused(subscription, str(response.status))
        if response.status >= 200:
            self._send(self._notifier.answered(subscription, response, now), now)

    def failed(self, subscription: Subscription, now: float) -> None:
        self._log_refused(subscription, "no answer")
        self._send(self._notifier.failed(subscription, now), now)

    def advance(self, now: float) -> None:
        """Tell what has changed, and do what is due."""
        if self._devices:
            devices, self._devices = self._devices, {}
            self._each(devices, lambda each: self._look_at_device(*each, now))
        if self._check_rights:
            self._check_rights = False
            self._send(self._notifier.end_all(self._is_gone, Ended.NORESOURCE, now), now)
            self._send(self._notifier.end_all(self._may_no_longer, Ended.REJECTED, now), now)
        if self._dirty:
            dirty, self._dirty = self._dirty, {}
            self._each(dirty, lambda person: self._tell_watchers(person, now))
        profiles, self._profiles = self._profiles, {}
        for person, turned in profiles.items():
            # Whoever watches is told when a line is hidden or shown, even where that changes nothing: the
            # count would tell whether there was a call.
            self._notifier.changed(person, now, force=turned)
        self._send(self._notifier.advance(now), now)

    def keep_house(self, now: float) -> None:
        """Now and then: devices that went away and did not come back are in no call."""
        for device in self._lifetimes.gone(now):
            credential = self._core.directory.credentials.get(device)
            if credential is not None:
                self._core.log.info("device gone", device=device)
                self._core.update_lines(self._core.calls.device_gone(Party(credential.person, device)))

    def close(self, now: float) -> None:
        """We stop: every watcher is told to subscribe again."""
        for notify in self._notifier.end_all(lambda _: True, Ended.DEACTIVATED, now, at_once=True):
            self._core.transmit(notify.request, notify.flow)

    def _tell_line(self, person: str) -> None:
        own = self.line(person)
        shown = own if self._views.shown(person).line_visible else LineState.HIDDEN
        # One's own first: who listens to both never sees the others' view of themselves.
        if self._own_lines.get(person, LineState.OFFLINE) is not own:
            self._own_lines[person] = own
            self._on_own_line(person, own)
        if self._lines.get(person, LineState.OFFLINE) is not shown:
            self._lines[person] = shown
            self._on_line(person, shown)

    def _tell_watchers(self, person: str, now: float) -> None:
        if person not in self._core.directory.people:
            return
        if not self._is_watched(person):
            self._unwatched.add(person)
            return
        changed = self._view(person, now)
        for resource in (person, *self._views.groups_of(person)):
            if changed.others:
                self._notifier.changed(resource, now)
            elif changed.own:
                self._notifier.changed(resource, now, only=person)

    def _is_watched(self, person: str) -> bool:
        """Oneself, or in a group."""
        watched = self._notifier.is_watched
        return watched(person) or any(map(watched, self._views.groups_of(person)))

    def _view(self, person: str, now: float) -> Changed:
        """Take the person's line as it is now into what watchers see."""
        core = self._core
        if person in self._unwatched:
            self._unwatched.discard(person)
            self._views.forget(person)
        reachable = bool(core.locations.of_person(person))
        facts = facts_of(person, self.line(person), reachable, core.calls.of_person(person), self._dialog_key)
        return self._views.update(person, facts, now)

    def _look_at_device(self, person: str, device: str, now: float) -> None:
        """Whether the device was started anew, or is no more."""
        core, party = self._core, Party(person, device)
        credential = core.directory.credentials.get(device)
        if credential is None or credential.person != person:
            self._lifetimes.forget(device)
            core.update_lines(core.calls.device_gone(party))
            return
        call_ids = {b.call_id for b in core.locations.of_person(person) if b.device == device}
        started = self._lifetimes.bound(device, call_ids, now)
        if started is not None:
            core.log.info("device started anew", device=device)
            core.calls.started_anew(party, started, now + TAKE_UP)

    def _document(self, subscription: Subscription, now: float) -> Document | None:
        if self._is_gone(subscription):
            return None
        try:
            return self._made(subscription, now)
        except Exception as error:  # noqa: BLE001 - see _each
            self._failed(subscription.resource, error)
            return subscription.sent  # what the watcher knows stays; one who knows nothing is turned away

    def _made(self, subscription: Subscription, now: float) -> Document:
        for person in self._unwatched.intersection(self._views.persons(subscription.resource)):
            self._view(person, now)
        watcher = subscription.watcher.person
        return self._views.document(
            subscription.resource, subscription.package, watcher, subscription.entity, now
        )

    def _reach(self, subscription: Subscription) -> Flow | None:
        """Where its SUBSCRIBE came from; when that connection is gone, wherever the device is now."""
        if subscription.flow is not None:
            return subscription.flow
        target = self._core.router.device(subscription.watcher.device, None, self._core.last_flows)
        return None if target is None else target.flow

    def _is_gone(self, subscription: Subscription) -> bool:
        directory = self._core.directory
        return subscription.resource not in directory.people and subscription.resource not in directory.groups

    def _may_no_longer(self, subscription: Subscription) -> bool:
        watcher = subscription.watcher
        credential = self._core.directory.credentials.get(watcher.device)
        return (
            credential is None
            or credential.person != watcher.person
            or not self._may(subscription.package, subscription.resource, watcher.person)
        )

    def _may(self, package: Package, resource: str, person: str) -> bool:
        """Everybody in the company may watch everybody; what waits in a mailbox is its owners' business."""
        return bool(person) and (
            package is not Package.MESSAGE_SUMMARY or self._views.is_own(resource, person)
        )

    def _answer(self, server: ServerTransaction, subscribed: Subscribed, now: float) -> None:
        core = self._core
        core.carry_out(core.layer.respond(server, subscribed.response, now), now)
        self._send(subscribed.notifies, now)

    def _send(self, notifies: Iterable[Notify], now: float) -> None:
        core = self._core
        for notify in notifies:
            client, actions = core.layer.request(notify.request, notify.flow, now)
            client.owner = notify.subscription
            core.carry_out(actions, now)

    def _each(self, whom: Iterable[T], tell: Callable[[T], None]) -> None:
        """Whatever is wrong with one of them, the others are told."""
        for each in whom:
            try:
                tell(each)
            except Exception as error:  # noqa: BLE001
                self._failed(each, error)

    def _failed(self, of: object, error: Exception) -> None:
        self._core.log.error("presence failed", of=of, exc_info=error)

    def _log_refused(self, subscription: Subscription, why: str) -> None:
        self._core.log.info("notify refused", device=subscription.watcher.device, why=why)
