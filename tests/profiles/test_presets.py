"""The ten presets, as the product's table has them."""

from datetime import time

import msgspec
import pytest

from softphone.profiles.incoming import (
    Forward,
    LineRules,
    Phones,
    Refer,
    Ring,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.presets import AVAILABLE, PRESETS, name_of
from softphone.profiles.profile import (
    AskDate,
    For,
    Language,
    Length,
    Notice,
    Profile,
    Status,
    UntilChanged,
    UntilNextWorkingDay,
    UntilTime,
)

IN, OUT = Status.AVAILABLE, Status.NOT_AVAILABLE
VOICEMAIL = Forward(ToVoicemail())
REFERRED, RECEPTION = Refer(ToVoicemail()), Refer(ToReception())
NEUTRAL = Refer(ToReception(), neutral=True)
MIDNIGHT = UntilTime(time(0, 0))


def rings(phones: Phones, seconds: int, then: Forward | Refer) -> LineRules:
    return LineRules(first=Ring(phones), no_answer=then, no_answer_seconds=seconds, no_connection=then)


TABLE = [
    (1, "Tillgänglig", "Available", IN, UntilChanged(), rings(Phones.COMPUTER, 20, VOICEMAIL)),
    (2, "Lunch", "Lunch", OUT, For(45), LineRules(first=REFERRED)),
    (3, "Möte", "Meeting", OUT, For(60), LineRules(first=REFERRED)),
    (
        *(4, "Slutat för dagen", "Left for the day", OUT),
        *(UntilNextWorkingDay(time(8)), LineRules(first=REFERRED)),
    ),
    (5, "Semester", "Vacation", OUT, AskDate(), LineRules(first=RECEPTION)),
    (6, "Sjuk", "Sick", OUT, MIDNIGHT, LineRules(first=NEUTRAL)),
    (7, "Tillfälligt ute", "Temporarily out", OUT, For(30), rings(Phones.COMPUTER, 15, REFERRED)),
    (8, "Tjänsteresa", "Business trip", IN, UntilChanged(), rings(Phones.MOBILE, 20, VOICEMAIL)),
    (9, "Vård av barn", "Home with sick child", OUT, MIDNIGHT, LineRules(first=NEUTRAL)),
    (10, "Utbildning", "Training", OUT, UntilTime(time(17)), LineRules(first=REFERRED)),
]


@pytest.mark.parametrize(("number", "swedish", "english", "status", "length", "rules"), TABLE)
def test_the_table(
    number: int, swedish: str, english: str, status: Status, length: Length, rules: LineRules
) -> None:
    (preset,) = [each for each in PRESETS if each.number == number]
    assert name_of(preset, Language.SWEDISH) == swedish
    assert name_of(preset, Language.ENGLISH) == english
    assert (preset.status, preset.length) == (status, length)
    assert preset.incoming.landline == rules
    assert preset.incoming.mobile is None


def test_there_are_ten_in_order() -> None:
    assert [preset.number for preset in PRESETS] == list(range(1, 11))
    assert AVAILABLE.number == 1


def test_what_all_have_in_common() -> None:
    for preset in PRESETS:
        assert preset.notices.desktop == frozenset(Notice)
        assert preset.call_waiting
        assert not preset.recording
        assert not preset.listening_in


def test_a_name_of_ones_own_is_the_same_in_every_language() -> None:
    renamed = msgspec.structs.replace(PRESETS[1], name="Fika")
    assert {name_of(renamed, language) for language in Language} == {"Fika"}
    assert name_of(Profile(number=11, name="Kör bil"), Language.ENGLISH) == "Kör bil"


def test_profiles_travel_as_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(PRESETS), type=tuple[Profile, ...]) == PRESETS
