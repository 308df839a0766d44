"""Passkeys of accounts."""

from __future__ import annotations

from collections.abc import Sequence

from server.store.rows import PasskeyRow, owner_of
from server.store.sqlite.database import Queries, Writer


async def set_passkeys(writer: Writer, owner: bytes, passkeys: Sequence[PasskeyRow]) -> None:
    """Makes these the passkeys of the account. Those that it has keep their counter."""
    kept = {passkey.credential for passkey in passkeys}
    stored = await writer.fetch("SELECT credential FROM passkeys WHERE owner = ?", (owner,))
    gone = [(owner, credential) for (credential,) in stored if credential not in kept]
    await writer.run_many("DELETE FROM passkeys WHERE owner = ? AND credential = ?", gone)
    await writer.run_many("DELETE FROM credentials WHERE owner = ? AND credential = ?", gone)
    await writer.run_many(
        "INSERT INTO credentials (owner, credential) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(owner, passkey.credential) for passkey in passkeys],
    )
    await writer.run_many(
        "INSERT INTO passkeys (owner, credential, public_key, user, count) SELECT ?1, ?2, ?3, ?4, ?5"
        " WHERE EXISTS (SELECT 1 FROM credentials WHERE credential = ?2 AND owner = ?1)"
        " ON CONFLICT DO UPDATE SET public_key = excluded.public_key, user = excluded.user",
        [(owner, each.credential, each.public_key, each.user, each.count) for each in passkeys],
    )


class PasskeyQueries(Queries):
    """The operations on passkeys."""

    async def passkey_by_credential(self, credential: bytes) -> PasskeyRow | None:
        row = await self._database.fetch_one(
            "SELECT p.credential, a.identity, p.public_key, p.user, p.count"
            " FROM passkeys AS p JOIN accounts AS a ON a.owner = p.owner"
            " WHERE p.owner = (SELECT owner FROM credentials WHERE credential = ?1) AND p.credential = ?1",
            (credential,),
        )
        return PasskeyRow(*row) if row else None

    async def count_passkey(self, identity: bytes, credential: bytes, before: int, after: int) -> bool:
        async with self._database.write() as writer:
            changed = await writer.run(
                "UPDATE passkeys SET count = ? WHERE owner = ? AND credential = ? AND count = ?",
                (after, owner_of(identity), credential, before),
            )
        return changed == 1
