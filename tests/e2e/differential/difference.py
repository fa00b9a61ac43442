"""A difference between the two servers, with why ours is right or at least as good."""

import msgspec

NOTHING = "nothing"
AS_ABOVE = "As above."


class Difference(msgspec.Struct, frozen=True):
    about: str
    kamailio: str
    ours: str
    why: str
    scripts: tuple[str, ...]


def one(script: str, about: str, kamailio: str, ours: str, why: str) -> Difference:
    return Difference(about, kamailio, ours, why, (script,))
