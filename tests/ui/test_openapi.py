"""Can a programmer use the API from its description alone?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

Operation = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


def operations(description: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def resolve(description: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The object that `schema` refers to; the one that is not null where null is allowed too."""
    if "anyOf" in schema:
        [schema] = [part for part in schema["anyOf"] if part.get("type") != "null"]
    if "$ref" in schema:
        found: dict[str, Any] = description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return found
    return schema


def fields_without_example(description: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """Fields of a request body, also of an object inside it, that show no example; a closed set is its own example."""
    missing = []
    for name, field in resolve(description, schema)["properties"].items():
        inner = resolve(description, field)
        if "properties" in inner:
            missing += [f"{name}.{part}" for part in fields_without_example(description, inner)]
        elif not ("examples" in field or "enum" in inner):
            missing.append(name)
    return missing


def test_anybody_may_read_the_description(client: TestClient) -> None:
    assert client.get("/openapi.json").status_code == 200
    assert client.get("/docs").status_code == 200


def test_the_service_and_its_version_are_named(description: dict[str, Any]) -> None:
    assert description["info"]["title"] == "CivicDesk"
    assert description["info"]["version"]
    assert description["info"]["summary"]


def test_every_route_of_the_contract_is_described(description: dict[str, Any]) -> None:
    assert {
        "POST /api/v1/conversations",
        "POST /api/v1/conversations/{conversation_id}/messages",
        "GET /api/v1/conversations/{conversation_id}/messages",
        "POST /api/v1/conversations/{conversation_id}/handoff",
        "POST /api/v1/conversations/{conversation_id}/feedback",
        "GET /api/v1/articles",
        "GET /api/v1/articles/{article_id}",
        "GET /live",
        "GET /ready",
        "GET /status",
    } <= {name for name, _ in operations(description)}


def test_every_operation_says_in_a_sentence_what_it_does(description: dict[str, Any]) -> None:
    silent = [name for name, operation in operations(description) if not operation.get("summary")]
    assert silent == []
    assert [name for name, operation in operations(description) if not operation["description"].endswith(".")] == []


def test_every_operation_has_a_name_of_its_own(description: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in operations(description)]
    assert len(set(names)) == len(names)


def test_every_request_body_shows_examples(description: dict[str, Any]) -> None:
    bodies = {
        name: operation["requestBody"]["content"]["application/json"]["schema"]
        for name, operation in operations(description)
        if "requestBody" in operation and "application/json" in operation["requestBody"]["content"]  # A form has files.
    }
    assert len(bodies) >= 14
    assert {
        name: missing for name, body in bodies.items() if (missing := fields_without_example(description, body))
    } == {}


def test_every_error_is_described_as_problem_details(description: dict[str, Any]) -> None:
    wrong = [
        f"{name} {status}"
        for name, operation in operations(description)
        for status, response in operation["responses"].items()
        if int(status) >= 400
        and response["content"] != {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    ]
    assert wrong == []
    assert "HTTPValidationError" not in description["components"]["schemas"]


def test_every_operation_on_a_conversation_tells_its_errors(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        if "{conversation_id}" in name:
            assert {"404", "413", "422", "503"} <= set(operation["responses"]), name


def test_a_message_is_answered_as_json_or_as_events(description: dict[str, Any]) -> None:
    operation = description["paths"]["/api/v1/conversations/{conversation_id}/messages"]["post"]
    assert set(operation["responses"]["201"]["content"]) == {"application/json", "text/event-stream"}
