"""A command that a fake phone cannot carry out: raised where that is found, reported as an event."""

from softphone.calls.commands import Command
from softphone.calls.events import CommandRefused, Fault


class Refused(Exception):  # noqa: N818 - reported, not raised to anyone
    """`call`: which, where the command names several."""

    def __init__(self, fault: Fault, reason: str = "", *, call: str = "") -> None:
        super().__init__(reason)
        self._fault = fault
        self._reason = reason
        self._call = call

    def event(self, command: Command) -> CommandRefused:
        return CommandRefused(
            command=type(command).__name__,
            call=self._call or getattr(command, "call", ""),
            account=getattr(command, "account", ""),
            fault=self._fault,
            reason=self._reason,
        )
