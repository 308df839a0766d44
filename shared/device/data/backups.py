"""When a vault was last archived, and whether to remind the person of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.device.core.commit_log import decode_rows
from shared.device.core.device import Device
from shared.device.core.host import Host
from shared.device.core.records import BACKUP, decode, encode, log_key
from shared.device.core.vault import Vault
from shared.errors import AutusError

# The person is reminded after this many commits, or after one commit and this much time.
COMMITS_WITHOUT_ARCHIVE = 50
DAYS_WITHOUT_ARCHIVE = 14
DAY_MS = 86_400_000


class BackupRecord(msgspec.Struct, frozen=True):
    """The last archive of a vault, and the last time its reminder was dismissed."""

    archived_ms: int | None = None
    archived_commits: int = 0
    dismissed_ms: int | None = None
    dismissed_commits: int = 0


def is_due(record: BackupRecord, first_ms: int, commits: int, now_ms: int) -> bool:
    """Reports whether to remind the person of a vault with `commits` commits, the first of them at
    `first_ms`.
    """
    since_ms = max(record.archived_ms or first_ms, record.dismissed_ms or 0)
    new = commits - max(record.archived_commits, record.dismissed_commits)
    return new >= COMMITS_WITHOUT_ARCHIVE or (new > 0 and now_ms - since_ms >= DAYS_WITHOUT_ARCHIVE * DAY_MS)


class BackupState(msgspec.Struct, frozen=True):
    """`only_here` counts commits that no server has, `since_archive` those after the last archive."""

    vault: str
    only_here: int
    archived_ms: int | None
    since_archive: int
    due: bool


async def backup_status(device: Device) -> list[BackupState]:
    """The state of the backup of every vault on this device."""
    vaults = [vault for vault in device.vaults.values() if vault.meta.count and not vault.meta.demo]
    records = await device.host.store.get([BACKUP + vault.id.hex() for vault in vaults])
    rows = await device.host.store.get([log_key(vault.id, "index", 0) for vault in vaults])
    now_ms = device.host.now_ms()
    found = []
    for vault, stored, row in zip(vaults, records, rows, strict=True):
        record = BackupRecord() if stored is None else decode(stored, BackupRecord)
        first_ms = decode_rows(row)[0].t_ms
        only_here = vault.meta.waiting
        found.append(
            BackupState(
                vault=vault.id.hex(),
                only_here=only_here,
                archived_ms=record.archived_ms,
                since_archive=vault.meta.commits - record.archived_commits,
                due=only_here > 0 and is_due(record, first_ms, vault.meta.commits, now_ms),
            )
        )
    return found


async def remember_archive(host: Host, archived: Sequence[tuple[Vault, int]]) -> None:
    """Stores that the vaults were archived just now, each with its number of commits."""
    now_ms = host.now_ms()
    for vault, commits in archived:
        await _write(vault, BackupRecord(now_ms, commits))


async def dismiss_backup(device: Device) -> None:
    """Dismisses the reminder. It comes back after as many commits and as much time as before."""
    vaults = list(device.vaults.values())
    keys = [BACKUP + vault.id.hex() for vault in vaults]
    now_ms = device.host.now_ms()
    for vault, stored in zip(vaults, await device.host.store.get(keys), strict=True):
        record = BackupRecord() if stored is None else decode(stored, BackupRecord)
        record = msgspec.structs.replace(record, dismissed_ms=now_ms, dismissed_commits=vault.meta.commits)
        await _write(vault, record)


async def _write(vault: Vault, record: BackupRecord) -> None:
    """Stores the record under the vault's lock, so that nothing stays behind of a vault that was removed."""
    try:
        async with vault.locked():
            await vault.host.store.write([(BACKUP + vault.id.hex(), encode(record))])
    except AutusError:
        if not vault.gone and vault.moved_to is None:
            raise
