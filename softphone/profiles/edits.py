"""An edit of a person's settings, and what becomes of it: accepted or refused, exactly once.

An edit says what the field was and what it shall be. It holds when the field still is what it was; so edits
of different fields merge whoever makes them, and of two that change one field the later one is refused. Every
answer has a revision, one more than the answer before it, and is kept: an edit that comes again gets the same
answer, whatever has happened since. Answers are forgotten after a long time, and an edit so old that its
answer may be among those is refused: it may have been carried out.
"""

from collections.abc import Callable, Mapping

import msgspec

from softphone.profiles.settings import (
    Document,
    PersonalSettings,
    Value,
    document_of,
    settings_of,
    value_at,
    with_value,
)
from softphone.profiles.validation import Reason, Refusal


class Revision(msgspec.Struct, frozen=True):
    """The answer after which a person's settings are as they are. A server begins an epoch at each start, so
    a revision that a restored server never gave is one that it does not know."""

    epoch: str = ""
    """Of the answer, not of who tells it."""
    n: int = 0
    """How many answers there were so far; 0 with an empty epoch before the first."""


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    """Made by who makes the edit, and never used again."""
    base: int = 0
    """The revision that its maker had seen."""
    field: str
    old: Value = None
    new: Value = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    edit: Edit
    revision: Revision
    at: float
    """When it was given, in seconds since 1970."""
    refused: Refusal | None = None
    """None: accepted."""
    value: Value = None
    """What the field was, where that is why the edit is refused."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A person's settings at the server. `answers` has at least those that an edit at hand may repeat."""

    settings: PersonalSettings
    revision: Revision = Revision()
    forgotten: int = 0
    """The revision up to which answers are kept no more."""
    answers: Mapping[str, Answer] = {}
    """By the ids of their edits."""


class Refused(msgspec.Struct, frozen=True):
    refusal: Refusal
    value: Value = None


Check = Callable[[PersonalSettings, PersonalSettings], Refusal | None]
"""Whether the person may go from the first to the second."""


def answer(edit: Edit, state: State, check: Check, epoch: str, at: float) -> tuple[State, Answer]:
    """The answer, and the state after it: the same state for an edit that was answered before."""
    before = state.answers.get(edit.id)
    if before is not None:
        return state, before
    if edit.base < state.forgotten:
        done: PersonalSettings | Refused = Refused(Refusal(edit.field, Reason.TOO_OLD))
    else:
        done = apply(edit, state.settings, check)
    refused = done if isinstance(done, Refused) else None
    given = Answer(
        edit=edit,
        revision=Revision(epoch, state.revision.n + 1),
        at=at,
        refused=refused.refusal if refused else None,
        value=refused.value if refused else None,
    )
    after = State(
        settings=state.settings if isinstance(done, Refused) else done,
        revision=given.revision,
        forgotten=state.forgotten,
        answers={**state.answers, edit.id: given},
    )
    return after, given


def apply(edit: Edit, settings: PersonalSettings, check: Check) -> PersonalSettings | Refused:
    """The settings with the edit in them."""
    document = document_of(settings)
    now = value_at(document, edit.field)
    # As this version reads it: a client of another version may have left out, or put in, what that one has.
    was = _replaced(document, edit.field, edit.old)
    if was != settings and not isinstance(was, Reason):
        return Refused(Refusal(edit.field, Reason.CHANGED_MEANWHILE), now)
    changed = _replaced(document, edit.field, edit.new)
    if isinstance(changed, Reason):
        gone = changed is Reason.NO_SUCH_SETTING and edit.old is not None
        return Refused(Refusal(edit.field, Reason.CHANGED_MEANWHILE if gone else changed))
    if was != settings:
        return Refused(Refusal(edit.field, Reason.CHANGED_MEANWHILE), now)
    if not _holds(value_at(document_of(changed), edit.field), edit.new):
        return Refused(Refusal(edit.field, Reason.NO_SUCH_SETTING))
    refusal = check(settings, changed)
    return changed if refusal is None else Refused(refusal)


def _replaced(document: Document, field: str, value: Value) -> PersonalSettings | Reason:
    changed = with_value(document, field, value)
    if changed is None:
        return Reason.NO_SUCH_SETTING
    try:
        return settings_of(changed)
    except msgspec.ValidationError:
        return Reason.NOT_UNDERSTOOD


def _holds(kept: Value, given: Value) -> bool:
    """Whether all that was given is there."""
    if isinstance(given, dict):
        return isinstance(kept, dict) and all(
            name in kept and _holds(kept[name], value) for name, value in given.items()
        )
    if isinstance(given, list) and isinstance(kept, list) and given and isinstance(given[0], dict):
        return len(kept) == len(given) and all(map(_holds, kept, given))
    return (kept is None) == (given is None)
