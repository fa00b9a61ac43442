"""Forwarding with real phones: who rang, what the caller was told on the wire, and who heard whom."""

import time
from collections.abc import Iterator

import msgspec
import pytest

from softphone.calls.commands import Answer, Decline
from softphone.calltest.words import Sight
from softphone.profiles.incoming import Forward, LineRules, Target, ToColleague, ToGroup, ToNumber
from softphone.profiles.profile import Profile
from softphone.server.rules import Active, Rules
from tests.e2e.hearing import hear_well
from tests.e2e.town import Town, Townsman, operator_port, town
from tests.helpers.standstills import Standstills
from tests.server.engine.company import SECRET
from tests.server.engine.office import OUTSIDE, landline, mobile, office, profile

pytestmark = pytest.mark.realtime

LISTEN = 1.2
"""Seconds of a conversation that are judged."""


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """alice calls; carol has no telephone."""
    directory = office(address=f"127.0.0.1:{operator_port()}")
    folder = tmp_path_factory.mktemp("town")
    with town(directory, SECRET, folder, ("alice", "bob", "dave", "erin"), OUTSIDE) as made:
        yield made


@pytest.fixture
def there(everybody: Town) -> Iterator[Town]:
    everybody.begin()
    yield everybody
    everybody.end()


def use(there: Town, **rules: LineRules | Profile) -> None:
    active = {
        f"id-{name}": Active(each if isinstance(each, Profile) else profile(each))
        for name, each in rules.items()
    }
    there.engine.use(Rules(active=active))


def talk(*pairs: tuple[Townsman, Townsman]) -> None:
    """Each of a pair hears the other, and nobody else."""
    both = [(one, other) for pair in pairs for one, other in (pair, pair[::-1])]
    hear_well(LISTEN, *((ear.heard, speaker.voice) for ear, speaker in both))


def answers(callee: Townsman) -> None:
    callee.send(Answer(callee.rings().id))
    callee.wait_for(Sight.TALKING)


def declines(callee: Townsman, status: int) -> None:
    callee.send(Decline(callee.rings().id, status))


TO_DAVE = Forward(ToColleague("id-dave"))


@pytest.mark.parametrize("status", [486, 603])
def test_busy_and_declined_go_to_a_colleague(status: int, there: Town) -> None:
    alice, bob, dave = (there.people[name] for name in ("alice", "bob", "dave"))
    use(there, bob=LineRules(busy=TO_DAVE))
    alice.dial(landline("bob"))
    declines(bob, status)
    answers(dave)
    talk((alice, dave))
    assert there.rang() == {"bob", "dave"}
    there.tap.wait_for([180, 181, 180, 200])


def test_no_answer_goes_to_a_colleague(there: Town) -> None:
    alice, bob, dave = (there.people[name] for name in ("alice", "bob", "dave"))
    use(there, bob=LineRules(no_answer=TO_DAVE, no_answer_seconds=5))
    with Standstills() as noted:
        dialled = time.monotonic()
        alice.dial(landline("bob"))
        bob.rings()
        dave.rings()
        forwarded = time.monotonic()
    assert 5 <= forwarded - dialled < 15 + noted.held_up(dialled, forwarded)
    bob.wait_for(Sight.ENDED)
    answers(dave)
    talk((alice, dave))
    there.tap.wait_for([180, 181, 180, 200])


def test_no_connection_goes_to_a_colleague(there: Town) -> None:
    alice, dave = there.people["alice"], there.people["dave"]
    use(there, carol=LineRules(no_connection=TO_DAVE))
    alice.dial(landline("carol"))
    answers(dave)
    talk((alice, dave))
    assert there.rang() == {"dave"}
    there.tap.wait_for([181, 180, 200])


def test_always_goes_to_a_group_that_rings_together(there: Town) -> None:
    alice, dave, erin = (there.people[name] for name in ("alice", "dave", "erin"))
    use(there, bob=LineRules(first=Forward(ToGroup("g-all"))))
    alice.dial("bob")
    dave.rings()
    answers(erin)
    dave.wait_for(Sight.ENDED)
    talk((alice, erin))
    assert there.rang() == {"dave", "erin"}
    there.tap.wait_for([181, 180, 180, 200])


def test_always_goes_to_a_group_that_rings_in_order(there: Town) -> None:
    alice, dave, erin = (there.people[name] for name in ("alice", "dave", "erin"))
    use(there, bob=LineRules(first=Forward(ToGroup("g-order"))))
    alice.dial("bob")
    dave.rings()
    assert not erin.rang()
    declines(dave, 603)
    answers(erin)
    talk((alice, erin))
    there.tap.wait_for([181, 180, 180, 200])


