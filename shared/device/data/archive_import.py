"""Importing vaults from an archive: a preview of the changes, and the import after a replay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from shared import kernel
from shared.device.core.commit_validation import add_validated
from shared.device.core.device import Device
from shared.device.core.history import History
from shared.device.core.records import (
    ACCOUNT,
    ACTIVE,
    AWAY,
    AccountRecord,
    VaultMeta,
    encode,
    seal_secrets,
)
from shared.device.core.vault import Puts, Vault
from shared.device.data.archive_content import ArchiveGoal
from shared.errors import AutusError
from shared.vault.keys import Secrets, VaultSecret, union_secrets

Progress = Callable[[int], None]
BATCH_COMMITS = 500


ImportStatus = Literal["new", "same", "older", "more", "diverged", "copy", "refused"]


class ImportGoal(msgspec.Struct, frozen=True):
    """A vault of a file, and what importing it would change.

    `more` counts the commits of the file that this device does not have, `here` those that it has.
    `code` says why a goal is refused. `copy`: the commits of a plain file become a new goal.
    """

    vault: str
    name: str
    demo: bool
    commits: int
    first_ms: int
    last_ms: int
    here: int
    more: int
    status: ImportStatus
    code: str | None


async def preview_goal(device: Device, held: ArchiveGoal) -> ImportGoal:
    """What importing the vault would change.

    `more` counts the commits of the archive that this device lacks, `here` those that it has.
    """
    goal, vault = held.goal, device.vaults.get(held.goal.vault)
    found = ImportGoal(
        vault=goal.vault.hex(),
        name=goal.name,
        demo=goal.demo,
        commits=goal.commits,
        first_ms=goal.first_ms,
        last_ms=goal.last_ms,
        here=0 if vault is None else vault.meta.commits,
        more=goal.commits,
        status="new",
        code=None,
    )
    if vault is None or vault.meta.count == 0:
        return found
    await vault.load()
    history = await vault.history()
    more = sum(1 for commit in held.ids if commit not in history)
    try:
        check_compatible(vault, history, held)
    except AutusError as error:
        return msgspec.structs.replace(found, status="refused", code=error.code, more=more)
    ours = vault.tip.commit
    status: ImportStatus
    if more:
        status = "more" if ours in held.ids else "diverged"
    else:
        status = "same" if ours == goal.head else "older"
    return msgspec.structs.replace(found, status=status, more=more)


def check_compatible(vault: Vault, history: History, held: ArchiveGoal) -> None:
    """Refuses an archive whose vault is another one under the same id.

    Raises AutusError: KEYSET_CONFLICT, ARCHIVE_CONFLICT.
    """
    _unite_secrets(vault, held)
    if vault.meta.count and vault.meta.identity != held.goal.identity:
        raise AutusError("ARCHIVE_CONFLICT", "the goal here belongs to another identity")
    if not vault.meta.head:
        return
    # The log also keeps commits that were rewritten under other numbers. They no longer belong to the vault.
    for row in map(history.row, history.graph.difference(vault.meta.head, None)):
        other = held.authors.get((row.device, row.seq), row.id)
        # A rewrite under another key keeps the sequence number, and its origin is the commit before it.
        if other not in (row.id, row.origin) and not row.is_merge:
            raise AutusError(
                "ARCHIVE_CONFLICT", "two different commits have the same sequence number", commit=row.id.hex()
            )


def _unite_secrets(vault: Vault, held: ArchiveGoal) -> VaultSecret:
    name = vault.id.hex()
    theirs = VaultSecret(keys=held.goal.keys, name=held.goal.name)
    joined = union_secrets(Secrets(vaults={name: vault.secret}), Secrets(vaults={name: theirs}))
    return joined.vaults[name]


async def import_goal(device: Device, held: ArchiveGoal, progress: Progress) -> Vault:
    """Imports every commit of the archive's vault in one write. A history that diverged here is merged with
    it.

    Raises what `add_validated` raises, AutusError TOO_MANY_VAULTS, KEYSET_CONFLICT, ARCHIVE_CONFLICT, and
    REPLAY_MISMATCH if the archive's state does not follow from its commits. Then nothing has changed.
    """
    goal = held.goal
    is_own = device.account is not None and goal.identity == device.account.identity
    # Keys of later epochs come from the account alone.
    if is_own and max(goal.keys) > device.epoch:
        raise AutusError("ARCHIVE_CONFLICT", "the archive has the key of an epoch that is to come")
    async with device.identity_lock:
        known = device.vaults.get(goal.vault)
        if known is None:
            device.require_vault_capacity()
        vault = known if known is not None else _new_vault(device, held)
        async with vault.locked():
            await vault.load()
            history = await vault.history()
            check_compatible(vault, history, held)
            before, secret = vault.secret, _unite_secrets(vault, held)
            vault.set_secret(secret)
            try:
                commits, head = await _add_missing(vault, history, held, progress)
                if not commits:
                    vault.set_secret(before)
                    return vault
                tip = await history.tip(head)
                account = _account_after(device, vault)
                puts = await _other_records(device, vault, secret, account)
                meta, deletes = _meta_after(device, vault, history, head), [AWAY + vault.id.hex()]
                await vault.write_commits(
                    history.fresh_entries(commits), meta, tip, puts=puts, deletes=deletes
                )
            except BaseException:
                vault.set_secret(before)
                vault.forget_history()
                raise
        device.vaults[vault.id], device.account = vault, account
        if device.active is None:
            device.active = vault.id
        return vault


def _new_vault(device: Device, held: ArchiveGoal) -> Vault:
    goal = held.goal
    meta = VaultMeta(goal.identity, demo=goal.demo, head=b"", commits=0, count=0, seq=0, waiting=0)
    return Vault(device.host, goal.vault, meta, VaultSecret(keys=goal.keys, name=goal.name))


async def _add_missing(
    vault: Vault, history: History, held: ArchiveGoal, progress: Progress
) -> tuple[list[bytes], bytes]:
    """Adds the missing commits. Returns the ids to store and the new tip."""
    missing = [pair for pair in zip(held.ids, held.wires, strict=True) if pair[0] not in history]
    for offset in range(0, len(missing), BATCH_COMMITS):
        part = missing[offset : offset + BATCH_COMMITS]
        await add_validated(history, part)
        progress(len(part))
    computed = kernel.state_hash(await history.state(held.goal.head))
    if computed != held.goal.state_hash:
        raise AutusError(
            "REPLAY_MISMATCH", "the state differs", computed=computed, recorded=held.goal.state_hash
        )
    commits, ours, theirs = [commit for commit, _ in missing], vault.meta.head, held.goal.head
    if not ours or history.graph.is_ancestor(ours, theirs):
        return commits, theirs
    if history.graph.is_ancestor(theirs, ours):
        return commits, ours
    merge = await history.merge(ours, theirs)
    return [*commits, merge], merge


def _meta_after(device: Device, vault: Vault, history: History, head: bytes) -> VaultMeta:
    led = [history.row(commit) for commit in history.graph.difference(head, None)]
    seqs = [row.seq for row in led if row.device == device.record.device]
    return msgspec.structs.replace(
        vault.meta,
        head=head,
        seq=max([vault.meta.seq, *seqs]),
        waiting=history.count_unpushed(head, vault.meta.remote.head),
    )


def _account_after(device: Device, vault: Vault) -> AccountRecord | None:
    """The account after the import. It adopts a vault of another identity in the next round of sync."""
    account = device.account
    if account is None or vault.meta.identity == account.identity or vault.meta.demo:
        return account
    return msgspec.structs.replace(account, adopt=True)


async def _other_records(
    device: Device, vault: Vault, secret: VaultSecret, account: AccountRecord | None
) -> Puts:
    """The records that are written together with the commits."""
    puts = await seal_secrets(device.host.crypto, [(vault.id, secret)])
    if device.active is None:
        puts.append((ACTIVE, vault.id))
    if account is not None and account is not device.account:
        puts.append((ACCOUNT, encode(account)))
    return puts
