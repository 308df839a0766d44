"""The files that the server has open. Their names must go on leading to them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


class OwnFiles:
    """What is written to a file that was deleted or replaced is gone when the server ends."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Raises OSError where a file is missing."""
        self._inodes = {path: _inode(path.stat()) for path in paths}

    def find_changed(self) -> Path | None:
        """The first file that was deleted or replaced. Costs one system call a file."""
        for path, inode in self._inodes.items():
            try:
                if _inode(path.stat()) != inode:
                    return path
            except OSError:
                return path
        return None


def _inode(facts: os.stat_result) -> tuple[int, int]:
    return facts.st_dev, facts.st_ino
