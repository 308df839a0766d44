"""The checks of a push by a server, without a key and without I/O.

`parse_push` reads the commits once. `check_push` compares them with the store's facts, in the order of the
table in the specification, so the first failure wins. The real server and the simulated one call both.

The caller supplies the `PushContext` from its store, the check of the certificate's signature
(`certificate_item` and `verify_signatures`), the replay of a witnessed vault, and the receipt's signature.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import msgspec

from shared.chain.header import Kind, vault_id
from shared.errors import AutusError
from shared.sync.certificate import certified_message, receipt_hash
from shared.sync.parse import ParsedPush, check_epochs
from shared.wire.pushes import Level, Receipt

NO_SIGNATURE = bytes(64)

SignatureItem = tuple[bytes, bytes, bytes]
"""(public key, signature, message), as `verify_signatures` takes them."""


class PushContext(msgspec.Struct, frozen=True):
    """The store's facts for one push of one session.

    `head`, `number` and `commits` describe the vault's newest push (None, 0, 0: no such vault of this
    identity). `seqs` is the largest seq of each author (at least of those in the push); `stored` tells
    which commit ids the vault has (at least of those `in_question`). `devices` are those active in the
    roster whose head is `roster_head`; `room` is how many bytes of commits may still be stored; `repeat` is
    the receipt of a stored push with the same (vault, base, head, count). `revoked` has, of each revoked
    device, the seq up to which its commits count in this vault. `head_epoch` and `epoch` are the epochs of
    the vault's head and of the roster.
    """

    identity: bytes
    device: bytes
    devices: Container[bytes]
    roster_head: bytes
    head: bytes | None
    number: int
    commits: int
    seqs: Mapping[bytes, int]
    stored: Container[bytes]
    room: int
    repeat: Receipt | None = None
    revoked: Mapping[bytes, int] = {}
    head_epoch: int = 1
    epoch: int = 1


class AcceptedPush(msgspec.Struct, frozen=True):
    """The changes that storing the push makes: new ids, each author's new seq, the new head and totals.

    `epoch` is that of the new head.
    """

    ids: list[bytes]
    seqs: dict[bytes, int]
    head: bytes
    number: int
    commits: int
    size: int
    epoch: int


def check_push(parsed: ParsedPush, context: PushContext) -> AcceptedPush | Receipt:
    """Check the rows of the table, up to the certificate's count.

    Returns the stored receipt if the push is a retry. Raises AutusError with the row's code. The caller
    checks the certificate's signature next: see `certificate_item`.
    """
    _check_device(parsed, context)
    # What moved or filled up since the push was stored does not concern a retry.
    if context.repeat is not None:
        return context.repeat
    if parsed.certificate.roster_head != context.roster_head:
        raise AutusError("ROSTER_MOVED", "the roster has another head", head=context.roster_head.hex())
    if parsed.too_large is not None:
        raise parsed.too_large
    if parsed.size > context.room:
        raise AutusError("QUOTA_EXCEEDED", "no room for this push", size=parsed.size, room=context.room)
    if parsed.base != context.head:
        raise AutusError(
            "HEAD_MOVED",
            "the vault has another head",
            head=context.head.hex() if context.head else None,
            number=context.number,
        )
    check_links(
        parsed,
        context.identity,
        context.stored,
        context.seqs,
        context.devices,
        context.revoked,
        epochs=(context.head_epoch, context.epoch),
    )
    if parsed.certificate.count != parsed.count:
        raise AutusError("BAD_CERTIFICATE", "the certificate has another commit count")
    return AcceptedPush(
        ids=parsed.ids,
        seqs={device: author[2] for device, author in parsed.authors.items()},
        head=parsed.head,
        number=context.number + 1,
        commits=context.commits + parsed.count,
        size=parsed.size,
        epoch=parsed.epochs[-1],
    )


def _check_device(parsed: ParsedPush, context: PushContext) -> None:
    certificate = parsed.certificate
    if certificate.device != context.device:
        # A server that lied at a log-in may have given it the session of another device. A log-in mends that.
        raise AutusError("NOT_SIGNED_IN", "the session is that of another device")
    if context.head is None and parsed.base is not None:
        raise AutusError("NOT_FOUND", "no such vault")
    if certificate.device not in context.devices:
        raise AutusError("DEVICE_REVOKED", "the roster does not carry this device")


def check_links(
    parsed: ParsedPush,
    identity: bytes,
    stored: Container[bytes],
    seqs: Mapping[bytes, int],
    devices: Container[bytes],
    revoked: Mapping[bytes, int],
    *,
    epochs: tuple[int, int],
) -> None:
    """Check the rows from BAD_HEADER to DANGLING_COMMIT, for a push on a server or a pull on a device.

    `devices` may author any commit, and each of `revoked` up to a seq. `epochs` are those of base and roster.
    """
    if parsed.bad_header is not None:
        raise parsed.bad_header
    check_epochs(parsed, *epochs)
    _check_genesis(parsed, identity)
    _check_graph(parsed, stored)
    _check_seqs(parsed, seqs, devices, revoked)
    _check_tips(parsed)


def _check_genesis(parsed: ParsedPush, identity: bytes) -> None:
    if parsed.base is None:
        first = parsed.header(0)
        if first.kind != Kind.GENESIS:
            raise AutusError("BAD_VAULT", "the first push of a vault must begin with its genesis", index=0)
        if vault_id(identity, first.salt) != parsed.vault:
            raise AutusError(
                "BAD_VAULT", "the vault id does not follow from this identity and genesis", index=0
            )
    if parsed.misplaced_genesis is not None:
        raise AutusError(
            "BAD_VAULT", "only the first commit of a vault may be a genesis", index=parsed.misplaced_genesis
        )


def _check_graph(parsed: ParsedPush, stored: Container[bytes]) -> None:
    again = [index for index in parsed.restarts if parsed.ids[index] in stored]
    if parsed.repeated is not None:
        again.append(parsed.repeated)
    unknown = [
        index for parent, index in parsed.external.items() if parent != parsed.base and parent not in stored
    ]
    duplicate, orphan = min(again, default=None), min(unknown, default=None)
    if duplicate is not None and (orphan is None or duplicate <= orphan):
        raise AutusError(
            "DUPLICATE_COMMIT",
            "the commit is stored already",
            index=duplicate,
            commit=parsed.ids[duplicate].hex(),
        )
    if orphan is not None:
        raise AutusError(
            "UNKNOWN_PARENT",
            "a parent is neither stored nor earlier in the push",
            index=orphan,
            commit=parsed.ids[orphan].hex(),
        )


def _check_seqs(
    parsed: ParsedPush, seqs: Mapping[bytes, int], devices: Container[bytes], revoked: Mapping[bytes, int]
) -> None:
    wrong: list[tuple[int, bytes, int]] = []
    unknown: set[bytes] = set()
    for device, (first, index, last) in parsed.authors.items():
        expected = seqs.get(device, 0) + 1
        if device not in devices and last > revoked.get(device, 0):
            unknown.add(device)
        if device in unknown or first != expected:
            wrong.append((index, device, expected))
    if parsed.seq_break is not None:
        index, expected = parsed.seq_break
        wrong.append((index, parsed.header(index).device, expected))
    if not wrong:
        return
    index, device, expected = min(wrong)
    seq = parsed.header(index).seq
    facts = {"index": index, "commit": parsed.ids[index].hex(), "device": device.hex()}
    if device in unknown:
        raise AutusError("UNKNOWN_DEVICE", "the roster does not carry the commit's author", **facts)
    code, detail = ("SEQ_GAP", "is ahead") if seq > expected else ("SEQ_REUSED", "was used")
    raise AutusError(code, f"the author's seq {detail}", seq=seq, expected=expected, **facts)


def _check_tips(parsed: ParsedPush) -> None:
    if parsed.dangling or parsed.ids[-1] != parsed.head:
        loose = [index for index, commit in enumerate(parsed.ids) if commit in parsed.dangling]
        index = loose[0] if loose else parsed.count - 1
        raise AutusError(
            "DANGLING_COMMIT",
            "every commit except the head needs a child in the push, and the head must be last",
            index=index,
            commit=parsed.ids[index].hex(),
        )
    if parsed.base is not None and parsed.base not in parsed.external:
        raise AutusError(
            "DANGLING_COMMIT", "no commit has base as a parent", index=0, commit=parsed.ids[0].hex()
        )


def certificate_item(parsed: ParsedPush, public: bytes) -> SignatureItem:
    """The item for `verify_signatures`, with the device's public key. An invalid one is BAD_CERTIFICATE."""
    certificate = parsed.certificate
    message = certified_message(parsed.vault, parsed.base, parsed.head, certificate)
    return public, certificate.signature, message


def require_certificate(verdicts: Sequence[bool]) -> None:
    """Raises AutusError (BAD_CERTIFICATE) unless all verdicts are true."""
    if not all(verdicts):
        raise AutusError("BAD_CERTIFICATE", "the signature of the push is invalid")


def make_receipt(
    vault: bytes,
    accepted: AcceptedPush,
    previous: Receipt | None,
    generation: bytes,
    level: Level,
    time_ms: int,
) -> Receipt:
    """The receipt of an accepted push. The caller signs `receipt_message` of it.

    `previous` is the receipt of the vault's previous push.
    """
    return Receipt(
        generation=generation,
        number=accepted.number,
        head=accepted.head,
        commits=accepted.commits,
        previous=receipt_hash(vault, previous) if previous else None,
        level=level,
        time_ms=time_ms,
        signature=NO_SIGNATURE,
    )
