"""Databases as earlier versions of the server left them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from server.store.sqlite import write_mark
from server.store.sqlite.database import FILE_NAME
from server.store.sqlite.migrations import MIGRATIONS

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


def take_back_to(folder: Path, text: str) -> None:
    """Undoes the step that has `text` in it, and every later one. No server has the folder."""
    step = next(number for number, sql in enumerate(MIGRATIONS) if text in sql)
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        for sql in reversed(MIGRATIONS[step:]):
            connection.executescript(next(undo for part, undo in UNDO.items() if part in sql))
        connection.execute(f"PRAGMA user_version = {step}")
    (folder / write_mark.FILE_NAME).unlink()
