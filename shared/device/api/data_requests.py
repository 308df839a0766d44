"""The requests of the methods for a person's data as a whole."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.device.api.requests import OfVault, PasskeyAnswer, Password, Request
from shared.device.core.field_types import CommitId, VaultId
from shared.device.core.text_fields import Verbatim
from shared.device.data.deletion import Where
from shared.vault.archive import GOALS_MAX

EXPORT_ROWS_MAX = 500
PART_CHARACTERS_MAX = 8 * 1024 * 1024
Handle = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]


class ReadExport(OfVault, frozen=True):
    """A page of an export. Later pages carry the `head` of the first one, so a new commit changes none."""

    after: Annotated[int, Meta(ge=0)]
    limit: Annotated[int, Meta(ge=1, le=EXPORT_ROWS_MAX)]
    head: CommitId | None = None


class ReadTable(ReadExport, frozen=True):
    """A page of a table. `decimal_comma` is the form of regions that write 0,5 and separate by semicolons."""

    decimal_comma: bool = False


class BeginArchive(Request, frozen=True):
    """The goals of a new archive and its passphrase."""

    vaults: Annotated[list[VaultId], Meta(min_length=1, max_length=GOALS_MAX)]
    passphrase: Password


class OfArchive(Request, frozen=True):
    """An archive that this device is writing."""

    archive: Handle


class BeginImport(Request, frozen=True):
    """The size in bytes of a file to import."""

    size: Annotated[int, Meta(ge=0)]


class OfImport(Request, frozen=True):
    """A file that this device is importing."""

    file: Handle


class AddImportPart(OfImport, frozen=True):
    """The next bytes of the file in base64."""

    data: Annotated[str, Meta(max_length=PART_CHARACTERS_MAX), Verbatim("base64")]


class PreviewImport(OfImport, frozen=True):
    """An archive needs its passphrase. A plain file has none."""

    passphrase: Password | None = None


class ApplyImport(OfImport, frozen=True):
    """The goals of the file to import."""

    vaults: Annotated[list[VaultId], Meta(min_length=1, max_length=GOALS_MAX)]


class ContinueVault(OfVault, frozen=True):
    """`with_surplus`: what the removed device made above the heads of its removal comes along."""

    with_surplus: bool


class DeleteVault(OfVault, frozen=True):
    """Deletes a goal from this device, from the server, or from both. The server needs a way in."""

    where: Where
    password: Password | None = None
    passkey: PasskeyAnswer | None = None


class ExportReceiptProof(Request, frozen=True):
    """The id of a proof."""

    proof: Annotated[str, Meta(pattern="^[0-9a-f]{32}-[0-9a-f]{32}-[0-9]{1,16}$", max_length=82)]
