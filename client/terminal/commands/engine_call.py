"""One call of the engine on the device in a folder."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

from client.terminal.host import TerminalHost
from shared.device.api.facade import Facade
from shared.errors import AutusError
from shared.wire.decoding import Limits, json_decoder

_decode = json_decoder(dict[str, Any], Limits(bytes_max=16 * 1024 * 1024))
NO_SERVER = "http://127.0.0.1:0"
"""For a call that sends no request."""


def call_engine(
    folder: Path, method: str, server: str = NO_SERVER, **fields: object
) -> tuple[dict[str, Any], Any]:
    """The answers of `boot` and of the method. Raises AutusError: what it refuses with, or STORAGE_FAILED."""
    if not (folder / "device.sqlite").is_file():
        raise AutusError("STORAGE_FAILED", f"{folder} is not the folder of a device")
    try:
        return asyncio.run(_call(folder, method, server, fields))
    except (OSError, sqlite3.Error) as error:
        raise AutusError("STORAGE_FAILED", str(error)) from None


async def _call(
    folder: Path, method: str, server: str, fields: dict[str, object]
) -> tuple[dict[str, Any], Any]:
    host = TerminalHost(folder, server)
    try:
        facade = Facade(host, lambda _: None)
        booted = _answer(await facade.call("boot", b"{}"))
        return booted, _answer(await facade.call(method, json.dumps(fields).encode()))
    finally:
        await host.close()


def _answer(payload: bytes) -> Any:  # noqa: ANN401 - differs by method
    answer = _decode(payload)
    if "error" in answer:
        problem = answer["error"]
        raise AutusError(problem.pop("code"), str(problem.pop("detail", "")), **problem)
    return answer["ok"]
