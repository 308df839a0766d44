"""Sessions."""

from __future__ import annotations

import sqlite3

from server.store.rows import NewSession, SessionRow, owner_of
from server.store.sqlite.database import Queries, Writer


async def add_session(writer: Writer, new: NewSession) -> None:
    """Raises sqlite3.IntegrityError where there is no such account."""
    await writer.run(
        "INSERT INTO sessions (owner, token_hash, device, expires_ms) VALUES (?, ?, ?, ?)",
        (owner_of(new.identity), new.token_hash, new.device, new.expires_ms),
    )


async def end_sessions_of(writer: Writer, owner: bytes, device: bytes) -> frozenset[bytes]:
    """Deletes the sessions of a device. Returns their token hashes."""
    ended = await writer.fetch(
        "DELETE FROM sessions WHERE owner = ? AND device = ? RETURNING token_hash", (owner, device)
    )
    return frozenset(token_hash for (token_hash,) in ended)


class SessionQueries(Queries):
    """The operations on sessions."""

    async def open_session(self, new: NewSession, now_ms: int, keep: int) -> frozenset[bytes] | None:
        async with self._database.write() as writer:
            try:
                await add_session(writer, new)
            except sqlite3.IntegrityError:
                return None
            deleted = await writer.fetch(
                "DELETE FROM sessions WHERE owner = ?1 AND (expires_ms <= ?2 OR token_hash NOT IN"
                " (SELECT token_hash FROM sessions WHERE owner = ?1 ORDER BY expires_ms DESC LIMIT ?3))"
                " RETURNING token_hash",
                (owner_of(new.identity), now_ms, keep),
            )
        return frozenset(token_hash for (token_hash,) in deleted)

    async def owner_of_token(self, token_hash: bytes) -> bytes | None:
        row = await self._database.fetch_one(
            "SELECT owner FROM old_tokens WHERE token_hash = ?", (token_hash,)
        )
        return row[0] if row else None

    async def session_by_token(self, owner: bytes, token_hash: bytes) -> SessionRow | None:
        row = await self._database.fetch_one(
            "SELECT s.token_hash, a.identity, s.device, s.expires_ms, a.roster_head, d.public"
            " FROM sessions AS s JOIN accounts AS a ON a.owner = s.owner"
            " LEFT JOIN devices AS d ON d.owner = s.owner AND d.device = s.device"
            " WHERE s.owner = ? AND s.token_hash = ?",
            (owner, token_hash),
        )
        return SessionRow(*row) if row else None

    async def extend_session(self, owner: bytes, token_hash: bytes, expires_ms: int) -> None:
        async with self._database.write() as writer:
            await writer.run(
                "UPDATE sessions SET expires_ms = ? WHERE owner = ? AND token_hash = ?",
                (expires_ms, owner, token_hash),
            )

    async def end_session(self, owner: bytes, token_hash: bytes) -> None:
        async with self._database.write() as writer:
            await writer.run("DELETE FROM sessions WHERE owner = ? AND token_hash = ?", (owner, token_hash))

    async def end_device_sessions(self, identity: bytes, device: bytes) -> frozenset[bytes]:
        async with self._database.write() as writer:
            return await end_sessions_of(writer, owner_of(identity), device)

    async def end_other_sessions(self, owner: bytes, token_hash: bytes) -> frozenset[bytes] | None:
        async with self._database.write() as writer:
            kept = await writer.fetch(
                "SELECT 1 FROM sessions WHERE owner = ? AND token_hash = ?", (owner, token_hash)
            )
            if not kept:
                return None
            ended = await writer.fetch(
                "DELETE FROM sessions WHERE owner = ? AND token_hash <> ? RETURNING token_hash",
                (owner, token_hash),
            )
        return frozenset(each for (each,) in ended)
