"""Service codes (Plustjänster) for profiles, dialled from any of a person's telephones.

The codes of absence that office telephone systems have had for decades (Ericsson's MD110):

    *23*3#          profile 3, for its default length
    *23*3*45#       for 45 minutes (one to three digits; 0: until I change)
    *23*3*1300#     until 13.00 (four digits)
    *23*5*0715#     for a profile that asks for a date: until 15 July, the next one
    *23*5*270715#   until 15 July 2027 (six digits)
    #23#            back to automatic

"23" can be another number, so that a company keeps the codes that its people know.
"""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import msgspec

from softphone.profiles.profile import (
    AskDate,
    ChosenLength,
    For,
    Profile,
    UntilChanged,
    UntilDate,
    UntilTime,
)
from softphone.profiles.validation import Reason, Refusal

PROFILE_CODE = "23"
_CODE = re.compile(
    r"(?P<sign>[*#])(?P<code>[0-9]{2,4})(?:\*(?P<profile>[0-9]{1,4}))?(?:\*(?P<length>[0-9]+))?#"
)
_SEPARATORS = re.compile(r"[\s\-.()]+")


class ActivateProfile(msgspec.Struct, frozen=True):
    profile: int
    """The number."""
    length: str = ""
    """The digits after it, for `length_of`."""


class BackToAutomatic(msgspec.Struct, frozen=True):
    pass


class UnknownCode(msgspec.Struct, frozen=True):
    """A service code of the form, and none that there is."""


ServiceCode = ActivateProfile | BackToAutomatic | UnknownCode


def service_code(dialled: str, profile_code: str = PROFILE_CODE) -> ServiceCode | None:
    """None: this is no service code but a number or a name. The # at the end may be missing: telephones with
    a key for it take it as "call"."""
    text = _SEPARATORS.sub("", dialled)
    if not text.startswith(("*", "#")):
        return None
    found = _CODE.fullmatch(text if text.endswith("#") else f"{text}#")
    if found is None or found["code"] != profile_code:
        return UnknownCode()
    if found["sign"] == "#":
        return BackToAutomatic() if found["profile"] is None else UnknownCode()
    if found["profile"] is None:
        return UnknownCode()
    return ActivateProfile(int(found["profile"]), found["length"] or "")


def length_of(digits: str, profile: Profile, now: datetime, zone: ZoneInfo) -> ChosenLength | Refusal | None:
    """None: the default length of the profile."""
    if not digits:
        return None
    if len(digits) <= 3:
        return For(int(digits)) if int(digits) else UntilChanged()
    today = now.astimezone(zone).date()
    try:
        if len(digits) == 4 and not isinstance(profile.length, AskDate):
            return UntilTime(
                time.fromisoformat("00:00" if digits == "2400" else f"{digits[:2]}:{digits[2:]}")
            )
        if len(digits) == 4:
            return UntilDate(_next_date(int(digits[:2]), int(digits[2:]), today))
        if len(digits) == 6:
            return UntilDate(date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])))
    except ValueError:
        pass
    return Refusal("length", Reason.BAD_LENGTH)


def _next_date(month: int, day: int, today: date) -> date:
    """The first one after today; 29 February may be years ahead. Raises ValueError for none that there is."""
    for year in range(today.year, today.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found > today:
            return found
    raise ValueError("no such date")
