"""A goal with a long history in a real Chromium: what a page waits for, and what it costs in memory.

`python -m tests.bench.long_history COMMITS...` measures the built client. The profile of a browser that has
pulled the goal is made once a size and copied for each run. The server is dead, so that nothing else runs.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

from scripts.browsers import browser_path
from tests.bench.browser_session import ARGUMENTS, call, profile, visit
from tests.bench.figures import Figure, at_most, beside
from tests.bench.long_goal import make_profile, make_server
from tests.bench.yardstick import javascript_loop, mean

SIZES = (1_000, 10_000)
RUNS = 3
WATCHED_MS = 3_000
MAIN = ["density", "stability", "sigma", "P_outcome"]
POINTS = 2_000
"""What the history page asks for."""

LIMITS = {
    "history page from an open goal": 50.0,
    "first page of the history": 50.0,
    "a state in the middle": 100.0,
    "series of four quantities": 300.0,
    "longest task after a start": 100.0,
    "memory after verify": 450.0,
}

LONGEST_TASK = """async (watched) => {
  const end = performance.now() + watched;
  let longest = 0;
  while (performance.now() < end) {
    longest = Math.max(longest, (await bench.call("boot", {})).ms);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return longest;
}"""


def memory_mb(folder: Path) -> float:
    """The memory of all processes of the browser with this profile. Shared pages are shared out."""
    total = 0
    for process in Path("/proc").iterdir():
        try:
            command = (process / "cmdline").read_bytes() if process.name.isdigit() else b""
            if not command or not _is_of(process, str(folder).encode()):
                continue
            for line in (process / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            # A process that has ended.
            continue
    return total / 1024


def _is_of(process: Path, folder: bytes) -> bool:
    while process.name not in {"0", "1"}:
        if folder in (process / "cmdline").read_bytes():
            return True
        parent = next(
            line for line in (process / "status").read_text().splitlines() if line.startswith("PPid:")
        )
        process = Path("/proc") / parent.split()[1]
    return False


class Measured:
    """The values of one size, a run each."""

    def __init__(self, commits: int) -> None:
        self.commits = commits
        self.values: dict[str, list[float]] = {}

    def note(self, name: str, value: float) -> None:
        self.values.setdefault(name, []).append(value)

    def figures(self) -> list[Figure]:
        found = []
        for name, values in self.values.items():
            limit = LIMITS.get(name)
            target = None if limit is None else at_most(limit)
            unit = "MB" if name.startswith("memory") else "ms"
            found.append(Figure(f"browser: {self.commits:,} commits, {name}", unit, values, target))
        return found


@contextmanager
def _copy_of(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as parent:
        copy = Path(parent) / "profile"
        shutil.copytree(folder, copy)
        yield copy


def measure(playwright: Playwright, kept: Path, commits: int, runs: int = RUNS) -> list[Figure]:
    """The figures of one size. What is made for it is kept in a folder."""
    server, ready = kept / f"server-{commits}", kept / f"profile-{commits}"
    make_server(server, commits)
    measured = Measured(commits)
    if not (ready / "port").exists():
        seconds = make_profile(playwright, server, ready)
        print(f"pull of {commits:,}: {seconds:.2f} s", file=sys.stderr, flush=True)
    port = int((ready / "port").read_text())
    for _ in range(runs):
        with _copy_of(ready) as folder, profile(playwright, folder) as context:
            page, marks = visit(context, port, "ready")
            measured.note("longest task after a start", page.evaluate(LONGEST_TASK, WATCHED_MS))
            measured.note("warm start to input", marks["ready"])
            # The goal page has read what it shows by then, as it has for a person who has looked at it.
            vault = call(page, "boot")["answer"]["active"]
            opened = call(page, "history", vault=vault, limit=100)
            measured.note("history page from an open goal", opened["ms"])
        with _copy_of(ready) as folder, profile(playwright, folder) as context:
            page, _ = visit(context, port, "ready")
            _look(page, measured, folder)
    return measured.figures()


def _look(page: Page, measured: Measured, folder: Path) -> None:
    vault = call(page, "boot")["answer"]["active"]
    first = call(page, "history", vault=vault, limit=100)
    measured.note("first page of the history", first["ms"])
    total: int = first["answer"]["total"]
    row: dict[str, Any] = call(page, "rows", vault=vault, positions=[total // 2 + 120])["answer"]["rows"][0]
    state = call(page, "state_at", vault=vault, commit=row["commit"])
    measured.note("a state in the middle", state["ms"])
    series = call(page, "series", vault=vault, points=POINTS, of=MAIN)
    measured.note("series of four quantities", series["ms"])
    measured.note("series again", call(page, "series", vault=vault, points=POINTS, of=MAIN)["ms"])
    measured.note("memory before verify", memory_mb(folder))
    report = call(page, "verify", vault=vault)
    if not report["answer"]["ok"]:
        raise RuntimeError(f"the history does not verify: {report['answer']}")
    measured.note("verify", report["ms"])
    measured.note("memory after verify", memory_mb(folder))


def run() -> list[Figure]:
    """The figures of `make bench`. `main` measures a longer history: its pull takes a minute."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        before = javascript_loop(playwright, browser_path("chromium"), ARGUMENTS)
        figures = [figure for commits in SIZES for figure in measure(playwright, Path(folder), commits)]
        yardstick = mean(before, javascript_loop(playwright, browser_path("chromium"), ARGUMENTS))
    return beside(figures, yardstick)


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench.long_history", description=__doc__)
    parser.add_argument("commits", type=int, nargs="+", help="how many commits the goal has")
    parser.add_argument(
        "--kept", type=Path, default=Path(tempfile.gettempdir()), help="where what is made stays"
    )
    parser.add_argument("--runs", type=int, default=RUNS)
    chosen = parser.parse_args()
    with sync_playwright() as playwright:
        for commits in chosen.commits:
            for figure in measure(playwright, chosen.kept, commits, chosen.runs):
                values = [round(value, 1) for value in figure.values]
                print(f"{figure.name:60s} {figure.median:10.1f} {figure.unit}   {values}", flush=True)


if __name__ == "__main__":
    main()
