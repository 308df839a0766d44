"""Opening a snapshot on a new device: what it says, compared with the signed commit that it belongs to."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Any

import msgspec

from shared import kernel
from shared.chain.context import NAMES_MAX, fold_context, foldable, validate_context
from shared.crypto.signatures import verify_signatures
from shared.device.core.commit_log import CommitLog, build_entry_from
from shared.device.core.commit_validation import add_validated
from shared.device.core.history import History, Tip
from shared.device.core.vault import Vault
from shared.errors import AutusError
from shared.kernel import Draft
from shared.sync.certificate import receipt_message
from shared.sync.parse import ParsedPush, parse_push
from shared.sync.snapshot import snapshot_item
from shared.sync.verify import certificate_item
from shared.sync.verify_pull import (
    CheckedPush,
    Progress,
    check_revoked,
    check_stored_push,
    verify_pulled,
)
from shared.vault.envelope import Opened, open_commits
from shared.vault.roster import Roster
from shared.vault.snapshot import SnapshotContent, decode_words, open_snapshot
from shared.wire.decoding import Limits, json_decoder
from shared.wire.limits import SNAPSHOT_BYTES_MAX
from shared.wire.pushes import Push, StoredPush
from shared.wire.snapshots import Snapshot

if TYPE_CHECKING:
    from shared.device.core.device import Device

_decode_draft = json_decoder(Draft, Limits(SNAPSHOT_BYTES_MAX))


class Checked(msgspec.Struct, frozen=True):
    """A snapshot that agrees with its commit: the tip that it gives, and the server's history up to there."""

    tip: Tip
    root: Opened
    wire: tuple[bytes, bytes]
    progress: Progress


async def check_snapshot(device: Device, vault: Vault, snapshot: Snapshot, stored: StoredPush) -> Checked:
    """Checks a snapshot against the push that it names, as the server stored it.

    Of a roster device are the signature of the snapshot and the certificate of the push. The certificate
    covers the commit, and the commit has the hash of the state. Raises AutusError: BAD_SNAPSHOT, and what
    opening a commit, a snapshot and a state raises.
    """
    roster = await device.roster()
    parsed = _parse(vault, snapshot, stored)
    await _check_signatures(device, vault, roster, snapshot, stored, parsed)
    content = await open_snapshot(device.host.crypto, vault.ring, snapshot)
    wire = parsed.commits[-1]
    (root,) = await open_commits(device.host.crypto, vault.ring, [wire], contexts=True, ids=[snapshot.head])
    tip = _tip(snapshot, content, root, stored.receipt.commits)
    index = roster.position(stored.certificate.roster_head) or 0
    generations = (stored.receipt.generation,)
    progress = Progress(stored.receipt, content.seqs, index, generations, root.header.epoch)
    return Checked(tip, root, wire, progress)


def _parse(vault: Vault, snapshot: Snapshot, stored: StoredPush) -> ParsedPush:
    certificate, receipt = stored.certificate, stored.receipt
    push = Push(base=stored.base, head=stored.head, commits=stored.commits, certificate=certificate)
    parsed = parse_push(push, vault.id)
    whole = parsed.too_large is None and parsed.bad_header is None and parsed.count == certificate.count
    place = (receipt.number, receipt.head, stored.head)
    if not whole or place != (snapshot.number, snapshot.head, snapshot.head) or parsed.ids[-1] != stored.head:
        raise _bad("the push is not the one that the snapshot names")
    return parsed


async def _check_signatures(
    device: Device,
    vault: Vault,
    roster: Roster,
    snapshot: Snapshot,
    stored: StoredPush,
    parsed: ParsedPush,
) -> None:
    signer = roster.device_at(snapshot.roster_head, snapshot.device)
    pusher = roster.device_at(stored.certificate.roster_head, stored.certificate.device)
    if signer is None or pusher is None:
        raise _bad("the roster does not have the device that signed")
    receipt = stored.receipt
    for device_id in (snapshot.device, stored.certificate.device):
        check_revoked(roster, vault.id, receipt, (receipt.generation,), device_id)
    items = [
        snapshot_item(vault.id, snapshot, signer.public),
        certificate_item(parsed, pusher.public),
        (device.require_account().receipt_key, receipt.signature, receipt_message(vault.id, receipt)),
    ]
    if not all(await verify_signatures(device.host.crypto, items)):
        raise _bad("a signature is invalid")


