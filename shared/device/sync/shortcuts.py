"""A push or a pull without a round of sync, while this device and its server agree.

What a shortcut does not ask, the next round asks. Whatever it does not expect is a `Doubt`, and a round
follows at once. `docs/decisions/changes-are-pushed-first.md` goes through the steps of a round.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

from shared.device.core.host import TransportError
from shared.device.core.records import StoredReceipt, decode, receipt_key
from shared.device.core.vault import Vault
from shared.device.sync.push import push_pending
from shared.device.sync.snapshots import leave_snapshot
from shared.device.sync.vault_sync import ATTEMPTS_MAX, pull_vault, take_page
from shared.errors import AutusError
from shared.vault.epochs import with_first_key

if TYPE_CHECKING:
    from shared.device.core.device import Device

AGREED_MS_MAX = 300_000
"""How long after a round shortcuts are taken."""
# An honest answer afterwards does not take these back.
_ACCUSATIONS = frozenset({"BAD_RECEIPT", "SERVER_FORKED", "SERVER_ROLLED_BACK"})

Changed = Callable[[bytes], None]


class Doubt(NamedTuple):
    """Why a round is needed: `error` is what went wrong with `vault`, None if there was nothing to try."""

    vault: bytes | None = None
    error: AutusError | None = None

    @property
    def accuses(self) -> bool:
        """Whether the server has shown something that no honest server shows."""
        return self.error is not None and self.error.code in _ACCUSATIONS


Shortcut = Callable[["Device", Changed], Awaitable[Doubt | None]]
"""Returns None if device and server still agree."""


class Head(NamedTuple):
    """What an event of the server says: the newest push of a vault. Nobody has signed it."""

    vault: bytes
    number: int
    head: bytes


def may_take_shortcut(device: Device) -> bool:
    """Whether a recent round found device and server in agreement, and nothing waits for another one."""
    account, agreed_ms = device.account, device.agreed_ms
    if account is None or agreed_ms is None or device.left_session is not None:
        return False
    is_recent = 0 <= device.host.now_ms() - agreed_ms < AGREED_MS_MAX
    if any(vault.arrival is not None for vault in device.synced_vaults()):
        return False
    return is_recent and account.signed_in and not account.restored and not account.adopt


async def push_changes(device: Device, changed: Changed) -> Doubt | None:
    """Pushes what this device has committed: one request for a change, two for a change that meets one."""
    for vault in device.synced_vaults():
        doubt = await _push(device, vault, changed)
        if doubt is not None:
            return doubt
    return None


async def follow_head(device: Device, changed: Changed, event: Head) -> Doubt | None:
    """Pulls the push that an event announces, with one request, if it is the next one of its vault."""
    vault = device.vaults.get(event.vault)
    if vault is None or not vault.meta.count or not device.is_synced(vault):
        return Doubt()
    if not await _has(vault, event):
        if event.number != vault.meta.remote.number + 1:
            return Doubt()
        doubt = await _pull(device, vault, changed)
        if doubt is not None:
            return doubt
        if not await _has(vault, event):
            return Doubt()
    return await _push(device, vault, changed)


async def is_known_head(device: Device, event: Head) -> bool:
    """Whether an event says nothing new: this device has pushed or pulled that very push."""
    vault = device.vaults.get(event.vault)
    return vault is not None and device.is_synced(vault) and await _has(vault, event)


async def _has(vault: Vault, event: Head) -> bool:
    known, generation = vault.meta.remote, vault.meta.generation
    if event.number == known.number:
        return event.head == known.head
    if not 0 < event.number < known.number or generation is None:
        return False
    (record,) = await vault.host.store.get([receipt_key(vault.id, generation, event.number)])
    return record is not None and decode(record, StoredReceipt).receipt.head == event.head


async def _push(device: Device, vault: Vault, changed: Changed) -> Doubt | None:
    if not vault.meta.count or vault.meta.head == vault.meta.remote.head:
        return None
    if not _may_push(device, vault):
        return Doubt()

    async def push() -> Doubt | None:
        for _ in range(ATTEMPTS_MAX):
            try:
                await push_pending(device, vault)
            except AutusError as error:
                if error.code != "HEAD_MOVED" or not await take_page(device, vault, error):
                    raise
            else:
                await leave_snapshot(device, vault)
                return None
        return Doubt()

    return await _doubted(vault, changed, push)


def _may_push(device: Device, vault: Vault) -> bool:
    """Whether a push needs nothing else from the server: neither a newer keyset nor the list of vaults."""
    secrets = device.accepted_secrets
    return (
        secrets is not None
        # A key is used, and a name or a switch counts, once the keyset with it is accepted.
        and secrets.vaults.get(vault.id.hex()) == with_first_key(vault.secret)
        # A disclosure cannot be taken back. Another device may have turned the switch off since.
        and not vault.secret.witnessed
        # The list says whether the server has something of a vault that this device has never pushed.
        and vault.meta.remote.receipt is not None
        and vault.meta.generation == device.require_account().generations[-1]
    )


async def _pull(device: Device, vault: Vault, changed: Changed) -> Doubt | None:
    async def pull() -> None:
        await pull_vault(device, vault)

    return await _doubted(vault, changed, pull)


async def _doubted(
    vault: Vault, changed: Changed, work: Callable[[], Awaitable[Doubt | None]]
) -> Doubt | None:
    """Does the work on a loaded vault. A refusal is a doubt. Tells if the vault has changed."""
    before = vault.meta
    try:
        await vault.load()
        return await work()
    except TransportError:
        raise
    except AutusError as error:
        return Doubt(vault.id, error)
    finally:
        if vault.meta != before:
            changed(vault.id)
