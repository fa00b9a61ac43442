"""What is compiled is known by its own sources, whoever else's are at hand."""

from pathlib import Path

import compiling
import pytest

from softphone import compiled


def test_the_fingerprint_is_that_of_what_is_compiled(tmp_path: Path) -> None:
    assert compiling.copy(tmp_path) == compiled.fingerprint()


def test_another_checkout_than_that_of_the_environment_is_another_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    compiling.copy(other)
    (other / "softphone" / "sip" / "message" / "status.py").write_text("# of another day\n")
    monkeypatch.setattr(compiling, "ROOT", other)
    assert compiling.copy(tmp_path / "work") == compiled.fingerprint(other / "softphone")
    assert compiled.fingerprint(other / "softphone") != compiled.fingerprint()
