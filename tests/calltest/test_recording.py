import json
from pathlib import Path

import numpy as np
import pytest

from softphone.calltest import recording, voices


def test_a_stretch_is_cut_by_the_clock_and_filled_with_silence(tmp_path: Path) -> None:
    path = tmp_path / "heard.wav"
    voices.write_wav(path, np.full(voices.RATE, 0.5))
    Path(f"{path}.json").write_text(json.dumps({"recorded": 10_000_000_000, "played": 9_500_000_000}))
    loaded = recording.load(path)
    assert (loaded.recorded, loaded.played) == (10.0, 9.5)
    whole = loaded.between(9.75, 11.25)
    assert len(whole) == 1.5 * voices.RATE
    quarter = voices.RATE // 4
    assert not whole[:quarter].any()
    assert whole[quarter : quarter + voices.RATE] == pytest.approx(0.5, abs=0.001)
    assert not whole[quarter + voices.RATE :].any()
    assert not loaded.between(3, 4).any()
    assert not loaded.between(13, 14).any()


def test_nothing_recorded_is_silence(tmp_path: Path) -> None:
    loaded = recording.load(tmp_path / "nothing.wav")
    assert loaded.recorded is None
    assert not loaded.between(5, 6).any()


def test_a_strange_rate_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "slow.wav"
    voices.write_wav(path, np.zeros(8000), rate=8000)
    with pytest.raises(ValueError, match="8000 samples per second"):
        recording.load(path)
