"""A person's words as one cell of a table that no spreadsheet computes."""

from __future__ import annotations

import re

# Places differ in what parts the cells of a file, and some programs part at several marks at once. Quotation
# marks in the middle of what they take for a cell are none to them: a separator inside begins another cell.
SEPARATORS = ",;|\t\r\n"
# What a spreadsheet takes for the beginning of a formula, in full width too where people write so.
FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
_BEGINS_FORMULA = re.compile(rf'((?:^|[{SEPARATORS}])[\s"\0]*)(?=[{re.escape(FORMULA)}])')
_QUOTED = frozenset(f'"{SEPARATORS}')


def text_cell(text: str) -> str:
    """An apostrophe stands before whatever begins a formula, at the start or behind any separator."""
    safe = _BEGINS_FORMULA.sub(r"\1'", text)
    if safe.startswith(("\t", "\r", "\n")):
        safe = f"'{safe}"
    return '"' + safe.replace('"', '""') + '"' if _QUOTED.intersection(safe) else safe
