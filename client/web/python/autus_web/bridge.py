"""The door that the worker calls through: JSON text in, JSON text out."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable

from pyodide.ffi import to_js

from autus_web.host import Caller, HostCall, WebHost
from shared.device.api.facade import Facade

_DETAIL_CHARACTERS_MAX = 300


class Bridge:
    """Owns the engine. Its two methods are looked up once by the worker and kept; they never raise."""

    def __init__(self, facade: Facade) -> None:
        self._facade = facade

    async def call(self, method: str, payload: str) -> str:
        """The answer of any method but `draft`, as JSON; a refusal is an answer too, and so is a defect."""
        try:
            return (await self._facade.call(method, payload.encode())).decode()
        # Whatever it is: let through, an exit would end the loop that all other calls wait in.
        except BaseException as defect:  # noqa: BLE001 - for this reason
            return _reported(defect)

    def draft(self, payload: str) -> str:
        """The one method that waits for nothing, so that a moving control sees its effect at once."""
        try:
            return self._facade.draft(payload.encode()).decode()
        except BaseException as defect:  # noqa: BLE001 - as above
            return _reported(defect)


def start(host_call: HostCall, emit: Callable[[str], None]) -> Bridge:
    """The engine around this browser. `emit` hears each of its events as JSON text."""

    def tell(event: bytes) -> None:
        # What an event tells is done and stored already: nobody hearing of it is no reason to call it refused.
        try:
            emit(event.decode())
        except Exception:  # noqa: BLE001 - anything that JavaScript may throw
            traceback.print_exc()

    return Bridge(Facade(WebHost(Caller(host_call, to_js)), tell))


def _reported(defect: BaseException) -> str:
    """The problem that a page is told, with where it was; the whole of it goes to the console."""
    traceback.print_exception(defect, file=sys.stderr)
    *_, place = traceback.extract_tb(defect.__traceback__, limit=-1)
    detail = f"{type(defect).__name__} in {place.filename}, line {place.lineno}: {defect}"
    return json.dumps({"error": {"code": "ENGINE_FAILED", "detail": detail[:_DETAIL_CHARACTERS_MAX]}})
