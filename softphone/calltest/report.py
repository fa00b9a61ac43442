"""The results as a table for people, as JUnit XML for CI, and as JSON."""

from xml.etree import ElementTree as ET

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from softphone.calltest.results import Listened, Outcome, Result

_COLOURS = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "red",
    Outcome.ERROR: "red",
    Outcome.SKIPPED: "yellow",
}


def table(results: list[Result]) -> RenderableType:
    """One row for each run, what was heard beside it, and below what was wrong."""
    grid = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("Scenario", "Over", "Result", "Heard", "Level", "SNR", "Longest gap", "Loss", "Delay"):
        grid.add_column(
            heading, justify="left" if heading in ("Scenario", "Over", "Result", "Heard") else "right"
        )
    for result in results:
        outcome = Text(result.outcome.value, style=_COLOURS[result.outcome])
        first: list[str | Text] = [result.scenario.name, str(result.variant), outcome]
        for listened in result.listened or (None,):
            grid.add_row(*first, *(_cells(listened) if listened else []))
            first = ["", "", ""]
    wrong = Text()
    for result in results:
        for problem in result.problems:
            place = f"{result.scenario.file}:{problem.line}"
            wrong.append(f"{result.title}: ", style=_COLOURS[result.outcome])
            wrong.append(f"{problem.sentence} [{place}]\n")
    return Group(grid, Text(), wrong, Text(summary(results)))


def summary(results: list[Result]) -> str:
    """ "12 passed, 1 failed, in 61 s"."""
    counts = [(sum(r.outcome is outcome for r in results), outcome.value) for outcome in Outcome]
    said = ", ".join(f"{count} {words}" for count, words in counts if count) or "nothing was run"
    return f"{said}, in {sum(result.seconds for result in results):.0f} s"


def junit(results: list[Result]) -> bytes:
    """A test suite in the form that CI servers read, with what was measured as system-out."""
    suite = ET.Element(
        "testsuite",
        name="softphone call-test",
        tests=str(len(results)),
        failures=_count(results, Outcome.FAILED),
        errors=_count(results, Outcome.ERROR),
        skipped=_count(results, Outcome.SKIPPED),
        time=f"{sum(result.seconds for result in results):.3f}",
    )
    kinds = {Outcome.FAILED: "failure", Outcome.ERROR: "error", Outcome.SKIPPED: "skipped"}
    for result in results:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=result.scenario.name,
            name=result.title,
            file=result.scenario.file,
            time=f"{result.seconds:.3f}",
        )
        if result.outcome in kinds:
            lines = [f"{result.scenario.file}:{p.line}: {p.sentence}" for p in result.problems]
            wrong = ET.SubElement(case, kinds[result.outcome], message=result.problems[0].sentence)
            wrong.text = _printable("\n".join(lines))
            wrong.set("message", _printable(result.problems[0].sentence))
        if result.listened:
            ET.SubElement(case, "system-out").text = "\n".join(map(sentence, result.listened))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def json(results: list[Result]) -> bytes:
    """Everything, one object; numbers unrounded, times in seconds, levels in dBFS."""
    runs = [
        {
            "scenario": result.scenario.name,
            "file": result.scenario.file,
            "transport": result.variant.transport.value,
            "codec": result.variant.codec,
            "outcome": result.outcome.value,
            "seconds": result.seconds,
            "problems": result.problems,
            "listened": result.listened,
        }
        for result in results
    ]
    whole = {"summary": {o.value: sum(r.outcome is o for r in results) for o in Outcome}, "runs": runs}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def sentence(listened: Listened) -> str:
    """What was heard, in a line: "callee ← caller: −15.0 dBFS, SNR 46.2 dB, …"."""
    _, level, snr, gap, loss, delay = _cells(listened)
    return (
        f"{listened.listener} ← {listened.expected}: {level}, SNR {snr}, longest gap {gap}, loss {loss}, "
        f"delay {delay}, splices {listened.heard.splices}, codec {listened.codec or '–'}"
    )


def _cells(listened: Listened) -> list[str]:
    heard = listened.heard
    return [
        f"{listened.listener} ← {listened.expected}",
        "silent" if heard.silent else f"{heard.level:.1f} dBFS",
        "–" if heard.snr is None else f"{heard.snr:.1f} dB",
        "–" if not heard.voices else f"{heard.longest_gap * 1000:.0f} ms",
        "–" if listened.loss is None else f"{listened.loss:.1f} %",
        "–" if listened.delay is None else f"{listened.delay * 1000:.0f} ms",
    ]


def _count(results: list[Result], outcome: Outcome) -> str:
    return str(sum(result.outcome is outcome for result in results))


def _printable(text: str) -> str:
    """Without the control characters that XML can't hold: a far end's words may have any."""
    return "".join(c if c >= " " or c in "\n\t" else "�" for c in text)
