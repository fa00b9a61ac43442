"""Profiles, times and edits in words."""

import datetime as dt

import pytest
from PySide6.QtWidgets import QApplication

from softphone.profiles.effect import effect
from softphone.profiles.incoming import (
    Forward,
    Incoming,
    LineRules,
    Phones,
    Refer,
    Ring,
    ToColleague,
    ToNumber,
    ToVoicemail,
)
from softphone.profiles.own import SettingsShown
from softphone.profiles.settings import FIRST
from softphone.profiles.validation import Reason, Refusal
from softphone.programs.desktop_language import Language
from softphone.ui.models import edit_words, moments, profile_words
from softphone.ui.models.own_profile import own_profile
from softphone.ui.models.profile_words import Spoken
from tests.ui import profile_scenes

NOW = dt.datetime(2026, 3, 12, 12, 15, tzinfo=dt.UTC)
SPOKEN = Spoken(colleague=lambda id_: {"p1": "Bo Nilsson"}[id_], number=lambda number: "08-123 45 67")


def sentence(incoming: Incoming, *, has_mobile: bool = False) -> str:
    return profile_words.effect_sentence(effect(incoming, has_mobile=has_mobile), SPOKEN)


@pytest.fixture
def swedish(qapp: QApplication) -> object:
    language = Language(qapp)
    language.use("sv")
    yield language
    language.use("en")


def test_the_effect_is_one_sentence() -> None:
    rules = LineRules(first=Refer(ToNumber("+4681234567")))
    both = Incoming(landline=rules, mobile=LineRules())
    assert sentence(both, has_mobile=True) == "Landline: referral, then 08-123 45 67; mobile: rings."
    ringing = LineRules(
        first=Ring(Phones.COMPUTER_THEN_MOBILE, 10),
        no_answer=Forward(ToVoicemail()),
        busy=Forward(ToColleague("p1")),
    )
    assert sentence(Incoming(landline=ringing)) == (
        "Landline: rings the computer, after 10 s the mobile too, no answer after 20 s: forwarded to "
        "voicemail, busy: forwarded to Bo Nilsson."
    )


def test_the_effect_in_swedish(swedish: Language) -> None:
    rules = LineRules(first=Refer(ToNumber("+4681234567")))
    both = Incoming(landline=rules, mobile=LineRules())
    assert sentence(both, has_mobile=True) == "Fastnummer: hänvisning, sedan 08-123 45 67; mobil: ringer."


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (None, "until I change"),
        (NOW.replace(hour=13, minute=0), "until 13:00"),
        (NOW.replace(day=13, hour=8, minute=0), "until Fri 08:00"),
        (dt.datetime(2026, 7, 15, tzinfo=dt.UTC), "until 15 July"),
        (dt.datetime(2026, 7, 15, 9, 30, tzinfo=dt.UTC), "until 15 July 09:30"),
    ],
)
def test_until_when(moment: dt.datetime | None, said: str) -> None:
    assert moments.until(moment, NOW) == said


def test_until_when_in_swedish(swedish: Language) -> None:
    assert moments.until(NOW.replace(hour=13, minute=0), NOW) == "till 13.00"
    assert moments.until(None, NOW) == "tills vidare"
    assert moments.until(dt.datetime(2026, 7, 15, tzinfo=dt.UTC), NOW) == "till 15 juli"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("13.00", dt.time(13)),
        ("13:30", dt.time(13, 30)),
        ("0730", dt.time(7, 30)),
        (" 9 ", dt.time(9)),
        ("24.00", None),
        ("12.60", None),
        ("lunch", None),
        ("", None),
    ],
)
def test_a_time_as_typed(typed: str, meant: dt.time | None) -> None:
    assert moments.time_typed(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-07-15", dt.date(2026, 7, 15)),
        ("15/7", dt.date(2026, 7, 15)),
        ("1/3", dt.date(2027, 3, 1)),
        ("31/2", None),
        ("29/2", None),
        ("tomorrow", None),
    ],
)
def test_a_date_as_typed(typed: str, meant: dt.date | None) -> None:
    assert moments.date_typed(typed, NOW.date()) == meant


def test_every_reason_has_a_sentence_of_its_own() -> None:
    said = {edit_words.refusal(Refusal("field", reason, "60")) for reason in Reason}
    assert len(said) == len(Reason)


def test_the_state_of_an_edit_is_that_of_its_field() -> None:
    shown = profile_scenes.refused()
    assert edit_words.edit_state(shown, "profiles.2.incoming")[1].startswith("Refused: ")
    assert edit_words.edit_state(shown, "profiles.2.name")[1] == "In force"
    assert edit_words.edit_state(profile_scenes.saved_here(), "chosen")[1] == "Saved here, not yet in force"


def test_what_waits_goes_before_what_the_server_said() -> None:
    waiting = own_profile(profile_scenes.saved_here(), profile_scenes.NOW)
    assert waiting is not None
    assert waiting.profile.number == profile_scenes.MEETING


def test_out_of_reach_the_next_profile_follows_by_itself() -> None:
    later = own_profile(profile_scenes.at_lunch(), profile_scenes.AT_ONE)
    assert later is not None
    assert later.profile.number == profile_scenes.MEETING
    assert later.message == ""


def test_without_the_server_the_settings_say_what_is_active() -> None:
    assert own_profile(SettingsShown(), NOW) is None
    own = own_profile(SettingsShown(settings=FIRST), NOW)
    assert own is not None
    assert own.profile.number == 1
