"""Global keys on Windows, with a thread's messages as Windows says they are: what is asked for, and what is
made of it."""

import queue
from collections.abc import Iterator

import pytest

from softphone.calls.global_keys import GlobalKey, KeyPressed, KeysGiven, NoKeys, WantedKey
from softphone.system.windows_keys import WindowsKeys

PATIENCE = 60.0
ANSWER = WantedKey(GlobalKey.ANSWER, "Answer", "CTRL+ALT+a")
HANG_UP = WantedKey(GlobalKey.HANG_UP, "Hang up", "LOGO+SHIFT+9")


class Thread:
    """Some keys belong to other programs."""

    def __init__(self) -> None:
        self.taken: set[tuple[int, int]] = set()
        self.held: dict[int, tuple[int, int]] = {}
        self.messages: queue.SimpleQueue[int | None] = queue.SimpleQueue()

    def register(self, number: int, modifiers: int, key: int) -> bool:
        assert modifiers & 0x4000, "held down, it would come again and again"
        if (modifiers & 0xF, key) in self.taken:
            return False
        self.held[number] = (modifiers & 0xF, key)
        return True

    def unregister(self, number: int) -> None:
        self.held.pop(number, None)

    def wait(self) -> int | None:
        return self.messages.get(timeout=PATIENCE)

    def wake(self) -> None:
        self.messages.put(None)


@pytest.fixture
def thread() -> Thread:
    return Thread()


@pytest.fixture
def keys(thread: Thread) -> Iterator[WindowsKeys]:
    made = WindowsKeys(lambda: thread)
    yield made
    made.close()
    assert thread.held == {}
    assert made.receive() is None


def test_given_pressed_and_given_back(thread: Thread, keys: WindowsKeys) -> None:
    keys.want((ANSWER, HANG_UP))
    expected = KeysGiven(((GlobalKey.ANSWER, "Ctrl+Alt+A"), (GlobalKey.HANG_UP, "Win+Shift+9")))
    assert keys.receive(PATIENCE) == expected
    assert thread.held == {0: (0x3, ord("A")), 1: (0xC, ord("9"))}
    thread.messages.put(1)
    assert keys.receive(PATIENCE) == KeyPressed(GlobalKey.HANG_UP)
    keys.want(())
    keys.want((ANSWER,))
    assert keys.receive(PATIENCE) == KeysGiven(((GlobalKey.ANSWER, "Ctrl+Alt+A"),))
    assert thread.held == {0: (0x3, ord("A"))}


def test_what_another_program_has_is_not_given(thread: Thread, keys: WindowsKeys) -> None:
    thread.taken = {(0x3, ord("A"))}
    keys.want((ANSWER, HANG_UP))
    given = keys.receive(PATIENCE)
    assert given == KeysGiven(((GlobalKey.ANSWER, ""), (GlobalKey.HANG_UP, "Win+Shift+9")))
    keys.want((ANSWER,))
    assert keys.receive(PATIENCE) == NoKeys(refused=True)
