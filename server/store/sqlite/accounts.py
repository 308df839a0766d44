"""Accounts, keysets and rosters."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from server.store.port import Taken
from server.store.rows import AccountRow, NewAccount, NewStatement, NewWays, RosterFacts
from server.store.sqlite.database import Queries, Row, Writer
from server.store.sqlite.sessions import add_session, end_sessions_of

TAKEN = (
    "SELECT max(name = ?1), max(identity = ?3), count(*) FROM accounts"
    " WHERE name = ?1 OR skeleton = ?2 OR identity = ?3"
)


ACCOUNT = "identity, name, auth_hash, keyset_version, keyset, roster_head, recovery_verifier, epoch"


def _taken(rows: Sequence[Row]) -> Taken | None:
    name, identity, found = rows[0]
    if not found:
        return None
    return "name" if name else "identity" if identity else "skeleton"


async def _add_statements(writer: Writer, identity: bytes, first: int, encoded: Sequence[bytes]) -> None:
    await writer.run_many(
        "INSERT INTO statements (identity, position, statement) VALUES (?, ?, ?)",
        [(identity, first + offset, statement) for offset, statement in enumerate(encoded)],
    )


async def _add_devices(writer: Writer, identity: bytes, devices: Sequence[tuple[bytes, bytes]]) -> None:
    await writer.run_many(
        "INSERT OR IGNORE INTO devices (identity, device, public) VALUES (?, ?, ?)",
        [(identity, device, public) for device, public in devices],
    )


class AccountQueries(Queries):
    """The operations on accounts, except their deletion."""

    async def find_taken(self, name: str, skeleton: str, identity: bytes) -> Taken | None:
        return _taken(await self._database.fetch(TAKEN, (name, skeleton, identity)))

    async def create_account(self, new: NewAccount) -> Taken | None:
        account = new.account
        async with self._database.write() as writer:
            added = await writer.run(
                "INSERT INTO accounts"
                " (identity, name, auth_hash, keyset_version, keyset, roster_head, recovery_verifier, epoch,"
                " created_ms, skeleton)"
                " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?10"
                " WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE skeleton = ?10)"
                " ON CONFLICT DO NOTHING",
                (*msgspec.structs.astuple(account), new.created_ms, new.skeleton),
            )
            if not added:
                taken = (account.name, new.skeleton, account.identity)
                return _taken(await writer.fetch(TAKEN, taken))
            await _add_statements(writer, account.identity, 0, new.statements)
            await _add_devices(writer, account.identity, new.devices)
            await add_session(writer, new.session)
        return None

    async def account_by_name(self, name: str) -> AccountRow | None:
        row = await self._database.fetch_one(
            f"SELECT {ACCOUNT} FROM accounts WHERE name = ?",  # noqa: S608 - constant columns
            (name,),
        )
        return AccountRow(*row) if row else None

    async def account_by_identity(self, identity: bytes) -> AccountRow | None:
        row = await self._database.fetch_one(
            f"SELECT {ACCOUNT} FROM accounts WHERE identity = ?",  # noqa: S608 - constant columns
            (identity,),
        )
        return AccountRow(*row) if row else None

    async def keyset_by_name(self, name: str, stand_in: bytes) -> tuple[str, bytes] | None:
        row = await self._database.fetch_one(
            "SELECT name, keyset FROM accounts WHERE name = ?1"
            " UNION ALL SELECT name, keyset FROM accounts WHERE identity = coalesce("
            "(SELECT min(identity) FROM accounts WHERE identity >= ?2),"
            # The owner of what is being deleted has the empty identity, and no keyset.
            " (SELECT min(identity) FROM accounts WHERE identity > x''))"
            " LIMIT 1",
            (name, stand_in),
        )
        return (row[0], row[1]) if row else None

    async def replace_keyset(self, identity: bytes, expected: int, version: int, keyset: bytes) -> bool:
        async with self._database.write() as writer:
            changed = await writer.run(
                "UPDATE accounts SET keyset_version = ?, keyset = ?"
                " WHERE identity = ? AND keyset_version = ?",
                (version, keyset, identity, expected),
            )
        return changed == 1

    async def facts_of_roster(self, identity: bytes) -> RosterFacts | None:
        # One query, so that all of it is of one moment.
        rows = await self._database.fetch(
            "SELECT a.roster_head, (SELECT count(*) FROM statements WHERE identity = a.identity),"
            " d.device, d.public FROM accounts AS a JOIN devices AS d ON d.identity = a.identity"
            " WHERE a.identity = ?",
            (identity,),
        )
        if not rows:
            return None
        head, count = rows[0][:2]
        return RosterFacts(head, count, {row[2]: row[3] for row in rows})

    async def append_statement(self, new: NewStatement) -> bool:
        async with self._database.write() as writer:
            moved = await writer.run(
                "UPDATE accounts SET roster_head = ? WHERE identity = ? AND roster_head = ?",
                (new.new_head, new.identity, new.old_head),
            )
            if not moved:
                return False
            await _add_statements(writer, new.identity, new.position, [new.statement])
            await _add_devices(writer, new.identity, new.devices)
        return True

    async def change_ways(self, new: NewWays) -> frozenset[bytes] | None:
        async with self._database.write() as writer:
            moved = await writer.run(
                "UPDATE accounts SET roster_head = ?, keyset_version = ?, keyset = ?, auth_hash = ?,"
                " recovery_verifier = ?, epoch = ?"
                " WHERE identity = ? AND roster_head = ? AND keyset_version = ?",
                (
                    new.new_head,
                    new.version,
                    new.keyset,
                    new.auth_hash,
                    new.recovery_verifier,
                    new.epoch,
                    new.identity,
                    new.old_head,
                    new.expected_version,
                ),
            )
            if not moved:
                return None
            await _add_statements(writer, new.identity, new.position, new.statements)
            await _add_devices(writer, new.identity, new.devices)
            ended = set[bytes]()
            if new.revoked:
                rows = await writer.fetch(
                    "SELECT vault, number FROM vaults WHERE identity = ?", (new.identity,)
                )
                if dict(rows) != dict(new.numbers):
                    await writer.undo()
                    return None
            for device in new.revoked:
                await writer.run(
                    "DELETE FROM devices WHERE identity = ? AND device = ?", (new.identity, device)
                )
                ended |= await end_sessions_of(writer, new.identity, device)
            if new.keep_session is not None:
                rows = await writer.fetch(
                    "DELETE FROM sessions WHERE identity = ? AND token_hash != ? RETURNING token_hash",
                    (new.identity, new.keep_session),
                )
                ended.update(row[0] for row in rows)
        return frozenset(ended)

    async def account_state(self, identity: bytes) -> tuple[bytes, Sequence[bytes]] | None:
        # One query, so that all of it is of one moment. The keyset is sent with the first statement alone.
        rows = await self._database.fetch(
            "SELECT CASE s.position WHEN 0 THEN a.keyset END, s.statement FROM statements AS s"
            " JOIN accounts AS a ON a.identity = s.identity WHERE s.identity = ? ORDER BY s.position",
            (identity,),
        )
        return (rows[0][0], [row[1] for row in rows]) if rows else None

    async def roster_since(self, identity: bytes, after: int) -> list[bytes]:
        rows = await self._database.fetch(
            "SELECT statement FROM statements WHERE identity = ? AND position >= ? ORDER BY position",
            (identity, after),
        )
        return [row[0] for row in rows]

    async def newest_statement(self, identity: bytes) -> bytes | None:
        row = await self._database.fetch_one(
            "SELECT statement FROM statements WHERE identity = ? ORDER BY position DESC LIMIT 1", (identity,)
        )
        return row[0] if row else None
