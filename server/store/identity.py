"""The database's own row: its generation and the server's secrets."""

from __future__ import annotations

import msgspec

from server.store.database import Database


class ServerRow(msgspec.Struct, frozen=True):
    """`secret` is the key of everything that the server must recognise but not publish."""

    generation: bytes
    receipt_seed: bytes
    secret: bytes


async def server_row(database: Database, fresh: ServerRow) -> ServerRow:
    """The stored row; `fresh` is stored where there is none yet."""
    async with database.write() as writer:
        await writer.run(
            "INSERT OR IGNORE INTO server (only_row, generation, receipt_seed, secret) VALUES (1, ?, ?, ?)",
            (fresh.generation, fresh.receipt_seed, fresh.secret),
        )
        rows = await writer.fetch("SELECT generation, receipt_seed, secret FROM server")
    return ServerRow(*rows[0])


async def set_generation(database: Database, generation: bytes) -> None:
    """Replaces the 16-byte generation: receipts from here on carry the new one."""
    async with database.write() as writer:
        await writer.run("UPDATE server SET generation = ?", (generation,))
