"""The first half of a pull: pages are fetched, their pushes checked and their commits opened.

Nothing here changes the vault, so it runs ahead while the second half replays and stores.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Container, Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import msgspec

from shared.device.core.commit_validation import open_validated
from shared.device.core.history import History
from shared.device.core.vault import Vault
from shared.device.sync.receipts import (
    append_generation,
    generation_error,
    new_receipts,
)
from shared.device.sync.recorded_checks import check_recorded_head
from shared.errors import AutusError
from shared.sync.verify_pull import (
    CheckedPush,
    check_latest,
    check_stored_push,
    verify_pulled,
)
from shared.vault.envelope import Opened
from shared.wire.limits import PUSH_COMMITS_MAX
from shared.wire.pushes import PullPage, Receipt, StoredPush

if TYPE_CHECKING:
    from shared.device.core.device import Device


class PulledGroup(msgspec.Struct, frozen=True):
    """Checked pushes that are stored in one write, and the opened commits that the history lacked.

    `after` is the receipt that they follow.
    """

    after: Receipt | None
    generation: bytes
    checked: Sequence[CheckedPush]
    opened: Mapping[bytes, Opened]
    receipts: Sequence[tuple[str, bytes]]


class _Pulled(Container[bytes]):
    """The commits of the pushes up to `head`, and of those checked `since`. The history may have more of
    this device's own.
    """

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


class PullAhead:
    """Reads the pushes of a vault after the last one that this device has. `history` is that of the vault."""

    def __init__(self, device: Device, vault: Vault, history: History) -> None:
        self._device = device
        self._vault = vault
        self._history = history
        self._generation = vault.meta.generation
        self._progress = vault.meta.remote
        self._pulled = _Pulled(history, self._progress.head)
        self.last_page: PullPage | None = None
        """The page after which the server had nothing newer."""
        self.commits = 0
        """How many commits the server has, as the newest receipt says."""
        self._stopped: AutusError | None = None

    async def groups(self) -> AsyncGenerator[PulledGroup]:
        """The groups of all pages, in order. The next page is on its way while one is opened."""
        coming = asyncio.create_task(self._fetch(self._progress.number))
        try:
            while self.last_page is None:
                page = await coming
                reached = page.pushes[-1].receipt.number if page.pushes else self._progress.number
                if page.pushes and reached < _newest(page):
                    coming = asyncio.create_task(self._fetch(reached))
                async with aclosing(self.groups_of(page)) as found:
                    async for group in found:
                        yield group
        finally:
            await cancel_and_wait(coming)

    async def groups_of(self, page: PullPage) -> AsyncGenerator[PulledGroup]:
        """The groups of the next page."""
        try:
            self._check_page(page)
            for pushes in _group_pushes(page.pushes):
                yield await self._open_group(page.generation, pushes)
                if self._stopped is not None:
                    raise self._stopped
        except AutusError:
            from shared.device.sync.receipt_proofs import keep_proofs, receipts_of  # noqa: PLC0415 - rarely needed

            await keep_proofs(self._device, self._vault, receipts_of(page))
            raise
        if self._progress.number >= _newest(page):
            self.last_page = page
        elif not page.pushes:
            raise AutusError("PUSH_GAP", "the server withholds pushes", vault=self._vault.id.hex())

    async def _fetch(self, after: int) -> PullPage:
        try:
            return await self._device.server.pull(self._vault.id, after)
        except AutusError as error:
            if error.code != "BAD_ANSWER":
                raise
        # A page ends early if its vault is deleted while the server sends it. The second request gets the
        # refusal.
        return await self._device.server.pull(self._vault.id, after)

    def _check_page(self, page: PullPage) -> None:
        if self._generation is not None and page.generation != self._generation:
            raise generation_error(self._vault, page.generation)
        progress = self._progress
        known = append_generation(progress.generations, page.generation)
        check_latest(page, self._vault.id, msgspec.structs.replace(progress, generations=known))
        if page.latest is not None:
            self.commits = page.latest.commits

    async def _open_group(self, generation: bytes, pushes: Sequence[StoredPush]) -> PulledGroup:
        """Checks structure and signatures of the pushes before any of their commits is opened."""
        vault = self._vault
        after = self._progress.receipt
        checked = await self._check_pushes(pushes)
        pushes = pushes[: len(checked)]
        await verify_pulled(self._device.host.crypto, checked)
        receipts = await new_receipts(self._device, vault, generation, pushes)
        for push in pushes:
            check_recorded_head(self._device, vault, push.receipt)
        new = [
            (commit, wire)
            for push in checked
            for commit, wire in zip(push.ids, push.commits, strict=True)
            if commit not in self._history
        ]
        opened = await open_validated(self._device.host.crypto, vault.ring, new, computed=True)
        self._generation = generation
        return PulledGroup(after, generation, checked, {one.id: one for one in opened}, receipts)

    async def _check_pushes(self, pushes: Sequence[StoredPush]) -> list[CheckedPush]:
        account, roster = self._device.require_account(), await self._device.roster()
        checked: list[CheckedPush] = []
        for stored in pushes:
            try:
                push = check_stored_push(
                    stored,
                    self._vault.id,
                    account.identity,
                    account.receipt_key,
                    roster,
                    self._progress,
                    self._pulled,
                )
            except AutusError as error:
                if error.code != "PUSH_AFTER_REVOCATION" or not checked:
                    raise
                # What lies before counts: the goal goes on from there.
                self._stopped = error
                break
            self._pulled.since.update(push.ids)
            self._progress = push.progress
            checked.append(push)
        return checked


def _newest(page: PullPage) -> int:
    return 0 if page.latest is None else page.latest.number


async def cancel_and_wait(task: asyncio.Task[Any]) -> None:
    """Ends a task whose result nobody needs any more."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


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
