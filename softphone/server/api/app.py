"""The API as one ASGI application."""

from collections.abc import Callable

from fastapi import FastAPI

from softphone.server.api import (
    administration,
    audit,
    calendar,
    call_records,
    calls,
    colleagues,
    devices,
    devices_of_people,
    directory,
    first_start,
    groups,
    invitations,
    numbers,
    operation,
    parking,
    people,
    privacy,
    refusals,
    second_factors,
    settings,
    sign_in,
    trunks,
)
from softphone.server.api.access import PORTAL, Gate, Served
from softphone.server.api.examples import show_examples
from softphone.server.portal.app import make_portal


def make_app(served: Served, steady: Callable[[], float]) -> FastAPI:
    """`steady` is a clock in seconds, for the log."""
    app = FastAPI(
        title="Softphone",
        summary="The company's server: sign-in, devices, colleagues, everyone's profiles.",
        version=served.version,
        openapi_url="/api/v1/openapi.json",
        # The pages that FastAPI brings load their scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    app.state.served = served
    for module in (
        *(first_start, sign_in, devices, colleagues, calls, parking, settings, calendar),
        *(devices_of_people, people, invitations, groups, trunks, numbers, call_records),
        *(directory, administration, audit, privacy, second_factors),
    ):
        app.include_router(module.router, prefix="/api/v1", responses=refusals.OF_ALL)
    app.include_router(operation.router)
    app.mount(PORTAL, make_portal(served))
    refusals.install(app)
    show_examples(app)
    app.add_middleware(Gate, steady=steady)
    return app
