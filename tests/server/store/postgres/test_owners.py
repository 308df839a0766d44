"""Every statement names the owner: over tables that are partitioned by owner, each touches one partition.

Citus distributes tables in the same way. A statement that touches one partition here is one task there.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from server.store.postgres import connection as driver
from server.store.postgres.connection import Connection, Row
from server.store.postgres.store import PostgresStore
from tests.postgres import TABLES, Cluster, fetch
from tests.server.store.contract.operations import do_everything

PARTS = 8
# `names` finds the owner of a name, and `credentials` that of a passkey. They stay on one machine.
NOT_DISTRIBUTED = {"server", "names", "credentials"}
DISTRIBUTED = [table for table in TABLES if table not in NOT_DISTRIBUTED]


def split_by_owner(url: str) -> None:
    for table in DISTRIBUTED:
        fetch(
            url,
            f"ALTER TABLE {table} RENAME TO whole_{table}",
            f"CREATE TABLE {table} (LIKE whole_{table} INCLUDING ALL) PARTITION BY HASH (owner)",
            f"DROP TABLE whole_{table}",
            *(
                f"CREATE TABLE {table}_{part} PARTITION OF {table}"
                f" FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
                for part in range(PARTS)
            ),
        )


def relations(plan: object) -> set[str]:
    """The names of all tables in a plan."""
    if isinstance(plan, list):
        return set().union(*map(relations, plan))
    if isinstance(plan, dict):
        here = {plan["Relation Name"]} if "Relation Name" in plan else set()
        return here.union(*map(relations, plan.values()))
    return set()


def test_every_statement_touches_one_partition(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    original, touched = driver.run, list[tuple[str, set[str]]]()

    async def explained(connection: Connection, sql: str, values: Sequence[object]) -> list[Row]:
        ((plan,),) = await original(connection, f"EXPLAIN (FORMAT JSON) {sql}", values)
        touched.append((sql, relations(json.loads(plan))))
        return await original(connection, sql, values)

    async def whole(url: str) -> None:
        store = PostgresStore(url)
        await store.open()
        # What `open` reads is not of one owner: deletions that were cut off.
        monkeypatch.setattr(driver, "run", explained)
        await do_everything(store)
        await store.close()

    with cluster.new_database() as url:
        split_by_owner(url)
        asyncio.run(whole(url))
    parts = [
        (sql, {name.rpartition("_")[2] for name in names if name.rpartition("_")[0] in DISTRIBUTED})
        for sql, names in touched
    ]
    assert [(sql, found) for sql, found in parts if len(found) > 1] == []
    seen = {name.rpartition("_")[0] for _, names in touched for name in names}
    assert seen >= {"owners", "vaults", "authors", "pushes", "sessions", "devices", "accounts", "statements"}


def test_every_key_begins_with_the_owner(cluster: Cluster) -> None:
    with cluster.database() as url:
        rows = fetch(
            url,
            "SELECT c.relname, a.attname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid"
            " JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
            " WHERE c.relnamespace = 'public'::regnamespace",
        )
    others = {table for table, first in rows if first != "owner"}
    assert {table for table, _ in rows} >= set(TABLES)
    assert others == {"server", "probe", "steps", "names", "credentials"}


def test_the_commands_for_citus_name_every_distributed_table(root: Path) -> None:
    commands = (root / "docs" / "DEPLOYMENT.md").read_text().partition("```sql")[2].partition("```")[0]
    assert set(re.findall(r"'([a-z_]+)'", commands)) - {"owner"} == set(DISTRIBUTED)
