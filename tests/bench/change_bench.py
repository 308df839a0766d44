"""One change: from the commit until the server's receipt is stored, and until another open device has it.

The device is the terminal host: SQLite, synchronous after every write, and HTTP to a real server. Each change
takes turns with a push to the bare server.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from client.terminal.host import TerminalHost
from shared.device.api.facade import Facade
from shared.device.core.host import Response
from tests.bench.bare_load import Client, bare_server
from tests.bench.figures import Figure, at_most, of_yardstick
from tests.bench.native_device import PASSWORD
from tests.bench.server_load import Connection, server_process
from tests.bench.yardstick import Yardstick

CHANGES = 300
SEEN = 100
WARM_UP = 20


class TerminalDevice:
    """A device with a folder of its own, that counts its requests."""

    def __init__(self, folder: Path, url: str) -> None:
        self.host = TerminalHost(folder, url)
        self.facade = Facade(self.host, lambda _: None)
        self.vault = ""
        self.requests = 0
        send = self.host.transport.request

        async def counted(
            method: str, path: str, body: bytes | None = None, *, brief: bool = False
        ) -> Response:
            self.requests += 1
            return await send(method, path, body, brief=brief)

        self.host.transport.request = counted  # type: ignore[method-assign]

    async def call(self, method: str, **payload: object) -> Any:
        answer = json.loads(await self.facade.call(method, json.dumps(payload).encode()))
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["ok"]

    def move(self, number: int) -> None:
        patch = {"allocations": {"S": 1, "E": 1 + number % 7}}
        self.facade.draft(json.dumps({"vault": self.vault, "page": 3, "patch": patch}).encode())

    async def change(self, number: int) -> float:
        """Seconds from the call of a commit to its stored receipt."""
        self.move(number)
        start = time.perf_counter()
        await self.call("commit", vault=self.vault, label=f"change {number}")
        status = await self.call("sync_changes")
        elapsed = time.perf_counter() - start
        if (status["phase"], status["waiting"]) != ("synced", 0):
            raise RuntimeError(f"the change was not acknowledged: {status}")
        return elapsed

    async def follow(self, port: int, opened: asyncio.Event, seen: Callable[[], None]) -> None:
        """Reads the event stream and pulls what it announces, as an open page does."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        token = self.facade.device.token
        head = f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
        writer.write(head.encode())
        try:
            while line := await reader.readline():
                if line.startswith(b"event: beat"):
                    opened.set()
                if line.startswith(b'data: {"vault"'):
                    await self.call("sync_head", **json.loads(line.removeprefix(b"data: ")))
                    seen()
        finally:
            writer.close()


async def two_devices(folder: Path, port: int) -> tuple[TerminalDevice, TerminalDevice]:
    """Both in one account with one goal, and in agreement with the server."""
    url = f"http://127.0.0.1:{port}"
    one, other = TerminalDevice(folder / "one", url), TerminalDevice(folder / "other", url)
    await one.call("boot")
    one.vault = other.vault = (await one.call("create_vault", title="A goal"))["vault"]
    await one.call("register", name="mina", password=PASSWORD, device_name="one")
    await one.call("sync")
    await other.call("boot")
    await other.call("login", name="mina", password=PASSWORD, device_name="other", adopt=False)
    await one.call("sync")
    for device in (one, other):
        await device.call("view", vault=device.vault)
    return one, other


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    with bare_server(folder / "bare") as bare, server_process(folder / "data") as server:
        one, other = await two_devices(folder, server.port)
        times, singles = await _acknowledged(one, bare.port)
        requests = one.requests
        seen = await _seen(one, other, server.port)
        meeting = await _meeting(one, other)
        for device in (one, other):
            await device.host.close()
    bare_push = Yardstick("bare server, push of one commit, in turns", _quantile(singles, 0.5))
    milliseconds = [1000 * each for each in times]
    p99, p95 = _quantile(milliseconds, 0.99), _quantile(seen, 0.95)
    return [
        of_yardstick(bare_push),
        Figure("change: CPython, commit to acknowledged, p50", "ms", milliseconds, at_most(4), bare_push),
        Figure("change: CPython, commit to acknowledged, p99", "ms", [p99]),
        Figure("change: CPython, requests", "", [requests / (CHANGES + WARM_UP)], at_most(1)),
        Figure("change: CPython, requests if it meets another", "", meeting, at_most(2)),
        Figure("change: CPython, seen on another open device, p50", "ms", seen),
        Figure("change: CPython, seen on another open device, p95", "ms", [p95], at_most(150)),
    ]


async def _acknowledged(device: TerminalDevice, bare_port: int) -> tuple[list[float], list[float]]:
    """Seconds of each change, and of each push to the bare server."""
    connection, client = Connection(bare_port), Client()
    device.requests = 0
    times, singles = [], []
    for number in range(CHANGES + WARM_UP):
        push = client.push(1)
        start = time.perf_counter()
        connection.request(push)
        singles.append(time.perf_counter() - start)
        times.append(await device.change(number))
    connection.close()
    return times[WARM_UP:], singles[WARM_UP:]


async def _seen(one: TerminalDevice, other: TerminalDevice, port: int) -> list[float]:
    """Milliseconds from the call of a commit on `one` until `other` has pulled, replayed and stored it."""
    opened, arrived = asyncio.Event(), asyncio.Event()
    following = asyncio.create_task(other.follow(port, opened, arrived.set))
    await opened.wait()
    await other.call("sync")
    times = []
    for number in range(SEEN):
        one.move(number)
        arrived.clear()
        start = time.perf_counter()
        await one.call("commit", vault=one.vault, label=f"seen {number}")
        await one.call("sync_changes")
        await arrived.wait()
        times.append(1000 * (time.perf_counter() - start))
    heads = {(await each.call("view", vault=each.vault))["head"] for each in (one, other)}
    if len(heads) != 1:
        raise RuntimeError("the devices do not agree")
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following
    return times


async def _meeting(one: TerminalDevice, other: TerminalDevice) -> list[float]:
    """The requests of a change that meets one of the other device, which has not been announced."""
    counts = []
    for number in range(10):
        device = (one, other)[number % 2]
        device.requests = 0
        await device.change(number)
        counts.append(float(device.requests))
    # The first had nothing to meet.
    return counts[1:]


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]
