"""A command that cannot be carried out: raised where that is found, reported by the agent as an event."""

import pjsua2 as pj

from softphone.calls.commands import Command
from softphone.calls.events import CommandRefused, Fault

_TOO_MANY = 70004
"""PJ_ETOOMANY"""


class Refused(Exception):  # noqa: N818 - reported, not raised to anyone
    """`call`: which of several calls is at fault."""

    def __init__(self, fault: Fault, reason: str = "", *, call: str = "") -> None:
        super().__init__(reason)
        self.fault = fault
        self.reason = reason
        self.call = call

    @classmethod
    def by(cls, error: pj.Error) -> "Refused":
        """PJSIP's own refusal of what it was asked."""
        return cls(Fault.TOO_MANY_CALLS if error.status == _TOO_MANY else Fault.INTERNAL, error.reason)

    def event(self, command: Command) -> CommandRefused:
        return CommandRefused(
            command=type(command).__name__,
            call=getattr(command, "call", "") or self.call,
            account=getattr(command, "account", ""),
            fault=self.fault,
            reason=self.reason,
        )
