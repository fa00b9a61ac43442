"""A new directory taken into force while calls go on."""

from collections.abc import Iterator
from typing import Any

import msgspec

from softphone.people.directory import Person
from softphone.server.engine_core import EngineCore
from tests.server.engine.bench import Bench
from tests.server.engine.company import company


class Counted(dict[str, Person]):
    """People, and how often all of them were gone through."""

    rounds = 0

    def __iter__(self) -> Iterator[str]:
        self.rounds += 1
        return super().__iter__()

    def keys(self) -> Any:
        self.rounds += 1
        return super().keys()

    def values(self) -> Any:
        self.rounds += 1
        return super().values()

    def items(self) -> Any:
        self.rounds += 1
        return super().items()


def test_nobody_goes_through_all_people_while_calls_wait() -> None:
    bench = Bench(company())
    core: EngineCore = bench.core
    bench.registered("alice-pc")
    people = Counted(core.directory.people, new=Person(id="new", login="new", name="New"))
    core.use_directory(msgspec.structs.replace(core.directory, people=people), {})
    bench.wait(1.0)
    assert people.rounds == 0
    assert set(core.line_states()) == set(people)
