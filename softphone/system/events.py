"""What the system tells of itself. Frozen values."""

import msgspec


class Suspending(msgspec.Struct, frozen=True):
    """The computer is about to sleep."""


class Woke(msgspec.Struct, frozen=True):
    """It slept. The network may not be there yet."""


class AddressesChanged(msgspec.Struct, frozen=True):
    """This computer has other addresses than before; more changes may follow at once."""


class Appearance(msgspec.Struct, frozen=True, kw_only=True):
    """What the person has asked of every program."""

    high_contrast: bool = False
    reduced_motion: bool = False
