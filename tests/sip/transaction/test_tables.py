"""Each machine walked through its states as the figures of RFC 3261 §17 and RFC 6026 draw them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.sip.transaction.machine import Machine, Timing
from softphone.sip.transaction.tables import (
    INVITE_CLIENT,
    INVITE_SERVER,
    OTHER_CLIENT,
    OTHER_SERVER,
    Do,
    Event,
    State,
    Table,
    Timer,
)

TABLES = {
    "invite client": INVITE_CLIENT,
    "other client": OTHER_CLIENT,
    "invite server": INVITE_SERVER,
    "other server": OTHER_SERVER,
}
E, T, S = Event, Timer, State

# The way to a state, from INITIAL; then (event, next state, what is done, timers that run after it).
WAYS: dict[str, dict[State, list[Event | Timer]]] = {
    "invite client": {
        S.INITIAL: [],
        S.CALLING: [E.START],
        S.PROCEEDING: [E.START, E.PROVISIONAL],
        S.ACCEPTED: [E.START, E.SUCCESS],
        S.COMPLETED: [E.START, E.FAILURE],
    },
    "other client": {
        S.INITIAL: [],
        S.TRYING: [E.START],
        S.PROCEEDING: [E.START, E.PROVISIONAL],
        S.COMPLETED: [E.START, E.SUCCESS],
    },
    "invite server": {
        S.INITIAL: [],
        S.TRYING: [E.START],
        S.PROCEEDING: [E.START, E.PROVISIONAL],
        S.ACCEPTED: [E.START, E.SUCCESS],
        S.COMPLETED: [E.START, E.FAILURE],
        S.CONFIRMED: [E.START, E.FAILURE, E.ACK],
    },
    "other server": {
        S.INITIAL: [],
        S.TRYING: [E.START],
        S.PROCEEDING: [E.START, E.PROVISIONAL],
        S.COMPLETED: [E.START, E.SUCCESS],
    },
}
ROWS: list[tuple[str, State, Event | Timer, State, list[Do], set[Timer]]] = [
    ("invite client", S.INITIAL, E.START, S.CALLING, [Do.SEND_REQUEST], {T.A, T.B}),
    ("invite client", S.CALLING, T.A, S.CALLING, [Do.SEND_REQUEST], {T.A, T.B}),
    ("invite client", S.CALLING, T.B, S.TERMINATED, [Do.SAY_TIMEOUT], set()),
    ("invite client", S.CALLING, E.TRANSPORT_ERROR, S.TERMINATED, [Do.SAY_UNREACHABLE], set()),
    ("invite client", S.CALLING, E.PROVISIONAL, S.PROCEEDING, [Do.PASS_UP], set()),
    ("invite client", S.CALLING, E.SUCCESS, S.ACCEPTED, [Do.PASS_UP], {T.M}),
    ("invite client", S.CALLING, E.FAILURE, S.COMPLETED, [Do.SEND_ACK, Do.PASS_UP], {T.D}),
    ("invite client", S.PROCEEDING, E.PROVISIONAL, S.PROCEEDING, [Do.PASS_UP], set()),
    ("invite client", S.PROCEEDING, E.SUCCESS, S.ACCEPTED, [Do.PASS_UP], {T.M}),
    ("invite client", S.PROCEEDING, E.FAILURE, S.COMPLETED, [Do.SEND_ACK, Do.PASS_UP], {T.D}),
    ("invite client", S.ACCEPTED, E.SUCCESS, S.ACCEPTED, [Do.PASS_UP], {T.M}),
    ("invite client", S.ACCEPTED, T.M, S.TERMINATED, [], set()),
    ("invite client", S.COMPLETED, E.FAILURE, S.COMPLETED, [Do.SEND_ACK], {T.D}),
    ("invite client", S.COMPLETED, E.TRANSPORT_ERROR, S.TERMINATED, [Do.SAY_UNREACHABLE], set()),
    ("invite client", S.COMPLETED, T.D, S.TERMINATED, [], set()),
    ("other client", S.INITIAL, E.START, S.TRYING, [Do.SEND_REQUEST], {T.E, T.F}),
    ("other client", S.TRYING, T.E, S.TRYING, [Do.SEND_REQUEST], {T.E, T.F}),
    ("other client", S.TRYING, T.F, S.TERMINATED, [Do.SAY_TIMEOUT], set()),
    ("other client", S.TRYING, E.TRANSPORT_ERROR, S.TERMINATED, [Do.SAY_UNREACHABLE], set()),
    ("other client", S.TRYING, E.PROVISIONAL, S.PROCEEDING, [Do.PASS_UP], {T.E, T.F}),
    ("other client", S.TRYING, E.SUCCESS, S.COMPLETED, [Do.PASS_UP], {T.K}),
    ("other client", S.TRYING, E.FAILURE, S.COMPLETED, [Do.PASS_UP], {T.K}),
    ("other client", S.PROCEEDING, T.E, S.PROCEEDING, [Do.SEND_REQUEST], {T.E, T.F}),
    ("other client", S.PROCEEDING, T.F, S.TERMINATED, [Do.SAY_TIMEOUT], set()),
    ("other client", S.PROCEEDING, E.TRANSPORT_ERROR, S.TERMINATED, [Do.SAY_UNREACHABLE], set()),
    ("other client", S.PROCEEDING, E.PROVISIONAL, S.PROCEEDING, [Do.PASS_UP], {T.E, T.F}),
    ("other client", S.PROCEEDING, E.SUCCESS, S.COMPLETED, [Do.PASS_UP], {T.K}),
    ("other client", S.PROCEEDING, E.FAILURE, S.COMPLETED, [Do.PASS_UP], {T.K}),
    ("other client", S.COMPLETED, T.K, S.TERMINATED, [], set()),
    ("invite server", S.INITIAL, E.START, S.TRYING, [Do.PASS_UP], {T.TRYING}),
    ("invite server", S.TRYING, T.TRYING, S.PROCEEDING, [Do.SEND_TRYING], set()),
    ("invite server", S.TRYING, E.REQUEST, S.PROCEEDING, [Do.SEND_TRYING], set()),
    ("invite server", S.TRYING, E.PROVISIONAL, S.PROCEEDING, [Do.SEND_RESPONSE], set()),
    ("invite server", S.TRYING, E.SUCCESS, S.ACCEPTED, [Do.SEND_RESPONSE], {T.L}),
    ("invite server", S.TRYING, E.FAILURE, S.COMPLETED, [Do.SEND_RESPONSE], {T.G, T.H}),
    ("invite server", S.PROCEEDING, E.REQUEST, S.PROCEEDING, [Do.SEND_RESPONSE], set()),
    ("invite server", S.PROCEEDING, E.PROVISIONAL, S.PROCEEDING, [Do.SEND_RESPONSE], set()),
    ("invite server", S.PROCEEDING, E.SUCCESS, S.ACCEPTED, [Do.SEND_RESPONSE], {T.L}),
    ("invite server", S.PROCEEDING, E.FAILURE, S.COMPLETED, [Do.SEND_RESPONSE], {T.G, T.H}),
    ("invite server", S.PROCEEDING, E.TRANSPORT_ERROR, S.PROCEEDING, [Do.SAY_UNREACHABLE], set()),
    ("invite server", S.ACCEPTED, E.SUCCESS, S.ACCEPTED, [Do.SEND_RESPONSE], {T.L}),
    ("invite server", S.ACCEPTED, E.ACK, S.ACCEPTED, [Do.PASS_UP], {T.L}),
    ("invite server", S.ACCEPTED, E.TRANSPORT_ERROR, S.ACCEPTED, [Do.SAY_UNREACHABLE], {T.L}),
    ("invite server", S.ACCEPTED, T.L, S.TERMINATED, [], set()),
    ("invite server", S.COMPLETED, E.REQUEST, S.COMPLETED, [Do.SEND_RESPONSE], {T.G, T.H}),
    ("invite server", S.COMPLETED, T.G, S.COMPLETED, [Do.SEND_RESPONSE], {T.G, T.H}),
    ("invite server", S.COMPLETED, T.H, S.TERMINATED, [Do.SAY_TIMEOUT], set()),
    ("invite server", S.COMPLETED, E.TRANSPORT_ERROR, S.COMPLETED, [Do.SAY_UNREACHABLE], {T.G, T.H}),
    ("invite server", S.COMPLETED, E.ACK, S.CONFIRMED, [], {T.I}),
    ("invite server", S.CONFIRMED, T.I, S.TERMINATED, [], set()),
    ("other server", S.INITIAL, E.START, S.TRYING, [Do.PASS_UP], set()),
    ("other server", S.TRYING, E.PROVISIONAL, S.PROCEEDING, [Do.SEND_RESPONSE], set()),
    ("other server", S.TRYING, E.SUCCESS, S.COMPLETED, [Do.SEND_RESPONSE], {T.J}),
    ("other server", S.TRYING, E.FAILURE, S.COMPLETED, [Do.SEND_RESPONSE], {T.J}),
    ("other server", S.PROCEEDING, E.REQUEST, S.PROCEEDING, [Do.SEND_RESPONSE], set()),
    ("other server", S.PROCEEDING, E.PROVISIONAL, S.PROCEEDING, [Do.SEND_RESPONSE], set()),
    ("other server", S.PROCEEDING, E.SUCCESS, S.COMPLETED, [Do.SEND_RESPONSE], {T.J}),
    ("other server", S.PROCEEDING, E.FAILURE, S.COMPLETED, [Do.SEND_RESPONSE], {T.J}),
    ("other server", S.PROCEEDING, E.TRANSPORT_ERROR, S.TERMINATED, [Do.SAY_UNREACHABLE], set()),
    ("other server", S.COMPLETED, E.REQUEST, S.COMPLETED, [Do.SEND_RESPONSE], {T.J}),
    ("other server", S.COMPLETED, E.TRANSPORT_ERROR, S.TERMINATED, [Do.SAY_UNREACHABLE], set()),
    ("other server", S.COMPLETED, T.J, S.TERMINATED, [], set()),
]


def machine_at(table: str, state: State, *, reliable: bool = False) -> Machine:
    machine = Machine(TABLES[table], reliable, Timing())
    for event in WAYS[table][state]:
        machine.on(event, 0.0)
    assert machine.state is state
    return machine


@pytest.mark.parametrize(("table", "state", "event", "to", "do", "timers"), ROWS)
def test_row(
    table: str, state: State, event: Event | Timer, to: State, do: list[Do], timers: set[Timer]
) -> None:
    machine = machine_at(table, state)
    assert list(machine.on(event, 1.0)) == do
    assert machine.state is to
    assert set(machine.timers) == timers


def test_every_row_of_the_tables_is_walked() -> None:
    rows = {(table, state, event) for table, rows in TABLES.items() for state, event in rows}
    assert rows == {(table, state, event) for table, state, event, *_ in ROWS}


@pytest.mark.parametrize("table", TABLES)
def test_what_has_no_row_changes_nothing(table: str) -> None:
    for state in WAYS[table]:
        for event in (*Event, *Timer):
            if (state, event) not in TABLES[table]:
                machine = machine_at(table, state)
                assert machine.on(event, 1.0) == ()
                assert machine.state is state


@pytest.mark.parametrize(
    ("table", "way", "state"),
    [
        ("invite client", [E.START, E.FAILURE], S.TERMINATED),
        ("other client", [E.START, E.SUCCESS], S.TERMINATED),
        ("other server", [E.START, E.SUCCESS], S.TERMINATED),
        ("invite server", [E.START, E.FAILURE, E.ACK], S.TERMINATED),
        ("invite client", [E.START, E.SUCCESS], S.ACCEPTED),
        ("invite server", [E.START, E.SUCCESS], S.ACCEPTED),
    ],
)
def test_over_a_reliable_transport_nothing_is_absorbed_but_2xx(
    table: str, way: list[Event], state: State
) -> None:
    machine = Machine(TABLES[table], True, Timing())
    for event in way:
        machine.on(event, 0.0)
    assert machine.state is state


@pytest.mark.parametrize(
    ("table", "state", "timer", "pauses"),
    [
        ("invite client", S.CALLING, T.A, [0.5, 1, 2, 4, 8, 16]),
        ("other client", S.TRYING, T.E, [0.5, 1, 2, 4, 4, 4]),
        ("invite server", S.COMPLETED, T.G, [0.5, 1, 2, 4, 4, 4]),
    ],
)
def test_retransmissions_slow_down(table: str, state: State, timer: Timer, pauses: list[float]) -> None:
    machine = machine_at(table, state)
    now = 0.0
    for pause in pauses:
        assert machine.timers[timer] - now == pause
        now = machine.timers[timer]
        machine.on(timer, now)


def test_timer_e_is_slow_once_proceeding() -> None:
    machine = machine_at("other client", S.PROCEEDING)
    machine.on(T.E, 1.0)
    assert machine.timers[T.E] == 5.0


@pytest.mark.parametrize(
    ("table", "state", "timer", "seconds"),
    [
        ("invite client", S.CALLING, T.B, 32),
        ("invite client", S.COMPLETED, T.D, 32),
        ("invite client", S.ACCEPTED, T.M, 32),
        ("other client", S.TRYING, T.F, 32),
        ("other client", S.COMPLETED, T.K, 5),
        ("invite server", S.COMPLETED, T.H, 32),
        ("invite server", S.CONFIRMED, T.I, 5),
        ("invite server", S.ACCEPTED, T.L, 32),
        ("other server", S.COMPLETED, T.J, 32),
    ],
)
def test_lengths(table: str, state: State, timer: Timer, seconds: float) -> None:
    assert machine_at(table, state).timers[timer] == seconds


@given(st.sampled_from(sorted(TABLES)), st.booleans(), st.lists(st.sampled_from([*Event, None]), max_size=20))
def test_every_machine_ends(table: str, reliable: bool, events: list[Event | None]) -> None:
    """Whatever happens (None: the next timer fires), once left alone every machine terminates in time, and a
    client says at most once that it failed."""
    machine = Machine(TABLES[table], reliable, Timing())
    now, done = 0.0, list(machine.on(Event.START, 0.0))
    for event in events:
        done += _next_timer(machine) if event is None else machine.on(event, now)
        now = max([now, *([0.0] if machine.timers else [])])
    if table.endswith("server") and machine.state in (S.PROCEEDING, S.TRYING):
        machine.on(Event.FAILURE, now)
    if table == "invite client" and machine.state is S.PROCEEDING:
        machine.on(Event.FAILURE, now)  # timer C is the proxy's
    for _ in range(200):
        if machine.terminated:
            break
        done += _next_timer(machine)
    assert machine.terminated
    if table.endswith("client"):
        assert sum(do in (Do.SAY_TIMEOUT, Do.SAY_UNREACHABLE) for do in done) <= 1


def _next_timer(machine: Machine) -> tuple[Do, ...]:
    if not machine.timers:
        return ()
    timer = min(machine.timers, key=lambda t: machine.timers[t])
    return machine.on(timer, machine.timers[timer])


def test_tables_name_only_their_own_states() -> None:
    def reached(table: Table) -> set[State]:
        return {row.to for row in table.values()} | {state for state, _ in table}

    for name, table in TABLES.items():
        assert reached(table) == set(WAYS[name]) | {S.TERMINATED}
