"""Mutated requests to every operation: each is answered or refused by name, and leaves nothing behind.

A run tries `REQUESTS` of each operation. `make fuzz-server` tries 100,000.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import re
import resource
import socket
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from server.sessions import passwords
from server.settings import Settings
from tests.server.conftest import serving
from tests.server.lines import connect
from tests.server.mutation.application import Application, running
from tests.server.mutation.messages import encoded
from tests.server.mutation.mutator import Request, changed_bytes, mutated
from tests.server.mutation.world import RIGHT, Operation, World, kinds_of
from tests.server.sessions import register
from tests.shared.sync.people import Person

REQUESTS = int(os.environ.get("AUTUS_REQUESTS", "40"))
# Every operation whose name begins with it.
OPERATION = os.environ.get("AUTUS_OPERATION", "")
BYTES_TRIED, AT_ONCE = max(160, REQUESTS // 50), 16
# A world in which so many requests had an effect is left for a new one.
CHANGES_MAX = 3
# From here on, no kind of object becomes more.
WARM = 20_000
OBJECTS_MAX = 20_000
ADDRESSES = ("127.0.0.1", "203.0.113.9", "2001:db8::7", "::1", "")


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most mutated log-ins reach the hash, which takes 20 ms by design."""
    monkeypatch.setattr(passwords, "MEMORY_KIB", 8)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)


async def try_operation(
    application: Application, operation: Operation, world: World, count: int
) -> Counter[str]:
    """Sends so many mutated requests. Returns how often each code or status was answered."""
    chance, answers, changes = Random(f"autus {operation}"), Counter[str](), 0
    objects = 0
    for at in range(count):
        made = world.right(operation) if chance.random() < 0.7 else world.made_up(operation, chance)
        request = mutated(made, chance)
        answer = await application.ask(request, chance.choice(ADDRESSES))
        answers[answer.code or str(answer.status)] += 1
        if 200 <= answer.status < 300 and request.method not in {"GET", "HEAD", "OPTIONS"}:
            changes += 1
        if changes >= CHANGES_MAX or (answer.code == "NOT_SIGNED_IN" and operation[0] == "DELETE"):
            world, changes = await World(application, world.kinds).begin(), 0
        if at == WARM:
            gc.collect()
            objects = len(gc.get_objects())
    gc.collect()
    if count > WARM:
        assert len(gc.get_objects()) < objects + OBJECTS_MAX
    return answers


@pytest.mark.no_cover
def test_mutated_requests_are_answered_or_refused_by_name(settings: Settings, client_folder: Path) -> None:
    (client_folder / "index.html").write_text("<!doctype html>", encoding="utf-8")
    (client_folder / "assets").mkdir()
    (client_folder / "assets" / "main-abc.js").write_text("code", encoding="utf-8")

    async def play() -> None:
        async with running(settings) as application:
            kinds = await kinds_of(application)
            for operation in sorted(each for each in kinds if " ".join(each).startswith(OPERATION)):
                world = await World(application, kinds).begin()
                right = await application.ask(world.right(operation))
                assert right.status < 300 or (kinds[operation] and operation not in RIGHT), (operation, right)
                if operation[0] != "GET":
                    world = await World(application, kinds).begin()
                answers = await try_operation(application, operation, world, REQUESTS)
                if REQUESTS > WARM:
                    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                    print(*operation, f"{used} MiB", dict(answers.most_common()), flush=True)  # noqa: T201 - the report
                left = application.left_behind()
                assert not any(left.values()), (operation, left)

    asyncio.run(play())


def as_bytes(request: Request) -> bytes:
    """The request as it stands on the wire."""
    target = request.path + (f"?{request.query}" if request.query else "")
    lines = [f"{request.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers)]
    if request.body:
        lines.append(f"content-length: {len(request.body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace") + request.body


def test_mutated_bytes_are_answered_or_end_the_connection(
    settings: Settings, sockets: list[socket.socket], caplog: pytest.LogCaptureFixture
) -> None:
    """The bytes of whole requests, heads and chunks too, sent to a real server."""
    chance, person = Random("autus bytes"), Person()
    with serving(settings) as server:
        session = register(server.url, person)
        token = ("authorization", session.client.headers["authorization"])
        head = (("host", "localhost"), token, ("content-type", "application/msgpack"))
        body = encoded({"name": person.name})
        whole = [
            as_bytes(Request("POST", "/api/v1/login/parameters", "", head, body)),
            as_bytes(Request("GET", "/api/v1/vaults", "", head)) * 2,
            as_bytes(
                Request("POST", "/api/v1/login/parameters", "", (*head, ("transfer-encoding", "chunked")))
            )
            + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body),
        ]
        for _ in range(BYTES_TRIED // AT_ONCE):
            lines = [connect(server.url, sockets) for _ in range(AT_ONCE)]
            for line in lines:
                data = chance.choice(whole)
                for _ in range(chance.choice((1, 2, 4))):
                    data = changed_bytes(data, chance)
                line.sendall(data)
            # Meanwhile the server reads what was sent before.
            assert session.client.get("/api/v1/vaults").status_code == 200
            for line in lines:
                # Many heads are never complete: their clients go without an answer.
                line.settimeout(0)
                with contextlib.suppress(OSError):
                    received = line.recv(65_536)
                    assert not received or re.match(rb"HTTP/1\.1 (?!500)\d{3} ", received), received
                line.close()
        assert session.client.get("/api/v1/vaults").status_code == 200
        deadline = time.monotonic() + 20
        while server.bounds.networks.held and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not server.bounds.networks.held
    assert not [each for each in caplog.records if each.exc_info]
