"""Pages of pushes: which of them fill one, each as it was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from server.store.errors import StoreDamaged
from server.store.sizes import PUSH_OVERHEAD_BYTES
from server.store.sqlite.checksums import IS_WHOLE

Page = list[tuple[int, int]]
"""(number, bytes) of pushes, in order."""

PUSHES = (
    f"SELECT p.number, length(p.commits), {IS_WHOLE}"  # noqa: S608 - no value in it
    " FROM vaults AS v JOIN pushes AS p ON p.owner = v.owner AND p.vault = v.vault"
    " WHERE v.owner = ? AND v.vault = ?"
)


def read_page(
    connection: sqlite3.Connection, owner: bytes, vault: bytes, numbers: range, bytes_max: int
) -> tuple[Page, Exception | None]:
    """The page that begins with the first of `numbers`, and what damage it ends before.

    Raises StoreDamaged or sqlite3.DatabaseError where the page would begin with a damaged push.
    """
    owned = (owner, vault)
    found = connection.execute("SELECT number FROM vaults WHERE owner = ? AND vault = ?", owned).fetchone()
    if found is None:
        return [], None
    numbers = range(numbers.start, min(numbers.stop, found[0] + 1))
    sql = f"{PUSHES} AND p.number >= ? AND p.number < ? ORDER BY p.number"
    page: Page = []
    try:
        _fill(page, connection.execute(sql, (*owned, numbers.start, numbers.stop)), numbers, bytes_max)
    except (sqlite3.DatabaseError, StoreDamaged):
        # The module reads a row ahead and drops the one before the damage, so each is asked for by itself.
        page = []
        try:
            _fill(page, _one_by_one(connection, owned, numbers), numbers, bytes_max)
        except (sqlite3.DatabaseError, StoreDamaged) as damage:
            if not page:
                raise
            return page, damage
    return page, None


def _one_by_one(
    connection: sqlite3.Connection, owned: tuple[bytes, bytes], numbers: range
) -> Iterator[tuple[int, int, int]]:
    for number in numbers:
        yield from connection.execute(f"{PUSHES} AND p.number = ?", (*owned, number)).fetchall()


def _fill(page: Page, rows: Iterable[tuple[int, int, int]], numbers: range, bytes_max: int) -> None:
    total, found = 0, iter(rows)
    for expected in numbers:
        number, length, whole = next(found, (0, 0, 0))
        if number != expected or not whole:
            raise StoreDamaged(f"push {expected} of a vault is missing, or not as it was written")
        total += length + PUSH_OVERHEAD_BYTES
        if page and total > bytes_max:
            return
        page.append((number, length + PUSH_OVERHEAD_BYTES))
