"""What a device shows to a witness: opening keys since the last state that the witness has vouched for."""

from __future__ import annotations

from shared import kernel
from shared.chain.header import decode_header
from shared.device.history import History
from shared.device.records import StoredReceipt, decode, log_prefix
from shared.device.vault import Vault
from shared.errors import AutusError
from shared.sync.messages import MAX_DISCLOSED_KEYS, Disclosure
from shared.vault.envelope import opening_key

SCAN_RECORDS = 1_000
# A fork further back than this many receipts is disclosed from genesis.
STARTS_TRIED_MAX = 64


async def disclose(vault: Vault, head: bytes) -> Disclosure:
    """The disclosure that lets a witness replay `head`. Never a context key, and only of this goal."""
    history = await vault.history()
    start = await _start(vault, history, head)
    commits = history.graph.difference(head, start)
    if len(commits) >= MAX_DISCLOSED_KEYS:
        raise AutusError(
            "DISCLOSURE_TOO_LARGE", "too many commits for one disclosure", limit=MAX_DISCLOSED_KEYS
        )
    state = None if start is None else kernel.state_to_bytes(await history.state(start))
    named = commits if start is None else [start, *commits]
    headers = [decode_header(header) for header, _ in await history.wires(named)]
    keys = tuple(
        (commit, opening_key(vault.ring.key(header.epoch), vault.id, header.epoch, header.salt))
        for commit, header in zip(named, headers, strict=True)
    )
    return Disclosure(start=start, state=state, keys=keys)


async def _start(vault: Vault, history: History, head: bytes) -> bytes | None:
    """The newest head with a "replay" receipt that everything new descends from, None: genesis."""
    receipts = await _receipts(vault)
    for stored in receipts[: -STARTS_TRIED_MAX - 1 : -1]:
        start = stored.receipt.head
        if stored.receipt.level == "replay" and start in history and _is_base(history, start, head):
            return start
    return None


def _is_base(history: History, start: bytes, head: bytes) -> bool:
    if not history.graph.is_ancestor(start, head):
        return False
    known = {start}
    for commit in history.graph.difference(head, start):
        if not known.issuperset(history.graph.parents(commit)):
            return False
        known.add(commit)
    return True


async def _receipts(vault: Vault) -> list[StoredReceipt]:
    """The receipts of the present generation, oldest first."""
    if vault.meta.generation is None:
        return []
    prefix = log_prefix(vault.id, f"receipt/{vault.meta.generation.hex()}")
    receipts: list[StoredReceipt] = []
    after = ""
    while True:
        page = await vault.host.store.scan(prefix, after, SCAN_RECORDS)
        receipts += [decode(record, StoredReceipt) for _, record in page]
        if len(page) < SCAN_RECORDS:
            return receipts
        after = page[-1][0]
