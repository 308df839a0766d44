"""The application without a socket: one request at a time, its answer whole, and what it leaves behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from litestar import Litestar

from server.app import create_app
from server.events.hub import Hub
from server.limits.body_memory import BodyMemory
from server.limits.throttle import Throttle
from server.sessions.log_in import LogIns
from server.settings import Settings
from server.web.bounded_requests import BoundedRequests
from server.web.problems import STATUS_BY_CODE
from shared.wire.codes import CODES
from tests.server.mutation.mutator import Request

# No answer takes a hundredth of them. Seconds in steps: a process that was suspended loses one step.
ANSWER_SECONDS = 60
PROBLEM = "application/problem+json"
STREAM = "text/event-stream"
# Between two requests, so that no pause of the throttle lasts.
STEP_SECONDS = 120.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str | None:
        return str(json.loads(self.body)["code"]) if self.headers.get("content-type") == PROBLEM else None


class Application:
    """`throttled`: whether failed log-ins are counted over time as they are in earnest."""

    def __init__(self, app: Litestar, *, throttled: bool) -> None:
        self.app = app
        self._seconds = 0.0
        if not throttled:
            throttle = app.state.services[Throttle]
            for bucket in (throttle._pairs, throttle._addresses, throttle._registrations):
                bucket._clock = lambda: self._seconds

    async def ask(self, request: Request, address: str = "127.0.0.1") -> Answer:
        """The answer. Fails if there is none in time, or one that no client understands."""
        self._seconds += STEP_SECONDS
        exchange = asyncio.ensure_future(self._exchange(request, address))
        # The server answers a cancelled request, so a timeout of asyncio would not be seen here.
        for _ in range(ANSWER_SECONDS):
            if (await asyncio.wait({exchange}, timeout=1))[0]:
                break
        assert exchange.done(), f"no answer to {request}, which waits at {exchange.get_stack()}"
        answer = exchange.result()
        assert answer.status != 500, (request, answer.body)
        if answer.status >= 400 and request.method != "HEAD":
            assert answer.headers["content-type"] == PROBLEM, (request, answer)
            problem = json.loads(answer.body)
            assert problem["status"] == answer.status == STATUS_BY_CODE.get(problem["code"], 422), problem
            assert problem["code"] in CODES, problem
        return answer

    async def _exchange(self, request: Request, address: str) -> Answer:
        sent: list[dict[str, Any]] = []
        left = [{"type": "http.request", "body": request.body, "more_body": False}]
        over = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if left:
                return left.pop()
            await over.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            # After the end of an answer. A stream of events has none: its client goes after the first one.
            events = _headers_of(sent[0]).get("content-type", "").startswith(STREAM)
            if message["type"] == "http.response.body" and (events or not message.get("more_body")):
                over.set()

        await self.app(_scope_of(request, address), receive, send)  # type: ignore[arg-type]
        start, *parts = sent
        body = b"".join(part.get("body", b"") for part in parts)
        return Answer(start["status"], _headers_of(start), body)

    def left_behind(self) -> dict[str, object]:
        """What the server holds for requests that are over. Each of these is empty."""
        services = self.app.state.services
        (middleware,) = self.app.middleware
        assert isinstance(middleware, BoundedRequests)
        bounds, memory = middleware.bounds, services[BodyMemory]
        return {
            "networks": dict(bounds.networks._held),
            "accounts": dict(bounds.accounts._held),
            "streams": dict(bounds.streams._held),
            "users": dict(bounds.users),
            "subscriptions": services[Hub]._streams,
            "bodies": memory.strangers._used | memory.accounts._used,
            "hashes": dict(services[LogIns]._passwords._present._held),
        }


def _headers_of(start: dict[str, Any]) -> dict[str, str]:
    return {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}


def _scope_of(request: Request, address: str) -> dict[str, Any]:
    """As uvicorn makes it: names in lower case, the path decoded, the content length that of the body."""
    raw_path = request.path.partition("?")[0].encode("utf-8")
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in request.headers
    ]
    headers = [each for each in headers if each[0] != b"content-length"]
    if request.body:
        headers.append((b"content-length", str(len(request.body)).encode()))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(raw_path.decode("utf-8")),
        "raw_path": raw_path,
        "query_string": request.query.encode("utf-8"),
        "root_path": "",
        "headers": headers,
        "client": (address, 40_000),
        "server": ("127.0.0.1", 8001),
        "state": {},
    }


@asynccontextmanager
async def running(settings: Settings, *, throttled: bool = False) -> AsyncIterator[Application]:
    app = create_app(settings)
    async with app.lifespan():
        yield Application(app, throttled=throttled)
