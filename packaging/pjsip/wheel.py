"""Packs the binding as a wheel, and takes into it the libraries that it needs and their licences."""

import base64
import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from archives import sha256
from recipe import BUNDLED, PROJECT, VERSION, wheel_tag

_INIT = "from pjsua2.pjsua2 import *\n"
_LICENCES_IN_SOURCES = {
    # Folder, text, and the name it gets.
    "pjproject": ("COPYING", "third_party/webrtc_aec3/LICENSE", "third_party/webrtc_aec3/PATENTS"),
    "libsrtp": ("LICENSE",),
}


class NotPacked(Exception):  # noqa: N818 - said to a person, as it is
    """Why there is no wheel."""


def licences(sources: dict[str, Path]) -> dict[str, str]:
    """The licence texts of all that is in the wheel, by file name. NotPacked when one is missing."""
    texts: dict[str, str] = {}
    for component, names in _LICENCES_IN_SOURCES.items():
        for name in names:
            path = sources[component] / name
            if not path.is_file():
                raise NotPacked(f"{component} comes without {name}")
            texts[f"{component}-{name.replace('/', '-')}"] = path.read_text(errors="replace")
    # G.722 came to PJSIP from its authors with words of its own.
    g722 = sources["pjproject"] / "pjmedia/src/pjmedia-codec/g722/g722_enc.c"
    texts["pjproject-g722.txt"] = g722.read_text(errors="replace").partition("#include")[0]
    for package, what in BUNDLED.items():
        licence = _copyright(package)
        if licence is None:
            raise NotPacked(
                f"there is no licence text of {what} here: set LICENCES to a folder with {package}.txt"
            )
        texts[f"{package}.txt"] = licence.read_text(errors="replace")
    return texts


def _copyright(package: str) -> Path | None:
    folder = os.environ.get("LICENCES")
    places = [Path(folder) / f"{package}.txt"] if folder else []
    # Names of packages carry the time64 suffix on newer systems; the texts are the same.
    places += [Path(f"/usr/share/doc/{name}/copyright") for name in (package, f"{package}t64")]
    return next((place for place in places if place.is_file()), None)


def packed(binding: Path, texts: dict[str, str], origin: str, folder: Path) -> Path:
    """A wheel in `folder` of what is in `binding`, the libraries still outside. `origin`: a line for METADATA
    that says what it was built from."""
    stem = f"{PROJECT.replace('-', '_')}-{VERSION}"
    info = f"{stem}.dist-info"
    files: dict[str, bytes] = {"pjsua2/__init__.py": _INIT.encode()}
    for path in sorted(binding.iterdir()):
        files[f"pjsua2/{path.name}"] = path.read_bytes()
    for name, text in texts.items():
        files[f"{info}/licenses/{name}"] = text.encode()
    metadata = [
        "Metadata-Version: 2.4",
        f"Name: {PROJECT}",
        f"Version: {VERSION}",
        "Summary: PJSUA2, the C++ interface of PJSIP, for Python",
        "License-Expression: GPL-2.0-or-later",
        *(f"License-File: {name}" for name in texts),
        "",
        origin,
        "",
    ]
    files[f"{info}/METADATA"] = "\n".join(metadata).encode()
    files[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: softphone-packaging\nRoot-Is-Purelib: false\nTag: {wheel_tag()}\n"
    ).encode()
    record = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    wheel = folder / f"{stem}-{wheel_tag()}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            # The same input makes the same wheel, on any day.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return wheel


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def repaired(wheel: Path, folder: Path) -> Path:
    """The wheel with its libraries inside, named for the oldest system that it runs on."""
    tools = {
        "linux": ("auditwheel", "repair", "-w", str(folder), str(wheel)),
        "darwin": ("delocate-wheel", "-w", str(folder), str(wheel)),
        "win32": ("delvewheel", "repair", "-w", str(folder), str(wheel)),
    }
    tool, *arguments = tools[sys.platform]
    beside = Path(sys.executable).parent
    done = subprocess.run(
        [str(beside / tool), *arguments],
        env={**os.environ, "PATH": f"{beside}{os.pathsep}{os.environ.get('PATH', '')}"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = sorted(folder.glob("*.whl"))
    if done.returncode or len(found) != 1:
        raise NotPacked(f"{tool}: {(done.stderr or done.stdout).strip()}")
    return found[0]


def described(wheel: Path) -> str:
    """Its name, size and sum, for people."""
    return f"{wheel.name} ({wheel.stat().st_size / 1e6:.1f} MB, SHA-256 {sha256(wheel)[:12]}…)"
