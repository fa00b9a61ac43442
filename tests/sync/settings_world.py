"""A server that can be restarted and restored, and desktops that talk to it over a network that loses things.

The desktops are the real sessions with their real databases; the server is the real one, on its repository;
between them goes the API's JSON.
"""

import asyncio
import copy
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from softphone.profiles.edits import Answer, Edit
from softphone.server import accounts
from softphone.server.accounts import Clocks
from softphone.server.api import shapes as server_shapes
from softphone.server.availability import Availabilities
from softphone.server.in_force import InForce
from softphone.server.kept import Kept
from softphone.storage.memory import MemoryRepository
from softphone.sync import settings_shapes as shapes
from softphone.sync import settings_wire as wire
from softphone.sync.local_store import LocalStore
from softphone.sync.settings_session import Fetch, Fetched, Push, SettingsSession
from tests.contract.test_repository import COMPANY

T = TypeVar("T")
PERSON = COMPANY.people[0]
Came = Fetched | tuple[Answer, ...] | accounts.Refused


class Server:
    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.repository = MemoryRepository()
        self.repository.load(COMPANY)
        self.now = 1_900_000_000.0
        self._runs = 0
        self._start()

    def restart(self, repository: MemoryRepository | None = None) -> None:
        self._kept.close()
        self.repository = repository or self.repository
        self._start()

    def backup(self) -> MemoryRepository:
        return copy.deepcopy(self.repository)

    def ask(self, asked: Fetch | Push) -> Came:
        if isinstance(asked, Fetch):
            since = self.run(self.availabilities.since(PERSON.id, asked.since))
            said = server_shapes.settings(self.availabilities, PERSON.id, since, "0.1.0")
            return shapes.fetched(wire.Settings.model_validate_json(said.model_dump_json()))
        sent = wire.Push.model_validate_json(shapes.push(asked).model_dump_json())
        done = self.run(self.availabilities.push(PERSON, sent.epoch, server_shapes.edits_of(sent.edits)))
        if isinstance(done, accounts.Refused):
            return done
        said_of = [server_shapes.answer(each).model_dump_json() for each in done]
        return tuple(shapes.answer(wire.Answer.model_validate_json(each)) for each in said_of)

    def journal(self) -> tuple[Answer, ...]:
        came = self.ask(Fetch(since=SettingsSession().known.revision))
        assert isinstance(came, Fetched)
        return came.answers

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def close(self) -> None:
        self._kept.close()
        self.loop.close()

    def _start(self) -> None:
        self._runs += 1
        clocks = Clocks(wall=lambda: self.now, steady=lambda: self.now)
        self._kept = Kept(self.repository)
        self.availabilities = Availabilities(
            self._kept,
            epoch=f"run-{self._runs}",
            clocks=clocks,
            token=lambda _n: "",
            directory=self.repository.directory,
            in_force=InForce(clocks.wall, lambda *_: None, lambda *_: None),
            tell=lambda _person: None,
            reserved=lambda _number: None,
        )
        self.run(self.availabilities.load())


class Desktop:
    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.restores = 0
        self._path = folder / f"{name}.db"
        self._made = 0
        self._open()

    def edit(self, field: str, new: Any) -> Edit | None:
        self._made += 1
        edit = self.session.edit(field, new, f"{self.name}-{self._made}")
        self._save()
        return edit

    def ask(self, server: Server, *, lose_answer: bool = False) -> Fetch | Push | None:
        """One question, if there is any; gives it."""
        asked = self.session.next()
        if asked is None:
            return None
        came = server.ask(asked)
        if not lose_answer:
            self._take(came)
            self._save()
        return asked

    def sync(self, server: Server) -> None:
        self.session.fetch()
        for _ in range(50):
            if self.ask(server) is None:
                return
        raise AssertionError("it never ends")

    def crash(self) -> None:
        """What is not on disk is gone."""
        self._store.close()
        self._open()

    def close(self) -> None:
        self._store.close()

    def _take(self, came: Came) -> None:
        if isinstance(came, accounts.Refused):
            assert came.code == "fetch_again"
            self.session.fetch()
        elif isinstance(came, Fetched):
            self.restores += self.session.fetched(came)
        else:
            self.session.pushed(came)

    def _open(self) -> None:
        self._store = LocalStore(self._path)
        assert self._store.told is None
        self.session = SettingsSession(self._store.load("account"))

    def _save(self) -> None:
        assert self._store.save("account", self.session.known) is None
