"""Whether a profile can be set as it is: a refusal with its reason for each field that cannot.

What is allowed here may no longer be when a call comes; `forwarding` looks again.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import time
from enum import Enum

import msgspec

from softphone.people.add_on import AddOn
from softphone.people.class_of_service import allows
from softphone.people.directory import Directory, Number, NumberKind, NumberStatus, Person
from softphone.people.number_kind import DialledKind, dialled_kind, reached
from softphone.people.numbers import dialled, e164
from softphone.people.presentation import NumberPresentation, Show, own_numbers
from softphone.profiles.incoming import (
    LONGEST_RING,
    SHORTEST_RING,
    Forward,
    HangUp,
    LineRules,
    Phones,
    Refer,
    Ring,
    Target,
    ToColleague,
    ToGroup,
    ToNumber,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.presets import name_of
from softphone.profiles.profile import For, Language, Profile, UntilNextWorkingDay, UntilTime

LONGEST_NAME, LONGEST_MESSAGE = 60, 200
"""Characters."""
LONGEST_MINUTES = 366 * 24 * 60
HIGHEST_NUMBER = 999
HIGHEST_PRIORITY = 99


class Reason(Enum):
    """Each has one sentence in the window, beside the field."""

    MISSING = "this is missing"
    TOO_LONG = "this is too long"
    CONTROL_CHARACTERS = "control characters and line breaks are not allowed"
    OUT_OF_RANGE = "this is out of range"
    """`detail`: LEAST-MOST."""
    TAKEN = "another profile has this number"
    NAME_TAKEN = "another profile has this name"
    NO_SUCH_PROFILE = "there is no such profile"
    AVAILABLE_STAYS = "this profile holds when no other does, and cannot be removed"
    NO_SUCH_PRESET = "there is no such standard profile"
    TOO_MANY = "there are too many"
    """`detail`: the most."""
    BAD_TIME = "this is no time of the day in whole minutes"
    ENDS_BEFORE_IT_BEGINS = "this ends before it begins"
    PAST = "this is in the past"
    TOO_FAR = "this is too far ahead"
    BAD_LENGTH = "this is no length, time or date"
    NOT_A_WEB_ADDRESS = "this is no web address such as https://example.com/calendar.ics"
    NO_MARKER = "this must have no digits, commas, semicolons or backslashes"
    NO_SUCH_TIME_ZONE = "there is no such time zone"
    NOT_A_NUMBER = "this is no telephone number"
    EMERGENCY_NUMBER = "calls are not forwarded to an emergency number"
    CLASS_OF_SERVICE = "class of service does not allow this number"
    """`detail`: the kind of the number."""
    ONESELF = "this leads back to oneself"
    NO_SUCH_COLLEAGUE = "there is no such colleague"
    NO_SUCH_GROUP = "there is no such group"
    NO_RECEPTION = "the company has no reception"
    NO_MOBILE = "there is no mobile number to ring"
    NOT_ONES_OWN = "this is not one's own number"
    NO_ADD_ON = "the add-on is missing"
    RESERVED_MOBILE = "reserved mobile numbers cannot be forwarded: they need an active SIM card"
    NOT_RESERVED = "this number is in use"
    NO_MAILBOX = "a reserved number has no voicemail"
    LOOP = "calls would go round in a circle"
    """`detail`: the id of the colleague whose own rule leads back."""
    CHANGED_MEANWHILE = "this was changed elsewhere meanwhile"
    TOO_OLD = "this was changed too long ago"
    NO_SUCH_SETTING = "the server does not know this setting"
    NOT_UNDERSTOOD = "the server does not understand this value"


class Refusal(msgspec.Struct, frozen=True):
    field: str
    """Its path: "incoming.landline.busy.to"."""
    reason: Reason
    detail: str = ""


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """Against what a profile is checked."""

    directory: Directory
    reception: str = ""
    """The id of the group."""


def check_profile(
    profile: Profile,
    person: Person,
    company: Company,
    *,
    others: Iterable[Profile] = (),
    add_ons: frozenset[AddOn] = frozenset(),
) -> tuple[Refusal, ...]:
    """Empty: it can be set. `others` are the person's other profiles."""
    return tuple(_profile(profile, person, company, others, add_ons))


def check_reserved(number: Number, to: Target, company: Company, class_of_service: str) -> Refusal | None:
    """Whether a number may be forwarded there (Konfigurera vidarekoppling)."""
    if number.kind is NumberKind.MOBILE:
        return Refusal("number", Reason.RESERVED_MOBILE)
    if number.status is not NumberStatus.RESERVED:
        return Refusal("number", Reason.NOT_RESERVED)
    if isinstance(to, ToVoicemail):
        return Refusal("to", Reason.NO_MAILBOX)
    if isinstance(to, ToNumber) and e164(to.number, company.directory.country) == number.number:
        return Refusal("to", Reason.ONESELF)
    return next(_target("to", to, None, class_of_service, company), None)


