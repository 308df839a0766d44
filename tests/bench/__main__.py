"""Measures the product on this machine: `python -m tests.bench [--only PART]`.

Prints one JSON document and a table. Fails only where it cannot measure, never for a figure.
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

from tests.bench.figures import Figure, table
from tests.bench.machine import core_share, machine


def engine() -> list[Figure]:
    from tests.bench import engine_bench

    return engine_bench.run()


def server() -> list[Figure]:
    from tests.bench import server_figures

    return server_figures.run()


def browser() -> list[Figure]:
    from tests.bench import browser_bench

    return browser_bench.run()


def changes() -> list[Figure]:
    from tests.bench import change_bench, change_browser

    return [*change_bench.run(), *change_browser.run()]


def history() -> list[Figure]:
    from tests.bench import long_history

    return long_history.run()


QUIET_SHARE = 0.9
PARTS: dict[str, Callable[[], list[Figure]]] = {
    "engine": engine,
    "server": server,
    "changes": changes,
    "browser": browser,
    "history": history,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--only", choices=sorted(PARTS), help="measure one part alone")
    chosen = parser.parse_args().only
    report = {"machine": machine(), "measured": datetime.now(UTC).isoformat(timespec="seconds")}
    figures: list[Figure] = []
    failed: dict[str, str] = {}
    # Before and after each part.
    shares: dict[str, list[float]] = {}
    for name, measure in PARTS.items():
        if chosen not in {None, name}:
            continue
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        shares[name] = [core_share()]
        try:
            figures += measure()
        except Exception as error:  # noqa: BLE001 - the other parts are still worth measuring
            traceback.print_exc()
            failed[name] = f"{type(error).__name__}: {error}"
        shares[name].append(core_share())
    document = {
        **report,
        "core_share": shares,
        "figures": [figure.document() for figure in figures],
        "failed": failed,
    }
    print(json.dumps(document, indent=2, ensure_ascii=False))
    print()
    print(table(figures))
    if min(share for pair in shares.values() for share in pair) < QUIET_SHARE:
        print("\nThe machine had other work (core_share): these times are longer than it needs.")
    return 1 if failed else 0


sys.exit(main())
