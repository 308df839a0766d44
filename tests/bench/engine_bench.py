"""The engine in CPython: replay, opening, sealing, physics, and a round of sync with a merge."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from random import Random
from typing import Any

from client.terminal.crypto import NativeCrypto
from shared import kernel
from shared.chain.body import Body, decode_body, encode_body
from shared.chain.graph import Graph
from shared.chain.header import Kind, vault_id
from shared.chain.replay import Replay, make_marker
from shared.vault.envelope import KeyRing, SealedCommit, Unsealed, open_commits, seal
from tests.bench.drafts import FIRST_T_MS, HOUR_MS, patches
from tests.bench.engine_sync import merge_round_ms
from tests.bench.figures import Figure, at_least

COMMITS = 10_000
BATCH = 1_000
RUNS = 7
MERGED_COMMITS = 500


class Chain:
    """A genesis and `COMMITS` commits in a line: bodies, states and sealed forms."""

    def __init__(self) -> None:
        random = Random(7)
        self.crypto = NativeCrypto({}, random.randbytes)
        salt = random.randbytes(32)
        self.vault = vault_id(random.randbytes(32), salt)
        self.ring = KeyRing(self.vault, {1: random.randbytes(32)})
        device = random.randbytes(16)
        state = kernel.new_state(self.vault.hex())
        marker = make_marker(FIRST_T_MS, state, (), None)
        body = Body(kind="genesis", marker=marker, rules=kernel.RULES, t_ms=FIRST_T_MS, v=1)
        self.items = [Unsealed(kind=Kind.GENESIS, parents=(), device=device, seq=1, body=body, salt=salt)]
        self.states = [state]
        self.sealed: list[SealedCommit] = self._seal(self.items)
        for index in range(COMMITS):
            body = self._body(random, index, body.marker.hash)
            parent = self.sealed[-1].id
            item = Unsealed(kind=Kind.COMMIT, parents=(parent,), device=device, seq=index + 2, body=body)
            self.items.append(item)
            self.sealed += self._seal([item])

    @property
    def ids(self) -> list[bytes]:
        return [commit.id for commit in self.sealed]

    def _seal(self, items: list[Unsealed]) -> list[SealedCommit]:
        return asyncio.run(seal(self.crypto, self.ring, items))

    def _body(self, random: Random, index: int, marker: str) -> Body:
        t_ms = FIRST_T_MS + index * HOUR_MS
        sim = self.states[-1]
        for page, patch in patches(random, index):
            sim = kernel.draft_update(sim, page, patch, t_ms)
        state = kernel.replay_step(self.states[-1], sim.draft, t_ms)
        self.states.append(state)
        marked = make_marker(t_ms, state, (marker,), f"step {index}")
        body = Body(draft=sim.draft, kind="commit", marker=marked, rules=kernel.RULES, t_ms=t_ms, v=1)
        return decode_body(encode_body(body))


def run() -> list[Figure]:
    chain = Chain()
    return [
        Figure("engine: replay and verify", "commits/s", _replay(chain), at_least(25_000)),
        Figure("engine: opening", "commits/s", _opening(chain)),
        Figure("engine: sealing", "commits/s", _sealing(chain)),
        Figure("engine: one physics step", "µs", _steps(chain, _step)),
        Figure("engine: one preview, as a document", "µs", _steps(chain, _preview)),
        Figure("engine: one state hash", "µs", _steps(chain, lambda _, state, __: kernel.state_hash(state))),
        Figure(
            f"engine: sync and merge of 2 x {MERGED_COMMITS} commits",
            "ms",
            [asyncio.run(merge_round_ms(MERGED_COMMITS, seed)) for seed in range(RUNS)],
        ),
    ]


def _replay(chain: Chain) -> list[float]:
    """What a pull does with opened commits: fold each, compare its state and marker, keep states."""
    ids, bodies = chain.ids, [item.body for item in chain.items]
    rates = []
    for _ in range(RUNS):
        graph = Graph()
        for commit, item in zip(ids, chain.items, strict=True):
            graph.add(commit, item.parents, item.body.t_ms)
        replay = Replay(graph, chain.vault.hex())
        replay.run(replay.plan(ids[0]), {})
        rest = list(zip(ids[1:], bodies[1:], strict=True))
        start = time.perf_counter()
        replay.follow(rest, bodies[0].marker.hash)
        rates.append(COMMITS / (time.perf_counter() - start))
    return rates


def _opening(chain: Chain) -> list[float]:
    wires = [(commit.header, commit.ciphertext) for commit in chain.sealed]

    def part(first: int) -> None:
        asyncio.run(open_commits(chain.crypto, chain.ring, wires[first : first + BATCH], contexts=True))

    return _batches(part)


def _sealing(chain: Chain) -> list[float]:
    def part(first: int) -> None:
        asyncio.run(seal(chain.crypto, chain.ring, chain.items[first + 1 : first + 1 + BATCH]))

    return _batches(part)


def _batches(part: Callable[[int], None]) -> list[float]:
    rates = []
    for _ in range(RUNS):
        start = time.perf_counter()
        for first in range(0, COMMITS, BATCH):
            part(first)
        rates.append(COMMITS / (time.perf_counter() - start))
    return rates


Step = Callable[[kernel.State, kernel.State, Body], object]


def _step(before: kernel.State, _: kernel.State, body: Body) -> object:
    return kernel.replay_step(before, body.draft, body.t_ms)


def _preview(before: kernel.State, _: kernel.State, body: Body) -> object:
    if body.draft is None:
        return None
    document: dict[str, Any] = dict(
        kernel.state_document(kernel.preview(kernel.install_draft(before, body.draft)))
    )
    return json.dumps(document)


def _steps(chain: Chain, step: Step) -> list[float]:
    """Microseconds a call, over the whole chain."""
    triples = list(
        zip(chain.states[:-1], chain.states[1:], [item.body for item in chain.items[1:]], strict=True)
    )
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        for before, after, body in triples:
            step(before, after, body)
        times.append((time.perf_counter() - start) / len(triples) * 1e6)
    return times
