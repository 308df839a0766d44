"""The bridge between the worker and the engine: JSON text in, JSON text out."""

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
    """Owns the engine. The worker calls its two methods, which never raise."""

    def __init__(self, facade: Facade) -> None:
        self._facade = facade

    async def call(self, method: str, payload: str) -> str:
        """The answer of a method as JSON. A refusal and a defect are answers too."""
        try:
            return (await self._facade.call(method, payload.encode())).decode()
        # An exit that got through would end the loop in which all other calls wait.
        except BaseException as defect:  # noqa: BLE001 - for this reason
            return _reported(defect)

    def draft(self, payload: str) -> str:
        """The method `draft` without waiting, so that a moving control shows its effect at once."""
        try:
            return self._facade.draft(payload.encode()).decode()
        except BaseException as defect:  # noqa: BLE001 - as above
            return _reported(defect)


def start(host_call: HostCall, emit: Callable[[str], None], clock: Callable[[], float]) -> Bridge:
    """The engine in this browser. `emit` gets each event as JSON text. `clock` gives milliseconds since 1970."""

    def tell(event: bytes) -> None:
        # The change is stored already. A failing listener must not make the call a refusal.
        try:
            emit(event.decode())
        except Exception:  # noqa: BLE001 - anything that JavaScript may throw
            traceback.print_exc()

    return Bridge(Facade(WebHost(Caller(host_call, to_js), clock), tell))


def _reported(defect: BaseException) -> str:
    """The problem for the page, with its place in the code. The console gets the traceback."""
    traceback.print_exception(defect, file=sys.stderr)
    *_, place = traceback.extract_tb(defect.__traceback__, limit=-1)
    detail = f"{type(defect).__name__} in {place.filename}, line {place.lineno}: {defect}"
    return json.dumps({"error": {"code": "ENGINE_FAILED", "detail": detail[:_DETAIL_CHARACTERS_MAX]}})
