"""Reads everything in a database for a check, on a connection that cannot write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from server.store.errors import StoreTooNew, StoreUnavailable
from server.store.inspection import Inspection, StoredAccount, StoredPush, Stray, Totals
from server.store.rows import PushRow, ServerIdentity, VaultRow
from server.store.sqlite.checksums import IS_WHOLE, add_checksums
from server.store.sqlite.database import BUSY_SECONDS, FILE_NAME, Row
from server.store.sqlite.driver_errors import DRIVER_ERRORS, store_error
from server.store.sqlite.identity import RECORD
from server.store.sqlite.migrations import MIGRATIONS
from server.store.sqlite.pushes import PART_COMMITS, PARTS
from server.store.sqlite.vaults import VAULT, vault_row

CACHE_KIB = 16_000
FINDINGS_MAX = 100
ACCOUNT = "owner, identity, name, auth_hash, keyset_version, keyset, roster_head, recovery_verifier, epoch"
OF_ACCOUNTS = (
    "names",
    "statements",
    "devices",
    "sessions",
    "vaults",
    "deleted_vaults",
    "passkeys",
    "credentials",
)
OF_VAULTS = ("pushes", "commits", "authors", "snapshots")


@contextmanager
def inspect(folder: Path) -> Iterator[Inspection]:
    """Opens the database of a data folder, or of a copy. Raises StoreError."""
    path = folder / FILE_NAME
    if not path.is_file():
        raise StoreUnavailable(f"{path} is missing")
    log = path.with_name(f"{FILE_NAME}-wal")
    # Without a log no server has the file open. SQLite would make one, which the user of the server may not
    # be able to open.
    alone = not log.exists()
    address = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
    try:
        with closing(
            sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        ) as connection:
            connection.executescript(
                f"PRAGMA query_only = ON; PRAGMA cache_size = -{CACHE_KIB}; PRAGMA trusted_schema = OFF;"
            )
            add_checksums(connection)
            _require_version(connection)
            yield SqliteInspection(connection)
    except DRIVER_ERRORS as error:
        raise store_error(error) from error
    if alone and log.exists():
        raise StoreUnavailable("a server has started meanwhile, so what was read may be of several moments")


def _require_version(connection: sqlite3.Connection) -> None:
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    known = len(MIGRATIONS)
    if version > known:
        raise StoreTooNew(
            f"the database has version {version}, and this program knows versions up to {known}"
        )
    if version < known:
        raise StoreUnavailable(
            f"the database has version {version}, and this program checks version {known}:"
            " a start of the server brings it up to date"
        )


class SqliteInspection:
    """An `Inspection` of one file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @contextmanager
    def moment(self) -> Iterator[None]:
        """One read transaction."""
        self._connection.execute("BEGIN")
        try:
            yield
        except DRIVER_ERRORS as error:
            raise store_error(error) from error
        finally:
            # A read changes nothing. After a damaged page COMMIT fails, and ROLLBACK does not.
            self._connection.rollback()

    def find_damage(self) -> Iterator[str]:
        """The findings of SQLite: pages, indexes and foreign keys."""
        for (found,) in self._connection.execute(f"PRAGMA integrity_check({FINDINGS_MAX})"):
            if found != "ok":
                yield " ".join(str(found).split())
        for table, _, parent, _ in self._connection.execute("PRAGMA foreign_key_check"):
            yield f"a row of {table} refers to a row of {parent} that is missing"

    def server(self) -> ServerIdentity | None:
        """The one row of the table."""
        row = self._connection.execute(RECORD).fetchone()
        return ServerIdentity(*row) if row else None

    def totals(self) -> Totals:
        """One pass over the rows of vaults."""
        row = self._connection.execute(
            "SELECT (SELECT count(*) FROM accounts), count(*), coalesce(sum(commits), 0) FROM vaults"
        ).fetchone()
        return Totals(*row)

    def owners_after(self, after: bytes, most: int) -> list[bytes]:
        """By the primary key."""
        rows = self._connection.execute(
            "SELECT owner FROM accounts WHERE owner > ? ORDER BY owner LIMIT ?", (after, most)
        )
        return [row[0] for row in rows]

    def account(self, owner: bytes) -> StoredAccount | None:
        """All rows of the account that a roster and a keyset need."""
        row = self._connection.execute(f"SELECT {ACCOUNT} FROM accounts WHERE owner = ?", (owner,)).fetchone()  # noqa: S608 - constant columns
        if row is None:
            return None
        credentials = self._all("SELECT credential FROM credentials WHERE owner = ?", owner)
        values: Row = (
            *row,
            self._all("SELECT name, skeleton FROM names WHERE owner = ?", owner),
            self._all("SELECT position, statement FROM statements WHERE owner = ? ORDER BY position", owner),
            dict(self._all("SELECT device, public FROM devices WHERE owner = ?", owner)),
            dict(self._all("SELECT credential, public_key FROM passkeys WHERE owner = ?", owner)),
            frozenset(credential for (credential,) in credentials),
        )
        return StoredAccount(*values)

    def _all(self, sql: str, *parameters: object) -> list[Row]:
        return list(self._connection.execute(sql, parameters))

    def vaults(self, owner: bytes) -> list[tuple[bytes, VaultRow]]:
        """By the primary key."""
        rows = self._connection.execute(
            f"SELECT {VAULT}, vault FROM vaults WHERE owner = ? ORDER BY vault",  # noqa: S608 - constant columns
            (owner,),
        )
        return [(row[-1], vault_row(row)) for row in rows]

    def pushes(self, owner: bytes, vault: bytes) -> Iterator[StoredPush]:
        """The cursor reads one row at a time."""
        rows = self._connection.execute(
            "SELECT p.number, p.base, p.head, p.count, p.certificate, p.receipt, p.state_mac, p.commits,"  # noqa: S608 - no value in it
            f" {IS_WHOLE} FROM pushes AS p WHERE p.owner = ? AND p.vault = ? ORDER BY p.number",
            (owner, vault),
        )
        for row in rows:
            yield StoredPush(PushRow(*row[:-1]), bool(row[-1]))

    def count_indexed(self, owner: bytes, vault: bytes, ids: bytes, number: int, before: int) -> int:
        """Looks into the part that the push was stored in, and where it lacks some, into all."""
        sql = (
            "WITH RECURSIVE place(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM place WHERE i + 1 < ?1)"
            " SELECT count(*) FROM place CROSS JOIN commits AS c ON c.owner = ?2 AND c.vault = ?3"
            " AND c.part = ?4 AND c.id = substr(?5, 32 * i + 1, 32) WHERE c.number = ?6"
        )
        count = len(ids) // 32
        last = before // PART_COMMITS
        found = 0
        # Ids of earlier versions are all in the first part.
        for part in dict.fromkeys((last, 0)):
            row = self._connection.execute(sql, (count, owner, vault, part, ids, number)).fetchone()
            found += row[0]
            if found >= count:
                break
        return found

    def is_indexed_before(self, owner: bytes, vault: bytes, commit: bytes, number: int) -> bool:
        """Looks into every part."""
        row = self._connection.execute(
            f"{PARTS} SELECT 1 FROM parts CROSS JOIN commits AS c USING (owner, vault, part)"  # noqa: S608 - no value in it
            " WHERE c.id = ? AND c.number < ? LIMIT 1",
            (PART_COMMITS, owner, vault, commit, number),
        ).fetchone()
        return row is not None

    def index_size(self, owner: bytes, vault: bytes) -> int:
        """Counts the rows."""
        row = self._connection.execute(
            "SELECT count(*) FROM commits WHERE owner = ? AND vault = ?", (owner, vault)
        ).fetchone()
        return int(row[0])

    def authors(self, owner: bytes, vault: bytes) -> dict[bytes, int]:
        """By the primary key."""
        return dict(self._all("SELECT device, seq FROM authors WHERE owner = ? AND vault = ?", owner, vault))

    def snapshot(self, owner: bytes, vault: bytes) -> bytes | None:
        """One row a vault."""
        row = self._connection.execute(
            "SELECT snapshot FROM snapshots WHERE owner = ? AND vault = ?", (owner, vault)
        ).fetchone()
        return row[0] if row else None

    def strays(self) -> Iterator[Stray]:
        """Steps over the keys of each table."""
        for table in OF_ACCOUNTS:
            for owner, rows in self._connection.execute(
                f"SELECT owner, count(*) FROM {table} AS t"  # noqa: S608 - constant names
                " WHERE NOT EXISTS (SELECT 1 FROM accounts AS a WHERE a.owner = t.owner) GROUP BY owner"
            ):
                yield Stray(table, owner, b"", rows)
        for table in OF_VAULTS:
            for owner, vault in self._keys(table):
                known = self._connection.execute(
                    "SELECT 1 FROM vaults WHERE owner = ?1 AND vault = ?2"
                    " UNION ALL SELECT 1 FROM erasures WHERE owner = ?1 AND vault = ?2",
                    (owner, vault),
                ).fetchone()
                if known is None:
                    count = f"SELECT count(*) FROM {table} WHERE owner = ? AND vault = ?"  # noqa: S608 - constant names
                    ((rows,),) = self._all(count, owner, vault)
                    yield Stray(table, owner, vault, rows)

    def _keys(self, table: str) -> Iterator[tuple[bytes, bytes]]:
        """Each (owner, vault) of a table once. One search a key, however many rows it has."""
        key: tuple[bytes, bytes] | None = (b"", b"")
        while key is not None:
            key = self._connection.execute(
                f"SELECT owner, vault FROM {table} WHERE (owner, vault) > (?, ?)"  # noqa: S608 - constant names
                " ORDER BY owner, vault LIMIT 1",
                key,
            ).fetchone()
            if key is not None:
                yield key
