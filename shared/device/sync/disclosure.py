"""What a device shows to a witness: opening keys since the last state that the witness has confirmed."""

from __future__ import annotations

from shared import kernel
from shared.chain.graph import Graph
from shared.chain.header import decode_header
from shared.device.core.records import StoredReceipt, decode, receipt_key
from shared.device.core.vault import Vault
from shared.errors import AutusError
from shared.vault.envelope import opening_key
from shared.wire.limits import DISCLOSED_KEYS_MAX, STATE_BYTES_MAX
from shared.wire.pushes import Disclosure

# A fork further back than this many receipts is disclosed from the genesis.
STARTS_TRIED_MAX = 64


async def build_disclosure(vault: Vault, head: bytes) -> Disclosure:
    """The disclosure that lets a witness replay `head`. It has no context key and covers this vault only."""
    history = await vault.history()
    candidates = [start for start in await _replayed_heads(vault) if start in history]
    start = next((start for start in candidates if _is_base(history.graph, start, head)), None)
    state = None if start is None else kernel.state_to_bytes(await history.read_state(start))
    if state is not None and len(state) > STATE_BYTES_MAX:
        # The state is too large to send, so the witness replays everything.
        start = state = None
    commits = history.graph.difference(head, start)
    if len(commits) >= DISCLOSED_KEYS_MAX:
        raise AutusError(
            "DISCLOSURE_TOO_LARGE", "too many commits for one disclosure", limit=DISCLOSED_KEYS_MAX
        )
    named = commits if start is None else [start, *commits]
    headers = [decode_header(header) for header, _ in await history.wires(named)]
    keys = tuple(
        (commit, opening_key(vault.ring.key(header.epoch), vault.id, header.epoch, header.salt))
        for commit, header in zip(named, headers, strict=True)
    )
    return Disclosure(start=start, state=state, keys=keys)


def _is_base(graph: Graph, start: bytes, head: bytes) -> bool:
    """Reports whether every ancestor of `head` is an ancestor of `start` or descends from it."""
    if not graph.is_ancestor(start, head):
        return False
    known = {start}
    for commit in graph.difference(head, start):
        if not known.issuperset(graph.parents(commit)):
            return False
        known.add(commit)
    return True


async def _replayed_heads(vault: Vault) -> list[bytes]:
    """Heads with a "replay" receipt of the present generation, newest first."""
    generation, last = vault.meta.generation, vault.meta.remote.number
    if generation is None:
        return []
    numbers = range(last, max(0, last - STARTS_TRIED_MAX), -1)
    records = await vault.host.store.get([receipt_key(vault.id, generation, number) for number in numbers])
    receipts = [decode(record, StoredReceipt).receipt for record in records if record is not None]
    return [receipt.head for receipt in receipts if receipt.level == "replay"]
