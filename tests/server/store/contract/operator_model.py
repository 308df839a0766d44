"""The naive store, as far as an operator asks it."""

from __future__ import annotations

from server.store.errors import StoreUnavailable
from server.store.rows import AccountSize, owner_of
from tests.server.store.contract.contents import Contents


class OperatorModel:
    """`contents` outlive the store, as a database does."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._open = False

    @property
    def _all(self) -> Contents:
        if not self._open:
            raise StoreUnavailable("not open")
        return self._contents

    async def open(self) -> None:
        self._open = True

    async def close(self) -> None:
        self._open = False

    async def end_account_sessions(self, identity: bytes) -> frozenset[bytes]:
        ended = {each.token_hash for each in self._all.sessions.values() if each.identity == identity}
        for token_hash in ended:
            del self._all.sessions[token_hash]
        return frozenset(ended)

    async def largest_accounts(self, now_ms: int, most: int) -> list[AccountSize]:
        sizes = [
            AccountSize(
                identity=identity,
                name=account.row.name,
                created_ms=account.created_ms,
                vaults=len(account.vaults),
                commits=sum(vault.row.commits for vault in account.vaults.values()),
                size=account.owned_bytes,
                sessions=sum(
                    each.identity == identity and each.expires_ms > now_ms
                    for each in self._all.sessions.values()
                ),
            )
            for identity, account in self._all.accounts.items()
        ]
        return sorted(sizes, key=lambda each: (-each.size, each.name))[:most]

    async def identities_after(self, after: bytes, most: int) -> list[bytes]:
        return sorted(each for each in self._all.accounts if owner_of(each) > after)[:most]
