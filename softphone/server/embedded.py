"""A server of one's own, as a child process: for call tests, the demo, and whoever wants to try.

    with EmbeddedServer(company_toml) as server:
        server.addresses.http

It lives in a folder of its own, on free ports of 127.0.0.1, ends with the block, and ends also when this
process is killed. A process, not a thread: the sound of the phones beside it must not wait for Python here.
"""

import contextlib
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from softphone.server.addresses import Addresses

_LAST_LINES = 20


class EmbeddedServerError(Exception):
    """The server did not start: its own words."""


class _LogLine(msgspec.Struct):
    event: str = ""


class EmbeddedServer:
    """Thread-safe once started. `log` is where the server's log goes; None: DIR/server.log of `folder`."""

    def __init__(
        self,
        company: str,
        *,
        folder: Path | None = None,
        log: Path | None = None,
        sip: str = "127.0.0.1:0",
        http: str = "127.0.0.1:0",
        https: bool | None = None,
    ) -> None:
        """`company` is the text of a company file. Without a folder a temporary one is made, and removed at
        the end; with one that a server used before, that server's company goes on."""
        self.addresses: Addresses
        self.folder: Path
        self._company = company
        self._given_folder = folder
        self._log = log
        self._options = ["--sip", sip, "--http", http]
        if https is not None:
            self._options.append("--https" if https else "--no-https")
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._ready = threading.Event()
        self._last: deque[str] = deque(maxlen=_LAST_LINES)

    def start(self, timeout: float = 120.0) -> Addresses:
        """Raises EmbeddedServerError when it ends, or has not started within `timeout` seconds."""
        self.folder = self._given_folder or Path(tempfile.mkdtemp(prefix="softphone-server-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        company = self.folder / "company.toml"
        company.touch(0o600)
        company.write_text(self._company, encoding="utf-8")
        data = self.folder / "data"
        process = subprocess.Popen(
            [*program(), "serve", "--company", company, "--data", data, "--stop-with-parent", *self._options],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert process.stderr is not None
        self._process = process
        self._ready.clear()
        self._reader = threading.Thread(target=self._read, args=(process.stderr,), daemon=True)
        self._reader.start()
        self._ready.wait(timeout)
        if process.poll() is not None or not (data / "addresses.json").exists():
            words = "\n".join([line for line in self._last if not line.startswith("{")] or self._last)
            self.stop()
            raise EmbeddedServerError(words or f"The server did not start within {timeout:.0f} s.")
        self.addresses = Addresses.read(data)
        return self.addresses

    def stop(self) -> None:
        """Ends the process, by force after 8 s. Safe to call twice."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._reader is not None:
            self._reader.join(2)
        if self._given_folder is None:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def process_id(self) -> int:
        """0 when it does not run."""
        return self._process.pid if self._process else 0

    def __enter__(self) -> "EmbeddedServer":
        self.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def _read(self, lines: IO[bytes]) -> None:
        """Keep the pipe empty, and notice when the server is ready."""
        with lines, (self._log or self.folder / "server.log").open("ab") as file:
            for line in lines:
                file.write(line)
                file.flush()
                self._last.append(line.decode(errors="replace").rstrip())
                if self._ready.is_set():
                    continue
                with contextlib.suppress(msgspec.DecodeError):
                    if msgspec.json.decode(line, type=_LogLine).event == "ready":
                        self._ready.set()
        self._ready.set()


def program() -> list[str]:
    """How this program starts itself, frozen or not."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "softphone"]
