"""For administrators: trunks (Operatörsanslutning) with their state, and what goes on now."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict

from softphone.people.directory import Trunk
from softphone.people.written import Fault
from softphone.people.written_trunk import WrittenTrunk
from softphone.server import people
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.people import Text
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.server.api.sign_in import REFUSALS
from softphone.server.engine_live import Live, TrunkNow
from softphone.server.trunk_trials import NO_TRIAL, Trial
from softphone.sync.wire import Refusal

router = APIRouter(tags=["Trunks"])

_CHANGES: dict[int | str, dict[str, Any]] = {**FORBIDDEN, 422: REFUSALS[422]}
_NO_TRUNK: dict[int | str, dict[str, Any]] = {404: {"model": Refusal, "description": "no_such_trunk"}}


_NO_TRIAL: dict[int | str, dict[str, Any]] = {404: {"model": Refusal, "description": "no_trial"}}


class TrunkState(BaseModel):
    found: str
    """Where its address is: udp:192.0.2.7:5060; empty: it is not found."""
    channels_taken: int


class TrunkRecord(BaseModel):
    """Its password is told to nobody."""

    id: str
    name: str
    address: str
    transport: str
    login: str
    has_password: bool
    register_there: bool
    number_format: str
    early_media: bool
    channels: int
    """0: no ceiling."""
    media: str
    state: TrunkState

    @classmethod
    def of(cls, trunk: Trunk, now: TrunkNow | None) -> "TrunkRecord":
        fields = msgspec.structs.asdict(trunk)
        return cls(
            **{name: fields[name] for name in cls.model_fields if name in fields},
            has_password=bool(trunk.password),
            register_there=trunk.register,
            state=TrunkState(
                found=now.address if now else "", channels_taken=now.channels_taken if now else 0
            ),
        )


class TrunkRecords(BaseModel):
    trunks: list[TrunkRecord]


class NewTrunk(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Text
    address: Text
    transport: Text = "udp"
    login: Text = ""
    password: Text = ""
    register_there: bool = False
    number_format: Text = "e164"
    early_media: bool = True
    channels: int = 0
    media: Text = "relay"


class TrunkChange(BaseModel):
    """What is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Text | None = None
    address: Text | None = None
    transport: Text | None = None
    login: Text | None = None
    password: Text | None = None
    register_there: bool | None = None
    number_format: Text | None = None
    early_media: bool | None = None
    channels: int | None = None
    media: Text | None = None


class TrialAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: Text = ""
    """Empty: one's own."""


class TrialStepShown(BaseModel):
    at: float
    """Seconds after it began."""
    sentence: str


class TrialShown(BaseModel):
    """A call through a trunk, to try it."""

    number: str
    steps: list[TrialStepShown]
    over: bool

    @classmethod
    def of(cls, trial: Trial) -> "TrialShown":
        steps = [TrialStepShown(at=step.at, sentence=step.sentence) for step in trial.steps]
        return cls(number=trial.number, steps=steps, over=trial.over)


class CallShown(BaseModel):
    caller: str
    """A person's id; empty: from outside."""
    callees: list[str]
    trunks: list[str]
    answered: bool


class LiveShown(BaseModel):
    """What goes on at this moment."""

    registrations: int
    calls: int
    shown: list[CallShown]
    """The first of them."""
    trunks: list[TrunkRecord]


_NEW = {
    "an operator": {"value": {"name": "Operator", "address": "sip.operator.example:5061", "transport": "tls"}}
}


@router.get("/trunks", responses=FORBIDDEN)
async def trunks(request: Request, _caller: Administrator) -> TrunkRecords:
    """All there are, with their state."""
    return TrunkRecords(trunks=_records(request, _live(request)))


@router.post("/trunks", status_code=201, response_model=TrunkRecord, responses=_CHANGES)
async def add(
    request: Request, caller: Administrator, asked: Annotated[NewTrunk, Body(openapi_examples=_NEW)]
) -> Response | TrunkRecord:
    """Calls go out through it, and are taken from its address, from now on."""
    given = asked.model_dump()
    written = WrittenTrunk(**given | {"register": given.pop("register_there")})
    done = await access.served(request).company.trunks.add(written, actor(request, caller))
    return _trunk(request, done)


@router.patch("/trunks/{trunk}", response_model=TrunkRecord, responses=_CHANGES | _NO_TRUNK)
async def edit(
    request: Request, trunk: str, caller: Administrator, asked: TrunkChange
) -> Response | TrunkRecord:
    """Only what is given changes. Calls that go on stay as they are."""
    given = {name: value for name, value in asked.model_dump().items() if value is not None}
    if "register_there" in given:
        given["register"] = given.pop("register_there")
    done = await access.served(request).company.trunks.edit(
        trunk, lambda written: msgspec.structs.replace(written, **given), actor(request, caller)
    )
    return _trunk(request, done)


@router.delete("/trunks/{trunk}", status_code=204, responses=FORBIDDEN | _NO_TRUNK)
async def remove(request: Request, trunk: str, caller: Administrator) -> Response:
    """No call goes through it from now on; those that go on stay."""
    refused = await access.served(request).company.trunks.remove(trunk, actor(request, caller))
    return Response(status_code=204) if refused is None else answer(refused)


@router.post(
    "/trunks/{trunk}/trial",
    status_code=202,
    response_model=TrialShown,
    responses={
        **_CHANGES,
        **_NO_TRUNK,
        403: {"model": Refusal, "description": "forbidden, not_allowed"},
        409: {"model": Refusal, "description": "in_progress, no_way_out"},
    },
)
async def call_through(
    request: Request, trunk: str, caller: Administrator, asked: TrialAsked | None = None
) -> Response | TrialShown:
    """Rings one through this trunk; a short tone is heard. What the operator answers is told by GET."""
    number = asked.number if asked else ""
    done = await access.served(request).company.trials.start(trunk, number, actor(request, caller))
    return answer(done) if isinstance(done, Refused) else TrialShown.of(done)


@router.get("/trunks/{trunk}/trial", response_model=TrialShown, responses=FORBIDDEN | _NO_TRIAL)
async def trial(request: Request, trunk: str, _caller: Administrator) -> Response | TrialShown:
    """What became of the last one, step by step."""
    found = access.served(request).company.trials.of(trunk)
    return answer(NO_TRIAL) if found is None else TrialShown.of(found)


@router.get("/live", responses=FORBIDDEN)
async def live(request: Request, _caller: Administrator) -> LiveShown:
    """Registrations, calls and trunks at this moment."""
    now = _live(request)
    return LiveShown(
        registrations=now.registrations if now else 0,
        calls=now.calls if now else 0,
        shown=[CallShown(**msgspec.to_builtins(call)) for call in (now.shown if now else ())],
        trunks=_records(request, now),
    )


def _live(request: Request) -> Live | None:
    return access.served(request).company.engine.live()


def _records(request: Request, now: Live | None) -> list[TrunkRecord]:
    states = {each.id: each for each in (now.trunks if now else ())}
    directory = access.served(request).accounts.directory
    return [TrunkRecord.of(trunk, states.get(trunk.id)) for trunk in directory.trunks.values()]


def _trunk(request: Request, done: Trunk | tuple[Fault, ...] | Refused) -> Response | TrunkRecord:
    if isinstance(done, Trunk):
        now = _live(request)
        states = {each.id: each for each in (now.trunks if now else ())}
        return TrunkRecord.of(done, states.get(done.id))
    return answer(done if isinstance(done, Refused) else people.refused(done))
