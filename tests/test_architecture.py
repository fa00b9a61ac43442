"""Rules of the tree that no other tool holds."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "softphone").rglob("*.py"))


def test_init_files_are_empty() -> None:
    assert [p for p in SOURCES if p.name == "__init__.py" and p.read_text()] == []


@pytest.mark.parametrize("word", ["manager", "helper", "util", "utils", "misc", "common"])
def test_no_file_is_named_after_nothing(word: str) -> None:
    assert [p for p in SOURCES if word in p.stem.split("_")] == []


def test_files_can_be_read_in_one_sitting() -> None:
    assert {
        str(p.relative_to(ROOT)): n for p in SOURCES if (n := len(p.read_text().splitlines())) > 450
    } == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [p for p in SOURCES if p.read_text() and ast.get_docstring(ast.parse(p.read_text())) is None]
    assert silent == []


ABSENT = {
    "__main__": ["PySide6", "pjsua2", "fastapi", "sqlalchemy", "numpy"],
    "programs.serve": ["PySide6", "pjsua2", "miniaudio", "livekit"],
    "programs.call_test": ["PySide6"],
    "programs.desktop": ["fastapi", "sqlalchemy", "numpy", "livekit"],
}
PRESENT = [".".join(p.relative_to(ROOT / "softphone").with_suffix("").parts) for p in SOURCES]


@pytest.mark.parametrize("name", [name for name in ABSENT if name in PRESENT])
def test_programs_import_only_what_they_need(name: str) -> None:
    module, absent = f"softphone.{name}", ABSENT[name]
    code = f"import sys, {module}; print([m for m in {absent!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert out.stdout.strip() == "[]"


def test_the_tree_names_no_registry_and_no_machine() -> None:
    hosts = ["pypi" + ".org", "deb." + "debian.org", "registry." + "npmjs"]
    tracked = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split("\n")
    texts = [ROOT / t for t in tracked if t and not t.endswith((".png", ".wav", ".ico", ".icns"))]
    assert [
        str(p) for p in texts if p.exists() and any(h in p.read_text(errors="replace") for h in hosts)
    ] == []
