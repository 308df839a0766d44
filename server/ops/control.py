"""How commands of the operator reach the running server: a port on loopback, and a file that has its token.

Whoever can read the file can read the database too. A request and its answer are one line of JSON each.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from server.store.errors import StoreError
from shared.errors import AutusError
from shared.wire.decoding import Limits, json_decoder

LOG = logging.getLogger("autus.server")

FILE_NAME = "control"
HOST = "127.0.0.1"
REQUEST_BYTES_MAX = 64 * 1024
ANSWER_BYTES_MAX = 16 * 1024 * 1024
READ_SECONDS = 10.0

# What another program sends that came upon the port, or a command that was ended.
UNREADABLE = (ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)

Action: TypeAlias = Callable[..., Awaitable[object]]
"""It takes the arguments of a request by name. What it returns becomes JSON."""


class _Address(msgspec.Struct):
    port: int
    token: str


class _Request(msgspec.Struct):
    token: str
    action: str
    arguments: dict[str, Any] = {}


class _Answer(msgspec.Struct, omit_defaults=True):
    result: msgspec.Raw = msgspec.Raw(b"null")
    code: str | None = None
    detail: str = ""


_decode_address = json_decoder(_Address, Limits(1_024))
_decode_request = json_decoder(_Request, Limits(REQUEST_BYTES_MAX))
_decode_answer = json_decoder(_Answer, Limits(ANSWER_BYTES_MAX))


@asynccontextmanager
async def controlled(folder: Path, actions: Mapping[str, Action]) -> AsyncIterator[None]:
    """Answers the requests of commands meanwhile. The caller has locked the data folder.

    Where the port or the file cannot be made, the server runs without, and says so in its log.
    """
    token = secrets.token_urlsafe(32)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(READ_SECONDS):
                line = await reader.readuntil(b"\n")
            writer.write(msgspec.json.encode(await _answer(line, token, actions)) + b"\n")
            await writer.drain()
        except UNREADABLE:
            return
        finally:
            writer.close()

    path, server = folder / FILE_NAME, None
    try:
        server = await asyncio.start_server(answer, HOST, 0, limit=REQUEST_BYTES_MAX)
        _write(path, _Address(server.sockets[0].getsockname()[1], token))
    except OSError as error:
        LOG.warning("%s: commands do not reach this server: %s", path, error)
    try:
        yield
    finally:
        if server is not None:
            server.close()
        with contextlib.suppress(OSError):
            path.unlink()


def _write(path: Path, address: _Address) -> None:
    # A new file under a name of its own, so that nobody reads half of it.
    fresh = path.with_name(f"{FILE_NAME}.new")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(address))
    fresh.replace(path)


async def _answer(line: bytes, token: str, actions: Mapping[str, Action]) -> _Answer:
    try:
        request = _decode_request(line)
    except msgspec.MsgspecError as error:
        return _Answer(code="BAD_REQUEST", detail=str(error))
    if not hmac.compare_digest(request.token.encode(), token.encode()) or request.action not in actions:
        return _Answer(code="NOT_FOUND", detail="the server does not know this command")
    try:
        result = await actions[request.action](**request.arguments)
    except AutusError as error:
        return _Answer(code=error.code, detail=error.detail)
    except StoreError as error:
        return _Answer(code="DATA_UNUSABLE", detail=str(error))
    return _Answer(msgspec.Raw(msgspec.json.encode(result)))


async def ask_server(folder: Path, action: str, arguments: Mapping[str, object]) -> msgspec.Raw | None:
    """The JSON of the running server's result. None where no server of this data folder answers.

    Raises AutusError with the code that the server refuses with.
    """
    try:
        address = _decode_address((folder / FILE_NAME).read_bytes())
        reader, writer = await asyncio.open_connection(HOST, address.port, limit=ANSWER_BYTES_MAX)
    except (OSError, msgspec.MsgspecError):
        return None
    try:
        writer.write(msgspec.json.encode(_Request(address.token, action, dict(arguments))) + b"\n")
        await writer.drain()
        answer = _decode_answer(await reader.readuntil(b"\n"))
    except (OSError, asyncio.IncompleteReadError, msgspec.MsgspecError):
        # A server that has ended, or another program on a port that it had.
        raise AutusError(
            "NOT_READY", "the server ended before it answered; it may have done the work"
        ) from None
    finally:
        writer.close()
    if answer.code is not None:
        raise AutusError(answer.code, answer.detail)
    return answer.result
