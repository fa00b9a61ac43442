from pathlib import Path

import pytest

from softphone.calls.call import Ending, Security
from softphone.calls.commands import Transport
from softphone.calltest import scenario
from softphone.calltest.scenario import Act, Hear, Scenario, See, Step, Variant, Wait
from softphone.calltest.words import Action, Behaviour, Dialled, Sight

SHIPPED = Path(scenario.__file__).parent / "scenarios"

WHOLE = """\
name = "Whole"
about = "All there is."
transports = ["udp", "tls"]
codecs = ["G722", "PCMA"]

[phones.anna]
account = "101"
transport = "tcp"

[phones.bo]
when_called = "answer"
after = 1.5

[[steps]]
who = "anna"
does = "call"
to = "bo"
by = "extension"

[[steps]]
who = "bo"
sees = "talking"
within = 4
codec = "G722"
security = "sdes"
caller = "anna"

[[steps]]
hears = { anna = "bo", bo = "a tone" }
for = 2
min_snr = 30
max_gap = 0.1
max_delay = 0.3

[[steps]]
wait = 1

[[steps]]
who = "anna"
does = "send digits"
digits = "12#"

[[steps]]
who = "anna"
sees = "ended"
ending = "they hung up"
status = 200
"""


def parsed(text: str) -> Scenario:
    result = scenario.parse(text, "x.toml")
    assert isinstance(result, Scenario), [str(fault) for fault in result]
    return result


def faults(text: str) -> list[str]:
    result = scenario.parse(text, "x.toml")
    assert isinstance(result, tuple)
    return [str(fault) for fault in result]


def test_everything_that_can_be_written_is_read() -> None:
    whole = parsed(WHOLE)
    assert whole.name == "Whole"
    assert [str(v) for v in whole.variants] == ["udp, G722", "udp, PCMA", "tls, G722", "tls, PCMA"]
    assert whole.phones["anna"].account == "101"
    assert whole.phones["anna"].transport is Transport.TCP
    assert whole.phones["bo"].when_called.behaviour is Behaviour.ANSWER
    assert whole.phones["bo"].when_called.after == 1.5
    call, talking, hear, wait, digits, ended = whole.steps
    assert call == Act(
        line=line_of("[[steps]]"), who="anna", action=Action.CALL, to="bo", by=Dialled.EXTENSION
    )
    assert isinstance(talking, See)
    assert (talking.sight, talking.within) == (Sight.TALKING, 4)
    assert (talking.codec, talking.security, talking.caller) == ("G722", Security.SDES, "anna")
    assert isinstance(hear, Hear)
    assert hear.expected == {"anna": "bo", "bo": "a tone"}
    assert hear.seconds == 2
    assert (hear.limits.min_snr, hear.limits.max_gap, hear.limits.max_delay) == (30, 0.1, 0.3)
    assert wait == Wait(line=line_of("wait = 1") - 1, seconds=1)
    assert isinstance(digits, Act)
    assert digits.digits == "12#"
    assert isinstance(ended, See)
    assert (ended.ending, ended.status) == (Ending.THEY_HUNG_UP, 200)


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_the_shipped_scenarios_are_right(file: Path) -> None:
    shipped = parsed(file.read_text("utf-8"))
    assert shipped.name
    assert shipped.about.endswith(".")
    assert shipped.steps


def test_shipped_scenarios_have_names_of_their_own() -> None:
    names = [parsed(file.read_text("utf-8")).name for file in SHIPPED.glob("*.toml")]
    assert len(names) > 10
    assert len(set(names)) == len(names)


def line_of(part: str, text: str = WHOLE) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ('does = "call"', 'does = "cal"', "'does' can't be 'cal': did you mean 'call'?"),
        ('who = "anna"', 'who = "ana"', "there is no phone 'ana': did you mean 'anna'?"),
        ('by = "extension"', 'by = "pigeon"', "'by' can't be 'pigeon'; it can be 'extension', 'landline', "),
        ("within = 4", "within = -4", "'within' is -4, but must be between 0.1 and 600"),
        ("within = 4", 'within = "4"', "'within' must be a number, not '4'"),
        ("within = 4", "withing = 4", "unknown key 'withing': did you mean 'within'?"),
        (
            'hears = { anna = "bo", bo = "a tone" }',
            'hears = { anna = "bo", bo = "a tune" }',
            "'bo' can't hear 'a tune'",
        ),
        ('digits = "12#"', 'digits = "12x"', "'digits' can't have x: digits are 0-9 * # A-D"),
        (
            'ending = "they hung up"',
            'ending = "they hang up"',
            "'ending' can't be 'they hang up': did you mean",
        ),
        (
            'transports = ["udp", "tls"]',
            'transports = ["upd"]',
            "'transports' can't be 'upd': did you mean 'udp'?",
        ),
        ("after = 1.5", "after = 1.5.5", "this is not TOML: "),
        ("[phones.anna]", "[phones.nothing]", "a phone can't be called 'nothing'"),
    ],
)
def test_a_fault_names_the_file_the_line_and_what_is_wrong(wrong: str, right: str, sentence: str) -> None:
    expected = f"x.toml:{line_of(wrong)}: {sentence}"
    found = faults(WHOLE.replace(wrong, right, 1))
    assert any(fault.startswith(expected) for fault in found), found


def test_what_is_missing_is_said_at_the_table_that_misses_it() -> None:
    assert faults(WHOLE.replace('name = "Whole"', "")) == ["x.toml:1: 'name' is missing"]
    step = line_of("wait = 1") - 1
    assert faults(WHOLE.replace("wait = 1", "wat = 1")) == [
        f"x.toml:{step}: a step has one of the keys 'does', 'sees', 'hears' and 'wait', and only one"
    ]
    assert faults(WHOLE.replace('to = "bo"\n', 'to = "+4681234567"\n')) == [
        f"x.toml:{line_of('by = ')}: 'by' needs a phone of this scenario in 'to', and '+4681234567' is none"
    ]


def test_all_faults_are_said_at_once_in_the_order_of_the_file() -> None:
    text = WHOLE.replace("after = 1.5", "after = true").replace("within = 4", "within = []")
    lines = [int(fault.split(":")[1]) for fault in faults(text.replace("wait = 1", "wait = 0"))]
    assert lines == [line_of("after = "), line_of("within = "), line_of("wait = ")]


def test_more_phones_than_voices_are_refused() -> None:
    phones = "\n".join(f"[phones.p{n}]" for n in range(9))
    found = faults(f'name = "x"\n{phones}\n[[steps]]\nwait = 1\n')
    assert found == ["x.toml:1: 9 phones are too many: there are 8 voices to tell them apart"]


def test_usual_values() -> None:
    plain = parsed('name = "x"\n[phones.a]\n[[steps]]\nwho = "a"\nsees = "no call"\n')
    assert plain.variants == (Variant(Transport.TLS),)
    step: Step = plain.steps[0]
    assert isinstance(step, See)
    assert step.within == 10
    assert plain.phones["a"].when_called.behaviour is Behaviour.WAIT


def test_lines_are_right_after_texts_of_several_lines() -> None:
    text = 'name = "x"\nabout = """\nwait = 1\n[steps]\n"""\n[phones.a]\n[[steps]]\nwait = "long"\n'
    assert faults(text) == ["x.toml:8: 'wait' must be a number, not 'long'"]
