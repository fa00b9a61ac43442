"""The ten profiles that everyone starts with."""

from collections.abc import Mapping
from datetime import time

from softphone.profiles.incoming import (
    NO_ANSWER_SECONDS,
    Always,
    Forward,
    Incoming,
    LineRules,
    Otherwise,
    Phones,
    Refer,
    Ring,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.profile import (
    AskDate,
    For,
    Language,
    Length,
    Profile,
    Status,
    UntilChanged,
    UntilNextWorkingDay,
    UntilTime,
)

NAMES: Mapping[int, Mapping[Language, str]] = {
    number: {Language.SWEDISH: swedish, Language.ENGLISH: english}
    for number, swedish, english in (
        (1, "Tillgänglig", "Available"),
        (2, "Lunch", "Lunch"),
        (3, "Möte", "Meeting"),
        (4, "Slutat för dagen", "Left for the day"),
        (5, "Semester", "Vacation"),
        (6, "Sjuk", "Sick"),
        (7, "Tillfälligt ute", "Temporarily out"),
        (8, "Tjänsteresa", "Business trip"),
        (9, "Vård av barn", "Home with sick child"),
        (10, "Utbildning", "Training"),
    )
}

_VOICEMAIL = Forward(ToVoicemail())
_REFERRED = Refer(ToVoicemail())
_RECEPTION = Refer(ToReception())
_NEUTRAL = Refer(ToReception(), neutral=True)


def _preset(
    number: int,
    status: Status,
    length: Length,
    first: Always,
    unanswered: Otherwise = None,
    seconds: int = NO_ANSWER_SECONDS,
) -> Profile:
    """`unanswered` is for no answer and for no connection alike: a computer that is off must not make a
    caller worse off than one that nobody sits at. Busy stays a busy tone until the person sets it."""
    rules = LineRules(first=first, no_answer=unanswered, no_answer_seconds=seconds, no_connection=unanswered)
    return Profile(
        number=number, preset=number, status=status, length=length, incoming=Incoming(landline=rules)
    )


_OUT = Status.NOT_AVAILABLE
_MIDNIGHT = UntilTime(time(0, 0))

PRESETS: tuple[Profile, ...] = (
    _preset(1, Status.AVAILABLE, UntilChanged(), Ring(), _VOICEMAIL),
    _preset(2, _OUT, For(45), _REFERRED),
    _preset(3, _OUT, For(60), _REFERRED),
    _preset(4, _OUT, UntilNextWorkingDay(time(8, 0)), _REFERRED),
    _preset(5, _OUT, AskDate(), _RECEPTION),
    _preset(6, _OUT, _MIDNIGHT, _NEUTRAL),
    _preset(7, _OUT, For(30), Ring(), _REFERRED, seconds=15),
    _preset(8, Status.AVAILABLE, UntilChanged(), Ring(Phones.MOBILE), _VOICEMAIL),
    _preset(9, _OUT, _MIDNIGHT, _NEUTRAL),
    _preset(10, _OUT, UntilTime(time(17, 0)), _REFERRED),
)
AVAILABLE = PRESETS[0]
"""What holds for a person of whom no other profile is known."""


def name_of(profile: Profile, language: Language) -> str:
    """What colleagues see."""
    return profile.name or NAMES.get(profile.preset, {}).get(language, "")
