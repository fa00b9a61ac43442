"""Who sees what of whom: the facts of each person, cut down for each watcher, as documents rendered once.

Two audiences see a person: themselves, who see everything, and all others, who see what the active profile
shows. Where it hides the line, the others' facts are those of somebody without a telephone, whatever happens:
no change in them, so no notification, no timing and no byte that would tell. Pure.
"""

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping
from typing import final

import msgspec

from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.people.shown import Shown
from softphone.sip.calls_seen import CallSeen, Phase
from softphone.sip.presence.documents import Document, dialog_info, message_summary, pidf
from softphone.sip.presence.state import DialogShown, DialogState, Messages, Package, Seen

LINGER = 5.0
"""Seconds for which a dialog that ended is still listed, as terminated."""
_SHOWN = Shown()
_EMPTY = Messages()


class DialogFact(msgspec.Struct, frozen=True):
    """One leg, with its Call-ID and tags, and the persons who may see these."""

    dialog: DialogShown
    parties: frozenset[str]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The default is what a hidden line looks like to others."""

    reachable: bool = False
    on_the_phone: bool = False
    unknown: bool = False
    dialogs: tuple[DialogFact, ...] = ()


HIDDEN = Facts()


def facts_of(person: str, line: LineState, reachable: bool, calls: Iterable[CallSeen], key: bytes) -> Facts:
    """All there is to see of a person's line. `key` makes dialog ids that say nothing about Call-IDs."""
    dialogs = [dialog for call in calls for dialog in _legs(person, call, key)]
    return Facts(
        reachable=reachable,
        on_the_phone=line is LineState.BUSY,
        unknown=line is LineState.UNKNOWN,
        dialogs=tuple(sorted(dialogs, key=lambda fact: fact.dialog.id)),
    )


class Changed(msgspec.Struct, frozen=True):
    own: bool
    others: bool


@final
class Views:
    def __init__(self, directory: Directory) -> None:
        self._shown: dict[str, Shown] = {}
        self._messages: dict[str, Messages] = {}
        self._own: dict[str, _Audience] = {}
        self._others: dict[str, _Audience] = {}
        self._documents: dict[str, dict[tuple[Package, str, str], tuple[Document, float]]] = {}
        """By person or group; by package, watcher (empty: anyone) and entity."""
        self._members: Mapping[str, tuple[str, ...]] = {}
        self._groups: dict[str, list[str]] = {}
        self.use_directory(directory)

    def use_directory(self, directory: Directory) -> None:
        self._members = {group.id: group.members for group in directory.groups.values()}
        self._groups = {}
        for group in directory.groups.values():
            for person in group.members:
                self._groups.setdefault(person, []).append(group.id)
        there = directory.people
        for of_person in (self._own, self._others, self._shown):
            for gone in [person for person in of_person if person not in there]:
                del of_person[gone]
        for gone in [each for each in self._messages if each not in there and each not in self._members]:
            del self._messages[gone]
        self._documents = {}

    def shown(self, person: str) -> Shown:
        return self._shown.get(person, _SHOWN)

    def hidden(self) -> list[str]:
        """Persons whose line others may not see."""
        return [person for person, shown in self._shown.items() if not shown.line_visible]

    def use_shown(self, person: str, shown: Shown) -> None:
        """Give the person's facts to `update` afterwards."""
        self._shown[person] = shown
        self._drop_documents(person)

    def use_messages(self, mailbox: str, messages: Messages) -> None:
        self._messages[mailbox] = messages
        self._documents.pop(mailbox, None)

    def groups_of(self, person: str) -> list[str]:
        return self._groups.get(person, [])

    def persons(self, resource: str) -> tuple[str, ...]:
        """Those of a group, or the person that it is."""
        return self._members.get(resource, (resource,))

    def is_own(self, resource: str, person: str) -> bool:
        """Whether that is the person, or a group that the person is in."""
        return resource == person or person in self._members.get(resource, ())

    def update(self, person: str, facts: Facts, now: float) -> Changed:
        """Whether the person, and whether others, see anything new."""
        seen_by_others = facts if self.shown(person).line_visible else HIDDEN
        changed = Changed(
            own=self._own.setdefault(person, _Audience()).update(facts, now),
            others=self._others.setdefault(person, _Audience()).update(seen_by_others, now),
        )
        if changed.own or changed.others:
            self._drop_documents(person)
        return changed

    def forget(self, person: str) -> None:
        """Nobody looks: what is told next begins with what holds then."""
        self._own.pop(person, None)
        self._others.pop(person, None)
        self._drop_documents(person)

    def document(self, resource: str, package: Package, watcher: str, entity: str, now: float) -> Document:
        """What the person `watcher` is told of a person or group that it knows by the address `entity`."""
        known = self._documents.setdefault(resource, {})
        members = self.persons(resource)
        special = any(watcher == m or watcher in self._audience(m, "").parties for m in members)
        key = package, watcher if special else "", entity
        found = known.get(key)
        if found is None or now >= found[1]:
            found = self._render(resource, members, package, key[1], entity, now)
            known[key] = found
        return found[0]

    def _render(
        self, resource: str, members: tuple[str, ...], package: Package, watcher: str, entity: str, now: float
    ) -> tuple[Document, float]:
        """And until when it holds."""
        if package is Package.MESSAGE_SUMMARY:
            return message_summary(entity, self._messages.get(resource, _EMPTY)), float("inf")
        audiences = [self._audience(member, watcher) for member in members]
        if package is Package.DIALOG:
            facts = [fact for audience in audiences for fact in audience.dialogs(now)]
            seen = Seen(dialogs=tuple(_revealed(fact, watcher) for fact in facts))
            return dialog_info(entity, seen), min(
                (a.settled_at(now) for a in audiences), default=float("inf")
            )
        if resource in self._members:
            return pidf(entity, Seen(reachable=any(a.facts.reachable for a in audiences))), float("inf")
        line = audiences[0].facts
        seen = Seen(
            reachable=line.reachable,
            on_the_phone=line.on_the_phone,
            unknown=line.unknown,
            profile=self.shown(resource),
        )
        return pidf(entity, seen), float("inf")

    def _audience(self, person: str, watcher: str) -> "_Audience":
        return (self._own if watcher == person else self._others).get(person, _NOTHING)

    def _drop_documents(self, person: str) -> None:
        self._documents.pop(person, None)
        for group in self.groups_of(person):
            self._documents.pop(group, None)


