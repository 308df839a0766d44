"""The checks of a pull by a device, before it opens a commit: the server must show one history.

A device stores one `Progress` for each vault: the last accepted receipt and the facts about all pushes up to
it. `check_latest` compares a page with it, `check_stored_push` checks one push after the other, and
`verify_pulled` checks the signatures of many pushes in one batch. None of it needs a vault key.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import msgspec

from shared.crypto.signatures import SignatureVerifier, verify_signatures
from shared.errors import AutusError
from shared.sync.certificate import receipt_hash, receipt_message
from shared.sync.parse import parse_push
from shared.sync.verify import SignatureItem, certificate_item, check_links
from shared.vault.roster import Roster
from shared.wire.pushes import PullPage, Push, Receipt, StoredPush, WireCommit


class Progress(msgspec.Struct, frozen=True):
    """The part of a vault's server history that a device has accepted. `NOTHING_PULLED` before any push.

    `receipt` is the last accepted receipt. `seqs` has each author's largest seq in the pushes up to it.
    `roster_index` is the index of the last certificate's roster_head in the roster. `generations` are the
    generations of all receipts so far, the current one last. `epoch` is that of the head.
    """

    receipt: Receipt | None
    seqs: Mapping[bytes, int]
    roster_index: int
    generations: tuple[bytes, ...]
    epoch: int = 1

    @property
    def number(self) -> int:
        return self.receipt.number if self.receipt else 0

    @property
    def head(self) -> bytes | None:
        return self.receipt.head if self.receipt else None

    @property
    def commits(self) -> int:
        return self.receipt.commits if self.receipt else 0


NOTHING_PULLED = Progress(receipt=None, seqs={}, roster_index=0, generations=())


class CheckedPush(msgspec.Struct, frozen=True):
    """A pulled push with valid structure: its commits with ids, and the progress after it.

    `verify_pulled` verifies `receipt_item` and `certificate_item`.
    """

    ids: list[bytes]
    commits: list[WireCommit]
    progress: Progress
    receipt_item: SignatureItem
    certificate_item: SignatureItem


def check_latest(page: PullPage, vault: bytes, progress: Progress) -> None:
    """Compare the page's newest receipt with the accepted history.

    Raises AutusError: NEW_GENERATION (the database was restored; after the person agrees, the device starts
    again at the last common receipt), SERVER_ROLLED_BACK (an older receipt), SERVER_FORKED (another receipt
    with the same number). The signature is not checked here: the receipt is the known one, or one of the
    following pushes carries it.
    """
    known, latest = progress.receipt, page.latest
    if known is None:
        return
    if page.generation != progress.generations[-1]:
        raise AutusError(
            "NEW_GENERATION",
            "the server's database was restored from a backup",
            known=progress.generations[-1].hex(),
            shown=page.generation.hex(),
        )
    shown = latest.number if latest else 0
    if latest is None or shown < known.number:
        raise AutusError(
            "SERVER_ROLLED_BACK", "the server shows an older history", known=known.number, shown=shown
        )
    if shown == known.number and receipt_hash(vault, latest) != receipt_hash(vault, known):
        raise AutusError("SERVER_FORKED", "the server shows another history", number=shown)


def check_stored_push(
    stored: StoredPush,
    vault: bytes,
    identity: bytes,
    receipt_key: bytes,
    roster: Roster,
    progress: Progress,
    pulled: Container[bytes],
) -> CheckedPush:
    """Check the structure of the next pulled push: receipt chain, roster of the certificate, commit links.

    The caller supplies the verified roster, the pinned receipt key and its `progress`. `pulled` are the ids
    of all commits in the pushes up to it, without the device's unpushed commits.
    Raises AutusError with `number`: PUSH_GAP, SERVER_FORKED, HEAD_MISMATCH, BAD_RECEIPT, UNKNOWN_SIGNER,
    PUSH_AFTER_REVOCATION, ROSTER_ROLLED_BACK, BAD_CERTIFICATE, or a code of the push table (BAD_HEADER ...
    DANGLING_COMMIT).
    """
    try:
        return _check_stored(stored, vault, identity, receipt_key, roster, progress, pulled)
    except AutusError as error:
        error.fields.setdefault("number", stored.receipt.number)
        raise


def _check_stored(
    stored: StoredPush,
    vault: bytes,
    identity: bytes,
    receipt_key: bytes,
    roster: Roster,
    progress: Progress,
    pulled: Container[bytes],
) -> CheckedPush:
    receipt, certificate = stored.receipt, stored.certificate
    generations = _check_receipt_chain(stored, vault, progress)
    push = Push(base=stored.base, head=stored.head, commits=stored.commits, certificate=certificate)
    parsed = parse_push(push, vault)
    if parsed.too_large is not None:
        raise parsed.too_large
    if parsed.bad_header is None and parsed.ids[-1] != stored.head:
        raise AutusError("HEAD_MISMATCH", "the last commit is not the signed head")
    roster_index = _check_roster(roster, certificate.roster_head, progress)
    signer = roster.device_at(certificate.roster_head, certificate.device)
    if signer is None:
        raise AutusError(
            "UNKNOWN_SIGNER", "the roster does not have the signing device", device=certificate.device.hex()
        )
    check_revoked(roster, vault, receipt, generations, certificate.device)
    authors = [
        device
        for device in parsed.authors
        if device not in roster.revoked and roster.device_at(certificate.roster_head, device)
    ]
    revoked = {device: each.seq_in(vault) for device, each in roster.revoked.items()}
    newest = roster.ways.epoch if roster.ways is not None else 1
    check_links(parsed, identity, pulled, progress.seqs, authors, revoked, epochs=(progress.epoch, newest))
    if certificate.count != parsed.count:
        raise AutusError("BAD_CERTIFICATE", "the certificate has another commit count")
    if receipt.commits != progress.commits + parsed.count:
        raise AutusError("BAD_RECEIPT", "the receipt has another commit count")
    seqs = {**progress.seqs, **{device: author[2] for device, author in parsed.authors.items()}}
    return CheckedPush(
        ids=parsed.ids,
        commits=parsed.commits,
        progress=Progress(
            receipt=receipt,
            seqs=seqs,
            roster_index=roster_index,
            generations=generations,
            epoch=parsed.epochs[-1],
        ),
        receipt_item=(receipt_key, receipt.signature, receipt_message(vault, receipt)),
        certificate_item=certificate_item(parsed, signer.public),
    )


def check_revoked(
    roster: Roster, vault: bytes, receipt: Receipt, generations: Sequence[bytes], signer: bytes
) -> None:
    """Checks a push against the revocations of the roster. `generations` are those up to the push.

    Raises AutusError: PUSH_AFTER_REVOCATION if a revoked device signed it and it lies above what its
    revocation names; SERVER_FORKED if it is the newest one that a revocation names, with another head.
    """
    for device, revoked in roster.revoked.items():
        limit = revoked.heads.get(vault)
        place = None if limit is None else (limit.generation, limit.number)
        if limit is not None and place == (generations[-1], receipt.number) and receipt.head != limit.head:
            raise AutusError("SERVER_FORKED", "the revocation of a device names another head")
        if device != signer:
            continue
        # Numbers go on from a backup, so a push before the generation of the revocation counts by its number.
        ended = limit is not None and limit.generation in generations[:-1]
        if limit is None or receipt.number > limit.number or ended:
            raise AutusError(
                "PUSH_AFTER_REVOCATION",
                "a device that was removed signed a push that its revocation does not name",
                device=device.hex(),
            )


def _check_receipt_chain(stored: StoredPush, vault: bytes, progress: Progress) -> tuple[bytes, ...]:
    """The generations including the one of this push."""
    receipt, known = stored.receipt, progress.receipt
    if receipt.number != progress.number + 1:
        raise AutusError("PUSH_GAP", "a push is missing", expected=progress.number + 1)
    if receipt.previous != (receipt_hash(vault, known) if known else None) or stored.base != progress.head:
        raise AutusError("SERVER_FORKED", "the push does not follow the one before it")
    if receipt.head != stored.head:
        raise AutusError("HEAD_MISMATCH", "the receipt is for another head")
    if progress.generations and receipt.generation == progress.generations[-1]:
        return progress.generations
    if receipt.generation in progress.generations:
        raise AutusError("SERVER_FORKED", "the receipt belongs to an earlier generation")
    return (*progress.generations, receipt.generation)


def _check_roster(roster: Roster, roster_head: bytes, progress: Progress) -> int:
    index = roster.position(roster_head)
    if index is None:
        raise AutusError("UNKNOWN_SIGNER", "the certificate names an unknown roster head")
    if index < progress.roster_index:
        raise AutusError(
            "ROSTER_ROLLED_BACK", "the certificate names an older roster than the push before it"
        )
    return index


async def verify_pulled(crypto: SignatureVerifier, pushes: Sequence[CheckedPush]) -> None:
    """Verify both signatures of every push in one batch. Raises AutusError: BAD_RECEIPT, BAD_CERTIFICATE."""
    receipts = await verify_signatures(
        crypto, [item for push in pushes for item in (push.receipt_item, push.certificate_item)]
    )
    for index, right in enumerate(receipts):
        if not right:
            what, code = ("certificate", "BAD_CERTIFICATE") if index % 2 else ("receipt", "BAD_RECEIPT")
            raise AutusError(
                code, f"the signature of the {what} is invalid", number=pushes[index // 2].progress.number
            )
