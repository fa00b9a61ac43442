"""What the engine counts while it runs: additions only, read by `engine_metrics`."""

import msgspec


class Counts(msgspec.Struct):
    """Since the start. `forwards` are by cause, as in Diversion (RFC 5806), `refused` by SIP status."""

    calls: int = 0
    messages_in: int = 0
    messages_out: int = 0
    parse_failures: int = 0
    challenges: int = 0
    wrong_secrets: int = 0
    forwards: dict[str, int] = msgspec.field(default_factory=dict)
    refused: dict[int, int] = msgspec.field(default_factory=dict)

    def forwarded(self, cause: str) -> None:
        """One forward was made."""
        self.forwards[cause] = self.forwards.get(cause, 0) + 1
