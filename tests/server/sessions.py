"""HTTP clients of a device, for the server's tests."""

from __future__ import annotations

import ssl
from typing import Any, ClassVar

import httpx
import msgspec

from shared.wire.accounts import SessionAnswer
from shared.wire.encoding import encode
from shared.wire.pushes import Disclosure, PullPage, Push, Receipt
from tests.shared.sync.people import DeviceKey, Goal, Person

MSGPACK = {"content-type": "application/msgpack"}
# Without the certificates of the system: each client would read them for 30 ms, and no test uses TLS.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Session:
    """One device's client. Requests answer the raw response; `get` and `push` decode."""

    opened: ClassVar[list[httpx.Client]] = []

    def __init__(self, base_url: str, person: Person, device: DeviceKey) -> None:
        self.person, self.device = person, device
        self.client = httpx.Client(base_url=base_url, timeout=30, verify=NO_CERTIFICATES)
        self.opened.append(self.client)
        self.answer: SessionAnswer | None = None

    def take(self, response: httpx.Response) -> None:
        assert response.status_code == 201, response.text
        self.answer = msgspec.msgpack.decode(response.content, type=SessionAnswer)
        assert self.answer.token
        self.client.headers["authorization"] = f"Bearer {self.answer.token}"

    def post(self, path: str, message: object) -> httpx.Response:
        return self.client.post(path, content=encode(message), headers=MSGPACK)

    def put(self, path: str, message: object) -> httpx.Response:
        return self.client.put(path, content=encode(message), headers=MSGPACK)

    def get(self, path: str, kind: Any) -> Any:
        response = self.client.get(path)
        assert response.status_code == 200, response.text
        return msgspec.msgpack.decode(response.content, type=kind)

    def send(self, vault: bytes, push: Push) -> httpx.Response:
        return self.post(f"/api/v1/vaults/{vault.hex()}/pushes", push)

    def push(
        self, goal: Goal, base: bytes | None, ids: list[bytes], disclosure: Disclosure | None = None
    ) -> Receipt:
        """Pushes and must be accepted."""
        response = self.send(goal.vault, goal.push(base, ids, self.device, disclosure))
        assert response.status_code == 201, response.text
        return msgspec.msgpack.decode(response.content, type=Receipt)

    def pull(self, vault: bytes, after: int = 0) -> PullPage:
        return self.get(f"/api/v1/vaults/{vault.hex()}/pushes?after={after}", PullPage)


def register(url: str, person: Person) -> Session:
    session = Session(url, person, person.device)
    session.take(session.post("/api/v1/accounts", person.registration()))
    return session


def log_in(url: str, person: Person, device: DeviceKey | None = None) -> Session:
    session = Session(url, person, device or person.device)
    session.take(session.post("/api/v1/sessions", person.login(device)))
    return session


def refused(response: httpx.Response) -> tuple[int, str]:
    """(status, code) of a problem document, whose shape is checked."""
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert {"type", "title", "status", "code", "detail"} <= set(problem)
    assert problem["status"] == response.status_code
    return response.status_code, problem["code"]
