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

from softphone.server.api.examples import EXAMPLES as OF_ANSWERS
from tests.helpers.running_server import PATIENCE, RunningServer

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


EXAMPLES = 12
"""Of each operation."""
FOR_EVERYBODY = {"Sign-in", "Devices", "Colleagues", "Calls", "Settings"}
"""Tags. The rest is for administrators."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("schema")) as server:
        yield server


@pytest.fixture(scope="module")
def token(running: RunningServer) -> str:
    return running.token("asa")


def operations(running: RunningServer, path: str = "") -> Iterator[Any]:
    """Those whose path has that in it. Without what ends the token that all use, and the import, whose lines
    no schema describes."""
    described = schemathesis.openapi.from_url(
        f"{running.addresses.http}/api/v1/openapi.json", timeout=PATIENCE
    )
    chosen = described.exclude(path_regex="/sign-out$").exclude(path_regex="/people/import$", method="POST")
    for result in chosen.get_all_operations():
        operation = result.ok()  # type: ignore[union-attr]
        if path in operation.label:
            yield operation


@pytest.mark.timeout(900)  # thousands of requests
def test_no_request_makes_it_fail(running: RunningServer, token: str) -> None:
    found = []
    for operation in operations(running):
        found.append(operation.label)

        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def check(case: schemathesis.Case[Any]) -> None:
            headers = {"Authorization": f"Bearer {token}"}
            case.call_and_validate(checks=CHECKS, headers=headers, timeout=PATIENCE)

        check()
    assert len(found) > 15


def test_what_is_refused_before_an_operation_is_looked_for_is_in_each(running: RunningServer) -> None:
    """A NUL in an address or a query, and a body that is too large: of the operations, one may say so."""
    with running.http(running.token("asa")) as client:
        assert client.get("/people", params={"search": "a\0b"}).status_code == 400
        described = client.get("/openapi.json").raise_for_status().json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/api/v1/"):
                assert {"400", "413"} <= operation["responses"].keys(), f"{method} {path}"


def test_each_answer_has_an_example_that_is_one(running: RunningServer) -> None:
    with running.http() as client:
        described = client.get("/openapi.json").raise_for_status().json()
    schemas = described["components"]["schemas"]
    for model, example in OF_ANSWERS.items():
        assert schemas[model.__name__]["examples"] == [example]
        # It shows no field that there is not.
        assert model.model_validate(example).model_dump(mode="json", exclude_unset=True) == example
    without = [
        f"{method} {path}"
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if set(operation.get("tags", ())) & FOR_EVERYBODY
        for answer in _answers(operation)
        if not (answer.get("examples") or schemas[answer["schema"]["$ref"].split("/")[-1]].get("examples"))
    ]
    assert without == []


def _answers(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for status, response in operation["responses"].items():
        if "application/json" in response.get("content", {}) and status != "422":
            yield response["content"]["application/json"]


def test_no_request_about_another_person_is_answered(running: RunningServer) -> None:
    """Whatever is asked of them, and however, by who has no role for it."""
    asas, token = running.directory.addresses["asa"], running.token("bo")
    statuses: dict[str, set[int]] = {}
    before = running.service.in_force.of(asas)
    for operation in operations(running, "{person}"):
        statuses[operation.label] = set()

        @settings(max_examples=5, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def check(case: schemathesis.Case[Any]) -> None:
            case.path_parameters = {**(case.path_parameters or {}), "person": asas}
            headers = {"Authorization": f"Bearer {token}"}
            answer = case.call(headers=headers, timeout=PATIENCE)
            statuses[case.operation.label].add(answer.status_code)

        check()
    assert len(statuses) > 8
    # A body that is no JSON is refused before it is known of whom it is.
    assert all(seen <= {403, 422} and 403 in seen for seen in statuses.values()), statuses
    assert running.service.in_force.of(asas) == before
