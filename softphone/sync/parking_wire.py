"""The JSON of parked calls, shared by server and client."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from softphone.people.parking import PLACES, Fetched, Parked, Waiting
from softphone.sync.wire import Wire

Text = Annotated[str, Field(max_length=300)]
Place = Annotated[int, Field(ge=0, lt=PLACES.stop)]


class WaitingCall(Wire):
    call_id: Text
    caller_tag: Text
    """Of the INVITE's From."""
    address: Text
    """Of who waits, for colleagues to see."""
    name: Text = ""
    place: Place = 0
    """Where it should wait, if that is free; 0: anywhere."""

    @staticmethod
    def of(call: Waiting) -> "WaitingCall":
        return WaitingCall(
            call_id=call.call_id,
            caller_tag=call.caller_tag,
            address=call.address[:300],
            name=call.name[:300],
            place=call.place,
        )

    def read(self) -> Waiting:
        return Waiting(**self.model_dump())


class Park(Wire):
    """PUT /api/v1/parked"""

    calls: Annotated[list[WaitingCall], Field(max_length=len(PLACES))]


class Places(Wire):
    """Of each call in the order in which they were given; 0: it could not be parked."""

    places: list[int]


class ParkedCall(Wire):
    place: int
    by: str
    """The id of the person who parked it."""
    since: float
    """Seconds since 1970, by the server's clock."""
    address: str
    name: str = ""


class FetchedCall(Wire):
    place: int
    parked_by: str
    by: str
    """Ids of persons."""


class ParkedChanged(Wire):
    """On the WebSocket: every call that waits, at first (where there are any) and at each change."""

    type: Literal["parked"] = "parked"
    calls: list[ParkedCall]
    fetched: FetchedCall | None = None
    """One that was fetched just now."""

    @staticmethod
    def of(calls: Iterable[Parked], fetched: Fetched | None = None) -> "ParkedChanged":
        return ParkedChanged(
            calls=[
                ParkedCall(
                    place=each.place, by=each.by, since=each.since, address=each.address, name=each.name
                )
                for each in calls
            ],
            fetched=None
            if fetched is None
            else FetchedCall(place=fetched.place, parked_by=fetched.parked_by, by=fetched.by),
        )

    def read(self) -> tuple[tuple[Parked, ...], Fetched | None]:
        fetched = self.fetched
        return (
            tuple(Parked(**each.model_dump()) for each in self.calls),
            None if fetched is None else Fetched(**fetched.model_dump()),
        )
