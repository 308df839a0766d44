"""The graph of commits, and the one topological order in which they fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush

from shared.errors import AutusError


class Graph:
    """A graph of commits that only grows. Nothing in it is recursive.

    A commit has an index, its place of insertion. A parent's index is smaller than its child's. Commits that
    continue one another without a branch form a run. Searches cross a long history run by run.
    """

    def __init__(self) -> None:
        self._index: dict[bytes, int] = {}
        self._ids: list[bytes] = []
        self._parents: list[tuple[int, ...]] = []
        self._t_ms: list[int] = []
        self._run: list[int] = []
        self._run_first: list[int] = []
        self._run_last: list[int] = []
        self._place_in_run: list[int] = []

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, commit: bytes) -> bool:
        return commit in self._index

    def __iter__(self) -> Iterator[bytes]:
        """Ids in order of insertion."""
        return iter(self._ids)

    def add(self, commit: bytes, parents: Sequence[bytes], t_ms: int) -> None:
        """Raises AutusError: DUPLICATE_COMMIT, UNKNOWN_PARENT."""
        if commit in self._index:
            raise AutusError("DUPLICATE_COMMIT", "the graph has this commit", commit=commit.hex())
        index = len(self._ids)
        try:
            known = tuple([self._index[parent] for parent in parents])
        except KeyError:
            raise AutusError("UNKNOWN_PARENT", "the graph lacks a parent", commit=commit.hex()) from None
        self._index[commit] = index
        self._ids.append(commit)
        self._parents.append(known)
        self._t_ms.append(t_ms)
        if len(known) == 1 and self._run_last[self._run[known[0]]] == known[0]:
            run = self._run[known[0]]
            self._run_last[run] = index
            self._place_in_run.append(self._place_in_run[known[0]] + 1)
        else:
            run = len(self._run_first)
            self._run_first.append(index)
            self._run_last.append(index)
            self._place_in_run.append(0)
        self._run.append(run)

    def rename(self, commit: bytes, name: bytes) -> None:
        """Give a commit another id. A merge has its id only once its state is known. Raises as `add` does."""
        if name in self._index:
            raise AutusError("DUPLICATE_COMMIT", "the graph has this commit", commit=name.hex())
        index = self.index(commit)
        del self._index[commit]
        self._index[name] = index
        self._ids[index] = name

    def parents(self, commit: bytes) -> tuple[bytes, ...]:
        """Raises AutusError (UNKNOWN_COMMIT), like every method below."""
        return tuple([self._ids[parent] for parent in self._parents[self.index(commit)]])

    def t_ms(self, commit: bytes) -> int:
        return self._t_ms[self.index(commit)]

    def index(self, commit: bytes) -> int:
        """The commit's index."""
        try:
            return self._index[commit]
        except KeyError:
            raise AutusError("UNKNOWN_COMMIT", "no such commit", commit=commit.hex()) from None

    def at(self, index: int) -> bytes:
        """The id of the commit with this index."""
        return self._ids[index]

    def parent_indices(self, index: int) -> tuple[int, ...]:
        return self._parents[index]

    def key(self, index: int) -> tuple[int, bytes]:
        """(t_ms, id), which decides between commits that may come next."""
        return self._t_ms[index], self._ids[index]

    def is_ancestor(self, one: bytes, other: bytes) -> bool:
        """True when `one` is `other` or an ancestor of it."""
        sought, start = self.index(one), self.index(other)
        sought_run = self._run[sought]
        entered: dict[int, int] = {}
        stack = [start]
        while stack:
            index = stack.pop()
            run = self._run[index]
            if index < sought or entered.get(run, -1) >= index:
                continue
            if run == sought_run:
                return True
            entered[run] = index
            stack.extend(self._parents[self._run_first[run]])
        return False

    def count(self, tip: int) -> int:
        """The number of commits in the history that ends in `tip` (an index)."""
        entered: dict[int, int] = {}
        stack = [tip]
        while stack:
            index = stack.pop()
            run = self._run[index]
            if run not in entered:
                stack.extend(self._parents[self._run_first[run]])
            entered[run] = max(entered.get(run, -1), index)
        return sum(self._place_in_run[index] + 1 for index in entered.values())

    def order(self, tip: bytes) -> list[bytes]:
        """The topological order of `tip` and its ancestors. Of all possible next commits, the smallest
        (t_ms, id) comes first.
        """
        return [self._ids[index] for index in self.order_indices(self.index(tip))]

    def order_indices(self, tip: int) -> list[int]:
        """`order` with indices."""
        return self.arrange(self._ancestor_indices(tip))

    def arrange(self, indices: Iterable[int]) -> list[int]:
        """The topological order of a set of commits. All parents outside the set come before it."""
        members = set(indices)
        waiting: dict[int, int] = {}
        children: dict[int, list[int]] = {}
        ready: list[tuple[int, bytes, int]] = []
        for index in members:
            inside = [parent for parent in self._parents[index] if parent in members]
            if inside:
                waiting[index] = len(inside)
                for parent in inside:
                    children.setdefault(parent, []).append(index)
            else:
                ready.append((*self.key(index), index))
        heapify(ready)
        ordered = []
        while ready:
            index = heappop(ready)[2]
            ordered.append(index)
            for child in children.get(index, ()):
                waiting[child] -= 1
                if not waiting[child]:
                    heappush(ready, (*self.key(child), child))
        return ordered

    def difference(self, tip: bytes, known: bytes | None) -> list[bytes]:
        """`tip` and its ancestors without `known` and its ancestors, parents first."""
        index = self.index(tip)
        indices = (
            self._ancestor_indices(index) if known is None else self.divergence(index, self.index(known))[0]
        )
        return [self._ids[place] for place in sorted(indices)]

    def divergence(self, one: int, other: int) -> tuple[list[int], list[int]]:
        """(ancestors of `one` only, ancestors of `other` only), newest first. A commit is its own ancestor.

        The cost is about the number of commits inserted since the two diverged.
        """
        marks = {one: 1}
        marks[other] = marks.get(other, 0) | 2
        # A heap of negated indices. All descendants of a commit come before it, so its marks are final.
        pending = [-index for index in marks]
        heapify(pending)
        undecided = sum(mark != 3 for mark in marks.values())
        only: tuple[list[int], list[int]] = ([], [])
        while undecided:
            index = -heappop(pending)
            mark = marks.pop(index)
            if mark != 3:
                undecided -= 1
                only[mark - 1].append(index)
            for parent in self._parents[index]:
                before = marks.get(parent)
                if before is None:
                    heappush(pending, -parent)
                    undecided += mark != 3
                elif before != 3 and before | mark == 3:
                    undecided -= 1
                marks[parent] = (before or 0) | mark
        return only

    def fork(self, merge: bytes) -> bytes | None:
        """The one commit where the branches of a merge part. None if they part at several commits.

        Every other ancestor of the merge comes before the fork or descends from it.
        """
        one, other = self._parents[self.index(merge)]
        branches = {index for side in self.divergence(one, other) for index in side}
        forks = {parent for index in branches for parent in self._parents[index]} - branches
        return self._ids[forks.pop()] if len(forks) == 1 else None

    def _ancestor_indices(self, tip: int) -> set[int]:
        seen: set[int] = set()
        runs = [tip]
        while runs:
            index: int | None = runs.pop()
            while index is not None and index not in seen:
                seen.add(index)
                parents = self._parents[index]
                runs.extend(parents[1:])
                index = parents[0] if parents else None
        return seen
