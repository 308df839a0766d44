"""The tables, as steps. A released step is never edited. `PRAGMA user_version` counts the steps taken.

Every key of a table that grows with the accounts begins with the owner, so that the database can be split by
owner. `names`, which is searched by name, `credentials` and `old_tokens` do not.
"""

from __future__ import annotations

import sqlite3

import aiosqlite
import msgspec

from server.confusables import skeleton_of
from server.store.errors import StoreTooNew
from server.store.sqlite.driver_errors import store_error
from server.store.sqlite.keyed_by_owner import KEYED_BY_OWNER
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.limits import KEYSET_BYTES_MAX

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE server (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
        generation BLOB NOT NULL,
        receipt_seed BLOB NOT NULL,
        secret BLOB NOT NULL
    ) STRICT;
    CREATE TABLE accounts (
        identity BLOB PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        auth_hash TEXT NOT NULL,
        keyset_version INTEGER NOT NULL,
        keyset BLOB NOT NULL,
        roster_head BLOB NOT NULL,
        created_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE statements (
        identity BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE,
        position INTEGER NOT NULL,
        statement BLOB NOT NULL,
        PRIMARY KEY (identity, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE devices (
        identity BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE,
        device BLOB NOT NULL,
        public BLOB NOT NULL,
        PRIMARY KEY (identity, device)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sessions (
        token_hash BLOB PRIMARY KEY,
        identity BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE,
        device BLOB NOT NULL,
        expires_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_of_identity ON sessions (identity, expires_ms);
    CREATE TABLE vaults (
        vault BLOB PRIMARY KEY,
        identity BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE,
        number INTEGER NOT NULL,
        head BLOB NOT NULL,
        commits INTEGER NOT NULL,
        size INTEGER NOT NULL,
        receipt BLOB NOT NULL,
        witnessed INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX vaults_of_identity ON vaults (identity);
    CREATE TABLE authors (
        vault BLOB NOT NULL REFERENCES vaults ON DELETE CASCADE,
        device BLOB NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (vault, device)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE pushes (
        vault BLOB NOT NULL REFERENCES vaults ON DELETE CASCADE,
        number INTEGER NOT NULL,
        base BLOB,
        head BLOB NOT NULL,
        count INTEGER NOT NULL,
        certificate BLOB NOT NULL,
        receipt BLOB NOT NULL,
        state_mac BLOB,
        commits BLOB NOT NULL,
        PRIMARY KEY (vault, number)
    ) STRICT;
    CREATE TABLE commits (
        vault BLOB NOT NULL REFERENCES vaults ON DELETE CASCADE,
        id BLOB NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (vault, id)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE deleted_vaults (
        vault BLOB PRIMARY KEY,
        identity BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE,
        deleted_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX deleted_vaults_of_identity ON deleted_vaults (identity, deleted_ms);
    """,
    # Cuts the index of a vault into parts, see `PART_COMMITS` in pushes.py. Ids stored before are the first.
    """
    CREATE TABLE commits_in_parts (
        vault BLOB NOT NULL REFERENCES vaults ON DELETE CASCADE,
        part INTEGER NOT NULL,
        id BLOB NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (vault, part, id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO commits_in_parts (vault, part, id, number) SELECT vault, 0, id, number FROM commits;
    DROP TABLE commits;
    ALTER TABLE commits_in_parts RENAME TO commits;
    """,
    # Adds the overhead of the pushes stored before, see `server/store/sizes.py`. `number` counts them.
    "UPDATE vaults SET size = size + 512 * number + 72 * commits;",
    # `writes` counts the transactions that are no pushes, see write_mark.py. `find_fault` writes a `probe`.
    # A push has the CRC-32 of its blobs; pushes stored before have none.
    """
    CREATE TABLE writes (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), count INTEGER NOT NULL) STRICT;
    INSERT INTO writes VALUES (1, 0);
    CREATE TABLE probe (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), filler BLOB NOT NULL) STRICT;
    ALTER TABLE pushes ADD COLUMN checksum INTEGER;
    """,
    # Names that look alike have one skeleton, see `server/confusables.py`. Accounts stored before may share
    # one. A release of the library with other data needs a step that computes the skeletons again.
    """
    ALTER TABLE accounts ADD COLUMN skeleton TEXT;
    UPDATE accounts SET skeleton = skeleton_of(name) WHERE name != '';
    CREATE INDEX accounts_of_skeleton ON accounts (skeleton);
    """,
    # `vaults.snapshot` is the number of commits up to the snapshot, so that a list needs no join.
    """
    ALTER TABLE vaults ADD COLUMN snapshot INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE snapshots (
        vault BLOB PRIMARY KEY REFERENCES vaults ON DELETE CASCADE,
        snapshot BLOB NOT NULL
    ) STRICT;
    """,
    # The recovery code of an account has a verifier of its own, which its roster names.
    "ALTER TABLE accounts ADD COLUMN recovery_verifier BLOB;",
    # Epochs of account keys, and of the heads of vaults. Before this step every commit was of the first one.
    """
    ALTER TABLE accounts ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
    UPDATE accounts SET epoch = epoch_of(keyset) WHERE keyset != x'';
    ALTER TABLE vaults ADD COLUMN epoch INTEGER NOT NULL DEFAULT 1;
    """,
    KEYED_BY_OWNER,
    # The keyset of an account has the same passkeys. A log-in finds them here, without reading a keyset: the
    # authenticator says no more than the credential, and `credentials` finds its owner.
    """
    CREATE TABLE credentials (
        credential BLOB PRIMARY KEY,
        owner BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX credentials_of_owner ON credentials (owner);
    CREATE TABLE passkeys (
        owner BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE,
        credential BLOB NOT NULL,
        public_key BLOB NOT NULL,
        user BLOB NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (owner, credential)
    ) STRICT, WITHOUT ROWID;
    """,
)


class _KeysetEpoch(msgspec.Struct):
    epoch: int = 0


_decode_epoch = msgpack_decoder(_KeysetEpoch, Limits(2 * KEYSET_BYTES_MAX))


def epoch_of(keyset: bytes) -> int:
    """The epoch of an encoded keyset; 0 for one of the first format, and for one that cannot be read."""
    try:
        return _decode_epoch(keyset).epoch
    except msgspec.MsgspecError:
        return 0


async def migrate(connection: aiosqlite.Connection) -> None:
    """Takes the steps that this database has not taken yet, each in a transaction of its own.

    Raises StoreTooNew where the database has taken more steps than there are here.
    """
    await connection.create_function("skeleton_of", 1, skeleton_of, deterministic=True)
    await connection.create_function("epoch_of", 1, epoch_of, deterministic=True)
    rows = list(await connection.execute_fetchall("PRAGMA user_version"))
    taken = rows[0][0]
    if taken > len(MIGRATIONS):
        raise StoreTooNew(
            f"the database has version {taken}, and this server knows versions up to {len(MIGRATIONS)}:"
            " a newer server made it"
        )
    for step in range(taken, len(MIGRATIONS)):
        try:
            await connection.executescript(
                f"BEGIN IMMEDIATE; {MIGRATIONS[step]} PRAGMA user_version = {step + 1}; COMMIT;"
            )
        except sqlite3.Error as error:
            await connection.rollback()
            failure = store_error(error)
            raise type(failure)(f"step {step + 1} of the tables was undone: {failure}") from error
