"""Lines of the history with what each commit did, and with the devices whose commits a merge joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from shared.chain.fold_order import FoldOrder
from shared.chain.header import Kind
from shared.device.core.history import History
from shared.device.core.vault import Vault
from shared.device.reading.commit_changes import NO_CHANGES, Changes, changes_of
from shared.device.reading.commit_rows import CommitRow, commit_row
from shared.device.reading.node_names import NodeNames, read_node_names
from shared.device.reading.shares import NEUTRAL_DRAFT
from shared.kernel import Draft
from shared.vault.envelope import Opened

JOINED_MAX = 8


class JoinedCommits(Struct, frozen=True):
    """How many commits of a device a merge joined with others."""

    device: str
    commits: int


class HistoryRow(CommitRow, frozen=True):
    """A line of the history and what its commit did. `joined` is for merges, the most commits first."""

    changes: Changes
    joined: Annotated[list[JoinedCommits], Meta(max_length=JOINED_MAX)]


class Unpushed:
    """The commits that the server does not have."""

    def __init__(self, history: History, remote: bytes | None) -> None:
        self._history = history
        self._remote = remote

    def __contains__(self, commit: object) -> bool:
        if self._remote is None or not isinstance(commit, bytes):
            return True
        return not self._history.graph.is_ancestor(commit, self._remote)


async def read_history_rows(
    vault: Vault, history: History, order: FoldOrder, positions: Sequence[int], opened: Sequence[Opened]
) -> list[HistoryRow]:
    """The lines at these positions of `order`. `opened` are their commits, with contexts."""
    unpushed = Unpushed(history, vault.meta.remote.head)
    before = await _read_drafts_before(history, order, positions, opened)
    names = await read_node_names(history, order[-1]) if _touch_nodes(opened) else NodeNames([])
    rows = []
    for position, one in zip(positions, opened, strict=True):
        row, changes = history.row(one.id), NO_CHANGES
        if one.body.draft is not None:
            changes = changes_of(one.body.draft, before[one.id], one.context, names.at(position))
        plain = commit_row(row, one.body, one.context, position, unpushed)
        rows.append(
            HistoryRow(
                **msgspec.structs.asdict(plain),
                changes=changes,
                joined=count_joined(history, [one.id]) if row.is_merge else [],
            )
        )
    return rows


def find_draft_before(history: History, order: FoldOrder, position: int) -> bytes | None:
    """The commit whose draft was the last one before the commit at `position`. None if there is none."""
    row = history.row(order[position])
    if not row.parents:
        return None
    parent = history.row(row.parents[0])
    if not parent.is_merge:
        return parent.id if parent.kind == Kind.COMMIT else None
    for place in range(order.position(parent.id) - 1, -1, -1):
        commit = order[place]
        # Commits of a branch that this merge does not join may stand in between.
        if history.row(commit).kind == Kind.COMMIT and history.graph.is_ancestor(commit, parent.id):
            return commit
    return None


def count_joined(history: History, merges: Iterable[bytes]) -> list[JoinedCommits]:
    """How many commits of each device these merges joined with commits of another branch."""
    counts = Counter(history.row(commit).device.hex() for commit in find_joined(history, merges))
    return [JoinedCommits(device, commits) for device, commits in counts.most_common(JOINED_MAX)]


def find_joined(history: History, merges: Iterable[bytes]) -> set[bytes]:
    """The authored commits on the branches that these merges joined."""
    graph = history.graph
    found: set[bytes] = set()
    for merge in merges:
        one, other = [graph.index(parent) for parent in graph.parents(merge)]
        for branch in graph.divergence(one, other):
            commits = [graph.at(index) for index in branch]
            found.update(commit for commit in commits if history.row(commit).kind == Kind.COMMIT)
    return found


async def _read_drafts_before(
    history: History, order: FoldOrder, positions: Sequence[int], opened: Sequence[Opened]
) -> dict[bytes, Draft]:
    """The draft that was committed last before each of these commits."""
    authored = [
        (one.id, position)
        for one, position in zip(opened, positions, strict=True)
        if one.body.draft is not None
    ]
    before = {commit: find_draft_before(history, order, position) for commit, position in authored}
    known = {one.id: one.body.draft for one in opened}
    missing = {commit for commit in before.values() if commit is not None and commit not in known}
    known |= {one.id: one.body.draft for one in await history.open(missing)}
    return {
        commit: NEUTRAL_DRAFT if earlier is None else known[earlier] or NEUTRAL_DRAFT
        for commit, earlier in before.items()
    }


def _touch_nodes(opened: Iterable[Opened]) -> bool:
    return any(one.body.draft is not None and one.body.draft.page2.ops for one in opened)
