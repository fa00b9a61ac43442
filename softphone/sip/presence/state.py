"""What a watcher is told of a person or group: values, already cut down to what that watcher may see."""

from enum import Enum

import msgspec

from softphone.people.shown import Shown


class Package(Enum):
    """The event packages that we notify of (RFC 6665)."""

    DIALOG = "dialog"
    """RFC 4235."""
    MESSAGE_SUMMARY = "message-summary"
    """RFC 3842."""
    PRESENCE = "presence"
    """RFC 3856."""


ALLOW_EVENTS = ", ".join(package.value for package in Package)


class DialogState(Enum):
    """The states of RFC 4235 that a proxy can tell apart."""

    TRYING = "trying"
    EARLY = "early"
    CONFIRMED = "confirmed"
    TERMINATED = "terminated"


class DialogShown(msgspec.Struct, frozen=True, kw_only=True):
    """One leg of a call. Call-ID and tags are there for its parties alone: who knows them can replace the
    dialog (RFC 3891), so they are empty for everybody else."""

    id: str
    """The same as long as the leg lives; says nothing about the Call-ID."""
    initiator: bool
    """Whether the person who is watched began the call."""
    state: DialogState
    call_id: str = ""
    local_tag: str = ""
    remote_tag: str = ""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A person or group as one watcher sees it. The default is what a hidden line looks like."""

    reachable: bool = False
    """Whether there is a signed-in telephone."""
    on_the_phone: bool = False
    unknown: bool = False
    """Whether they are in a call can no longer be said."""
    dialogs: tuple[DialogShown, ...] = ()
    profile: Shown = Shown()


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """What waits in a mailbox."""

    new: int = 0
    old: int = 0
    new_urgent: int = 0
    """Of the new ones."""
    old_urgent: int = 0
