"""Moments as both languages may write them, in the company's time zone: the machine may have another."""

from datetime import datetime

from softphone.people.zone import zone_of


def moment(at: float, country: str) -> str:
    """`at`: seconds since 1970; `country` (ISO 3166) is the company's."""
    return datetime.fromtimestamp(at, zone_of(country)).strftime("%Y-%m-%d %H:%M:%S")
