"""Gets a component's source: the file that a variable names, upstream's release, or Debian's source package
through the mirror that this machine's apt is set up with. Whatever it is, its sum decides."""

import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recipe import Archive, Component

_SECONDS = 20.0
"""For upstream to answer at all; a machine behind a package mirror does not wait longer."""


class NoSource(Exception):  # noqa: N818 - said to a person, as it is
    """A source that cannot be had, in a person's terms."""


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def named(component: Component) -> tuple[Path, Archive] | None:
    """The archive that the component's variable names. NoSource when it is none of ours."""
    value = os.environ.get(component.variable, "")
    if not value:
        return None
    path = Path(value)
    if not path.is_file():
        raise NoSource(f"{component.variable} names {value}, and there is no such file.")
    found = sha256(path)
    for archive in component.archives:
        if archive.sha256 == found:
            return path, archive
    known = ", ".join(archive.sha256[:12] for archive in component.archives)
    raise NoSource(
        f"{value} has the SHA-256 sum {found[:12]}…, but the recipe knows {component.name} as {known}…"
    )


def fetched(component: Component, folder: Path) -> tuple[Path, Archive]:
    """The component's archive in `folder`, from the first place that has it. NoSource when none has."""
    given = named(component)
    if given is not None:
        return given
    reasons = []
    for archive in component.archives:
        for place, fetch in (("upstream", _from_upstream), ("Debian's mirror", _from_mirror)):
            path = folder / component.name
            try:
                if not fetch(archive, path):
                    continue
            except (OSError, subprocess.SubprocessError, NoSource) as error:
                reasons.append(f"{place}: {error}")
                continue
            if sha256(path) == archive.sha256:
                return path, archive
            reasons.append(f"{place}: another file than the recipe knows (SHA-256 {sha256(path)[:12]}…)")
    raise NoSource(
        f"The source of {component.name} cannot be had ({'; '.join(reasons)}). Fetch it by hand, and name it "
        f"in {component.variable}."
    )


def _from_upstream(archive: Archive, path: Path) -> bool:
    if not archive.url:
        return False
    try:
        with urllib.request.urlopen(archive.url, timeout=_SECONDS) as answer, path.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except urllib.error.URLError as error:
        raise NoSource(str(error.reason)) from error
    return True


def _from_mirror(archive: Archive, path: Path) -> bool:
    """With lists of its own: neither root nor a change of the machine's sources is needed."""
    if not archive.package or shutil.which("apt-get") is None:
        return False
    with _apt(archive.suite) as options:
        _run("apt-get", *options, "update", "-q")
        offered = _run("apt-get", *options, "source", "--print-uris", archive.package)
        for uri, name in re.findall(r"^'(\S+)' (\S+) ", offered, re.MULTILINE):
            if name.endswith(archive.file):
                _run("/usr/lib/apt/apt-helper", "download-file", uri, str(path))
                return True
    raise NoSource(f"its {archive.package} carries no {archive.file.strip('.')} any more")


@contextmanager
def _apt(suite: str) -> Iterator[list[str]]:
    """Options for apt with the source packages of that suite, from this machine's own mirror."""
    with tempfile.TemporaryDirectory(prefix="softphone-apt-") as name:
        folder = Path(name)
        (folder / "lists" / "partial").mkdir(parents=True)
        sources = folder / "sources.list"
        sources.write_text(f"deb-src {_mirror()} {suite} main\n")
        yield [
            "-o",
            f"Dir::Etc::sourcelist={sources}",
            "-o",
            "Dir::Etc::sourceparts=/dev/null",
            "-o",
            f"Dir::State::lists={folder / 'lists'}",
            "-o",
            f"Dir::Cache={folder}",
        ]


def _mirror() -> str:
    files = [*Path("/etc/apt/sources.list.d").glob("*.sources"), Path("/etc/apt/sources.list")]
    for path in files:
        if path.is_file():
            found = re.search(
                r"^(?:URIs: *|deb +(?:\[[^]]*\] +)?)(\S*debian/?)\s", path.read_text(), re.MULTILINE
            )
            if found:
                return found[1]
    raise NoSource("apt on this machine knows no mirror of Debian")


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NoSource(said[-1] if said else f"{command[0]} failed")
    return done.stdout


def unpacked(archive: Path, folder: Path) -> Path:
    """The one folder that the archive holds, unpacked under `folder`."""
    with tarfile.open(archive) as tar:
        # Debian 12's Python 3.11.2 has no filters yet; what is in the archive is known by its sum.
        tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        tar.extractall(folder)
    (only,) = folder.iterdir()
    return only
