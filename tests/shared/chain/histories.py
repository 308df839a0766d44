"""Histories for tests: real bodies on random graphs, and a vault of sealed commits."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeVar

from client.terminal.crypto import NativeCrypto
from shared.chain.body import Body, Step
from shared.chain.graph import Graph
from shared.chain.header import Kind, vault_id
from shared.chain.replay import fold, make_marker
from shared.kernel import SLOTS, Draft, State, draft_update, new_state, replay_step
from shared.physics.rules.table import V1
from shared.vault.envelope import KeyRing, Opened, SealedCommit, Unsealed, open_commits, seal
from shared.vault.merge import MergeParent, make_merge

T = TypeVar("T")
VAULT = bytes(range(16))


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


def seeded_crypto(seed: int = 0) -> NativeCrypto:
    return NativeCrypto({}, random.Random(seed).randbytes)


def some_draft(source: random.Random, session_id: str = "draft") -> Draft:
    """A draft as an update stores it; ids repeat, so that drafts of different devices collide."""
    state = new_state(session_id)
    patch: dict[str, object] = {
        "mass_modifier": source.uniform(-0.5, 0.5),
        "volume_override": source.uniform(0.3, 0.9),
        "horizon_override": source.choice(["H1", "D1", "D7", "D30", "D180"]),
    }
    state = draft_update(state, 1, patch, 0)
    if source.random() < 0.6:
        node = f"n{source.randrange(4)}"
        operations = [
            {"op_id": "c", "t_ms": 1, "type": "NODE_CREATE", "node": {"id": node, "mass": 1e-05}},
            {"op_id": "s", "t_ms": 2, "type": "NODE_MASS_SCALE", "node_id": node, "scale": 1.5},
            {"op_id": "d", "t_ms": 3, "type": "NODE_DELETE", "node_id": node},
        ]
        state = draft_update(state, 2, {"ops": source.sample(operations, source.randint(1, 2))}, 0)
    if source.random() < 0.5:
        shares = {slot: source.random() for slot in SLOTS}
        state = draft_update(state, 3, {"allocations": shares}, 0)
    return state.draft


def commit_body(
    state: State, draft: Draft, t_ms: int, markers: tuple[str, ...], label: str | None = None
) -> Body:
    marker = make_marker(t_ms, replay_step(state, draft, t_ms), markers, label)
    return Body(kind="commit", marker=marker, rules=V1.name, t_ms=t_ms, v=1, draft=draft)


def genesis_body(vault: bytes, t_ms: int = 0) -> Body:
    marker = make_marker(t_ms, new_state(vault.hex()), (), None)
    return Body(kind="genesis", marker=marker, rules=V1.name, t_ms=t_ms, v=1)


@dataclass
class PlainHistory:
    """Commits without envelopes: ids are hashes of their place, states come from the naive fold."""

    graph: Graph = field(default_factory=Graph)
    drafts: dict[bytes, Draft | None] = field(default_factory=dict)
    steps: dict[bytes, Step] = field(default_factory=dict)

    def add(self, parents: tuple[bytes, ...], t_ms: int, draft: Draft | None) -> bytes:
        identity = sha256(repr((len(self.graph), parents, t_ms)).encode()).digest()
        self.graph.add(identity, parents, t_ms)
        self.drafts[identity] = draft
        self.steps[identity] = Step(V1.name, draft)
        return identity

    def merge(self, one: bytes, other: bytes) -> bytes:
        """The merge, or the newer of the two where that is the other's descendant."""
        if self.graph.is_ancestor(one, other):
            return other
        if self.graph.is_ancestor(other, one):
            return one
        t_ms = max(self.graph.t_ms(one), self.graph.t_ms(other))
        return self.add((min(one, other), max(one, other)), t_ms, None)


