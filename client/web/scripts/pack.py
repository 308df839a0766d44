"""Runs inside the stock Pyodide under Node: turns Python sources into the archives that the browser loads.

Pyodide itself must do this, because byte code belongs to one exact interpreter.
"""

import importlib
import sys


def used_modules(app: str, wheels: str, names: list[str]) -> list[str]:
    """Import everything that ships and tell which modules that took, Pyodide's own among them.

    Has to run before anything else here imports what the application does not need.
    """
    sys.path[:0] = [app, wheels]
    for name in names:
        importlib.import_module(name)
    return sorted(sys.modules)
