"""What an operator asks for: accounts by size, all identities, and the end of sessions."""

from __future__ import annotations

from server.store.postgres.database import Queries
from server.store.rows import AccountSize, owner_of


class OperatorQueries(Queries):
    """The operations that go through all accounts."""

    async def largest_accounts(self, now_ms: int, most: int) -> list[AccountSize]:
        rows = await self._database.fetch(
            "SELECT o.identity, a.name, a.created_ms, o.vaults,"
            " (SELECT coalesce(sum(commits), 0)::bigint FROM vaults WHERE owner = o.owner), o.bytes,"
            " (SELECT count(*) FROM sessions WHERE owner = o.owner AND expires_ms > $1)"
            " FROM owners AS o JOIN accounts AS a ON a.owner = o.owner"
            " ORDER BY o.bytes DESC, a.name LIMIT $2",
            now_ms,
            most,
        )
        return [AccountSize(*row) for row in rows]

    async def identities_after(self, after: bytes, most: int) -> list[bytes]:
        rows = await self._database.fetch(
            "SELECT identity FROM owners WHERE owner > $1 ORDER BY owner LIMIT $2", after, most
        )
        return [row[0] for row in rows]

    async def end_account_sessions(self, identity: bytes) -> frozenset[bytes]:
        ended = await self._database.write(
            "DELETE FROM sessions WHERE owner = $1 RETURNING token_hash", owner_of(identity)
        )
        return frozenset(token_hash for (token_hash,) in ended)
