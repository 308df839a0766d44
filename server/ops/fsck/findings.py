"""What a check finds."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal[
    "account",
    "author",
    "certificate",
    "checksum",
    "counter",
    "device",
    "head",
    "index",
    "keyset",
    "links",
    "missing",
    "name",
    "passkey",
    "receipt",
    "roster",
    "server",
    "snapshot",
    "stray",
    "structure",
    "unreadable",
]
"""`docs/operate.md` says what each means."""


class Finding(msgspec.Struct, frozen=True):
    """Something that is not as the server wrote it. Without an owner it concerns the whole database."""

    kind: Kind
    detail: str
    owner: bytes = b""
    vault: bytes = b""
    number: int = 0

    def __str__(self) -> str:
        place = [
            *([f"account {self.owner.hex()}"] if self.owner else []),
            *([f"goal {self.vault.hex()}"] if self.vault else []),
            *([f"push {self.number}"] if self.number else []),
        ]
        return f"{self.kind}: {', '.join(place) or 'database'}: {self.detail}"
