"""`python -m tests.server.kills --count 300`: kills a real server so often under load."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.server.kills.run import Survived, kill_many


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.server.kills", description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    started = time.perf_counter()

    def tell(survived: Survived) -> None:
        if survived.kills % 10 == 0:
            seconds = time.perf_counter() - started
            sys.stdout.write(
                f"{survived.kills} kills, {survived.acknowledged} acknowledged, {survived.in_doubt} in doubt,"
                f" {seconds:.0f} s\n"
            )
            sys.stdout.flush()

    with tempfile.TemporaryDirectory() as folder:
        kill_many(Path(folder) / "data", arguments.count, arguments.seed, tell)


if __name__ == "__main__":
    main()
