"""Accounts, keysets and rosters."""

from __future__ import annotations

from collections.abc import Sequence

from server.store.port import Taken
from server.store.postgres.connection import Row
from server.store.postgres.database import Queries, Transaction, Undo, columns
from server.store.postgres.passkeys import set_passkeys
from server.store.postgres.sessions import add_session, end_sessions_of
from server.store.rows import AccountRow, NewAccount, NewStatement, NewWays, RosterFacts, owner_of

TAKEN = (
    "SELECT bool_or(name = $1), bool_or(owner = $3), count(*) FROM names"
    " WHERE name = $1 OR skeleton = $2 OR owner = $3"
)
ACCOUNT = (
    "SELECT o.identity, a.name, a.auth_hash, a.keyset_version, a.keyset, o.roster_head, a.recovery_verifier,"
    " o.epoch FROM accounts AS a JOIN owners AS o ON o.owner = a.owner WHERE"
)


def _taken(rows: Sequence[Row]) -> Taken | None:
    name, owner, found = rows[0]
    if not found:
        return None
    return "name" if name else "identity" if owner else "skeleton"


async def _add_statements(
    transaction: Transaction, owner: bytes, first: int, encoded: Sequence[bytes]
) -> None:
    await transaction.fetch(
        "INSERT INTO statements (owner, position, statement)"
        " SELECT $1, $2 + place - 1, statement"
        " FROM unnest($3::bytea[]) WITH ORDINALITY AS new (statement, place)",
        owner,
        first,
        list(encoded),
    )


async def _add_devices(
    transaction: Transaction, owner: bytes, devices: Sequence[tuple[bytes, bytes]]
) -> None:
    await transaction.fetch(
        "INSERT INTO devices (owner, device, public)"
        " SELECT $1, device, public FROM unnest($2::bytea[], $3::bytea[]) AS new (device, public)"
        " ON CONFLICT DO NOTHING",
        owner,
        *columns(devices, 2),
    )


