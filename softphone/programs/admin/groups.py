"""`softphone admin groups …`"""

from typing import Annotated, Any

import typer

from softphone.programs.admin import asked
from softphone.programs.admin.session import REFUSED, Server, Stop

app = typer.Typer(no_args_is_help=True)

Text = Annotated[str | None, typer.Option(metavar="TEXT")]
Members = Annotated[
    list[str] | None, typer.Option("--member", metavar="LOGIN", help="In order; '' for no one.")
]


@app.command("list")
def list_(context: typer.Context) -> None:
    """All of them."""
    server, output = asked.of(context)
    said = server.get("/groups")
    output.rows(said, said["groups"], "name", "extension", "number", "ring", "hours", "overflow", "members")


@app.command()
def add(
    context: typer.Context,
    name: str,
    extension: Text = None,
    number: Text = None,
    member: Members = None,
    ring: Text = None,
    hours: Text = None,
    overflow: Text = None,
) -> None:
    """Hours as people write them: "mon-fri 08:00-17:00, sat 10-14"."""
    server, output = asked.of(context)
    fields = _fields(server, extension, number, member, ring, hours, overflow)
    output.one(server.ask("POST", "/groups", json={"name": name, **fields}).json())


@app.command()
def edit(
    context: typer.Context,
    name: str,
    new_name: Text = None,
    extension: Text = None,
    number: Text = None,
    member: Members = None,
    ring: Text = None,
    hours: Text = None,
    overflow: Text = None,
) -> None:
    """What is not given stays."""
    server, output = asked.of(context)
    fields = _fields(server, extension, number, member, ring, hours, overflow)
    fields |= asked.only_given(name=new_name)
    output.one(server.ask("PATCH", f"/groups/{id_of(server, name)}", json=fields).json())


@app.command()
def remove(context: typer.Context, name: str) -> None:
    """Its number and extension reach nobody then."""
    server, output = asked.of(context)
    server.ask("DELETE", f"/groups/{id_of(server, name)}")
    output.sentence({}, f"{name} is removed.")


def _fields(
    server: Server,
    extension: str | None,
    number: str | None,
    member: list[str] | None,
    ring: str | None,
    hours: str | None,
    overflow: str | None,
) -> dict[str, Any]:
    members = None if member is None else [server.person(login)["id"] for login in member if login]
    return asked.only_given(
        extension=extension, number=number, members=members, ring=ring, hours=hours, overflow=overflow
    )


def id_of(server: Server, name: str) -> str:
    for group in server.get("/groups")["groups"]:
        if name.lower() in (group["name"].lower(), group["id"], group["extension"]):
            return str(group["id"])
    raise Stop(REFUSED, f"There is no group {name}.")
