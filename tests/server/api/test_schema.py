"""Every operation of the API's own description, with generated requests: none makes the server fail, and each
answer is one that the description has."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.helpers.running_server import RunningServer

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


EXAMPLES = 12
"""Of each operation."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("schema")) as server:
        yield server


@pytest.fixture(scope="module")
def token(running: RunningServer) -> str:
    return running.token("asa")


def test_no_request_makes_it_fail(running: RunningServer, token: str) -> None:
    described = schemathesis.openapi.from_url(f"{running.addresses.http}/api/v1/openapi.json")
    found = []
    # Without what ends the token that all use, and the import, whose lines no schema describes.
    chosen = described.exclude(path_regex="/sign-out$").exclude(path_regex="/people/import$", method="POST")
    for result in chosen.get_all_operations():
        operation = result.ok()  # type: ignore[union-attr]
        found.append(operation.label)

        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def check(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {token}"})

        check()
    assert len(found) > 15
