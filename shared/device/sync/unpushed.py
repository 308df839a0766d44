"""The unpushed commits of a history: its tip without loose merges, and the numbers that no server accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.device.core.history import History
from shared.vault.roster import Roster
from shared.vault.roster_statements import RevokedDevice

CONFLICT_CODES = frozenset({"SEQ_REUSED", "SEQ_GAP"})
# An archive can also bring commits of a device outside the account, or of commits that another device has
# rewritten.
REWRITABLE_CODES = CONFLICT_CODES | {"UNKNOWN_DEVICE", "DUPLICATE_COMMIT", "EPOCH_ENDED"}


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


def find_old_epochs(
    history: History, pending: Sequence[bytes], me: bytes, ended: Sequence[bytes]
) -> list[bytes]:
    """The pending commits of `me` with the key of an earlier epoch, which a revoked device may have.

    Not those that lead to one of the heads `ended`, which a server had before its database was restored: they
    were pushed once, and other devices push them again as they are.
    """
    if history.ring.epoch == min(history.ring.keys):
        return []
    old = [row.id for row in map(history.row, pending) if row.device == me and row.epoch < history.ring.epoch]
    heads = [head for head in ended if head in history] if old else []
    return [each for each in old if not any(history.graph.is_ancestor(each, head) for head in heads)]


def find_unknown_authors(
    roster: Roster, history: History, pending: Sequence[bytes], vault: bytes
) -> set[bytes]:
    """The pending commits of devices that the roster does not have, or not any more.

    What a revoked device made before stays: it leads to the head that the revocation names.
    """
    authors = {row.id: row.device for row in map(history.row, pending) if not row.is_merge}
    return {
        commit
        for commit, device in authors.items()
        if device not in roster.devices and not _counts(roster.revoked.get(device), history, commit, vault)
    }


def _counts(revoked: RevokedDevice | None, history: History, commit: bytes, vault: bytes) -> bool:
    limit = None if revoked is None else revoked.heads.get(vault)
    return limit is not None and limit.head in history and history.graph.is_ancestor(commit, limit.head)
