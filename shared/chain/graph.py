"""The graph of commits, and the one topological order in which they fold."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush

from msgspec import Struct

from shared.chain.line import NONE, Line
from shared.errors import AutusError


class GraphColumns(Struct, frozen=True):
    """Consecutive commits of a graph, as `Graph.columns` gives and `Graph.append_columns` takes them.

    `one` and `other` are the indices of the parents, or `NONE`. `run` and `place_in_run` are as in the graph.
    """

    ids: Sequence[bytes]
    t_ms: array[int]
    one: array[int]
    other: array[int]
    run: array[int]
    place_in_run: array[int]


class Graph:
    """A graph of commits that only grows. Nothing in it is recursive.

    A commit has an index, its place of insertion. A parent's index is smaller than its child's. Commits that
    continue one another without a branch form a run. Searches cross a long history run by run.

    Columns are arrays, because a long history has many commits. The index of an id is looked up in a
    dictionary, which appended columns enter when an id is not found in the newer ones.
    """

    def __init__(self) -> None:
        self._index: dict[bytes, int] = {}
        # (first, end) of the appended columns that are not in the dictionary yet, oldest first.
        self._unindexed: list[tuple[int, int]] = []
        self._ids: list[bytes] = []
        self._one = array("i")
        self._other = array("i")
        self._t_ms = array("q")
        self._run = array("i")
        self._run_first = array("i")
        self._run_last = array("i")
        self._place_in_run = array("i")
        self._line: Line | None = None

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, commit: bytes) -> bool:
        return self._find(commit) is not None

    def __iter__(self) -> Iterator[bytes]:
        """Ids in order of insertion."""
        return iter(self._ids)

    def add(self, commit: bytes, parents: Sequence[bytes], t_ms: int) -> None:
        """Raises AutusError: DUPLICATE_COMMIT, UNKNOWN_PARENT, BAD_HEADER for more than two parents."""
        if self._find(commit) is not None:
            raise AutusError("DUPLICATE_COMMIT", "the graph has this commit", commit=commit.hex())
        self.append(commit, parents, t_ms)

    def append(self, commit: bytes, parents: Sequence[bytes], t_ms: int) -> None:
        """As `add`, for a commit that the graph is known not to have."""
        index = len(self._ids)
        known = [self._find(parent) for parent in parents]
        if None in known:
            raise AutusError("UNKNOWN_PARENT", "the graph lacks a parent", commit=commit.hex())
        if len(known) > 2:
            raise AutusError("BAD_HEADER", "a commit has at most two parents", commit=commit.hex())
        one, other = [NONE if parent is None else parent for parent in (*known, None, None)][:2]
        self._index[commit] = index
        self._ids.append(commit)
        self._one.append(one)
        self._other.append(other)
        self._t_ms.append(t_ms)
        if len(known) == 1 and self._run_last[self._run[one]] == one:
            run = self._run[one]
            self._run_last[run] = index
            self._place_in_run.append(self._place_in_run[one] + 1)
        else:
            run = len(self._run_first)
            self._run_first.append(index)
            self._run_last.append(index)
            self._place_in_run.append(0)
        self._run.append(run)

    def columns(self, first: int, end: int) -> GraphColumns:
        """The commits with these indices."""
        part = slice(first, end)
        return GraphColumns(
            self._ids[part],
            self._t_ms[part],
            self._one[part],
            self._other[part],
            self._run[part],
            self._place_in_run[part],
        )

    def append_columns(self, columns: GraphColumns) -> None:
        """Append what `columns` of a graph with the same earlier commits gave. It is trusted."""
        first = len(self._ids)
        self._ids.extend(columns.ids)
        self._one.extend(columns.one)
        self._other.extend(columns.other)
        self._t_ms.extend(columns.t_ms)
        self._run.extend(columns.run)
        self._place_in_run.extend(columns.place_in_run)
        # Of a run only its last commit here matters, so a long run costs two steps.
        index, end = first, len(self._ids)
        while index < end:
            run = self._run[index]
            last = self._end_of_stretch(index, end) - 1
            if run == len(self._run_first):
                self._run_first.append(index)
                self._run_last.append(last)
            else:
                self._run_last[run] = last
            index = last + 1
        self._unindexed.append((first, end))

    def _end_of_stretch(self, index: int, end: int) -> int:
        """The end of the commits from `index` on that are of one run, found in steps that double."""
        run, step = self._run[index], 1
        known = index + 1
        while known < end:
            there = min(end, known + step)
            if self._run[there - 1] != run or self._place_in_run[there - 1] != self._place_in_run[index] + (
                there - 1 - index
            ):
                if step == 1:
                    break
                step = 1
                continue
            known, step = there, 2 * step
        return known

    def _find(self, commit: bytes) -> int | None:
        index = self._index.get(commit)
        while index is None and self._unindexed:
            first, end = self._unindexed.pop()
            self._index.update(zip(self._ids[first:end], range(first, end), strict=True))
            index = self._index.get(commit)
        return index

    def rename(self, commit: bytes, name: bytes) -> None:
        """Give a commit another id. A merge has its id only once its state is known. Raises as `add` does."""
        if self._find(name) is not None:
            raise AutusError("DUPLICATE_COMMIT", "the graph has this commit", commit=name.hex())
        index = self.index(commit)
        del self._index[commit]
        self._index[name] = index
        self._ids[index] = name
        # The id decides the order among commits of the same time. The last commit has no such others.
        if self._line is not None and self._line.tip != index and self._line.position(index) is not None:
            self._line = None

    def parents(self, commit: bytes) -> tuple[bytes, ...]:
        """Raises AutusError (UNKNOWN_COMMIT), like every method below."""
        return self.parents_at(self.index(commit))

    def t_ms(self, commit: bytes) -> int:
        return self._t_ms[self.index(commit)]

    def time(self, index: int) -> int:
        """`t_ms` of the commit with this index."""
        return self._t_ms[index]

    def parents_at(self, index: int) -> tuple[bytes, ...]:
        """The parents of the commit with this index."""
        return tuple([self.at(parent) for parent in self.parent_indices(index)])

    def merges(self, first: int) -> Iterator[int]:
        """The indices of the merges from `first` on."""
        return (index for index in range(first, len(self)) if self._other[index] != NONE)

    def index(self, commit: bytes) -> int:
        """The commit's index."""
        index = self._find(commit)
        if index is None:
            raise AutusError("UNKNOWN_COMMIT", "no such commit", commit=commit.hex())
        return index

    def at(self, index: int) -> bytes:
        """The id of the commit with this index."""
        commit = self._ids[index]
        if self._unindexed:
            # Whoever has the id is likely to look it up.
            self._index[commit] = index
        return commit

    def parent_indices(self, index: int) -> tuple[int, ...]:
        one, other = self._one[index], self._other[index]
        if other != NONE:
            return (one, other)
        return () if one == NONE else (one,)

    def is_merge(self, index: int) -> bool:
        """Reports whether the commit with this index has two parents."""
        return self._other[index] != NONE

    def key(self, index: int) -> tuple[int, bytes]:
        """(t_ms, id), which decides between commits that may come next."""
        return self._t_ms[index], self._ids[index]

    def is_ancestor(self, one: bytes, other: bytes) -> bool:
        """True when `one` is `other` or an ancestor of it."""
        return self.leads(self.index(one), self.index(other))

    def leads(self, sought: int, start: int) -> bool:
        """As `is_ancestor`, with indices."""
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
            stack.extend(self.parent_indices(self._run_first[run]))
        return False

    def count(self, tip: int) -> int:
        """The number of commits in the history that ends in `tip` (an index)."""
        entered: dict[int, int] = {}
        stack = [tip]
        while stack:
            index = stack.pop()
            run = self._run[index]
            if run not in entered:
                stack.extend(self.parent_indices(self._run_first[run]))
            entered[run] = max(entered.get(run, -1), index)
        return sum(self._place_in_run[index] + 1 for index in entered.values())

    def order(self, tip: bytes) -> list[bytes]:
        """The topological order of `tip` and its ancestors. Of all possible next commits, the smallest
        (t_ms, id) comes first.
        """
        return [self._ids[index] for index in self.order_indices(self.index(tip))]

    def order_indices(self, tip: int) -> array[int]:
        """`order` with indices."""
        return self.line(tip).order[:]

    def line(self, tip: int) -> Line:
        """The order of the history that ends in `tip`. It is made from the longest one that was asked for, so
        that a new tip costs about the number of commits that are new.
        """
        known = self._line
        if known is None:
            found = Line.of(self, array("i", self.arrange(self._ancestor_indices(tip))))
        else:
            found = known.moved(tip)
        if known is None or found.length >= known.length:
            self._line = found
        return found

    def use_line(self, line: Line) -> None:
        """Trust an order of this graph, from which others are made."""
        self._line = line

    def arrange(self, indices: Iterable[int]) -> list[int]:
        """The topological order of a set of commits. All parents outside the set come before it."""
        members = set(indices)
        waiting: dict[int, int] = {}
        children: dict[int, list[int]] = {}
        ready: list[tuple[int, bytes, int]] = []
        for index in members:
            inside = [parent for parent in self.parent_indices(index) if parent in members]
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
            for parent in self.parent_indices(index):
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
        forks = self.branches(merge)[1]
        return forks[0] if len(forks) == 1 else None

    def branches(self, merge: bytes) -> tuple[set[int], list[bytes]]:
        """The commits of the branches that a merge joins, as indices, and the commits where they fork."""
        one, other = self.parent_indices(self.index(merge))
        branches = {index for side in self.divergence(one, other) for index in side}
        forks = {parent for index in branches for parent in self.parent_indices(index)} - branches
        return branches, [self._ids[index] for index in forks]

    def _ancestor_indices(self, tip: int) -> set[int]:
        seen: set[int] = set()
        runs = [tip]
        while runs:
            index: int | None = runs.pop()
            while index is not None and index not in seen:
                seen.add(index)
                parents = self.parent_indices(index)
                runs.extend(parents[1:])
                index = parents[0] if parents else None
        return seen
