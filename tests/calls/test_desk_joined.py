"""Calls that the phone joins: transfers that the far ends cannot do among themselves, and conferences."""

import pytest
from msgspec.structs import replace

from softphone.calls.call import CallState, Direction, Ending
from softphone.calls.commands import Dial, HangUp, Hold, Join, Part, Resume, TransferTo
from softphone.calls.desk_view import Action
from softphone.calls.events import CommandRefused, Fault
from softphone.calls.transfer import Button, Step
from tests.calls.desk_rig import CALLER, Rig


@pytest.fixture
def rig() -> Rig:
    made = Rig()
    made.called_by()
    return made


class TestJoinedHere:
    @pytest.mark.parametrize(
        ("caller", "colleague"),
        [
            ({"takes_refer": False}, {}),
            ({"takes_replaces": False}, {}),
            ({}, {"takes_replaces": False}),
        ],
    )
    def test_who_cannot_do_it_without_us(self, caller: dict[str, bool], colleague: dict[str, bool]) -> None:
        rig = Rig()
        rig.called_by()
        rig.look(CALLER, **caller)
        name = rig.consulting(**colleague)
        assert rig.transfer.by_phone
        assert rig.press(Button.COMPLETE) == (Resume(CALLER), Join((CALLER, name), with_us=False))
        rig.look(CALLER, held=False, joined=(name,), bridged=True)
        assert rig.is_at(Step.BRIDGED) and rig.desk.snapshot().active is None
        assert rig.call(name).actions == {Action.HANG_UP}
        assert rig.ends(name, Ending.THEY_HUNG_UP) == (HangUp(CALLER),)

    def test_directly_too(self) -> None:
        rig = Rig()
        rig.called_by(takes_refer=False)
        rig.desk.act(CALLER, Action.HOLD)
        rig.look(CALLER, held=True)
        (dial,) = rig.desk.transfer_directly(CALLER, "102")
        assert dial == Dial(call="out-2", account="work", target="102")
        assert rig.is_at(Step.CONNECTING) and rig.transfer.buttons == {Button.CANCEL}
        rig.called_by("third")
        rig.calls["out-2"] = replace(rig.calls["third"], id="out-2", direction=Direction.OUTGOING)
        said = rig.look("out-2", state=CallState.CONFIRMED)
        assert said == (Resume(CALLER), Join((CALLER, "out-2"), with_us=False))
        assert rig.call("third").active

    def test_we_go_on_with_other_calls_meanwhile_and_take_back(self, rig: Rig) -> None:
        name = rig.consulting(takes_replaces=False)
        rig.press(Button.COMPLETE)
        rig.look(CALLER, held=False, joined=(name,), bridged=True)
        rig.look(name, joined=(CALLER,), bridged=True)
        rig.called_by("third")
        assert rig.call("third").active and not rig.calls[CALLER].held
        said = rig.press(Button.TAKE_BACK)
        assert Part(CALLER) in said and Hold("third") in said and Hold(name) in said
        assert rig.is_at(Step.TALKING) and rig.call(CALLER).active

    def test_what_the_phone_cannot_join_stays_as_it_was(self, rig: Rig) -> None:
        rig.consulting(takes_replaces=False)
        rig.press(Button.COMPLETE)
        rig.desk.apply(CommandRefused(command="Join", call=CALLER, fault=Fault.INTERNAL))
        assert rig.is_at(Step.TALKING) and Button.CANCEL in rig.transfer.buttons

    def test_a_line_that_is_lost_gives_the_caller_back(self, rig: Rig) -> None:
        name = rig.consulting(takes_replaces=False)
        rig.press(Button.COMPLETE)
        rig.look(CALLER, held=False)
        rig.ends(name, Ending.LOST)
        assert rig.is_at(Step.WAITING) and Button.TAKE_BACK in rig.transfer.buttons


class TestConference:
    def test_all_three_talk_and_we_leave(self, rig: Rig) -> None:
        name = rig.consulting()
        assert rig.press(Button.CONFERENCE) == (Resume(CALLER), Join((CALLER, name), with_us=True))
        assert rig.desk.snapshot().conference == (CALLER, name)
        rig.look(CALLER, held=False)
        said = rig.press(Button.COMPLETE)
        assert said == (Part(CALLER), TransferTo(CALLER, name), Hold(CALLER))

    def test_it_ends_and_the_caller_waits_again(self, rig: Rig) -> None:
        rig.consulting()
        rig.press(Button.CONFERENCE)
        rig.look(CALLER, held=False)
        assert rig.desk.end_conference() == (Part(CALLER), Hold(CALLER))
        assert rig.is_at(Step.TALKING)

    def test_mute_is_towards_everybody(self, rig: Rig) -> None:
        name = rig.consulting()
        rig.press(Button.CONFERENCE)
        assert {each.call for each in rig.desk.act(name, Action.MUTE)} == {CALLER, name}  # type: ignore[union-attr]

    def test_of_two_calls_without_a_transfer(self, rig: Rig) -> None:
        rig.called_by("other")
        rig.look(CALLER, held=True)
        said = rig.desk.confer("other", CALLER)
        assert said == (Resume(CALLER), Join(("other", CALLER), with_us=True))
        rig.look(CALLER, held=False)
        rig.ends(CALLER, Ending.THEY_HUNG_UP)
        assert rig.desk.snapshot().conference == () and rig.call("other").active

    def test_another_call_ends_it(self, rig: Rig) -> None:
        name = rig.consulting()
        rig.press(Button.CONFERENCE)
        rig.look(CALLER, held=False)
        rig.called_by("third")
        assert rig.desk.snapshot().conference == () and rig.call("third").active
        assert rig.is_at(Step.TALKING)
        assert Action.RESUME in rig.call(name).actions and Action.RESUME in rig.call(CALLER).actions
