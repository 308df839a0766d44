"""Accounts, keysets and rosters."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from server.store.port import Taken
from server.store.rows import AccountRow, NewAccount, NewStatement, NewWays, RosterFacts, owner_of
from server.store.sqlite.database import Queries, Row, Writer
from server.store.sqlite.passkeys import set_passkeys
from server.store.sqlite.sessions import add_session, end_sessions_of

TAKEN = (
    "SELECT max(name = ?1), max(owner = ?3), count(*) FROM names"
    " WHERE name = ?1 OR skeleton = ?2 OR owner = ?3"
)
ACCOUNT = "identity, name, auth_hash, keyset_version, keyset, roster_head, recovery_verifier, epoch"


def _taken(rows: Sequence[Row]) -> Taken | None:
    name, owner, found = rows[0]
    if not found:
        return None
    return "name" if name else "identity" if owner else "skeleton"


async def _add_statements(writer: Writer, owner: bytes, first: int, encoded: Sequence[bytes]) -> None:
    await writer.run_many(
        "INSERT INTO statements (owner, position, statement) VALUES (?, ?, ?)",
        [(owner, first + offset, statement) for offset, statement in enumerate(encoded)],
    )


async def _add_devices(writer: Writer, owner: bytes, devices: Sequence[tuple[bytes, bytes]]) -> None:
    await writer.run_many(
        "INSERT OR IGNORE INTO devices (owner, device, public) VALUES (?, ?, ?)",
        [(owner, device, public) for device, public in devices],
    )


class AccountQueries(Queries):
    """The operations on accounts, except their deletion."""

    async def find_taken(self, name: str, skeleton: str, identity: bytes) -> Taken | None:
        return _taken(await self._database.fetch(TAKEN, (name, skeleton, owner_of(identity))))

    async def create_account(self, new: NewAccount) -> Taken | None:
        account, owner = new.account, owner_of(new.account.identity)
        async with self._database.write() as writer:
            added = await writer.run(
                "INSERT INTO accounts"
                " (identity, name, auth_hash, keyset_version, keyset, roster_head, recovery_verifier, epoch,"
                " created_ms, owner) SELECT ?, ?2, ?, ?, ?, ?, ?, ?, ?, ?"
                " WHERE NOT EXISTS (SELECT 1 FROM names WHERE name = ?2 OR skeleton = ?11)"
                " ON CONFLICT DO NOTHING",
                (*msgspec.structs.astuple(account), new.created_ms, owner, new.skeleton),
            )
            if not added:
                return _taken(await writer.fetch(TAKEN, (account.name, new.skeleton, owner)))
            await writer.run(
                "INSERT INTO names (name, skeleton, owner) VALUES (?, ?, ?)",
                (account.name, new.skeleton, owner),
            )
            await _add_statements(writer, owner, 0, new.statements)
            await _add_devices(writer, owner, new.devices)
            await set_passkeys(writer, owner, new.passkeys)
            await add_session(writer, new.session)
        return None

    async def account_by_name(self, name: str) -> AccountRow | None:
        row = await self._database.fetch_one(
            f"SELECT {ACCOUNT} FROM accounts"  # noqa: S608 - constant columns
            " WHERE owner = (SELECT owner FROM names WHERE name = ?)",
            (name,),
        )
        return AccountRow(*row) if row else None

    async def account_by_identity(self, identity: bytes) -> AccountRow | None:
        row = await self._database.fetch_one(
            f"SELECT {ACCOUNT} FROM accounts WHERE owner = ? AND identity = ?",  # noqa: S608 - constant columns
            (owner_of(identity), identity),
        )
        return AccountRow(*row) if row else None

    async def keyset_by_name(self, name: str, stand_in: bytes) -> tuple[str, bytes] | None:
        row = await self._database.fetch_one(
            "SELECT name, keyset FROM accounts WHERE owner = coalesce("
            "(SELECT owner FROM names WHERE name = ?1),"
            " (SELECT min(owner) FROM names WHERE owner >= ?2), (SELECT min(owner) FROM names))",
            (name, owner_of(stand_in)),
        )
        return (row[0], row[1]) if row else None

    async def replace_keyset(self, identity: bytes, expected: int, version: int, keyset: bytes) -> bool:
        async with self._database.write() as writer:
            changed = await writer.run(
                "UPDATE accounts SET keyset_version = ?, keyset = ? WHERE owner = ? AND keyset_version = ?",
                (version, keyset, owner_of(identity), expected),
            )
        return changed == 1

    async def facts_of_roster(self, identity: bytes) -> RosterFacts | None:
        # One query, so that all of it is of one moment.
        rows = await self._database.fetch(
            "SELECT a.roster_head, (SELECT count(*) FROM statements WHERE owner = a.owner),"
            " d.device, d.public FROM accounts AS a JOIN devices AS d ON d.owner = a.owner"
            " WHERE a.owner = ?",
            (owner_of(identity),),
        )
        if not rows:
            return None
        head, count = rows[0][:2]
        return RosterFacts(head, count, {row[2]: row[3] for row in rows})

    async def append_statement(self, new: NewStatement) -> bool:
        owner = owner_of(new.identity)
        async with self._database.write() as writer:
            moved = await writer.run(
                "UPDATE accounts SET roster_head = ? WHERE owner = ? AND roster_head = ?",
                (new.new_head, owner, new.old_head),
            )
            if not moved:
                return False
            await _add_statements(writer, owner, new.position, [new.statement])
            await _add_devices(writer, owner, new.devices)
        return True

    async def change_ways(self, new: NewWays) -> frozenset[bytes] | None:
        owner = owner_of(new.identity)
        async with self._database.write() as writer:
            moved = await writer.run(
                "UPDATE accounts SET roster_head = ?, keyset_version = ?, keyset = ?, auth_hash = ?,"
                " recovery_verifier = ?, epoch = ?"
                " WHERE owner = ? AND roster_head = ? AND keyset_version = ?",
                (
                    new.new_head,
                    new.version,
                    new.keyset,
                    new.auth_hash,
                    new.recovery_verifier,
                    new.epoch,
                    owner,
                    new.old_head,
                    new.expected_version,
                ),
            )
            if not moved:
                return None
            await _add_statements(writer, owner, new.position, new.statements)
            await _add_devices(writer, owner, new.devices)
            await set_passkeys(writer, owner, new.passkeys)
            ended = set[bytes]()
            if new.revoked:
                rows = await writer.fetch("SELECT vault, number FROM vaults WHERE owner = ?", (owner,))
                if dict(rows) != dict(new.numbers):
                    await writer.undo()
                    return None
            for device in new.revoked:
                await writer.run("DELETE FROM devices WHERE owner = ? AND device = ?", (owner, device))
                ended |= await end_sessions_of(writer, owner, device)
            if new.keep_session is not None:
                rows = await writer.fetch(
                    "DELETE FROM sessions WHERE owner = ? AND token_hash != ? RETURNING token_hash",
                    (owner, new.keep_session),
                )
                ended.update(row[0] for row in rows)
        return frozenset(ended)

    async def account_state(self, identity: bytes) -> tuple[bytes, Sequence[bytes]] | None:
        # One query, so that all of it is of one moment. The keyset is sent with the first statement alone.
        rows = await self._database.fetch(
            "SELECT CASE s.position WHEN 0 THEN a.keyset END, s.statement FROM statements AS s"
            " JOIN accounts AS a ON a.owner = s.owner WHERE s.owner = ? ORDER BY s.position",
            (owner_of(identity),),
        )
        return (rows[0][0], [row[1] for row in rows]) if rows else None

    async def roster_since(self, identity: bytes, after: int) -> list[bytes]:
        rows = await self._database.fetch(
            "SELECT statement FROM statements WHERE owner = ? AND position >= ? ORDER BY position",
            (owner_of(identity), after),
        )
        return [row[0] for row in rows]

    async def newest_statement(self, identity: bytes) -> bytes | None:
        row = await self._database.fetch_one(
            "SELECT statement FROM statements WHERE owner = ? ORDER BY position DESC LIMIT 1",
            (owner_of(identity),),
        )
        return row[0] if row else None
