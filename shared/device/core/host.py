"""What the engine needs from the host it runs in: a store, a network, a clock and cryptography."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from shared.crypto.device import DeviceCrypto
from shared.errors import AutusError


class TransportError(AutusError):
    """The server's answer did not arrive: `OFFLINE` or `TIMEOUT`.

    The engine also raises `INTERRUPTED` and `FOREIGN_ANSWER`, hosts do not.

    The server may or may not have carried out the request.
    """


class Response(NamedTuple):
    """An HTTP status, the body, and the Content-Type header ("" without one)."""

    status: int
    body: bytes
    media_type: str


class Store(Protocol):
    """An ordered, durable key-value store. Keys are ASCII text, compared bytewise."""

    async def get(self, keys: Sequence[str]) -> list[bytes | None]:
        """The values of `keys`, in order. None for a key without a value."""

    async def scan(self, prefix: str, after: str, limit: int) -> list[tuple[str, bytes]]:
        """Up to `limit` records whose key starts with `prefix` and is greater than `after`, ascending."""

    async def write(self, puts: Sequence[tuple[str, bytes]], deletes: Sequence[str] = ()) -> None:
        """Writes and deletes all or nothing. Returns once the result would survive a crash.

        Raises AutusError `STORAGE_FAILED`.
        """


class Transport(Protocol):
    """Requests to the one server of this device."""

    async def request(
        self, method: str, path: str, body: bytes | None = None, *, brief: bool = False
    ) -> Response:
        """The response, whatever its status. Raises TransportError without one. May be cancelled.

        `brief`: a person waits and can go on without the response, so the request ends after ten seconds.
        """

    def use_token(self, token: str | None) -> None:
        """Sets the bearer token of later requests. A host with cookies ignores it."""


class Host(Protocol):
    """Everything that a device reaches outside itself."""

    @property
    def crypto(self) -> DeviceCrypto: ...

    @property
    def store(self) -> Store: ...

    @property
    def transport(self) -> Transport: ...

    @property
    def session_kind(self) -> Literal["cookie", "token"]: ...

    def now_ms(self) -> int:
        """Milliseconds since 1970. May be wrong by years and may go backwards."""
