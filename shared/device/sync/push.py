"""Pushing what the server lacks, in certified chunks that each end in one head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.crypto.signatures import verify_signatures
from shared.device.core.commit_log import count_authored
from shared.device.core.history import History
from shared.device.core.records import StoredReceipt, encode, receipt_key
from shared.device.core.server_client import Refused
from shared.device.core.vault import Vault
from shared.device.sync.disclosure import build_disclosure
from shared.errors import AutusError
from shared.sync.certificate import certificate_message, receipt_hash, receipt_message
from shared.sync.verify_pull import Progress
from shared.wire.limits import PUSH_BYTES_MAX, PUSH_COMMITS_MAX
from shared.wire.pushes import Certificate, Push, Receipt, WireCommit, encode_commits

if TYPE_CHECKING:
    from shared.device.core.device import Device

# Leaves space for the MessagePack around each commit, and for the merge that may end a chunk.
COMMIT_OVERHEAD_BYTES = 16
CHUNK_BYTES_MAX = PUSH_BYTES_MAX - 64 * 1024
# From this HTTP status on, a refusal does not mean that nothing was done.
SERVER_FAULTS = 500


class Chunk(msgspec.Struct, frozen=True):
    """Commits to push on `base`. The last one is the head of all of them."""

    base: bytes | None
    commits: list[bytes]
    wires: list[WireCommit]

    @property
    def head(self) -> bytes:
        return self.commits[-1]


async def push_pending(device: Device, vault: Vault) -> None:
    """Pushes until server and device have the same head. Raises what the server refuses, including
    HEAD_MOVED.

    SEQ_REUSED, SEQ_GAP and DUPLICATE_COMMIT are also raised here, if the pulled commits already imply them.
    """
    while True:
        async with vault.locked():
            try:
                chunk = await _next_chunk(vault, device.record.device)
            except BaseException:
                # The graph may hold an unfinished merge.
                vault.forget_history()
                raise
        if chunk is None:
            return
        push = await _certify(device, vault, chunk)
        receipt = await _send(device, vault, push)
        async with vault.locked():
            await _persist_receipt(device, vault, chunk, receipt)


async def _next_chunk(vault: Vault, me: bytes) -> Chunk | None:
    """The next commits to push, or None. A final merge becomes this device's tip here."""
    history = await vault.history()
    remote = vault.meta.remote.head
    own = strip_unpushed_merges(history, vault.meta.head, remote)
    if remote is not None and history.graph.is_ancestor(own, remote):
        await _move_to_remote(vault, history, remote)
        return None
    pending = history.graph.difference(own, remote)
    chunk = await _fit_chunk(history, remote, pending[:PUSH_COMMITS_MAX])
    superseded = (
        await _find_superseded(history, me, pending, remote, chunk.commits)
        if history.rewrites
        else set[bytes]()
    )
    conflicts = find_seq_conflicts(history, pending if superseded else chunk.commits, vault.meta.remote.seqs)
    if conflicts:
        commit, code = next(iter(conflicts.items()))
        raise AutusError(code, "a commit's sequence number is not the next one", commit=commit.hex())
    if superseded:
        raise AutusError("DUPLICATE_COMMIT", "another commit has this content", commit=min(superseded).hex())
    if remote is None or history.graph.is_ancestor(remote, chunk.head):
        return chunk
    if len(chunk.commits) == PUSH_COMMITS_MAX:
        chunk = await _fit_chunk(history, remote, pending[: PUSH_COMMITS_MAX - 1])
    merge = await history.merge(remote, chunk.head)
    if chunk.head == own:
        meta = msgspec.structs.replace(vault.meta, head=merge)
        await vault.store(history.fresh([merge]), meta, await history.tip(merge))
    return Chunk(remote, [*chunk.commits, merge], chunk.wires + await history.wires([merge]))


async def _find_superseded(
    history: History, me: bytes, pending: Sequence[bytes], remote: bytes | None, commits: Sequence[bytes]
) -> set[bytes]:
    """Those of `commits` that must not be pushed, because a twin takes their place."""
    from shared.device.sync.duplicates import find_duplicates  # noqa: PLC0415 - rarely needed, so a start does not load it

    return (await find_duplicates(history, pending, remote, commits)).find_superseded(me, ())


async def _fit_chunk(history: History, base: bytes | None, pending: Sequence[bytes]) -> Chunk:
    """The longest prefix of `pending` that fits in a push and has its last commit as its only tip."""
    wires = await history.wires(pending)
    size, childless, count = 0, set[bytes](), 0
    for index, (commit, (header, ciphertext)) in enumerate(zip(pending, wires, strict=True)):
        size += len(header) + len(ciphertext) + COMMIT_OVERHEAD_BYTES
        if size > CHUNK_BYTES_MAX:
            break
        childless.difference_update(history.graph.parents(commit))
        childless.add(commit)
        if len(childless) == 1:
            count = index + 1
    return Chunk(base, list(pending[:count]), wires[:count])


