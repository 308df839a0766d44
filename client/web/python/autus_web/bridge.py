"""The door that the worker calls through: JSON text in, JSON text out."""

from __future__ import annotations

from collections.abc import Callable

from pyodide.ffi import to_js

from autus_web.host import Caller, HostCall, WebHost
from shared.device.facade import Facade


class Bridge:
    """Owns the engine. Its two methods are looked up once by the worker and kept."""

    def __init__(self, facade: Facade) -> None:
        self._facade = facade

    async def call(self, method: str, payload: str) -> str:
        """The answer of any method but `draft`, as JSON; a refusal is an answer too."""
        return (await self._facade.call(method, payload.encode())).decode()

    def draft(self, payload: str) -> str:
        """The one method that waits for nothing, so that a moving control sees its effect at once."""
        return self._facade.draft(payload.encode()).decode()


def start(host_call: HostCall, emit: Callable[[str], None]) -> Bridge:
    """The engine around this browser. `emit` hears each of its events as JSON text."""
    return Bridge(Facade(WebHost(Caller(host_call, to_js)), lambda event: emit(event.decode())))
