"""Parking a call, being told of it, taking it back, and fetching what others parked."""

from msgspec.structs import replace

from softphone.calls.call import CallState, Ending, Party
from softphone.calls.commands import Dial, Hold, PlayTone, Resume, Tone
from softphone.calls.desk_lines import STAY
from softphone.calls.desk_view import Action, DeskCall, ParkedAs
from softphone.calls.events import CallEnded, CommandRefused, Fault, PhoneLost
from softphone.calls.parking import RING_BACK
from tests.calls.desk_rig import CALLER, Rig

KEY = ("c1", "tag")


def rig() -> Rig:
    made = Rig()
    made.desk.parking.possible = True
    made.called_by()
    made.look(CALLER, call_id="c1", caller_tag="tag")
    return made


def shown(rig: Rig, name: str = CALLER) -> DeskCall:
    return next(each for each in rig.desk.snapshot().calls if each.call.id == name)


def parked(place: int = 3) -> Rig:
    made = rig()
    assert made.desk.act(CALLER, Action.PARK) == (Hold(CALLER),)
    made.look(CALLER, held=True)
    assert made.desk.parking.answered({KEY: place}) == ()
    return made


def test_a_call_is_held_and_gets_a_place() -> None:
    there = rig()
    assert Action.PARK in shown(there).actions
    there.desk.act(CALLER, Action.PARK)
    assert shown(there).parked == ParkedAs(0, overdue=False)
    assert shown(there).actions == {Action.HANG_UP, Action.RESUME}
    assert not shown(there).transfers and not shown(there).active
    there.look(CALLER, held=True)
    there.desk.parking.answered({KEY: 3, ("other", "tag"): 4})
    assert shown(there).parked == ParkedAs(3, overdue=False)


def test_without_a_server_there_is_nothing_to_park_at() -> None:
    there = rig()
    there.desk.parking.possible = False
    assert Action.PARK not in shown(there).actions
    assert there.desk.act(CALLER, Action.PARK) == ()
    assert shown(there).parked is None


def test_what_is_not_simply_talked_on_cannot_be_parked() -> None:
    there = rig()
    there.announced()
    assert Action.PARK not in shown(there).actions
    other = Rig()
    other.desk.parking.possible = True
    other.desk.dial("102", "work")
    assert Action.PARK not in shown(other, "out-1").actions


def test_a_held_call_can_be_parked_as_it_is() -> None:
    there = rig()
    there.desk.act(CALLER, Action.HOLD)
    there.look(CALLER, held=True)
    assert there.desk.act(CALLER, Action.PARK) == ()
    assert shown(there).parked is not None


def test_where_it_could_not_be_parked_it_is_on_hold() -> None:
    there = rig()
    there.desk.act(CALLER, Action.PARK)
    there.look(CALLER, held=True)
    assert there.desk.parking.answered({KEY: 0}) == (there.calls[CALLER],)
    assert shown(there).parked is None
    assert {Action.RESUME, Action.PARK} <= shown(there).actions


def test_taken_back_it_is_parked_no_longer() -> None:
    there = parked()
    assert there.desk.act(CALLER, Action.RESUME) == (Resume(CALLER),)
    assert shown(there).parked is None and shown(there).active


def test_a_hold_that_is_refused_leaves_it_unparked() -> None:
    there = rig()
    there.desk.act(CALLER, Action.PARK)
    there.desk.apply(CommandRefused(command="Hold", call=CALLER, fault=Fault.SERVER_ERROR))
    assert shown(there).parked is None and shown(there).active


def test_who_fetched_it_is_said_in_whatever_order_it_is_heard() -> None:
    there = parked()
    there.desk.parking.fetched(3, "Bo Ek")
    there.ends(CALLER, Ending.THEY_HUNG_UP)
    assert shown(there).fetched_by == "Bo Ek" and shown(there).parked is None
    there = parked()
    there.ends(CALLER, Ending.THEY_HUNG_UP)
    assert shown(there).fetched_by == ""
    there.desk.parking.fetched(4, "Cia Ask")
    there.desk.parking.fetched(3, "Bo Ek")
    assert shown(there).fetched_by == "Bo Ek"
    there.now += STAY
    there.desk.tick()
    assert there.desk.empty


def test_nobody_fetches_it_and_it_rings() -> None:
    there = parked()
    there.now += RING_BACK - 1
    assert there.desk.tick() == ()
    there.now += 1
    assert there.desk.tick() == (PlayTone(Tone.RINGING),)
    assert shown(there).parked == ParkedAs(3, overdue=True)
    assert there.desk.act(CALLER, Action.RESUME) == (Resume(CALLER), PlayTone(None))


def test_in_another_call_it_is_told_once_and_quietly() -> None:
    there = parked()
    there.called_by("second")
    there.now += RING_BACK
    assert there.desk.tick() == (PlayTone(Tone.CALL_WAITING),)
    assert there.desk.tick() == ()
    assert there.ends("second", Ending.THEY_HUNG_UP) == (PlayTone(Tone.RINGING),)


def test_fetching_calls_the_place_and_shows_who_waits() -> None:
    there = rig()
    cia = Party("sip:cia@company.test", "Cia")
    said = there.desk.fetch(3, cia, "work")
    dial = Dial(call="out-1", account="work", target="*53", who=cia)
    assert said == (Hold(CALLER), dial)
    assert shown(there, "out-1").name == "Cia" and shown(there, "out-1").active


def test_a_phone_that_dies_keeps_what_it_parked() -> None:
    """Taken up again the call is another on the wire: it is to be told to the server anew."""
    there = parked()
    there.desk.apply(PhoneLost("killed", (CALLER,)))
    assert shown(there).recovering and shown(there).parked == ParkedAs(3, overdue=False)
    there.look(CALLER, call_id="c2", taken_up=True, held=True)
    assert shown(there).parked == ParkedAs(3, overdue=False) and not shown(there).recovering
    gone = CallEnded(call=replace(there.calls[CALLER], state=CallState.ENDED), ending=Ending.LOST)
    there.desk.apply(gone)
    assert shown(there).parked is None
