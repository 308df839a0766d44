"""`python -m tests.simulation --seed N [--new-devices] [--lies] [--verbose]`: repeats one world exactly."""

from __future__ import annotations

import argparse
import sys
import time

from tests.simulation.story import run


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=1, help="so many seeds from --seed on")
    parser.add_argument("--verbose", action="store_true", help="tell what happens")
    parser.add_argument("--new-devices", action="store_true", help="devices join through snapshots")
    parser.add_argument("--lies", action="store_true", help="the server lies at random moments")
    arguments = parser.parse_args()
    failed = 0
    started = time.perf_counter()
    for seed in range(arguments.seed, arguments.seed + arguments.count):
        try:
            told = tell if arguments.verbose else lambda _: None
            story = run(seed, told, new_devices=arguments.new_devices, lies=arguments.lies)
        except Exception as error:
            if arguments.count == 1:
                raise
            failed += 1
            tell(f"seed {seed}: {type(error).__name__}: {error}"[:400])
        else:
            if arguments.count == 1:
                tell(f"seed {seed}: {len(story.acknowledged)} commits, all there once")
    if arguments.count > 1:
        seconds = time.perf_counter() - started
        tell(f"{arguments.count} seeds, {failed} failed, {seconds / arguments.count * 1000:.0f} ms each")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
