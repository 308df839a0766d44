"""Compares this tree with another revision.

`python -m tests.bench.compare REV [--parts PART...] [--rounds N]` builds both. Each runs its own
`python -m tests.bench`, in turns on the same machine. The change of a figure is that of its medians over the
rounds. The exit code is 1 where a figure is more than 10 % worse, and 2 where a run fails.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.bench.figures import aligned, shown

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("engine", "server", "browser")
ROUNDS = 3
WORSE_MAX = 0.10
# Times, rates and sizes are judged. A share or a ratio jumps by more than a tenth without a cause.
NOT_JUDGED = frozenset({"%", "x", ""})
YARDSTICK = "yardstick: "

Document = dict[str, Any]


class Change(Struct, frozen=True):
    """A figure on both sides: medians over the rounds."""

    name: str
    unit: str
    before: float
    after: float
    more_is_better: bool

    @property
    def share(self) -> float:
        """By what part the figure has grown."""
        if self.before == self.after:
            return 0.0
        return self.after / self.before - 1 if self.before else float("inf")

    @property
    def worse(self) -> bool:
        """Whether a figure that is judged is worse by more than `WORSE_MAX`."""
        if self.unit in NOT_JUDGED or self.name.startswith(YARDSTICK):
            return False
        if self.more_is_better:
            return self.before > self.after * (1 + WORSE_MAX)
        return self.after > self.before * (1 + WORSE_MAX)


def compare(before: list[Document], after: list[Document]) -> tuple[list[Change], list[str]]:
    """The changes, and the names that only one side has. Each document is one run of the bench."""
    old, new = _medians(before), _medians(after)
    changes = [
        Change(name, new[name][1], old[name][0], new[name][0], new[name][2]) for name in new if name in old
    ]
    lonely = [f"only before: {name}" for name in old if name not in new]
    return changes, lonely + [f"only now: {name}" for name in new if name not in old]


def _medians(documents: list[Document]) -> dict[str, tuple[float, str, bool]]:
    """Name -> median over the runs, unit, and whether more is better."""
    runs: dict[str, list[Document]] = {}
    for document in documents:
        for figure in document["figures"]:
            runs.setdefault(figure["name"], []).append(figure)
    return {
        name: (
            statistics.median(figure["median"] for figure in figures),
            figures[0]["unit"],
            figures[0]["unit"].endswith("/s"),
        )
        for name, figures in runs.items()
    }


def table(changes: list[Change]) -> str:
    rows = [("figure", "before", "now", "unit", "change", "")]
    for change in changes:
        verdict = "WORSE" if change.worse else ""
        before, after = shown(change.before), shown(change.after)
        rows.append((change.name, before, after, change.unit, f"{change.share:+.1%}", verdict))
    return aligned(rows, right={1, 2, 4})


@contextmanager
def worktree(revision: str) -> Iterator[Path]:
    """A checkout of the revision that is removed with the block."""
    with tempfile.TemporaryDirectory(prefix="autus-bench-") as folder:
        path = Path(folder) / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(path), revision], check=True)
        try:
            yield path
        finally:
            subprocess.run([*git, "remove", "--force", str(path)], check=True)


def build(tree: Path, parts: list[str]) -> None:
    targets = ["install-dev", *(["build", "chromium"] if "browser" in parts else [])]
    # The flags of the make that runs this belong to its own tree.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    subprocess.run(["make", *targets], cwd=tree, env=environment, stdout=sys.stderr, check=True)


def measure(tree: Path, part: str) -> Document:
    """The document of one run. Raises CalledProcessError where something could not be measured."""
    command = [tree / ".venv" / "bin" / "python", "-m", "tests.bench", "--only", part]
    done = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, text=True, check=True)
    document: Document = json.JSONDecoder().raw_decode(done.stdout)[0]
    return document


def run(revision: str, parts: list[str], rounds: int) -> int:
    before: list[Document] = []
    after: list[Document] = []
    with worktree(revision) as other:
        sides = [(other, before), (ROOT, after)]
        for tree, _ in sides:
            build(tree, parts)
        for number in range(rounds):
            for part in parts:
                for tree, documents in sides if number % 2 == 0 else reversed(sides):
                    side = "now" if tree == ROOT else revision
                    print(f"round {number + 1} of {rounds}, {part}: {side}", file=sys.stderr, flush=True)
                    documents.append(measure(tree, part))
    changes, lonely = compare(before, after)
    print(table(changes))
    print("\n".join(lonely))
    worse = [change.name for change in changes if change.worse]
    print(f"\n{len(worse)} of {len(changes)} figures are more than {WORSE_MAX:.0%} worse than at {revision}.")
    return 1 if worse else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.compare", description=__doc__)
    parser.add_argument("revision")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    try:
        return run(given.revision, given.parts, given.rounds)
    except subprocess.CalledProcessError as error:
        print(f"{error.cmd} ended with {error.returncode}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
