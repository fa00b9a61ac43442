"""What the desktop remembers, and what it says to the next phone process."""

from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Dialog, Direction, Ending, Party
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Dial,
    Hold,
    Mute,
    RemoveAccount,
    SoundMode,
    SoundSettings,
    UseSound,
)
from softphone.calls.events import CallChanged, CallEnded, CommandRefused, Fault, IncomingCall
from softphone.phone.takeup import TakeUp

ACCOUNT = AccountSettings(user="anna", domain="company.test", secret="s")
DIALOG = Dialog(
    "call-id", "ours", "theirs", "sip:anna@company.test", "sip:bo@company.test", "sip:bo@192.0.2.1"
)
TALKING = Call(
    id="in-1",
    account="me",
    direction=Direction.INCOMING,
    state=CallState.CONFIRMED,
    remote=Party("sip:bo@company.test", "Bo"),
    called="sip:reception@company.test",
    dialog=DIALOG,
)
RINGING = Call(
    id="in-2", account="me", direction=Direction.INCOMING, state=CallState.EARLY, remote=Party("sip:c@x.test")
)
NEW_DIALOG = replace(DIALOG, call_id="other", local_tag="new")


def died_in(call: Call) -> TakeUp:
    memory = TakeUp()
    memory.sent(AddAccount("me", ACCOUNT))
    memory.seen(CallChanged(call))
    calls, ended = memory.died()
    assert calls == (call.id,)
    assert ended == []
    return memory


def as_the_process_sees_it(state: CallState) -> CallChanged:
    """The process placed an outgoing call."""
    return CallChanged(
        Call(
            id="in-1",
            account="me",
            direction=Direction.OUTGOING,
            state=state,
            remote=Party("sip:bo@company.test"),
            muted=True,
            dialog=NEW_DIALOG,
        )
    )


def test_accounts_and_sound_come_first_as_they_are_now() -> None:
    memory = TakeUp()
    sound = UseSound(SoundSettings(mode=SoundMode.SILENT))
    other = replace(ACCOUNT, user="other")
    for command in (sound, AddAccount("me", ACCOUNT), AddAccount("other", other), RemoveAccount("me")):
        memory.sent(command)
    memory.died()
    assert memory.again() == [sound, AddAccount("other", other)]


def test_a_confirmed_call_is_dialled_in_the_place_of_its_dialog_and_muted() -> None:
    memory = died_in(TALKING)
    dial = memory.again()[-1]
    assert dial == Dial(call="in-1", account="me", target="sip:bo@company.test", replaces=DIALOG, muted=True)


def test_a_call_that_nobody_answered_is_lost() -> None:
    memory = TakeUp()
    memory.seen(IncomingCall(RINGING))
    calls, ended = memory.died()
    assert calls == ()
    assert [(event.call.id, event.call.state, event.ending) for event in ended] == [
        ("in-2", CallState.ENDED, Ending.LOST)
    ]


def test_those_above_see_the_call_they_knew() -> None:
    memory = died_in(TALKING)
    assert memory.seen(as_the_process_sees_it(CallState.CALLING)) == (None, [])
    assert memory.seen(as_the_process_sees_it(CallState.CONNECTING)) == (None, [])
    event, commands = memory.seen(as_the_process_sees_it(CallState.CONFIRMED))
    assert event == CallChanged(replace(TALKING, taken_up=True, muted=True, dialog=NEW_DIALOG))
    assert commands == []


def test_once_the_person_speaks_again_it_is_a_call_like_any_other() -> None:
    memory = died_in(TALKING)
    memory.seen(as_the_process_sees_it(CallState.CONFIRMED))
    memory.sent(Mute("in-1", on=False))
    unmuted = as_the_process_sees_it(CallState.CONFIRMED)
    event, _ = memory.seen(CallChanged(replace(unmuted.call, muted=False)))
    assert event == CallChanged(replace(TALKING, dialog=NEW_DIALOG))


def test_a_held_call_is_held_again() -> None:
    memory = died_in(replace(TALKING, held=True))
    _, commands = memory.seen(as_the_process_sees_it(CallState.CONFIRMED))
    assert commands == [Hold("in-1")]


def test_what_the_far_end_refuses_is_lost() -> None:
    memory = died_in(TALKING)
    refused = as_the_process_sees_it(CallState.ENDED).call
    event, _ = memory.seen(CallEnded(call=replace(refused, status=481), ending=Ending.SERVER_ERROR))
    assert isinstance(event, CallEnded)
    assert event.ending is Ending.LOST
    assert (event.call.id, event.call.direction, event.call.status) == ("in-1", Direction.INCOMING, 481)
    assert memory.died() == ((), [])


def test_what_the_process_refuses_to_dial_is_lost() -> None:
    memory = died_in(TALKING)
    event, _ = memory.seen(CommandRefused(command="Dial", call="in-1", fault=Fault.WRONG_STATE))
    assert isinstance(event, CallEnded)
    assert event.ending is Ending.LOST


def test_a_death_before_the_far_end_answered_tries_again() -> None:
    memory = died_in(TALKING)
    memory.seen(as_the_process_sees_it(CallState.CALLING))
    calls, ended = memory.died()
    assert (calls, ended) == (("in-1",), [])
    dial = memory.again()[-1]
    assert isinstance(dial, Dial)
    assert dial.replaces == DIALOG


def test_a_second_death_takes_up_the_newer_dialog() -> None:
    memory = died_in(TALKING)
    memory.seen(as_the_process_sees_it(CallState.CONFIRMED))
    memory.died()
    dial = memory.again()[-1]
    assert isinstance(dial, Dial)
    assert dial.replaces == NEW_DIALOG
    event, _ = memory.seen(as_the_process_sees_it(CallState.CONFIRMED))
    assert isinstance(event, CallChanged)
    assert event.call.direction is Direction.INCOMING


def test_a_call_that_is_transferred_after_that_is_with_somebody_else() -> None:
    before = replace(TALKING, transferred_by=Party("sip:reception@company.test"), forwarded=True)
    memory = died_in(before)
    event, _ = memory.seen(as_the_process_sees_it(CallState.CONFIRMED))
    assert event == CallChanged(replace(before, taken_up=True, muted=True, dialog=NEW_DIALOG))
    eva, by = Party("sip:eva@company.test"), Party("sip:bo@company.test")
    moved = as_the_process_sees_it(CallState.CONFIRMED).call
    event, _ = memory.seen(CallChanged(replace(moved, remote=eva, transferred_by=by)))
    assert isinstance(event, CallChanged)
    assert (event.call.remote, event.call.transferred_by, event.call.forwarded) == (eva, by, False)
    assert event.call.direction is Direction.INCOMING
    # And so after another death.
    memory.died()
    event, _ = memory.seen(CallChanged(replace(moved, remote=eva)))
    assert isinstance(event, CallChanged)
    assert (event.call.remote, event.call.transferred_by) == (eva, by)


def test_a_call_that_ended_is_forgotten() -> None:
    memory = TakeUp()
    memory.seen(CallChanged(TALKING))
    memory.seen(CallEnded(call=TALKING, ending=Ending.THEY_HUNG_UP))
    assert memory.died() == ((), [])
