"""A connection of asyncpg, and the one place that sends statements on the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import asyncpg

Row: TypeAlias = tuple[Any, ...]
Connection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"


async def run(connection: Connection, sql: str, values: Sequence[object]) -> list[Row]:
    """The rows of a statement."""
    return [tuple(row) for row in await connection.fetch(sql, *values)]
