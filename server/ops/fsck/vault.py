"""The check of one vault: every push with its links, ids, signatures and receipt, and what counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from server.crypto import verify_signature
from server.ops.fsck.findings import Finding, Kind
from server.store.inspection import Inspection, StoredPush
from server.store.rows import PushRow, VaultRow
from server.store.sizes import overhead_bytes
from shared.errors import AutusError
from shared.sync.certificate import receipt_hash, receipt_message
from shared.sync.parse import ParsedPush, parse_push
from shared.sync.snapshot import snapshot_item
from shared.sync.verify import certificate_item, check_links
from shared.vault.roster import Roster
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.limits import SNAPSHOT_BYTES_MAX
from shared.wire.pushes import Certificate, Push, Receipt
from shared.wire.snapshots import Snapshot

_decode_certificate = msgpack_decoder(Certificate, Limits(1_024))
_decode_receipt = msgpack_decoder(Receipt, Limits(1_024))
_decode_snapshot = msgpack_decoder(Snapshot, Limits(SNAPSHOT_BYTES_MAX + 4_096))


class VaultCheck:
    """Reads a vault once, one push at a time. `count` hears how many commits each push had."""

    def __init__(
        self,
        inspection: Inspection,
        roster: Roster,
        owner: bytes,
        vault: bytes,
        receipt_public: bytes,
        count: Callable[[int], None],
    ) -> None:
        self._inspection = inspection
        self._roster = roster
        self._publics = {device: entry.public for device, entry in roster.devices.items()}
        self._publics |= {device: each.entry.public for device, each in roster.revoked.items()}
        self._owner = owner
        self._vault = vault
        self._receipt_public = receipt_public
        self._count = count
        self._number = 0
        self._head: bytes | None = None
        self._commits = 0
        self._size = 0
        self._epoch = 1
        self._seqs: dict[bytes, int] = {}
        self._receipt: Receipt | None = None
        # After a push that is missing or unreadable, the next one has nothing to continue.
        self._known = True

    def run(self, row: VaultRow, roster_epoch: int) -> Iterator[Finding]:
        """Everything that is wrong with the vault of this row."""
        encoded = self._inspection.snapshot(self._owner, self._vault)
        snapshot, findings = self._read_snapshot(encoded, row)
        yield from findings
        last: PushRow | None = None
        for stored in self._inspection.pushes(self._owner, self._vault):
            last = stored.push
            if last.number != self._number + 1:
                yield self._finding("missing", "it is missing", self._number + 1)
                self._known = False
            self._number = last.number
            yield from self._check_push(stored, roster_epoch)
            if snapshot is not None and snapshot.number == last.number:
                yield from self._check_snapshot(snapshot, last.head, row.snapshot)
                snapshot = None
        if snapshot is not None:
            yield self._finding("snapshot", f"it is of push {snapshot.number}, which is missing")
        yield from self._check_row(row, last, len(encoded or b""))

    def _finding(self, kind: Kind, detail: str, number: int = 0) -> Finding:
        return Finding(kind, detail, self._owner, self._vault, number)

    def _check_push(self, stored: StoredPush, roster_epoch: int) -> Iterator[Finding]:
        push = stored.push
        if not stored.whole:
            yield self._finding("checksum", "its bytes have changed since they were written", push.number)
        self._size += len(push.commits) + overhead_bytes(push.count)
        try:
            certificate, receipt = _decode_certificate(push.certificate), _decode_receipt(push.receipt)
            parsed = parse_push(
                Push(push.base, push.head, msgspec.Raw(push.commits), certificate), self._vault
            )
        except (msgspec.MsgspecError, AutusError) as error:
            yield self._finding("unreadable", str(error), push.number)
            self._commits += push.count
            self._head, self._known = push.head, False
            return
        self._count(parsed.count)
        for kind, detail in (
            *self._wrong_links(push, parsed, roster_epoch),
            *self._wrong_certificate(parsed),
            *self._wrong_receipt(push, parsed, receipt),
            *self._wrong_index(push, parsed),
        ):
            yield self._finding(kind, detail, push.number)
        self._seqs |= {device: author[2] for device, author in parsed.authors.items()}
        self._commits = receipt.commits if not self._known else self._commits + parsed.count
        self._head, self._receipt, self._known = push.head, receipt, True
        self._epoch = parsed.epochs[-1] if parsed.epochs else self._epoch

    def _wrong_links(
        self, push: PushRow, parsed: ParsedPush, roster_epoch: int
    ) -> Iterator[tuple[Kind, str]]:
        if self._known and push.base != self._head:
            yield "links", "its base is not the head of the push before it"
        seqs = self._seqs
        if not self._known:
            seqs = {device: author[0] - 1 for device, author in parsed.authors.items()}
        try:
            if parsed.too_large is not None:
                raise parsed.too_large
            check_links(
                parsed,
                self._roster.identity,
                _Before(self._inspection, self._owner, self._vault, push.number),
                seqs,
                self._publics,
                {},
                epochs=(self._epoch if self._known else 1, roster_epoch),
            )
        except AutusError as error:
            yield "links", str(error)

    def _wrong_certificate(self, parsed: ParsedPush) -> Iterator[tuple[Kind, str]]:
        certificate = parsed.certificate
        public = self._publics.get(certificate.device)
        if public is None or certificate.roster_head not in self._heads:
            yield "certificate", "the roster has no such device, or no such head"
        elif not verify_signature(*certificate_item(parsed, public)):
            yield "certificate", "its signature is invalid"
        if certificate.count != parsed.count:
            yield "certificate", "it has another number of commits"

    def _wrong_receipt(
        self, push: PushRow, parsed: ParsedPush, receipt: Receipt
    ) -> Iterator[tuple[Kind, str]]:
        if not verify_signature(
            self._receipt_public, receipt.signature, receipt_message(self._vault, receipt)
        ):
            yield "receipt", "its signature is invalid"
        if (receipt.number, receipt.head) != (push.number, push.head):
            yield "receipt", "it is that of another push"
        if not self._known:
            return
        previous = None if self._receipt is None else receipt_hash(self._vault, self._receipt)
        if receipt.previous != previous:
            yield "receipt", "it does not continue the receipt before it"
        if receipt.commits != self._commits + parsed.count:
            yield "receipt", f"it counts {receipt.commits} commits of {self._commits + parsed.count}"

    def _wrong_index(self, push: PushRow, parsed: ParsedPush) -> Iterator[tuple[Kind, str]]:
        if push.count != parsed.count:
            yield "counter", f"it counts {push.count} commits of {parsed.count}"
        found = self._inspection.count_indexed(
            self._owner, self._vault, b"".join(parsed.ids), push.number, self._commits
        )
        if found != len(parsed.ids):
            yield "index", f"the index has {found} of its {len(parsed.ids)} commits"

    @property
    def _heads(self) -> tuple[bytes, ...]:
        return self._roster.heads

    def _read_snapshot(self, encoded: bytes | None, row: VaultRow) -> tuple[Snapshot | None, list[Finding]]:
        if encoded is None:
            lost = [self._finding("snapshot", "it is missing")] if row.snapshot else []
            return None, lost
        try:
            return _decode_snapshot(encoded), []
        except msgspec.MsgspecError as error:
            return None, [self._finding("snapshot", f"it is unreadable: {error}")]

    def _check_snapshot(self, snapshot: Snapshot, head: bytes, commits: int) -> Iterator[Finding]:
        """After the push that the snapshot is of."""
        public = self._publics.get(snapshot.device)
        if public is None or not verify_signature(*snapshot_item(self._vault, snapshot, public)):
            yield self._finding("snapshot", "its signature is invalid")
        if snapshot.head != head or snapshot.roster_head not in self._heads:
            yield self._finding("snapshot", "its head is not that of its push, or not of the roster")
        if commits != self._commits:
            yield self._finding("snapshot", f"the goal names one after {commits} commits")

    def _check_row(self, row: VaultRow, last: PushRow | None, snapshot: int) -> Iterator[Finding]:
        """The row of the vault, against what its pushes have added up to."""
        if row.number > self._number:
            yield self._finding("missing", f"up to push {row.number} all are missing", self._number + 1)
            return
        compared: tuple[tuple[Kind, str, object, object], ...] = (
            ("head", "number", row.number, self._number),
            ("head", "head", row.head, self._head),
            ("head", "receipt", row.receipt, last and last.receipt),
            ("head", "epoch", row.epoch, self._epoch),
            ("counter", "commits", row.commits, self._commits),
            ("counter", "bytes", row.size, self._size + snapshot),
            ("index", "commits in the index", self._indexed, self._commits),
        )
        for kind, what, stored, found in compared:
            if stored != found:
                yield self._finding(kind, f"{what}: {_shown(stored)} is stored, and {_shown(found)} is right")
        if self._inspection.authors(self._owner, self._vault) != self._seqs:
            yield self._finding("author", "the numbers of the authors are not those of their commits")

    @property
    def _indexed(self) -> int:
        return self._inspection.index_size(self._owner, self._vault)


class _Before:
    """The ids that pushes before a number have, as a container."""

    def __init__(self, inspection: Inspection, owner: bytes, vault: bytes, number: int) -> None:
        self._inspection = inspection
        self._place = owner, vault
        self._number = number

    def __contains__(self, commit: object) -> bool:
        return isinstance(commit, bytes) and self._inspection.is_indexed_before(
            *self._place, commit, self._number
        )


def _shown(value: object) -> object:
    return value.hex()[:16] if isinstance(value, bytes) else value
