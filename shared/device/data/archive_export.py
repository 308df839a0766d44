"""Writing an archive of vaults, part by part."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared import kernel
from shared.device.account.passwords import check_password
from shared.device.core.clock import stamp_ms
from shared.device.core.history import History
from shared.device.core.host import Host
from shared.device.core.vault import Vault
from shared.device.data.backups import remember_archive
from shared.errors import AutusError
from shared.vault.archive import (
    COMMITS_MAX,
    ArchivedGoal,
    ArchiveWriter,
    Commits,
    Manifest,
    archive_keys,
    frame,
    write_header,
)
from shared.vault.keys import new_kdf
from shared.wire.pushes import WireCommit

# How many commits are read and sealed in one step.
PART_COMMITS = 250


class Source(msgspec.Struct, frozen=True):
    """A vault at the time when the archive was begun. `order` has parents first."""

    vault: Vault
    history: History
    order: list[bytes]
    commits: int


class ArchiveExport:
    """An archive in progress. Call `next_part` until `finished`."""

    def __init__(self, host: Host, writer: ArchiveWriter, sources: Sequence[Source], first: bytes) -> None:
        self._host = host
        self._writer = writer
        self._sources = sources
        self._first: bytes | None = first
        self._at = (0, 0)
        self.total = sum(len(source.order) for source in sources)
        self.done = 0
        self.finished = False

    async def next_part(self) -> bytes:
        """The next bytes of the file. The first part has the header and the manifest."""
        if self._first is not None:
            part, self._first = self._first, None
            return part
        number, first = self._at
        if number == len(self._sources):
            last = await self._writer.finish()
            self.finished = True
            await remember_archive(self._host, [(source.vault, source.commits) for source in self._sources])
            return last
        source = self._sources[number]
        ids = source.order[first : first + PART_COMMITS]
        try:
            wires = await source.history.wires(ids)
        except AutusError:
            # The vault may have been removed in the meantime.
            source.vault.require_present()
            raise
        self.done += len(ids)
        end = first + len(ids)
        self._at = (number, end) if end < len(source.order) else (number + 1, 0)
        return await self._writer.add(b"".join(frame(each) for each in batches(source.vault.id, wires)))


def batches(vault: bytes, wires: Sequence[WireCommit]) -> list[Commits]:
    """The commits in records of bounded size."""
    records: list[Commits] = []
    part: list[WireCommit] = []
    size = 0
    for wire in wires:
        size += len(wire[0]) + len(wire[1])
        part.append(wire)
        if size >= 4 * 1024 * 1024:
            records.append(Commits(vault, tuple(part)))
            part, size = [], 0
    return [*records, Commits(vault, tuple(part))] if part else records


async def begin_archive(host: Host, vaults: Sequence[Vault], passphrase: str) -> ArchiveExport:
    """Begins an archive of the vaults as they are now.

    Raises AutusError: PASSWORD_TOO_SHORT, BAD_PASSWORD, VAULT_EMPTY, ARCHIVE_TOO_LARGE.
    """
    check_password(passphrase)
    sources, goals = [], []
    for vault in vaults:
        source, goal = await _open_source(vault)
        sources.append(source)
        goals.append(goal)
    if sum(len(source.order) for source in sources) > COMMITS_MAX:
        raise AutusError("ARCHIVE_TOO_LARGE", f"at most {COMMITS_MAX} commits", limit=COMMITS_MAX)
    kdf = new_kdf(host.crypto)
    head = write_header(kdf)
    writer = ArchiveWriter(host.crypto, await archive_keys(host.crypto, passphrase, head, kdf), head)
    manifest = Manifest(created_ms=stamp_ms(host), goals=tuple(goals))
    first = writer.begin() + await writer.add(frame(manifest))
    return ArchiveExport(host, writer, sources, first)


async def _open_source(vault: Vault) -> tuple[Source, ArchivedGoal]:
    await vault.load()
    history, tip = await vault.history(), vault.tip
    order = history.graph.difference(tip.commit, None)
    times = [history.row(commit).t_ms for commit in order]
    goal = ArchivedGoal(
        vault=vault.id,
        identity=vault.meta.identity,
        keys={epoch: key for epoch, key in vault.secret.keys.items() if epoch <= tip.epoch},
        name=vault.secret.name,
        demo=vault.meta.demo,
        head=tip.commit,
        commits=len(order),
        first_ms=min(times),
        last_ms=max(times),
        state_hash=kernel.state_hash(tip.state),
    )
    return Source(vault, history, order, vault.meta.commits), goal
