"""`softphone doctor`: looks at what a server needs, and says what to mend.

Exit status: 0 all is well, 1 something is to be mended.
"""

import contextlib
import datetime as dt
import os
import socket
import sqlite3
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from cryptography import x509
from rich.console import Console
from rich.text import Text

from softphone.people.directory import Directory
from softphone.programs.counted import counted
from softphone.programs.serve import data_folder
from softphone.server.addresses import Addresses
from softphone.server.company import DATABASE, DATABASE_VARIABLE, KEY, open_database
from softphone.server.trunk.edge import trunk_address
from softphone.sip.message.errors import ParseError
from softphone.storage.repository import StorageError

_SOON = dt.timedelta(days=7)
_SECONDS = 5.0


class Finding(msgspec.Struct, frozen=True):
    what: str
    well: bool
    sentence: str
    """What there is, or what to mend."""


def run(data: Path | None) -> int:
    folder = data or data_folder()
    console = Console(highlight=False)
    bad = 0
    for finding in look(folder, dt.datetime.now(dt.UTC)):
        bad += not finding.well
        mark = "ok  " if finding.well else "MEND"
        console.print(Text(f"{mark}  {finding.what:12} {finding.sentence}"), soft_wrap=True)
    return 1 if bad else 0


def look(folder: Path, now: dt.datetime) -> Iterator[Finding]:
    directory = None
    found, directory = _database(folder)
    yield found
    if not found.well:
        return
    yield from _ports(folder)
    yield _certificate(folder, now)
    if directory is not None:
        yield _names(directory)
        for trunk in directory.trunks.values():
            yield _trunk(trunk.name, lambda trunk=trunk: trunk_address(trunk))  # type: ignore[misc]
    yield _sound()


def _database(folder: Path) -> tuple[Finding, Directory | None]:
    url = os.environ.get(DATABASE_VARIABLE, "")
    if not url and not (folder / DATABASE).exists():
        sentence = f"There is none in {folder}: start `softphone serve --data {folder}` once."
        return Finding("database", False, sentence), None
    if not (folder / KEY).exists():
        # Whoever opens a database without one gets a new one, which would fit nothing.
        sentence = f"Its key, {folder / KEY}, is missing: bring it back from a backup."
        return Finding("database", False, sentence), None
    try:
        said = "ok" if url else _checked(folder / DATABASE)
        if said != "ok":
            return Finding("database", False, f"It is damaged ({said}): restore a backup."), None
        repository = open_database(folder, url, migrates=False)
        directory = repository.directory()
        repository.close()
    except sqlite3.Error as error:
        sentence = f"{folder / DATABASE} cannot be read ({error})."
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            sentence = (
                f"{folder / DATABASE} is no database: restore a backup into an empty folder "
                "(`softphone restore FILE --data DIR`)."
            )
        return Finding("database", False, sentence), None
    except (StorageError, OSError, LookupError) as error:
        return Finding("database", False, f"{error}"), None
    return Finding(
        "database", True, f"{counted(len(directory.people), 'person', 'people')}, whole."
    ), directory


def _checked(path: Path) -> str:
    """What SQLite says of the file, which it does not change."""
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as reading:
        return str(reading.execute("PRAGMA quick_check").fetchone()[0])


def _ports(folder: Path) -> Iterator[Finding]:
    try:
        addresses = msgspec.json.decode((folder / "addresses.json").read_bytes(), type=Addresses)
    except (OSError, msgspec.MsgspecError):
        yield Finding("ports", False, "The server has not run here yet: start it.")
        return
    for what, address in (("SIP", addresses.sip), ("SIP TLS", addresses.sip_tls), ("HTTP", addresses.http)):
        host, _, port = address.rpartition("://")[2].rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), _SECONDS).close()
        except (OSError, ValueError) as error:
            sentence = f"{address} does not answer ({error}): start the server, or open the firewall."
            yield Finding(what, False, sentence)
        else:
            yield Finding(what, True, f"{address} answers.")


def _certificate(folder: Path, now: dt.datetime) -> Finding:
    path = folder / "server.pem"
    if not path.exists():
        return Finding("certificate", True, "Given by --certificate: renew it before it ends.")
    try:
        ends = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as error:
        sentence = f"{path} cannot be read ({error}): remove it, and the server makes another."
        return Finding("certificate", False, sentence)
    if ends - now < _SOON:
        return Finding("certificate", False, f"It ends {ends:%Y-%m-%d}: start the server, which renews it.")
    return Finding("certificate", True, f"Good until {ends:%Y-%m-%d}.")


def _names(directory: Directory) -> Finding:
    try:
        found = socket.getaddrinfo(directory.domain, None)
    except OSError:
        sentence = (
            f"{directory.domain} is not found: telephones elsewhere need an address record for it, or the "
            "server's address."
        )
        return Finding("DNS", False, sentence)
    return Finding("DNS", True, f"{directory.domain} is {found[0][4][0]}.")


def _trunk(name: str, address: Callable[[], tuple[str, str, int]]) -> Finding:
    try:
        transport, host, port = address()
        found = socket.getaddrinfo(host, port)[0][4][0]
    except (OSError, ParseError) as error:
        return Finding("trunk", False, f"{name}: its address is not found ({error}): correct it.")
    if transport == "udp":
        return Finding("trunk", True, f"{name}: {found}, by UDP: only a call shows whether it answers.")
    try:
        with socket.create_connection((host, port), _SECONDS) as plain:
            if transport == "tls":
                ssl.create_default_context().wrap_socket(plain, server_hostname=host).close()
    except OSError as error:
        return Finding("trunk", False, f"{name}: {host}:{port} does not answer ({error}).")
    return Finding("trunk", True, f"{name}: {host}:{port} answers.")


def _sound() -> Finding:
    try:
        from softphone.audio.devices import Context, Direction
    except ImportError:
        return Finding("sound", True, "Not needed by the server; the phone's part is not installed.")
    try:
        context = Context()
        count = len(context.devices(Direction.PLAYBACK))
        context.close()
    except Exception as error:  # noqa: BLE001 - whatever the sound system says
        return Finding("sound", True, f"Not needed by the server; this machine has none ({error}).")
    devices = counted(count, "device", "devices")
    return Finding("sound", True, f"{devices} to play on; the server needs none.")
