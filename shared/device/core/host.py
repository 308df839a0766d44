"""What the engine asks of the place it runs in: a store, a network, a clock and the crypto primitives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from shared.crypto.device import DeviceCrypto
from shared.errors import AutusError


class TransportError(AutusError):
    """No answer came: code `OFFLINE` or `TIMEOUT`, or `INTERRUPTED`, which hosts do not raise.

    The request may or may not have been carried out.
    """


class Response(NamedTuple):
    """An HTTP status and the body."""

    status: int
    body: bytes


class Store(Protocol):
    """An ordered, durable key-value store; keys are ASCII text compared bytewise."""

    async def get(self, keys: Sequence[str]) -> list[bytes | None]:
        """The values of `keys`, None where there is none."""

    async def scan(self, prefix: str, after: str, limit: int) -> list[tuple[str, bytes]]:
        """Up to `limit` records whose key starts with `prefix` and is greater than `after`, ascending."""

    async def write(self, puts: Sequence[tuple[str, bytes]], deletes: Sequence[str] = ()) -> None:
        """All or nothing; returns once it would survive a crash. Raises AutusError `STORAGE_FAILED`."""


class Transport(Protocol):
    """Requests to the one server that this device knows."""

    async def request(
        self, method: str, path: str, body: bytes | None = None, *, brief: bool = False
    ) -> Response:
        """The answer, whatever its status. Raises TransportError where none came. May be cancelled.

        `brief`: a person waits, and goes on without the answer; it has ten seconds.
        """

    def use_token(self, token: str | None) -> None:
        """The bearer token of the requests that follow; a host with cookies has no use for it."""


class Host(Protocol):
    """Everything that a device reaches outside of itself."""

    @property
    def crypto(self) -> DeviceCrypto: ...

    @property
    def store(self) -> Store: ...

    @property
    def transport(self) -> Transport: ...

    @property
    def session_kind(self) -> Literal["cookie", "token"]: ...

    def now_ms(self) -> int:
        """Milliseconds since 1970; may be wrong by years, may go back."""
