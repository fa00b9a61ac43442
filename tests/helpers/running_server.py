"""The whole server on a loop of its own in a thread of the test's process: real sockets, a clock that can be
moved."""

import asyncio
import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import httpx
from argon2 import PasswordHasher

from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.server.accounts import Clocks
from softphone.server.addresses import Address, Addresses
from softphone.server.passwords import Passwords
from softphone.server.service import Service
from softphone.server.service_settings import ServiceSettings
from softphone.storage.call_record import CallRecord

T = TypeVar("T")

PATIENCE = 120.0
"""Seconds for what takes a moment on a quiet machine."""

COMPANY = """
domain = "company.test"
country = "SE"

[[people]]
login = "asa"
password = "asa's password"
name = "Åsa Öberg"
title = "Chef"
extension = "101"
landline = "08-123 45 01"
roles = ["admin"]

[[people]]
login = "bo"
password = "bo's password"
name = "Bo Ek"
extension = "102"

[[people]]
login = "cia"
name = "Cia Ask"
extension = "103"
"""


def cheap_passwords() -> Passwords:
    """Argon2id at its least: a check is to be expensive in the product, and tests make thousands."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class RunningServer:
    """Thread-safe. `ahead` is added to both clocks, `set_by` to the one on the wall, as if it was set."""

    def __init__(self, folder: Path, company: str = COMPANY, *, set_by: float = 0.0, **settings: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "company.toml").write_text(company, encoding="utf-8")
        self.ahead = 0.0
        self.set_by = set_by
        self._still: float | None = None
        self.settings = ServiceSettings(
            **{
                "data": folder / "data",
                "company_file": folder / "company.toml",
                "sip": Address("127.0.0.1", 0),
                "http": Address("127.0.0.1", 0),
                "version": "test",
                "behind": PATIENCE,
                **settings,
            }
        )
        self.service = Service(
            self.settings,
            clocks=Clocks(
                wall=self.wall,
                steady=lambda: (time.monotonic() if self._still is None else self._still) + self.ahead,
            ),
            token=secrets.token_hex,
            passwords=cheap_passwords,
        )
        self.addresses: Addresses
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)

    def wall(self) -> float:
        return time.time() + self.ahead + self.set_by

    def start(self) -> "RunningServer":
        """Raises what Service.start() raises."""
        self._thread.start()
        try:
            self.addresses = asyncio.run_coroutine_threadsafe(self.service.start(), self._loop).result(
                PATIENCE
            )
        except BaseException:
            self.stop()
            raise
        return self

    def _run(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(_cancel_the_rest())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    def stop_the_clock(self) -> None:
        """The steady one; from now on only `ahead` moves it."""
        self._still = time.monotonic()

    @contextlib.contextmanager
    def standing_still(self) -> Iterator[None]:
        """It answers nobody meanwhile, and its connections stay."""
        goes_on = threading.Event()
        self._loop.call_soon_threadsafe(goes_on.wait, 60)
        try:
            yield
        finally:
            goes_on.set()

    def run(self, asked: Coroutine[Any, Any, T]) -> T:
        """On the server's loop."""
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result(PATIENCE)

    def call(self, function: Callable[[], T]) -> T:
        """On the server's loop."""

        async def called() -> T:
            return function()

        return self.run(called())

    @property
    def directory(self) -> Directory:
        return self.service.accounts.directory

    def call_records(self) -> tuple[CallRecord, ...]:
        """As far as they are written, which is some time after what they tell of."""
        kept = self.service.accounts._kept
        return self.run(kept.run(kept.repository.call_records))

    def set_line(self, person: str, line: LineState) -> None:
        """As the engine does when it sees a call."""
        self.set_lines((person,), line)

    def set_lines(self, people: Sequence[str], line: LineState) -> None:
        """Of all of them at once."""

        def seen() -> None:
            for person in people:
                self.service.feed.set_line(person, line)

        self.call(seen)

    def stop(self) -> None:
        if not self._thread.is_alive():
            return
        try:
            asyncio.run_coroutine_threadsafe(self.service.stop(), self._loop).result(PATIENCE)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(PATIENCE)

    def __enter__(self) -> "RunningServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @contextlib.contextmanager
    def http(self, token: str = "") -> Any:
        """A client of the API, with this token."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        base = f"{self.addresses.http}/api/v1"
        with httpx.Client(base_url=base, headers=headers, trust_env=False, timeout=PATIENCE) as client:
            yield client

    def token(self, login: str = "asa") -> str:
        with self.http() as client:
            answer = client.post("/sign-in", json={"login": login, "password": f"{login}'s password"})
            assert answer.status_code == 200, answer.text
            return str(answer.json()["token"])


async def _cancel_the_rest() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
