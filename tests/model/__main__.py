"""`python -m tests.model --steps N`: searches every situation within N steps."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from tests.model.search import describe, search


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.model", description=__doc__)
    parser.add_argument("--steps", type=int, required=True)
    started = time.perf_counter()
    found = asyncio.run(search(parser.parse_args().steps))
    seconds = time.perf_counter() - started
    sys.stdout.write("\n".join([*describe(found), f"{seconds:.1f} s", ""]))


if __name__ == "__main__":
    main()