@final
class _Audience:
    """What some see of a person: the facts, and the dialogs that ended a moment ago."""

    def __init__(self) -> None:
        self.facts = HIDDEN
        self._ended: deque[tuple[DialogFact, float]] = deque()
        """And when; the first one ended first."""
        self._parties: frozenset[str] | None = frozenset()

    @property
    def parties(self) -> frozenset[str]:
        """Everybody who sees more than the rest do."""
        if self._parties is None:
            every = [*self.facts.dialogs, *(fact for fact, _ in self._ended)]
            self._parties = frozenset(person for fact in every for person in fact.parties)
        return self._parties

    def update(self, facts: Facts, now: float) -> bool:
        if facts == self.facts:
            return False
        while self._ended and now >= self._ended[0][1] + LINGER:
            self._ended.popleft()
        left = {fact.dialog.id for fact in facts.dialogs}
        self._ended += [(_terminated(f), now) for f in self.facts.dialogs if f.dialog.id not in left]
        self.facts = facts
        self._parties = None
        return True

    def dialogs(self, now: float) -> list[DialogFact]:
        return [*self.facts.dialogs, *(fact for fact, at in self._ended if now < at + LINGER)]

    def settled_at(self, now: float) -> float:
        """When the next dialog that ended is no longer listed."""
        return next((at + LINGER for _, at in self._ended if now < at + LINGER), float("inf"))


_NOTHING = _Audience()


def _legs(person: str, call: CallSeen, key: bytes) -> Iterable[DialogFact]:
    confirmed = call.phase is Phase.CONFIRMED
    if call.caller.person == person:
        # While several ring, the other side is none of them yet.
        single = next(iter(call.callees.items()), None) if len(call.callees) == 1 else None
        early = DialogState.EARLY if call.rang else DialogState.TRYING
        yield DialogFact(
            DialogShown(
                id=_dialog_id(key, call, "caller"),
                initiator=True,
                state=DialogState.CONFIRMED if confirmed else early,
                call_id=call.call_id,
                local_tag=call.caller_tag,
                remote_tag=single[0] if single else "",
            ),
            frozenset({person, single[1].person} if single else {person}) - {""},
        )
    for tag, party in call.callees.items():
        if party.person == person:
            yield DialogFact(
                DialogShown(
                    id=_dialog_id(key, call, tag),
                    initiator=False,
                    state=DialogState.CONFIRMED if confirmed else DialogState.EARLY,
                    call_id=call.call_id,
                    local_tag=tag,
                    remote_tag=call.caller_tag,
                ),
                frozenset({person, call.caller.person}) - {""},
            )


def _dialog_id(key: bytes, call: CallSeen, leg: str) -> str:
    name = f"{call.call_id}\n{call.caller_tag}\n{leg}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(name, key=key, digest_size=8).hexdigest()


def _terminated(fact: DialogFact) -> DialogFact:
    dialog = msgspec.structs.replace(fact.dialog, state=DialogState.TERMINATED)
    return msgspec.structs.replace(fact, dialog=dialog)


def _revealed(fact: DialogFact, watcher: str) -> DialogShown:
    if watcher in fact.parties:
        return fact.dialog
    return msgspec.structs.replace(fact.dialog, call_id="", local_tag="", remote_tag="")
