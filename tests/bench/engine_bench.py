"""The engine in CPython: replay, opening, sealing, physics, and a round of sync with a merge."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from random import Random

from client.terminal.crypto import NativeCrypto
from shared import kernel
from shared.chain.body import Body
from shared.chain.header import Kind
from shared.vault.envelope import KeyRing, SealedCommit, Unsealed, open_commits, seal
from tests.bench.engine_sync import answer_times, merge_round_ms
from tests.bench.figures import Figure, at_least, beside, of_yardstick
from tests.bench.native_pull import pull_rates
from tests.bench.replay_line import ReplayLine
from tests.bench.yardstick import mean, python_loop

COMMITS = 10_000
BATCH = 1_000
RUNS = 7
MERGED_COMMITS = 500
ANSWERS = 2_000


class SealedLine:
    """The commits of a line without its genesis, before and after sealing; every tenth has a note."""

    def __init__(self, line: ReplayLine) -> None:
        random = Random(8)
        self.crypto = NativeCrypto({}, random.randbytes)
        self.ring = KeyRing(line.vault, {1: random.randbytes(32)})
        self.items: list[Unsealed] = []
        self.sealed: list[SealedCommit] = []
        device, parent = random.randbytes(16), line.ids[0]
        for index, body in enumerate(line.bodies[1:]):
            context = None if index % 10 else {"note": "what was done, and why " * 3}
            item = Unsealed(
                kind=Kind.COMMIT, parents=(parent,), device=device, seq=index + 2, body=body, context=context
            )
            self.items.append(item)
            self.sealed += asyncio.run(seal(self.crypto, self.ring, [item]))
            parent = self.sealed[-1].id

    def opening_rates(self) -> list[float]:
        wires = [(commit.header, commit.ciphertext) for commit in self.sealed]
        return _rates(
            lambda part: asyncio.run(open_commits(self.crypto, self.ring, wires[part], contexts=True))
        )

    def sealing_rates(self) -> list[float]:
        return _rates(lambda part: asyncio.run(seal(self.crypto, self.ring, self.items[part])))


def run() -> list[Figure]:
    before = python_loop()
    figures = _figures()
    yardstick = mean(before, python_loop())
    return [of_yardstick(yardstick), *beside(figures, yardstick)]


def _figures() -> list[Figure]:
    line = ReplayLine(COMMITS)
    sealed = SealedLine(line)
    return [
        Figure("engine: replay and verify", "commits/s", line.rates(RUNS), at_least(25_000)),
        Figure(
            f"engine: pull of {COMMITS:,} commits, opened, replayed, stored",
            "commits/s",
            pull_rates(COMMITS, RUNS),
            at_least(15_000),
        ),
        Figure("engine: opening", "commits/s", sealed.opening_rates()),
        Figure("engine: sealing", "commits/s", sealed.sealing_rates()),
        Figure("engine: one physics step", "µs", _step_times(line, _step)),
        Figure("engine: one state hash", "µs", _step_times(line, _state_hash)),
        Figure("engine: one preview, as a document", "µs", _step_times(line, _preview)),
        Figure("engine: one answer to a moving control", "µs", asyncio.run(answer_times(RUNS, ANSWERS))),
        Figure(
            f"engine: sync and merge of 2 x {MERGED_COMMITS} commits",
            "ms",
            [asyncio.run(merge_round_ms(MERGED_COMMITS, seed)) for seed in range(RUNS)],
        ),
    ]


def _rates(work: Callable[[slice], object]) -> list[float]:
    """Commits per second of all commits in batches."""
    rates = []
    for _ in range(RUNS):
        start = time.perf_counter()
        for first in range(0, COMMITS, BATCH):
            work(slice(first, first + BATCH))
        rates.append(COMMITS / (time.perf_counter() - start))
    return rates


Step = Callable[[kernel.State, kernel.State, Body], object]


def _step(before: kernel.State, _: kernel.State, body: Body) -> object:
    return kernel.replay_step(before, body.draft, body.t_ms)


def _state_hash(_: kernel.State, after: kernel.State, __: Body) -> object:
    return kernel.state_hash(after)


def _preview(before: kernel.State, _: kernel.State, body: Body) -> object:
    if body.draft is None:
        return None
    return json.dumps(kernel.state_document(kernel.preview(kernel.install_draft(before, body.draft))))


def _step_times(line: ReplayLine, step: Step) -> list[float]:
    """Microseconds a call, over the whole line."""
    steps = list(zip(line.states[:-1], line.states[1:], line.bodies[1:], strict=True))
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        for before, after, body in steps:
            step(before, after, body)
        times.append((time.perf_counter() - start) / len(steps) * 1e6)
    return times