def _tip(snapshot: Snapshot, content: SnapshotContent, root: Opened, commits: int) -> Tip:
    """The tip that the content gives, if the commit `root` says the same."""
    body, header = root.body, root.header
    state = kernel.state_from_bytes(content.state, rules=content.rules)
    said = (content.length, content.t_ms, content.marker, content.rules, kernel.state_hash(state))
    signed = (commits, body.t_ms, body.marker.hash, body.rules, body.marker.state_hash)
    if said != signed or header.epoch != snapshot.epoch:
        raise _bad("the snapshot does not say what its commit says")
    try:
        words = decode_words(content.words)
        last = None if content.last is None else _decode_draft(content.last)
    except msgspec.MsgspecError as error:
        raise _bad(f"the words or the settings cannot be read: {error}") from None
    _check_words(words)
    if last is not None:
        kernel.install_draft(state, last)
    return Tip(snapshot.head, content.length, body.t_ms, header.epoch, body.marker.hash, state, words, last)


def _check_words(words: dict[str, Any]) -> None:
    """Folded words keep to the rules of a context, but for the number of names."""
    names = words.get("names")
    validate_context({**words, "names": None})
    if isinstance(names, dict):
        items = list(names.items())
        for offset in range(0, len(items), NAMES_MAX):
            validate_context({"names": dict(items[offset : offset + NAMES_MAX])})
    elif names is not None:
        raise _bad("the names are no map")


async def follow_tail(
    device: Device, vault: Vault, checked: Checked, pushes: list[StoredPush]
) -> tuple[Tip, Progress]:
    """The tip and the progress after as many of the pushes behind the snapshot as can be replayed from it.

    A merge with a branch that parts before the snapshot cannot. What does not pass a check is left to the
    pull of the whole history, which refuses it by name.
    """
    history = History(device.host.crypto, vault.ring, CommitLog(device.host.store, vault.id))
    root = checked.root
    entry = build_entry_from(root.id, root.header, checked.wire, root.body.t_ms, root.context)
    row = msgspec.structs.replace(entry.row, parents=())
    history.add(msgspec.structs.replace(entry, row=row), root)
    history.seed(checked.tip)
    tail = await _check_tail(device, vault, checked, pushes)
    commits = [each for push in tail for each in zip(push.ids, push.commits, strict=True)]
    try:
        await verify_pulled(device.host.crypto, tail)
        if commits:
            await add_validated(history, commits)
    except AutusError:
        return checked.tip, checked.progress
    if not commits:
        return checked.tip, checked.progress
    return await _tail_tip(history, checked.tip, commits[-1][0]), tail[-1].progress


class _Known(Container[bytes]):
    def __init__(self, root: bytes) -> None:
        self.commits = {root}

    def __contains__(self, commit: object) -> bool:
        return commit in self.commits


async def _check_tail(
    device: Device, vault: Vault, checked: Checked, pushes: list[StoredPush]
) -> list[CheckedPush]:
    account, roster = device.require_account(), await device.roster()
    progress, known = checked.progress, _Known(checked.tip.commit)
    tail: list[CheckedPush] = []
    for stored in pushes:
        try:
            push = check_stored_push(
                stored, vault.id, account.identity, account.receipt_key, roster, progress, known
            )
        except AutusError:
            break
        known.commits.update(push.ids)
        progress = push.progress
        tail.append(push)
    return tail


async def _tail_tip(history: History, start: Tip, head: bytes) -> Tip:
    order = history.order(head)
    opened = {each.id: each for each in await history.open(order, contexts=True)}
    words = start.words
    for commit in order[1:]:
        words = fold_context(words, foldable(opened[commit].context or {}))
    last = await history.last_settings(head)
    return Tip(
        head,
        start.length + len(order) - 1,
        history.row(head).t_ms,
        history.row(head).epoch,
        opened[head].body.marker.hash,
        await history.state(head),
        words,
        last,
    )


def _bad(detail: str) -> AutusError:
    return AutusError("BAD_SNAPSHOT", detail)
