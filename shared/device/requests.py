"""What the facade's methods take: strict structs, one a method."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

VaultId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
DeviceId = VaultId
CommitId = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Text = Annotated[str, Meta(max_length=4_000)]
Name = Annotated[str, Meta(min_length=1, max_length=64)]
Password = Annotated[str, Meta(min_length=1, max_length=1_024)]

HISTORY_ROWS_MAX = 500
IMPORT_COMMITS_MAX = 100_000


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """A method without parameters."""


class OfVault(Request, frozen=True):
    vault: VaultId


class CreateVault(Request, frozen=True):
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    why: Text | None = None
    due: Annotated[str, Meta(max_length=64)] | None = None
    demo: bool = False


class DraftPatch(Request, frozen=True):
    """`page` and `patch` are checked by the physics."""

    vault: VaultId
    page: int
    patch: Any


class SetWords(Request, frozen=True):
    vault: VaultId
    words: dict[str, Any]


class Commit(Request, frozen=True):
    vault: VaultId
    label: Annotated[str, Meta(max_length=200)] | None = None
    note: Text | None = None


class HistoryPage(Request, frozen=True):
    """Rows before position `before` (from the newest where it is left out), newest first."""

    vault: VaultId
    limit: Annotated[int, Meta(ge=1, le=HISTORY_ROWS_MAX)]
    before: Annotated[int, Meta(ge=0)] | None = None


class OfCommit(Request, frozen=True):
    vault: VaultId
    commit: CommitId


class Credentials(Request, frozen=True):
    name: Annotated[str, Meta(min_length=1, max_length=64)]
    password: Password
    device_name: Name


class LogIn(Credentials, frozen=True):
    adopt: bool = True


class RenameDevice(Request, frozen=True):
    device: DeviceId
    name: Name
    password: Password


class Rehome(Request, frozen=True):
    password: Password
    device_name: Name


class SetWitnessed(Request, frozen=True):
    vault: VaultId
    on: bool


class ImportedCommit(Request, frozen=True):
    """Patches are (page, patch) pairs, applied in order to an empty draft."""

    t_ms: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    patches: list[tuple[int, Any]]
    label: Annotated[str, Meta(max_length=200)] | None = None
    note: Text | None = None


class ImportCommits(Request, frozen=True):
    vault: VaultId
    commits: Annotated[list[ImportedCommit], Meta(min_length=1, max_length=IMPORT_COMMITS_MAX)]


def read(payload: bytes, kind: type[msgspec.Struct]) -> Any:
    """The request in `payload`. Raises msgspec.MsgspecError."""
    return msgspec.json.decode(payload, type=kind)
