"""The content of an archive file, checked as far as possible without a replay. It changes no device."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from shared.chain.header import Kind, commit_id, decode_header, vault_id
from shared.crypto.device import DeviceCrypto
from shared.errors import AutusError
from shared.vault.archive import (
    COMMITS_MAX,
    ArchivedGoal,
    Commits,
    Manifest,
    damaged,
    open_chunks,
    read_front,
    read_records,
    unlock,
)
from shared.wire.limits import COMMIT_BYTES_MAX
from shared.wire.pushes import WireCommit


class ArchiveGoal(Struct, frozen=True):
    """A vault of an archive: genesis first, parents before children, the head last."""

    goal: ArchivedGoal
    ids: list[bytes]
    wires: list[WireCommit]
    authors: dict[tuple[bytes, int], bytes]


class ArchiveContent(Struct, frozen=True):
    """An opened archive."""

    created_ms: int
    goals: list[ArchiveGoal]


async def open_archive(crypto: DeviceCrypto, data: bytes | bytearray, passphrase: str) -> ArchiveContent:
    """Decrypts and checks an archive.

    Raises AutusError: WRONG_PASSPHRASE, ARCHIVE_NOT_OPENED, ARCHIVE_CUT_SHORT, ARCHIVE_DAMAGED,
    ARCHIVE_TOO_LARGE, UPDATE_REQUIRED, and what deriving the key refuses.
    """
    front = read_front(data)
    key = await unlock(crypto, passphrase, front)
    sealed = memoryview(data)[front.start : front.end]
    records = read_records(open_chunks(crypto, key, sealed, checked=front.check is not None))
    manifest = await anext(records, None)
    if not isinstance(manifest, Manifest):
        raise damaged("the archive does not begin with its table of contents")
    held: dict[bytes, list[WireCommit]] = {goal.vault: [] for goal in manifest.goals}
    if len(held) != len(manifest.goals):
        raise damaged("a goal is named twice")
    total = 0
    async for record in records:
        if not isinstance(record, Commits) or record.vault not in held:
            raise damaged("a record belongs to none of the archive's goals")
        total += len(record.commits)
        if total > COMMITS_MAX:
            raise AutusError("ARCHIVE_TOO_LARGE", f"at most {COMMITS_MAX} commits", limit=COMMITS_MAX)
        held[record.vault] += record.commits
    return ArchiveContent(manifest.created_ms, [_checked(goal, held[goal.vault]) for goal in manifest.goals])


def _checked(goal: ArchivedGoal, wires: Sequence[WireCommit]) -> ArchiveGoal:
    ids: list[bytes] = []
    known: set[bytes] = set()
    authors: dict[tuple[bytes, int], bytes] = {}
    epochs: dict[bytes, int] = {}
    for place, (encoded, ciphertext) in enumerate(wires):
        identity = commit_id(encoded, ciphertext)
        try:
            header = decode_header(encoded)
        except AutusError as error:
            raise damaged(f"a header cannot be read: {error.detail}") from None
        before = max((epochs.get(parent, 0) for parent in header.parents), default=0)
        if header.epoch not in goal.keys or header.epoch < before:
            raise damaged("a commit has an epoch without a key, or an older one than its parent")
        if len(encoded) + len(ciphertext) > COMMIT_BYTES_MAX:
            raise damaged("a commit is larger than the limit")
        if (place == 0) is not (header.kind == Kind.GENESIS) or header.vault != goal.vault:
            raise damaged("a commit is in the wrong place")
        if place == 0 and vault_id(goal.identity, header.salt) != goal.vault:
            raise damaged("the goal does not belong to its identity")
        if identity in known or not known.issuperset(header.parents):
            raise damaged("a commit is repeated, or comes before its parent")
        if (
            header.kind != Kind.MERGE
            and authors.setdefault((header.device, header.seq), identity) != identity
        ):
            raise damaged("a sequence number is used twice")
        known.add(identity)
        epochs[identity] = header.epoch
        ids.append(identity)
    if max(goal.keys) > max(epochs.values(), default=0):
        raise damaged("a key belongs to an epoch that no commit has")
    if not ids or ids[-1] != goal.head or len(ids) != goal.commits:
        raise damaged("some of the goal's commits are missing")
    return ArchiveGoal(goal, ids, list(wires), authors)
