"""Passkeys of accounts."""

from __future__ import annotations

from collections.abc import Sequence

from server.store.postgres.database import Queries, Transaction, columns
from server.store.rows import PasskeyRow, owner_of


async def set_passkeys(transaction: Transaction, owner: bytes, passkeys: Sequence[PasskeyRow]) -> None:
    """Makes these the passkeys of the account. Those that it has keep their counter."""
    credentials = [passkey.credential for passkey in passkeys]
    for table in ("passkeys", "credentials"):
        await transaction.fetch(
            f"DELETE FROM {table} WHERE owner = $1 AND credential <> ALL($2::bytea[])",  # noqa: S608 - constant names
            owner,
            credentials,
        )
    if not passkeys:
        return
    await transaction.fetch(
        "INSERT INTO credentials (credential, owner) SELECT credential, $1"
        " FROM unnest($2::bytea[]) AS new (credential) ON CONFLICT DO NOTHING",
        owner,
        credentials,
    )
    rows = await transaction.fetch(
        "SELECT credential FROM credentials WHERE owner = $1 AND credential = ANY($2::bytea[])",
        owner,
        credentials,
    )
    own = {credential for (credential,) in rows}
    values = [
        (each.credential, each.public_key, each.user, each.count)
        for each in passkeys
        if each.credential in own
    ]
    await transaction.fetch(
        "INSERT INTO passkeys (owner, credential, public_key, user_handle, count)"
        " SELECT $1, credential, public_key, user_handle, count"
        " FROM unnest($2::bytea[], $3::bytea[], $4::bytea[], $5::bigint[])"
        " AS new (credential, public_key, user_handle, count) ON CONFLICT (owner, credential)"
        " DO UPDATE SET public_key = excluded.public_key, user_handle = excluded.user_handle",
        owner,
        *columns(values, 4),
    )


class PasskeyQueries(Queries):
    """The operations on passkeys."""

    async def passkey_by_credential(self, credential: bytes) -> PasskeyRow | None:
        # In two statements, so that the second is answered by the part of the database that has the owner.
        found = await self._database.fetch_one(
            "SELECT owner FROM credentials WHERE credential = $1", credential
        )
        row = found and await self._database.fetch_one(
            "SELECT p.credential, o.identity, p.public_key, p.user_handle, p.count"
            " FROM passkeys AS p JOIN owners AS o ON o.owner = p.owner"
            " WHERE p.owner = $1 AND p.credential = $2",
            *found,
            credential,
        )
        return PasskeyRow(*row) if row else None

    async def count_passkey(self, identity: bytes, credential: bytes, before: int, after: int) -> bool:
        changed = await self._database.write(
            "UPDATE passkeys SET count = $4 WHERE owner = $1 AND credential = $2 AND count = $3 RETURNING 1",
            owner_of(identity),
            credential,
            before,
            after,
        )
        return bool(changed)
