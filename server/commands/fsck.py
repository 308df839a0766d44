"""`fsck`: checks everything that the server stores, and repairs nothing."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from server.ops.fsck.check import Progress, check_everything
from server.store.errors import StoreError
from server.store.registry import open_inspection
from shared.errors import AutusError

# How often a line of progress is written where nobody watches.
LINE_SECONDS = 10.0


def fsck(folder: Path) -> None:
    """Prints each finding, and then what was checked.

    Raises AutusError SERVER_DAMAGED if there was a finding, DATA_UNUSABLE if the data cannot be read at all.
    """
    try:
        asyncio.run(_fsck(folder))
    except StoreError as error:
        raise AutusError("DATA_UNUSABLE", f"{folder}: {error}") from error


async def _fsck(folder: Path) -> None:
    shown, findings = _Shown(), 0
    with open_inspection(folder) as inspection:
        async for finding in check_everything(inspection, shown.tell):
            findings += 1
            shown.clear()
            sys.stdout.write(f"{finding}\n")
            sys.stdout.flush()
    shown.clear()
    last = shown.last
    sys.stdout.write(
        f"{last.accounts} accounts, {last.vaults} goals and {last.commits} commits were checked"
        f" in {last.seconds:.1f} seconds\n"
    )
    if findings:
        raise AutusError("SERVER_DAMAGED", f"{findings} findings")


class _Shown:
    """The progress, on standard error: one line that changes, or lines for a log."""

    def __init__(self) -> None:
        self.last = Progress()
        self._next = LINE_SECONDS
        self._watched = sys.stderr.isatty()

    def tell(self, progress: Progress) -> None:
        self.last = progress
        rate = progress.commits / max(progress.seconds, 1e-9)
        share = 100 * progress.commits // max(progress.total, progress.commits, 1)
        text = f"{share} % · {progress.commits:,} of {progress.total:,} commits · {rate:,.0f} a second"
        if self._watched:
            sys.stderr.write(f"\r{text}\x1b[K")
        elif progress.seconds >= self._next:
            self._next = progress.seconds + LINE_SECONDS
            sys.stderr.write(f"{text}\n")

    def clear(self) -> None:
        if self._watched:
            sys.stderr.write("\r\x1b[K")
