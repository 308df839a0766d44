"""Going on with a goal whose server has taken more of a removed device than counts.

What the removed device made above the heads of its revocation is the **surplus**. A device that holds or is
shown some stops the goal. With the person's consent it goes on as a new goal of the account, with the surplus
or without it. The stopped goal stays on the device as it is: its surplus can be seen and exported, and its
receipts are evidence.

So does a goal in which a device has pushed a commit that no honest device takes over, which a server without
the keys cannot see.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.device.core.arrival_end import give_up_arrival
from shared.device.core.commit_validation import CONTENT_REFUSALS
from shared.device.core.history import History
from shared.device.core.records import ACTIVE, meta_record
from shared.device.core.vault_creation import build_vault, save_new_vault
from shared.device.sync.joining import AccountGoals, add_missing, person_records, take_unfinished
from shared.device.sync.rewrite import Replacements
from shared.errors import AutusError
from shared.vault.roster import Roster

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.core.vault import Vault


STOPPING = CONTENT_REFUSALS | {"PUSH_AFTER_REVOCATION"}
"""The refusals of what a device has certified. Honest answers do not heal them."""


def find_surplus(roster: Roster, history: History, commits: Sequence[bytes], vault: bytes) -> set[bytes]:
    """Those of `commits` that revoked devices made above the heads of their revocations.

    A device that has not pulled up to a head judges by number, as servers do.
    """
    surplus: set[bytes] = set()
    for row in map(history.row, commits):
        revoked = roster.revoked.get(row.device)
        if revoked is None:
            continue
        limit = revoked.heads.get(vault)
        if limit is not None and limit.head in history:
            counts = history.graph.is_ancestor(row.id, limit.head)
        else:
            counts = row.seq <= revoked.seq_in(vault)
        if not counts:
            surplus.add(row.id)
    return surplus


async def go_on(device: Device, stopped: Vault, *, with_surplus: bool) -> Vault:
    """Makes a stopped goal anew, or joins it with the new goal of a device that has done so before.

    Without `with_surplus` the commits of `find_surplus` are left out, and what stands on them goes on without
    them. Raises AutusError NOT_STOPPED, HISTORY_ARRIVING, TOO_MANY_VAULTS.
    """
    device.require_account()
    error = device.status.errors.get(stopped.id)
    if error is None or error.code not in STOPPING or not device.is_synced(stopped):
        raise AutusError("NOT_STOPPED", "no commit of a device has stopped this goal", vault=stopped.id.hex())
    await give_up_arrival(device.record.device, stopped)
    others = [vault for vault in device.synced_vaults() if vault.id != stopped.id]
    twin = await (await AccountGoals.read(others)).take_twin(stopped)
    async with device.identity_lock:
        if twin is None:
            device.require_vault_capacity()
        new = twin or await _empty_copy(device, stopped)
        async with stopped.locked(), new.locked():
            await _carry_over(device, stopped, new, is_new=twin is None, with_surplus=with_surplus)
        if twin is None:
            device.add_vault(new)
        device.active = new.id
    device.status.errors.pop(stopped.id, None)
    return new


async def _empty_copy(device: Device, stopped: Vault) -> Vault:
    """A new vault in memory, with a genesis of the same time and words."""
    history = await stopped.history()
    first = history.graph.difference(stopped.tip.commit, None)[:1]
    (genesis,) = await history.open(first, contexts=True)
    return await build_vault(
        device.host,
        device.record,
        stopped.secret.name,
        genesis.context or {},
        genesis.body.t_ms,
        demo=False,
        rules=genesis.body.rules,
        epoch=device.epoch,
    )


async def _carry_over(
    device: Device, stopped: Vault, new: Vault, *, is_new: bool, with_surplus: bool
) -> None:
    """Adds to `new` what it lacks, and keeps `stopped` on this device alone, in one write."""
    source, history, roster = await stopped.history(), await new.history(), await device.roster()
    remote, began = new.meta.remote.head, new.meta.head
    commits = source.graph.difference(stopped.tip.commit, None)
    left_out = set[bytes]() if with_surplus else find_surplus(roster, source, commits, stopped.id)
    replacements = Replacements(history, remote)
    me = device.record.device
    try:
        seq, renamed = await add_missing(me, source, stopped, history, new, replacements, left_out)
        replacements.set(stopped.id, [stopped.tip.commit, began])
        head = await replacements.merge(stopped.id)
        tip = await history.tip(head)
    except BaseException:
        new.forget_history()
        raise
    meta = msgspec.structs.replace(new.meta, head=head, seq=seq, waiting=history.count_unpushed(head, remote))
    kept = msgspec.structs.replace(stopped.meta, here_only=True)
    puts = [*await person_records(stopped, new, renamed), meta_record(stopped.id, kept), (ACTIVE, new.id)]
    made = list(dict.fromkeys(replacements.created))
    if is_new:
        new.set_tip(tip)
        await save_new_vault(new, [began, *made], meta, puts=puts)
    else:
        await new.write_commits(history.fresh_entries(made), meta, tip, puts=puts)
    stopped.meta = kept
    take_unfinished(stopped, new)
