"""`softphone call-test`: runs scenarios with real phones and real sound.

Exit status: 0 all passed, 1 a scenario failed, 2 wrong options or a scenario file with mistakes, 3 could not
run.
"""

import contextlib
import importlib.resources
import ipaddress
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from softphone.calls.commands import Transport
from softphone.calltest import accounts, report, scenario
from softphone.calltest.accounts import Server
from softphone.calltest.results import Result, exit_status
from softphone.calltest.runner import Runner
from softphone.calltest.scenario import Scenario, Variant
from softphone.phone.client import ProcessPhone
from softphone.programs import demo_company
from softphone.server.embedded import EmbeddedServer, EmbeddedServerError

WRONG_USE = 2
COULD_NOT_RUN = 3
PLAIN_WIDTH = 150
"""Columns in a file or a CI log, where nobody says how wide it is."""


class Failure(Exception):  # noqa: N818 - not an error of the program: what the person is told
    """Ends the program with these lines and this exit status."""

    def __init__(self, status: int, *lines: str) -> None:
        super().__init__(*lines)
        self.status = status
        self.lines = lines


class Over(Enum):
    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def call_test(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[SCENARIO]...", help="Files or folders; none: those that come with it."),
    ] = None,
    server: Annotated[
        str, typer.Option(metavar="HOST[:PORT]", help="Test this SIP server, not one of its own.")
    ] = "",
    accounts_file: Annotated[
        Path | None, typer.Option("--accounts", metavar="FILE", help="The server's accounts, in TOML.")
    ] = None,
    over: Annotated[
        list[Over] | None, typer.Option(help="Only over these transports; may be repeated.")
    ] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a JUnit report.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Write everything as JSON.")] = None,
    keep: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep the recordings there.")] = None,
    only_list: Annotated[bool, typer.Option("--list", help="List what would be run.")] = False,
) -> None:
    """Real calls with measured sound. Without arguments: the scenarios that come with it, against a server
    of its own on this machine."""
    wanted = [Transport(each.value) for each in over or []] or list(Transport)
    try:
        status = _call_test(files or [], server, accounts_file, wanted, junit, json, keep, only_list)
    except Failure as failure:
        for line in failure.lines:
            typer.echo(line, err=True)
        status = failure.status
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        status = COULD_NOT_RUN
    raise typer.Exit(status)


def run(arguments: list[str]) -> int:
    """The exit status."""
    try:
        app(arguments, prog_name="softphone call-test")
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _call_test(
    files: list[Path],
    server: str,
    accounts_file: Path | None,
    wanted: list[Transport],
    junit: Path | None,
    json: Path | None,
    keep: Path | None,
    only_list: bool,
) -> int:
    console = Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH)
    scenarios = _read_scenarios(files)
    runs = [(each, variant) for each in scenarios for variant in each.variants if variant.transport in wanted]
    if only_list:
        for each, variant in runs:
            console.print(f"{each.name} ({variant}): {each.about}", highlight=False)
        return 0
    with contextlib.ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="softphone-call-test-")))
        tested = stack.enter_context(_server(server, accounts_file))
        results = run_all(tested, runs, folder, console)
    console.print()
    console.print(report.table(results))
    if junit is not None:
        _write(junit, report.junit(results))
    if json is not None:
        _write(json, report.json(results))
    return exit_status(results)


def run_all(
    server: Server, runs: list[tuple[Scenario, Variant]], folder: Path, console: Console
) -> list[Result]:
    """Runs them one after the other, and tells how it goes."""
    results = []
    with _progress(console, len(runs)) as (say, finished):
        runner = Runner(
            server,
            ProcessPhone,
            clock=time.monotonic,
            folder=folder,
            bind=_bind(server),
            progress=say,
        )
        for each, variant in runs:
            say(f"{each.name} ({variant})")
            result = runner.run(each, variant)
            results.append(result)
            finished(result)
    return results


@contextlib.contextmanager
def embedded(say: Callable[[str], None] = lambda words: None) -> Iterator[Server]:
    """The demo's company on a server of its own, and its telephones' accounts."""
    words = {each.login: secrets.token_hex(16) for each in demo_company.EMPLOYEES}
    try:
        with EmbeddedServer(demo_company.company_file(words)) as running:
            yield Server(
                domain=running.addresses.domain,
                addresses={
                    Transport.UDP: running.addresses.sip,
                    Transport.TCP: running.addresses.sip,
                    Transport.TLS: running.addresses.sip_tls,
                },
                accounts=demo_company.accounts(words),
                trust_anchors=(running.addresses.ca,),
            )
    except EmbeddedServerError as error:
        raise Failure(COULD_NOT_RUN, "The server for the tests did not start:", str(error)) from None


@contextlib.contextmanager
def _server(address: str, file: Path | None) -> Iterator[Server]:
    if file is None:
        if address:
            raise Failure(WRONG_USE, "--server needs --accounts FILE: who shall sign in there?")
        with embedded() as server:
            yield server
        return
    parsed = accounts.parse(_read(file), str(file), address)
    if not isinstance(parsed, Server):
        raise Failure(WRONG_USE, *map(str, parsed))
    yield parsed


def shipped() -> list[Path]:
    """The scenarios that come with it."""
    folder = Path(str(importlib.resources.files("softphone.calltest") / "scenarios"))
    return sorted(folder.glob("*.toml"))


def _read_scenarios(paths: list[Path]) -> list[Scenario]:
    files = [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
    if paths and not files:
        raise Failure(WRONG_USE, f"There are no scenarios (*.toml) in {', '.join(map(str, paths))}.")
    read = [scenario.parse(_read(file), str(file)) for file in files or shipped()]
    wrong = [str(fault) for each in read if isinstance(each, tuple) for fault in each]
    if wrong:
        raise Failure(WRONG_USE, *wrong)
    return [each for each in read if isinstance(each, Scenario)]


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise Failure(WRONG_USE, f"{file} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Failure(WRONG_USE, f"{file} is not text in UTF-8.") from None


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Failure(COULD_NOT_RUN, f"{file} can't be written: {error.strerror}.") from None


def _bind(server: Server) -> str:
    """Phones that test this machine stay on it; others use whatever way leads out."""
    host = next(iter(server.addresses.values())).rpartition(":")[0]
    try:
        return "127.0.0.1" if ipaddress.ip_address(host).is_loopback else ""
    except ValueError:
        return "127.0.0.1" if host == "localhost" else ""


Say = Callable[[str], None]
Finished = Callable[[Result], None]


@contextlib.contextmanager
def _progress(console: Console, total: int) -> Iterator[tuple[Say, Finished]]:
    """On a terminal a line that moves; elsewhere a line for each run that has finished."""

    def line(result: Result) -> None:
        console.print(f"{result.outcome.value:14}{result.title}, {result.seconds:.1f} s", highlight=False)
        for problem in result.problems:
            console.print(
                f"{'':14}{result.scenario.file}:{problem.line}: {problem.sentence}", highlight=False
            )

    if not console.is_terminal:
        yield (lambda words: None), line
        return
    columns = (
        SpinnerColumn(),
        MofNCompleteColumn(),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)

        def finished(result: Result) -> None:
            line(result)
            bar.advance(task)

        yield (lambda words: bar.update(task, description=words)), finished
