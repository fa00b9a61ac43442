from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.running_server import RunningServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with RunningServer(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """For tests that change nothing in it."""
    with RunningServer(tmp_path_factory.mktemp("shared")) as running:
        yield running
