"""Two virtual clocks, a known difference apart, and a tone that crosses between them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from softphone.audio.drift import TARGET, FromDevice, Stretch, ToDevice
from softphone.calls.frames import FRAME_SAMPLES
from tests.audio.signals import RATE, samples, sine, tone_to_noise

HERTZ = 1000.0
SETTLED = 20
"""Seconds that the steering may take to find its rate."""


@dataclass
class Crossed:
    sound: npt.NDArray[np.int16]
    """What came out after SETTLED."""
    fill: list[int]
    """Samples in the ring after each read, after SETTLED."""


def cross(
    crossing: FromDevice | ToDevice,
    ppm: float,
    *,
    seconds: int = 60,
    bite: int = 160,
    late: float = 0.0,
    pauses: tuple[tuple[float, float], ...] = (),
) -> Crossed:
    """Let the device run `ppm` faster than PJSIP's clock. `late`: each third bite comes that much later;
    `pauses`: (from, to) when the device does nothing at all, and loses no sound afterwards either."""
    tone = sine(HERTZ, seconds + 2).tobytes()
    period = bite / (RATE * (1 + ppm * 1e-6))
    device = [n * period + 0.0031 + late * (n % 3 == 0) for n in range(int(seconds / period))]
    device = [when for when in device if not any(start <= when < end for start, end in pauses)]
    pjsip = [n * 0.02 for n in range(seconds * 50)]
    events = sorted([(when, True) for when in device] + [(when, False) for when in pjsip])
    put, out, fill = 0, [], []
    for when, of_device in events:
        writes = of_device is isinstance(crossing, FromDevice)
        count = bite if of_device else FRAME_SAMPLES
        if writes:
            crossing.put(tone[put * 2 : (put + count) * 2])
            put += count
            continue
        sound = crossing.get() if isinstance(crossing, FromDevice) else crossing.get(count)
        if when > SETTLED:
            out.append(sound or bytes(count * 2))
            fill.append(len(crossing.ring))
    return Crossed(samples(b"".join(out)), fill)


BOTH = pytest.mark.parametrize("make", [FromDevice, ToDevice])


@BOTH
@pytest.mark.parametrize("ppm", [-800, -190, 0, 190, 800])
def test_nothing_runs_dry_or_over_and_delay_stays_short(make: type[FromDevice | ToDevice], ppm: int) -> None:
    crossing = make()
    crossed = cross(crossing, ppm)
    assert crossing.underruns == 0
    assert crossing.cuts == 0
    assert min(crossed.fill) > TARGET / 3
    assert max(crossed.fill) < TARGET + 0.025 * RATE


@BOTH
@pytest.mark.parametrize("ppm", [-800, 0, 800])
def test_a_tone_stays_clean(make: type[FromDevice | ToDevice], ppm: int) -> None:
    """In stretches of 20 ms, since a frame that is changed is a third of a percent off in pitch."""
    sound = cross(make(), ppm, seconds=24).sound
    parts = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    clean = [tone_to_noise(part, HERTZ) for part in parts[:150]]
    assert np.median(clean) > 50
    # A stretch that straddles a changed frame and an unchanged one fits neither pitch.
    assert min(clean) > 30


@BOTH
def test_uneven_bites_of_another_size_are_no_trouble(make: type[FromDevice | ToDevice]) -> None:
    crossing = make()
    crossed = cross(crossing, 300, bite=441, late=0.008)
    assert crossing.underruns <= 2, "more than it took to learn how uneven they are"
    assert np.abs(np.diff(crossed.sound.astype(int))).max() < 5000, "a seam is heard"


@BOTH
def test_after_a_stall_of_the_device_the_delay_is_short_again(make: type[FromDevice | ToDevice]) -> None:
    crossed = cross(make(), 0, seconds=30, pauses=((21.0, 22.5),))
    after = crossed.fill[len(crossed.fill) // 2 :]
    assert max(after) < TARGET + 0.045 * RATE


def test_a_stall_of_the_reader_costs_delay_for_a_second_at_most() -> None:
    crossing = FromDevice()
    for _ in range(100):
        crossing.put(bytes(320 * 2))
        crossing.get()
    for _ in range(20):  # the device goes on while PJSIP does not: 400 ms
        crossing.put(bytes(320 * 2))
    for _ in range(101):
        crossing.put(bytes(320 * 2))
        crossing.get()
    assert crossing.cuts == 1
    assert len(crossing.ring) < TARGET + 2 * FRAME_SAMPLES


def test_silence_until_there_is_enough_and_again_after_running_dry() -> None:
    crossing = ToDevice()
    crossing.put(bytes(640))
    assert crossing.get(320) is None
    crossing.put(bytes(640))
    assert crossing.get(320) is not None
    assert crossing.get(320) is not None or crossing.underruns == 1
    while crossing.get(320) is not None:
        pass
    assert crossing.underruns == 1
    crossing.put(bytes(640))
    assert crossing.get(320) is None, "it begins anew only with something in reserve"


@pytest.mark.parametrize("wanted", [319, 320, 321])
def test_stretching_has_no_seam(wanted: int) -> None:
    tone = sine(HERTZ, 4)
    stretch = Stretch()
    out = samples(
        b"".join(stretch(tone[n : n + 320].tobytes(), wanted) for n in range(0, len(tone) - 319, 320))
    )
    assert len(out) == len(tone) // 320 * wanted
    assert tone_to_noise(out[16:16016], HERTZ * 320 / wanted, 0.0001) > 60


def test_stretching_loud_noise_stays_in_range() -> None:
    square = np.where(np.arange(320) // 2 % 2, 32767, -32768).astype(np.int16).tobytes()
    stretch = Stretch()
    stretch(square, 320)
    out = samples(stretch(square, 321))
    assert out.max() == 32767
    assert out.min() == -32768
