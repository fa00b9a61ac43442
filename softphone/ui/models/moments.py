"""Times and days as people write and read them."""

import re
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

translate = QCoreApplication.translate

_TIME = re.compile(r"(\d{1,2})(?:[.:]?([0-5]\d))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})")
_WEEK = timedelta(days=6)


def clock(at: datetime | time) -> str:
    """13.00 in Swedish, 13:00 in English."""
    return at.strftime(translate("Moments", "%H:%M", "hours and minutes"))


def until(moment: datetime | None, now: datetime) -> str:
    """Till 13.00; of another day with its name or date; None: tills vidare. In the time zone of `now`."""
    if moment is None:
        return translate("Moments", "until I change")
    return translate("Moments", "until {moment}").format(moment=when(moment, now))


def colleague_until(moment: datetime | None, now: datetime) -> str:
    """The same of somebody else: nothing is said of what has no end."""
    return "" if moment is None else until(moment, now)


def when(moment: datetime, now: datetime) -> str:
    there = moment.astimezone(now.tzinfo)
    if there.date() == now.date():
        return clock(there)
    locale = QLocale(translate("History", "en_GB", "the language of the names of days"))
    if there.date() - now.date() <= _WEEK:
        name = locale.dayName(there.isoweekday(), QLocale.FormatType.ShortFormat)
        return f"{name} {clock(there)}"
    day = locale.toString(QDate(there.year, there.month, there.day), "d MMMM")
    return day if there.time() == time(0) else f"{day} {clock(there)}"


def meeting(span: str) -> str:
    """Möte 13.00–14.00; empty for none."""
    return translate("Moments", "Meeting {span}").format(span=span) if span else ""


def time_typed(text: str) -> time | None:
    """13.00, 13:00, 1300 or 13; None for what is no time of the day."""
    found = _TIME.fullmatch(text.strip())
    if found is None or int(found[1]) > 23:
        return None
    return time(int(found[1]), int(found[2] or 0))


def date_typed(text: str, today: date) -> date | None:
    """2026-07-15, or 15/7 for the next of these; None for what is no day."""
    try:
        if found := _ISO.fullmatch(text.strip()):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY.fullmatch(text.strip()):
            meant = date(today.year, int(found[2]), int(found[1]))
            return meant if meant >= today else meant.replace(year=today.year + 1)
    except ValueError:
        return None
    return None
