"""What the administrator gives a person besides a telephone (Tilläggstjänst)."""

from enum import Enum


class AddOn(Enum):
    RECORDING = "recording"
    LISTENING_IN = "listening in"
