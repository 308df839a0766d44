"""Reads bodies in MessagePack, bounded in size, time and memory."""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

import msgspec

from server.limits import request_timeout
from server.limits.body_memory import UNCOUNTED_BYTES_MAX, BodyMemory
from server.limits.networks import network_of
from server.web.answers import MEDIA_TYPE
from server.web.bounded_requests import open_request
from server.web.requests import AnyRequest, address_of, service
from shared.errors import AutusError
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.limits import ANSWER_BYTES_MAX

# The overhead of one part of a body. A body may arrive in a great many small parts.
PART_BYTES = 64
HEX_DIGITS = frozenset("0123456789abcdef")

Message = TypeVar("Message")


class BodyReader(Generic[Message]):
    """Reads one kind of message. The route's `request_max_body_size` bounds its size."""

    def __init__(self, kind: type[Message]) -> None:
        self.kind = kind
        self._decode = msgpack_decoder(kind, Limits(bytes_max=ANSWER_BYTES_MAX))

    async def read(self, request: AnyRequest, identity: bytes | None = None) -> Message:
        """`identity` is that of the session, or None. Litestar answers 413 to a body that is too large.

        Raises AutusError UNSUPPORTED_MEDIA_TYPE, SERVER_BUSY, BODY_TIMED_OUT, NOT_SIGNED_IN, BAD_REQUEST.
        """
        # A form cannot send this type, so a page of another site needs a CORS preflight, which is refused.
        media_type = request.headers.get("content-type", "").partition(";")[0]
        if media_type.strip().lower() != MEDIA_TYPE:
            raise AutusError("UNSUPPORTED_MEDIA_TYPE", f"a body of {MEDIA_TYPE} is expected")
        body = await _bounded_body(request, identity)
        # A log-out may have come before the body.
        open_request(request).require_open_session()
        try:
            return self._decode(body)
        except msgspec.MsgspecError as error:
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
    senders = [sender for sender in (identity, network_of(address_of(request))) if sender]
    with budget.reserve(*senders) as reserve:
        async with asyncio.timeout(request_timeout.seconds_for(0)) as timer:
            # Raises, like `body`, where more is announced or arrives than the route takes.
            async for part in request.stream():
                reserve(len(part) + PART_BYTES)
                parts.append(part)
                received += len(part)
                timer.reschedule(begun + request_timeout.seconds_for(received))
        return b"".join(parts)


def id_from_hex(text: str, size: int = 16) -> bytes:
    """An id in a path. Raises AutusError NOT_FOUND if the text is not an id."""
    # `fromhex` alone also takes spaces and capitals.
    if len(text) == 2 * size and HEX_DIGITS.issuperset(text):
        return bytes.fromhex(text)
    raise AutusError("NOT_FOUND", "no such vault")


def after_number(text: str) -> int:
    """The number of an `after` in a query. Raises AutusError BAD_REQUEST."""
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and str(int(text)) == text):
        raise AutusError("BAD_REQUEST", "after is a whole number")
    return int(text)
