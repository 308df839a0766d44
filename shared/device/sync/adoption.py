"""Rewriting a vault as a new one of the account: one of a former identity, or one that was never pushed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.chain.header import Kind
from shared.device.core import whatifs
from shared.device.core.commit_creation import content_of, create_commit
from shared.device.core.draft_records import seal_controls
from shared.device.core.history import History
from shared.device.core.records import (
    ACTIVE,
    AWAY,
    DetachedRecord,
    DeviceRecord,
    encode,
    seal_records,
)
from shared.device.core.typed import seal_typed, typed_key
from shared.device.core.unfinished import copy_unfinished
from shared.device.core.vault import Vault
from shared.device.core.vault_creation import build_vault, save_new_vault
from shared.device.core.vault_records import rewritten_keys
from shared.errors import AutusError
from shared.vault.envelope import Opened
from shared.wire.limits import PUSH_COMMITS_MAX

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def adopt_vault(device: Device, old: Vault, records: Sequence[tuple[str, bytes]] = ()) -> Vault:
    """Rewrites a vault as a new one of the account. `records` are written with it.

    History, draft, what-ifs and typed text come along.
    """
    async with old.locked():
        await old.load()
        source = await old.history()
        order = source.graph.difference(old.tip.commit, None)
        (genesis,) = await source.open(order[:1], contexts=True)
        name, words = old.secret.name, genesis.context or {}
        vault = await build_vault(
            device.host,
            device.record,
            name,
            words,
            genesis.body.t_ms,
            demo=old.meta.demo,
            rules=genesis.body.rules,
            epoch=device.epoch,
        )
        history = await vault.history()
        renamed = {genesis.id: vault.meta.head}
        seq = 1
        for offset in range(1, len(order), PUSH_COMMITS_MAX):
            for opened in await source.open(order[offset : offset + PUSH_COMMITS_MAX], contexts=True):
                renamed[opened.id] = await _rewrite_commit(history, device.record, opened, renamed, seq + 1)
                seq += opened.header.kind == Kind.COMMIT
        meta = msgspec.structs.replace(vault.meta, head=renamed[old.tip.commit], seq=seq, waiting=seq)
        meta = msgspec.structs.replace(meta, former=(*old.meta.former, old.id))
        vault.set_tip(await history.tip(meta.head))
        copy_unfinished(old, vault)
        puts, _ = await vault.draft_records(vault.drafted, vault.pending)
        puts += (await seal_controls(device.host.crypto, vault.id, vault.controls))[0]
        puts += await whatifs.copy_records(old, vault, renamed)
        puts += (await seal_typed(device.host.crypto, typed_key(vault.id), vault.typed))[0]
        puts += records
        if device.active == old.id:
            puts.append((ACTIVE, vault.id))
        commits = list(renamed.values())
        # Set before the write: a reader finds the old records gone after it.
        old.moved_to = vault.id
        try:
            await save_new_vault(vault, commits, meta, puts=puts, deletes=rewritten_keys(old.id, source.log))
        except BaseException:
            old.moved_to = None
            raise
        # The person may have changed the draft during the write.
        copy_unfinished(old, vault)
    return vault


async def withdrawal_mark(device: Device, old: Vault) -> list[tuple[str, bytes]]:
    """What a vault leaves that becomes another one before the server had anything of it. Its key
    leaves the keyset with a later exchange.
    """
    mark = DetachedRecord(old.secret.name, pushed=False, withdraw=True, deleted=True)
    return await seal_records(device.host.crypto, [(AWAY + old.id.hex(), encode(mark))])


async def _rewrite_commit(
    history: History, signer: DeviceRecord, opened: Opened, renamed: dict[bytes, bytes], seq: int
) -> bytes:
    parents = [renamed[parent] for parent in opened.header.parents]
    if opened.header.kind == Kind.MERGE:
        return await history.merge(parents[0], parents[1])
    if opened.body.draft is None:
        raise AutusError("BAD_BODY", "a second genesis", commit=opened.id.hex())
    return await create_commit(history, signer.device, seq, parents[0], content_of(opened, opened.body.draft))
