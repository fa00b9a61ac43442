"""Devices that are kept open: the shell around Supervision, and the watch on what devices there are.

A Stream belongs to one thread, which calls its methods and runs what it posts. Opening and closing are done
on threads of their own, since either hangs when the sound server does; a thread that hangs is left behind.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread

from softphone.audio.devices import Callback, Context, Device, Direction, NoSoundError, OpenDevice
from softphone.audio.supervision import Action, Close, Open, Supervision, Use
from softphone.calls import events

CLOSING = 2.0
"""Seconds a device may take to close before it is left behind."""
HANGING_MOST = 4
"""Threads of one stream that may hang at once; until one returns no more are started."""
LOOK_EVERY = 2.0
"""Seconds between two listings of the devices, 3 ms each."""

log = logging.getLogger(__name__)

Post = Callable[[Callable[[], None]], None]
"""Runs a function on the thread that owns the stream, soon."""
Opener = Callable[[Direction, str, Callback, Callable[[], float]], OpenDevice]


class Stream:
    """Sound to or from one device, kept running while wanted."""

    def __init__(
        self,
        direction: Direction,
        callback: Callback,
        changed: Callable[[Use], None],
        post: Post,
        *,
        clock: Callable[[], float],
        opener: Opener = Device,
    ) -> None:
        """`callback` runs on the device's thread, never for one that was left; `changed` on the owner's."""
        self._direction = direction
        self._callback = callback
        self._changed = changed
        self._post = post
        self._clock = clock
        self._opener = opener
        self._supervision = Supervision()
        self._device: OpenDevice | None = None
        self._threads: list[Thread] = []

    def want(self, name: str | None) -> None:
        """The device's name, empty for the default; None closes."""
        self._do(self._supervision.want(name, self._clock()))

    def present(self, names: frozenset[str], default: str) -> None:
        self._do(self._supervision.present(names, default, self._clock()))

    def check(self) -> None:
        """Ten times a second or more while wanted."""
        device = self._device
        self._do(self._supervision.check(device.heard if device else None, self._clock()))

    def wait_closed(self, seconds: float) -> bool:
        """Wait for what is being closed. False if something hangs and was left behind."""
        until = self._clock() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - self._clock()))
        return not any(thread.is_alive() for thread in self._threads)

    def _do(self, actions: list[Action]) -> None:
        for action in actions:
            match action:
                case Open():
                    self._open(action)
                case Close():
                    if self._device is not None:
                        self._start(self._device.close, "closing")
                        self._device = None
                case Use():
                    log.info("%s: %s", self._direction.value, action)
                    self._changed(action)

    def _open(self, action: Open) -> None:
        generation = action.generation
        before = [thread for thread in self._threads if thread.is_alive()]
        if len(before) >= HANGING_MOST:
            self._post(lambda: self._failed(generation))
            return

        def callback(captured: bytes | None, count: int) -> bytes | None:
            if generation != self._supervision.generation:
                return None
            return self._callback(captured, count)

        def run() -> None:
            if before:  # a card may be taken by one stream only: let the last one go first
                before[-1].join(CLOSING)
            try:
                device = self._opener(self._direction, action.name, callback, self._clock)
            except NoSoundError as error:
                log.debug("%s did not open: %s", self._direction.value, error)
                self._post(lambda: self._failed(generation))
            else:
                if generation == self._supervision.generation:
                    self._post(lambda: self._opened(generation, device))
                else:  # given up meanwhile
                    device.close()

        self._start(run, "opening")

    def _start(self, target: Callable[[], None], what: str) -> None:
        thread = Thread(target=target, name=f"sound {self._direction.value} {what}", daemon=True)
        self._threads = [*(one for one in self._threads if one.is_alive()), thread]
        thread.start()

    def _opened(self, generation: int, device: OpenDevice) -> None:
        actions = self._supervision.opened(generation, device.name, self._clock())
        if Close(generation) in actions:  # too late: no longer wanted, or given up
            self._start(device.close, "closing")
        else:
            self._device = device
            self._do(actions)

    def _failed(self, generation: int) -> None:
        self._do(self._supervision.failed(generation, self._clock()))


class Watch:
    """Lists the devices every LOOK_EVERY seconds, on a thread that may hang for as long as it likes."""

    def __init__(
        self, listed: Callable[[events.DevicesChanged, frozenset[str], frozenset[str]], None]
    ) -> None:
        """`listed` is told what people may choose, and all names of captures and of playbacks; on the
        watch's own thread, each time."""
        self._listed = listed
        self._now = Event()
        self._ended = False
        self._thread = Thread(target=self._run, name="sound devices", daemon=True)
        self._thread.start()

    def look(self) -> None:
        """Look at once."""
        self._now.set()

    def close(self) -> None:
        self._ended = True
        self._now.set()

    def _run(self) -> None:
        while not self._ended:
            self._now.clear()
            found = _list()
            if not self._ended:
                self._listed(*found)
                self._now.wait(LOOK_EVERY)


def _list() -> tuple[events.DevicesChanged, frozenset[str], frozenset[str]]:
    # A new connection each time: one that was kept is dead once the sound server has been restarted.
    try:
        context = Context()
    except NoSoundError:
        return events.DevicesChanged(microphones=(), speakers=()), frozenset(), frozenset()
    try:
        captures = context.devices(Direction.CAPTURE)
        playbacks = context.devices(Direction.PLAYBACK)
    except NoSoundError:
        captures, playbacks = [], []
    finally:
        context.close()
    return (
        events.DevicesChanged(
            microphones=tuple(
                events.Device(one.name, one.default) for one in captures if one.default or not one.monitor
            ),
            speakers=tuple(events.Device(one.name, one.default) for one in playbacks),
        ),
        frozenset(one.name for one in captures),
        frozenset(one.name for one in playbacks),
    )
