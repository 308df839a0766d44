"""Replaying a long line of commits that are already opened. Runs on CPython and in a browser's Pyodide."""

from __future__ import annotations

import time
from hashlib import sha256
from random import Random

from shared import kernel
from shared.chain.body import Body, decode_body, encode_body
from shared.chain.graph import Graph
from shared.chain.replay import Replay, make_marker
from tests.bench.drafts import FIRST_T_MS, HOUR_MS, patches


class ReplayLine:
    """A genesis and `count` commits in a line; the ids stand in for those of sealed commits."""

    def __init__(self, count: int) -> None:
        random = Random(7)
        self.vault = random.randbytes(16)
        state = kernel.new_state(self.vault.hex())
        marker = make_marker(FIRST_T_MS, state, (), None)
        self.bodies = [Body(kind="genesis", marker=marker, rules=kernel.RULES, t_ms=FIRST_T_MS, v=1)]
        self.states = [state]
        self.ids = [sha256(b"0").digest()]
        for index in range(count):
            self._add(random, index)

    def _add(self, random: Random, index: int) -> None:
        t_ms = FIRST_T_MS + index * HOUR_MS
        before = sim = self.states[-1]
        for page, patch in patches(random, index):
            sim = kernel.draft_update(sim, page, patch, t_ms)
        state = kernel.replay_step(before, sim.draft, t_ms)
        marker = make_marker(t_ms, state, (self.bodies[-1].marker.hash,), f"step {index}")
        body = Body(draft=sim.draft, kind="commit", marker=marker, rules=kernel.RULES, t_ms=t_ms, v=1)
        self.bodies.append(decode_body(encode_body(body)))
        self.states.append(state)
        self.ids.append(sha256(self.ids[-1] + marker.hash.encode()).digest())

    def rates(self, runs: int) -> list[float]:
        """Commits per second of what a pull does with opened commits: fold, compare, keep states."""
        rates = []
        for _ in range(runs):
            graph = Graph()
            for index, commit in enumerate(self.ids):
                graph.add(commit, tuple(self.ids[max(0, index - 1) : index]), self.bodies[index].t_ms)
            replay = Replay(graph, self.vault.hex())
            replay.run(replay.plan(self.ids[0]), {self.ids[0]: self.bodies[0].step})
            rest = list(zip(self.ids[1:], self.bodies[1:], strict=True))
            start = time.perf_counter()
            replay.follow(rest, self.bodies[0].marker.hash)
            rates.append(len(rest) / (time.perf_counter() - start))
        return rates
