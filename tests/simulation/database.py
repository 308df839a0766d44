"""What the server of a world has stored."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.errors import AutusError
from shared.vault.roster import Roster
from shared.vault.ways import verifier_of
from shared.wire.accounts import Keyset, SignedStatement
from shared.wire.pushes import StoredPush
from shared.wire.snapshots import Snapshot


@dataclass
class StoredVault:
    pushes: list[StoredPush] = field(default_factory=list)
    ids: set[bytes] = field(default_factory=set)
    seqs: dict[bytes, int] = field(default_factory=dict)
    witnessed: bool = False
    replayed: dict[bytes, bytes] = field(default_factory=dict)
    snapshot: Snapshot | None = None
    epoch: int = 1

    @property
    def snapshot_commits(self) -> int:
        return self.pushes[self.snapshot.number - 1].receipt.commits if self.snapshot else 0


@dataclass
class Database:
    """One account. That is enough for everything that devices do to one another."""

    generation: bytes
    name: str = ""
    auth_key: bytes = b""
    identity: bytes = b""
    keyset: Keyset | None = None
    statements: list[SignedStatement] = field(default_factory=list)
    roster: Roster | None = None
    vaults: dict[bytes, StoredVault] = field(default_factory=dict)
    sessions: dict[str, bytes] = field(default_factory=dict)
    deleted: set[bytes] = field(default_factory=set)

    def accepts(self, auth_key: bytes, kind: str = "password") -> bool:
        """Whether the key is that of the account's way in of this kind."""
        ways = self.roster.ways if self.roster else None
        if ways is None:
            return kind == "password" and auth_key == self.auth_key
        return (kind, verifier_of(auth_key)) in {(entry.kind, entry.verifier) for entry in ways.entries}

    def require_password(self, auth_key: bytes | None) -> None:
        if auth_key is None:
            raise AutusError("BAD_REQUEST")
        if not self.accepts(auth_key):
            raise AutusError("BAD_CREDENTIALS")
