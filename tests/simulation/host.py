"""A host in memory. Its records survive crashes, and the world ends every wait."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from random import Random
from typing import Literal

from client.terminal.crypto import NativeCrypto
from shared.device.core.host import Response

Pause = Callable[[str], Awaitable[None]]
Send = Callable[[str | None, str, str, bytes | None], Awaitable[Response]]


class MemoryStore:
    """Pauses before and after every write, so that a crash can come on either side, and at scans."""

    def __init__(self, records: dict[str, bytes], pause: Pause) -> None:
        self.records = records
        self._keys = sorted(records)
        self._pause = pause

    async def get(self, keys: Sequence[str]) -> list[bytes | None]:
        return [self.records.get(key) for key in keys]

    async def scan(self, prefix: str, after: str, limit: int) -> list[tuple[str, bytes]]:
        await self._pause("scan")
        start = bisect_right(self._keys, max(prefix, after))
        found = []
        for key in self._keys[start:]:
            if not key.startswith(prefix) or len(found) == limit:
                break
            found.append((key, self.records[key]))
        return found

    async def write(self, puts: Sequence[tuple[str, bytes]], deletes: Sequence[str] = ()) -> None:
        await self._pause("before write")
        for key, value in puts:
            if key not in self.records:
                insort(self._keys, key)
            self.records[key] = value
        for key in deletes:
            if self.records.pop(key, None) is not None:
                self._keys.remove(key)
        await self._pause("after write")


class SimTransport:
    def __init__(self, send: Send) -> None:
        self._send = send
        self._token: str | None = None

    def use_token(self, token: str | None) -> None:
        self._token = token

    async def request(
        self, method: str, path: str, body: bytes | None = None, *, brief: bool = False
    ) -> Response:
        return await self._send(self._token, method, path, body)


class SimCrypto(NativeCrypto):
    """The real cryptography with seeded randomness and Argon2id at its lowest cost."""

    def __init__(self, keys: MutableMapping[str, bytes], random: Random) -> None:
        super().__init__(keys, random.randbytes)

    async def argon2id(
        self, password: bytes, salt: bytes, memory_kib: int, iterations: int, lanes: int
    ) -> bytes:
        return await super().argon2id(password, salt, 8 * lanes, 1, lanes)


class SimHost:
    session_kind: Literal["cookie", "token"] = "token"

    def __init__(
        self, crypto: NativeCrypto, store: MemoryStore, transport: SimTransport, clock: Callable[[], int]
    ) -> None:
        self.crypto = crypto
        self.store = store
        self.transport = transport
        self.now_ms = clock
