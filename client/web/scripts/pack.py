"""Runs inside the stock Pyodide under Node: which modules the application imports.

`pack_archive.py` packs them. This comes first, before anything imports what the application does not need.
"""

import importlib
import sys


def used_modules(app: str, wheels: str, names: list[str]) -> tuple[list[str], list[str]]:
    """Import everything that ships; returns the modules of Pyodide's start and the further ones."""
    at_start = set(sys.modules)
    sys.path[:0] = [app, wheels]
    for name in names:
        importlib.import_module(name)
    return sorted(at_start), sorted(set(sys.modules) - at_start)
