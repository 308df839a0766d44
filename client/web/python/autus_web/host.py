"""The host of the engine in a browser. TypeScript (`src/kernel/host/`) answers, one batch a call."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from typing import Literal, Protocol, TypeVar

import msgspec

from shared.crypto.ciphers import AesItem, KeyedItem, OpenedPart
from shared.device.core.host import Response, TransportError
from shared.errors import AutusError
from shared.wire.decoding import Limits, decode_msgpack

_T = TypeVar("_T")
_encode = msgspec.msgpack.Encoder().encode
# An answer holds what a store of the browser holds, so it is larger than any message.
_LIMITS = Limits(bytes_max=1024 * 1024 * 1024)
# The first two bytes of `[true, value]`.
_ACCEPTED = b"\x92\xc3"

_TRANSPORT_CODES = frozenset({"OFFLINE", "TIMEOUT"})


class JsBytes(Protocol):
    """A Uint8Array."""

    def to_bytes(self) -> bytes: ...


class HostCall(Protocol):
    """The TypeScript function: operation and MessagePack request in, MessagePack answer out."""

    async def __call__(self, operation: str, request: JsBytes, /) -> JsBytes: ...


class ToJs(Protocol):
    """Copies bytes into a Uint8Array of their own (`pyodide.ffi.to_js`)."""

    def __call__(self, value: bytes, /) -> JsBytes: ...


class Caller:
    """Sends one batch. Raises AutusError or TransportError with the code of a refusal."""

    def __init__(self, host_call: HostCall, to_js: ToJs) -> None:
        self._host_call = host_call
        self._to_js = to_js

    async def __call__(self, operation: str, request: object, kind: type[_T]) -> _T:
        answer = (await self._host_call(operation, self._to_js(_encode(request)))).to_bytes()
        # Every kind is closed, so the value behind the head nests no deeper than its kind.
        value = memoryview(answer)[len(_ACCEPTED) :]
        if answer.startswith(_ACCEPTED):
            return decode_msgpack(value, kind, _LIMITS)
        code, detail = decode_msgpack(value, tuple[str, str], _LIMITS)
        raise (TransportError if code in _TRANSPORT_CODES else AutusError)(code, detail)


class WebCrypto:
    """The `DeviceCrypto` of `shared.crypto.device` over WebCrypto and hash-wasm."""

    def __init__(self, call: Caller) -> None:
        self._call = call
        self.lock_key: bytes | None = None

    async def aes_seal(self, items: Sequence[AesItem]) -> list[bytes]:
        return await self._call("aes_seal", items, list[bytes]) if items else []

    async def aes_open(self, items: Sequence[AesItem]) -> list[bytes | None]:
        return await self._call("aes_open", items, list[bytes | None]) if items else []

    async def derive_and_open(self, items: Sequence[KeyedItem]) -> list[tuple[OpenedPart, ...]]:
        return await self._call("derive_and_open", items, list[tuple[OpenedPart, ...]]) if items else []

    async def sha256(self, texts: Sequence[bytes]) -> list[bytes]:
        return await self._call("sha256", texts, list[bytes]) if texts else []

    async def ed25519_public(self, seed: bytes) -> bytes:
        return await self._call("ed25519_public", seed, bytes)

    async def ed25519_sign(self, seed: bytes, message: bytes) -> bytes:
        return await self._call("ed25519_sign", (seed, message), bytes)

    async def ed25519_verify(self, items: Sequence[tuple[bytes, bytes, bytes]]) -> list[bool]:
        return await self._call("ed25519_verify", items, list[bool]) if items else []

    async def x25519(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        return await self._call("x25519", items, list[bytes | None]) if items else []

    async def argon2id(
        self, password: bytes, salt: bytes, memory_kib: int, iterations: int, lanes: int
    ) -> bytes:
        return await self._call("argon2id", (password, salt, memory_kib, iterations, lanes), bytes)

    async def new_device_key(self) -> tuple[str, bytes]:
        return await self._call("new_device_key", None, tuple[str, bytes])

    async def device_sign(self, handle: str, message: bytes) -> bytes:
        return await self._call("device_sign", (handle, message), bytes)

    async def device_seal(self, data: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        return await self._call("device_seal", data, list[bytes]) if data else []

    async def device_open(self, sealed: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        return await self._call("device_open", sealed, list[bytes | None]) if sealed else []

    async def keep_lock_key(self, key: bytes | None) -> None:
        await self._call("keep_lock_key", key, type(None))

    async def kept_lock_key(self) -> bytes | None:
        return await self._call("kept_lock_key", None, bytes | None)  # type: ignore[arg-type]

    def random(self, size: int) -> bytes:
        return os.urandom(size)


class WebStore:
    """The `Store` of `shared.device.core.host` over IndexedDB."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    async def get(self, keys: Sequence[str]) -> list[bytes | None]:
        return await self._call("get", keys, list[bytes | None]) if keys else []

    async def scan(self, prefix: str, after: str, limit: int) -> list[tuple[str, bytes]]:
        return await self._call("scan", (prefix, after, limit), list[tuple[str, bytes]])

    async def write(self, puts: Sequence[tuple[str, bytes]], deletes: Sequence[str] = ()) -> None:
        await self._call("write", (puts, deletes), type(None))


class WebTransport:
    """The `Transport` of `shared.device.core.host` over fetch, to the server that served the page."""

    def __init__(self, call: Caller) -> None:
        self._call = call
        self._last = 0

    async def request(
        self, method: str, path: str, body: bytes | None = None, *, brief: bool = False
    ) -> Response:
        self._last += 1
        number = self._last
        try:
            asked = (number, method, path, body, brief)
            return Response(*await self._call("request", asked, tuple[int, bytes, str]))
        except asyncio.CancelledError:
            # Cancelling a task does not stop the request in JavaScript.
            await self._call("abort", number, type(None))
            raise

    def use_token(self, token: str | None) -> None:
        """Ignores the token: the session is a cookie that no script can read."""


class WebHost:
    """The `Host` of `shared.device.core.host`: cryptography, store, transport and clock."""

    session_kind: Literal["cookie"] = "cookie"

    def __init__(self, call: Caller, clock: Callable[[], float]) -> None:
        self.crypto = WebCrypto(call)
        self.store = WebStore(call)
        self.transport = WebTransport(call)
        self._clock = clock

    def now_ms(self) -> int:
        # `time` in WebAssembly fails for a clock before 1970.
        return int(self._clock())
