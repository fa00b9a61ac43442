"""Profiles in words: names, lengths, where the active one comes from, and what it does to calls."""

from collections.abc import Callable, Iterable

import msgspec
from PySide6.QtCore import QCoreApplication

from softphone.people.shown import Shown
from softphone.profiles.effect import Effect, Part, Phrase
from softphone.profiles.incoming import (
    AfterReferral,
    HangUp,
    Phones,
    Target,
    ToColleague,
    ToGroup,
    ToNumber,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.presets import NAMES, name_of
from softphone.profiles.profile import (
    AskDate,
    For,
    Language,
    Length,
    Profile,
    UntilChanged,
    UntilNextWorkingDay,
    UntilTime,
)
from softphone.profiles.timeline import Source
from softphone.ui.models import moments

translate = QCoreApplication.translate


class Spoken(msgspec.Struct, frozen=True):
    """How colleagues and numbers are named, and numbers are read."""

    colleague: Callable[[str], str] = str
    """By id."""
    number: Callable[[str], str] = str
    typed: Callable[[str], str] = str
    """A number as it is kept, of one as people type it."""
    colleagues: Callable[[], tuple[tuple[str, str], ...]] = tuple
    """Ids and names, in order."""
    group: Callable[[str], str] = str
    """By id."""
    groups: Callable[[], tuple[tuple[str, str], ...]] = tuple
    """As colleagues."""


def language() -> Language:
    """Of the window, whatever the system's is."""
    return Language(translate("Profile", "en", "the code of the language"))


def profile_name(profile: Profile) -> str:
    return name_of(profile, language())


def shown_name(shown: Shown) -> str:
    """A colleague's profile."""
    return NAMES.get(shown.preset, {}).get(language(), shown.name) or shown.name


def length(of: Length) -> str:
    match of:
        case UntilChanged():
            return translate("Profile", "until I change")
        case For(minutes=minutes) if minutes % 60 == 0:
            return translate("Profile", "{n} h").format(n=minutes // 60)
        case For(minutes=minutes):
            return translate("Profile", "{n} min").format(n=minutes)
        case UntilTime(at=at) if at == at.min:
            return translate("Profile", "until midnight")
        case UntilTime(at=at):
            return translate("Profile", "until {time}").format(time=moments.clock(at))
        case UntilNextWorkingDay(at=at):
            words = translate("Profile", "until {time} the next working day")
            return words.format(time=moments.clock(at))
        case AskDate():
            return translate("Profile", "asks for a date")


def source(of: Source) -> str:
    match of:
        case Source.HAND:
            return translate("Profile", "Chosen by hand")
        case Source.SERVICE_CODE:
            return translate("Profile", "Chosen by telephone")
        case Source.CALENDAR:
            return translate("Profile", "From the calendar")
        case Source.SCHEDULE:
            return translate("Profile", "From the schedule")
        case Source.DEFAULT:
            return translate("Profile", "Nothing else is chosen")


def effect_sentence(of: Effect, spoken: Spoken) -> str:
    """“Landline: referral, then 08-…; mobile: rings.”"""
    parts = [translate("Profile", "Landline: {what}").format(what=_phrases(of.landline, spoken))]
    if of.mobile:
        parts.append(translate("Profile", "mobile: {what}").format(what=_phrases(of.mobile, spoken)))
    return "; ".join(parts) + "."


def target(to: Target | AfterReferral, spoken: Spoken) -> str:
    match to:
        case ToNumber(number=number):
            return spoken.number(number)
        case ToColleague(person=person):
            return spoken.colleague(person)
        case ToGroup(group=group):
            return spoken.group(group)
        case ToVoicemail():
            return translate("Profile", "voicemail")
        case ToReception():
            return translate("Profile", "the reception")
        case HangUp():
            return translate("Profile", "hang up")


def _phrases(phrases: Iterable[Phrase], spoken: Spoken) -> str:
    said = ""
    for phrase in phrases:
        words = _phrase(phrase, spoken)
        # What follows "no answer" belongs to it.
        said += words if not said or said.endswith(" ") else f", {words}"
    return said


def _phrase(phrase: Phrase, spoken: Spoken) -> str:
    to = "" if phrase.to is None else target(phrase.to, spoken)
    match phrase.part:
        case Part.RINGS:
            return _rings(phrase)
        case Part.REFERRAL:
            return translate("Profile", "referral")
        case Part.NEUTRAL_REFERRAL:
            return translate("Profile", "neutral referral")
        case Part.THEN:
            return translate("Profile", "then {target}").format(target=to)
        case Part.FORWARDED:
            return translate("Profile", "forwarded to {target}").format(target=to)
        case Part.NO_ANSWER:
            return translate("Profile", "no answer after {n} s: ").format(n=phrase.seconds)
        case Part.BUSY:
            return translate("Profile", "busy: ")
        case Part.NO_CONNECTION:
            return translate("Profile", "no connection: ")
        case Part.AS_LANDLINE:
            return translate("Profile", "as the landline")


def _rings(phrase: Phrase) -> str:
    match phrase.phones:
        case Phones.MOBILE:
            return translate("Profile", "rings the mobile")
        case Phones.BOTH:
            return translate("Profile", "rings the computer and the mobile")
        case Phones.COMPUTER_THEN_MOBILE:
            words = translate("Profile", "rings the computer, after {n} s the mobile too")
            return words.format(n=phrase.seconds)
        case _:
            return translate("Profile", "rings")
