"""What the engine remembers when its process is killed: registrations over UDP, calls that are on, REFERs
under way, and where each device was heard last.

Changes are gathered and written at once, before the next message is sent: nobody is told of what could still
be forgotten. Calls that only ring are not kept: their transactions end with the process. Connections end
with it too; what is known of their devices' calls is there when they come back.

The engine's clock begins anew with each start of the machine, so times are kept by the wall clock.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, final

from softphone.people.directory import Directory
from softphone.sip.calls_seen import CallsSeen, Party, Phase
from softphone.sip.message.address import parse_address
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.registrar.binding import Binding
from softphone.sip.registrar.locations import Locations
from softphone.storage.journal_records import (
    Call,
    CallEnded,
    KeptBinding,
    KeptParty,
    LastFlow,
    Location,
    Reading,
    Record,
    Referred,
    latest,
)

SIGN_OF_LIFE = 60.0
"""Seconds by which the last sign of life of a call may be older in the journal than it was."""

_LONGEST_SESSION = 3600.0

Subject = tuple[str, ...]


class Journal(Protocol):
    """Where records are kept; none of this raises for a disk that fails."""

    @property
    def is_long(self) -> bool: ...

    def read(self) -> Reading: ...

    def append(self, records: Sequence[Record]) -> None: ...

    def rewrite(self, records: Sequence[Record]) -> None: ...


@final
class EngineJournal:
    """`ahead()` gives the seconds by which the wall clock is ahead of the engine's clock."""

    def __init__(
        self,
        journal: Journal,
        ahead: Callable[[], float],
        locations: Locations,
        calls: CallsSeen,
        last_flows: dict[str, Flow],
    ) -> None:
        self._journal = journal
        self._ahead = ahead
        self._locations = locations
        self._calls = calls
        self._last_flows = last_flows
        self.changed: dict[Subject, None] = {}
        """What is to be written."""
        self._written: dict[Subject, Call | None] = {}
        """What the journal has something about; of a call what that is."""
        locations.on_change = self._location_changed
        calls.on_change = self._call_changed
        calls.on_refer = self._refer_changed

    def flow_changed(self, device: str) -> None:
        """The device was heard over another flow than before."""
        self.changed["flow", device] = None

    def write(self) -> None:
        """What has changed, in one write. Call it before a message is sent."""
        if self.changed:
            subjects, self.changed = list(self.changed), {}
            records = self._records(subjects)
            if records:
                self._journal.append(records)

    def keep_house(self) -> None:
        """Write what no message depended on, and anew when the journal is long; call now and then."""
        self.write()
        if self._journal.is_long:
            self._rewrite()

    def restore(self, directory: Directory, now: float) -> set[str]:
        """Take up what an earlier process left. The persons whose lines may have changed."""
        ahead = self._ahead()
        persons: set[str] = set()
        for record in latest(self._journal.read().records).values():
            match record:
                case Location(person, bindings):
                    made = [self._binding(person, each, directory, ahead, now) for each in bindings]
                    self._locations.restore([binding for binding in made if binding is not None])
                    persons.add(person)
                case LastFlow(device, host, port) if host and device in directory.credentials:
                    self._last_flows[device] = Flow("udp", host, port)
                case Call(call_id, caller, callee, seen_at, session_until):
                    seen_at = min(seen_at - ahead, now)
                    persons |= self._calls.restore(
                        call_id, caller.tag, _party(caller), callee.tag, _party(callee), seen_at
                    )
                    if session_until:
                        # Nobody could refresh a session while we were away: it gets the time anew.
                        left = min(session_until - ahead - seen_at, _LONGEST_SESSION)
                        self._calls.restore_session(call_id, caller.tag, now + max(left, 0.0))
                case Referred(call_id, referee, referrer, at):
                    self._calls.restore_refer(call_id, referee, referrer, min(at - ahead, now))
                case _:
                    pass
        self._rewrite()
        return persons

    def _rewrite(self) -> None:
        self.changed.clear()
        self._written.clear()
        self._journal.rewrite(self._records(self._everything()))

    def _everything(self) -> Iterator[Subject]:
        yield from (("location", person) for person in self._locations.persons())
        yield from (("flow", device) for device in self._last_flows)
        yield from (("call", call.call_id, call.caller_tag) for call in self._calls)
        yield from (("refer", *key) for key in self._calls.refers)

    def _records(self, subjects: Iterator[Subject] | list[Subject]) -> list[Record]:
        ahead = self._ahead()
        made = (self._record(subject, ahead) for subject in subjects)
        return [record for record in made if record is not None]

    def _record(self, subject: Subject, ahead: float) -> Record | None:
        """What is to be written about it; None when the journal says it already."""
        match subject:
            case ("location", person):
                return self._location(subject, person, ahead)
            case ("flow", device):
                return self._last_flow(subject, device)
            case ("call", call_id, tag):
                return self._call(subject, call_id, tag, ahead)
            case (_, call_id, referee):
                referrer, at = self._calls.refers.get((call_id, referee), ("", 0.0))
                return Referred(call_id, referee, referrer, at + ahead) if referrer else None
        raise AssertionError(subject)

    def _location(self, subject: Subject, person: str, ahead: float) -> Location | None:
        bindings = tuple(
            _kept(binding, ahead)
            for binding in self._locations.all_of_person(person)
            if binding.flow.transport == "udp" and _is_text(binding)
        )
        return Location(person, bindings) if self._news(subject, bool(bindings)) else None

    def _last_flow(self, subject: Subject, device: str) -> LastFlow | None:
        flow = self._last_flows.get(device)
        if flow is not None and flow.transport == "udp":
            self._news(subject, True)
            return LastFlow(device, flow.host, flow.port)
        return LastFlow(device, "", 0) if self._news(subject, False) else None

    def _call(self, subject: Subject, call_id: str, tag: str, ahead: float) -> Call | CallEnded | None:
        call = self._calls.get(call_id, tag)
        if call is None or call.phase is not Phase.CONFIRMED:
            return CallEnded(call_id, tag) if self._news(subject, False) else None
        callee_tag, callee = next(iter(call.callees.items()))
        record = Call(
            call_id,
            KeptParty(call.caller.person, call.caller.device, tag),
            KeptParty(callee.person, callee.device, callee_tag),
            call.seen_at + ahead,
            0.0 if call.session_until is None else call.session_until + ahead,
        )
        before = self._written.get(subject)
        if (
            before is not None
            and (before.caller, before.callee) == (record.caller, record.callee)
            and record.seen_at - before.seen_at < SIGN_OF_LIFE
        ):
            return None
        self._written[subject] = record
        return record

    def _news(self, subject: Subject, is_there: bool) -> bool:
        """Whether that has to be written: all that is there, and that something is gone only when the
        journal knows of it."""
        if is_there:
            self._written[subject] = None
            return True
        if subject not in self._written:
            return False
        del self._written[subject]
        return True

    def _binding(
        self, person: str, kept: KeptBinding, directory: Directory, ahead: float, now: float
    ) -> Binding | None:
        """None when its time is over, or its device no longer that person's."""
        credential = directory.credentials.get(kept.device)
        # A wall clock that was set back must not make it live longer than any REGISTER could ask for.
        expires_at = min(kept.expires_at - ahead, now + self._locations.longest)
        if credential is None or credential.person != person or expires_at <= now:
            return None
        try:
            contact = parse_address(kept.contact)
        except ParseError:
            return None
        return Binding(
            person=person,
            device=kept.device,
            contact=contact,
            flow=Flow("udp", kept.host, kept.port),
            expires_at=expires_at,
            call_id=kept.call_id,
            cseq=kept.cseq,
            path=kept.path,
            instance=kept.instance,
            user_agent=kept.user_agent,
        )

    def _location_changed(self, person: str) -> None:
        self.changed["location", person] = None

    def _call_changed(self, call_id: str, caller_tag: str) -> None:
        self.changed["call", call_id, caller_tag] = None

    def _refer_changed(self, call_id: str, referee: str) -> None:
        self.changed["refer", call_id, referee] = None


def _kept(binding: Binding, ahead: float) -> KeptBinding:
    return KeptBinding(
        binding.device,
        str(binding.contact),
        binding.flow.host,
        binding.flow.port,
        binding.expires_at + ahead,
        binding.call_id,
        binding.cseq,
        binding.path,
        binding.instance,
        binding.user_agent.encode("utf-8", "replace").decode(),
    )


def _is_text(binding: Binding) -> bool:
    """Whether it can be kept: header values may be bytes that are no UTF-8, records are text."""
    try:
        "".join((str(binding.contact), binding.call_id, binding.instance, *binding.path)).encode()
    except UnicodeEncodeError:
        return False
    return True


def _party(kept: KeptParty) -> Party:
    return Party(kept.person, kept.device)
