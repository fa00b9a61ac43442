"""`softphone demo`: a company on this machine: its server, colleagues that answer or do not, somebody
outside, and the desktop signed in. All of it is kept in one temporary folder, and ends together.

Exit status: that of the desktop; without a screen, that of the call tests run in its place.
"""

import contextlib
import io
import multiprocessing
import multiprocessing.connection
import os
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from softphone.calls.commands import Transport
from softphone.calltest.accounts import Server
from softphone.programs import call_test, demo_company
from softphone.programs.demo_company import BUSY_ALL_DAY, EMPLOYEES, LOGIN_OF_USER, OPERATOR_NUMBER
from softphone.programs.demo_crew import Crew, free_udp_port
from softphone.programs.desktop_screen import screen_fault
from softphone.server.embedded import EmbeddedServer, EmbeddedServerError

FIRST_CALL, NEXT_CALLS = 20.0, 240.0
"""Seconds until a colleague calls the user, and between such calls."""
COLLEAGUES_CALL = 45.0
"""Seconds between calls of two colleagues, so that the list lives."""
CALLER, CHATTY, CHATTED = (EMPLOYEES[number].login for number in (3, 10, 7))
START = 20.0
"""Seconds that the colleagues have to sign in."""
ENDING = 8.0
"""Seconds that the desktop, or the others when they are orphans, have to end."""
ENDING_LOOKS = 40

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def run(arguments: list[str]) -> int:
    """The exit status."""
    try:
        app(arguments, prog_name="softphone demo")
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@app.command()
def demo(
    quiet: Annotated[bool, typer.Option("--quiet", help="Nobody calls unasked.")] = False,
) -> None:
    """A company on this machine: server, colleagues that answer, and the desktop signed in."""
    raise typer.Exit(_demo(quiet))


def _demo(quiet: bool) -> int:
    if fault := screen_fault():
        print(fault)
        print("So there is no window; the same company is run as call tests instead.", flush=True)
        return call_test.run([])
    folder = Path(tempfile.mkdtemp(prefix="softphone-demo-"))
    # What the children keep for a while goes there too, and with it.
    os.environ["TMPDIR"] = str(folder)
    try:
        with _ended_by_signals():
            return _company(folder, quiet)
    except EmbeddedServerError as error:
        print(f"The demo's server did not start:\n{error}", file=sys.stderr)
        return call_test.COULD_NOT_RUN
    except KeyboardInterrupt:
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _company(folder: Path, quiet: bool) -> int:
    secret = {each.login: secrets.token_hex(16) for each in EMPLOYEES if each.manner is not None}
    password = secrets.token_urlsafe(9)
    operator_port = free_udp_port()
    text = demo_company.company_file(secret, password=password, operator=f"127.0.0.1:{operator_port}")
    with EmbeddedServer(text, folder=folder / "server") as running:
        addresses = running.addresses
        desktop, connection = _start_desktop(addresses.http, password, folder)
        try:
            server = Server(
                domain=addresses.domain,
                addresses={Transport.UDP: addresses.sip, Transport.TLS: addresses.sip_tls},
                accounts=demo_company.accounts(secret),
                trust_anchors=(addresses.ca,),
            )
            with Crew(server, folder, operator_port) as crew:
                if not crew.wait_until_signed_in(START):
                    print("Not all colleagues could sign in.", file=sys.stderr)
                crew.call(BUSY_ALL_DAY, OPERATOR_NUMBER)
                _introduce(addresses.http, password)
                _live(crew, desktop, quiet)
        finally:
            _end(desktop, connection)
    return desktop.exitcode or 0


def _introduce(http: str, password: str) -> None:
    print(f"The company's server is at {http}. You are Kim Lind; login {LOGIN_OF_USER}, password {password}")
    for each in EMPLOYEES:
        if each.login != LOGIN_OF_USER:
            behaviour = each.manner.behaviour.value if each.manner else "is away"
            print(f"  {each.extension}  {each.name:16} {behaviour}")
    print("Outside, every number that can exist is answered; 112, too, but nobody is called for help.")
    if sys.stdin.isatty():
        print("Enter o: somebody outside calls the main number; c: a colleague calls you; q: the end.")
    sys.stdout.flush()


def _live(crew: Crew, desktop: SpawnProcess, quiet: bool) -> None:
    """Until the window is closed or q is entered."""
    asked = _asked_for({"o": crew.operator_calls, "c": lambda: crew.call(CALLER, LOGIN_OF_USER)})
    now = time.monotonic()
    next_call, next_chat = now + FIRST_CALL, now + COLLEAGUES_CALL / 3
    while not asked.is_set():
        if multiprocessing.connection.wait([desktop.sentinel], timeout=0.5):
            return
        now = time.monotonic()
        if not quiet and now >= next_call:
            next_call = now + NEXT_CALLS
            crew.call(CALLER, LOGIN_OF_USER)
        if not quiet and now >= next_chat:
            next_chat = now + COLLEAGUES_CALL
            crew.call(CHATTY, CHATTED)


def _asked_for(actions: dict[str, Callable[[], None]]) -> threading.Event:
    """Does what is entered at the terminal. The event: the end was asked for."""
    end = threading.Event()

    def read() -> None:
        for line in sys.stdin:
            word = line.strip().lower()
            if word == "q":
                end.set()
            elif word in actions:
                actions[word]()

    if sys.stdin.isatty():
        threading.Thread(target=read, name="terminal", daemon=True).start()
    return end


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM, and the end of the terminal, end as Ctrl-C does: everything is tidied up."""

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    numbers = [signal.SIGTERM]
    # Windows has none; and who started the demo may have it ignored (nohup).
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start_desktop(url: str, password: str, folder: Path) -> tuple[SpawnProcess, Connection]:
    """The connection is to be kept: when it ends, the desktop ends, however this process did."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_desktop, args=(theirs, url, password, folder), name="softphone desktop")
    process.start()
    theirs.close()
    return process, ours


def _desktop(parent: Connection, url: str, password: str, folder: Path) -> None:
    """In its own process. Ends when its parent asks for it, or is gone, by the end of the connection."""
    from softphone.programs import desktop

    ended = threading.Event()

    def watch() -> None:
        with contextlib.suppress(EOFError, OSError):
            parent.recv()
        # More than once: while the window is being built, nobody listens.
        while not ended.wait(ENDING / ENDING_LOOKS):
            os.kill(os.getpid(), signal.SIGTERM)

    # Until the window takes the signals for its own they do nothing: an exception out of a handler in the
    # middle of Qt's loading breaks Qt.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: None)
    threading.Thread(target=watch, name="parent", daemon=True).start()
    sys.stdin = io.StringIO(f"{password}\n")
    try:
        status = desktop.run(server=url, login=LOGIN_OF_USER, profile=folder / "desktop", password_stdin=True)
    finally:
        ended.set()
        original = multiprocessing.parent_process()
        if original is not None and not original.is_alive():
            _remove(folder)
    sys.exit(status)


def _remove(folder: Path) -> None:
    """The server may still be writing its last words there."""
    for _ in range(ENDING_LOOKS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(ENDING / ENDING_LOOKS)


def _end(process: SpawnProcess, connection: Connection) -> None:
    connection.close()
    process.join(ENDING)
    if process.is_alive():
        process.kill()
    process.join()
