"""The compiled core is taken while its sources are the same, and never otherwise."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from softphone import compiled

MODULE = "softphone.sip.message.status"
ASK = f"""
import sys
from pathlib import Path
from softphone import compiled
taken = compiled.use(Path(sys.argv[1]))
import {MODULE} as module
print(taken, compiled.in_use(), getattr(module, "COMPILED", False))
"""


def asked(folder: Path, before: str = "", **environment: str) -> str:
    """Whether it was taken, is in use, and is what was imported."""
    done = subprocess.run(
        [sys.executable, "-c", before + ASK, str(folder)],
        env={**os.environ, "SOFTPHONE_COMPILED": "", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One module, of this very state of the sources."""
    (tmp_path / "status.py").write_text("COMPILED = True\n")
    compiled.seal(tmp_path, {MODULE: "status.py"}, fingerprint=compiled.fingerprint())
    return tmp_path


def test_it_is_taken_while_the_sources_are_the_same(folder: Path) -> None:
    assert asked(folder) == "True True True"
    assert not compiled.is_damaged(folder)


def test_after_a_change_it_is_python(folder: Path) -> None:
    manifest = json.loads((folder / compiled.MANIFEST).read_text())
    (folder / compiled.MANIFEST).write_text(json.dumps({**manifest, "fingerprint": "of another day"}))
    (folder / "status.py").unlink()
    assert asked(folder) == "False False False"
    assert not compiled.is_damaged(folder)  # nobody would have taken it


def test_where_nothing_is_compiled_it_is_python(tmp_path: Path) -> None:
    assert asked(tmp_path / "none") == "False False False"
    assert not compiled.is_damaged(tmp_path / "none")


@pytest.mark.parametrize("text", ["", '{"files": {"a', "{}", "[]", '{"files": []}', '{"files": {"a": 1}}'])
def test_a_manifest_that_cannot_be_read_is_none(folder: Path, text: str) -> None:
    (folder / compiled.MANIFEST).write_text(text)
    assert asked(folder) == "False False False"
    assert compiled.is_damaged(folder)


def test_what_is_no_folder_is_none(folder: Path) -> None:
    assert asked(folder / compiled.MANIFEST) == "False False False"


@pytest.mark.parametrize("there", [None, b"COMPILED = Tr", b"COMPILED = Null\n"])
def test_what_is_not_as_it_was_compiled_is_not_taken(folder: Path, there: bytes | None) -> None:
    """The processor ends a process that loads half a library, and nobody is left to say why."""
    (folder / "status.py").unlink()
    if there is not None:
        (folder / "status.py").write_bytes(there)
    assert asked(folder) == "False False False"
    assert compiled.manifest(folder) == {}  # so that it is compiled anew
    assert compiled.is_damaged(folder)


def test_it_can_be_switched_off(folder: Path) -> None:
    assert asked(folder, SOFTPHONE_COMPILED="no") == "False False False"


def test_half_of_it_is_never_taken(folder: Path) -> None:
    """Compiled modules hold the objects of compiled ones only."""
    assert asked(folder, before=f"import {MODULE}\n") == "False False False"


def test_what_is_compiled_is_among_the_sources_that_count() -> None:
    names = {path.relative_to(Path(compiled.__file__).parent).as_posix() for path in compiled.sources()}
    listed = (Path(__file__).parent.parent / "packaging" / "engine" / "modules.txt").read_text().split()
    assert {name.removeprefix("softphone/") for name in listed} <= names


@pytest.mark.skipif(os.environ.get("SOFTPHONE_COMPILED") != "yes", reason="the core is tested as Python here")
def test_what_is_tested_is_what_is_compiled() -> None:
    from softphone.server import engine_core

    assert engine_core.__file__.endswith(".so")
