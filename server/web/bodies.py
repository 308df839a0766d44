"""Bodies in MessagePack: bounded in size, time and memory, typed by the structs of `shared`."""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

import msgspec
from litestar import Response

from server.limits import request_timeout
from server.limits.body_memory import UNCOUNTED_BYTES_MAX, BodyMemory
from server.limits.networks import network_of
from server.web.requests import AnyRequest, address_of, service
from shared.errors import AutusError
from shared.wire.encoding import encode

MEDIA_TYPE = "application/msgpack"
NO_STORE = {"cache-control": "no-store"}
# What a part of a body takes beside its bytes: a body may come in very many very small ones.
PART_BYTES = 64

Message = TypeVar("Message")


class BodyReader(Generic[Message]):
    """Reads one kind of message. The route's `request_max_body_size` bounds it while it arrives."""

    def __init__(self, kind: type[Message]) -> None:
        self.kind = kind
        self._decode = msgspec.msgpack.Decoder(kind).decode

    async def read(self, request: AnyRequest, identity: bytes | None = None) -> Message:
        """`identity` is who is logged in. Litestar answers 413 to a body that is too large.

        Raises AutusError UNSUPPORTED_MEDIA_TYPE, SERVER_BUSY, BODY_TIMED_OUT, BAD_REQUEST.
        """
        # A form cannot send this type, so a page of another site cannot send it without being asked first.
        if request.headers.get("content-type", "").partition(";")[0].strip() != MEDIA_TYPE:
            raise AutusError("UNSUPPORTED_MEDIA_TYPE", f"a body of {MEDIA_TYPE} is expected")
        body = await _bounded_body(request, identity)
        try:
            return self._decode(body)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise AutusError("BAD_REQUEST", str(error)) from None


async def _bounded_body(request: AnyRequest, identity: bytes | None) -> bytes:
    limit = request.route_handler.resolve_request_max_body_size() or 0
    announced = request.content_length
    size = limit if announced is None else announced
    try:
        if size > UNCOUNTED_BYTES_MAX:
            return await _large_body(request, identity)
        async with asyncio.timeout(request_timeout.seconds_for(size)):
            return await request.body()
    except TimeoutError:
        raise AutusError("BODY_TIMED_OUT", "the body did not arrive in time") from None


async def _large_body(request: AnyRequest, identity: bytes | None) -> bytes:
    """Reserves memory and time for the bytes that have arrived. The announced size costs nothing."""
    memory = service(request, BodyMemory)
    budget = memory.strangers if identity is None else memory.accounts
    parts, received = [], 0
    begun = asyncio.get_running_loop().time()
    with budget.reserve(identity or network_of(address_of(request))) as reserve:
        async with asyncio.timeout(request_timeout.seconds_for(0)) as timer:
            # Raises, like `body`, where more is announced or arrives than the route takes.
            async for part in request.stream():
                reserve(len(part) + PART_BYTES)
                parts.append(part)
                received += len(part)
                timer.reschedule(begun + request_timeout.seconds_for(received))
        return b"".join(parts)


def answer(message: object, status: int = 200) -> Response[bytes]:
    """`message` in MessagePack, never cached."""
    return Response(content=encode(message), status_code=status, media_type=MEDIA_TYPE, headers=NO_STORE)


def empty() -> Response[None]:
    """204, for what is done and has nothing to say."""
    return Response(content=None, status_code=204, headers=NO_STORE)


def id_from_hex(text: str, size: int = 16) -> bytes:
    """An id in a path. Raises AutusError NOT_FOUND: what is no id names nothing."""
    if len(text) == 2 * size and text == text.lower():
        try:
            return bytes.fromhex(text)
        except ValueError:
            pass
    raise AutusError("NOT_FOUND", "no such vault")


def number_from_query(request: AnyRequest, name: str) -> int:
    """A whole number from 0, 0 if absent. Raises AutusError BAD_REQUEST."""
    text = request.query_params.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise AutusError("BAD_REQUEST", f"{name} is a whole number")
    return int(text)
