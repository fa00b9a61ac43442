import io
import json
from xml.etree import ElementTree as ET

from rich.console import Console

from softphone.calls.commands import Transport
from softphone.calltest import report
from softphone.calltest.measurements import Gap, Heard
from softphone.calltest.results import Listened, Outcome, Problem, Result, exit_status
from softphone.calltest.scenario import Scenario, Variant

HEARD = Heard(
    seconds=3.0,
    voices=(1,),
    level=-12.3,
    snr=46.24,
    splices=1,
    gaps=(Gap(1.0, 0.08),),
    missing=0.03,
    position=2.0,
)
LISTENED = Listened(
    line=9, listener="caller", expected="callee", heard=HEARD, delay=0.061, loss=0.5, codec="G722"
)


def result(outcome: Outcome, *problems: str) -> Result:
    return Result(
        scenario=Scenario(file="x.toml", name="Hold", transports=(Transport.UDP,), phones={}, steps=()),
        variant=Variant(Transport.UDP, "G722"),
        outcome=outcome,
        seconds=4.0,
        problems=tuple(Problem(7, sentence) for sentence in problems),
        listened=(LISTENED,) if outcome is not Outcome.SKIPPED else (),
    )


ALL = [
    result(Outcome.PASSED),
    result(Outcome.FAILED, "callee heard nothing <\x01>", "and more"),
    result(Outcome.SKIPPED, "needs 3 accounts"),
    result(Outcome.ERROR, "no phone"),
]


def shown(results: list[Result]) -> str:
    console = Console(file=io.StringIO(), width=160)
    console.print(report.table(results))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_table_says_what_was_run_heard_and_wrong() -> None:
    text = shown(ALL)
    for part in ("Hold", "udp, G722", "passed", "failed", "skipped", "could not run", "caller ← callee"):
        assert part in text
    for part in ("-12.3 dBFS", "46.2 dB", "80 ms", "0.5 %", "61 ms"):
        assert part in text
    assert "Hold (udp, G722): callee heard nothing" in text
    assert "[x.toml:7]" in text
    assert "1 passed, 1 failed, 1 skipped, 1 could not run, in 16 s" in text


def test_nothing_run_is_said() -> None:
    assert "nothing was run" in shown([])


def test_junit_counts_and_carries_every_problem() -> None:
    suite = ET.fromstring(report.junit(ALL))[0]
    assert suite.tag == "testsuite"
    counts = {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "4", "failures": "1", "errors": "1", "skipped": "1"}
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "callee heard nothing <�>"
    assert failure.text == "x.toml:7: callee heard nothing <�>\nx.toml:7: and more"
    heard = suite.findtext("testcase/system-out")
    assert heard is not None
    assert "SNR 46.2 dB" in heard
    assert suite.find("testcase/error") is not None
    assert suite.find("testcase/skipped") is not None


def test_json_holds_the_unrounded_numbers() -> None:
    whole = json.loads(report.json(ALL))
    assert whole["summary"] == {"passed": 1, "failed": 1, "skipped": 1, "could not run": 1}
    first = whole["runs"][0]
    assert (first["scenario"], first["transport"], first["codec"]) == ("Hold", "udp", "G722")
    assert first["listened"][0]["heard"]["snr"] == 46.24
    assert first["listened"][0]["heard"]["gaps"] == [{"start": 1.0, "length": 0.08}]
    assert whole["runs"][1]["problems"][0]["line"] == 7


def test_exit_status() -> None:
    passed, failed, skipped, error = ALL
    assert exit_status([passed, skipped]) == 0
    assert exit_status([passed, failed]) == 1
    assert exit_status([failed, error]) == 3
    assert exit_status([skipped]) == 3
    assert exit_status([]) == 3
