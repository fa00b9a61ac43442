"""A PostgreSQL server of the tests' own, on a socket file in a folder of its own: no port, no network."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_QUICK = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
"""A test's database need not outlive the machine."""


def programs() -> Path | None:
    """Where `initdb` and `postgres` are, the newest version."""
    found = shutil.which("initdb")
    places = [*_PLACES, *([Path(found).parent] if found else [])]
    return next((place for place in places if (place / "postgres").exists()), None)


class PostgreSQL:
    """Until stop()."""

    def __init__(self) -> None:
        place = programs()
        assert place is not None
        # Not pytest's folder: only its owner may enter that, and the path of a socket is at most 107 bytes.
        self._folder = Path(tempfile.mkdtemp(prefix="softphone-pg-"))
        # PostgreSQL does not run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
        data = self._folder / "data"
        init = [str(place / "initdb"), "-D", str(data), "-U", "softphone", "-A", "trust", "-E", "UTF8", "-N"]
        try:
            subprocess.run(init, check=True, capture_output=True, cwd=self._folder, user=self._user)
            options = [f"-c{option}" for option in (*_QUICK, "listen_addresses=")]
            self._log = (self._folder / "log").open("wb")
            self._process = subprocess.Popen(
                [place / "postgres", "-D", data, "-k", self._folder, *options],
                stdout=self._log,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                user=self._user,
            )
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self._wait(place)

    @property
    def url(self) -> str:
        return f"postgresql://softphone@/postgres?host={self._folder}"

    def empty(self) -> None:
        """Drop all that is in the database."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _wait(self, place: Path) -> None:
        ready = [str(place / "pg_isready"), "-q", "-h", str(self._folder), "-t", "30"]
        while subprocess.run(ready, check=False).returncode != 0:
            if self._process.poll() is not None:
                words = (self._folder / "log").read_text()
                self.stop()
                raise AssertionError(words)


def may_run() -> bool:
    if programs() is None:
        return False
    if os.geteuid() != 0:
        return True
    return any(user.pw_name == "postgres" for user in pwd.getpwall())
