"""What the sound of one call costs, and how long it takes, on a PulseAudio server of its own.

Each figure stands beside one of the machine, measured in the same run: delay beside that of the same two
devices joined with nothing between them, processor time beside a loop that only keeps time, and the whole
beside the stalls of a thread that does nothing but wait.
"""

import shutil
import statistics
import sys
import threading
import time
from array import array
from collections.abc import Callable

from softphone.audio.devices import Device, Direction
from softphone.audio.sound import Sound
from softphone.calls.commands import SoundSettings
from softphone.calls.frames import FRAME_BYTES, FRAME_SAMPLES, FRAME_SECONDS
from tests.audio.pulse import pulse_server, wait_for

SECONDS = 10.0
CLICKS = 15
CLICK = array("h", [12_000, -12_000] * 40).tobytes()
LOUD = 3_000


class Stalls(threading.Thread):
    """How late a thread wakes up that asked for 5 ms, in milliseconds."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.late: list[float] = []
        self.ended = False

    def run(self) -> None:
        while not self.ended:
            before = time.perf_counter()
            time.sleep(0.005)
            self.late.append((time.perf_counter() - before - 0.005) * 1000)


def loud(sound: bytes | None) -> bool:
    return sound is not None and max(array("h", sound)) > LOUD


def beat(each: Callable[[], None], seconds: float) -> float:
    """Call it once a frame; returns the part of a core that this process used meanwhile."""
    cpu, start = time.process_time(), time.perf_counter()
    following = start
    while following < start + seconds:
        following += FRAME_SECONDS
        time.sleep(max(0.0, following - time.perf_counter()))
        each()
    return (time.process_time() - cpu) / (time.perf_counter() - start)


def bare_delay() -> list[float]:
    """Seconds from a playback callback that is given a click to the capture callback that brings it."""
    delays: list[float] = []
    sent: list[float] = []
    due = threading.Event()

    def play(_: bytes | None, count: int) -> bytes | None:
        if not due.is_set():
            return None
        due.clear()
        sent.append(time.perf_counter())
        return (CLICK + bytes(count * 2))[: count * 2]

    def capture(sound: bytes | None, _: int) -> bytes | None:
        if len(sent) > len(delays) and loud(sound):
            delays.append(time.perf_counter() - sent[-1])
        return None

    speaker = Device(Direction.PLAYBACK, "Alpha", play)
    microphone = Device(Direction.CAPTURE, "Monitor of Alpha", capture)
    try:
        wait_for(lambda: microphone.heard is not None, what="the microphone")
        time.sleep(1.5)
        for number in range(CLICKS):
            due.set()
            wait_for(lambda wanted=number + 1: len(delays) >= wanted, what="a click")  # type: ignore[misc]
            time.sleep(0.083)
    finally:
        speaker.close()
        microphone.close()
    return delays


def our_delay(sound: Sound) -> list[float]:
    """Seconds from a frame written with a click to the frame read that has it."""
    delays: list[float] = []
    silence, click = bytes(FRAME_BYTES), CLICK + bytes(FRAME_BYTES - len(CLICK))
    sent: float | None = None
    quiet = 0

    def each() -> None:
        nonlocal sent, quiet
        frame = sound.microphone.read()
        if sent is not None and loud(frame):
            delays.append(time.perf_counter() - sent)
            sent, quiet = None, 0
        quiet += 1
        if sent is None and quiet > 7 and len(delays) < CLICKS:
            sent = time.perf_counter()
            sound.speaker.write(click)
        else:
            sound.speaker.write(silence)

    wait_for(lambda: beat(lambda: _pass(sound), 0.5) >= 0 and sound.microphone.read() is not None)
    beat(lambda: _pass(sound), 3.0)
    beat(each, SECONDS)
    return delays


def _pass(sound: Sound) -> None:
    sound.microphone.read()
    sound.speaker.write(bytes(FRAME_BYTES))


def main() -> int:
    if shutil.which("pulseaudio") is None:
        print("sound: skipped, there is no pulseaudio here")
        return 0
    stalls = Stalls()
    plain = SoundSettings(
        microphone="Monitor of Alpha", speaker="Alpha", echo_cancelling=False, noise_suppression=False
    )
    whole = SoundSettings(microphone="Monitor of Alpha", speaker="Alpha")
    with pulse_server() as server:
        server.start("Alpha")
        stalls.start()
        bare = bare_delay()
        beaten = beat(lambda: None, SECONDS)
        sound = Sound(lambda _: None, clock=time.monotonic)
        try:
            sound.use(plain)
            time.sleep(1.0)
            idle = rest()
            sound.open_for_call()
            ours = our_delay(sound)
            unprocessed = beat(lambda: _pass(sound), SECONDS)
            sound.use(whole)
            time.sleep(2.0)
            processed = beat(lambda: _pass(sound), SECONDS)
            stalls.ended = True
        finally:
            sound.close()
    stalls.join()
    base, delay = statistics.median(bare) * 1000, statistics.median(ours) * 1000
    late = sorted(stalls.late)

    def processor(what: str, part: float) -> None:
        print(f"  processor, {what:24} {part * 100:6.2f} % of a core, {part / beaten:4.1f} of the loop")

    print(f"sound of one call, {FRAME_SAMPLES} samples a frame")
    print(f"  speaker to microphone, devices alone {base:5.1f} ms median of {len(bare)} clicks")
    print(f"  speaker to microphone, in a call     {delay:5.1f} ms median of {len(ours)} clicks")
    print(f"  ours over the devices' own           {delay / base:5.1f}, {delay - base:.1f} ms for both ways")
    processor("a loop of empty frames", beaten)
    processor("no call", idle)
    processor("a call, unprocessed", unprocessed)
    processor("a call, processed", processed)
    print(f"  this machine's stalls: {late[len(late) // 2]:.2f} ms median, ", end="")
    print(f"{late[int(len(late) * 0.99)]:.2f} ms in the worst hundredth, {late[-1]:.2f} ms at worst")
    return 0


def rest() -> float:
    """The part of a core that this process used while nothing was asked of it."""
    cpu, start = time.process_time(), time.perf_counter()
    time.sleep(SECONDS)
    return (time.process_time() - cpu) / (time.perf_counter() - start)


if __name__ == "__main__":
    sys.exit(main())
