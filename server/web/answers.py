"""Answers in MessagePack."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from litestar import Response

from shared.wire.encoding import encode

MEDIA_TYPE = "application/msgpack"
NO_STORE = {"cache-control": "no-store"}

Message = TypeVar("Message")


class MessagePack(Response[Any], Generic[Message]):
    """An answer that carries a `Message` and is never cached. `content` may be encoded already, as a Raw."""

    def __init__(self, content: object, status_code: int = 200) -> None:
        super().__init__(content, status_code=status_code, media_type=MEDIA_TYPE, headers=NO_STORE)

    def render(self, content: object, *_: object) -> bytes:
        return encode(content)


def empty() -> Response[None]:
    """204, after work that has no result."""
    return Response(content=None, status_code=204, headers=NO_STORE)
