"""A person's words as one CSV cell that no spreadsheet evaluates."""

from __future__ import annotations

import re

# Locales differ in the separator of cells, and some programs split at several separators at once. They ignore
# a quotation mark in the middle of what they take for a cell, so a separator inside begins another cell.
SEPARATORS = ",;|\t\r\n"
# What begins a formula in a spreadsheet, including the full-width forms.
FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
_BEGINS_FORMULA = re.compile(rf'((?:^|[{SEPARATORS}])[\s"\0]*)(?=[{re.escape(FORMULA)}])')
_QUOTED = frozenset(f'"{SEPARATORS}')


def text_cell(text: str) -> str:
    """Puts an apostrophe before everything that begins a formula, at the start or after a separator."""
    safe = _BEGINS_FORMULA.sub(r"\1'", text)
    if safe.startswith(("\t", "\r", "\n")):
        safe = f"'{safe}"
    return '"' + safe.replace('"', '""') + '"' if _QUOTED.intersection(safe) else safe
