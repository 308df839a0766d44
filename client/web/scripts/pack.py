"""Runs inside the stock Pyodide under Node: which modules the application imports.

`pack_archive.py` packs them. This comes first, before anything imports what the application does not need.
"""

import importlib
import sys


def used_modules(
    app: str, wheels: str, names: list[str], unwanted: list[str]
) -> tuple[list[str], list[str], list[str]]:
    """Import everything that ships; returns the modules of Pyodide's start, the further ones, and those built in.

    What Pyodide's start imports only where it is there can be `unwanted`.
    """
    at_start = set(sys.modules)
    sys.path[:0] = [app, wheels]
    for name in names:
        importlib.import_module(name)
    used = set(sys.modules) - set(unwanted)
    built_in = used & set(sys.builtin_module_names)
    return sorted(at_start & used), sorted(used - at_start), sorted(built_in)
