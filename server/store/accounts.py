"""Queries of accounts, rosters, devices and sessions."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from server.store.database import Database, Writer


class AccountRow(msgspec.Struct, frozen=True):
    """`keyset` is the encoded Keyset, `name` the form that names are compared in."""

    identity: bytes
    name: str
    auth_hash: str
    keyset_version: int
    keyset: bytes
    roster_head: bytes


class SessionRow(msgspec.Struct, frozen=True):
    """A session and what its account's roster says of the device: `public` is None if it is not carried."""

    token_hash: bytes
    identity: bytes
    device: bytes
    expires_ms: int
    roster_head: bytes
    public: bytes | None


async def account_by_name(database: Database, name: str) -> AccountRow | None:
    """The account of a comparable name."""
    row = await database.fetch_one(
        "SELECT identity, name, auth_hash, keyset_version, keyset, roster_head FROM accounts WHERE name = ?",
        (name,),
    )
    return AccountRow(*row) if row else None


async def keyset_by_name(database: Database, name: str, elsewhere: bytes) -> tuple[str, bytes] | None:
    """(name, keyset) of the account of a comparable name; of none, of that at the identity `elsewhere` or the
    next after it, read in the same query and way. None where there is no account at all.
    """
    row = await database.fetch_one(
        "SELECT name, keyset FROM accounts WHERE name = ?1"
        " UNION ALL SELECT name, keyset FROM accounts WHERE identity = coalesce("
        "(SELECT min(identity) FROM accounts WHERE identity >= ?2), (SELECT min(identity) FROM accounts))"
        " LIMIT 1",
        (name, elsewhere),
    )
    return (row[0], row[1]) if row else None


async def account(database: Database, identity: bytes) -> AccountRow | None:
    """The account of an identity."""
    row = await database.fetch_one(
        "SELECT identity, name, auth_hash, keyset_version, keyset, roster_head FROM accounts"
        " WHERE identity = ?",
        (identity,),
    )
    return AccountRow(*row) if row else None


async def names_taken(database: Database, name: str, identity: bytes) -> tuple[bool, bool]:
    """Whether the name is taken, and whether the identity is."""
    rows = await database.fetch(
        "SELECT name = ?, identity = ? FROM accounts WHERE name = ? OR identity = ?",
        (name, identity, name, identity),
    )
    return any(row[0] for row in rows), any(row[1] for row in rows)


async def add_account(writer: Writer, row: AccountRow, created_ms: int) -> None:
    """Raises sqlite3.IntegrityError where name or identity is taken."""
    await writer.run(
        "INSERT INTO accounts (identity, name, auth_hash, keyset_version, keyset, roster_head, created_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*msgspec.structs.astuple(row), created_ms),
    )


async def replace_keyset(writer: Writer, identity: bytes, expected: int, version: int, keyset: bytes) -> bool:
    """False where the stored version is not `expected`."""
    changed = await writer.run(
        "UPDATE accounts SET keyset_version = ?, keyset = ? WHERE identity = ? AND keyset_version = ?",
        (version, keyset, identity, expected),
    )
    return changed == 1


async def statements(database: Database, identity: bytes, after: int) -> list[bytes]:
    """The encoded statements from position `after` (counted from 0)."""
    rows = await database.fetch(
        "SELECT statement FROM statements WHERE identity = ? AND position >= ? ORDER BY position",
        (identity, after),
    )
    return [row[0] for row in rows]


async def add_statements(writer: Writer, identity: bytes, first: int, encoded: Sequence[bytes]) -> None:
    """`encoded` statements at the positions from `first`."""
    await writer.run_many(
        "INSERT INTO statements (identity, position, statement) VALUES (?, ?, ?)",
        [(identity, first + offset, statement) for offset, statement in enumerate(encoded)],
    )


async def add_devices(writer: Writer, identity: bytes, devices: Sequence[tuple[bytes, bytes]]) -> None:
    """`devices` are (device id, public key); those already there stay as they are."""
    await writer.run_many(
        "INSERT OR IGNORE INTO devices (identity, device, public) VALUES (?, ?, ?)",
        [(identity, device, public) for device, public in devices],
    )


async def move_roster(writer: Writer, identity: bytes, old_head: bytes, new_head: bytes) -> bool:
    """False where the roster's head is not `old_head`."""
    changed = await writer.run(
        "UPDATE accounts SET roster_head = ? WHERE identity = ? AND roster_head = ?",
        (new_head, identity, old_head),
    )
    return changed == 1


async def roster_facts(database: Database, identity: bytes) -> tuple[bytes, int, list[tuple[bytes, bytes]]]:
    """The roster's head, its number of statements, and the (device id, public key) that it carries.

    One query, so that they are of one moment.
    """
    rows = await database.fetch(
        "SELECT a.roster_head, (SELECT count(*) FROM statements WHERE identity = a.identity),"
        " d.device, d.public FROM accounts AS a JOIN devices AS d ON d.identity = a.identity"
        " WHERE a.identity = ?",
        (identity,),
    )
    head, count = rows[0][:2]
    return head, count, [(row[2], row[3]) for row in rows]


async def add_session(
    writer: Writer, token_hash: bytes, identity: bytes, device: bytes, expires_ms: int
) -> None:
    """A new session of an account and a device."""
    await writer.run(
        "INSERT INTO sessions (token_hash, identity, device, expires_ms) VALUES (?, ?, ?, ?)",
        (token_hash, identity, device, expires_ms),
    )


async def prune_sessions(writer: Writer, identity: bytes, now_ms: int, keep: int) -> None:
    """Drops ended sessions of the identity, and all but the `keep` that last longest."""
    await writer.run(
        "DELETE FROM sessions WHERE identity = ? AND (expires_ms <= ? OR token_hash NOT IN"
        " (SELECT token_hash FROM sessions WHERE identity = ? ORDER BY expires_ms DESC LIMIT ?))",
        (identity, now_ms, identity, keep),
    )


async def session(database: Database, token_hash: bytes) -> SessionRow | None:
    """The session, ended or not."""
    row = await database.fetch_one(
        "SELECT s.token_hash, s.identity, s.device, s.expires_ms, a.roster_head, d.public"
        " FROM sessions AS s JOIN accounts AS a ON a.identity = s.identity"
        " LEFT JOIN devices AS d ON d.identity = s.identity AND d.device = s.device"
        " WHERE s.token_hash = ?",
        (token_hash,),
    )
    return SessionRow(*row) if row else None


async def extend_session(database: Database, token_hash: bytes, expires_ms: int) -> None:
    """Lets a session end later."""
    async with database.write() as writer:
        await writer.run("UPDATE sessions SET expires_ms = ? WHERE token_hash = ?", (expires_ms, token_hash))


async def remove_session(database: Database, token_hash: bytes) -> None:
    """Ends a session; one that is not there stays so."""
    async with database.write() as writer:
        await writer.run("DELETE FROM sessions WHERE token_hash = ?", (token_hash,))
