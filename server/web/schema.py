"""The interface described in OpenAPI, made of the very structs that are read and written; no scripts."""

from __future__ import annotations

from html import escape
from typing import Any

import msgspec

from server.web.bodies import MEDIA_TYPE
from shared.wire import accounts, pushes, vaults

DESCRIPTION = (
    "Bodies are MessagePack. Where a schema says base64, MessagePack carries the bytes themselves;"
    " a struct that is shown as an array is one. Refusals are problem documents with a stable code."
)

# (method, path, summary, needs a session, body, answer)
ROUTES: tuple[tuple[str, str, str, bool, Any, Any], ...] = (
    ("post", "/api/v1/login/parameters", "How to derive an account's keys from its password", False,
     accounts.LoginParametersRequest, accounts.KdfParams),
    ("post", "/api/v1/accounts", "Register", False, accounts.Registration, accounts.SessionAnswer),
    ("post", "/api/v1/sessions", "Log in", False, accounts.Login, accounts.SessionAnswer),
    ("delete", "/api/v1/sessions", "Log out", True, None, None),
    ("delete", "/api/v1/account", "Delete the account and all that belongs to it", True,
     accounts.Confirmation, None),
    ("get", "/api/v1/keyset", "The keyset", True, None, accounts.Keyset),
    ("put", "/api/v1/keyset", "Replace the keyset of an expected version", True,
     accounts.KeysetReplacement, None),
    ("get", "/api/v1/roster", "The roster's statements from position `after`", True, None,
     list[accounts.SignedStatement]),
    ("post", "/api/v1/roster", "Append a statement", True, accounts.SignedStatement, None),
    ("get", "/api/v1/vaults", "The vaults of the account", True, None, vaults.VaultList),
    ("post", "/api/v1/vaults/{vault}/pushes", "Push commits", True, pushes.Push, pushes.Receipt),
    ("get", "/api/v1/vaults/{vault}/pushes", "Pull the pushes after number `after`", True, None,
     pushes.PullPage),
    ("delete", "/api/v1/vaults/{vault}", "Delete a vault and all its pushes", True,
     accounts.Confirmation, None),
    ("put", "/api/v1/vaults/{vault}/witness", "Turn the replay of pushes on or off", True,
     vaults.WitnessSwitch, None),
    ("get", "/api/v1/events", "New heads, as server-sent events", True, None, "text/event-stream"),
    ("get", "/api/v1/operator", "Who runs this server", False, None, "application/json"),
    ("get", "/health/live", "The process answers", False, None, "application/json"),
    ("get", "/health/ready", "The database answers", False, None, "application/json"),
)  # fmt: skip
CREATED = {
    ("post", "/api/v1/accounts"),
    ("post", "/api/v1/sessions"),
    ("post", "/api/v1/vaults/{vault}/pushes"),
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, UPPER_SNAKE"},
        "detail": {"type": "string"},
    },
}


def openapi_document() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    kinds = [kind for route in ROUTES for kind in route[4:] if kind is not None and not isinstance(kind, str)]
    schemas, components = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    by_kind = dict(zip(map(repr, kinds), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route[1], {})[route[0]] = _operation(route, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {"title": "AUTUS", "version": "1", "description": DESCRIPTION},
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": PROBLEM},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "__Host-autus"},
            },
        },
    }


def _operation(route: tuple[str, str, str, bool, Any, Any], by_kind: dict[str, Any]) -> dict[str, Any]:
    method, path, summary, needs_session, body, reply = route
    operation: dict[str, Any] = {"summary": summary, "parameters": []}
    if "{vault}" in path:
        operation["parameters"].append(
            {"name": "vault", "in": "path", "required": True, "schema": {"pattern": "^[0-9a-f]{32}$"}}
        )
    if "`after`" in summary or summary.startswith("Pull"):
        operation["parameters"].append({"name": "after", "in": "query", "schema": {"type": "integer"}})
    if needs_session:
        operation["security"] = [{"token": []}, {"cookie": []}]
    if body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {MEDIA_TYPE: {"schema": by_kind[repr(body)]}},
        }
    operation["responses"] = {
        _success(method, path, reply): _reply(reply, by_kind),
        "default": {
            "description": "A refusal",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        },
    }
    return operation


def _success(method: str, path: str, reply: object) -> str:
    if reply is None:
        return "204"
    return "201" if (method, path) in CREATED else "200"


def _reply(reply: object, by_kind: dict[str, Any]) -> dict[str, Any]:
    if reply is None:
        return {"description": "Done"}
    if isinstance(reply, str):
        return {"description": "Answer", "content": {reply: {}}}
    return {"description": "Answer", "content": {MEDIA_TYPE: {"schema": by_kind[repr(reply)]}}}


def schema_page() -> str:
    """The document as plain HTML."""
    document = openapi_document()
    rows = "".join(
        f"<tr><td>{method.upper()}</td><td><code>{escape(path)}</code></td>"
        f"<td>{escape(operation['summary'])}</td></tr>"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    )
    schemas = "".join(
        f"<details><summary><code>{escape(name)}</code></summary>"
        f"<pre>{escape(msgspec.json.format(msgspec.json.encode(schema), indent=2).decode())}</pre></details>"
        for name, schema in document["components"]["schemas"].items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>AUTUS API</title></head><body>'
        f"<h1>AUTUS API</h1><p>{escape(DESCRIPTION)}</p>"
        '<p><a href="/schema/openapi.json">openapi.json</a></p>'
        "<table><thead><tr><th>Method</th><th>Path</th><th>What it does</th></tr></thead>"
        f"<tbody>{rows}</tbody></table><h2>Schemas</h2>{schemas}</body></html>"
    )
