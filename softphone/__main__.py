"""The command line: picks a program, and imports it only then."""

import multiprocessing
import sys
from pathlib import Path
from typing import Annotated

import typer

_PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""The program reads its own options: they are not known without importing it."""

app = typer.Typer(
    help="A desktop softphone, and the forwarding engine that answers when nobody does.",
    add_completion=False,
    invoke_without_command=True,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from softphone.programs.version import version

        typer.echo(f"softphone {version()}")
        raise typer.Exit


@app.callback()
def desktop(
    context: typer.Context,
    server: Annotated[str, typer.Option(metavar="URL", help="Sign in to this company's server.")] = "",
    login: Annotated[str, typer.Option(metavar="NAME", help="Sign in as.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="The password is the first line of standard input.")
    ] = False,
    profile_dir: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep everything in this folder, and secrets only in memory."),
    ] = None,
    link: Annotated[str, typer.Option(metavar="LINK", hidden=True)] = "",
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Without a command: the desktop. A link (tel:, sip:, callto:) is called, once it was confirmed."""
    if context.invoked_subcommand is None:
        from softphone.programs.desktop import run

        raise typer.Exit(
            run(server=server, login=login, profile=profile_dir, password_stdin=password_stdin, link=link)
        )


@app.command()
def serve(
    company: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The company, in TOML; read at the first start.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where everything is kept.", show_default="of the user")
    ] = None,
    database: Annotated[
        str,
        typer.Option(
            metavar="URL",
            envvar="SOFTPHONE_DATABASE",
            help="postgresql://USER:PASSWORD@HOST/NAME; else a file in the folder.",
        ),
    ] = "",
    sip: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="SIP by UDP and TCP; TLS on the next port. 0: any free.")
    ] = "127.0.0.1:5060",
    http: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Sign-in and API; HTTPS but on this machine itself.")
    ] = "127.0.0.1:8080",
    https: Annotated[
        bool | None, typer.Option("--https/--no-https", help="HTTPS everywhere, or nowhere.")
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="PEM", help="The server's certificate with its chain.")
    ] = None,
    key: Annotated[Path | None, typer.Option(metavar="PEM", help="The certificate's private key.")] = None,
    calendar_network: Annotated[
        list[str] | None,
        typer.Option(metavar="NETWORK", help="Inside, and calendars may come from there: 10.1.0.0/16."),
    ] = None,
    stop_with_parent: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """The company's server: SIP registrar and proxy, rules, sign-in and API."""
    from softphone import compiled

    compiled.use()
    from softphone.programs import serve as program
    from softphone.programs.version import version
    from softphone.server.addresses import Address
    from softphone.server.calendars.personal import networks
    from softphone.server.service_settings import ServiceSettings

    if (certificate is None) != (key is None):
        raise typer.BadParameter("Give both --certificate and --key, or neither.")
    try:
        addresses = Address.parse(sip), Address.parse(http)
        calendar_networks = networks(tuple(calendar_network or ()))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    settings = ServiceSettings(
        data=data or program.data_folder(),
        company_file=company,
        database=database,
        sip=addresses[0],
        http=addresses[1],
        https=https,
        certificate=certificate,
        key=key,
        calendar_networks=calendar_networks,
        version=version(),
    )
    raise typer.Exit(program.run(settings, stop_with_parent=stop_with_parent))


@app.command("import-people", hidden=True)
def import_people(
    data: Annotated[Path, typer.Option(metavar="DIR")],
) -> None:
    """For the server itself, which does it in a process of its own."""
    from softphone.programs.import_people import run

    raise typer.Exit(run(data))


@app.command("ask-directory", hidden=True)
def ask_directory() -> None:
    """For the server itself, which does it in a process of its own."""
    from softphone.programs.ask_directory import run

    raise typer.Exit(run())


@app.command("back-up", hidden=True)
def back_up(
    data: Annotated[Path, typer.Option(metavar="DIR")], to: Annotated[Path, typer.Option(metavar="FILE")]
) -> None:
    """For the server itself, which does it in a process of its own."""
    from softphone.programs.back_up import run

    raise typer.Exit(run(data, to))


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(metavar="FILE", help="A backup with a passphrase.")],
    data: Annotated[Path, typer.Option(metavar="DIR", help="Where to; it must be empty, or not there.")],
    database: Annotated[
        str,
        typer.Option(
            metavar="URL",
            envvar="SOFTPHONE_DATABASE",
            help="postgresql://USER:PASSWORD@HOST/NAME, empty; else a file in the folder.",
        ),
    ] = "",
) -> None:
    """Bring a backup back, for `softphone serve --data DIR`. Asks for the passphrase."""
    from softphone.programs.restore import run

    raise typer.Exit(run(backup, data, database))


@app.command(context_settings=_PASSED_ON)
def admin(context: typer.Context) -> None:
    """People, numbers, groups, trunks, records and backups of a server, by its API."""
    from softphone.programs.admin.app import run

    raise typer.Exit(run(context.args))


@app.command()
def doctor(
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The server's data folder.", show_default="of the user")
    ] = None,
) -> None:
    """Look at DNS, ports, certificates, trunks, database and sound, and say what to mend."""
    from softphone.programs.doctor import run

    raise typer.Exit(run(data))


@app.command("keep-calls", hidden=True)
def keep_calls(data: Annotated[Path, typer.Option(metavar="DIR")]) -> None:
    """For the server itself, which does it in a process of its own."""
    from softphone.programs.keep_calls import run

    raise typer.Exit(run(data))


@app.command("call-test", context_settings=_PASSED_ON)
def call_test(context: typer.Context) -> None:
    """Real calls with measured sound; a report for CI."""
    from softphone.programs.call_test import run

    raise typer.Exit(run(context.args))


@app.command(context_settings=_PASSED_ON)
def demo(context: typer.Context) -> None:
    """A company on this machine: server, colleagues that answer, and the desktop signed in."""
    from softphone.programs.demo import run

    raise typer.Exit(run(context.args))


@app.command()
def trace(
    call: Annotated[
        str, typer.Argument(metavar="CALL", help="How its Call-ID begins; without it, the recent calls.")
    ] = "",
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The server's data folder.", show_default="of the user")
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="How many recent calls.")] = 30,
    messages: Annotated[bool, typer.Option("--messages", help="Also each message, without secrets.")] = False,
) -> None:
    """One call of the server's as a text ladder, with what the engine decided and why."""
    from softphone.programs.trace import run

    raise typer.Exit(run(call, data, count=count, messages=messages))


@app.command()
def diagnostics(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """What this installation can do, for whoever helps; nothing secret is in it."""
    from softphone.programs.diagnostics import run

    raise typer.Exit(run(as_json=as_json))


def with_link(arguments: list[str]) -> list[str]:
    """Systems start the program with a link as its one argument, where others have the command's name."""
    from softphone.people.schemes import is_link

    commands = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    for at, argument in enumerate(arguments):
        if argument in commands:
            break
        if is_link(argument):
            return [*arguments[:at], f"--link={argument}", *arguments[at + 1 :]]
    return arguments


def main() -> None:
    multiprocessing.freeze_support()
    try:
        app(with_link(sys.argv[1:]))
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "softphone":
            raise
        # The desktop, the server and the call tests each bring packages that the others do without.
        sys.exit(f"{error.name} is missing: install softphone[desktop], [server] or [calltest] for this.")


if __name__ == "__main__":
    main()
