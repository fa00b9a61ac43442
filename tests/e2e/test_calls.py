"""Two of our phones call through the engine, over every transport and with each codec; and everything else
that the shipped scenarios ask."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.calltest import scenario
from softphone.calltest.accounts import Server
from softphone.calltest.report import sentence
from softphone.calltest.results import Outcome
from softphone.calltest.runner import Runner
from softphone.calltest.scenario import Hear, Scenario, Variant
from softphone.phone.client import ProcessPhone
from softphone.programs.call_test import shipped
from tests.helpers.pjsip import is_ours
from tests.helpers.standstills import again_if_held_up

pytestmark = pytest.mark.realtime


def runs() -> Iterator[tuple[Scenario, Variant]]:
    for file in shipped():
        parsed = scenario.parse(file.read_text("utf-8"), file.name)
        assert isinstance(parsed, Scenario), parsed
        for variant in parsed.variants:
            yield parsed, variant


@pytest.mark.parametrize(
    ("wanted", "variant"), [pytest.param(*each, id=f"{each[0].name} ({each[1]})") for each in runs()]
)
def test_a_shipped_scenario_passes(
    wanted: Scenario, variant: Variant, server: Server, tmp_path: Path
) -> None:
    runner = Runner(server, ProcessPhone, clock=time.monotonic, folder=tmp_path, bind="127.0.0.1")
    again_if_held_up(lambda: passes(runner, wanted, variant))


def passes(runner: Runner, wanted: Scenario, variant: Variant) -> None:
    result = runner.run(wanted, variant)
    if result.outcome is Outcome.SKIPPED and not is_ours():
        # The server lacks nothing: it is this PJSIP.
        pytest.skip("; ".join(problem.sentence for problem in result.problems))
    assert result.problems == ()
    assert result.outcome is Outcome.PASSED
    asked = [len(step.expected) for step in wanted.steps if isinstance(step, Hear)]
    assert len(result.listened) == sum(asked)
    voices = {name: voice for voice, name in enumerate(wanted.phones)}
    for listened in result.listened:
        if listened.expected in voices:
            assert listened.heard.voices == (voices[listened.expected],), sentence(listened)
            assert listened.heard.missing < 0.02, sentence(listened)
            assert listened.heard.longest_gap < 0.5, sentence(listened)
            assert listened.loss is not None
            assert listened.loss < 2, sentence(listened)
            if variant.codec:
                assert listened.codec == variant.codec
