"""Parking (Parkera): a call waits at a place of the company's until a colleague fetches it (Hämta)."""

import msgspec

CODE = "*5"
"""Followed by the place: dialled by whoever fetches the call that waits there."""
PLACES = range(1, 100)


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A call that somebody's telephone keeps on hold for all colleagues, as that telephone knows it."""

    call_id: str
    caller_tag: str
    """The tag in the From of its INVITE."""
    address: str
    """Of who waits."""
    name: str = ""
    place: int = 0
    """Where it waits already, or waited before the server started anew; 0: anywhere."""


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """The same as all colleagues see it."""

    place: int
    by: str
    """The id of the person who parked it."""
    since: float
    """Seconds since 1970, by the server's clock."""
    address: str
    name: str = ""


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """Who fetched a call, told when it no longer waits."""

    place: int
    parked_by: str
    by: str
    """Ids of persons."""