def _profile(
    profile: Profile,
    person: Person,
    company: Company,
    others: Iterable[Profile],
    add_ons: frozenset[AddOn],
) -> Iterator[Refusal]:
    if not profile.name.strip() and not profile.preset:
        yield Refusal("name", Reason.MISSING)
    yield from check_text("name", profile.name, LONGEST_NAME)
    yield from check_text("message", profile.message, LONGEST_MESSAGE)
    others = tuple(others)
    if any(known_names(other) & known_names(profile) for other in others):
        yield Refusal("name", Reason.NAME_TAKEN)
    if any(other.number == profile.number for other in others):
        yield Refusal("number", Reason.TAKEN)
    yield from _range("number", profile.number, 1, HIGHEST_NUMBER)
    if isinstance(profile.length, For):
        yield from _range("length.minutes", profile.length.minutes, 1, LONGEST_MINUTES)
    elif isinstance(profile.length, UntilTime | UntilNextWorkingDay):
        yield from check_time("length.at", profile.length.at)
    yield from _range("calendar_priority", profile.calendar_priority, 0, HIGHEST_PRIORITY)
    for field, wanted, add_on in (
        ("recording", profile.recording, AddOn.RECORDING),
        ("listening_in", profile.listening_in, AddOn.LISTENING_IN),
    ):
        if wanted and add_on not in add_ons:
            yield Refusal(field, Reason.NO_ADD_ON)
    for field, choice in (
        ("call_presentation", profile.call_presentation),
        ("sms_presentation", profile.sms_presentation),
    ):
        yield from _presentation(field, choice, person, company.directory)
    yield from _line("incoming.landline", profile.incoming.landline, person, company)
    if profile.incoming.mobile is not None:
        yield from _line("incoming.mobile", profile.incoming.mobile, person, company)


def _presentation(
    field: str, choice: NumberPresentation, person: Person, directory: Directory
) -> Iterator[Refusal]:
    if choice.show is Show.NUMBER and choice.number not in own_numbers(person, directory):
        yield Refusal(f"{field}.number", Reason.NOT_ONES_OWN)
    if choice.show is Show.MOBILE and not person.mobile:
        yield Refusal(f"{field}.show", Reason.NO_MOBILE)


def _line(field: str, rules: LineRules, person: Person, company: Company) -> Iterator[Refusal]:
    yield from _range(f"{field}.no_answer_seconds", rules.no_answer_seconds, SHORTEST_RING, LONGEST_RING)
    if isinstance(rules.first, Ring):
        yield from _ring(f"{field}.first", rules.first, rules, person)
    for name, rule in (
        ("first", rules.first),
        ("busy", rules.busy),
        ("no_answer", rules.no_answer),
        ("no_connection", rules.no_connection),
    ):
        if isinstance(rule, Forward):
            yield from _target(f"{field}.{name}.to", rule.to, person, person.class_of_service, company)
        elif isinstance(rule, Refer) and not isinstance(rule.then, HangUp):
            yield from _target(f"{field}.{name}.then", rule.then, person, person.class_of_service, company)


def _ring(field: str, ring: Ring, rules: LineRules, person: Person) -> Iterator[Refusal]:
    if ring.phones is not Phones.COMPUTER and not person.mobile:
        yield Refusal(f"{field}.phones", Reason.NO_MOBILE)
    if ring.phones is Phones.COMPUTER_THEN_MOBILE:
        most = LONGEST_RING if rules.no_answer is None else rules.no_answer_seconds - SHORTEST_RING
        yield from _range(f"{field}.mobile_after", ring.mobile_after, 1, max(1, most))


def _target(
    field: str, to: Target, person: Person | None, class_of_service: str, company: Company
) -> Iterator[Refusal]:
    directory = company.directory
    match to:
        case ToColleague(person=colleague):
            if person is not None and colleague == person.id:
                yield Refusal(field, Reason.ONESELF)
            elif colleague not in directory.people:
                yield Refusal(field, Reason.NO_SUCH_COLLEAGUE)
        case ToGroup(group=group):
            if group not in directory.groups:
                yield Refusal(field, Reason.NO_SUCH_GROUP)
        case ToReception():
            if company.reception not in directory.groups:
                yield Refusal(field, Reason.NO_RECEPTION)
        case ToNumber(number=number):
            yield from _number(f"{field}.number", number, person, class_of_service, directory)
        case ToVoicemail():
            return


def _number(
    field: str, text: str, person: Person | None, class_of_service: str, directory: Directory
) -> Iterator[Refusal]:
    if not text.strip():
        yield Refusal(field, Reason.MISSING)
        return
    if dialled(text) is None:
        yield Refusal(field, Reason.NOT_A_NUMBER)
        return
    kind = dialled_kind(text, directory)
    found = reached(directory, text)
    if kind is DialledKind.EMERGENCY:
        yield Refusal(field, Reason.EMERGENCY_NUMBER)
    elif person is not None and found == person:
        if e164(text, directory.country) != person.mobile or not person.mobile:
            yield Refusal(field, Reason.ONESELF)
    elif kind is DialledKind.UNKNOWN and e164(text, directory.country) is None:
        yield Refusal(field, Reason.NOT_A_NUMBER)
    elif not allows(class_of_service, kind):
        yield Refusal(field, Reason.CLASS_OF_SERVICE, kind.value)


def known_names(profile: Profile) -> frozenset[str]:
    """Under which people know it; a standard profile that keeps its name has one in each language."""
    known = {name_of(profile, language).strip().casefold() for language in Language}
    return frozenset(known - {""})


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""A line break would become a line of a SIP message; half a character cannot be kept or sent at all."""


def check_time(field: str, at: time) -> Iterator[Refusal]:
    if at.tzinfo is not None or at.second or at.microsecond:
        yield Refusal(field, Reason.BAD_TIME)


def check_text(field: str, text: str, most: int) -> Iterator[Refusal]:
    if len(text) > most:
        yield Refusal(field, Reason.TOO_LONG, str(most))
    if _CONTROL.search(text):
        yield Refusal(field, Reason.CONTROL_CHARACTERS)


def _range(field: str, value: int, least: int, most: int) -> Iterator[Refusal]:
    if not least <= value <= most:
        yield Refusal(field, Reason.OUT_OF_RANGE, f"{least}-{most}")
