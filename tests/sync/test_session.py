"""Whatever the network does to the deltas, what the client knows equals what the server would tell afresh."""

from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from softphone.people.company import Colleague, ColleaguesChanged, ColleaguesReplaced
from softphone.people.directory import Group
from softphone.people.line_state import LineState
from softphone.people.meeting import Meeting
from softphone.sync import wire
from softphone.sync.session import ColleaguesSession, colleague

LINES = st.sampled_from([LineState.FREE, LineState.RINGING, LineState.BUSY, LineState.OFFLINE])
PEOPLE = st.sampled_from(["p1", "p2", "p3", "p4"])


def row(person: str, line: LineState, name: str = "x") -> wire.Colleague:
    return wire.Colleague(person=wire.PersonCard(id=person, login=person, name=name), line=line)


def snapshot(n: int, *rows: wire.Colleague, epoch: str = "e") -> wire.Colleagues:
    return wire.Colleagues(revision=wire.Revision(epoch=epoch, n=n), colleagues=list(rows))


def delta(
    n: int, *rows: wire.Colleague, removed: tuple[str, ...] = (), epoch: str = "e"
) -> wire.ColleaguesChanged:
    revision = wire.Revision(epoch=epoch, n=n)
    return wire.ColleaguesChanged(revision=revision, changed=list(rows), removed=list(removed))


def test_a_meeting_is_known_where_the_server_tells_and_none_of_an_older_or_newer_one_is_an_error() -> None:
    card = {"id": "p1", "login": "p1", "name": "x"}
    times = {"begin": "2026-11-26T13:00:00Z", "end": "2026-11-26T14:00:00Z"}
    older = wire.Colleague.model_validate({"person": card, "line": "free"})
    newer = {"person": card, "line": "free", "meeting": times | {"place": "Rum 3"}, "mood": "fine"}
    assert colleague(older).meeting is None
    begin, end = (datetime(2026, 11, 26, hour, tzinfo=UTC) for hour in (13, 14))
    assert colleague(wire.Colleague.model_validate(newer)).meeting == Meeting(begin, end)


def test_a_snapshot_then_deltas() -> None:
    session = ColleaguesSession()
    assert session.needs_snapshot
    free, busy = row("p1", LineState.FREE), row("p1", LineState.BUSY)
    assert session.replace(snapshot(3, free)) == ColleaguesReplaced((colleague(free),))
    assert session.apply(delta(4, busy)) == ColleaguesChanged(changed=(colleague(busy),))
    assert session.apply(delta(5, removed=("p1",))) == ColleaguesChanged(removed=("p1",))
    assert session.colleagues == ()
    assert not session.needs_snapshot


def test_groups_hold_until_others_are_told() -> None:
    session = ColleaguesSession()
    duty = wire.Group(id="g1", name="Support", extension="600", members=["p1"])
    first = snapshot(3, row("p1", LineState.FREE)).model_copy(update={"groups": [duty]})
    replaced = session.replace(first)
    support = Group(id="g1", name="Support", extension="600", members=("p1",))
    assert replaced is not None and replaced.groups == session.groups == (support,)
    session.apply(delta(4, row("p1", LineState.BUSY)))
    assert session.groups == (support,)
    gone = session.apply(delta(5).model_copy(update={"groups": []}))
    assert gone == ColleaguesChanged(groups=())


def test_what_is_known_already_changes_nothing() -> None:
    session = ColleaguesSession()
    session.replace(snapshot(3, row("p1", LineState.FREE)))
    assert session.apply(delta(3, row("p1", LineState.BUSY))) is None
    assert session.apply(delta(1, row("p1", LineState.BUSY))) is None
    assert not session.needs_snapshot
    assert [each.line for each in session.colleagues] == [LineState.FREE]


def test_a_gap_or_another_epoch_needs_a_snapshot() -> None:
    for wrong in (delta(5), delta(4, epoch="other")):
        session = ColleaguesSession()
        session.replace(snapshot(3))
        assert session.apply(wrong) is None
        assert session.needs_snapshot
        assert session.apply(delta(4, row("p1", LineState.BUSY))) is None


def test_an_old_snapshot_is_not_taken_but_one_of_a_new_epoch_is() -> None:
    session = ColleaguesSession()
    session.replace(snapshot(3, row("p1", LineState.BUSY)))
    assert session.replace(snapshot(2, row("p1", LineState.FREE))) is None
    assert session.needs_snapshot
    assert session.replace(snapshot(0, row("p1", LineState.FREE), epoch="new")) is not None
    assert [each.line for each in session.colleagues] == [LineState.FREE]


