"""How it is with one's calendar, in sentences."""

from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from softphone.profiles.own import CalendarSeen, CalendarTrouble
from softphone.ui.models import moments

translate = QCoreApplication.translate


class Health(Enum):
    INFO = auto()
    GOOD = auto()
    WARNING = auto()
    BAD = auto()


def result(seen: CalendarSeen | None, now: datetime, *, connected: bool) -> tuple[Health, str]:
    """Of a calendar that has an address; None: nothing is known yet."""
    if not connected:
        return Health.WARNING, translate(
            "Calendar", "The server cannot be reached now. It goes on fetching the calendar by itself."
        )
    if seen is None or seen.looked is None:
        return Health.INFO, translate("Calendar", "The calendar has not been fetched yet.")
    if seen.failed is None:
        words = translate("Calendar", "Fetched {time}. Events ahead that choose a profile: {n}.")
        return Health.GOOD, words.format(time=moments.when(seen.looked, now), n=seen.occurrences)
    words = translate("Calendar", "Not fetched {time}: {reason}.")
    said = words.format(time=moments.when(seen.looked, now), reason=trouble(seen.failed))
    if seen.succeeded is not None:
        counts = translate("Calendar", "What counts is as it was {time}.")
        said += " " + counts.format(time=moments.when(seen.succeeded, now))
    return Health.BAD, said


def fault(of: CalendarTrouble) -> str:
    """“An event is not understood: Kundmöte.”"""
    words = trouble(of)
    words = f"{words[:1].upper()}{words[1:]}"
    return f"{words}: {of.detail}." if of.detail else f"{words}."


def not_found(of: CalendarTrouble) -> str:
    """Why no calendars were found to choose from."""
    words = translate("Calendar", "No calendars found: {reason}.")
    if of.reason == "elsewhere":
        words = translate("Calendar", "The server points to another one. Enter that address: {address}")
        return words.format(address=of.detail)
    return words.format(reason=trouble(of))


def trouble(of: CalendarTrouble) -> str:
    words = {
        "not_an_address": translate("Calendar", "this is no address that can be asked"),
        "not_allowed": translate(
            "Calendar", "the address is inside a network from which the administrator must allow calendars"
        ),
        "not_encrypted": translate("Calendar", "only https is allowed: others could read along"),
        "no_such_host": translate("Calendar", "there is no such server"),
        "no_answer": translate("Calendar", "the server does not answer"),
        "not_trusted": translate("Calendar", "the certificate of the server is not trusted"),
        "wrong_password": translate("Calendar", "the login or the password is wrong"),
        "password_lost": translate("Calendar", "the password cannot be read any more: set it again"),
        "not_found": translate("Calendar", "there is no calendar at this address"),
        "not_a_calendar": translate("Calendar", "this is no calendar"),
        "too_large": translate("Calendar", "the calendar is too large"),
        "too_many_redirects": translate("Calendar", "the server sends on from one address to another"),
        "busy": translate("Calendar", "the server asks to wait"),
        "elsewhere": translate("Calendar", "the server points to another one"),
        "not_reached": translate("Calendar", "our own server cannot be asked now"),
        "not_understood": translate("Calendar", "the answer of the server is not understood"),
        "no_calendar": translate("Calendar", "this is no calendar"),
        "event_not_understood": translate("Calendar", "an event is not understood"),
        "rule_not_understood": translate("Calendar", "how an event repeats is not understood"),
        "too_often": translate("Calendar", "an event repeats too often to be a meeting"),
        "too_much": translate("Calendar", "the calendar is too large: only a part of it counts"),
        "unknown_time_zone": translate("Calendar", "a time zone is not known, your own was taken"),
    }
    return words.get(of.reason, of.sentence)
