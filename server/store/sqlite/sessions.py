"""Sessions."""

from __future__ import annotations

import sqlite3

import msgspec

from server.store.rows import NewSession, SessionRow
from server.store.sqlite.database import Queries, Writer


async def add_session(writer: Writer, new: NewSession) -> None:
    """Raises sqlite3.IntegrityError where there is no such account."""
    await writer.run(
        "INSERT INTO sessions (token_hash, identity, device, expires_ms) VALUES (?, ?, ?, ?)",
        msgspec.structs.astuple(new),
    )


async def end_sessions_of(writer: Writer, identity: bytes, device: bytes) -> frozenset[bytes]:
    """Deletes the sessions of a device. Returns their token hashes."""
    ended = await writer.fetch(
        "DELETE FROM sessions WHERE identity = ? AND device = ? RETURNING token_hash", (identity, device)
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
                "DELETE FROM sessions WHERE identity = ? AND (expires_ms <= ? OR token_hash NOT IN"
                " (SELECT token_hash FROM sessions WHERE identity = ? ORDER BY expires_ms DESC LIMIT ?))"
                " RETURNING token_hash",
                (new.identity, now_ms, new.identity, keep),
            )
        return frozenset(token_hash for (token_hash,) in deleted)

    async def session_by_token(self, token_hash: bytes) -> SessionRow | None:
        row = await self._database.fetch_one(
            "SELECT s.token_hash, s.identity, s.device, s.expires_ms, a.roster_head, d.public"
            " FROM sessions AS s JOIN accounts AS a ON a.identity = s.identity"
            " LEFT JOIN devices AS d ON d.identity = s.identity AND d.device = s.device"
            " WHERE s.token_hash = ?",
            (token_hash,),
        )
        return SessionRow(*row) if row else None

    async def extend_session(self, token_hash: bytes, expires_ms: int) -> None:
        async with self._database.write() as writer:
            await writer.run(
                "UPDATE sessions SET expires_ms = ? WHERE token_hash = ?", (expires_ms, token_hash)
            )

    async def end_session(self, token_hash: bytes) -> None:
        async with self._database.write() as writer:
            await writer.run("DELETE FROM sessions WHERE token_hash = ?", (token_hash,))

    async def end_device_sessions(self, identity: bytes, device: bytes) -> frozenset[bytes]:
        async with self._database.write() as writer:
            return await end_sessions_of(writer, identity, device)

    async def end_other_sessions(self, token_hash: bytes) -> frozenset[bytes] | None:
        async with self._database.write() as writer:
            kept = await writer.fetch("SELECT identity FROM sessions WHERE token_hash = ?", (token_hash,))
            if not kept:
                return None
            ended = await writer.fetch(
                "DELETE FROM sessions WHERE identity = ? AND token_hash <> ? RETURNING token_hash",
                (kept[0][0], token_hash),
            )
        return frozenset(each for (each,) in ended)
