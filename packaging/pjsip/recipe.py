"""What is built: the versions, the archives that are accepted, and how they are configured.

Every line here is part of the key under which a finished wheel is kept: change one, and a new wheel is built.
"""

import hashlib
import re
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
PROJECT = "pjsua2-python"
VERSION = "2.17+softphone.2"
"""The local part tells ours from a published 2.17 and makes pip prefer it (PEP 440). Its number counts our
changes of PATCHES."""
PATCHES = tuple(sorted((FOLDER / "patches").glob("*.patch")))
"""Faults of that release that we mend, in this order; each says what it mends."""


@dataclass(frozen=True)
class Archive:
    """One archive of a component's source. Whoever names another file than these is refused by its sum."""

    sha256: str
    url: str = ""
    """Upstream's release."""
    package: str = ""
    """Debian's source package that carries it, for machines that reach no more than a package mirror."""
    suite: str = ""
    """The suite of that package."""
    file: str = ""
    """Which of the package's files it is: the end of its name."""


@dataclass(frozen=True)
class Component:
    name: str
    variable: str
    """The environment variable that may name an archive on this machine."""
    archives: tuple[Archive, ...]


PJPROJECT = Component(
    "pjproject",
    "PJPROJECT_ARCHIVE",
    (
        Archive(
            "065fe06c06788d97c35f563796d59f00ce52fe9558a52d7b490a042a966facce",
            url="https://github.com/pjsip/pjproject/archive/refs/tags/2.17.tar.gz",
        ),
        # The same release without the bundled third-party code, of which the recipe uses WebRTC's alone.
        Archive(
            "6860c2f7604b4eee75f38151a9ef69774eb3f0c5286fc1d14bc1db2dc5a9e8aa",
            package="asterisk",
            suite="unstable",
            file=".orig-Xpjproject.tar.xz",
        ),
    ),
)
LIBSRTP = Component(
    "libsrtp",
    "LIBSRTP_ARCHIVE",
    (
        Archive(
            "8a43ef8e9ae2b665292591af62aa1a4ae41e468b6d98d8258f91478735da4e09",
            url="https://github.com/cisco/libsrtp/archive/v2.5.0.tar.gz",
            package="libsrtp2",
            suite="bookworm",
            file=".orig.tar.gz",
        ),
    ),
)
COMPONENTS = (PJPROJECT, LIBSRTP)

CFLAGS = "-O2 -g0 -fPIC -DNDEBUG -fstack-protector-strong -D_FORTIFY_SOURCE=2"
"""NDEBUG: without it a wrong tear-down aborts the process, and the call with it."""
LDFLAGS = "-Wl,-z,relro,-z,now" if sys.platform == "linux" else ""

CONFIGURE_LIBSRTP = ("--enable-openssl",)
"""OpenSSL's AES: Debian's libsrtp uses NSS, which loads modules at run time that no wheel can carry."""
_NOT_LOOKED_FOR = (
    "libuuid upnp sdl ffmpeg v4l2 openh264 vpx opencore-amr silk bcg729 lyra libyuv libwebrtc speex-aec"
)
CONFIGURE_PJPROJECT = (
    "--disable-shared",
    "--disable-sound",
    "--disable-video",
    "--with-external-srtp",
    "--enable-libwebrtc-aec3",
    "--enable-speex-resample",
    # Codecs that nobody is offered are code that strangers can reach for nothing.
    "--disable-gsm-codec",
    "--disable-speex-codec",
    "--disable-ilbc-codec",
    "--disable-l16-codec",
    "--disable-g7221-codec",
    # And what is found on one machine but not on another would make another wheel.
    *(f"--disable-{name}" for name in _NOT_LOOKED_FOR.split()),
)

BUNDLED = {
    "libopus0": "Opus",
    "libssl3": "OpenSSL",
    "libspeexdsp1": "the Speex resampler",
}
"""Shared libraries that go into the wheel, by the Debian package whose licence text does too."""


def wheel_tag() -> str:
    """Of a wheel for the running Python and platform, before it is known how old a system may be."""
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    return f"{python}-{python}-{re.sub(r'[-.]', '_', sysconfig.get_platform())}"


def recipe_hash() -> str:
    """Of every file that decides what is built."""
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*.py"), FOLDER / "config_site.h", *FOLDER.glob("patches/*.patch")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def key(source_sha256: str) -> str:
    """The folder of a finished wheel in the cache: Python, recipe and source."""
    return f"{wheel_tag()}-{recipe_hash()}-{source_sha256[:12]}"
