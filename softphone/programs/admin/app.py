"""`softphone admin`: a server looked after from the shell, by its API.

Exit status: 0 done; 1 the server refused, and said why; 2 wrong use; 3 the server does not answer; 4 not
signed in.
"""

import getpass
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from softphone.programs.admin import asked, directory, groups, numbers, people, records, trunks
from softphone.programs.admin.output import Output
from softphone.programs.admin.session import WRONG_USE, Server, Stop, forget, remember, remembered

app = typer.Typer(
    help=(
        "Look after a Softphone server from the shell.\n\n"
        "Sign in once (the token goes into the system's keyring), or set SOFTPHONE_SERVER and "
        "SOFTPHONE_TOKEN."
    ),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(people.app, name="people", help="People: add, edit, deactivate, import, invite, export, erase.")
app.add_typer(numbers.app, name="numbers", help="Phone numbers: find, forward, assign, release.")
app.add_typer(directory.app, name="directory", help="The company's directory (LDAP), and people from there.")
app.add_typer(groups.app, name="groups", help="Answer groups and their hours.")
app.add_typer(trunks.app, name="trunks", help="Trunks with their state.")
app.command("audit")(records.audit)
app.command("calls")(records.calls)
app.command("live")(records.live)
app.command("backup")(records.backup)
app.command("retention")(records.retention)


@app.callback()
def admin(
    context: typer.Context,
    server: Annotated[
        str, typer.Option(metavar="URL", envvar="SOFTPHONE_SERVER", help="Else the one signed in to last.")
    ] = "",
    ca: Annotated[
        str, typer.Option(metavar="PEM", envvar="SOFTPHONE_CA", help="The server's own authority (ca.pem).")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON, as the API says it.")] = False,
) -> None:
    context.obj = {"server": server, "ca": ca, "output": Output(as_json=as_json)}


@app.command("sign-in")
def sign_in(context: typer.Context, login: str) -> None:
    """Asks for the password (or reads it from standard input), and keeps a token in the keyring."""
    given = context.obj
    server = _nobodys(context)
    password = _secret("Password: ")
    body = {"login": login, "password": password, "device_name": "softphone admin"}
    token = server.ask("POST", "/sign-in", json=body).json()["token"]
    if remember(server.url, given["ca"], token):
        given["output"].sentence({"server": server.url}, f"Signed in to {server.url}.")
    else:
        # Once, and on purpose: there is nowhere to keep it.
        given["output"].sentence({"token": token}, f"No keyring here. Set SOFTPHONE_TOKEN={token}")


@app.command("first-administrator")
def first_administrator(context: typer.Context, login: str, name: str) -> None:
    """Of a server that has none. Asks for the code that it showed where it was started, and for a password
    (or reads them from standard input, a line each)."""
    server = _nobodys(context)
    body = {"login": login, "name": name, "code": _secret("Code: "), "password": _secret("Password: ")}
    made = server.ask("POST", "/first-administrator", json=body).json()
    context.obj["output"].sentence(
        made, f"{login} is the administrator. Next: softphone admin sign-in {login}"
    )


@app.command("sign-out")
def sign_out(context: typer.Context) -> None:
    """Revokes the token."""
    server, output = asked.of(context)
    server.ask("POST", "/sign-out")
    forget(server.url)
    output.sentence({}, "Signed out.")


def _nobodys(context: typer.Context) -> Server:
    """The server, without a token. Raises Stop."""
    url = context.obj["server"] or remembered().server
    if not url:
        raise Stop(WRONG_USE, "Which server? Give --server URL before the command.")
    server = Server(url, context.obj["ca"])
    context.call_on_close(server.close)
    return server


def _secret(prompt: str) -> str:
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


def run(arguments: Sequence[str]) -> int:
    command = typer.main.get_command(app)
    try:
        command.main(list(arguments), prog_name="softphone admin")
    except Stop as stop:
        print(stop.sentence, file=sys.stderr)
        return stop.status
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0
