"""Telefonnummer > Befintliga nummer."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from softphone.server.portal.pages import page
from softphone.server.portal.visitor import Administrator

router = APIRouter()


@router.get("/numbers")
async def numbers(request: Request, visitor: Administrator) -> Response:
    return page(request, visitor, "numbers.html")