def test_in_a_call_with_call_waiting_off_it_goes_to_a_colleague(there: Town) -> None:
    alice, bob, dave, erin = (there.people[name] for name in ("alice", "bob", "dave", "erin"))
    use(there, bob=profile(LineRules(busy=TO_DAVE), call_waiting=False))
    bob.dial("erin")
    answers(erin)
    alice.dial(landline("bob"))
    answers(dave)
    talk((alice, dave), (bob, erin))
    there.tap.wait_for([181, 180, 200])


@pytest.mark.parametrize("to", [ToNumber(OUTSIDE), ToColleague("id-carol")])
def test_to_an_outside_number_at_once_or_by_a_chain(to: Target, there: Town) -> None:
    alice, bob, operator = (there.people[name] for name in ("alice", "bob", "operator"))
    use(there, bob=LineRules(busy=Forward(to)), carol=LineRules(first=Forward(ToNumber(OUTSIDE))))
    alice.dial(landline("bob"))
    declines(bob, 486)
    answers(operator)
    talk((alice, operator))
    assert there.rang() == {"bob", "operator"}
    there.tap.wait_for([180, 181, 180, 200])


def test_a_chain_of_two(there: Town) -> None:
    alice, bob, dave, erin = (there.people[name] for name in ("alice", "bob", "dave", "erin"))
    use(there, bob=LineRules(busy=TO_DAVE), dave=LineRules(busy=Forward(ToColleague("id-erin"))))
    alice.dial(landline("bob"))
    declines(bob, 486)
    declines(dave, 603)
    answers(erin)
    talk((alice, erin))
    assert there.rang() == {"bob", "dave", "erin"}
    there.tap.wait_for([180, 181, 180, 181, 180, 200])


@pytest.mark.parametrize(("rule", "statuses"), [("first", [482]), ("busy", [180, 181, 180, 486])])
def test_a_loop_ends(rule: str, statuses: list[int], there: Town) -> None:
    alice, bob, dave = (there.people[name] for name in ("alice", "bob", "dave"))
    back = msgspec.structs.replace(LineRules(), **{rule: Forward(ToColleague("id-bob"))})
    use(there, bob=msgspec.structs.replace(LineRules(), **{rule: TO_DAVE}), dave=back)
    began = time.monotonic()
    alice.dial(landline("bob"))
    if rule == "busy":
        declines(bob, 486)
        declines(dave, 486)
    ended = alice.wait_for(Sight.ENDED)
    assert time.monotonic() - began < 25  # no timer of RFC 3261 ran out
    assert ended.status == statuses[-1]
    assert there.rang() == (set() if rule == "first" else {"bob", "dave"})
    there.tap.wait_for(statuses)


def test_the_mobile_number_has_rules_of_its_own(there: Town) -> None:
    alice, bob, erin = (there.people[name] for name in ("alice", "bob", "erin"))
    use(there, bob=profile(LineRules(first=TO_DAVE), LineRules(busy=Forward(ToColleague("id-erin")))))
    alice.dial(mobile("bob"))
    declines(bob, 486)
    answers(erin)
    talk((alice, erin))
    assert there.rang() == {"bob", "erin"}


def test_a_call_from_outside_is_forwarded(there: Town) -> None:
    operator, bob, dave = (there.people[name] for name in ("operator", "bob", "dave"))
    use(there, bob=LineRules(busy=TO_DAVE))
    operator.dial(landline("bob"))
    declines(bob, 486)
    answers(dave)
    talk((operator, dave))


def test_the_caller_gives_up_at_the_second(there: Town) -> None:
    alice, bob, dave = (there.people[name] for name in ("alice", "bob", "dave"))
    use(there, bob=LineRules(busy=TO_DAVE))
    alice.dial(landline("bob"))
    declines(bob, 486)
    dave.rings()
    there.tap.wait_for([180, 181, 180])
    alice.hang_up()
    dave.wait_for(Sight.ENDED)
    alice.wait_for(Sight.ENDED)
    assert there.rang() == {"bob", "dave"}
    there.tap.wait_for([180, 181, 180, 487])


def test_a_colleague_picks_up(there: Town) -> None:
    """dave and erin share a group; ours is a telephone that is answered by hand."""
    alice, dave, erin = (there.people[name] for name in ("alice", "dave", "erin"))
    use(there)
    alice.dial("dave")
    dave.rings()
    erin.dial("*8204")
    assert erin.wait_for(Sight.ENDED).status == 480
    answers(erin)
    dave.wait_for(Sight.ENDED)
    talk((alice, erin))
    there.tap.wait_for([180, 180, 200])
