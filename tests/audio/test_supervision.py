from itertools import pairwise

import pytest

from softphone.audio.supervision import (
    GRACE,
    OPENING,
    RETRY_MOST,
    RETURN_FIRST,
    SILENT_FOR,
    Action,
    Close,
    Open,
    State,
    Supervision,
    Use,
)
from softphone.calls.events import Fault

HEADSET = "Headset"
BUILT_IN = "Built-in"


def opening(actions: list[Action]) -> Open:
    (found,) = [action for action in actions if isinstance(action, Open)]
    return found


def running(wanted: str = HEADSET, now: float = 0.0) -> tuple[Supervision, int]:
    """A supervision whose device runs, and its generation."""
    supervision = Supervision()
    (action,) = supervision.want(wanted, now)
    assert isinstance(action, Open)
    assert action.name == wanted
    used = wanted or BUILT_IN
    assert supervision.opened(action.generation, used, now) == [Use(wanted, used, Fault.NONE)]
    assert supervision.check(now, now) == []
    return supervision, action.generation


def fallen_back(now: float = 0.0) -> Supervision:
    """Its headset was lost at `now` and it runs on the default."""
    supervision, _ = running()
    supervision.present({HEADSET, BUILT_IN}, BUILT_IN, now)
    again = opening(supervision.check(now, now + SILENT_FOR + 0.01))
    default = opening(supervision.failed(again.generation, now))
    assert default.name == ""
    assert supervision.opened(default.generation, BUILT_IN, now) == [
        Use(HEADSET, BUILT_IN, Fault.SOUND_DEVICE_LOST)
    ]
    supervision.check(now, now)
    return supervision


def test_closed_until_wanted_and_again_when_not() -> None:
    supervision, generation = running()
    assert supervision.want(None, 1.0) == [Close(generation)]
    assert supervision.state is State.CLOSED
    assert supervision.check(None, 100.0) == []
    assert supervision.want(None, 1.0) == []


def test_a_device_that_calls_back_is_left_alone() -> None:
    supervision, _ = running()
    assert all(supervision.check(t / 10, t / 10 + SILENT_FOR - 0.01) == [] for t in range(1, 50))


def test_a_device_that_falls_silent_is_opened_again_under_a_new_generation() -> None:
    supervision, generation = running()
    actions = supervision.check(1.0, 1.0 + SILENT_FOR + 0.01)
    assert actions[0] == Close(generation)
    again = opening(actions)
    assert again.name == HEADSET
    assert again.generation != generation


def test_the_first_callback_may_take_its_time() -> None:
    supervision = Supervision()
    action = opening(supervision.want(HEADSET, 0.0))
    supervision.opened(action.generation, HEADSET, 0.0)
    assert supervision.check(None, GRACE - 0.1) == []
    assert Close(action.generation) in supervision.check(None, GRACE + 0.1)


def test_a_device_that_opens_and_never_plays_is_not_opened_at_once_again() -> None:
    supervision = Supervision()
    action = opening(supervision.want("", 0.0))
    supervision.opened(action.generation, BUILT_IN, 0.0)
    actions = supervision.check(None, GRACE + 0.1)
    assert actions == [Close(action.generation), Use("", "", Fault.NO_SOUND_DEVICE)]
    assert supervision.state is State.WAITING


def test_falls_back_to_the_default_when_the_chosen_is_gone() -> None:
    fallen_back()


def test_returns_when_the_chosen_comes_back() -> None:
    supervision = fallen_back()
    assert supervision.present({BUILT_IN}, BUILT_IN, 1.0) == []
    actions = supervision.present({BUILT_IN, HEADSET}, BUILT_IN, 1.5)
    assert isinstance(actions[0], Close)
    back = opening(actions)
    assert back.name == HEADSET
    assert supervision.opened(back.generation, HEADSET, 1.6) == [Use(HEADSET, HEADSET, Fault.NONE)]


def test_returns_even_if_no_listing_saw_it_gone() -> None:
    supervision = fallen_back()
    assert supervision.present({BUILT_IN, HEADSET}, BUILT_IN, RETURN_FIRST / 2) == []
    assert opening(supervision.present({BUILT_IN, HEADSET}, BUILT_IN, RETURN_FIRST)).name == HEADSET


def test_a_chosen_device_that_is_there_but_refuses_is_tried_less_and_less_often() -> None:
    supervision = fallen_back()
    tries = []
    for second in range(0, 240, 2):
        actions = supervision.present({BUILT_IN, HEADSET}, BUILT_IN, float(second))
        if actions:
            tries.append(second)
            default = opening(supervision.failed(opening(actions).generation, float(second)))
            supervision.opened(default.generation, BUILT_IN, float(second))
    assert len(tries) < 10
    gaps = [b - a for a, b in pairwise(tries)]
    assert gaps == sorted(gaps)


def test_without_any_device_it_says_so_once_and_tries_ever_more_slowly() -> None:
    supervision = Supervision()
    now = 0.0
    tries: list[float] = []
    told: list[Use] = []
    pending = supervision.want(HEADSET, now)
    while now < 60:
        following: list[Action] = []
        for action in pending:
            if isinstance(action, Open):
                tries.append(now)
                following += supervision.failed(action.generation, now)
            elif isinstance(action, Use):
                told.append(action)
        pending = following
        if not pending:
            now += 0.05
            pending = supervision.check(None, now)
    assert told == [Use(HEADSET, "", Fault.NO_SOUND_DEVICE)]
    rounds = sorted(set(tries))
    assert rounds[1] - rounds[0] < 0.2
    assert rounds[-1] - rounds[-2] == pytest.approx(RETRY_MOST, abs=0.11)


def test_tries_at_once_when_a_device_appears() -> None:
    supervision = Supervision()
    action = opening(supervision.want("", 0.0))
    supervision.failed(action.generation, 0.0)
    assert supervision.check(None, 0.01) == []
    supervision.present({BUILT_IN}, BUILT_IN, 0.02)
    assert opening(supervision.check(None, 0.03)).name == ""


def test_an_opening_that_hangs_is_given_up_and_closed_if_it_ever_ends() -> None:
    supervision = Supervision()
    action = opening(supervision.want(HEADSET, 0.0))
    assert supervision.check(None, OPENING - 0.1) == []
    default = opening(supervision.check(None, OPENING + 0.1))
    assert default.name == ""
    assert supervision.opened(action.generation, HEADSET, OPENING + 1) == [Close(action.generation)]
    assert supervision.failed(action.generation, OPENING + 1) == []
    assert supervision.state is State.OPENING


def test_an_opening_no_longer_wanted_is_closed() -> None:
    supervision = Supervision()
    action = opening(supervision.want(HEADSET, 0.0))
    supervision.want(None, 0.1)
    assert supervision.opened(action.generation, HEADSET, 0.2) == [Close(action.generation)]
    assert supervision.state is State.CLOSED


def test_another_choice_takes_the_place_of_the_first() -> None:
    supervision, generation = running()
    actions = supervision.want(BUILT_IN, 1.0)
    assert actions[0] == Close(generation)
    assert opening(actions).name == BUILT_IN


def test_names_the_default_anew_when_the_system_changes_it() -> None:
    supervision, _ = running("")
    assert supervision.present({BUILT_IN, HEADSET}, BUILT_IN, 1.0) == []
    assert supervision.present({BUILT_IN, HEADSET}, HEADSET, 2.0) == [Use("", HEADSET, Fault.NONE)]