def test_without_the_server_no_line_is_known() -> None:
    session = ColleaguesSession()
    assert session.lose() is None
    session.replace(snapshot(3, row("p1", LineState.FREE), row("p2", LineState.BUSY)))
    lost = session.lose()
    assert lost is not None
    assert [each.line for each in lost.changed] == [LineState.UNKNOWN] * 2
    assert session.colleagues == lost.changed
    assert session.lose() is None
    assert session.needs_snapshot


def own(line: LineState) -> wire.ColleaguesChanged:
    return wire.ColleaguesChanged(revision=wire.Revision(epoch="e", n=3), changed=[row("p1", line)], own=True)


def test_ones_own_line_holds_where_others_see_that_it_is_hidden() -> None:
    session = ColleaguesSession()
    hidden = row("p1", LineState.HIDDEN)
    assert session.apply(own(LineState.FREE)) is None
    session.replace(snapshot(3, row("p1", LineState.FREE), row("p2", LineState.HIDDEN)))
    assert session.apply(own(LineState.BUSY)) == ColleaguesChanged(
        changed=(colleague(row("p1", LineState.BUSY)),)
    )
    assert session.apply(own(LineState.BUSY)) is None
    renamed = session.apply(delta(4, row("p1", LineState.HIDDEN, "new"), row("p2", LineState.HIDDEN)))
    assert renamed is not None
    assert [(each.person.name, each.line) for each in renamed.changed] == [
        ("new", LineState.BUSY),
        ("x", LineState.HIDDEN),
    ]
    assert session.revision == wire.Revision(epoch="e", n=4)
    shown = session.apply(delta(5, row("p1", LineState.RINGING)))
    assert shown == ColleaguesChanged(changed=(colleague(row("p1", LineState.RINGING)),))
    session.fetch_again()
    session.replace(snapshot(9, row("p1", LineState.FREE)))
    late = session.apply(delta(10, hidden))
    assert late == ColleaguesChanged(changed=(colleague(row("p1", LineState.FREE)),))


class Wire(RuleBasedStateMachine):
    """A server's list, a client's session, and a network between that drops, doubles, delays and reorders."""

    under_way: Bundle[wire.ColleaguesChanged] = Bundle("under_way")

    @initialize()
    def begin(self) -> None:
        self.epoch = 0
        self.n = 0
        self.rows: dict[str, wire.Colleague] = {}
        self.session = ColleaguesSession()
        self.seen: dict[str, Colleague] = {}
        """What a window shows that does nothing but apply the events."""

    @rule(target=under_way, person=PEOPLE, line=LINES)
    def change(self, person: str, line: LineState) -> wire.ColleaguesChanged:
        self.n += 1
        self.rows[person] = row(person, line)
        return delta(self.n, self.rows[person], epoch=str(self.epoch))

    @rule(target=under_way, person=PEOPLE)
    def remove(self, person: str) -> wire.ColleaguesChanged:
        self.n += 1
        self.rows.pop(person, None)
        return delta(self.n, removed=(person,), epoch=str(self.epoch))

    @rule()
    def restart(self) -> None:
        self.epoch += 1
        self.n = 0

    @rule(message=under_way)
    def deliver(self, message: wire.ColleaguesChanged) -> None:
        self._show(self.session.apply(message))

    @rule()
    def lose(self) -> None:
        self._show(self.session.lose())

    @rule()
    def told_to_fetch_again(self) -> None:
        self.session.fetch_again()

    @rule()
    def heal(self) -> None:
        """What the client does when it may: the snapshot if needed, then all that it has not heard."""
        if self.session.needs_snapshot or self.session.revision != self._revision():
            self._show(self.session.replace(self._snapshot()))
        assert not self.session.needs_snapshot
        assert {each.person.id: each for each in self.session.colleagues} == self._fresh()

    @invariant()
    def a_session_at_the_servers_revision_knows_what_the_server_knows(self) -> None:
        if not self.session.needs_snapshot and self.session.revision == self._revision():
            assert {each.person.id: each for each in self.session.colleagues} == self._fresh()

    @invariant()
    def the_events_tell_all(self) -> None:
        assert {each.person.id: each for each in self.session.colleagues} == self.seen

    def _revision(self) -> wire.Revision:
        return wire.Revision(epoch=str(self.epoch), n=self.n)

    def _snapshot(self) -> wire.Colleagues:
        return wire.Colleagues(revision=self._revision(), colleagues=list(self.rows.values()))

    def _fresh(self) -> dict[str, Colleague]:
        return {person: colleague(each) for person, each in self.rows.items()}

    def _show(self, event: ColleaguesReplaced | ColleaguesChanged | None) -> None:
        if isinstance(event, ColleaguesReplaced):
            self.seen = {each.person.id: each for each in event.colleagues}
        elif isinstance(event, ColleaguesChanged):
            self.seen.update((each.person.id, each) for each in event.changed)
            for gone in event.removed:
                self.seen.pop(gone, None)


TestWire = Wire.TestCase
TestWire.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
