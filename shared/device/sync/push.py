"""Pushing what the server lacks, in certified chunks that each end in one head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.device.core.commit_log import count_authored
from shared.device.core.history import History
from shared.device.core.server_client import SERVER_FAULTS, Refused
from shared.device.core.vault import Vault
from shared.device.sync.disclosure import build_disclosure
from shared.device.sync.receipts import append_generation, check_receipt, receipt_record
from shared.device.sync.recorded_checks import check_recorded_head
from shared.device.sync.unpushed import (
    find_old_epochs,
    find_seq_conflicts,
    find_unknown_authors,
    strip_unpushed_merges,
)
from shared.errors import AutusError
from shared.sync.certificate import certificate_message
from shared.sync.verify_pull import Progress
from shared.vault.roster import Roster
from shared.wire.limits import PUSH_BYTES_MAX, PUSH_COMMITS_MAX
from shared.wire.pushes import Certificate, Push, Receipt, WireCommit, encode_commits

if TYPE_CHECKING:
    from shared.device.core.device import Device

# Leaves space for the MessagePack around each commit, and for the merge that may end a chunk.
COMMIT_OVERHEAD_BYTES = 16
CHUNK_BYTES_MAX = PUSH_BYTES_MAX - 64 * 1024


class Chunk(msgspec.Struct, frozen=True):
    """Commits to push on `base`. The last one is the head of all of them."""

    base: bytes | None
    commits: list[bytes]
    wires: list[WireCommit]

    @property
    def head(self) -> bytes:
        return self.commits[-1]

    @property
    def size(self) -> int:
        """About how many bytes the push takes."""
        return sum(len(header) + len(sealed) + COMMIT_OVERHEAD_BYTES for header, sealed in self.wires)


async def push_pending(device: Device, vault: Vault) -> None:
    """Pushes until server and device have the same head. Raises what the server refuses, including
    HEAD_MOVED.

    SEQ_REUSED, SEQ_GAP and DUPLICATE_COMMIT are also raised here, if the pulled commits already imply them.
    EPOCH_ENDED is raised only here, and UNKNOWN_DEVICE before anything is sent.
    """
    bytes_max = CHUNK_BYTES_MAX
    while True:
        async with vault.locked():
            try:
                chunk = await _next_chunk(vault, device.record.device, await device.roster(), bytes_max)
            except BaseException:
                # The graph may hold an unfinished merge.
                vault.forget_history()
                raise
        if chunk is None:
            return
        push = await _certify(device, vault, chunk)
        try:
            receipt = await _send(device, vault, push)
        except Refused as refused:
            if refused.code != "TOO_LARGE" or len(chunk.commits) == 1:
                raise
            # A proxy before the server may have a smaller limit than the server.
            bytes_max = chunk.size // 2
            continue
        async with vault.locked():
            await _persist_receipt(device, vault, chunk, receipt)


async def _next_chunk(vault: Vault, me: bytes, roster: Roster, bytes_max: int) -> Chunk | None:
    """The next commits to push, or None. A final merge becomes this device's tip here."""
    history = await vault.history()
    remote = vault.meta.remote.head
    own = strip_unpushed_merges(history, vault.meta.head, remote)
    if remote is not None and history.graph.is_ancestor(own, remote):
        await _move_to_remote(vault, history, remote)
        return None
    pending = history.graph.difference(own, remote)
    chunk = await _fit_chunk(history, remote, pending[:PUSH_COMMITS_MAX], bytes_max)
    superseded = (
        await _find_superseded(history, me, pending, remote, chunk.commits)
        if history.rewrites
        else set[bytes]()
    )
    conflicts = find_seq_conflicts(history, pending if superseded else chunk.commits, vault.meta.remote.seqs)
    if conflicts:
        commit, code = next(iter(conflicts.items()))
        raise AutusError(code, "a commit's sequence number is not the next one", commit=commit.hex())
    if find_old_epochs(history, chunk.commits, me, vault.meta.ended):
        raise AutusError("EPOCH_ENDED", "a commit is sealed with a key of an earlier epoch")
    # They are not sent: what is sealed with the key of an earlier epoch is not for the server to see.
    if unknown := find_unknown_authors(roster, history, chunk.commits, vault.id):
        raise AutusError("UNKNOWN_DEVICE", "no device of the roster has made this", commit=min(unknown).hex())
    if superseded:
        raise AutusError("DUPLICATE_COMMIT", "another commit has this content", commit=min(superseded).hex())
    if remote is None or history.graph.is_ancestor(remote, chunk.head):
        return chunk
    if len(chunk.commits) == PUSH_COMMITS_MAX:
        chunk = await _fit_chunk(history, remote, pending[: PUSH_COMMITS_MAX - 1], bytes_max)
    merge = await history.merge(remote, chunk.head)
    if chunk.head == own:
        meta = msgspec.structs.replace(vault.meta, head=merge)
        await vault.write_commits(history.fresh_entries([merge]), meta, await history.tip(merge))
    return Chunk(remote, [*chunk.commits, merge], chunk.wires + await history.wires([merge]))


