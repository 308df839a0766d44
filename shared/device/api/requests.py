"""The requests of the facade's methods: strict structs that refuse unknown fields."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from shared.chain.body import LABEL_LENGTH_MAX
from shared.chain.context import DUE_LENGTH_MAX, NOTE_LENGTH_MAX, TITLE_LENGTH_MAX, WHY_LENGTH_MAX
from shared.device.core.documents import DraftDocument, WordsDocument
from shared.device.core.field_types import (
    SLOTS,
    CommitId,
    CommitKind,
    DeviceId,
    Quantity,
    Slot,
    Start,
    VaultId,
)
from shared.device.core.past_change import PastChange
from shared.device.core.text_fields import RAW_FACTOR, Day, Line, Lines, Verbatim
from shared.device.core.typed import FIELD_LENGTH_MAX, FIELDS_MAX, TEXT_LENGTH_MAX
from shared.device.data.commit_import import ImportedCommit
from shared.text import ACCOUNT_NAME_LENGTH_MAX
from shared.vault.keys import PASSWORD_LENGTH_MAX
from shared.vault.roster import DEVICE_NAME_LENGTH_MAX
from shared.wire.fields import Natural

HISTORY_ROWS_MAX = 500
STATES_AT_ONCE_MAX = 32
# The extremes of all quantities, and the ends.
POINTS_MIN = 20
POINTS_MAX = 4_000
SHARE_SPANS_MAX = 600
IMPORT_COMMITS_MAX = 100_000

Title = Annotated[str, Meta(max_length=RAW_FACTOR * TITLE_LENGTH_MAX), Line(TITLE_LENGTH_MAX)]
Why = Annotated[str, Meta(max_length=RAW_FACTOR * WHY_LENGTH_MAX), Lines(WHY_LENGTH_MAX)]
Note = Annotated[str, Meta(max_length=RAW_FACTOR * NOTE_LENGTH_MAX), Lines(NOTE_LENGTH_MAX)]
Due = Annotated[str, Meta(max_length=DUE_LENGTH_MAX), Day()]
Label = Annotated[str, Meta(max_length=RAW_FACTOR * LABEL_LENGTH_MAX), Line(LABEL_LENGTH_MAX)]
DeviceName = Annotated[
    str, Meta(max_length=RAW_FACTOR * DEVICE_NAME_LENGTH_MAX), Line(DEVICE_NAME_LENGTH_MAX)
]
# Longer than any accepted name: a name that is too long has a refusal of its own.
WhatIfName = Annotated[str, Meta(max_length=1_024), Line(1_024)]
TypedField = Annotated[
    str, Meta(min_length=1, max_length=FIELD_LENGTH_MAX), Verbatim("the id of a field of the page")
]
TypedText = Annotated[
    str, Meta(max_length=TEXT_LENGTH_MAX), Verbatim("what a field shows while somebody types")
]
AccountName = Annotated[
    str,
    Meta(min_length=1, max_length=RAW_FACTOR * ACCOUNT_NAME_LENGTH_MAX),
    Verbatim("account names have a rule of their own"),
]
Password = Annotated[
    str, Meta(min_length=1, max_length=PASSWORD_LENGTH_MAX), Verbatim("what the key is derived from")
]
CredentialText = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9+/]{22,1364}={0,2}$"), Verbatim("the id of a credential in base64")
]
PasskeyText = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9+/]{0,2732}={0,2}$"), Verbatim("bytes of a passkey in base64")
]
Gesture = Annotated[str, Meta(min_length=1, max_length=64), Verbatim("a generated id")]
Scored = Verbatim("the positions of the scored words refer to it")


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """A method without parameters."""


class OfVault(Request, frozen=True):
    """A goal by its id in hex."""

    vault: VaultId


class CreateVault(Request, frozen=True):
    """A new goal with its first words. A `demo` goal never leaves the device."""

    title: Title
    why: Why | None = None
    due: Due | None = None
    demo: bool = False


class CreateDemo(Request, frozen=True):
    """The example goal in a language. `today_ms` is the start of the reader's local day."""

    language: Literal["en", "ko"]
    today_ms: Annotated[int, Meta(ge=-(2**53) + 1, le=2**53 - 1)]
    due: Due | None = None


class DraftPatch(OfVault, frozen=True):
    """A change of one page of the draft. The physics checks `page` and `patch`.

    A new draft begins at `start`. Changes under one name of a `gesture` are undone together.
    """

    page: int
    patch: Any
    start: Start = "neutral"
    gesture: Gesture | None = None


class KeepWhatIf(OfVault, frozen=True):
    """A what-if to save: `draft`, or the present draft without it. The physics checks the draft."""

    name: WhatIfName
    draft: DraftDocument | None = None


class OfWhatIf(OfVault, frozen=True):
    """A what-if by its number in the goal."""

    id: Annotated[int, Meta(ge=1)]


class RenameWhatIf(OfWhatIf, frozen=True):
    """A new name for a what-if."""

    name: WhatIfName


class InstallDraft(OfVault, frozen=True):
    """A whole draft document, which the physics checks. `start` is where its settings come from."""

    draft: DraftDocument
    start: Start | None = None


class SetControls(OfVault, frozen=True):
    """Where a new draft begins, and the slots that keep their share. A field left out stays as it is."""

    start: Start | None = None
    held: Annotated[list[Slot], Meta(max_length=len(SLOTS))] | None = None


