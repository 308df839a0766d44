"""The passkeys of the naive store."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from server.store.rows import PasskeyRow


class PasskeyTable:
    """Passkeys by credential. Each has one account."""

    def __init__(self) -> None:
        self._rows: dict[bytes, PasskeyRow] = {}

    def set(self, identity: bytes, passkeys: Sequence[PasskeyRow]) -> None:
        before = {credential: row for credential, row in self._rows.items() if row.identity == identity}
        for credential in before:
            del self._rows[credential]
        for row in passkeys:
            count = before.get(row.credential, row).count
            self._rows.setdefault(row.credential, replace(row, count=count))

    def find(self, credential: bytes) -> PasskeyRow | None:
        return self._rows.get(credential)

    def count(self, identity: bytes, credential: bytes, before: int, after: int) -> bool:
        row = self._rows.get(credential)
        if row is None or (row.identity, row.count) != (identity, before):
            return False
        self._rows[credential] = replace(row, count=after)
        return True


class PasskeyOperations(ABC):
    """The operations of the port, on the table of the store."""

    @property
    @abstractmethod
    def _all(self) -> Any:
        """Whatever the store contains."""

    async def passkey_by_credential(self, credential: bytes) -> PasskeyRow | None:
        found: PasskeyRow | None = self._all.passkeys.find(credential)
        return found

    async def count_passkey(self, identity: bytes, credential: bytes, before: int, after: int) -> bool:
        counted: bool = self._all.passkeys.count(identity, credential, before, after)
        return counted
