"""Pulling what the server has. It is checked, opened and replayed before it is stored."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.device.core.commit_log import LogEntry
from shared.device.core.commit_validation import add_validated
from shared.device.core.history import History
from shared.device.core.records import StoredReceipt, decode
from shared.device.core.vault import Vault
from shared.device.sync.receipts import append_generation, generation_error, receipt_record
from shared.device.sync.unpushed import strip_unpushed_merges
from shared.errors import AutusError
from shared.sync.certificate import receipt_hash
from shared.sync.verify_pull import (
    CheckedPush,
    Progress,
    check_latest,
    check_stored_push,
    verify_pulled,
)
from shared.wire.limits import PUSH_COMMITS_MAX
from shared.wire.pushes import PullPage, StoredPush

if TYPE_CHECKING:
    from shared.device.core.device import Device


class _Pulled(Container[bytes]):
    """The commits of the pushes up to `head`. The history may have more of this device's own."""

    def __init__(self, history: History, head: bytes | None) -> None:
        self._history = history
        self._head = head
        self.since: set[bytes] = set()

    def __contains__(self, commit: object) -> bool:
        if commit in self.since:
            return True
        if self._head is None or not isinstance(commit, bytes) or commit not in self._history:
            return False
        return self._history.graph.is_ancestor(commit, self._head)


async def pull_new(device: Device, vault: Vault) -> None:
    """Pulls until the server has nothing newer. Raises what `check_latest` and `check_stored_push` raise."""
    while not await apply_page(device, vault, await _next_page(device, vault)):
        pass


async def apply_page(device: Device, vault: Vault, page: PullPage) -> bool:
    """Checks and stores a page. Returns whether the server has nothing newer. Raises as `pull_new` does."""
    async with vault.locked():
        await _check_page(vault, page)
        for pushes in _group_pushes(page.pushes):
            await _apply(device, vault, page.generation, pushes)
        if page.latest is None or vault.meta.remote.number >= page.latest.number:
            await _finish(vault, page)
            return True
    if not page.pushes:
        raise AutusError("PUSH_GAP", "the server withholds pushes", vault=vault.id.hex())
    return False


async def _next_page(device: Device, vault: Vault) -> PullPage:
    after = vault.meta.remote.number
    try:
        return await device.server.pull(vault.id, after)
    except AutusError as error:
        if error.code != "BAD_ANSWER":
            raise
    # A page ends early if its vault is deleted while the server sends it. The second request gets the
    # refusal.
    return await device.server.pull(vault.id, after)


async def _check_page(vault: Vault, page: PullPage) -> None:
    meta = vault.meta
    if meta.generation is not None and page.generation != meta.generation:
        raise generation_error(vault, page.generation)
    known = msgspec.structs.replace(
        meta.remote, generations=append_generation(meta.remote.generations, page.generation)
    )
    check_latest(page, vault.id, known)


def _group_pushes(pushes: Sequence[StoredPush]) -> Iterator[list[StoredPush]]:
    """Groups of pushes, each stored in one write: large enough to be cheap, small enough to let a commit in
    between.
    """
    group: list[StoredPush] = []
    count = 0
    for push in pushes:
        if group and count + push.certificate.count > PUSH_COMMITS_MAX:
            yield group
            group, count = [], 0
        group.append(push)
        count += push.certificate.count
    if group:
        yield group


async def _apply(device: Device, vault: Vault, generation: bytes, pushes: Sequence[StoredPush]) -> None:
    history = await vault.history()
    try:
        checked = await _verify_pushes(device, vault, history, pushes)
        fresh = [
            (commit, wire)
            for push in checked
            for commit, wire in zip(push.ids, push.commits, strict=True)
            if commit not in history
        ]
        await add_validated(history, fresh)
        # Also those that this device made for a push whose answer was lost.
        entries = history.fresh_entries(commit for push in checked for commit in push.ids)
    except BaseException:
        # The graph may hold commits that were refused.
        vault.forget_history()
        raise
    await _persist_pushes(device, vault, history, entries, checked, pushes, generation)


async def _persist_pushes(
    device: Device,
    vault: Vault,
    history: History,
    entries: Sequence[LogEntry],
    checked: Sequence[CheckedPush],
    pushes: Sequence[StoredPush],
    generation: bytes,
) -> None:
    """Stores verified pushes. This device's tip follows if it has nothing unpushed on top."""
    progress, head = checked[-1].progress, checked[-1].ids[-1]
    own = strip_unpushed_merges(history, vault.meta.head, head) if vault.meta.head else head
    meta = msgspec.structs.replace(
        vault.meta,
        remote=progress,
        generation=generation,
        waiting=history.count_unpushed(own, head),
        seq=max(vault.meta.seq, progress.seqs.get(device.record.device, 0)),
    )
    receipts = [receipt_record(vault, stored.base, stored.receipt) for stored in pushes]
    await _check_known_receipts(vault, receipts)
    if not history.graph.is_ancestor(own, head):
        await vault.write_commits(entries, meta, None, puts=receipts)
    else:
        meta = msgspec.structs.replace(meta, head=head)
        await vault.write_commits(entries, meta, await history.tip(head), puts=receipts, agreed=True)


async def _check_known_receipts(vault: Vault, receipts: Sequence[tuple[str, bytes]]) -> None:
    """Two receipts for one (vault, generation, number) prove that the server lied. The first one is kept."""
    kept = await vault.host.store.get([key for key, _ in receipts])
    for (_, shown), known in zip(receipts, kept, strict=True):
        if known is not None and known != shown:
            number = decode(shown, StoredReceipt).receipt.number
            raise AutusError("SERVER_FORKED", "the server gave another receipt before", number=number)


async def _verify_pushes(
    device: Device, vault: Vault, history: History, pushes: Sequence[StoredPush]
) -> list[CheckedPush]:
    """Checks structure and signatures of the pushes before any of their commits is opened."""
    account = device.require_account()
    roster = await device.roster()
    progress: Progress = vault.meta.remote
    pulled = _Pulled(history, progress.head)
    checked: list[CheckedPush] = []
    for stored in pushes:
        push = check_stored_push(
            stored, vault.id, account.identity, account.receipt_key, roster, progress, pulled
        )
        pulled.since.update(push.ids)
        progress = push.progress
        checked.append(push)
    await verify_pulled(device.host.crypto, checked)
    return checked


async def _finish(vault: Vault, page: PullPage) -> None:
    """Checks that the newest receipt is the one shown. A first pull accepts the generation."""
    meta = vault.meta
    latest, known = page.latest, meta.remote.receipt
    is_other = (
        latest is not None and known and receipt_hash(vault.id, latest) != receipt_hash(vault.id, known)
    )
    if is_other:
        raise AutusError("SERVER_FORKED", "the newest receipt is not the one that was shown")
    generations = append_generation(meta.remote.generations, page.generation)
    if meta.generation is None or generations != meta.remote.generations:
        remote = msgspec.structs.replace(meta.remote, generations=generations)
        await vault.write_commits(
            [], msgspec.structs.replace(meta, generation=page.generation, remote=remote), None
        )
