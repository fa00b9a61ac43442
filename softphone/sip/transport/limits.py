"""What one peer may take of the transports."""

import msgspec


class Limits(msgspec.Struct, frozen=True):
    connections: int = 20_000
    connections_per_host: int = 200
    partial_seconds: float = 10.0
    """How long a message may take from its first byte to its last."""
    idle_seconds: float = 900.0
    """A connection on which nothing came, keep-alives included, is closed after that."""
    unsent_bytes: int = 1 << 20
    """A peer that does not read is cut off at that much."""
    connect_seconds: float = 5.0
