"""What the methods of the facade share: the open device, its events, and state between two calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext

from msgspec.json import Encoder

from shared.device.api.calls import Calls
from shared.device.api.events import Event, LockEvent, ProgressEvent, SyncEvent, VaultsEvent, ViewEvent
from shared.device.api.lock_views import lock_view
from shared.device.api.requests import OfVault
from shared.device.api.views import VaultView, vault_list, vault_view
from shared.device.core.device import Device
from shared.device.core.device_opening import open_device
from shared.device.core.history import Tip
from shared.device.core.host import Host
from shared.device.core.vault import Vault
from shared.device.reading.history_reader import HistoryReader, Progress
from shared.device.sync.round import sync_all
from shared.device.sync.shortcuts import Shortcut
from shared.device.sync.status import SyncStatus, sync_status
from shared.errors import AutusError
from shared.vault.keys import VaultSecret

encode_json = Encoder().encode

# How often a long round of sync emits the list of goals.
LIST_EVERY_MS = 250


class Engine:
    """One open device. `publish` gets each event as JSON, for every open page."""

    def __init__(self, host: Host, publish: Callable[[bytes], None]) -> None:
        self._host = host
        self._publish = publish
        self._device: Device | None = None
        self._reader: HistoryReader | None = None
        # What the last view of each goal was made from.
        self._shown: dict[bytes, tuple[Tip, VaultSecret]] = {}
        # What an export or an import keeps between two calls. The late methods know its type.
        self.transfer: object | None = None
        # The recovery code that is on screen and was not yet typed back.
        self.recovery_code: str | None = None
        # The code on screen by which another device adds this one. The late methods know its type.
        self.shown_code: object | None = None
        self.calls = Calls()
        self._is_locked = False

    @property
    def device(self) -> Device:
        """Raises AutusError NOT_BOOTED before `boot`, LOCKED from the lock on."""
        if self._is_locked:
            raise AutusError("LOCKED", "this device is locked")
        if self._device is None:
            raise AutusError("NOT_BOOTED", "boot comes first")
        return self._device

    async def boot(self) -> Device:
        """Opens the device on the first call. Raises AutusError LOCKED."""
        if self._device is None:
            try:
                self._device = await open_device(self._host)
            except AutusError as error:
                self._is_locked = error.code == "LOCKED"
                raise
            self._is_locked = False
        return self._device

    def require_active(self) -> None:
        """Raises AutusError DEVICE_REVOKED if the account has ended this device."""
        if self._device is not None:
            self._device.require_active()

    @property
    def host(self) -> Host:
        return self._host

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Within a call: waits until no other call runs. Requests of others end as without a network."""
        with nullcontext() if self._device is None else self._device.server.interrupted():
            async with self.calls.alone():
                yield

    def forget(self) -> None:
        """Drops everything of the person from memory. No other call may run. `boot` then is LOCKED."""
        self._is_locked = True
        self._device = self._reader = self.transfer = None
        self.recovery_code = self.shown_code = None
        self._shown.clear()
        self._host.crypto.lock_key = None
        self._host.transport.use_token(None)

    def emit(self, event: Event) -> None:
        self._publish(encode_json(event))

    def emit_status(self) -> None:
        self.emit(SyncEvent(sync_status(self.device)))

    def emit_vaults(self) -> None:
        listed = vault_list(self.device)
        self.emit(VaultsEvent(listed.vaults, listed.active))

    async def emit_lock(self) -> None:
        """Tells every page when the device locks by itself."""
        self.emit(LockEvent(locked=False, lock=await lock_view(self._host)))

    def emit_view(self, vault: bytes) -> None:
        """Tells every page what a goal looks like now, if it is loaded."""
        known = self.device.vaults.get(vault)
        if known is not None and known.loaded:
            self._emit_view(known, vault_view(known))

    def emit_vault(self, vault: bytes) -> None:
        """Tells every page what a goal and the list of goals look like now."""
        self.emit_view(vault)
        self.emit_vaults()

    def show(self, vault: Vault) -> VaultView:
        """The goal's view for the page that asked. Other pages get it as an event."""
        view = vault_view(vault)
        self._emit_view(vault, view)
        self.emit_vaults()
        return view

    def _emit_view(self, vault: Vault, view: VaultView) -> None:
        self._shown[vault.id] = (vault.tip, vault.secret)
        self.emit(ViewEvent(view))

    def _is_shown(self, vault: Vault) -> bool:
        """Whether every page has seen this tip: a push alone changes nothing in a view."""
        tip, secret = self._shown.get(vault.id, (None, None))
        return vault.loaded and tip is vault.tip and secret is vault.secret

    def progress(self, task: str) -> Progress:
        """What tells every page how far a task is, as an event."""
        return lambda done, total: self.emit(ProgressEvent(task, done, total))

    async def sync(self, shortcut: Shortcut | None = None, *, first_look: bool = False) -> SyncStatus:
        """One round of sync, or the shortcut if device and server agree.

        With `first_look` it is the part of the round after which new goals can be shown.

        The list of goals is emitted now and then, and once more at the end: its length times the number of
        goals that moved would be quadratic.
        """
        listed_ms, is_listed = self._host.now_ms(), True

        def changed(vault: bytes) -> None:
            nonlocal listed_ms, is_listed
            known = self.device.vaults.get(vault)
            if known is None or not self._is_shown(known):
                self.emit_view(vault)
            is_listed = self._host.now_ms() - listed_ms >= LIST_EVERY_MS
            if is_listed:
                self.emit_vaults()
                listed_ms = self._host.now_ms()

        try:
            await sync_all(self.device, changed, self.emit_status, shortcut, first_look=first_look)
        finally:
            if not is_listed:
                self.emit_vaults()
        return sync_status(self.device)

    def known_vault(self, request: OfVault) -> Vault:
        """The goal of a request. Raises AutusError NO_SUCH_VAULT."""
        return self.device.vault(bytes.fromhex(request.vault))

    async def load_vault(self, request: OfVault) -> Vault:
        """The goal of a request, its present state read. Raises AutusError NO_SUCH_VAULT."""
        vault = self.known_vault(request)
        await vault.load()
        return vault

    def reader_of(self, vault: Vault) -> HistoryReader:
        """The reader of a vault. Only the last one stays in memory; its facts stay on the device."""
        if self._reader is None or self._reader.vault is not vault:
            self._reader = HistoryReader(vault)
        return self._reader
