"""What the naive store holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.store.rows import AccountRow, NewSession, PushRow, ServerIdentity, VaultRow
from tests.server.store.contract.passkey_table import PasskeyTable


@dataclass
class Vault:
    row: VaultRow
    pushes: list[PushRow] = field(default_factory=list)
    ids: set[bytes] = field(default_factory=set)
    seqs: dict[bytes, int] = field(default_factory=dict)
    snapshot: bytes | None = None


@dataclass
class Account:
    row: AccountRow
    skeleton: str
    statements: list[bytes]
    devices: dict[bytes, bytes]
    created_ms: int
    vaults: dict[bytes, Vault] = field(default_factory=dict)
    deleted: dict[bytes, int] = field(default_factory=dict)

    @property
    def owned_bytes(self) -> int:
        return sum(vault.row.size for vault in self.vaults.values())


@dataclass
class Contents:
    server: ServerIdentity | None = None
    accounts: dict[bytes, Account] = field(default_factory=dict)
    sessions: dict[bytes, NewSession] = field(default_factory=dict)
    old_tokens: dict[bytes, bytes] = field(default_factory=dict)
    passkeys: PasskeyTable = field(default_factory=PasskeyTable)
