"""The figures of `server_bench` with their units and targets."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench import bare_load
from tests.bench.figures import Figure, Target, at_least, at_most, of_yardstick
from tests.bench.server_bench import run as measure
from tests.bench.yardstick import mean

SINGLE_P50_MS, SINGLE_P99_MS = 2, 5
# "No slower": by how much two medians of the same thing differ from run to run.
SLOWER_MAX = 1.05

# Name in server_bench -> (shown name, unit, target).
FIGURES: dict[str, tuple[str, str, Target | None]] = {
    "start_to_first_answer_s": ("start to first answer", "s", at_most(0.6)),
    "push_commits_per_s": ("pushes of 1,000 commits", "commits/s", at_least(60_000)),
    "pull_commits_per_s": ("pull", "commits/s", at_least(150_000)),
    "one_commit_push_p50_ms_20k": ("one commit, 20,000 stored, p50", "ms", at_most(SINGLE_P50_MS)),
    "one_commit_push_p99_ms_20k": ("one commit, 20,000 stored, p99", "ms", at_most(SINGLE_P99_MS)),
    "one_commit_pushes_per_s_16_clients": ("one commit, 16 clients", "pushes/s", at_least(600)),
    "push_commits_per_s_filled": ("pushes of 1,000 commits, up to 1,000,000 stored", "commits/s", None),
    "one_commit_push_p50_ms_filled": ("one commit, 1,000,000 stored, p50", "ms", at_most(SINGLE_P50_MS)),
    "one_commit_push_p99_ms_filled": ("one commit, 1,000,000 stored, p99", "ms", at_most(SINGLE_P99_MS)),
    "one_commit_push_p50_ratio": ("one commit, p50 at 1,000,000 over 20,000", "x", at_most(SLOWER_MAX)),
    "rss_mb_filled": ("memory, 1,000,000 stored", "MB", at_most(100)),
    "disk_bytes_per_commit": ("disk for a commit of a 600-byte ciphertext", "bytes", at_most(1_000)),
}


# Name in server_bench -> yardstick in bare_load.
YARDSTICKS = {
    "start_to_first_answer_s": "start",
    "push_commits_per_s": "batch",
    "pull_commits_per_s": "pull",
    "one_commit_push_p50_ms_20k": "single",
    "one_commit_push_p99_ms_20k": "single",
    "one_commit_pushes_per_s_16_clients": "clients",
    "push_commits_per_s_filled": "batch",
    "one_commit_push_p50_ms_filled": "single",
    "one_commit_push_p99_ms_filled": "single",
}


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        before = bare_load.measure(Path(folder) / "before")
        measured = measure()
        after = bare_load.measure(Path(folder) / "after")
    yardsticks = {name: mean(before[name], after[name]) for name in before}
    figures = [
        Figure(f"server: {name}", unit, [measured[key]], target, yardsticks.get(YARDSTICKS.get(key, "")))
        for key, (name, unit, target) in FIGURES.items()
        if key in measured
    ]
    return [*(of_yardstick(yardstick) for yardstick in yardsticks.values()), *figures]