async def _find_superseded(
    history: History, me: bytes, pending: Sequence[bytes], remote: bytes | None, commits: Sequence[bytes]
) -> set[bytes]:
    """Those of `commits` that must not be pushed, because a twin takes their place."""
    from shared.device.sync.duplicates import find_duplicates  # noqa: PLC0415 - rarely needed, so a start does not load it

    return (await find_duplicates(history, pending, remote, commits)).find_superseded(me, ())


async def _fit_chunk(history: History, base: bytes | None, pending: Sequence[bytes], bytes_max: int) -> Chunk:
    """The longest prefix of `pending` that fits in `bytes_max` and has its last commit as its only tip.

    If none fits, it is the shortest such prefix.
    """
    wires = await history.wires(pending)
    size, childless, count = 0, set[bytes](), 0
    for index, (commit, (header, ciphertext)) in enumerate(zip(pending, wires, strict=True)):
        size += len(header) + len(ciphertext) + COMMIT_OVERHEAD_BYTES
        if size > bytes_max and count:
            break
        childless.difference_update(history.graph.parents(commit))
        childless.add(commit)
        if len(childless) == 1:
            count = index + 1
    return Chunk(base, list(pending[:count]), wires[:count])


async def _move_to_remote(vault: Vault, history: History, remote: bytes) -> None:
    if vault.meta.head != remote:
        meta = msgspec.structs.replace(vault.meta, head=remote, waiting=0)
        await vault.write_commits(
            history.fresh_entries([remote]), meta, await history.tip(remote), agreed=True
        )


async def _certify(device: Device, vault: Vault, chunk: Chunk) -> Push:
    roster_head = (await device.roster()).heads[-1]
    me, count = device.record.device, len(chunk.wires)
    message = certificate_message(vault.id, me, chunk.base, chunk.head, count, roster_head)
    signature = await device.host.crypto.device_sign(device.record.handle, message)
    return Push(
        base=chunk.base,
        head=chunk.head,
        commits=encode_commits(chunk.wires),
        certificate=Certificate(me, count, roster_head, signature),
        disclosure=await build_disclosure(vault, chunk.head) if vault.secret.witnessed else None,
    )


async def _send(device: Device, vault: Vault, push: Push) -> Receipt:
    """Sends a push. Before the first push of a vault, it is durable that the server may have some of the
    vault.
    """
    first = vault.meta.remote.receipt is None and not vault.meta.begun
    if first:
        await _note_begun(vault, begun=True)
    try:
        return await device.server.push(vault.id, push)
    except Refused as refused:
        # A proxy before the server may give up while the server continues.
        if first and refused.status < SERVER_FAULTS:
            await _note_begun(vault, begun=False)
        raise


async def _note_begun(vault: Vault, *, begun: bool) -> None:
    """Stores whether a first push may have reached the server."""
    async with vault.locked():
        await vault.write_commits([], msgspec.structs.replace(vault.meta, begun=begun), None)


async def _persist_receipt(device: Device, vault: Vault, chunk: Chunk, receipt: Receipt) -> None:
    """Checks and stores the server's receipt. A merge that the chunk created enters the log with it."""
    try:
        await check_receipt(device, vault, chunk.head, len(chunk.wires), receipt)
        check_recorded_head(device, vault, receipt)
    except AutusError:
        from shared.device.sync.receipt_proofs import keep_proofs  # noqa: PLC0415 - rarely needed

        await keep_proofs(device, vault, [receipt])
        raise
    roster = await device.roster()
    history = await vault.history()
    known = vault.meta.remote
    rows = [history.row(commit) for commit in chunk.commits]
    authored = {row.device: row.seq for row in rows if not row.is_merge}
    meta = msgspec.structs.replace(
        vault.meta,
        remote=Progress(
            receipt=receipt,
            seqs={**known.seqs, **authored},
            roster_index=len(roster.heads) - 1,
            generations=append_generation(known.generations, receipt.generation),
            epoch=history.row(chunk.head).epoch,
        ),
        generation=receipt.generation,
        waiting=max(0, vault.meta.waiting - count_authored(rows)),
    )
    agreed = meta.head == receipt.head
    await vault.write_commits(
        history.fresh_entries(chunk.commits),
        meta,
        vault.tip if agreed else None,
        puts=[receipt_record(vault, chunk.base, receipt)],
        agreed=agreed,
    )
