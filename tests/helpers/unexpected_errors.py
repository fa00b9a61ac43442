"""A test fails when the product logs an error that the test did not say it expects.

Say it with the `expected_errors` fixture: `expected_errors("part of the message")`.
"""

import logging
from collections.abc import Iterator
from typing import Protocol

import pytest


class ExpectErrors(Protocol):
    def __call__(self, part: str, /) -> None: ...


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def expected_errors() -> Iterator[ExpectErrors]:
    """Fails the test on error logs that no call of the yielded function announced."""
    handler = _Errors()
    root = logging.getLogger()
    root.addHandler(handler)
    expected: list[str] = []
    try:
        yield expected.append
    finally:
        root.removeHandler(handler)
    unexpected = [m for m in handler.messages if not any(part in m for part in expected)]
    missing = [part for part in expected if not any(part in m for m in handler.messages)]
    assert not unexpected, f"unexpected error logs: {unexpected}"
    assert not missing, f"error logs that never came: {missing}"
