"""`softphone admin audit`, `calls`, `live`, `backup` and `retention`."""

from typing import Annotated

import typer

from softphone.programs import restore
from softphone.programs.admin import asked

Limit = Annotated[int, typer.Option(min=1, max=200)]


def audit(
    context: typer.Context,
    by: Annotated[str, typer.Option(metavar="LOGIN", help="What this person did.")] = "",
    about: Annotated[str, typer.Option(metavar="LOGIN", help="What was done to this person.")] = "",
    action: Annotated[str, typer.Option(metavar="NAME", help="person.changed, number.changed, …")] = "",
    limit: Limit = 50,
) -> None:
    """Who changed what, when, from where; the newest first."""
    server, output = asked.of(context)
    who = server.person(by)["id"] if by else ""
    subject = server.person(about)["id"] if about else ""
    said = server.get("/audit", who=who, subject=subject, action=action, limit=limit)
    output.rows(said, said["entries"], "at", "login", "source", "action", "name", "before", "after")


def calls(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="Part of a number, or of the caller.")] = "",
    person: Annotated[str, typer.Option(metavar="LOGIN")] = "",
    limit: Limit = 50,
) -> None:
    """Call records; the newest first. Searching them is in the audit log."""
    server, output = asked.of(context)
    whose = server.person(person)["id"] if person else ""
    said = server.get("/call-records", text=text, person=whose, limit=limit)
    output.rows(said, said["calls"], "began", "caller_shown", "called", "answered", "ended", "ending", "id")


def live(context: typer.Context) -> None:
    """Registrations, calls and trunks at this moment."""
    server, output = asked.of(context)
    said = server.get("/live")
    output.one(
        {"registrations": said["registrations"], "calls": said["calls"]}
        | {f"trunk {each['name']}": each["state"] for each in said["trunks"]}
    )


def backup(context: typer.Context) -> None:
    """The whole state, sealed with a passphrase (asked for, or SOFTPHONE_PASSPHRASE), in the server's folder
    backups; `softphone restore` brings it back."""
    server, output = asked.of(context)
    said = server.work("POST", "/backups", json={"passphrase": restore.passphrase()}).json()
    output.sentence(said, f"{said['name']}, {said['size']} bytes.")


def retention(
    context: typer.Context,
    call_records: Annotated[int | None, typer.Option(metavar="DAYS", min=1)] = None,
    audit: Annotated[int | None, typer.Option(metavar="DAYS", min=1)] = None,
    addresses: Annotated[int | None, typer.Option(metavar="DAYS", min=1)] = None,
) -> None:
    """How long things are kept, shown or set."""
    server, output = asked.of(context)
    fields = asked.only_given(call_records=call_records, audit=audit, addresses=addresses)
    output.one(server.ask("PATCH", "/retention", json=fields).json() if fields else server.get("/retention"))
