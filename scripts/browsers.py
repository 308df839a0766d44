"""The paths of the browsers that `make chromium`, `make headless-shell` and `make firefox` found."""

from __future__ import annotations

from pathlib import Path

CACHE = Path(__file__).resolve().parent.parent / ".cache"


def browser_path(kind: str) -> str:
    """The path of the program. Raises RuntimeError if `make KIND` has not found one yet."""
    kept = CACHE / f"{kind}-path"
    try:
        return kept.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise RuntimeError(f"no {kind}: `make {kind}` finds or installs one") from None
