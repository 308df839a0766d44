"""What the engine tells every page unasked. `type` says which event it is."""

from __future__ import annotations

from msgspec import Struct

from shared.device.api.lock_views import Lock
from shared.device.api.views import VaultSummary, VaultView
from shared.device.sync.status import SyncStatus


class ViewEvent(Struct, frozen=True, tag_field="type", tag="view"):
    """A goal as it is now."""

    view: VaultView


class VaultsEvent(Struct, frozen=True, tag_field="type", tag="vaults"):
    """The goals of this device and the open one, as they are now."""

    vaults: list[VaultSummary]
    active: str | None


class TypedEvent(Struct, frozen=True, tag_field="type", tag="typed"):
    """Changed typed text by field, null where it is gone. `vault` is null for text of the device."""

    vault: str | None
    changes: dict[str, str | None]


class SyncEvent(Struct, frozen=True, tag_field="type", tag="sync"):
    """How sync goes."""

    status: SyncStatus


class LockEvent(Struct, frozen=True, tag_field="type", tag="lock"):
    """The lock as it is now. `locked`: this engine answers nothing more until `unlock`."""

    locked: bool
    lock: Lock | None


class ProgressEvent(Struct, frozen=True, tag_field="type", tag="progress"):
    """How far a long task is: `done` of `total` steps."""

    task: str
    done: int
    total: int


Event = ViewEvent | VaultsEvent | TypedEvent | SyncEvent | LockEvent | ProgressEvent
