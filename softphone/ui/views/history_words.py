"""What the call history says of a call: how it went, when, and how long."""

import datetime as dt

from PySide6.QtCore import QCoreApplication, QLocale

from softphone.people.call_history import HistoryRow, Result
from softphone.people.personal import PersonalTrouble, PersonalTroubled
from softphone.ui.models.history_model import ShownCall
from softphone.ui.views.words import duration

translate = QCoreApplication.translate


def result(row: HistoryRow) -> str:
    """In a few words; of an answered call how long it lasted."""
    match row.result:
        case Result.ANSWERED:
            return duration(row.talked) if row.talked is not None else translate("History", "Answered")
        case Result.ONGOING:
            return ""
        case Result.MISSED:
            return translate("History", "Missed call")
        case Result.ELSEWHERE:
            return translate("History", "Answered on another phone")
        case Result.FORWARDED:
            return translate("History", "Forwarded")
        case Result.DECLINED if row.outgoing:
            return translate("History", "Declined")
        case Result.DECLINED:
            return translate("History", "You declined")
        case Result.BUSY:
            return translate("History", "Busy")
        case Result.NO_ANSWER:
            return translate("History", "No answer")
        case Result.GAVE_UP:
            return translate("History", "Not answered")
        case Result.FAILED:
            return translate("History", "Not connected")


def details(call: ShownCall) -> str:
    """The second line: how it went, and who else had part in it."""
    parts = [result(call.row)]
    if call.forwarded_to:
        forwarded = translate("History", "Forwarded to {name}").format(name=call.forwarded_to)
        parts = [forwarded] if call.row.result is Result.FORWARDED else [*parts, forwarded]
    if call.transferred_by:
        parts.append(translate("History", "Transferred by {name}").format(name=call.transferred_by))
    if call.row.note:
        parts.append(call.row.note.replace("\n", " "))
    return " · ".join(part for part in parts if part)


def when(began: float, now: dt.datetime) -> str:
    """Today the time, yesterday the word, this week the day, and else the date. `now` has the time zone."""
    moment = dt.datetime.fromtimestamp(began, now.tzinfo)
    time = moment.strftime(translate("History", "%H:%M", "the time of day, for strftime"))
    days = (now.date() - moment.date()).days
    if days == 0:
        return time
    if days == 1:
        return translate("History", "Yesterday {time}").format(time=time)
    if 1 < days < 7:
        locale = QLocale(translate("History", "en_GB", "the language of the names of days"))
        return f"{locale.dayName(moment.isoweekday(), QLocale.FormatType.ShortFormat)} {time}"
    return moment.strftime("%Y-%m-%d")


def sentence(call: ShownCall, now: dt.datetime) -> str:
    """A row as it is read aloud."""
    way = translate("History", "Outgoing call to") if call.row.outgoing else translate("History", "Call from")
    if call.row.missed:
        way = translate("History", "Missed call from")
    parts = (f"{way} {call.name}", when(call.row.began, now), "" if call.row.missed else details(call))
    return ", ".join(part for part in parts if part) + "."


def withheld() -> str:
    return translate("History", "The number was withheld: there is nobody to call back.")


def trouble(what: PersonalTroubled) -> str:
    """Why history and contacts are not kept as they should be."""
    match what.trouble:
        case PersonalTrouble.NEWER:
            return translate(
                "Personal",
                "Your call history and contacts were written by a newer version of Softphone. They are left "
                "as they are, and nothing is added until this one is updated.",
            )
        case PersonalTrouble.DAMAGED:
            return translate(
                "Personal",
                "Your call history and contacts on this computer could not be read. A new file was begun; "
                "the old one is kept: {file}",
            ).format(file=what.detail)
        case PersonalTrouble.NOT_WRITABLE:
            return translate(
                "Personal",
                "Your call history and contacts cannot be written now: the disk may be full or locked. It is "
                "tried again with the next call.",
            )
