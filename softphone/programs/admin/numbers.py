"""`softphone admin numbers …`"""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from softphone.programs.admin import asked, groups
from softphone.programs.admin.session import WRONG_USE, Stop

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(
    context: typer.Context,
    search: Annotated[str, typer.Argument(metavar="[WORDS]")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 100,
) -> None:
    """Numbers by parts of number, person, status or note."""
    server, output = asked.of(context)
    said = server.get("/numbers", search=search, limit=limit)
    rows = [each | {"person": (each["owner"] or {}).get("name")} for each in said["numbers"]]
    output.rows(said, rows, "number", "kind", "status", "person", "forwarding", "note")


@app.command()
def add(
    context: typer.Context,
    numbers: list[str],
    note: Annotated[str, typer.Option(metavar="TEXT")] = "",
) -> None:
    """Numbers that the company has got from its operator: reserved, all or none."""
    server, output = asked.of(context)
    body = {"numbers": [{"number": each, "note": note} for each in numbers]}
    said = server.ask("POST", "/numbers", json=body).json()
    output.rows(said, said["numbers"], "number", "kind", "status", "note")


@app.command()
def note(context: typer.Context, number: str, text: str) -> None:
    """For administrators."""
    _do(context, "PATCH", number, "", {"note": text})


@app.command()
def remove(context: typer.Context, number: str) -> None:
    """A reserved number that the company does not have any more."""
    server, output = asked.of(context)
    server.ask("DELETE", f"/numbers/{quote(number, safe='')}")
    output.sentence({}, f"{number} is removed.")


@app.command()
def show(context: typer.Context, number: str) -> None:
    """One number."""
    _do(context, "GET", number, "")


@app.command()
def forward(
    context: typer.Context,
    number: str,
    to: Annotated[str, typer.Argument(metavar="[NUMBER]")] = "",
    person: Annotated[str, typer.Option(metavar="LOGIN", help="Or to this colleague.")] = "",
    group: Annotated[str, typer.Option(metavar="NAME", help="Or to this group.")] = "",
    reception: Annotated[bool, typer.Option("--reception", help="Or to the reception.")] = False,
    starts: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Else at once.")] = None,
) -> None:
    """Konfigurera vidarekoppling: a reserved landline number, to another number, a colleague, a group or the
    reception."""
    if sum(map(bool, (to, person, group, reception))) != 1:
        raise Stop(WRONG_USE, "Where to? Give one: a number, --person, --group or --reception.")
    target: dict[str, Any] = {"type": "reception"}
    if to:
        target = {"type": "number", "number": to}
    elif person or group:
        server, _ = asked.of(context)
        if person:
            target = {"type": "colleague", "person": server.person(person)["id"]}
        else:
            target = {"type": "group", "group": groups.id_of(server, group)}
    _do(context, "PUT", number, "/forwarding", asked.only_given(to=target, starts=starts))


@app.command("stop-forwarding")
def stop_forwarding(context: typer.Context, number: str) -> None:
    """Callers are told then that nobody has the number."""
    _do(context, "DELETE", number, "/forwarding")


@app.command()
def assign(context: typer.Context, number: str, login: str) -> None:
    """A reserved number becomes this person's."""
    server, _ = asked.of(context)
    _do(context, "PUT", number, "/person", {"person": server.person(login)["id"]})


@app.command()
def release(context: typer.Context, number: str) -> None:
    """A person's number becomes reserved."""
    _do(context, "DELETE", number, "/person")


def _do(
    context: typer.Context, method: str, number: str, path: str, body: dict[str, Any] | None = None
) -> None:
    server, output = asked.of(context)
    more = {} if body is None else {"json": body}
    output.one(server.ask(method, f"/numbers/{quote(number, safe='')}{path}", **more).json())
