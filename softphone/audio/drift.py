"""Two clocks that never agree: a sound device's and PJSIP's, a few hundred parts per million apart.

Sound crosses between them through a ring. Left alone the ring would run empty or full within minutes, so
20 ms frames are now and then made one sample longer or shorter. What steers it is the *least* fill of a
second, right after a read: the average also counts the size of the device's bites, which says nothing
about how close we are to running dry.

The clock that matters here is counted in frames, so nothing reads the time.
"""

from array import array

from softphone.audio.rings import SAMPLE_BYTES, Ring
from softphone.calls.frames import FRAME_SAMPLES, RATE

_MILLISECOND = RATE // 1000
WINDOW = 50
"""Frames between two looks at the fill: one second."""
TARGET = 20 * _MILLISECOND
"""Samples that should remain at the worst moment of a second."""
TARGET_STEP = 10 * _MILLISECOND
"""Added to the target each time it was not enough."""
TARGET_MOST = 100 * _MILLISECOND
TOO_MUCH = 80 * _MILLISECOND
"""Samples above the target that are thrown away at once: a stall has passed, and delay hurts a talk more."""
CAPACITY = 500 * _MILLISECOND

_LATENT = 3
"""Samples kept from the frame before, for the curve through four neighbours."""


def _curve(length: int, wanted: int) -> list[tuple[int, float, float, float, float]]:
    """For each output sample the first of its four neighbours, and the weights of Lagrange's cubic."""
    table = []
    for index in range(wanted):
        position = (index + 1) * length / wanted
        whole = min(int(position), length - 1)
        x = position - whole
        table.append(
            (
                whole,
                -x * (x - 1) * (x - 2) / 6,
                (x + 1) * (x - 1) * (x - 2) / 2,
                -(x + 1) * x * (x - 2) / 2,
                (x + 1) * x * (x - 1) / 6,
            )
        )
    return table


class Stretch:
    """Changes frames by at most one sample, without a seam between them. Adds a delay of two samples.

    A curve through four neighbours rather than a line through two: the error on a tone of 1 kHz is
    65 dB below it instead of 37 dB, for 30 µs more on the few frames that are changed.
    """

    def __init__(self) -> None:
        self._before = bytes(_LATENT * SAMPLE_BYTES)
        self._tables: dict[tuple[int, int], list[tuple[int, float, float, float, float]]] = {}

    def __call__(self, frame: bytes, wanted: int) -> bytes:
        """`frame` with `wanted` samples."""
        length = len(frame) // SAMPLE_BYTES
        joined = self._before + frame
        self._before = joined[-_LATENT * SAMPLE_BYTES :]
        if length == wanted:
            # Position index+1 falls on a sample: the second of its four neighbours.
            return joined[2 * SAMPLE_BYTES : (2 + length) * SAMPLE_BYTES]
        table = self._tables.get((length, wanted))
        if table is None:
            table = self._tables[length, wanted] = _curve(length, wanted)
        samples = array("h")
        samples.frombytes(joined)
        values = [
            # Truncation rounds when nothing is negative, hence the offset.
            int(a * samples[at] + b * samples[at + 1] + c * samples[at + 2] + d * samples[at + 3] + 65536.5)
            - 65536
            for at, a, b, c, d in table
        ]
        try:
            return array("h", values).tobytes()
        except OverflowError:  # the curve may swing past full scale between two loud samples
            return array("h", [max(-32768, min(32767, value)) for value in values]).tobytes()


class Steering:
    """How many frames of the next second to change, from the least fill of the last one."""

    _NOW = 0.4
    """Part of the error corrected in the next second."""
    _LASTING = 0.05
    """Part of the error taken to be the clocks' lasting difference."""

    def __init__(self) -> None:
        self.target = TARGET
        self._lasting = 0.0
        self._rate = 0.0
        self._owed = 0.0

    def look(self, least: int) -> None:
        """Once a WINDOW: the least fill in samples that was seen in it."""
        error = least - self.target
        self._lasting = max(-WINDOW / 2, min(WINDOW / 2, self._lasting + self._LASTING * error))
        self._rate = max(-WINDOW, min(WINDOW, self._lasting + self._NOW * error)) / WINDOW

    def ran_dry(self) -> None:
        """Once the ring was empty when sound was wanted: keep more from now on."""
        self.target = min(TARGET_MOST, self.target + TARGET_STEP)

    def step(self) -> int:
        """Samples to take out of the ring beyond what comes in, in this frame: -1, 0 or 1."""
        self._owed += self._rate
        if self._owed >= 1:
            self._owed -= 1
            return 1
        if self._owed <= -1:
            self._owed += 1
            return -1
        return 0


class _Crossing:
    """What both directions share: the ring, and how its fill is watched."""

    def __init__(self) -> None:
        self.ring = Ring(CAPACITY)
        self.underruns = 0
        """Times the ring was empty when sound was wanted, after it had once been filled."""
        self.cuts = 0
        """Times old sound was thrown away to catch up after a stall."""
        self._steering = Steering()
        self._stretch = Stretch()
        self._frames = 0
        self._least = CAPACITY
        self._flowing = False
        self._excess = 0

    def _put(self, sound: bytes | bytearray | memoryview) -> None:
        if self.ring.put(sound):  # nobody has read for a while; whoever comes back begins with what is new
            self._flowing = False

    def _take(self, count: int) -> bytes | None:
        """`count` samples for the reader; None while the ring is first being filled, and when it is empty."""
        if not self._flowing:
            if len(self.ring) < self._steering.target + count:
                return None
            self._flowing = True
            self._least = CAPACITY
            self.ring.skip(len(self.ring) - self._steering.target - count)
        if self._excess:  # seen by either thread, but only the reader may move the reader's counter
            excess, self._excess = self._excess, 0
            self.ring.skip(excess)
        sound = self.ring.get(count)
        if sound is None:
            self.underruns += 1
            self._flowing = False
            self._steering.ran_dry()
            return None
        self._least = min(self._least, len(self.ring))
        return sound

    def _tick(self) -> int:
        """Once a frame of PJSIP's clock: samples to take out beyond what comes in."""
        self._frames += 1
        if self._frames % WINDOW == 0:
            least, self._least = self._least, CAPACITY
            if self._flowing and least < CAPACITY:
                excess = least - self._steering.target
                if excess > TOO_MUCH:
                    self.cuts += 1
                    self._excess = excess
                else:
                    self._steering.look(least)
        return self._steering.step() if self._flowing else 0


class FromDevice(_Crossing):
    """A microphone's sound, in whatever bites it comes, as frames of PJSIP's clock."""

    def put(self, sound: bytes | bytearray | memoryview) -> None:
        """On the device's thread."""
        self._put(sound)

    def get(self) -> bytes | None:
        """The next frame, or None if there is not yet enough. On PJSIP's thread."""
        sound = self._take(FRAME_SAMPLES + self._tick())
        return None if sound is None else self._stretch(sound, FRAME_SAMPLES)


class ToDevice(_Crossing):
    """Frames of PJSIP's clock, in whatever bites a loudspeaker takes them."""

    def put(self, frame: bytes) -> None:
        """On PJSIP's thread."""
        self._put(self._stretch(frame, FRAME_SAMPLES - self._tick()))

    def get(self, count: int) -> bytes | None:
        """`count` samples, or None for silence. On the device's thread."""
        return self._take(count)
