"""`softphone admin directory …`"""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from softphone.programs.admin import asked
from softphone.programs.admin.session import REFUSED, WRONG_USE, Stop
from softphone.programs.counted import counted

app = typer.Typer(no_args_is_help=True)

_TIMEOUT = 600.0
"""Seconds: a large directory that is far away, and then everybody in it."""
Text = Annotated[str, typer.Option(metavar="TEXT")]


@app.command()
def show(context: typer.Context) -> None:
    """Where it is. Its password is told to nobody."""
    server, output = asked.of(context)
    output.one(server.get("/directory"))


@app.command("set")
def set_(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="HOST[:PORT]")],
    base_dn: Annotated[str, typer.Argument(metavar="BASE-DN")],
    product: Annotated[str, typer.Option(help="openldap or active_directory.")] = "openldap",
    security: Annotated[str, typer.Option(help="ldaps or starttls.")] = "ldaps",
    ca: Annotated[
        Path | None,
        typer.Option(metavar="PEM", exists=True, dir_okay=False, help="Whom its certificate is trusted by."),
    ] = None,
    bind_dn: Text = "",
    password: Annotated[
        bool, typer.Option("--password", help="Asked for, or the first line of standard input.")
    ] = False,
    filter_: Annotated[str, typer.Option("--filter", metavar="FILTER", help="RFC 4515.")] = "",
    attribute: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=NAME[,NAME]", help="landline=ipPhone; - for none. Again for more."),
    ] = None,
) -> None:
    """Where the company's directory is (LDAP). Nobody is imported by that."""
    server, output = asked.of(context)
    attributes = dict(each.partition("=")[::2] for each in attribute or ())
    body = {
        "address": address,
        "base_dn": base_dn,
        "product": product,
        "security": security,
        "authority": ca.read_text() if ca else "",
        "bind_dn": bind_dn,
        "password": _password() if password else "",
        "filter": filter_,
        "attributes": attributes,
    }
    output.one(server.ask("PUT", "/directory", json=body).json())


@app.command()
def remove(context: typer.Context) -> None:
    """Forget where it is, and the password. Who came from there stays."""
    server, output = asked.of(context)
    server.ask("DELETE", "/directory")
    output.sentence({}, "The directory is forgotten.")


@app.command("import")
def import_(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option(help="Only tell what would become of each.")] = False,
    without_faulty: Annotated[bool, typer.Option(help="Leave entries with faults out.")] = False,
    deactivate_vanished: Annotated[
        str,
        typer.Option(
            metavar="MARK",
            help="Deactivate who came from there and is not there any more: those whom the dry run named "
            "that gave this mark.",
        ),
    ] = "",
) -> None:
    """People from there: added, or changed as it says. With faults in a dry run the exit status is 1."""
    server, output = asked.of(context)
    params = {
        "dry_run": dry_run,
        "without_faulty": without_faulty,
        "deactivate_vanished": deactivate_vanished,
    }
    said = server.ask("POST", "/directory/import", params=params, timeout=_TIMEOUT).json()
    if not dry_run:
        added = counted(said["added"], "was", "were")
        sentence = f"{added} added, {said['changed']} changed, {said['deactivated']} deactivated."
        output.sentence(said, " ".join([sentence, *said["kept_active"]]))
        return
    rows = [
        {"login": row["login"], "name": row["name"], "what becomes of it": _fate(row)} for row in said["rows"]
    ]
    rows += [
        {"login": each["login"], "name": each["name"], "what becomes of it": "is not there any more"}
        for each in said["vanished"]
    ]
    output.rows(said, rows, "login", "name", "what becomes of it")
    faulty = counted(said["faulty"], "row has", "rows have")
    found = f"{said['adds']} would be added, {said['changes']} changed; {faulty} faults."
    if said["vanished"]:
        found += f" Those not there any more are deactivated by --deactivate-vanished {said['vanished_mark']}"
    if said["faulty"]:
        raise Stop(REFUSED, found)
    print(found, file=sys.stderr)


def _fate(row: dict[str, object]) -> str:
    if row["adds"]:
        return "is added"
    if row["changes"]:
        return "is changed"
    faults = row["faults"]
    assert isinstance(faults, list)
    return " ".join(fault["sentence"] for fault in faults) or "stays"


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("The directory's password: ")
    given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise Stop(WRONG_USE, "The password is the first line of standard input; there was none.")
    return given
