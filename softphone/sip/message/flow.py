"""Where a message came from and where one goes: the address value that pure code hands to the transports."""

import msgspec


class Flow(msgspec.Struct, frozen=True, gc=False):
    """A peer as the transports reach it.

    For UDP the peer's address and port. For TCP and TLS a connection by number; number 0 is "any
    connection to that address, opened when there is none".
    """

    transport: str
    """udp, tcp or tls."""
    host: str
    port: int
    connection: int = 0

    @property
    def reliable(self) -> bool:
        return self.transport != "udp"

    def __str__(self) -> str:
        number = f"#{self.connection}" if self.connection else ""
        return f"{self.transport}:{self.host}:{self.port}{number}"
