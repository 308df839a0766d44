"""The keys of all records that a device keeps of one vault: the only list of them.

A record with a new prefix or part belongs in one of the two tuples. Deletion, rewriting and leaving an
account remove what is listed here.
"""

from __future__ import annotations

from shared.device.core.commit_log import CommitLog
from shared.device.core.host import Store
from shared.device.core.records import (
    BACKUP,
    BASE,
    CHECKPOINT,
    CONTROLS,
    DRAFT,
    FACTS_CHUNK_COMMITS,
    FACTS_PART,
    INDEX_PART,
    META,
    RECEIPT_PART,
    SECRET,
    SEGMENT_PART,
    STEPS,
    TOLD,
    TYPED,
    WHATIFS,
    log_key,
    vault_prefix,
)
from shared.device.core.store_scan import scan_keys

SINGLE_RECORDS = (META, SECRET, CHECKPOINT, BASE, DRAFT, STEPS, CONTROLS, WHATIFS, TYPED, TOLD, BACKUP)
"""Prefixes of which a vault has at most one record."""
NUMBERED_RECORDS = (SEGMENT_PART, INDEX_PART, FACTS_PART, RECEIPT_PART)
"""Parts of which a vault has many records, all under the vault's own prefix."""


def single_keys(vault: bytes) -> list[str]:
    """The keys of the single records. A vault without commits can have no others."""
    return [prefix + vault.hex() for prefix in SINGLE_RECORDS]


async def all_keys(store: Store, vault: bytes) -> list[str]:
    """The keys of every record of the vault, receipts included."""
    return single_keys(vault) + await scan_keys(store, vault_prefix(vault))


def rewritten_keys(vault: bytes, log: CommitLog) -> list[str]:
    """The keys of what a rewrite under another vault id replaces. Receipts stay: they prove what a server
    has signed.
    """
    facts = [log_key(vault, FACTS_PART, first) for first in range(0, len(log.rows), FACTS_CHUNK_COMMITS)]
    return single_keys(vault) + log.keys() + facts
