"""The project's own files, as the tidy tests read them: what git tracks or would track."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that is in git or about to be: a new file is held to the rules before it is committed."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    files = (ROOT / name for name in sorted(set(listing.split("\0"))) if name)
    return tuple(path for path in files if path.is_file())


def files_under(*folders: str, suffixes: tuple[str, ...]) -> list[Path]:
    """Tracked files below the folders; fails rather than pass over nothing."""
    roots = [ROOT / folder for folder in folders]
    found = [
        path
        for path in tracked_files()
        if path.suffix in suffixes and any(path.is_relative_to(root) for root in roots)
    ]
    assert found, f"no {suffixes} file under {folders}: the rule would be held by nothing"
    return found


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed Python of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """A path as a person reads it in a failure."""
    return path.relative_to(ROOT).as_posix()


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted module) of every import, wherever it stands; relative ones made absolute."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield node.lineno, module
            # `from shared.vault import keys` brings in a module as well as a name.
            for alias in node.names:
                yield node.lineno, f"{module}.{alias.name}"
