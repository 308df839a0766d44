"""Lies about the history of a goal. A list, a page of a pull and a refused push tell the same one."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shared.chain.header import commit_id, decode_header, encode_header
from shared.device.core.host import Response
from shared.sync.certificate import receipt_hash
from shared.wire.pushes import PullPage, Push, Receipt, StoredPush, WireCommit, decode_commits, encode_commits
from shared.wire.vaults import VaultList, VaultSummary
from tests.lies.liar import MESSAGE, Asked, Liar, Tell

replace = msgspec.structs.replace
Commits = list[WireCommit]
# A shorter history is told as it is.
PUSHES_MIN = 3
# The push that is lied about: the last but one, so that a true one follows.
AT = -2

Rewrite = Callable[[Liar, bytes, list[StoredPush]], list[StoredPush]]


def rewritten(rewrite: Rewrite, *, takes_pushes: bool = False) -> Tell:
    """Shows every history as `rewrite` makes it of the true one. Pushes get in with `takes_pushes` only."""

    async def shown(liar: Liar, asked: Asked, vault: bytes) -> list[StoredPush]:
        pushes = await liar.history(asked, vault)
        return rewrite(liar, vault, pushes) if len(pushes) >= PUSHES_MIN else pushes

    async def tell(liar: Liar, asked: Asked) -> Response:
        if asked.kind == "push":
            pushes = await shown(liar, asked, asked.vault)
            if not takes_pushes and len(pushes) >= PUSHES_MIN - 1:
                return _head_moved(liar, pushes)
        answer = await liar.ask(asked)
        if answer.status >= 300:
            return answer
        if asked.kind == "pull":
            page = msgspec.msgpack.decode(answer.body, type=PullPage)
            pushes = await shown(liar, asked, asked.vault)
            latest = pushes[-1].receipt if pushes else None
            return liar.say(answer, PullPage(page.generation, latest, tuple(pushes[asked.after :])))
        if asked.kind == "list":
            listed = msgspec.msgpack.decode(answer.body, type=VaultList)
            vaults = [_summary(each, await shown(liar, asked, each.vault)) for each in listed.vaults]
            return liar.say(answer, replace(listed, vaults=tuple(vaults)))
        return answer

    return tell


def _summary(true: VaultSummary, pushes: list[StoredPush]) -> VaultSummary:
    receipt = pushes[-1].receipt
    return replace(true, number=receipt.number, head=receipt.head, commits=receipt.commits)


def _head_moved(liar: Liar, pushes: list[StoredPush]) -> Response:
    receipt = pushes[-1].receipt
    return liar.refuse(409, "HEAD_MOVED", head=receipt.head.hex(), number=receipt.number)


def rolled_back(_: Liar, __: bytes, pushes: list[StoredPush]) -> list[StoredPush]:
    return pushes[:-1]


def frozen(liar: Liar, vault: bytes, pushes: list[StoredPush]) -> list[StoredPush]:
    """The history as it was when this attack first showed it."""
    return liar.branches.setdefault(vault, pushes)


def omitted(_: Liar, __: bytes, pushes: list[StoredPush]) -> list[StoredPush]:
    return [*pushes[:AT], *pushes[AT + 1 :]]


def reordered(_: Liar, __: bytes, pushes: list[StoredPush]) -> list[StoredPush]:
    return [*pushes[:AT], pushes[-1], pushes[AT]]


def numbered_twice(liar: Liar, vault: bytes, pushes: list[StoredPush]) -> list[StoredPush]:
    """The last push again under the number before it, signed."""
    last = pushes[-1]
    receipt = replace(last.receipt, number=last.receipt.number - 1)
    return [*pushes[:-1], replace(last, receipt=liar.sign(vault, receipt))]


def with_push(change: Callable[[Liar, bytes, StoredPush], StoredPush]) -> Rewrite:
    """The attacked push changed."""

    def rewrite(liar: Liar, vault: bytes, pushes: list[StoredPush]) -> list[StoredPush]:
        return [*pushes[:AT], change(liar, vault, pushes[AT]), *pushes[AT + 1 :]]

    return rewrite


def with_commits(change: Callable[[Commits], Commits]) -> Rewrite:
    """The commits of the attacked push changed."""

    def rewrite(_: Liar, __: bytes, push: StoredPush) -> StoredPush:
        return replace(push, commits=encode_commits(change(decode_commits(push.commits))))

    return with_push(rewrite)


def flipped(at: int) -> Callable[[Commits], Commits]:
    def change(commits: Commits) -> Commits:
        header, sealed = commits[at]
        changed = header, sealed[:30] + bytes([sealed[30] ^ 1]) + sealed[31:]
        return [changed if commit is commits[at] else commit for commit in commits]

    return change


def without_the_first(commits: Commits) -> Commits:
    return commits[1:] or commits


def in_another_order(commits: Commits) -> Commits:
    return [*commits[1:], commits[0]] if len(commits) > 1 else commits * 2


def ciphertexts_swapped(commits: Commits) -> Commits:
    """Every header with the next ciphertext."""
    sealed = [ciphertext for _, ciphertext in commits]
    shifted = [*sealed[1:], sealed[0]] if len(sealed) > 1 else [sealed[0][::-1]]
    return [(header, other) for (header, _), other in zip(commits, shifted, strict=True)]


def parts_swapped(commits: Commits) -> Commits:
    """The sealed words of each commit in the place of its body, and the other way round."""

    def swap(sealed: bytes) -> bytes:
        size = int.from_bytes(sealed[:4], "big")
        body, context = sealed[4 : 4 + size], sealed[4 + size :]
        return len(context).to_bytes(4, "big") + context + body

    return [(header, swap(sealed)) for header, sealed in commits]


def of_another_epoch(commits: Commits) -> Commits:
    """The last header says that a later key of the vault has sealed it."""
    header, sealed = commits[-1]
    return [*commits[:-1], (encode_header(replace(decode_header(header), epoch=2)), sealed)]


def of_the_vault_before(liar: Liar, vault: bytes, push: StoredPush) -> StoredPush:
    """The commits of a push of another vault, kept since the liar saw it."""
    others = [commits for key, commits in liar.past["pushed"] if key != vault]
    return replace(push, commits=others[-1]) if others else push


def signed_for_another_head(liar: Liar, vault: bytes, push: StoredPush) -> StoredPush:
    """A true receipt of the server for a commit that nobody has certified."""
    commits = flipped(-1)(decode_commits(push.commits))
    head = commit_id(*commits[-1])
    receipt = liar.sign(vault, replace(push.receipt, head=head))
    return replace(push, head=head, commits=encode_commits(commits), receipt=receipt)


def with_receipt(**fields: object) -> Rewrite:
    return with_push(lambda _, __, push: replace(push, receipt=replace(push.receipt, **fields)))


def with_signed_receipt(**fields: object) -> Rewrite:
    def change(liar: Liar, vault: bytes, push: StoredPush) -> StoredPush:
        return replace(push, receipt=liar.sign(vault, replace(push.receipt, **fields)))

    return with_push(change)


def with_certificate(**fields: object) -> Rewrite:
    return with_push(lambda _, __, push: replace(push, certificate=replace(push.certificate, **fields)))


async def forked(liar: Liar, asked: Asked) -> Response:
    """Takes every push into a history of its own and signs it. The honest server never hears of it."""
    if asked.kind not in ("list", "pull", "push"):
        return await liar.ask(asked)
    if asked.kind == "push":
        return await _take_push(liar, asked)
    answer = await liar.ask(asked)
    if answer.status >= 300:
        return answer
    if asked.kind == "pull":
        page = msgspec.msgpack.decode(answer.body, type=PullPage)
        pushes = await _branch(liar, asked, asked.vault)
        latest = pushes[-1].receipt if pushes else None
        return liar.say(answer, PullPage(page.generation, latest, tuple(pushes[asked.after :])))
    listed = msgspec.msgpack.decode(answer.body, type=VaultList)
    vaults = [_summary(each, await _branch(liar, asked, each.vault)) for each in listed.vaults]
    return liar.say(answer, replace(listed, vaults=tuple(vaults)))


async def _branch(liar: Liar, asked: Asked, vault: bytes) -> list[StoredPush]:
    """The history that this liar shows: the true one as it was when the fork began, and what came since."""
    if not liar.branches.get(vault):
        liar.branches[vault] = await liar.history(asked, vault)
    return liar.branches[vault]


async def _take_push(liar: Liar, asked: Asked) -> Response:
    pushes = await _branch(liar, asked, asked.vault)
    assert asked.body is not None
    push = msgspec.msgpack.decode(asked.body, type=Push)
    if not pushes:
        return await liar.ask(asked)
    last = pushes[-1].receipt
    if push.base != last.head:
        return _head_moved(liar, pushes)
    receipt = Receipt(
        generation=last.generation,
        number=last.number + 1,
        head=push.head,
        commits=last.commits + push.certificate.count,
        previous=receipt_hash(asked.vault, last),
        level="links",
        time_ms=last.time_ms + 1,
        signature=bytes(64),
    )
    receipt = liar.sign(asked.vault, receipt)
    pushes.append(StoredPush(push.base, push.head, push.commits, push.certificate, receipt))
    return liar.say(Response(200, b"", MESSAGE), receipt)


def unsigned_receipt(_: Liar, receipt: Receipt) -> Receipt:
    """What the device gets for its own push."""
    return replace(receipt, signature=bytes(64))