class ScoreWords(Request, frozen=True):
    """The words of a goal while somebody writes them. Each may be empty."""

    title: Annotated[str, Meta(max_length=TITLE_LENGTH_MAX), Scored] = ""
    why: Annotated[str, Meta(max_length=WHY_LENGTH_MAX), Scored] = ""
    due: Annotated[str, Meta(max_length=DUE_LENGTH_MAX), Scored] = ""


class SetWords(OfVault, frozen=True):
    """A context: words to change."""

    words: WordsDocument


class KeepTyped(Request, frozen=True):
    """Typed text by field, of a goal or, without `vault`, of the device. Null forgets a field."""

    changes: Annotated[dict[TypedField, TypedText | None], Meta(min_length=1, max_length=FIELDS_MAX)]
    vault: VaultId | None = None


class MakeCommit(OfVault, frozen=True):
    """The label goes into the marker, the note into the context."""

    label: Label | None = None
    note: Note | None = None


class ReadHistory(OfVault, frozen=True):
    """Up to `limit` rows before position `before`, newest first. Without `before` from the newest row on."""

    limit: Annotated[int, Meta(ge=1, le=HISTORY_ROWS_MAX)]
    before: Annotated[int, Meta(ge=0)] | None = None


class ReadSeries(OfVault, frozen=True):
    """Positions `start` up to `end`, thinned to about `points`. Without bounds and `of` everything."""

    points: Annotated[int, Meta(ge=POINTS_MIN, le=POINTS_MAX)] = 2_000
    start: Annotated[int, Meta(ge=0)] = 0
    end: Annotated[int, Meta(ge=0)] | None = None
    of: Annotated[list[Quantity], Meta(min_length=1)] | None = None


class ReadShares(OfVault, frozen=True):
    """At most `points` groups of commits or, with `starts`, spans that begin at these times in ms."""

    points: Annotated[int, Meta(ge=1, le=SHARE_SPANS_MAX)] = 120
    starts: (
        Annotated[
            list[Annotated[int, Meta(ge=-(2**53) + 1, le=2**53 - 1)]],
            Meta(min_length=1, max_length=SHARE_SPANS_MAX),
        ]
        | None
    ) = None


class OfTime(OfVault, frozen=True):
    """A time in milliseconds since 1970."""

    t_ms: Annotated[int, Meta(ge=-(2**53) + 1, le=2**53 - 1)]


class FindCommits(OfVault, frozen=True):
    """A filter. A field left out matches everything; `text` is a part of a label, in any spelling."""

    device: DeviceId | None = None
    kind: CommitKind | None = None
    text: Label | None = None
    slot: Slot | None = None


class ReadRows(OfVault, frozen=True):
    """Positions of rows, in the order of the answer."""

    positions: Annotated[list[Annotated[int, Meta(ge=0)]], Meta(max_length=HISTORY_ROWS_MAX)]


class ReadStates(OfVault, frozen=True):
    """Positions of states, in the order of the answer."""

    positions: Annotated[list[Annotated[int, Meta(ge=0)]], Meta(max_length=STATES_AT_ONCE_MAX)]


class OfCommit(OfVault, frozen=True):
    """A commit by its id in hex."""

    commit: CommitId


class ReadAnotherPast(OfVault, frozen=True):
    """Another draft for a past commit. The courses are thinned to about `points`."""

    change: PastChange
    points: Annotated[int, Meta(ge=POINTS_MIN, le=POINTS_MAX)] = 600


class KeepPast(OfVault, frozen=True):
    """A what-if of another past to save."""

    name: WhatIfName
    change: PastChange


class ExplainChange(OfVault, frozen=True):
    """Two commits by their ids in hex."""

    first: CommitId
    last: CommitId


class Credentials(Request, frozen=True):
    """A name and password of an account, and the name of this device in the roster."""

    name: AccountName
    password: Password
    device_name: DeviceName


class LogIn(Credentials, frozen=True):
    """With `adopt`, the goals of this device become goals of the account.

    `replaces`: the person knows that the account of this device was deleted and made again under its name.
    """

    adopt: bool = True
    replaces: bool = False


class ConfirmedByPassword(Request, frozen=True):
    """The account's password."""

    password: Password


class PasskeyAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What an authenticator answered, in base64. `prf` is the output of its PRF, null without one."""

    credential: CredentialText
    client_data: PasskeyText
    authenticator_data: PasskeyText
    signature: PasskeyText
    user: PasskeyText
    prf: PasskeyText | None


class WayShown(Request, frozen=True):
    """A way in that the person has just shown: the password, or the answer of a passkey."""

    password: Password | None = None
    passkey: PasskeyAnswer | None = None


class RenameDevice(WayShown, frozen=True, kw_only=True):
    """The way in unlocks the identity that signs the new name."""

    device: DeviceId
    name: DeviceName


class RevokeDevice(WayShown, frozen=True, kw_only=True):
    """The way in unlocks the signing key that ends the device."""

    device: DeviceId


class RenewDeviceId(WayShown, frozen=True, kw_only=True):
    """The way in unlocks the identity that signs the new device id."""

    device_name: DeviceName


class SyncHead(OfVault, frozen=True):
    """An event of the server: the newest push of a goal. For a deleted one, number 0 without a head."""

    number: Natural
    head: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?\Z")]


class SetWitnessed(OfVault, frozen=True):
    """Whether the server may replay the goal."""

    on: bool


class ImportCommits(OfVault, frozen=True):
    """Commits to add, in order."""

    commits: Annotated[list[ImportedCommit], Meta(min_length=1, max_length=IMPORT_COMMITS_MAX)]
