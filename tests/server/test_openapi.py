"""The description of the interface, compared with the application that it describes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest

from server.settings import Settings
from server.vaults.service import Vaults
from server.web.problems import STATUS_BY_CODE, Problem
from shared.errors import AutusError
from tests.server.conftest import LiveServer, serving
from tests.server.sessions import MSGPACK, refused, register
from tests.shared.sync.people import Person

pytestmark = pytest.mark.sqlite

Operations = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    folder = tmp_path_factory.mktemp("openapi")
    (folder / "dist").mkdir()
    with serving(Settings(data=str(folder / "data"), client=str(folder / "dist"))) as live:
        yield live


@pytest.fixture(scope="module")
def client(server: LiveServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as client:
        yield client


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    answer = client.get("/schema/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-cache"
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> Operations:
    return {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def address(path: str) -> str:
    return path.replace("{vault}", "0" * 32)


def test_the_page_loads_nothing(client: httpx.Client) -> None:
    page = client.get("/schema")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script" not in page.text
    assert "http" not in page.text.replace("https://json-schema.org", "").replace("no https origin", "")
    assert "Replaces the keyset if its version is the expected one." in page.text


def test_every_route_is_described_and_no_other(server: LiveServer, operations: Operations) -> None:
    routes = {
        (method.lower(), route.path.replace(":str}", "}"))
        for route in server.app.routes
        if route.path.startswith(("/api", "/health"))
        for method in getattr(route, "methods", ())
        if method != "OPTIONS"
    }
    assert len(routes) == 33
    assert routes == set(operations)
    assert all(operation["summary"].endswith(".") for operation in operations.values())


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    text = msgspec.json.encode(document).decode()
    references = {part.split('"')[0] for part in text.split('"$ref":"')[1:]}
    assert references
    assert all(reference.startswith("#/components/schemas/") for reference in references)
    assert {reference.rpartition("/")[2] for reference in references} <= set(
        document["components"]["schemas"]
    )


def test_an_array_like_struct_is_described_as_an_array(document: dict[str, Any]) -> None:
    receipt = document["components"]["schemas"]["Receipt"]
    assert receipt["type"] == "array"
    assert len(receipt["prefixItems"]) == receipt["minItems"]


def test_the_description_says_which_routes_need_a_session(
    client: httpx.Client, document: dict[str, Any], operations: Operations
) -> None:
    assert document["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert document["components"]["securitySchemes"]["cookie"]["name"] == "__Host-autus"
    for (method, path), operation in operations.items():
        answer = client.request(method, address(path), content=b"", headers=MSGPACK)
        if "security" in operation:
            assert operation["security"] == [{"token": []}, {"cookie": []}]
            assert refused(answer) == (401, "NOT_SIGNED_IN")
        else:
            assert answer.status_code != 401


def test_the_description_says_which_routes_take_a_body(server: LiveServer, operations: Operations) -> None:
    with_body = {key for key, operation in operations.items() if "requestBody" in operation}
    for method, path in operations:
        token = register(server.url, Person()).client.headers["authorization"]
        headers = {"authorization": token, "content-type": "text/plain"}
        with httpx.Client(base_url=server.url, headers=headers) as client:
            if path == "/api/v1/events":
                continue
            answer = client.request(method, address(path), content=b"x")
        assert (answer.status_code == 415) == ((method, path) in with_body), path
    for key in with_body:
        body = operations[key]["requestBody"]
        assert body["required"]
        assert list(body["content"]) == ["application/msgpack"]


def test_parameters_are_described(operations: Operations) -> None:
    described = {
        key: {(each["name"], each["in"], each["required"]) for each in operation.get("parameters", ())}
        for key, operation in operations.items()
    }
    vault, after = ("vault", "path", True), ("after", "query", False)
    assert described["get", "/api/v1/vaults/{vault}/pushes"] == {vault, after}
    assert described["get", "/api/v1/roster"] == {after}
    for (method, path), parameters in described.items():
        assert (vault in parameters) == ("{vault}" in path), (method, path)


def test_every_operation_describes_its_answer_and_its_refusals(operations: Operations) -> None:
    for operation in operations.values():
        answers = dict(operation["responses"])
        problem = answers.pop("default")["content"]
        assert problem == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        assert answers
        for status, answer in answers.items():
            assert status in {"200", "201", "204"}
            assert ("content" in answer) == (status != "204")
    push = operations["post", "/api/v1/vaults/{vault}/pushes"]["responses"]
    assert {"200", "201"} <= set(push)


@pytest.mark.parametrize("code", [*STATUS_BY_CODE, "A_CODE_WITHOUT_A_STATUS"])
def test_every_refusal_has_the_described_shape(
    server: LiveServer, document: dict[str, Any], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise AutusError(code, "why", index=3, retry_after_seconds=7)

    session = register(server.url, Person())
    monkeypatch.setattr(Vaults, "list_vaults", refuse)
    answer = session.client.get("/api/v1/vaults")
    assert refused(answer) == (STATUS_BY_CODE.get(code, 422), code)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["retry-after"] == "7"
    assert (answer.headers.get("connection") == "close") == (answer.status_code == 408)
    problem = msgspec.json.decode(answer.content, type=Problem)
    assert (problem.type, problem.detail) == ("about:blank", "why")
    schema = document["components"]["schemas"]["Problem"]
    assert list(answer.json()) == [*schema["required"], "index", "retry_after_seconds"]
    assert set(schema["required"]) == set(schema["properties"])


def test_every_member_of_a_message_has_its_name(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        for title, member in schema.get("properties", {}).items():
            assert member.get("title", title) == title, name
        for member in schema.get("prefixItems", []):
            assert member["title"], name
    receipt = [member["title"] for member in schemas["Receipt"]["prefixItems"]]
    assert receipt == ["generation", "number", "head", "commits", "previous", "level", "time_ms", "signature"]
    commits = schemas["Push"]["properties"]["commits"]
    assert commits["type"] == "array"
    assert len(commits["items"]["prefixItems"]) == 2
