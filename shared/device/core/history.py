"""A vault's graph in memory: what was committed, in which order it folds, and what followed from it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from shared.chain.body import Body
from shared.chain.context import OF_ONE_COMMIT, fold_context
from shared.chain.graph import Graph
from shared.chain.replay import Replay
from shared.crypto.device import DeviceCrypto
from shared.device.core.commit_log import CommitLog, IndexRow, LogEntry, count_authored, entry
from shared.errors import AutusError
from shared.kernel import State
from shared.vault.envelope import KeyRing, Opened, open_commits
from shared.vault.merge import MergeParent, make_merge
from shared.wire.limits import PUSH_COMMITS_MAX
from shared.wire.pushes import WireCommit

# A merge stands in the graph under this name while its state, and so its id, is being found.
_UNNAMED = b"merge"


class Tip(NamedTuple):
    """A commit and what follows from the `length` commits that led to it; `words` are the folded contexts."""

    commit: bytes
    length: int
    t_ms: int
    epoch: int
    marker: str
    state: State
    words: dict[str, Any]


class History:
    """Commits are in the log, or `fresh`: found right, known to the graph, and not durable yet."""

    def __init__(self, crypto: DeviceCrypto, ring: KeyRing, log: CommitLog) -> None:
        self.crypto = crypto
        self.ring = ring
        self.log = log
        self.graph = Graph()
        self.replay = Replay(self.graph, ring.vault.hex())
        # Readers wait between steps while a writer changes what `replay` remembers: theirs is another.
        self._reader_replay = Replay(self.graph, ring.vault.hex())
        self._reader_lock = asyncio.Lock()
        self._fresh: dict[bytes, tuple[LogEntry, Opened | None]] = {}
        self._merges: dict[tuple[bytes, ...], bytes] = {}
        self._with_words: list[bytes] = []
        # Origins, each with the commits that were sealed again from it.
        self.again: dict[bytes, list[bytes]] = {}
        self._words: dict[bytes, dict[str, Any]] = {}
        self._order: tuple[bytes, list[bytes]] | None = None
        self._positions: tuple[bytes, dict[bytes, int]] | None = None
        for row in log.rows:
            self.graph.add(row.id, row.parents, row.t_ms)
            self._register(row)

    def __contains__(self, commit: object) -> bool:
        """Whether the commit is known, durable or fresh."""
        return commit in self.log.positions or commit in self._fresh

    def is_durable(self, commit: bytes) -> bool:
        return commit in self.log.positions

    def row(self, commit: bytes) -> IndexRow:
        if commit in self._fresh:
            return self._fresh[commit][0].row
        try:
            return self.log.rows[self.log.positions[commit]]
        except KeyError:
            raise AutusError("UNKNOWN_COMMIT", "no such commit", commit=commit.hex()) from None

    def add(self, new: LogEntry, opened: Opened | None) -> None:
        """A fresh commit, whose parents are known. Raises AutusError (UNKNOWN_PARENT)."""
        self.graph.add(new.row.id, new.row.parents, new.row.t_ms)
        self._fresh[new.row.id] = (new, opened)
        self._register(new.row)

    def appended(self, entries: Sequence[LogEntry]) -> None:
        """To be called once the entries are durable."""
        self.log.appended(entries)
        for new in entries:
            if self._fresh.pop(new.row.id, None) is None:
                self.graph.add(new.row.id, new.row.parents, new.row.t_ms)
                self._register(new.row)

    async def wires(self, commits: Sequence[bytes]) -> list[WireCommit]:
        durable = iter(await self.log.read([commit for commit in commits if commit not in self._fresh]))
        return [self._fresh[c][0].wire if c in self._fresh else next(durable) for c in commits]

    async def open(self, commits: Iterable[bytes], *, contexts: bool = False) -> list[Opened]:
        """The commits decrypted and checked, in the order asked for."""
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
        """Trusts the state of a checkpoint of this very device."""
        self.replay.seed(tip.commit, tip.state)
        self._reader_replay.seed(tip.commit, tip.state)

    async def state(self, commit: bytes) -> State:
        """The state that the commit led to, from the nearest kept one. For who holds the goal's lock."""
        return await self.replay_state(self.replay, commit)

    async def read_state(self, commit: bytes) -> State:
        """As `state`, for who does not hold the lock."""
        async with self._reader_lock:
            return await self.replay_state(self._reader_replay, commit)

    async def replay_state(self, replay: Replay, commit: bytes) -> State:
        """The state that the commit led to, from what `replay` remembers."""
        plan = replay.plan(commit)
        needs = plan.needs
        for offset in range(0, len(needs), PUSH_COMMITS_MAX):
            part = needs[offset : offset + PUSH_COMMITS_MAX]
            drafts = {opened.id: opened.body.draft for opened in await self.open(part)}
            plan.advance(drafts)
        return replay.run(plan, {})

    def order(self, tip: bytes) -> list[bytes]:
        """`tip` and its ancestors as they fold; computed once a tip."""
        known = self._order
        if known is None or known[0] != tip:
            if known is not None and self.graph.parents(tip) == (known[0],):
                # A child comes after all that its one parent comes after.
                self._order = (tip, [*known[1], tip])
            else:
                self._order = (tip, self.graph.order(tip))
            return self._order[1]
        return known[1]

    def places(self, tip: bytes) -> dict[bytes, int]:
        """The position of each commit in the order of `tip`; computed once a tip."""
        if self._positions is None or self._positions[0] != tip:
            self._positions = (tip, {commit: number for number, commit in enumerate(self.order(tip))})
        return self._positions[1]

    async def words(self, tip: bytes, within: bytes | None = None) -> dict[str, Any]:
        """The contexts of all that led to `tip`, folded in order.

        `within` is a descendant whose order is at hand: two histories order what they share alike.
        """
        led = [commit for commit in self._with_words if self.graph.is_ancestor(commit, tip)]
        unread = [commit for commit in led if commit not in self._words]
        for opened in await self.open(unread, contexts=True):
            context = opened.context or {}
            self._words[opened.id] = {k: v for k, v in context.items() if k not in OF_ONE_COMMIT}
        if len(led) > 1:
            led.sort(key=self.places(tip if within is None else within).__getitem__)
        folded: dict[str, Any] = {}
        for commit in led:
            folded = fold_context(folded, self._words[commit])
        return folded

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
        )

    async def parent(self, commit: bytes) -> MergeParent:
        row = self.row(commit)
        return MergeParent(commit, row.epoch, row.t_ms, (await self.body(commit)).marker.hash)

    async def merge(self, one: bytes, other: bytes) -> bytes:
        """The merge of two heads: known, or made now and fresh."""
        parents = (min(one, other), max(one, other))
        known = self._merges.get(parents)
        if known is not None:
            return known
        t_ms = max(self.row(one).t_ms, self.row(other).t_ms)
        self.graph.add(_UNNAMED, parents, t_ms)
        state = await self.state(_UNNAMED)
        sealed = await make_merge(
            self.crypto, self.ring, await self.parent(one), await self.parent(other), state
        )
        self.graph.rename(_UNNAMED, sealed.id)
        new = entry(sealed.id, (sealed.header, sealed.ciphertext), t_ms, None)
        self._fresh[sealed.id] = (new, None)
        self._register(new.row)
        return sealed.id

    def count_unpushed(self, tip: bytes, remote: bytes | None) -> int:
        """How many authored commits lead to `tip` and not to `remote`."""
        return count_authored(map(self.row, self.graph.difference(tip, remote)))

    def fresh(self, commits: Iterable[bytes]) -> list[LogEntry]:
        """The entries that are still to be made durable, in the order given."""
        return [self._fresh[commit][0] for commit in commits if commit in self._fresh]

    def _register(self, row: IndexRow) -> None:
        if row.is_merge:
            self._merges[row.parents] = row.id
        if row.words:
            self._with_words.append(row.id)
        if row.origin is not None:
            self.again.setdefault(row.origin, []).append(row.id)


async def load_history(crypto: DeviceCrypto, ring: KeyRing, log: CommitLog) -> History:
    """The history of a vault, from the index of its log."""
    await log.load()
    return History(crypto, ring, log)
