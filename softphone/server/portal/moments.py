"""Moments as both languages may write them, by the server's clock."""

from datetime import datetime


def moment(at: float) -> str:
    """`at`: seconds since 1970."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