def strip_unpushed_merges(history: History, tip: bytes, remote: bytes | None) -> bytes:
    """This device's tip without unpushed merges on top. They are made again on the server's head."""
    graph = history.graph
    while remote is not None and history.row(tip).is_merge and not graph.is_ancestor(tip, remote):
        if graph.is_ancestor(remote, tip):
            return tip
        beside = [parent for parent in graph.parents(tip) if not graph.is_ancestor(parent, remote)]
        if len(beside) > 1:
            # The server, which was restored, knows neither side: the merge holds both.
            return tip
        tip = beside[0] if beside else remote
    return tip


def find_seq_conflicts(
    history: History, pending: Sequence[bytes], taken: Mapping[bytes, int]
) -> dict[bytes, str]:
    """The pending commits whose sequence number a server must refuse, each with the code.

    They exist after a profile was copied, or restored from a backup.
    """
    expected: dict[bytes, int] = {}
    conflicts: dict[bytes, str] = {}
    for row in map(history.row, pending):
        if not row.is_merge:
            following = expected.get(row.device, taken.get(row.device, 0) + 1)
            if row.seq != following:
                conflicts[row.id] = "SEQ_REUSED" if row.seq < following else "SEQ_GAP"
            expected[row.device] = max(following, row.seq + 1)
    return conflicts


async def _move_to_remote(vault: Vault, history: History, remote: bytes) -> None:
    if vault.meta.head != remote:
        meta = msgspec.structs.replace(vault.meta, head=remote, waiting=0)
        await vault.store(history.fresh([remote]), meta, await history.tip(remote), settled=True)


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
        await vault.store([], msgspec.structs.replace(vault.meta, begun=begun), None)


async def _persist_receipt(device: Device, vault: Vault, chunk: Chunk, receipt: Receipt) -> None:
    """Checks and stores the server's receipt. A merge that the chunk created enters the log with it."""
    await _check_receipt(device, vault, chunk, receipt)
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
        ),
        generation=receipt.generation,
        waiting=max(0, vault.meta.waiting - count_authored(rows)),
    )
    settled = meta.head == receipt.head
    await vault.store(
        history.fresh(chunk.commits),
        meta,
        vault.tip if settled else None,
        puts=[receipt_record(vault, chunk.base, receipt)],
        settled=settled,
    )


def append_generation(known: tuple[bytes, ...], generation: bytes) -> tuple[bytes, ...]:
    """`known` with `generation` as the last one."""
    return known if known and known[-1] == generation else (*known, generation)


def receipt_record(vault: Vault, base: bytes | None, receipt: Receipt) -> tuple[str, bytes]:
    """The record of a receipt. It is kept for good: two receipts for one (vault, generation, number) prove
    that a server lied.
    """
    return receipt_key(vault.id, receipt.generation, receipt.number), encode(StoredReceipt(base, receipt))


def generation_error(vault: Vault, shown: bytes) -> AutusError:
    """The refusal for a generation other than the known one: NEW_GENERATION, or SERVER_ROLLED_BACK if it has
    ended.
    """
    known = vault.meta.remote.generations
    if shown in known[:-1]:
        return AutusError("SERVER_ROLLED_BACK", "the server shows a generation that has ended")
    return AutusError(
        "NEW_GENERATION",
        "the server's database was restored from a backup",
        known=vault.meta.generation.hex() if vault.meta.generation else None,
        shown=shown.hex(),
    )


async def _check_receipt(device: Device, vault: Vault, chunk: Chunk, receipt: Receipt) -> None:
    known, generation = vault.meta.remote, vault.meta.generation
    item = (device.require_account().receipt_key, receipt.signature, receipt_message(vault.id, receipt))
    if not all(await verify_signatures(device.host.crypto, [item])):
        raise AutusError("BAD_RECEIPT", "the receipt's signature is wrong", vault=vault.id.hex())
    if generation is not None and receipt.generation != generation:
        raise generation_error(vault, receipt.generation)
    previous = receipt_hash(vault.id, known.receipt) if known.receipt else None
    expected = (known.number + 1, chunk.head, known.commits + len(chunk.wires), previous)
    if (receipt.number, receipt.head, receipt.commits, receipt.previous) != expected:
        raise AutusError("SERVER_FORKED", "the receipt does not continue what was seen", vault=vault.id.hex())
