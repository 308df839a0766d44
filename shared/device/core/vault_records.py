"""The keys of all records that a device keeps of one vault: the only list of them.

A record with a new prefix or part belongs in one of the two tuples. Deletion, rewriting and leaving an
account remove what is listed here.
"""

from __future__ import annotations

from shared.device.core import records
from shared.device.core.commit_log import CommitLog
from shared.device.core.host import Store
from shared.device.core.records import (
    AHEAD_PART,
    ARRIVAL,
    BACKUP,
    BASE,
    BLOCK_FACTS_PART,
    BLOCK_PART,
    CHECKPOINT,
    CONTROLS,
    DRAFT,
    FACTS_PART,
    FACTS_PARTS,
    INDEX_PART,
    META,
    ORDER,
    RECEIPT_PART,
    SECRET,
    SEGMENT_PART,
    SNAPSHOT,
    STATES_PART,
    STEPS,
    TOLD,
    TYPED,
    WHATIFS,
    block_part_key,
    log_key,
    vault_prefix,
)
from shared.device.core.store_scan import scan_keys

SINGLE_RECORDS = (
    META,
    SECRET,
    CHECKPOINT,
    BASE,
    SNAPSHOT,
    ARRIVAL,
    DRAFT,
    STEPS,
    CONTROLS,
    WHATIFS,
    TYPED,
    TOLD,
    BACKUP,
    ORDER,
)
"""Prefixes of which a vault has at most one record."""
NUMBERED_RECORDS = (
    SEGMENT_PART,
    INDEX_PART,
    BLOCK_PART,
    FACTS_PART,
    BLOCK_FACTS_PART,
    STATES_PART,
    RECEIPT_PART,
    AHEAD_PART,
)
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
    return single_keys(vault) + log.keys() + derived_keys(vault, len(log.rows))


def derived_keys(vault: bytes, commits: int) -> list[str]:
    """The keys of the facts and the states that a log of so many commits may have."""
    chunks = range(0, commits, records.FACTS_CHUNK_COMMITS)
    blocks = range(commits // records.FACTS_BLOCK_COMMITS)
    return [log_key(vault, part, first) for part in (FACTS_PART, STATES_PART) for first in chunks] + [
        block_part_key(vault, part, number) for part in FACTS_PARTS for number in blocks
    ]
