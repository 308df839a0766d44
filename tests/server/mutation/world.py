"""A person with a goal on the server, and a right request for every operation."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec

from shared.wire import accounts, enrolments, pushes, snapshots, vaults
from shared.wire.accounts import Confirmation, KeysetReplacement, LoginParametersRequest, SessionAnswer
from shared.wire.encoding import encode
from shared.wire.pushes import Receipt
from shared.wire.vaults import WitnessSwitch
from tests.server.mutation.application import Answer, Application
from tests.server.mutation.messages import encoded, message_of
from tests.server.mutation.mutator import Headers, Request
from tests.shared.sync.people import DeviceKey, Goal, Person, keyset
from tests.shared.sync.ways import first_ways

Operation = tuple[str, str]
HOST = ("host", "localhost:8001")
MSGPACK = ("content-type", "application/msgpack")
# What the description of the interface leaves out.
PAGES: tuple[Operation, ...] = (
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/assets/main-abc.js"),
    ("GET", "/goal"),
    ("GET", "/schema"),
    ("GET", "/schema/openapi.json"),
)


class World:
    """One account, its session, and its goal with two pushes and a snapshot.

    `kinds` are the types of the bodies.
    """

    def __init__(self, application: Application, kinds: dict[Operation, Any]) -> None:
        self.application, self.kinds = application, kinds
        self.person = Person()
        self.goal = Goal(self.person)
        self.token = ""

    async def begin(self) -> World:
        answer = await self._send("POST", "/api/v1/accounts", self.person.registration())
        assert answer.status == 201, answer
        self.token = msgspec.msgpack.decode(answer.body, type=SessionAnswer).token or ""
        goal = self.goal
        self.ids = [goal.genesis, *goal.chain(goal.genesis, 3)]
        self.receipt = await self._push(None, self.ids[:2])
        self.receipt = await self._push(self.ids[1], self.ids[2:])
        answer = await self._send("PUT", f"{self.vault}/snapshot", _snapshot(self))
        assert answer.status == 204, answer
        self.next = goal.push(self.ids[-1], goal.chain(self.ids[-1], 2), disclosure=goal.disclosure(self.ids))
        return self

    async def _push(self, base: bytes | None, ids: list[bytes]) -> Receipt:
        answer = await self._send("POST", f"{self.vault}/pushes", self.goal.push(base, ids))
        assert answer.status == 201, answer
        return msgspec.msgpack.decode(answer.body, type=Receipt)

    async def _send(self, method: str, path: str, message: object) -> Answer:
        return await self.application.ask(
            Request(method, path, headers=self.headers(MSGPACK), body=encode(message))
        )

    @property
    def vault(self) -> str:
        return f"/api/v1/vaults/{self.goal.vault.hex()}"

    def headers(self, *more: tuple[str, str]) -> Headers:
        token = (("authorization", f"Bearer {self.token}"),) if self.token else ()
        return (HOST, *token, *more)

    def right(self, operation: Operation) -> Request:
        """A request that the server answers with success, where one is known. Else one of the right form."""
        method, path = operation
        query = {
            "/api/v1/account": "after=0",
            "/api/v1/roster": "after=0",
            "/api/v1/vaults/{vault}/pushes": "after=1",
        }.get(path, "")
        path = path.replace("{vault}", self.goal.vault.hex())
        message = RIGHT.get(operation)
        if message is None and self.kinds[operation] is not None:
            return self.made_up(operation, Random(path))
        if message is None:
            accepted = (("accept", "text/html"),) if operation in PAGES else ()
            return Request(method, path, query if method == "GET" else "", self.headers(*accepted))
        return Request(method, path, "", self.headers(MSGPACK), encode(message(self)))

    def made_up(self, operation: Operation, chance: Random) -> Request:
        """A request with a body of the right form and any content."""
        kind = self.kinds[operation]
        if kind is None:
            return self.right(operation)
        path = operation[1].replace("{vault}", self.goal.vault.hex())
        return Request(operation[0], path, "", self.headers(MSGPACK), encoded(message_of(kind, chance)))


def _snapshot(world: World) -> object:
    return world.person.snapshot(world.goal.vault, world.receipt)


RIGHT: dict[Operation, Callable[[World], object]] = {
    ("POST", "/api/v1/accounts"): lambda _: Person().registration(),
    ("DELETE", "/api/v1/account"): lambda world: Confirmation(world.person.auth_key),
    ("PUT", "/api/v1/keyset"): lambda _: KeysetReplacement(1, keyset(2)),
    ("PUT", "/api/v1/account"): lambda world: first_ways(world.person),
    ("POST", "/api/v1/roster"): lambda world: world.person.next_statement(DeviceKey()),
    ("POST", "/api/v1/login/parameters"): lambda world: LoginParametersRequest(world.person.name),
    ("POST", "/api/v1/sessions"): lambda world: world.person.login(),
    ("DELETE", "/api/v1/sessions/others"): lambda world: Confirmation(world.person.auth_key),
    ("DELETE", "/api/v1/vaults/{vault}"): lambda world: Confirmation(world.person.auth_key),
    ("POST", "/api/v1/vaults/{vault}/pushes"): lambda world: world.next,
    ("PUT", "/api/v1/vaults/{vault}/witness"): lambda _: WitnessSwitch(on=True),
    ("PUT", "/api/v1/vaults/{vault}/snapshot"): _snapshot,
}
"""What makes the body of a right request."""


async def kinds_of(application: Application) -> dict[Operation, Any]:
    """Every operation of the description, with the type of its body or None, and the pages."""
    answer = await application.ask(Request("GET", "/schema/openapi.json", headers=(HOST,)))
    types = {
        name: kind
        for module in (accounts, enrolments, pushes, snapshots, vaults)
        for name, kind in inspect.getmembers(module, inspect.isclass)
    }
    found: dict[Operation, Any] = dict.fromkeys(PAGES)
    for path, operations in json.loads(answer.body)["paths"].items():
        for method, operation in operations.items():
            body = operation.get("requestBody")
            schema = body["content"]["application/msgpack"]["schema"]["$ref"] if body else None
            found[method.upper(), path] = types[schema.rpartition("/")[2]] if schema else None
    return found
