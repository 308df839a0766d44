"""What the facade's methods take: strict structs, one a method."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from shared.device.core.field_types import CommitId, CommitKind, DeviceId, Quantity, Slot, VaultId
from shared.device.data.commit_import import ImportedCommit

Text = Annotated[str, Meta(max_length=4_000)]
Name = Annotated[str, Meta(min_length=1, max_length=64)]
# Longer than any that is taken: what is too long has a code of its own.
WhatIfName = Annotated[str, Meta(max_length=1_024)]
Password = Annotated[str, Meta(min_length=1, max_length=1_024)]

HISTORY_ROWS_MAX = 500
STATES_AT_ONCE_MAX = 32
# The extremes of all quantities, and the ends.
POINTS_MIN = 20
POINTS_MAX = 4_000
IMPORT_COMMITS_MAX = 100_000


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """A method without parameters."""


AnyRequest = TypeVar("AnyRequest", bound=Request)


class OfVault(Request, frozen=True):
    """A goal by its id in hex."""

    vault: VaultId


class CreateVault(Request, frozen=True):
    """The first words of a new goal; `demo` goals never leave the device."""

    title: Annotated[str, Meta(min_length=1, max_length=200)]
    why: Text | None = None
    due: Annotated[str, Meta(max_length=64)] | None = None
    demo: bool = False


class CreateDemo(Request, frozen=True):
    """The example goal in its reader's language; `today_ms` is when the day began where the reader is."""

    language: Literal["en", "ko"]
    today_ms: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    due: Annotated[str, Meta(max_length=64)] | None = None


class DraftPatch(OfVault, frozen=True):
    """`page` and `patch` are checked by the physics."""

    page: int
    patch: Any


class WhatIfKeep(OfVault, frozen=True):
    """`draft`, checked by the physics, in place of the present one."""

    name: WhatIfName
    draft: dict[str, Any] | None = None


class OfWhatIf(OfVault, frozen=True):
    """A what-if by its number in the goal."""

    id: Annotated[int, Meta(ge=1)]


class WhatIfRename(OfWhatIf, frozen=True):
    """The name is checked as one."""

    name: WhatIfName


class InstallDraft(OfVault, frozen=True):
    """`draft` is a whole draft document, checked by the physics."""

    draft: dict[str, Any]


class GoalText(Request, frozen=True):
    """The words of a goal as they are being written; each may be empty."""

    title: Annotated[str, Meta(max_length=200)] = ""
    why: Text = ""
    due: Annotated[str, Meta(max_length=64)] = ""


class SetWords(OfVault, frozen=True):
    """`words` are a context, checked as one."""

    words: dict[str, Any]


class Commit(OfVault, frozen=True):
    """The label goes into the marker, the note into the context."""

    label: Annotated[str, Meta(max_length=200)] | None = None
    note: Text | None = None


class HistoryPage(OfVault, frozen=True):
    """Rows before position `before` (from the newest where it is left out), newest first."""

    limit: Annotated[int, Meta(ge=1, le=HISTORY_ROWS_MAX)]
    before: Annotated[int, Meta(ge=0)] | None = None


class Series(OfVault, frozen=True):
    """Positions `start` up to `end` (all where they are left out), thinned to about `points` of them."""

    points: Annotated[int, Meta(ge=POINTS_MIN, le=POINTS_MAX)] = 2_000
    start: Annotated[int, Meta(ge=0)] = 0
    end: Annotated[int, Meta(ge=0)] | None = None
    of: Annotated[list[Quantity], Meta(min_length=1)] | None = None


class Find(OfVault, frozen=True):
    """What is left out, everything has; `text` is part of a label, in any case of letters."""

    device: DeviceId | None = None
    kind: CommitKind | None = None
    text: Annotated[str, Meta(max_length=200)] | None = None
    slot: Slot | None = None


class Rows(OfVault, frozen=True):
    """Positions in the order in which the rows are wanted."""

    positions: Annotated[list[Annotated[int, Meta(ge=0)]], Meta(max_length=HISTORY_ROWS_MAX)]


class States(OfVault, frozen=True):
    """Positions in the order in which the states are wanted."""

    positions: Annotated[list[Annotated[int, Meta(ge=0)]], Meta(max_length=STATES_AT_ONCE_MAX)]


class OfCommit(OfVault, frozen=True):
    """A commit by its id in hex."""

    commit: CommitId


class Credentials(Request, frozen=True):
    """For an account; `device_name` is what the roster shall call this device."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    password: Password
    device_name: Name


class LogIn(Credentials, frozen=True):
    """`adopt`: the goals that this device already has become goals of the account."""

    adopt: bool = True


class RenameDevice(Request, frozen=True):
    """The password unlocks the identity that signs the new name."""

    device: DeviceId
    name: Name
    password: Password


class Rehome(Request, frozen=True):
    """The password unlocks the identity that signs the new device id."""

    password: Password
    device_name: Name


class SetWitnessed(OfVault, frozen=True):
    """Whether the server may replay the goal."""

    on: bool


class ImportCommits(OfVault, frozen=True):
    """In the order in which they are to follow one another."""

    commits: Annotated[list[ImportedCommit], Meta(min_length=1, max_length=IMPORT_COMMITS_MAX)]


def read(payload: bytes, kind: type[AnyRequest]) -> AnyRequest:
    """The request in `payload`. Raises msgspec.MsgspecError."""
    return msgspec.json.decode(payload, type=kind)
