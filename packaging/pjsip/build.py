"""Builds our PJSIP as a wheel for the running Python, or finds the one that was built before.

    python packaging/pjsip/build.py            builds unless there is one, prints its path
    python packaging/pjsip/build.py --cached   prints the path of the one there is; status 1 without

Finished wheels are kept outside the checkout, under $XDG_CACHE_HOME/softphone/pjsip, by Python, recipe and
source. What goes on is told on stderr, the tools' output is in build.log beside the wheel.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from archives import NoSource, fetched, named, sha256, unpacked
from binary import BuildFailed, Compiler
from recipe import COMPONENTS, LIBSRTP, PATCHES, PJPROJECT, VERSION, key
from wheel import NotPacked, described, licences, packed, repaired


def cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "softphone" / "pjsip"


def kept() -> Path | None:
    """The finished wheel of this recipe for this Python; from the named source, where one is named."""
    given = named(PJPROJECT)
    sums = [given[1].sha256] if given else [archive.sha256 for archive in PJPROJECT.archives]
    for sum_ in sums:
        found = sorted((cache() / key(sum_)).glob("*.whl"))
        if found:
            return found[0]
    return None


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def build(jobs: int) -> Path:
    """The wheel, in the cache when it is whole and never before."""
    began = time.monotonic()
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="building-", dir=cache()) as name:
        work = Path(name)
        log = work / "build.log"
        sources: dict[str, Path] = {}
        sums: dict[str, str] = {}
        for component in COMPONENTS:
            say(f"Getting the source of {component.name}")
            (work / component.name).mkdir()
            archive, _ = fetched(component, work / component.name)
            sums[component.name] = sha256(archive)
            (work / component.name / "source").mkdir()
            sources[component.name] = unpacked(archive, work / component.name / "source")
        texts = licences(sources)
        compiler = Compiler(log, jobs)
        prefix = work / "prefix"
        try:
            say("Compiling libsrtp")
            compiler.libsrtp(sources[LIBSRTP.name], prefix)
            say("Compiling PJSIP (some minutes)")
            compiler.pjproject(sources[PJPROJECT.name], prefix)
            say("Compiling the Python binding (a minute)")
            binding, wheels, result = work / "binding", work / "wheels", work / "result"
            for folder in (binding, wheels, result):
                folder.mkdir()
            compiler.binding(sources[PJPROJECT.name], binding)
            origin = (
                "Built from "
                + ", ".join(f"{name} with SHA-256 {sum_}" for name, sum_ in sums.items())
                + ", and changed by "
                + ", ".join(patch.name for patch in PATCHES)
                + "."
            )
            repaired(packed(binding, texts, origin, wheels), result)
        except (BuildFailed, NotPacked):
            shutil.copy(log, cache() / "failed.log")
            say(f"All of it is in {cache() / 'failed.log'}")
            raise
        shutil.copy(log, result / "build.log")
        place = cache() / key(sums[PJPROJECT.name])
        shutil.rmtree(place, ignore_errors=True)
        result.rename(place)
    (wheel,) = place.glob("*.whl")
    say(f"PJSIP {VERSION}: {described(wheel)}, {time.monotonic() - began:.0f} s")
    return wheel


def main() -> int:
    parser = argparse.ArgumentParser(description="Builds our PJSIP as a wheel for the running Python.")
    parser.add_argument("--cached", action="store_true", help="print the one there is, and build nothing")
    parser.add_argument("--again", action="store_true", help="build it although there is one")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    words = parser.parse_args()
    try:
        wheel = None if words.again else kept()
        if wheel is None:
            if words.cached:
                return 1
            wheel = build(words.jobs)
    except (NoSource, BuildFailed, NotPacked) as failed:
        say(str(failed))
        return 1
    print(wheel)
    return 0


if __name__ == "__main__":
    sys.exit(main())
