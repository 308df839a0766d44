"""The one way out of dead ends: commits sealed again under the present device, vault and keys.

Same drafts, times and words in the same order; new ids and markers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.chain.header import Kind
from shared.device import account
from shared.device.authoring import author, recorded_of
from shared.device.history import History
from shared.device.push import without_loose_merges
from shared.device.records import BASE, CHECKPOINT, DRAFT, META, SECRET, DeviceRecord
from shared.device.vault import Vault, found_vault, save_founded
from shared.errors import AutusError
from shared.sync.messages import MAX_PUSH_COMMITS
from shared.vault.envelope import Opened
from shared.vault.roster import device_id

if TYPE_CHECKING:
    from shared.device.device import Device

CONFLICTS = frozenset({"SEQ_REUSED", "SEQ_GAP"})


async def rehome_device(device: Device, password: str, device_name: str) -> None:
    """Enrols this profile under a new id and seals its stuck commits again. Asks for the password."""
    crypto = device.host.crypto
    joined = device.require_account()
    handle, public = await crypto.new_device_key()
    old = device.record
    record = DeviceRecord(handle, public, device_id(public), old.identity, (*old.former, old.device))
    unlocked = await account.unlock(device, record, joined.name, password)
    statements = await account.enrol(device, record, unlocked, device_name)
    await device.take_id(record, unlocked.answer.token, statements)
    for vault in device.synced_vaults():
        await resolve_conflict(device, vault)


async def resolve_conflict(device: Device, vault: Vault) -> None:
    """Seals the unpushed commits of a conflicted goal again, if their conflict is with a former id."""
    async with vault.lock:
        if vault.meta.conflict is None:
            return
        history = await vault.history()
        own = without_loose_merges(history, vault.meta.head, vault.meta.remote.head)
        pending = history.graph.difference(own, vault.meta.remote.head)
        taken = vault.meta.remote.seqs
        me = device.record.device
        numbers = [row.seq for row in map(history.row, pending) if row.device == me]
        if numbers and min(numbers) != taken.get(me, 0) + 1:
            return
        try:
            renamed, seq = await _author_again(history, device.record, pending, taken.get(me, 0))
            head = renamed.get(own, own)
            made = [commit for commit in renamed.values() if not history.is_durable(commit)]
            tip = await history.tip(head)
        except BaseException:
            vault.forget_history()
            raise
        meta = msgspec.structs.replace(vault.meta, head=head, seq=seq, conflict=None)
        await vault.store(history.fresh(made), meta, tip)


async def _author_again(
    history: History, signer: DeviceRecord, pending: Sequence[bytes], seq: int
) -> tuple[dict[bytes, bytes], int]:
    """The new ids of the pending commits that this profile made, or that stand on such; and the last seq."""
    mine = {signer.device, *signer.former}
    renamed: dict[bytes, bytes] = {}
    for offset in range(0, len(pending), MAX_PUSH_COMMITS):
        for opened in await history.open(pending[offset : offset + MAX_PUSH_COMMITS], contexts=True):
            parents = [renamed.get(parent, parent) for parent in opened.header.parents]
            moved = tuple(parents) != opened.header.parents
            draft = opened.body.draft
            if opened.header.kind == Kind.MERGE:
                if moved:
                    renamed[opened.id] = await history.merge(parents[0], parents[1])
            elif draft is not None and (moved or opened.header.device in mine):
                seq += 1
                renamed[opened.id] = await author(
                    history, signer.device, seq, parents[0], recorded_of(opened, draft)
                )
    return renamed, seq


async def adopt_vault(device: Device, old: Vault) -> Vault:
    """A goal of this device's former identity, with its whole history, as a goal of the account."""
    async with old.lock:
        await old.load()
        source = await old.history()
        order = source.graph.difference(old.tip.commit, None)
        (genesis,) = await source.open(order[:1], contexts=True)
        vault = await found_vault(
            device.host,
            device.record,
            old.secret.name,
            genesis.context or {},
            genesis.body.t_ms,
            demo=old.meta.demo,
        )
        history = await vault.history()
        renamed = {genesis.id: vault.meta.head}
        seq = 1
        for offset in range(1, len(order), MAX_PUSH_COMMITS):
            for opened in await source.open(order[offset : offset + MAX_PUSH_COMMITS], contexts=True):
                renamed[opened.id] = await _moved(history, device.record, opened, renamed, seq + 1)
                seq += opened.header.kind == Kind.COMMIT
        meta = msgspec.structs.replace(vault.meta, head=renamed[old.tip.commit], seq=seq, waiting=seq)
        vault.pending = old.pending
        await save_founded(vault, list(renamed.values()), meta, deletes=_records_of(old, source))
        vault.sim = old.sim
        if vault.sim is not None:
            vault.move_to(vault.tip)
            await vault.save_draft()
    return vault


async def _moved(
    history: History, signer: DeviceRecord, opened: Opened, renamed: dict[bytes, bytes], seq: int
) -> bytes:
    parents = [renamed[parent] for parent in opened.header.parents]
    if opened.header.kind == Kind.MERGE:
        return await history.merge(parents[0], parents[1])
    if opened.body.draft is None:
        raise AutusError("BAD_BODY", "a second genesis", commit=opened.id.hex())
    return await author(history, signer.device, seq, parents[0], recorded_of(opened, opened.body.draft))


def _records_of(vault: Vault, history: History) -> list[str]:
    name = vault.id.hex()
    return [key + name for key in (META, SECRET, CHECKPOINT, BASE, DRAFT)] + history.log.keys()
