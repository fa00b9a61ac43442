"""The command line of `softphone call-test`, as far as it needs no sound; the rest is in tests/e2e."""

from pathlib import Path

import pytest

from softphone.programs import call_test

GOOD = """
name = "Good"
[phones.a]
[[steps]]
who = "a"
sees = "no call"
"""
ACCOUNTS = """
domain = "company.test"
server = "127.0.0.1:9"
transports = ["udp"]
[[accounts]]
user = "anna"
secret = "s"
"""


def written(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def test_the_shipped_scenarios_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert call_test.run(["--list"]) == 0
    listed = capsys.readouterr().out
    for variant in ("udp, G722", "tcp, PCMA", "tls, G722"):
        assert f"A plain call ({variant}): " in listed
    assert call_test.run(["--list", "--over", "udp"]) == 0
    assert "tls" not in capsys.readouterr().out


def test_a_folder_is_all_its_scenarios(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path / "one.toml", GOOD)
    written(tmp_path / "two.toml", GOOD.replace("Good", "Better"))
    assert call_test.run(["--list", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == ["Good (tls): ", "Better (tls): "]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--no-such-option"], "No such option"),
        (["--over", "pigeon"], "pigeon"),
        (["missing.toml"], "missing.toml can't be read: No such file or directory."),
        (["--server", "127.0.0.1"], "--server needs --accounts FILE"),
        (["--accounts", "missing.toml"], "missing.toml can't be read"),
        (["."], "There are no scenarios (*.toml) in ."),
    ],
)
def test_wrong_use_is_status_2_and_said(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call_test.run(arguments) == 2
    assert said in capsys.readouterr().err


def test_mistakes_of_all_scenarios_are_said_with_their_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = written(tmp_path / "one.toml", GOOD.replace("no call", "no cal"))
    two = written(tmp_path / "two.toml", GOOD.replace('who = "a"', 'who = "b"'))
    assert call_test.run([one, two]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said == [
        f"{one}:6: 'sees' can't be 'no cal': did you mean 'no call'?",
        f"{two}:5: there is no phone 'b'; it can be 'a'",
    ]


def test_a_report_that_cannot_be_written_is_status_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The only run is skipped (the server has no TLS), so nothing is called."""
    accounts = written(tmp_path / "accounts.toml", ACCOUNTS)
    good = written(tmp_path / "good.toml", GOOD)
    nowhere = str(tmp_path / "nowhere" / "report.xml")
    assert call_test.run(["--accounts", accounts, "--junit", nowhere, good]) == 3
    captured = capsys.readouterr()
    assert "needs tls, which the server is not tested over" in captured.out
    assert f"{nowhere} can't be written: No such file or directory." in captured.err
