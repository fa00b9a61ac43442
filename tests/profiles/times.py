"""Times and zones for tests of schedules and activation."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

DAY = timedelta(days=1)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
ZONES = tuple(
    ZoneInfo(key)
    for key in (
        "Europe/Stockholm",
        "America/New_York",
        "Australia/Lord_Howe",  # half an hour of daylight saving
        "Africa/Cairo",  # its clocks jump at midnight
        "Pacific/Apia",  # had no 30 December 2011
        "Europe/Dublin",  # negative daylight saving in winter
        "Asia/Kolkata",
        "UTC",
    )
)
CHANGES = tuple(
    datetime.fromisoformat(text)
    for text in (
        "2026-03-29T01:00Z",  # Stockholm, Dublin
        "2026-10-25T01:00Z",
        "2026-03-08T07:00Z",  # New York
        "2026-11-01T06:00Z",
        "2026-04-04T15:00Z",  # Lord Howe
        "2026-10-03T15:30Z",
        "2026-04-23T22:00Z",  # Cairo
        "2026-10-29T21:00Z",
        "2011-12-30T10:00Z",  # Apia
    )
)
"""Instants around which clocks change."""


def at(text: str, zone: ZoneInfo = STOCKHOLM) -> datetime:
    """The instant of "2026-11-26 13:00" by the wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def clock(when: datetime | None, zone: ZoneInfo = STOCKHOLM) -> str:
    """The reverse."""
    return "" if when is None else when.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def instants() -> st.SearchStrategy[datetime]:
    """Most of them within days of a change of some clock."""
    near = st.builds(
        lambda change, offset: change + offset,
        st.sampled_from(CHANGES),
        st.timedeltas(min_value=-3 * DAY, max_value=3 * DAY),
    )
    anywhere = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
    return st.one_of(near, near, anywhere)
