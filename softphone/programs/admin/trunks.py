"""`softphone admin trunks …`"""

import getpass
import sys
import time
from typing import Annotated

import typer

from softphone.programs.admin import asked
from softphone.programs.admin.session import REFUSED, Server, Stop

app = typer.Typer(no_args_is_help=True)

_LOOK_SECONDS = 0.5

Text = Annotated[str | None, typer.Option(metavar="TEXT")]
Secret = Annotated[bool, typer.Option("--password", help="Asked for, or the first line of standard input.")]


@app.command("list")
def list_(context: typer.Context) -> None:
    """All of them, with where each was found and how many channels are taken."""
    server, output = asked.of(context)
    said = server.get("/trunks")
    rows = [{**trunk, **trunk["state"]} for trunk in said["trunks"]]
    output.rows(said, rows, "name", "address", "transport", "found", "channels_taken", "channels")


@app.command()
def add(
    context: typer.Context,
    name: str,
    address: Annotated[str, typer.Argument(metavar="HOST[:PORT]")],
    transport: Text = None,
    login: Text = None,
    password: Secret = False,
    number_format: Text = None,
    channels: Annotated[int | None, typer.Option(min=0)] = None,
    media: Text = None,
) -> None:
    """A new trunk, in use at once."""
    server, output = asked.of(context)
    fields = asked.only_given(
        transport=transport,
        login=login,
        password=_password() if password else None,
        number_format=number_format,
        channels=channels,
        media=media,
    )
    body = {"name": name, "address": address, **fields}
    output.one(server.ask("POST", "/trunks", json=body).json())


@app.command()
def edit(
    context: typer.Context,
    name: str,
    address: Text = None,
    transport: Text = None,
    login: Text = None,
    password: Secret = False,
    number_format: Text = None,
    channels: Annotated[int | None, typer.Option(min=0)] = None,
    media: Text = None,
) -> None:
    """What is not given stays."""
    server, output = asked.of(context)
    fields = asked.only_given(
        address=address,
        transport=transport,
        login=login,
        password=_password() if password else None,
        number_format=number_format,
        channels=channels,
        media=media,
    )
    output.one(server.ask("PATCH", f"/trunks/{_id(server, name)}", json=fields).json())


@app.command()
def remove(context: typer.Context, name: str) -> None:
    """Calls that go over it go on."""
    server, output = asked.of(context)
    server.ask("DELETE", f"/trunks/{_id(server, name)}")
    output.sentence({}, f"{name} is removed.")


@app.command("call-me")
def call_me(
    context: typer.Context,
    name: str,
    number: Annotated[str, typer.Option(metavar="NUMBER", help="Else your own.")] = "",
) -> None:
    """Be rung through it, and see what the operator answers."""
    server, output = asked.of(context)
    path = f"/trunks/{_id(server, name)}/trial"
    said = server.ask("POST", path, json={"number": number}).json()
    while not said["over"]:
        time.sleep(_LOOK_SECONDS)
        said = server.get(path)
    output.rows(said, said["steps"], "at", "sentence")


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("The trunk's password: ")
    return sys.stdin.readline().rstrip("\r\n")


def _id(server: Server, name: str) -> str:
    for trunk in server.get("/trunks")["trunks"]:
        if name.lower() in (trunk["name"].lower(), trunk["id"]):
            return str(trunk["id"])
    raise Stop(REFUSED, f"There is no trunk {name}.")
