"""The check as a whole: the database, every account with its vaults, and rows that belong to nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from time import monotonic

import msgspec

from server.crypto import ReceiptKey
from server.ops.fsck.account import check_account
from server.ops.fsck.findings import Finding
from server.ops.fsck.vault import VaultCheck
from server.store.errors import StoreDamaged
from server.store.inspection import Inspection

# How many owners are read at once.
PART_OWNERS = 500
# How often the progress is told.
PROGRESS_COMMITS = 10_000


class Progress(msgspec.Struct):
    """How far the check is. `total` is what the rows of the vaults say."""

    total: int = 0
    accounts: int = 0
    vaults: int = 0
    commits: int = 0
    seconds: float = 0.0


async def check_everything(
    inspection: Inspection, tell: Callable[[Progress], None] = lambda _: None
) -> AsyncIterator[Finding]:
    """Every finding, as it is found. `tell` hears the progress now and then, and at the end.

    Raises StoreError where the database as a whole cannot be read.
    """
    progress, began = Progress(), monotonic()

    def count(commits: int) -> None:
        before = progress.commits // PROGRESS_COMMITS
        progress.commits += commits
        if progress.commits // PROGRESS_COMMITS > before:
            progress.seconds = monotonic() - began
            tell(progress)

    for finding in _damage(inspection):
        yield finding
    progress.total = inspection.totals().commits
    server = inspection.server()
    if server is None:
        yield Finding("server", "the server's own record is missing")
    public = b"" if server is None else ReceiptKey(server.receipt_seed).public
    after = b""
    while owners := inspection.owners_after(after, PART_OWNERS):
        for owner in owners:
            try:
                # An account and its vaults are of one moment: a device may join and push meanwhile.
                with inspection.moment():
                    async for finding in _check_owner(inspection, owner, public, progress, count):
                        yield finding
            except StoreDamaged as error:
                yield Finding("structure", str(error), owner)
        after = owners[-1]
    for finding in _strays(inspection):
        yield finding
    progress.seconds = monotonic() - began
    tell(progress)


def _damage(inspection: Inspection) -> Iterator[Finding]:
    try:
        with inspection.moment():
            for damage in inspection.find_damage():
                yield Finding("structure", damage)
    except StoreDamaged as error:
        yield Finding("structure", str(error))


def _strays(inspection: Inspection) -> Iterator[Finding]:
    try:
        with inspection.moment():
            for stray in inspection.strays():
                detail = f"{stray.rows} rows of the table {stray.table} belong to nothing"
                yield Finding("stray", detail, stray.owner, stray.vault)
    except StoreDamaged as error:
        yield Finding("structure", str(error))


async def _check_owner(
    inspection: Inspection, owner: bytes, public: bytes, progress: Progress, count: Callable[[int], None]
) -> AsyncIterator[Finding]:
    account = inspection.account(owner)
    if account is None:
        return
    roster, findings = await check_account(account)
    for finding in findings:
        yield finding
    progress.accounts += 1
    if roster is None:
        return
    for vault, row in inspection.vaults(owner):
        check = VaultCheck(inspection, roster, owner, vault, public, count)
        for finding in check.run(row, account.epoch):
            yield finding
        progress.vaults += 1
