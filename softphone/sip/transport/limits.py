"""What one peer may take of the transports."""

import msgspec


class Limits(msgspec.Struct, frozen=True):
    connections: int = 20_000
    connections_per_host: int = 500
    """Of those who have not proven who they are: as many telephones as may come back at once."""
    connections_each: int = 10
    """Of who has."""
    partial_seconds: float = 10.0
    """How long a message may take from its first byte to its last."""
    idle_seconds: float = 900.0
    """A connection on which nothing came, keep-alives included, is closed after that."""
    unsent_bytes: int = 1 << 20
    """A peer that does not read is cut off at that much."""
    connect_seconds: float = 5.0
    receive_buffer: int = 4 << 20
    """Bytes of datagrams that may wait for us while we are busy; the system may allow less. Its own measure
    is less than a hundred messages, and what does not fit is lost."""
