"""What came of the scenarios, as values for the table, JUnit and JSON."""

from enum import Enum

import msgspec

from softphone.calltest.measurements import Heard
from softphone.calltest.scenario import Scenario, Variant


class Outcome(Enum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    """It can't be run on this server: too few accounts, or a transport that is not there."""
    ERROR = "could not run"
    """Nothing was tested: a phone did not start or did not register."""


class Problem(msgspec.Struct, frozen=True):
    line: int
    """Of the step in the scenario's file."""
    sentence: str


class Listened(msgspec.Struct, frozen=True, kw_only=True):
    """What one phone heard during a `hears` step."""

    line: int
    listener: str
    expected: str
    heard: Heard
    delay: float | None
    """Seconds from the speaker's mouth to this ear; None without a voice."""
    loss: float | None
    """Per cent of packets, as this phone reported; None when it did not."""
    codec: str


class Result(msgspec.Struct, frozen=True, kw_only=True):
    scenario: Scenario
    variant: Variant
    outcome: Outcome
    seconds: float
    problems: tuple[Problem, ...] = ()
    """Why it failed or could not run; for a skipped one, why."""
    listened: tuple[Listened, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.scenario.name} ({self.variant})"


def exit_status(results: list[Result]) -> int:
    """For the shell: 0 all passed or skipped, 1 a scenario failed, 3 one could not be run or none was."""
    outcomes = {result.outcome for result in results}
    if Outcome.ERROR in outcomes or outcomes <= {Outcome.SKIPPED}:
        return 3
    return 1 if Outcome.FAILED in outcomes else 0
