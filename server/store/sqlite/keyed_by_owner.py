"""The step of the tables that puts the owner first in every key. It copies all rows once."""

from __future__ import annotations

# SQLite cannot change a primary key, so each table is made anew. Children go before their parents: to drop a
# table deletes its rows, and with them the rows that refer to them.
# A vault that is being deleted had the identity x'' before. Now `erasures` has it until its last row is gone.
# (`substr` of an empty blob is NULL.) That takes several transactions, so the rows of a vault do not refer to
# the one in `vaults`.
# A token of before does not carry its owner. `old_tokens` finds it.
KEYED_BY_OWNER = """
    CREATE TABLE new_accounts (
        owner BLOB PRIMARY KEY,
        identity BLOB NOT NULL,
        name TEXT NOT NULL,
        auth_hash TEXT NOT NULL,
        keyset_version INTEGER NOT NULL,
        keyset BLOB NOT NULL,
        roster_head BLOB NOT NULL,
        created_ms INTEGER NOT NULL,
        recovery_verifier BLOB,
        epoch INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_accounts SELECT substr(identity, 1, 8), identity, name, auth_hash, keyset_version, keyset,
        roster_head, created_ms, recovery_verifier, epoch FROM accounts WHERE identity != x'';

    CREATE TABLE names (
        name TEXT PRIMARY KEY,
        skeleton TEXT,
        owner BLOB NOT NULL UNIQUE REFERENCES new_accounts ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX names_of_skeleton ON names (skeleton);
    INSERT INTO names SELECT name, skeleton, substr(identity, 1, 8) FROM accounts WHERE identity != x'';

    CREATE TABLE new_statements (
        owner BLOB NOT NULL REFERENCES new_accounts ON DELETE CASCADE,
        position INTEGER NOT NULL,
        statement BLOB NOT NULL,
        PRIMARY KEY (owner, position)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_statements SELECT substr(identity, 1, 8), position, statement FROM statements;
    DROP TABLE statements;
    ALTER TABLE new_statements RENAME TO statements;

    CREATE TABLE new_devices (
        owner BLOB NOT NULL REFERENCES new_accounts ON DELETE CASCADE,
        device BLOB NOT NULL,
        public BLOB NOT NULL,
        PRIMARY KEY (owner, device)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_devices SELECT substr(identity, 1, 8), device, public FROM devices;
    DROP TABLE devices;
    ALTER TABLE new_devices RENAME TO devices;

    CREATE TABLE new_sessions (
        owner BLOB NOT NULL REFERENCES new_accounts ON DELETE CASCADE,
        token_hash BLOB NOT NULL,
        device BLOB NOT NULL,
        expires_ms INTEGER NOT NULL,
        PRIMARY KEY (owner, token_hash)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_sessions SELECT substr(identity, 1, 8), token_hash, device, expires_ms FROM sessions;
    CREATE TABLE old_tokens (
        token_hash BLOB PRIMARY KEY,
        owner BLOB NOT NULL,
        FOREIGN KEY (owner, token_hash) REFERENCES new_sessions ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX old_tokens_of_owner ON old_tokens (owner, token_hash);
    INSERT INTO old_tokens SELECT token_hash, substr(identity, 1, 8) FROM sessions;
    DROP TABLE sessions;
    ALTER TABLE new_sessions RENAME TO sessions;
    CREATE INDEX sessions_by_end ON sessions (owner, expires_ms);

    CREATE TABLE new_vaults (
        owner BLOB NOT NULL REFERENCES new_accounts ON DELETE CASCADE,
        vault BLOB NOT NULL,
        number INTEGER NOT NULL,
        head BLOB NOT NULL,
        commits INTEGER NOT NULL,
        size INTEGER NOT NULL,
        receipt BLOB NOT NULL,
        witnessed INTEGER NOT NULL DEFAULT 0,
        snapshot INTEGER NOT NULL DEFAULT 0,
        epoch INTEGER NOT NULL,
        PRIMARY KEY (owner, vault)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_vaults SELECT substr(identity, 1, 8), vault, number, head, commits, size, receipt,
        witnessed, snapshot, epoch FROM vaults WHERE identity != x'';
    CREATE TABLE erasures (
        owner BLOB NOT NULL,
        vault BLOB NOT NULL,
        PRIMARY KEY (owner, vault)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO erasures SELECT identity, vault FROM vaults WHERE identity = x'';

    CREATE TABLE new_authors (
        owner BLOB NOT NULL,
        vault BLOB NOT NULL,
        device BLOB NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (owner, vault, device)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_authors SELECT coalesce(substr(v.identity, 1, 8), x''), vault, device, seq
        FROM authors JOIN vaults AS v USING (vault);
    DROP TABLE authors;
    ALTER TABLE new_authors RENAME TO authors;

    CREATE TABLE new_pushes (
        owner BLOB NOT NULL,
        vault BLOB NOT NULL,
        number INTEGER NOT NULL,
        base BLOB,
        head BLOB NOT NULL,
        count INTEGER NOT NULL,
        certificate BLOB NOT NULL,
        receipt BLOB NOT NULL,
        state_mac BLOB,
        checksum INTEGER,
        commits BLOB NOT NULL,
        PRIMARY KEY (owner, vault, number)
    ) STRICT;
    INSERT INTO new_pushes SELECT coalesce(substr(v.identity, 1, 8), x''), p.vault, p.number, p.base, p.head,
        p.count, p.certificate, p.receipt, p.state_mac, p.checksum, p.commits
        FROM pushes AS p JOIN vaults AS v ON v.vault = p.vault;
    DROP TABLE pushes;
    ALTER TABLE new_pushes RENAME TO pushes;

    CREATE TABLE new_commits (
        owner BLOB NOT NULL,
        vault BLOB NOT NULL,
        part INTEGER NOT NULL,
        id BLOB NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (owner, vault, part, id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_commits SELECT coalesce(substr(v.identity, 1, 8), x''), c.vault, c.part, c.id, c.number
        FROM commits AS c JOIN vaults AS v ON v.vault = c.vault;
    DROP TABLE commits;
    ALTER TABLE new_commits RENAME TO commits;

    CREATE TABLE new_snapshots (
        owner BLOB NOT NULL,
        vault BLOB NOT NULL,
        snapshot BLOB NOT NULL,
        PRIMARY KEY (owner, vault)
    ) STRICT;
    INSERT INTO new_snapshots SELECT coalesce(substr(v.identity, 1, 8), x''), vault, s.snapshot
        FROM snapshots AS s JOIN vaults AS v USING (vault);
    DROP TABLE snapshots;
    ALTER TABLE new_snapshots RENAME TO snapshots;

    CREATE TABLE new_deleted_vaults (
        owner BLOB NOT NULL REFERENCES new_accounts ON DELETE CASCADE,
        vault BLOB NOT NULL,
        deleted_ms INTEGER NOT NULL,
        PRIMARY KEY (owner, vault)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_deleted_vaults SELECT substr(identity, 1, 8), vault, deleted_ms FROM deleted_vaults;
    DROP TABLE deleted_vaults;
    ALTER TABLE new_deleted_vaults RENAME TO deleted_vaults;
    CREATE INDEX deleted_vaults_by_time ON deleted_vaults (owner, deleted_ms);

    DROP TABLE vaults;
    ALTER TABLE new_vaults RENAME TO vaults;
    DROP TABLE accounts;
    ALTER TABLE new_accounts RENAME TO accounts;
"""
