"""The commits of a vault in memory: their graph, their fold order, and the states they lead to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from shared.chain.body import Body
from shared.chain.context import fold_context, foldable
from shared.chain.fold_order import FoldOrder
from shared.chain.replay import Replay
from shared.crypto.device import DeviceCrypto
from shared.device.core.commit_log import CommitLog, LogEntry, build_entry, count_authored
from shared.device.core.draft_steps import settings_of
from shared.device.core.index_rows import IndexRow
from shared.kernel import Draft, State
from shared.vault.envelope import KeyRing, Opened, open_commits
from shared.vault.merge import MergeParent, check_same_rules, make_merge
from shared.wire.limits import PUSH_COMMITS_MAX
from shared.wire.pushes import WireCommit

# The placeholder id of a merge whose state, and therefore whose id, is not known yet.
_UNNAMED = b"merge"


class Tip(NamedTuple):
    """A commit and what follows from its `length` ancestors and itself. `words` are the folded contexts.

    `last` are the settings of the last commit in fold order, None after a genesis.
    """

    commit: bytes
    length: int
    t_ms: int
    epoch: int
    marker: str
    state: State
    words: dict[str, Any]
    last: Draft | None = None


class History:
    """Each commit is either in the log or `fresh`: validated and in the graph, but not durable yet."""

    def __init__(self, crypto: DeviceCrypto, ring: KeyRing, log: CommitLog) -> None:
        self.crypto = crypto
        self.ring = ring
        self.log = log
        self.graph = log.rows.graph
        self.replay = Replay(self.graph, ring.vault.hex())
        # Readers pause between steps while a writer changes `replay`, so they have a replay of their own.
        self._reader_replay = Replay(self.graph, ring.vault.hex())
        self._reader_lock = asyncio.Lock()
        self._fresh: dict[bytes, tuple[LogEntry, Opened | None]] = {}
        # The merges among the first commits of the graph, by parents.
        self._merges: dict[tuple[bytes, ...], bytes] = {}
        self._merges_of = 0
        # The commits with words, as indices of the graph.
        self._with_words = [log.rows.index_of(position) for position in log.rows.words]
        # The rewrites of each origin.
        self.rewrites: dict[bytes, list[bytes]] = {}
        for position, origin in log.rows.origins.items():
            self.rewrites.setdefault(origin, []).append(log.rows.id(position))
        self._words: dict[bytes, dict[str, Any]] = {}
        # What the room `reading` keeps beside this history.
        self.recorder: Any = None

    def __contains__(self, commit: object) -> bool:
        """Reports whether the commit is known, durable or fresh."""
        return commit in self._fresh or (
            isinstance(commit, bytes) and self.log.rows.position(commit) is not None
        )

    def row(self, commit: bytes) -> IndexRow:
        if commit in self._fresh:
            return self._fresh[commit][0].row
        return self.log.rows[self.log.position(commit)]

    def add(self, new: LogEntry, opened: Opened | None) -> None:
        """Adds a fresh commit. Its parents must be known. Raises AutusError (UNKNOWN_PARENT)."""
        self.graph.add(new.row.id, new.row.parents, new.row.t_ms)
        self._fresh[new.row.id] = (new, opened)
        self._register(new.row)

    def mark_durable(self, entries: Sequence[LogEntry]) -> None:
        """Marks the entries as durable."""
        self.log.mark_durable(entries, self._fresh)
        for new in entries:
            if self._fresh.pop(new.row.id, None) is None:
                self._register(new.row)

    async def wires(self, commits: Sequence[bytes]) -> list[WireCommit]:
        durable = iter(await self.log.read([commit for commit in commits if commit not in self._fresh]))
        return [self._fresh[c][0].wire if c in self._fresh else next(durable) for c in commits]

    async def open(self, commits: Iterable[bytes], *, contexts: bool = False) -> list[Opened]:
        """Decrypts and checks the commits, in the order given."""
        wanted = list(commits)
        opened: dict[bytes, Opened] = {}
        for commit in wanted:
            held = self._fresh[commit][1] if commit in self._fresh else None
            if held is not None:
                opened[commit] = held
        rest = [commit for commit in wanted if commit not in opened]
        for offset in range(0, len(rest), PUSH_COMMITS_MAX):
            part = rest[offset : offset + PUSH_COMMITS_MAX]
            wires = await self.wires(part)
            found = await open_commits(self.crypto, self.ring, wires, contexts=contexts, ids=part)
            opened.update(zip(part, found, strict=True))
        return [opened[commit] for commit in wanted]

    async def body(self, commit: bytes) -> Body:
        return (await self.open([commit]))[0].body

    def seed(self, tip: Tip) -> None:
        """Trusts the state of a checkpoint that this device has written."""
        self.replay.seed(tip.commit, tip.state)
        self._reader_replay.seed(tip.commit, tip.state)

    async def state(self, commit: bytes) -> State:
        """The state after the commit, replayed from the nearest remembered one. The caller holds the vault's
        lock.
        """
        return await self.replay_state(self.replay, commit)

    async def read_state(self, commit: bytes) -> State:
        """As `state`, for callers that do not hold the vault's lock."""
        async with self._reader_lock:
            return await self.replay_state(self._reader_replay, commit)

    async def replay_state(self, replay: Replay, commit: bytes) -> State:
        """The state after the commit, replayed from what `replay` remembers."""
        plan = replay.plan(commit)
        needs = plan.needs
        for offset in range(0, len(needs), PUSH_COMMITS_MAX):
            part = needs[offset : offset + PUSH_COMMITS_MAX]
            plan.advance({opened.id: opened.body.step for opened in await self.open(part)})
        return replay.run(plan, {})

    def order(self, tip: bytes) -> FoldOrder:
        """`tip` and its ancestors in fold order."""
        return FoldOrder(self.graph, tip)

    def places(self, tip: bytes, start: int = 0, end: int | None = None) -> Sequence[int]:
        """The positions in the log of the history that ends in `tip`, in fold order, from `start` to `end`.
        The log must have all of them.
        """
        return self.log.rows.positions_at(self.order(tip).indices[start:end])

    async def words(self, tip: bytes, within: bytes | None = None) -> dict[str, Any]:
        """The contexts of `tip` and its ancestors, folded in order. `within` as for `said`."""
        folded: dict[str, Any] = {}
        for _, context in await self.said(tip, within):
            folded = fold_context(folded, context)
        return folded

    async def said(self, tip: bytes, within: bytes | None = None) -> list[tuple[int, dict[str, Any]]]:
        """What folds of the contexts up to `tip`, in fold order, each with the position of its commit.

        `within` is a descendant whose order is already known. Two histories order their common commits alike.
        """
        graph, last = self.graph, self.graph.index(tip)
        led = [index for index in self._with_words if graph.leads(index, last)]
        unread = [commit for commit in map(graph.at, led) if commit not in self._words]
        for opened in await self.open(unread, contexts=True):
            self._words[opened.id] = foldable(opened.context or {})
        line = graph.line(last if within is None else graph.index(within))
        said = [(line.place[index], self._words[graph.at(index)]) for index in led]
        return sorted(said, key=itemgetter(0))

    async def tip(self, commit: bytes) -> Tip:
        row = self.row(commit)
        return Tip(
            commit,
            self.graph.count(self.graph.index(commit)),
            row.t_ms,
            row.epoch,
            (await self.body(commit)).marker.hash,
            await self.state(commit),
            await self.words(commit),
            await self.last_settings(commit),
        )

    async def last_settings(self, commit: bytes) -> Draft | None:
        """The draft of the last commit in the order of `commit`, without operations. None after a genesis."""
        last = commit
        if self.row(commit).is_merge:
            last = next(each for each in reversed(self.order(commit)) if not self.row(each).is_merge)
        draft = (await self.body(last)).draft
        return None if draft is None else settings_of(draft)

    async def parent(self, commit: bytes) -> MergeParent:
        row = self.row(commit)
        body = await self.body(commit)
        return MergeParent(commit, row.epoch, row.t_ms, body.rules, body.marker.hash)

    async def merge(self, one: bytes, other: bytes) -> bytes:
        """The merge of two heads: known, or made now and fresh."""
        parents = (min(one, other), max(one, other))
        known = self._known_merge(parents)
        if known is not None:
            return known
        ours, theirs = await self.parent(one), await self.parent(other)
        check_same_rules(ours, theirs)
        t_ms = max(ours.t_ms, theirs.t_ms)
        self.graph.add(_UNNAMED, parents, t_ms)
        state = await self.state(_UNNAMED)
        sealed = await make_merge(self.crypto, self.ring, ours, theirs, state)
        self.graph.rename(_UNNAMED, sealed.id)
        new = build_entry(sealed.id, (sealed.header, sealed.ciphertext), t_ms, None)
        self._fresh[sealed.id] = (new, None)
        self._register(new.row)
        return sealed.id

    def count_unpushed(self, tip: bytes, remote: bytes | None) -> int:
        """How many authored commits lead to `tip` and not to `remote`."""
        return count_authored(map(self.row, self.graph.difference(tip, remote)))

    def fresh_entries(self, commits: Iterable[bytes]) -> list[LogEntry]:
        """The entries of those commits and of their ancestors that are not durable yet, parents first.

        An ancestor may be older than this write: a merge of a push whose answer was lost.
        """
        wanted, left = set[bytes](), list(commits)
        while left:
            commit = left.pop()
            if commit in self._fresh and commit not in wanted:
                wanted.add(commit)
                left += self._fresh[commit][0].row.parents
        return [entry for commit, (entry, _) in self._fresh.items() if commit in wanted]

    def _known_merge(self, parents: tuple[bytes, ...]) -> bytes | None:
        for index in self.graph.merges(self._merges_of):
            self._merges[self.graph.parents_at(index)] = self.graph.at(index)
        self._merges_of = len(self.graph)
        return self._merges.get(parents)

    def _register(self, row: IndexRow) -> None:
        if row.words:
            self._with_words.append(self.graph.index(row.id))
        if row.origin is not None:
            self.rewrites.setdefault(row.origin, []).append(row.id)


async def load_history(crypto: DeviceCrypto, ring: KeyRing, log: CommitLog) -> History:
    """Reads the index of the log and builds the vault's history from it."""
    await log.load(crypto)
    return History(crypto, ring, log)
