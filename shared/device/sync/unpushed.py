"""The unpushed commits of a history: its tip without loose merges, and the numbers that no server accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shared.device.core.history import History

if TYPE_CHECKING:
    pass

CONFLICT_CODES = frozenset({"SEQ_REUSED", "SEQ_GAP"})
# An archive can also bring commits of a device outside the account, or of commits that another device has
# rewritten.
REWRITABLE_CODES = CONFLICT_CODES | {"UNKNOWN_DEVICE", "DUPLICATE_COMMIT"}


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
