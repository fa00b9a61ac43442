"""Which connections are let in, in numbers."""

from softphone.sip.transport.limits import Limits
from softphone.sip.transport.peers import Peers

LIMITS = Limits(connections=6, connections_per_host=3, connections_each=2, partial_seconds=10.0)


def peers(*strangers: int, limits: Limits = LIMITS) -> Peers:
    """Those of host "h" came at 0."""
    made = Peers(limits)
    for number in strangers:
        assert made.admit(number, "h", 0.0) == []
    return made


def test_so_many_strangers_of_a_host_and_no_more() -> None:
    made = peers(1, 2, 3)
    assert made.admit(4, "h", 9.9) is None
    assert made.admit(5, "another", 9.9) == []
    made.remove(2)
    assert made.admit(6, "h", 9.9) == []
    assert made.admit(7, "h", 9.9) is None


def test_who_has_proven_who_they_are_takes_no_strangers_place() -> None:
    made = peers(1, 2, 3)
    for number in (1, 2, 3):
        made.prove(number, f"phone {number}")
    for number in (4, 5, 6):
        assert made.admit(number, "h", 1.0) == []
    assert made.admit(7, "h", 1.0) is None  # six in all
    made.remove(1)
    assert made.admit(8, "h", 1.0) is None  # three strangers


def test_a_stranger_who_said_nothing_for_long_makes_room() -> None:
    made = peers(1, 2, 3)
    made.prove(1, "phone")
    assert made.admit(4, "h", 5.0) == []
    assert made.admit(5, "h", 10.0) == [2]
    assert made.admit(6, "h", 10.0) == [3]
    assert made.admit(7, "h", 10.0) is None  # 4 came at 5.0
    made.remove(2)  # its end comes when it is let go already
    assert made.admit(8, "h", 15.0) == [4]


def test_one_who_is_known_has_not_any_number_of_connections() -> None:
    made = peers(1, 2, 3, limits=Limits(connections_per_host=3, connections_each=2))
    for number in (1, 2, 3):
        made.prove(number, "phone")
    assert made.admit(4, "h", 1.0) == []
    assert made.admit(5, "h", 1.0) == []
    assert made.admit(6, "h", 1.0) is None  # 3 is a stranger's still
    made.remove(1)
    made.prove(3, "phone")
    assert made.admit(7, "h", 1.0) == []


def test_a_connection_can_become_another_devices() -> None:
    made = peers(1, 2, 3)
    made.prove(1, "phone")
    made.prove(2, "phone")
    made.prove(1, "another")
    made.prove(1, "another")
    made.prove(3, "phone")
    made.prove(99, "nobody's number")
    assert [made.admit(number, "h", 1.0) for number in (4, 5, 6)] == [[], [], []]
