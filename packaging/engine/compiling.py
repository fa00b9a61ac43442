"""Compiles the engine's core (modules.txt) by mypyc for the running Python, unless that is done.

    python packaging/engine/compiling.py

It needs a C compiler and Python's headers. The result lies in the environment of that Python
(`softphone.compiled.FOLDER`); `softphone serve` takes it while the sources are the same.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import structs

from softphone import compiled

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
GROUP = "softphone_engine"
BASES = "softphone.server.compiled_bases"
"""A module that only the compiled ones know."""
# Compiled as if apart from all else: only then mypyc asks each class how it compares. Otherwise it takes two
# Structs, of which it does not see that they compare by value, to be equal when they are the same object.
SETUP = f"""
import sys

from mypyc.build import mypycify
from setuptools import setup

paths = sys.stdin.read().split()
modules = mypycify(
    ["--config-file", "pyproject.toml", *paths],
    separate=[(paths, "{GROUP}")],
    opt_level="2",
    debug_level="0",
)
setup(name="{GROUP}", packages=[], ext_modules=modules)
"""


class NotCompiledError(Exception):
    """The compiler's last words are its text."""


def modules() -> list[str]:
    """Paths from the root."""
    return (HERE / "modules.txt").read_text().split()


def recipe() -> str:
    """What is done to the sources; another one makes another engine of the same."""
    parts = [p.read_text() for p in sorted(HERE.iterdir()) if p.is_file()]
    parts += [version("mypy"), version("msgspec")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def copy(work: Path) -> str:
    """The sources to that folder; gives the fingerprint of what came there. Sources may change meanwhile, and
    the `softphone` of this environment may be another checkout."""
    unwanted = shutil.ignore_patterns("__pycache__", "ui")
    shutil.copytree(ROOT / "softphone", work / "softphone", ignore=unwanted)
    shutil.copytree(ROOT / "typings", work / "typings")
    shutil.copy(ROOT / "pyproject.toml", work)
    return compiled.fingerprint(work / "softphone")


def build(work: Path) -> dict[str, str]:
    """Compiles what was copied there; gives the finished files by the names of their modules."""
    bases: dict[str, str] = {}
    for path in modules():
        file = work / path
        file.write_text(structs.inheriting(file.read_text(), BASES, bases))
    bases_file = Path(*BASES.split(".")).with_suffix(".py")
    (work / bases_file).write_text(structs.written(bases))
    (work / "setup.py").write_text(SETUP)
    done = subprocess.run(
        [sys.executable, "setup.py", "-q", "build_ext", "--inplace"],
        cwd=work,
        env=os.environ | {"PYTHONPATH": str(work)},
        input="\n".join(modules()),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        raise NotCompiledError("\n".join(done.stdout.splitlines()[-30:]))
    files = {BASES: str(bases_file)}
    for library in work.rglob("*.so"):
        place = library.relative_to(work)
        if place.parts[0] != "build":
            files[".".join([*place.parts[:-1], library.name.partition(".")[0]])] = str(place)
    return files


def main() -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        wanted = {"fingerprint": copy(Path(name)), "recipe": recipe()}
        if wanted.items() <= compiled.manifest().items():
            print("the engine's core is compiled")
            return
        print("Compiling the engine's core (a minute)", flush=True)
        files = build(Path(name))
        made = compiled.FOLDER.with_name(f"{compiled.FOLDER.name}.new")
        shutil.rmtree(made, ignore_errors=True)
        for file in files.values():
            (made / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(name) / file, made / file)
    compiled.seal(made, files, **wanted)
    shutil.rmtree(compiled.FOLDER, ignore_errors=True)
    made.rename(compiled.FOLDER)
    print(f"the engine's core is compiled: {len(modules())} modules in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    try:
        main()
    except (NotCompiledError, structs.StructError) as why:
        sys.exit(f"{why}\n\nThe engine's core could not be compiled; it runs as Python.")
