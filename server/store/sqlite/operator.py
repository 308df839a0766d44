"""What an operator asks for: accounts by size, all identities, and the end of sessions."""

from __future__ import annotations

import sqlite3

from server.store.rows import AccountSize, owner_of
from server.store.sqlite.database import Queries


class OperatorQueries(Queries):
    """The operations that go through all accounts."""

    async def largest_accounts(self, now_ms: int, most: int) -> list[AccountSize]:
        def read(connection: sqlite3.Connection) -> list[AccountSize]:
            rows = connection.execute(
                "SELECT a.identity, a.name, a.created_ms, count(v.vault), coalesce(sum(v.commits), 0),"
                " coalesce(sum(v.size), 0) AS size,"
                " (SELECT count(*) FROM sessions AS s WHERE s.owner = a.owner AND s.expires_ms > ?)"
                " FROM accounts AS a LEFT JOIN vaults AS v ON v.owner = a.owner"
                " GROUP BY a.owner ORDER BY size DESC, a.name LIMIT ?",
                (now_ms, most),
            )
            return [AccountSize(*row) for row in rows]

        return await self._database.read_bulk(read)

    async def identities_after(self, after: bytes, most: int) -> list[bytes]:
        rows = await self._database.fetch(
            "SELECT identity FROM accounts WHERE owner > ? ORDER BY owner LIMIT ?", (after, most)
        )
        return [row[0] for row in rows]

    async def end_account_sessions(self, identity: bytes) -> frozenset[bytes]:
        async with self._database.write() as writer:
            ended = await writer.fetch(
                "DELETE FROM sessions WHERE owner = ? RETURNING token_hash", (owner_of(identity),)
            )
        return frozenset(token_hash for (token_hash,) in ended)
