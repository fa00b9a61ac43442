"""A repository of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.storage.memory import MemoryRepository
from softphone.storage.repository import Repository
from softphone.storage.sql import open_postgresql, open_sqlite
from softphone.storage.vault import Vault
from tests.contract.test_repository import COMPANY
from tests.helpers.postgresql import PostgreSQL, may_run


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    started = PostgreSQL()
    yield started
    started.stop()


@pytest.fixture(
    params=[
        "memory",
        "sqlite",
        pytest.param(
            "postgresql",
            marks=[
                pytest.mark.peer,
                pytest.mark.skipif(not may_run(), reason="PostgreSQL is not installed"),
            ],
        ),
    ]
)
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Repository]:
    made: Repository
    if request.param == "memory":
        made = MemoryRepository()
    elif request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        server.empty()
        made = open_postgresql(server.url, Vault.open(tmp_path / "secret.key"))
    else:
        made = open_sqlite(tmp_path / "softphone.db", Vault.open(tmp_path / "secret.key"))
    yield made
    made.close()


@pytest.fixture
def loaded(repository: Repository) -> Repository:
    repository.load(COMPANY)
    return repository
