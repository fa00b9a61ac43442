"""Compiles libsrtp, pjproject and the Python binding, each in its own folder."""

import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

from recipe import CFLAGS, CONFIGURE_LIBSRTP, CONFIGURE_PJPROJECT, FOLDER, LDFLAGS, PATCHES


class BuildFailed(Exception):  # noqa: N818 - said to a person, as it is
    """Which step, and the end of what it printed."""


class Compiler:
    """`log` takes everything that the tools print."""

    def __init__(self, log: Path, jobs: int) -> None:
        self._log = log
        self._jobs = str(jobs)

    def libsrtp(self, source: Path, prefix: Path) -> None:
        """A static library and its headers in `prefix`."""
        self._run(
            source,
            "sh",
            "./configure",
            *CONFIGURE_LIBSRTP,
            f"--prefix={prefix.as_posix()}",
            CFLAGS=_flags("CFLAGS", CFLAGS),
            LDFLAGS=_flags("LDFLAGS"),
        )
        self._run(source, "make", "-j", self._jobs, "libsrtp2.a")
        self._run(source, "make", "install")

    def pjproject(self, source: Path, prefix: Path) -> None:
        """Static libraries, inside `source`, which is changed by our patches."""
        for patch in PATCHES:
            # Exactly where it was made for: what is nearly the same may be another fault.
            self._run(source, "patch", "-p1", "--fuzz=0", "-i", str(patch))
        (source / "pjlib/include/pj/config_site.h").write_bytes((FOLDER / "config_site.h").read_bytes())
        # Debian's archive has lost this file (a device of another firm's), the makefile has not.
        (source / "pjmedia/src/pjmedia-audiodev/bdimad_dev.c").touch()
        flags = f"{_flags('CFLAGS', CFLAGS)} -I{(prefix / 'include').as_posix()}"
        self._run(
            source,
            "sh",
            "./aconfigure",
            *CONFIGURE_PJPROJECT,
            CFLAGS=flags,
            CXXFLAGS=flags,
            LDFLAGS=f"{_flags('LDFLAGS')} -L{(prefix / 'lib').as_posix()}",
            # A static libsrtp says nothing of what it needs itself.
            LIBS="-lcrypto",
        )
        self._run(source, "make", "dep")
        self._run(source, "make", "-j", self._jobs, "lib")

    def binding(self, source: Path, folder: Path) -> None:
        """pjsua2.py and its extension module in `folder`."""
        swig = source / "pjsip-apps/src/swig/python"
        self._run(swig, "make", "pjsua2_wrap.cpp")
        module = folder / f"_pjsua2{sysconfig.get_config_var('EXT_SUFFIX')}"
        words = {
            goal: self._run(swig, "make", "-s", "--no-print-directory", "-f", "helper.mak", goal).split()
            for goal in ("cflags", "ldflags", "libs")
        }
        libraries = [f"-l{name}" for name in (*words["libs"], "speexdsp")]
        if sys.platform == "darwin":
            link = ["-bundle", "-undefined", "dynamic_lookup"]
        else:
            link = ["-shared", "-Wl,--gc-sections", "-Wl,--exclude-libs,ALL"]
            # The archives need each other in both directions.
            libraries = ["-Wl,--start-group", *libraries, "-Wl,--end-group"]
        if sys.platform == "win32":
            link += ["-static-libgcc", "-static-libstdc++"]
            libraries += [
                f"-L{sys.base_prefix}/libs",
                f"-lpython{sys.version_info.major}{sys.version_info.minor}",
            ]
        self._run(
            swig,
            *shlex.split(os.environ.get("CXX", "c++")),
            *words["cflags"],
            # The wrapper is 6 MB of glue: -O1 halves the time and costs nothing that can be measured.
            "-O1",
            f"-I{sysconfig.get_path('include')}",
            *link,
            "pjsua2_wrap.cpp",
            "-o",
            str(module),
            *words["ldflags"],
            *shlex.split(LDFLAGS),
            *libraries,
        )
        self._run(swig, "strip", "-x" if sys.platform == "darwin" else "--strip-unneeded", str(module))
        (folder / "pjsua2.py").write_bytes((swig / "pjsua2.py").read_bytes())

    def _run(self, folder: Path, *command: str, **variables: str) -> str:
        with self._log.open("a") as log:
            log.write(f"\n$ {shlex.join(command)}\n")
            log.flush()
            start = log.tell()
            done = subprocess.run(
                command,
                cwd=folder,
                env={**os.environ, **variables},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                check=False,
            )
            log.write(done.stdout)
        if done.returncode:
            end = self._log.read_bytes()[start:].decode(errors="replace").strip().splitlines()[-12:]
            raise BuildFailed(
                "\n".join([f"{shlex.join(command[:2])} failed with status {done.returncode}:", *end])
            )
        return done.stdout


def _flags(variable: str, *ours: str) -> str:
    """Ours after the machine's: where libraries are not where the compiler looks, that is said there."""
    return " ".join(part for part in (os.environ.get(variable, ""), *ours) if part)
