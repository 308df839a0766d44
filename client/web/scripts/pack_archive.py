"""Runs inside the stock Pyodide under Node: turns Python into the archives that the browser loads.

Pyodide itself must do this, because byte code belongs to one exact interpreter.
"""

import importlib.util
import io
import sys
import zipfile
from _frozen_importlib_external import _code_to_hash_pyc
from pathlib import Path

STDLIB_SOURCE = zipfile.ZipFile("/lib/python314.zip")
STDLIB_NAMES = frozenset(STDLIB_SOURCE.namelist())
EPOCH = (1980, 1, 1, 0, 0, 0)
STRIP_DOCSTRINGS_AND_ASSERTS = 2


def compiled(source: bytes, name: str) -> bytes:
    """The byte code of a module, marked as valid without its source."""
    code = compile(source, name, "exec", dont_inherit=True, optimize=STRIP_DOCSTRINGS_AND_ASSERTS)
    return bytes(_code_to_hash_pyc(code, importlib.util.source_hash(source), checked=False))


def stored_zip(files: dict[str, bytes]) -> bytes:
    """A reproducible archive, not compressed, because brotli compresses the whole better."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), files[name])
    return buffer.getvalue()


def compiled_tree(top: Path) -> dict[str, bytes]:
    """Every Python file below `top`, compiled, by its relative path."""
    paths = {path: str(path.relative_to(top)) for path in top.rglob("*.py")}
    return {name + "c": compiled(path.read_bytes(), name) for path, name in paths.items()}


def stdlib_zip(modules: list[str]) -> bytes:
    """The named modules of the stock archive. Built-in and frozen modules are not in it."""
    files = {}
    for module in modules:
        if getattr(sys.modules[module].__spec__, "origin", None) == "frozen":
            continue
        base = module.replace(".", "/")
        for path in (f"{base}/__init__.py", f"{base}.py"):
            if path in STDLIB_NAMES:
                files[path + "c"] = compiled(STDLIB_SOURCE.read(path), path)
    return stored_zip(files)


def pack(app: str, wheels: str, modules: list[str]) -> dict[str, bytes]:
    """File name -> content; names below `wheels/` are files for site-packages."""
    site = compiled_tree(Path(wheels)) | {
        str(path.relative_to(wheels)): path.read_bytes() for path in Path(wheels).rglob("*.so")
    }
    return {
        "stdlib.zip": stdlib_zip(modules),
        "app.zip": stored_zip(compiled_tree(Path(app))),
        **{f"wheels/{name}": content for name, content in site.items()},
    }
