"""The forwarding of a reserved number (Konfigurera vidarekoppling): where to, from when, and whether it may
be."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from softphone.people.class_of_service import OF_THE_COMPANY
from softphone.people.directory import Directory, Number, NumberKind
from softphone.people.numbers import e164
from softphone.people.reception import reception
from softphone.profiles.incoming import Target, ToNumber
from softphone.profiles.loops import Others, check_reserved_loop
from softphone.profiles.validation import Company, Reason, Refusal, check_reserved
from softphone.profiles.wall_clock import MIDNIGHT, instant

FURTHEST = timedelta(days=366)


class NumberForwarding(msgspec.Struct, frozen=True):
    to: Target
    starts: date | None = None
    """It holds from the midnight that this day begins with, in the company's time zone; None: at once."""

    def begins(self, zone: ZoneInfo) -> datetime | None:
        return None if self.starts is None else instant(self.starts, MIDNIGHT, zone)


def as_kept(to: Target, country: str) -> Target:
    """A number as typed in E.164, or with its digits alone (an extension, a short number)."""
    if not isinstance(to, ToNumber):
        return to
    return ToNumber(e164(to.number, country) or to.number.strip())


def check_forwarding(
    number: Number, forwarding: NumberForwarding, directory: Directory, others: Others, today: date
) -> Refusal | None:
    """Why it cannot be set; `number` is as it is in use or reserved, `today` in the company's time zone."""
    group = reception(directory)
    company = Company(directory=directory, reception=group.id if group else "")
    refused = check_reserved(number, forwarding.to, company, OF_THE_COMPANY)
    if refused is None:
        refused = check_reserved_loop(number, forwarding.to, company, others)
    if refused is None and forwarding.starts is not None:
        if forwarding.starts < today:
            return Refusal("starts", Reason.PAST)
        if forwarding.starts > today + FURTHEST:
            return Refusal("starts", Reason.TOO_FAR)
    return refused


def may_be_forwarded(number: Number) -> bool:
    return number.kind is NumberKind.LANDLINE and not number.person
