"""Databases as earlier versions of the server left them."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

from server.confusables import skeleton_of
from server.store.sqlite import write_mark
from server.store.sqlite.database import FILE_NAME
from server.store.sqlite.migrations import MIGRATIONS, epoch_of

OWNER_STEP = next(number for number, sql in enumerate(MIGRATIONS) if "CREATE TABLE erasures" in sql)
# What the tables had before they were keyed by owner.
ROWS_BEFORE_OWNERS = {
    "server": "SELECT * FROM new.server",
    "writes": "SELECT * FROM new.writes",
    "accounts": (
        "SELECT identity, a.name, auth_hash, keyset_version, keyset, roster_head, created_ms, skeleton,"
        " recovery_verifier, epoch FROM new.accounts AS a JOIN new.names USING (owner)"
    ),
    "statements": "SELECT identity, position, statement FROM new.statements JOIN new.accounts USING (owner)",
    "devices": "SELECT identity, device, public FROM new.devices JOIN new.accounts USING (owner)",
    "sessions": (
        "SELECT token_hash, identity, device, expires_ms FROM new.sessions JOIN new.accounts USING (owner)"
    ),
    "vaults": (
        "SELECT vault, identity, number, head, commits, size, receipt, witnessed, snapshot, v.epoch"
        " FROM new.vaults AS v JOIN new.accounts USING (owner)"
    ),
    "authors": "SELECT vault, device, seq FROM new.authors",
    "pushes": (
        "SELECT vault, number, base, head, count, certificate, receipt, state_mac, commits, checksum"
        " FROM new.pushes"
    ),
    "commits": "SELECT vault, part, id, number FROM new.commits",
    "snapshots": "SELECT vault, snapshot FROM new.snapshots",
    "deleted_vaults": (
        "SELECT vault, identity, deleted_ms FROM new.deleted_vaults JOIN new.accounts USING (owner)"
    ),
}
# What undoes a step, by a part of the step's text.
UNDO = {
    "ADD COLUMN epoch": "ALTER TABLE accounts DROP COLUMN epoch; ALTER TABLE vaults DROP COLUMN epoch;",
    "ADD COLUMN recovery_verifier": "ALTER TABLE accounts DROP COLUMN recovery_verifier;",
    "CREATE TABLE snapshots": "DROP TABLE snapshots; ALTER TABLE vaults DROP COLUMN snapshot;",
    "ADD COLUMN skeleton": "DROP INDEX accounts_of_skeleton; ALTER TABLE accounts DROP COLUMN skeleton;",
    "CREATE TABLE writes": "DROP TABLE writes; DROP TABLE probe; ALTER TABLE pushes DROP COLUMN checksum;",
    "SET size = size +": "UPDATE vaults SET size = size - 512 * number - 72 * commits;",
    "INSERT INTO commits_in_parts": (
        "ALTER TABLE commits RENAME TO commits_in_parts;"
        + MIGRATIONS[0][MIGRATIONS[0].index("CREATE TABLE commits") :]
        + "INSERT INTO commits SELECT vault, id, number FROM commits_in_parts; DROP TABLE commits_in_parts;"
    ),
}


def take_back_before_owners(folder: Path) -> None:
    """Makes the database, and the mark of the last write, as the version before owners had them.

    No server has the folder. The tables are made by the steps of that version.
    """
    path = folder / FILE_NAME
    earlier = path.with_suffix(".earlier")
    with closing(sqlite3.connect(earlier)) as connection:
        connection.create_function("skeleton_of", 1, skeleton_of)
        connection.create_function("epoch_of", 1, epoch_of)
        connection.executescript("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;")
        for sql in MIGRATIONS[:OWNER_STEP]:
            connection.executescript(sql)
        connection.execute(f"PRAGMA user_version = {OWNER_STEP}")
        connection.execute("ATTACH ? AS new", (str(path),))
        for table, rows in ROWS_BEFORE_OWNERS.items():
            connection.execute(f"DELETE FROM {table}")
            connection.execute(f"INSERT INTO {table} {rows}")
        connection.commit()
    earlier.replace(path)
    mark = folder / write_mark.FILE_NAME
    last = write_mark.WriteMark(folder)
    last.open()
    last.close()
    fields = write_mark.OLD_FIELDS.pack(last.last.writes, last.last.vault, last.last.number)
    mark.write_bytes(fields + write_mark.CHECKSUM.pack(zlib.crc32(fields)))


def take_back_to(folder: Path, text: str) -> None:
    """Undoes the step that has `text` in it, and every later one. No server has the folder."""
    take_back_before_owners(folder)
    step = next(number for number, sql in enumerate(MIGRATIONS) if text in sql)
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        for sql in reversed(MIGRATIONS[step:OWNER_STEP]):
            connection.executescript(next(undo for part, undo in UNDO.items() if part in sql))
        connection.execute(f"PRAGMA user_version = {step}")
    (folder / write_mark.FILE_NAME).unlink()
