"""What an operator does with accounts: sees what they take, deletes one, ends sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from server.clock import Clock
from server.ops.control import Action
from server.store.port import Store
from server.store.rows import owner_of
from shared.errors import AutusError
from shared.text import comparable_account_name

ACCOUNTS_MAX = 1_000
# How many accounts are read at once.
PART_ACCOUNTS = 500


class ListedAccount(msgspec.Struct, frozen=True):
    """An account as the operator sees it. `identity` is lower-case hex."""

    name: str
    identity: str
    created_ms: int
    goals: int
    commits: int
    bytes: int
    sessions: int


class Administration:
    """`on_end` is called with the identity and the token hash of a session that has ended.

    `on_delete` is called with the identity of a deleted account.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        on_end: Callable[[bytes, bytes], None] = lambda *_: None,
        on_delete: Callable[[bytes], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._on_end = on_end
        self._on_delete = on_delete

    @property
    def actions(self) -> Mapping[str, Action]:
        """What commands ask for, by name."""
        return {
            "accounts list": self.list_accounts,
            "accounts delete": self.delete_account,
            "sessions end": self.end_sessions,
            "sessions end all": self.end_all_sessions,
        }

    async def list_accounts(self, most: int) -> list[ListedAccount]:
        """The accounts that take the most bytes, the largest first."""
        rows = await self._store.largest_accounts(self._clock.now_ms(), min(most, ACCOUNTS_MAX))
        return [
            ListedAccount(
                each.name,
                each.identity.hex(),
                each.created_ms,
                each.vaults,
                each.commits,
                each.size,
                each.sessions,
            )
            for each in rows
        ]

    async def delete_account(self, name: str) -> str:
        """Deletes the account with everything of it. Returns its identity in hex."""
        identity = await self._find(name)
        # The sessions first, so that requests under way end too.
        await self._end(identity)
        await self._store.delete_account(identity)
        self._on_delete(identity)
        return identity.hex()

    async def end_sessions(self, name: str) -> int:
        """Ends all sessions of an account. Returns how many there were."""
        return await self._end(await self._find(name))

    async def end_all_sessions(self) -> int:
        """Ends the sessions of every account. Returns how many there were."""
        ended, after = 0, b""
        while identities := await self._store.identities_after(after, PART_ACCOUNTS):
            for identity in identities:
                ended += await self._end(identity)
            after = owner_of(identities[-1])
        return ended

    async def _end(self, identity: bytes) -> int:
        ended = await self._store.end_account_sessions(identity)
        for token_hash in ended:
            self._on_end(identity, token_hash)
        return len(ended)

    async def _find(self, name: str) -> bytes:
        row = await self._store.account_by_name(comparable_account_name(name))
        if row is None:
            raise AutusError("NOT_FOUND", f"no account has the name {name!a}")
        return row.identity
