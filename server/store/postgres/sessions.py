"""Sessions."""

from __future__ import annotations

from server.store.postgres.database import Queries, Transaction
from server.store.rows import NewSession, SessionRow, owner_of


async def add_session(transaction: Transaction, new: NewSession) -> None:
    """Stores the session of an account whose owner the transaction holds."""
    await transaction.fetch(
        "INSERT INTO sessions (owner, token_hash, device, expires_ms) VALUES ($1, $2, $3, $4)",
        owner_of(new.identity),
        new.token_hash,
        new.device,
        new.expires_ms,
    )


async def lock_owner(transaction: Transaction, owner: bytes) -> bool:
    """Whether there is such an account. What changes its sessions, or deletes it, waits for this."""
    rows = await transaction.fetch("SELECT 1 FROM owners WHERE owner = $1 FOR NO KEY UPDATE", owner)
    return bool(rows)


async def end_sessions_of(transaction: Transaction, owner: bytes, device: bytes) -> frozenset[bytes]:
    """Deletes the sessions of a device. Returns their token hashes."""
    ended = await transaction.fetch(
        "DELETE FROM sessions WHERE owner = $1 AND device = $2 RETURNING token_hash", owner, device
    )
    return frozenset(token_hash for (token_hash,) in ended)


class SessionQueries(Queries):
    """The operations on sessions."""

    async def open_session(self, new: NewSession, now_ms: int, keep: int) -> frozenset[bytes] | None:
        owner = owner_of(new.identity)

        async def work(transaction: Transaction) -> frozenset[bytes] | None:
            if not await lock_owner(transaction, owner):
                return None
            await add_session(transaction, new)
            deleted = await transaction.fetch(
                "DELETE FROM sessions WHERE owner = $1 AND (expires_ms <= $2 OR token_hash NOT IN"
                " (SELECT token_hash FROM sessions WHERE owner = $1 ORDER BY expires_ms DESC LIMIT $3))"
                " RETURNING token_hash",
                owner,
                now_ms,
                keep,
            )
            return frozenset(token_hash for (token_hash,) in deleted)

        return await self._database.transact(work)

    async def owner_of_token(self, token_hash: bytes) -> bytes | None:  # noqa: ARG002 - every token has its owner
        # The tables have had owners from the first version on. An answer comes from an open store only.
        await self._database.fetch("SELECT")
        return None

    async def session_by_token(self, owner: bytes, token_hash: bytes) -> SessionRow | None:
        row = await self._database.fetch_one(
            "SELECT s.token_hash, o.identity, s.device, s.expires_ms, o.roster_head, d.public"
            " FROM sessions AS s JOIN owners AS o ON o.owner = s.owner"
            " LEFT JOIN devices AS d ON d.owner = s.owner AND d.device = s.device"
            " WHERE s.owner = $1 AND s.token_hash = $2",
            owner,
            token_hash,
        )
        return SessionRow(*row) if row else None

    async def extend_session(self, owner: bytes, token_hash: bytes, expires_ms: int) -> None:
        await self._database.write(
            "UPDATE sessions SET expires_ms = $3 WHERE owner = $1 AND token_hash = $2",
            owner,
            token_hash,
            expires_ms,
        )

    async def end_session(self, owner: bytes, token_hash: bytes) -> None:
        await self._database.write(
            "DELETE FROM sessions WHERE owner = $1 AND token_hash = $2", owner, token_hash
        )

    async def end_device_sessions(self, identity: bytes, device: bytes) -> frozenset[bytes]:
        return await self._database.transact(
            lambda transaction: end_sessions_of(transaction, owner_of(identity), device)
        )

    async def end_other_sessions(self, owner: bytes, token_hash: bytes) -> frozenset[bytes] | None:
        async def work(transaction: Transaction) -> frozenset[bytes] | None:
            # Of two that end each other, the second waits here and then finds itself ended.
            await lock_owner(transaction, owner)
            kept = await transaction.fetch(
                "SELECT 1 FROM sessions WHERE owner = $1 AND token_hash = $2", owner, token_hash
            )
            if not kept:
                return None
            ended = await transaction.fetch(
                "DELETE FROM sessions WHERE owner = $1 AND token_hash <> $2 RETURNING token_hash",
                owner,
                token_hash,
            )
            return frozenset(each for (each,) in ended)

        return await self._database.transact(work)
