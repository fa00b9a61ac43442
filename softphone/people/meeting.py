"""What a person's calendar tells colleagues who are about to transfer somebody to them."""

import datetime as dt

import msgspec


class Meeting(msgspec.Struct, frozen=True):
    """Something in a calendar that takes the person's time."""

    begin: dt.datetime
    end: dt.datetime
    """Excluded; both with a time zone."""
    title: str = ""
    """Empty where it is nobody's business."""
