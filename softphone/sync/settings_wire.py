"""The JSON of a person's settings: edits with their answers, and what is in force.

Documents, and the values in edits, are passed on as they are: what they may hold is for softphone.profiles.
"""

import json
from typing import Annotated, Any, Literal

import msgspec
from pydantic import AwareDatetime, Field, JsonValue, model_validator

from softphone.sync.wire import Revision, Wire

MOST_EDITS = 100
"""In one push."""
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
FieldName = Annotated[str, Field(max_length=200)]
N = Annotated[int, Field(ge=0, le=2**53)]


class Edit(Wire):
    """What a field was, and what it shall be. The id is made by who makes the edit, and never used again."""

    id: Id
    base: N = 0
    """The revision that its maker had seen."""
    field: FieldName
    old: JsonValue = None
    new: JsonValue = None


class EditRefused(Wire):
    field: str
    reason: str
    """Stable, and translated by clients that know it."""
    detail: str = ""
    sentence: str
    """In English."""


class Answer(Wire):
    edit: Edit
    revision: Revision
    at: float
    """Seconds since 1970."""
    refused: EditRefused | None = None
    """None: accepted."""
    value: JsonValue = None
    """With "changed_meanwhile": what the field was then."""


class Asked(Wire):
    """A body with values that are kept as they come."""

    @model_validator(mode="before")
    @classmethod
    def can_be_kept(cls, data: Any) -> Any:
        """Python reads more than JSON has: halves of characters, NaN, numbers of any length."""
        try:
            json.dumps(data, allow_nan=False)
            msgspec.json.encode(data)
        except (ValueError, OverflowError, RecursionError, TypeError) as error:
            raise ValueError("a value is none that can be kept") from error
        return data


class Push(Asked):
    """POST /api/v1/people/{person}/edits: every edit that is not answered yet, in order. A retry holds the
    same ones, and those made since."""

    epoch: str
    """That of the last `Settings`; 409 "fetch_again" when it is over."""
    edits: Annotated[list[Edit], Field(max_length=MOST_EDITS)]


class Pushed(Wire):
    """The answers, one for each edit in order; for one that was answered before, the same again."""

    epoch: str
    revision: Revision
    answers: list[Answer]
    in_force: "InForce"


class Following(Wire):
    profile: int
    name: str
    preset: int
    source: str
    begin: AwareDatetime
    until: AwareDatetime | None = None


class InForce(Wire):
    """GET /api/v1/people/{person}/in-force: the rules that the engine obeys now."""

    revision: Revision
    """The settings that they come from."""
    profile: int
    """The number."""
    name: str = ""
    """Empty for a standard profile that keeps its name."""
    preset: int = 0
    source: str
    """"by hand", "by service code", "calendar", "schedule" or "nothing else"."""
    until: AwareDatetime | None = None
    """None: until changed."""
    message: str = ""
    is_temporary: bool = False
    """Whether the message goes when the profile goes."""
    next: Following | None = None


class Settings(Wire):
    """GET /api/v1/people/{person}/settings?epoch=…&n=…"""

    person: str
    epoch: str
    """Of this server's run; pushes name it."""
    revision: Revision
    known: bool
    """Whether the server gave the answer of the cursor that was asked with. False, with a cursor: it does not
    have what the client has seen (a backup was restored), or has forgotten it."""
    forgotten: int = 0
    """The revision up to which answers are kept no more: a cursor before it is not known either."""
    document: dict[str, JsonValue]
    answers: list[Answer]
    """Those after the cursor; all that are kept when it is not known."""
    in_force: InForce
    version: str
    """The server's."""


class SettingsChanged(Wire):
    """On /api/v1/events, to the person alone: fetch /settings from your revision on when this is another."""

    type: Literal["settings"] = "settings"
    revision: Revision
    in_force: InForce


class Activation(Asked):
    """PUT /api/v1/people/{person}/activation"""

    profile: int
    length: dict[str, JsonValue] | None = None
    """None: the profile's default. {"type": "for", "minutes": 30}, {"type": "until time", "at": "13:00:00"},
    {"type": "until date", "day": "2030-07-15"}, {"type": "until changed"}."""
    message: str = ""
    """Temporary: it goes when the profile goes."""


class Change(Asked):
    """POST /api/v1/people/{person}/edits/check"""

    field: FieldName
    value: JsonValue = None


class Checked(Wire):
    refused: EditRefused | None
    """None: it would be accepted."""


class CalendarPassword(Asked):
    """PUT /api/v1/people/{person}/calendar-password; it can be replaced, and never read."""

    password: Annotated[str, Field(max_length=500)]
    address: Annotated[str, Field(max_length=2000)] = ""
    """Of the calendar that it is for: no other server is ever given it. Empty: the one that is set."""


Pushed.model_rebuild()
