"""Whether a reserved number may be forwarded, and from when it is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from softphone.people.directory import Number, NumberKind, NumberStatus
from softphone.people.zone import zone_of
from softphone.profiles.incoming import (
    Forward,
    Incoming,
    LineRules,
    Target,
    ToColleague,
    ToGroup,
    ToNumber,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.loops import Others
from softphone.profiles.number_forwarding import (
    FURTHEST,
    NumberForwarding,
    as_kept,
    check_forwarding,
)
from softphone.profiles.presets import AVAILABLE
from softphone.profiles.profile import Profile
from softphone.profiles.validation import Reason
from tests.people.company import ANNA, BO, RESERVED, directory

TODAY = date(2026, 11, 26)
SPARE = Number(number=RESERVED.number, kind=NumberKind.LANDLINE, status=NumberStatus.RESERVED)
NOBODY_ELSE = Others(lambda _person: AVAILABLE)


def refused(
    to: Target, number: Number = SPARE, starts: date | None = None, others: Others = NOBODY_ELSE
) -> Reason | None:
    found = check_forwarding(number, NumberForwarding(to, starts), directory(), others, TODAY)
    return None if found is None else found.reason


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (ToNumber("070-174 06 05"), None),
        (ToNumber("101"), None),
        (ToColleague(ANNA.id), None),
        (ToNumber("112"), Reason.EMERGENCY_NUMBER),
        (ToNumber(""), Reason.MISSING),
        (ToNumber("anna"), Reason.NOT_A_NUMBER),
        (ToNumber("+44 20 7946 0000"), Reason.CLASS_OF_SERVICE),
        (ToNumber("0900-123 45 67"), Reason.CLASS_OF_SERVICE),
        (ToNumber(RESERVED.number), Reason.ONESELF),
        (ToColleague("nobody"), Reason.NO_SUCH_COLLEAGUE),
        (ToGroup("nowhere"), Reason.NO_SUCH_GROUP),
        (ToVoicemail(), Reason.NO_MAILBOX),
    ],
)
def test_the_target_is_checked(to: Target, reason: Reason | None) -> None:
    assert refused(to) is reason


def test_only_a_reserved_landline_is_forwarded() -> None:
    mobile = msgspec.structs.replace(SPARE, kind=NumberKind.MOBILE)
    used = msgspec.structs.replace(SPARE, status=NumberStatus.IN_USE, person=ANNA.id)
    assert refused(ToNumber("101"), mobile) is Reason.RESERVED_MOBILE
    assert refused(ToNumber("101"), used) is Reason.NOT_RESERVED


def test_it_does_not_lead_back_by_a_colleague_or_another_number() -> None:
    back = Profile(number=2, incoming=Incoming(landline=LineRules(first=Forward(ToNumber(RESERVED.number)))))
    others = Others(lambda person: back if person == BO.id else AVAILABLE)
    assert refused(ToColleague(BO.id), others=others) is Reason.LOOP
    assert refused(ToNumber(BO.landline), others=others) is Reason.LOOP
    assert refused(ToColleague(ANNA.id), others=others) is None


@pytest.mark.parametrize(
    ("starts", "reason"),
    [
        (TODAY, None),
        (TODAY + FURTHEST, None),
        (TODAY - timedelta(days=1), Reason.PAST),
        (TODAY + FURTHEST + timedelta(days=1), Reason.TOO_FAR),
    ],
)
def test_it_begins_today_or_within_a_year(starts: date, reason: Reason | None) -> None:
    assert refused(ToNumber("101"), starts=starts) is reason


def test_it_begins_at_midnight_where_the_company_is() -> None:
    forwarding = NumberForwarding(ToReception(), date(2026, 12, 24))
    assert forwarding.begins(zone_of("SE")) == datetime(2026, 12, 23, 23, tzinfo=UTC)
    assert forwarding.begins(ZoneInfo("UTC")) == datetime(2026, 12, 24, tzinfo=UTC)
    assert NumberForwarding(ToReception()).begins(zone_of("SE")) is None


@pytest.mark.parametrize(
    ("country", "zone"), [("SE", "Europe/Stockholm"), ("FI", "Europe/Helsinki"), ("ZZ", "UTC")]
)
def test_a_country_has_a_time_zone(country: str, zone: str) -> None:
    assert zone_of(country).key == zone


@pytest.mark.parametrize(
    ("typed", "kept"), [("08-123 45 67", "+4681234567"), (" 101 ", "101"), ("0046 8 1234567", "+4681234567")]
)
def test_a_number_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert as_kept(ToNumber(typed), "SE") == ToNumber(kept)
