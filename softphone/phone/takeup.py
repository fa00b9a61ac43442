"""What the desktop must know to take its calls up again when the phone process dies. Pure.

It watches commands and events go by, and keeps: the accounts, the sound in use, and of every confirmed call
its dialog, which another phone process can take up by INVITE with Replaces (RFC 3891). To those above, the
call stays the one it was: id, direction, who called whom.
"""

from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Ending
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Command,
    Dial,
    Hold,
    Mute,
    RemoveAccount,
    UseSound,
)
from softphone.calls.events import CallChanged, CallEnded, CommandRefused, Event, IncomingCall


class TakeUp:
    """The memory of one desktop, over all generations of its phone process."""

    def __init__(self) -> None:
        self._accounts: dict[str, AccountSettings] = {}
        self._sound: UseSound | None = None
        self._calls: dict[str, Call] = {}
        self._before: dict[str, Call] = {}
        """Calls that are being taken up, and those that were: as they were when the phone died."""
        self._waiting: dict[str, Call] = {}
        """Of those, the ones whose far end has not answered yet."""
        self._taken_up_from: dict[str, str] = {}
        """Whom the new phone says these calls are with, whatever name we know them by."""

    def sent(self, command: Command) -> None:
        match command:
            case AddAccount():
                self._accounts[command.account] = command.settings
            case RemoveAccount():
                self._accounts.pop(command.account, None)
            case UseSound():
                self._sound = command
            case Mute(on=False):
                before = self._before.get(command.call)
                if before is not None:
                    self._before[command.call] = replace(before, taken_up=False)
            case _:
                pass

    def died(self) -> tuple[tuple[str, ...], list[CallEnded]]:
        """The calls to be taken up, and the ends of those that cannot be."""
        # Those that a former death left waiting still have their dialog from before it.
        calls = {**self._calls, **self._waiting}
        self._calls.clear()
        self._waiting.clear()
        ended: list[CallEnded] = []
        for call in calls.values():
            if call.state is CallState.CONFIRMED and call.dialog is not None and call.account:
                self._before[call.id] = replace(call, taken_up=True, muted=True)
                self._waiting[call.id] = call
                self._taken_up_from.pop(call.id, None)
            else:
                self._forget(call.id)
                ended.append(
                    CallEnded(
                        call=replace(call, state=CallState.ENDED), ending=Ending.LOST, reason="phone lost"
                    )
                )
        return tuple(self._waiting), ended

    def again(self) -> list[Command]:
        """What the new phone process is told first."""
        commands: list[Command] = [] if self._sound is None else [self._sound]
        commands += [AddAccount(name, settings) for name, settings in self._accounts.items()]
        for call in self._waiting.values():
            target = call.remote.uri
            commands.append(
                Dial(call=call.id, account=call.account, target=target, replaces=call.dialog, muted=True)
            )
        return commands

    def seen(self, event: Event) -> tuple[Event | None, list[Command]]:
        """An event of the phone process: what those above are told, and what the process is to do now."""
        match event:
            case IncomingCall():
                self._calls[event.call.id] = event.call
            case CallChanged():
                return self._changed(event)
            case CallEnded():
                return self._ended(event), []
            case CommandRefused(command="Dial") if event.call in self._waiting:
                return self._lost(event.call, event.reason), []
            case _:
                pass
        return event, []

    def _changed(self, event: CallChanged) -> tuple[Event | None, list[Command]]:
        call = event.call
        waited = self._waiting.get(call.id)
        if waited is not None:
            if call.state is not CallState.CONFIRMED:
                return None, []
            del self._waiting[call.id]
        shown = self._as_it_was(call)
        self._calls[call.id] = shown
        hold: list[Command] = [Hold(call.id)] if waited is not None and waited.held else []
        return CallChanged(shown), hold

    def _as_it_was(self, call: Call) -> Call:
        before = self._before.get(call.id)
        if before is None:
            return call
        shown = replace(call, direction=before.direction, called=before.called, taken_up=before.taken_up)
        if self._taken_up_from.setdefault(call.id, call.remote.uri) != call.remote.uri:
            # It has been transferred since: it goes on with somebody else.
            return shown
        return replace(
            shown,
            remote=before.remote,
            transferred_by=before.transferred_by,
            forwarded=before.forwarded,
            answered_by=before.answered_by,
            voicemail=before.voicemail,
        )

    def _ended(self, event: CallEnded) -> Event:
        shown = self._as_it_was(event.call)
        ending = event.ending
        if self._waiting.pop(event.call.id, None) is not None and ending is not Ending.WE_HUNG_UP:
            ending = Ending.LOST
        self._calls.pop(event.call.id, None)
        self._forget(event.call.id)
        return replace(event, call=replace(shown, state=CallState.ENDED), ending=ending)

    def _lost(self, name: str, reason: str) -> Event:
        call = self._waiting.pop(name)
        self._forget(name)
        return CallEnded(call=replace(call, state=CallState.ENDED), ending=Ending.LOST, reason=reason)

    def _forget(self, name: str) -> None:
        self._before.pop(name, None)
        self._taken_up_from.pop(name, None)
