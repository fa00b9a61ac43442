"""Plays everything to Kamailio and to our engine at the same time, and compares what each did."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tests.e2e.differential import calls, registrations, requests
from tests.e2e.differential.careful_operator import CONFIGURATION
from tests.e2e.differential.company import DOMAIN, RULES, SECRET, directory
from tests.e2e.differential.our_engine import OurEngine
from tests.e2e.differential.stage import Seen, Stage
from tests.e2e.differential.torture import TRUNK_PORTS, throw_all
from tests.e2e.kamailio import Kamailio
from tests.sip.torture.messages import MESSAGES

SCRIPTS = (*registrations.scripts.all, *calls.scripts.all, *requests.scripts.all)
TORTURE = tuple(f"RFC 4475: {message.name}" for message in MESSAGES)
TITLES = (*(script.title for script in SCRIPTS), *TORTURE)

T = TypeVar("T")
Pairs = Mapping[str, tuple[str, str]]
"""What Kamailio and what ours did where they differ, by what it is about."""


def compare(folder: Path) -> dict[str, Pairs]:
    """By title; those without a difference have none."""
    with _both(folder / "scripts") as (kamailio, ours):
        theirs, mine = _at_once(lambda: _play(kamailio.port), lambda: _play(ours.port))
    found = {title: _differences(theirs[title], mine[title]) for title in theirs}
    outcomes = [_torture(folder / f"torture{believed}", believed=believed) for believed in (False, True)]
    for message in MESSAGES:
        values = [" / ".join(outcome[side][message.name] for outcome in outcomes) for side in (0, 1)]
        differs = values[0] != values[1]
        found[f"RFC 4475: {message.name}"] = {"becomes": (values[0], values[1])} if differs else {}
    return found


@contextmanager
def _both(folder: Path) -> Iterator[tuple[Kamailio, OurEngine]]:
    kamailio = Kamailio(folder, domain=DOMAIN, secret=SECRET, configuration=CONFIGURATION)
    with kamailio, OurEngine(directory(), RULES) as ours:
        yield kamailio, ours


def _at_once(first: Callable[[], T], second: Callable[[], T]) -> tuple[T, T]:
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.submit(first), pool.submit(second)
        return one.result(), other.result()


def _play(port: int) -> dict[str, Seen]:
    seen = {}
    for script in SCRIPTS:
        with Stage(port) as stage:
            script.play(stage)
            seen[script.title] = stage.what_was_seen()
            stage.clear_away()
    return seen


def _torture(folder: Path, *, believed: bool) -> tuple[dict[str, str], dict[str, str]]:
    """One after the other: both throw from the same ports."""
    with _both(folder) as (kamailio, ours):
        theirs = throw_all(kamailio.port, lambda _: None, believed=believed)
        mine = throw_all(
            ours.port, lambda domain: ours.use_directory(directory(domain, TRUNK_PORTS)), believed=believed
        )
    return theirs, mine


def _differences(theirs: Seen, mine: Seen) -> Pairs:
    """Headers are compared where the request came to both."""
    found: dict[str, tuple[str, str]] = {}
    for about in sorted({**theirs.came, **mine.came}):
        values = theirs.came.get(about, "nothing"), mine.came.get(about, "nothing")
        if values[0] != values[1]:
            found[about] = values
    headers: dict[str, set[tuple[str, str]]] = {}
    for which in sorted(theirs.details.keys() & mine.details.keys()):
        for header, value in theirs.details[which].items():
            if value != mine.details[which][header]:
                headers.setdefault(header, set()).add((value, mine.details[which][header]))
    for header, pairs in headers.items():
        each = sorted(pairs)
        found[header] = ", ".join(k for k, _ in each), ", ".join(o for _, o in each)
    return found
