"""What the installers tell each system of the links that the program answers to."""

import configparser
import os
import plistlib
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from softphone.people.schemes import SCHEMES

ROOT = Path(__file__).resolve().parents[2]
DESKTOP = ROOT / "packaging" / "linux" / "softphone.desktop"


def test_the_desktop_file_names_every_scheme() -> None:
    entry = configparser.ConfigParser(interpolation=None, strict=True)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(DESKTOP, encoding="utf-8")
    section = entry["Desktop Entry"]
    assert section["Exec"] == "softphone %u"
    assert section["MimeType"].rstrip(";").split(";") == [f"x-scheme-handler/{each}" for each in SCHEMES]


@pytest.mark.skipif(shutil.which("gio") is None, reason="needs GLib's gio")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_linux_desktop_starts_the_program_with_the_link(tmp_path: Path, scheme: str) -> None:
    told = tmp_path / "told"
    program = tmp_path / "bin" / "softphone"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {told}.new && mv {told}.new {told}\n')
    program.chmod(0o755)
    (tmp_path / "data" / "applications").mkdir(parents=True)
    shutil.copy(DESKTOP, tmp_path / "data" / "applications")
    environment = os.environ | {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_DATA_DIRS": str(tmp_path / "none"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_CONFIG_DIRS": str(tmp_path / "none"),
        "HOME": str(tmp_path),
    }
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    for command in (
        ["gio", "mime", f"x-scheme-handler/{scheme}", "softphone.desktop"],
        ["gio", "open", f"{scheme}:+46-8-123-45-67"],
    ):
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
    until = time.monotonic() + 60
    while not told.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert told.read_text() == f"{scheme}:+46-8-123-45-67|"


def test_the_bundle_of_macos_names_every_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    """build.spec as PyInstaller runs it there, with PyInstaller's own work left out."""
    hooks = pytest.importorskip("PyInstaller.utils.hooks")
    monkeypatch.setattr(hooks, "collect_all", lambda name: ([], [], []))
    for name in ("collect_data_files", "collect_dynamic_libs", "collect_submodules"):
        monkeypatch.setattr(hooks, name, lambda *_, **__: [])
    made: dict[str, Any] = {}
    parts = {name: Mock() for name in ("Analysis", "PYZ", "EXE", "COLLECT")}
    spec = ROOT / "build.spec"
    monkeypatch.setattr(sys, "platform", "darwin")
    exec(
        compile(spec.read_text(), str(spec), "exec"),
        {**parts, "BUNDLE": lambda _folder, **given: made.update(given), "SPECPATH": str(ROOT)},
    )
    plist = plistlib.loads(plistlib.dumps(made["info_plist"]))
    (links,) = plist["CFBundleURLTypes"]
    assert tuple(links["CFBundleURLSchemes"]) == SCHEMES


def test_the_registry_of_windows_names_every_scheme() -> None:
    lines = (ROOT / "packaging" / "windows" / "links.iss").read_text().splitlines()
    named = [line for line in lines if r"Capabilities\UrlAssociations" in line]
    assert [line.split('ValueName: "')[1].split('"')[0] for line in named] == list(SCHEMES)
    assert any(line.endswith('ValueData: """{app}\\softphone.exe"" ""%1"""') for line in lines)
