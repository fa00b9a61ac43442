"""What every command begins with."""

from typing import Any

import typer

from softphone.programs.admin.output import Output
from softphone.programs.admin.session import Server


def of(context: typer.Context) -> tuple[Server, Output]:
    """Raises Stop."""
    given: dict[str, Any] = context.obj
    server = Server.known(given["server"], given["ca"])
    context.call_on_close(server.close)
    return server, given["output"]


def only_given(**fields: Any) -> dict[str, Any]:
    """Those options that were written."""
    return {name: value for name, value in fields.items() if value is not None}
