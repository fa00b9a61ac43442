"""Faults of a message: what came is no SIP (remote), or what we built is none (local)."""


class ParseError(ValueError):
    """Received bytes are no SIP message, or a header in them is malformed.

    `status` is the response that says so to whoever can be answered: 400, 413, 505, 513.
    """

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class BuildError(ValueError):
    """We tried to send what is no SIP: a line break inside a header. A bug of ours, never a peer's."""
