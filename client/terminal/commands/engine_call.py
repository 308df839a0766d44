"""Calls of the engine on the device in a folder."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from client.terminal.host import TerminalHost
from shared.device.api.facade import Facade
from shared.errors import AutusError
from shared.wire.decoding import Limits, json_decoder

Result = TypeVar("Result")

_decode = json_decoder(dict[str, Any], Limits(bytes_max=16 * 1024 * 1024))
NO_SERVER = "http://127.0.0.1:0"
"""For a call that sends no request."""


class Call(Protocol):
    """Calls a method and gives its answer. Raises AutusError: what it refuses with."""

    async def __call__(self, method: str, **fields: object) -> Any: ...  # noqa: ANN401 - differs by method


def call_engine(
    folder: Path, method: str, server: str = NO_SERVER, **fields: object
) -> tuple[dict[str, Any], Any]:
    """The answers of `boot` and of the method. Raises AutusError: what it refuses with, or STORAGE_FAILED."""

    async def play(call: Call, booted: dict[str, Any]) -> tuple[dict[str, Any], Any]:
        return booted, await call(method, **fields)

    return with_engine(folder, server, play)


def with_engine(
    folder: Path,
    server: str,
    play: Callable[[Call, dict[str, Any]], Awaitable[Result]],
    *,
    may_be_new: bool = False,
) -> Result:
    """Opens the device and plays with it: `play` gets a call and the answer of `boot`.

    Raises AutusError: what the engine refuses with, or STORAGE_FAILED, also for a folder without a device
    unless it `may_be_new`.
    """
    if not may_be_new and not (folder / "device.sqlite").is_file():
        raise AutusError("STORAGE_FAILED", f"{folder} is not the folder of a device")
    try:
        return asyncio.run(_play(folder, server, play))
    except (OSError, sqlite3.Error) as error:
        raise AutusError("STORAGE_FAILED", str(error)) from None


async def _play(
    folder: Path, server: str, play: Callable[[Call, dict[str, Any]], Awaitable[Result]]
) -> Result:
    host = TerminalHost(folder, server)
    try:
        facade = Facade(host, lambda _: None)

        async def call(method: str, **fields: object) -> Any:  # noqa: ANN401 - differs by method
            return _answer(await facade.call(method, json.dumps(fields).encode()))

        return await play(call, await call("boot"))
    finally:
        await host.close()


def _answer(payload: bytes) -> Any:  # noqa: ANN401 - differs by method
    answer = _decode(payload)
    if "error" in answer:
        problem = answer["error"]
        raise AutusError(problem.pop("code"), str(problem.pop("detail", "")), **problem)
    return answer["ok"]
