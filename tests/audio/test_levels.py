import pytest

from softphone.audio.levels import SILENCE, Meter, dbfs
from tests.audio.signals import sine


@pytest.mark.parametrize("level", [-3.01, -12, -40, -60])
def test_a_sine_reads_its_root_mean_square(level: float) -> None:
    assert dbfs(sine(440, 1, level).tobytes()) == pytest.approx(level, abs=0.05)


def test_silence_and_nothing_read_the_lowest() -> None:
    assert dbfs(bytes(640)) == SILENCE
    assert dbfs(b"") == SILENCE


def test_full_scale_is_zero() -> None:
    assert dbfs(b"\x00\x80" * 100) == 0.0


def test_a_meter_forgets_what_was_taken() -> None:
    meter = Meter()
    meter.add(sine(440, 1, -20).tobytes())
    meter.add(bytes(32000))
    assert meter.take() == pytest.approx(-23.01, abs=0.05)
    assert meter.take() == SILENCE
