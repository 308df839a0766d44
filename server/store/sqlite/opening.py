"""What is checked of a database when it is opened."""

from __future__ import annotations

import asyncio
import sqlite3

import aiosqlite

from server.store.sqlite.write_mark import NO_OWNER, LastWrite

# SQLite reads some 400 MB in this time, if they are in memory. What the check does not reach is noticed
# when it is read.
CHECK_SECONDS = 1.0
REPORTED_CHARACTERS_MAX = 200


async def find_damage(connection: aiosqlite.Connection) -> str | None:
    """What is wrong with the structure of the database, as far as CHECK_SECONDS suffice to see it."""
    check = asyncio.ensure_future(connection.execute_fetchall("PRAGMA quick_check(1)"))
    done, _ = await asyncio.wait({check}, timeout=CHECK_SECONDS)
    if not done:
        # A progress handler would not do: older versions of SQLite do not call it during a check.
        await connection.interrupt()
    try:
        rows = list(await check)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return None
    except sqlite3.DatabaseError as error:
        return str(error)
    found = " ".join(str(rows[0][0]).split())
    return None if found == "ok" else found[:REPORTED_CHARACTERS_MAX]


async def find_missing(connection: aiosqlite.Connection, last: LastWrite) -> str | None:
    """What the database lacks of the writes up to `last`."""
    ((stored,),) = await connection.execute_fetchall("SELECT count FROM writes")
    if stored > last.writes:
        return None
    if stored == last.writes:
        rows = await connection.execute_fetchall(
            # A mark without an owner was written by an earlier version. Only then all vaults are searched.
            "SELECT 1 WHERE ?1 = 0 OR EXISTS (SELECT 1 FROM vaults WHERE owner = ?2 AND vault = ?3"
            " AND number >= ?1) OR (?2 = ?4 AND EXISTS (SELECT 1 FROM vaults WHERE vault = ?3"
            " AND number >= ?1))",
            (last.number, last.owner, last.vault, NO_OWNER),
        )
        if list(rows):
            return None
    return (
        "it lacks the last write that this server has confirmed: its write-ahead log was deleted or damaged,"
        " or an older copy was put in its place. Put the missing files back, or accept the loss with"
        " `python -m server new-generation`"
    )
