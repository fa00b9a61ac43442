"""Where the engine listens, as it names itself in messages."""

import msgspec


class Ports(msgspec.Struct, frozen=True):
    """What we call ourselves in Via and Record-Route."""

    host: str
    port: int
    tls_port: int

    def of(self, transport: str) -> int:
        return self.tls_port if transport == "tls" else self.port

    def via(self, transport: str) -> str:
        """The beginning of our Via."""
        return f"SIP/2.0/{transport.upper()} {self.host}:{self.of(transport)}"

    def sent_by(self, transport: str) -> str:
        return f"{self.host}:{self.of(transport)}"
