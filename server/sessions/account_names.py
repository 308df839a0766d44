"""Account names."""

from __future__ import annotations

import unicodedata


def comparable_name(name: str) -> str:
    """The form in which names are compared. Names that differ in case or width only are one name."""
    return unicodedata.normalize("NFKC", name).casefold()