def naive_order(history: PlainHistory, tip: bytes) -> list[bytes]:
    """The definition, as literally as it can be written."""
    graph = history.graph
    wanted = {tip}
    for identity in reversed(list(graph)):
        if identity in wanted:
            wanted.update(graph.parents(identity))
    taken: list[bytes] = []
    while len(taken) < len(wanted):
        ready = [c for c in wanted if c not in taken and all(p in taken for p in graph.parents(c))]
        taken.append(min(ready, key=lambda c: (graph.t_ms(c), c)))
    return taken


def naive_state(history: PlainHistory, tip: bytes) -> State:
    state = new_state(VAULT.hex())
    for identity in naive_order(history, tip):
        state = replay_step(state, history.drafts[identity], history.graph.t_ms(identity))
    return state


@dataclass
class SealedVault:
    """A vault of one person with real envelopes; every commit is opened again as it is made."""

    crypto: NativeCrypto = field(default_factory=seeded_crypto)
    graph: Graph = field(default_factory=Graph)
    opened: dict[bytes, Opened] = field(default_factory=dict)
    sealed: dict[bytes, SealedCommit] = field(default_factory=dict)
    seqs: dict[bytes, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.seed = self.crypto.random(32)
        self.public = run(self.crypto.ed25519_public(self.seed))
        salt = self.crypto.random(32)
        self.ring = KeyRing(vault_id(self.public, salt), {1: self.crypto.random(32)})
        self.genesis = self._seal(Kind.GENESIS, (), bytes(16), genesis_body(self.ring.vault, 7), salt=salt)

    def state(self, tip: bytes) -> State:
        bodies = {identity: opened.body for identity, opened in self.opened.items()}
        return fold(self.graph, bodies, tip, self.ring.vault)

    def commit(
        self, parent: bytes, device: bytes, t_ms: int, seed: int = 0, context: dict[str, Any] | None = None
    ) -> bytes:
        draft = some_draft(random.Random(seed))
        markers = (self.opened[parent].body.marker.hash,)
        body = commit_body(self.state(parent), draft, t_ms, markers, "라벨")
        return self._seal(Kind.COMMIT, (parent,), device, body, context=context)

    def merge_state(self, one: bytes, other: bytes) -> State:
        """state(merge), by putting a merge on a copy of the graph."""
        graph = Graph()
        for identity in self.graph:
            graph.add(identity, self.graph.parents(identity), self.graph.t_ms(identity))
        merge = bytes(32)
        graph.add(merge, sorted((one, other)), max(graph.t_ms(one), graph.t_ms(other)))
        bodies = {identity: opened.body for identity, opened in self.opened.items()}
        bodies[merge] = genesis_body(self.ring.vault)
        return fold(graph, bodies, merge, self.ring.vault)

    def parent(self, identity: bytes) -> MergeParent:
        opened = self.opened[identity]
        body = opened.body
        return MergeParent(identity, opened.header.epoch, body.t_ms, body.rules, body.marker.hash)

    def merge(self, one: bytes, other: bytes) -> bytes:
        state = self.merge_state(one, other)
        return self._take(
            run(make_merge(self.crypto, self.ring, self.parent(one), self.parent(other), state))
        )

    def _seal(
        self,
        kind: Kind,
        parents: tuple[bytes, ...],
        device: bytes,
        body: Body,
        context: dict[str, Any] | None = None,
        salt: bytes | None = None,
    ) -> bytes:
        seq = self.seqs.get(device, 0) + 1
        self.seqs[device] = seq
        item = Unsealed(
            kind=kind, parents=parents, device=device, seq=seq, body=body, context=context, salt=salt
        )
        return self._take(run(seal(self.crypto, self.ring, [item]))[0])

    def _take(self, commit: SealedCommit) -> bytes:
        wire = [(commit.header, commit.ciphertext)]
        opened = run(open_commits(self.crypto, self.ring, wire, contexts=True, ids=[commit.id]))[0]
        self.graph.add(commit.id, opened.header.parents, opened.body.t_ms)
        self.opened[commit.id] = opened
        self.sealed[commit.id] = commit
        return commit.id
