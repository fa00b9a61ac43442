"""One end of a dialog between two fake phones, and what the ends say to one another in place of messages."""

from dataclasses import dataclass
from typing import Protocol

from softphone.calls.call import Dialog, Party

GONE = 481
"""To a request for a dialog that there is not (RFC 3261 §12.2.2); also the end of a call that was cut off."""


@dataclass(frozen=True)
class Traits:
    """What a phone says of itself: in Allow (RFC 3515), in Supported (RFC 3891), in Contact (RFC 3840)."""

    refer: bool = True
    replaces: bool = True
    voicemail: bool = False


@dataclass(frozen=True)
class Refer:
    """REFER: call that one, on whose behalf, and which dialog there is to be replaced."""

    target: str
    by: Party
    replaces: Dialog | None = None


class Listener(Protocol):
    """Whose leg it is: told what the far end says."""

    def progressed(self, leg: "Leg", status: int) -> None:
        """Our INVITE got a 18x."""

    def answered(self, leg: "Leg") -> None:
        """Our INVITE got a 200."""

    def ended(self, leg: "Leg", status: int, *, elsewhere: bool) -> None:
        """A refusal of our INVITE, a CANCEL (487) or a BYE (200); the leg leads nowhere now."""

    def holds(self, leg: "Leg", *, on: bool) -> None: ...

    def dials(self, leg: "Leg", digit: str) -> None: ...

    def referred(self, leg: "Leg", refer: Refer) -> int:
        """The status of the answer: 202 is yes."""

    def reported(self, leg: "Leg", status: int, *, final: bool) -> None:
        """A NOTIFY of how the far end, which we referred, gets on."""


class Leg:
    """`far` is the other end, None before it exists and after it is gone. `local` is who has this end."""

    listener: Listener

    def __init__(self, local: Party, traits: Traits) -> None:
        self.local = local
        self.traits = traits
        self.holding = False
        """The far end is on hold here."""
        self.far: Leg | None = None
        self.dialog: Dialog | None = None
        self.named = ("", "")
        """Call-ID and the caller's tag."""

    def connect(self, far: "Leg") -> None:
        self.far, far.far = far, self

    def disconnect(self) -> None:
        """Without a word."""
        if self.far:
            self.far.far = None
        self.far = None

    def ring(self) -> None:
        if self.far:
            self.far.listener.progressed(self.far, 180)

    def accept(self, number: int) -> None:
        """Answer the far end's INVITE with 200. `number` was never given before."""
        far = self.far
        if far is None:
            return
        call_id, ours, theirs = f"fake-{number}", f"called-{number}", f"caller-{number}"
        self.dialog = _dialog(call_id, ours, theirs, self.local, far.local)
        far.dialog = _dialog(call_id, theirs, ours, far.local, self.local)
        self.named = far.named = call_id, theirs
        far.listener.answered(far)

    def end(self, status: int, *, elsewhere: bool = False) -> None:
        far, self.far = self.far, None
        if far:
            far.far = None
            far.listener.ended(far, status, elsewhere=elsewhere)

    def hold(self, *, on: bool) -> None:
        self.holding = on
        if self.far:
            self.far.listener.holds(self.far, on=on)

    def dial(self, digit: str) -> None:
        if self.far:
            self.far.listener.dials(self.far, digit)

    def refer(self, refer: Refer) -> int:
        return self.far.listener.referred(self.far, refer) if self.far else GONE

    def report(self, status: int, *, final: bool) -> None:
        if self.far:
            self.far.listener.reported(self.far, status, final=final)

    def is_meant_by(self, replaces: Dialog) -> bool:
        """Whether that is this dialog, as the far end has it."""
        ours = self.dialog
        return ours is not None and (ours.call_id, ours.local_tag, ours.remote_tag) == (
            replaces.call_id,
            replaces.remote_tag,
            replaces.local_tag,
        )


@dataclass(frozen=True)
class Invite:
    """An INVITE on its way from the phone of `leg`."""

    leg: Leg
    uri: str
    """Whom the caller asked for."""
    replaces: Dialog | None = None
    """As the party that is to leave has it."""
    by: Party | None = None
    """Who had the caller call (RFC 3892)."""


def _dialog(call_id: str, local_tag: str, remote_tag: str, local: Party, remote: Party) -> Dialog:
    return Dialog(
        call_id=call_id,
        local_tag=local_tag,
        remote_tag=remote_tag,
        local_uri=local.uri,
        remote_uri=remote.uri,
        remote_target=remote.uri,
    )