class AccountQueries(Queries):
    """The operations on accounts, except their deletion."""

    async def find_taken(self, name: str, skeleton: str, identity: bytes) -> Taken | None:
        return _taken(await self._database.fetch(TAKEN, name, skeleton, owner_of(identity)))

    async def create_account(self, new: NewAccount) -> Taken | None:
        account, owner = new.account, owner_of(new.account.identity)

        async def work(transaction: Transaction) -> Taken | None:
            # Of competing registrations, the later ones wait here for the first, and then find what it has.
            added = await transaction.fetch(
                "INSERT INTO names (name, skeleton, owner) VALUES ($1, $2, $3)"
                " ON CONFLICT DO NOTHING RETURNING 1",
                account.name,
                new.skeleton,
                owner,
            )
            if not added:
                raise Undo(_taken(await transaction.fetch(TAKEN, account.name, new.skeleton, owner)))
            await transaction.fetch(
                "INSERT INTO owners (owner, identity, roster_head, epoch, bytes, vaults)"
                " VALUES ($1, $2, $3, $4, 0, 0)",
                owner,
                account.identity,
                account.roster_head,
                account.epoch,
            )
            await transaction.fetch(
                "INSERT INTO accounts (owner, name, auth_hash, keyset_version, keyset, recovery_verifier,"
                " created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                owner,
                account.name,
                account.auth_hash,
                account.keyset_version,
                account.keyset,
                account.recovery_verifier,
                new.created_ms,
            )
            await _add_statements(transaction, owner, 0, new.statements)
            await _add_devices(transaction, owner, new.devices)
            await set_passkeys(transaction, owner, new.passkeys)
            await add_session(transaction, new.session)
            return None

        return await self._database.transact(work)

    async def account_by_name(self, name: str) -> AccountRow | None:
        # In two statements, so that the second is answered by the part of the database that has the owner.
        found = await self._database.fetch_one("SELECT owner FROM names WHERE name = $1", name)
        row = found and await self._database.fetch_one(
            f"{ACCOUNT} a.owner = $1 AND a.name = $2", *found, name
        )
        return AccountRow(*row) if row else None

    async def account_by_identity(self, identity: bytes) -> AccountRow | None:
        row = await self._database.fetch_one(
            f"{ACCOUNT} a.owner = $1 AND o.identity = $2", owner_of(identity), identity
        )
        return AccountRow(*row) if row else None

    async def keyset_by_name(self, name: str, stand_in: bytes) -> tuple[str, bytes] | None:
        found = await self._database.fetch_one(
            "SELECT coalesce((SELECT owner FROM names WHERE name = $1),"
            " (SELECT owner FROM names WHERE owner >= $2 ORDER BY owner LIMIT 1),"
            " (SELECT owner FROM names ORDER BY owner LIMIT 1))",
            name,
            owner_of(stand_in),
        )
        row = found and await self._database.fetch_one(
            "SELECT name, keyset FROM accounts WHERE owner = $1", *found
        )
        return (row[0], row[1]) if row else None

    async def replace_keyset(self, identity: bytes, expected: int, version: int, keyset: bytes) -> bool:
        changed = await self._database.write(
            "UPDATE accounts SET keyset_version = $3, keyset = $4"
            " WHERE owner = $1 AND keyset_version = $2 RETURNING 1",
            owner_of(identity),
            expected,
            version,
            keyset,
        )
        return bool(changed)

    async def facts_of_roster(self, identity: bytes) -> RosterFacts | None:
        # One query, so that all of it is of one moment.
        row = await self._database.fetch_one(
            "SELECT roster_head, (SELECT count(*) FROM statements WHERE owner = $1),"
            " ARRAY(SELECT device FROM devices WHERE owner = $1 ORDER BY device),"
            " ARRAY(SELECT public FROM devices WHERE owner = $1 ORDER BY device)"
            " FROM owners WHERE owner = $1",
            owner_of(identity),
        )
        return RosterFacts(row[0], row[1], dict(zip(row[2], row[3], strict=True))) if row else None

    async def append_statement(self, new: NewStatement) -> bool:
        owner = owner_of(new.identity)

        async def work(transaction: Transaction) -> bool:
            moved = await transaction.fetch(
                "UPDATE owners SET roster_head = $3 WHERE owner = $1 AND roster_head = $2 RETURNING 1",
                owner,
                new.old_head,
                new.new_head,
            )
            if not moved:
                return False
            await _add_statements(transaction, owner, new.position, [new.statement])
            await _add_devices(transaction, owner, new.devices)
            return True

        return await self._database.transact(work)

    async def change_ways(self, new: NewWays) -> frozenset[bytes] | None:
        owner = owner_of(new.identity)

        async def work(transaction: Transaction) -> frozenset[bytes] | None:
            if not await _swap_ways(transaction, owner, new):
                raise Undo(None)
            await _add_statements(transaction, owner, new.position, new.statements)
            await _add_devices(transaction, owner, new.devices)
            await set_passkeys(transaction, owner, new.passkeys)
            ended = set[bytes]()
            for device in new.revoked:
                await transaction.fetch("DELETE FROM devices WHERE owner = $1 AND device = $2", owner, device)
                ended |= await end_sessions_of(transaction, owner, device)
            if new.keep_session is not None:
                rows = await transaction.fetch(
                    "DELETE FROM sessions WHERE owner = $1 AND token_hash <> $2 RETURNING token_hash",
                    owner,
                    new.keep_session,
                )
                ended.update(row[0] for row in rows)
            return frozenset(ended)

        return await self._database.transact(work)

    async def account_state(self, identity: bytes) -> tuple[bytes, Sequence[bytes]] | None:
        # One query, so that all of it is of one moment.
        row = await self._database.fetch_one(
            "SELECT keyset, ARRAY(SELECT statement FROM statements WHERE owner = $1 ORDER BY position)"
            " FROM accounts WHERE owner = $1",
            owner_of(identity),
        )
        return (row[0], row[1]) if row else None

    async def roster_since(self, identity: bytes, after: int) -> list[bytes]:
        rows = await self._database.fetch(
            "SELECT statement FROM statements WHERE owner = $1 AND position >= $2 ORDER BY position",
            owner_of(identity),
            after,
        )
        return [row[0] for row in rows]

    async def newest_statement(self, identity: bytes) -> bytes | None:
        row = await self._database.fetch_one(
            "SELECT statement FROM statements WHERE owner = $1 ORDER BY position DESC LIMIT 1",
            owner_of(identity),
        )
        return row[0] if row else None


async def _swap_ways(transaction: Transaction, owner: bytes, new: NewWays) -> bool:
    """Whether head, version and numbers were as they are said to be. The head and the keyset are then new."""
    moved = await transaction.fetch(
        "UPDATE owners SET roster_head = $3, epoch = $4 WHERE owner = $1 AND roster_head = $2 RETURNING 1",
        owner,
        new.old_head,
        new.new_head,
        new.epoch,
    )
    changed = moved and await transaction.fetch(
        "UPDATE accounts SET keyset_version = $3, keyset = $4, auth_hash = $5, recovery_verifier = $6"
        " WHERE owner = $1 AND keyset_version = $2 RETURNING 1",
        owner,
        new.expected_version,
        new.version,
        new.keyset,
        new.auth_hash,
        new.recovery_verifier,
    )
    if not changed or not new.revoked:
        return bool(changed)
    # A push that is under way waits for the owner, and then finds another head of the roster.
    rows = await transaction.fetch("SELECT vault, number FROM vaults WHERE owner = $1", owner)
    return dict(rows) == dict(new.numbers)
