"""The engine as pages call it: JSON in, JSON out, every refusal a problem with a stable code."""

from __future__ import annotations

from shared.device.api import account_calls, goal_calls, history_calls
from shared.device.api.engine import Engine, encode_json
from shared.device.api.methods import Method
from shared.errors import AutusError

METHODS: dict[str, Method] = {**goal_calls.METHODS, **history_calls.METHODS, **account_calls.METHODS}
_DRAFT = METHODS["draft"]
_OF_SYNC = {"sync", "sync_changes", "sync_head", "sync_status"}
_OF_LOCK = {"lock", "note_presence", "unlock"}
_OF_COMING_BACK = {"ask_passkey", "begin_recovery_code", "login", "login_with_passkey", "recover_with_code"}
OF_REVOKED = frozenset({"boot", *_OF_COMING_BACK, *_OF_SYNC, *_OF_LOCK})
"""What a device still answers that was revoked. Its sealed goals stay under the lock."""


class Facade(Engine):
    """One open device, whose methods take and give JSON."""

    async def call(self, name: str, payload: bytes) -> bytes:
        """`{"ok": answer}` or `{"error": {code, detail, ...}}`."""
        method = find_method(name)
        if method is None:
            return encode_json({"error": {"code": "NO_SUCH_METHOD", "detail": name}})
        await self.calls.begin()
        try:
            if name not in OF_REVOKED:
                self.require_active()
            return encode_json({"ok": await method.run(self, method.read(payload))})
        except AutusError as error:
            return encode_json({"error": error.problem()})
        finally:
            self.calls.end()

    def draft(self, payload: bytes) -> bytes:
        """The method `draft`, the only one that can answer without waiting."""
        try:
            return encode_json({"ok": goal_calls.change_draft(self, _DRAFT.read(payload))})
        except AutusError as error:
            return encode_json({"error": error.problem()})


def find_method(name: str) -> Method | None:
    """A method by its name; None for an unknown name."""
    if name in METHODS:
        return METHODS[name]
    # A start does not pay for methods that few people call, so their modules are imported here.
    # Those of `record_calls` come soon after a start, and must not wait for the modules of the others.
    from shared.device.api import record_calls  # noqa: PLC0415 - for this reason

    if name in record_calls.METHODS:
        return record_calls.METHODS[name]
    return next((table[name] for table in _late_tables() if name in table), None)


def every_method() -> dict[str, Method]:
    """All methods by name, with those that a start does not import."""
    from shared.device.api import record_calls  # noqa: PLC0415 - as in `find_method`

    methods = METHODS | record_calls.METHODS
    for table in _late_tables():
        methods |= table
    return methods


def _late_tables() -> list[dict[str, Method]]:
    from shared.device.api import (  # noqa: PLC0415 - as in `find_method`
        data_calls,
        device_calls,
        lock_calls,
        passkey_calls,
        past_calls,
        way_calls,
    )

    late = (data_calls, past_calls, way_calls, device_calls, lock_calls, passkey_calls)
    return [each.METHODS for each in late]
