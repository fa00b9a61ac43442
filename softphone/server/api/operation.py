"""For whoever runs the server: is it well, and what does it do."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from softphone.server.api import access

router = APIRouter(tags=["Operation"])


class Health(BaseModel):
    status: Literal["ok"] = "ok"
    version: str


@router.get("/health")
async def health(request: Request) -> Health:
    """That it answers, and its version."""
    return Health(version=access.served(request).version)


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """In Prometheus' text format: counts, and nothing about persons."""
    return Response(access.served(request).metrics(), media_type=CONTENT_TYPE_LATEST)
