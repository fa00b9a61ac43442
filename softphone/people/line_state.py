"""What colleagues see of a person's line, apart from the profile."""

from enum import Enum


class LineState(Enum):
    """UNKNOWN is not OFFLINE: the server that would know is out of reach."""

    FREE = "free"
    RINGING = "ringing"
    """A call comes in or goes out, not answered yet."""
    BUSY = "busy"
    OFFLINE = "offline"
    """No signed-in phone (Ej synlig)."""
    UNKNOWN = "unknown"
    HIDDEN = "hidden"
    """The active profile does not show it (Samtalsstatus visas inte); never shown as free."""
