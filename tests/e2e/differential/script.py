"""A script: one situation, played to each server with the same messages."""

from collections.abc import Callable

import msgspec

from tests.e2e.differential.stage import Stage

Play = Callable[[Stage], None]


class Script(msgspec.Struct, frozen=True):
    title: str
    play: Play


class Scripts:
    """Collects those of a module, in their order: `@scripts("Title")`."""

    def __init__(self) -> None:
        self.all: list[Script] = []

    def __call__(self, title: str) -> Callable[[Play], Play]:
        def added(play: Play) -> Play:
            self.all.append(Script(title, play))
            return play

        return added
