import itertools
import json
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from softphone.audio.files import FileSound, read_frames
from softphone.calls.frames import FRAME_BYTES


def clock() -> Callable[[], int]:
    """1000, 1001, … at each look."""
    return itertools.count(1000).__next__


def write_wav(path: Path, data: bytes, rate: int = 16_000, channels: int = 1) -> str:
    with wave.open(str(path), "wb") as target:
        target.setparams((channels, 2, rate, 0, "NONE", ""))
        target.writeframes(data)
    return str(path)


def frame(value: int) -> bytes:
    return bytes([value]) * FRAME_BYTES


def test_the_file_is_played_from_its_beginning_over_and_over(tmp_path: Path) -> None:
    play = write_wav(tmp_path / "play.wav", frame(1) + frame(2) + frame(3)[:100])
    sound = FileSound(play, "", clock())
    last = frame(3)[:100] + bytes(FRAME_BYTES - 100)
    assert [sound.source.read() for _ in range(5)] == [frame(1), frame(2), last, frame(1), frame(2)]
    sound.close()


def test_without_a_file_there_is_silence() -> None:
    sound = FileSound("", "", clock())
    assert sound.source.read() is None
    assert sound.sink is None
    sound.close()


def test_every_frame_is_recorded_in_order(tmp_path: Path) -> None:
    record = tmp_path / "record.wav"
    sound = FileSound("", str(record), clock())
    assert sound.sink is not None
    frames = [frame(number % 256) for number in range(300)]
    for one in frames:
        sound.sink.write(one)
    sound.close()
    assert read_frames(record) == frames


def test_when_both_began_is_written_beside_the_recording(tmp_path: Path) -> None:
    record = tmp_path / "record.wav"
    sound = FileSound(write_wav(tmp_path / "play.wav", frame(1)), str(record), clock())
    times = tmp_path / "record.wav.json"
    assert sound.sink is not None
    sound.sink.write(frame(9))
    sound.write_times()
    assert json.loads(times.read_text()) == {"recorded": 1000, "played": 0}
    sound.source.read()
    sound.source.read()
    sound.sink.write(frame(9))
    sound.close()
    assert json.loads(times.read_text()) == {"recorded": 1000, "played": 1001}


def test_a_recording_is_whole_as_soon_as_its_times_are_there(tmp_path: Path) -> None:
    """Whoever waits for them may read at once, though the thread that writes has not come to run."""
    for number in range(100):
        record = tmp_path / f"{number}.wav"
        sound = FileSound("", str(record), clock())
        assert record.with_name(f"{number}.wav.json").exists()
        assert read_frames(record) == []
        sound.close()


def test_a_recording_is_whole_before_it_is_closed(tmp_path: Path) -> None:
    record = tmp_path / "record.wav"
    sound = FileSound("", str(record), clock())
    assert sound.sink is not None
    sound.sink.write(frame(7))
    read: list[bytes] = []
    while not read:  # the writing thread is at it; the test's own timeout ends this
        read = read_frames(record) if record.stat().st_size > 44 else []
    assert read == [frame(7)]
    sound.close()


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (16_000, 2)])
def test_another_format_is_refused(tmp_path: Path, rate: int, channels: int) -> None:
    play = write_wav(tmp_path / "play.wav", frame(1), rate, channels)
    with pytest.raises(ValueError, match="not 16 kHz mono"):
        FileSound(play, "", clock())


def test_what_is_no_wav_and_what_is_not_there(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.wav"
    rubbish.write_bytes(b"rubbish" * 10)
    with pytest.raises(wave.Error):
        FileSound(str(rubbish), "", clock())
    with pytest.raises(FileNotFoundError):
        FileSound(str(tmp_path / "none.wav"), "", clock())
    with pytest.raises(FileNotFoundError):
        FileSound("", str(tmp_path / "no folder" / "record.wav"), clock())
