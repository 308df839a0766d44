"""One pass over the commits of a push: what they say by themselves, before anything is asked of a store.

A server does this to every push and a device to every one that it pulls, so the common case, commits of one
device that follow one another, is kept short: one hash pass, and no header decoded but the first.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from shared.chain.header import Header, commit_id, decode_header, parents_of_successors
from shared.errors import AutusError
from shared.wire.limits import COMMIT_BYTES_MAX, PUSH_BYTES_MAX, PUSH_COMMITS_MAX
from shared.wire.pushes import Certificate, Push, WireCommit, decode_commits

# Statements that raise the epoch of a vault do not exist yet, so every vault is in its first.
FIRST_EPOCH = 1


class ParsedPush(msgspec.Struct):
    """What one pass over the commits of a push found. Indexes count the commits of the push from 0.

    `external` maps each parent that is not an earlier commit of the push to the first index that names
    it; `restarts` are the commits that have parents, and of these neither `base` nor one of the push;
    `authors` maps each device to its [first seq, index of it, last seq]; `seq_break` is the index of the
    first commit whose seq does not follow its author's one before it in the push, with the seq that would;
    `dangling` are commits without a child. `too_large` and `bad_header` are kept, not raised: other rows of
    the table go first.
    """

    vault: bytes
    base: bytes | None
    head: bytes
    certificate: Certificate
    size: int
    commits: list[WireCommit]
    ids: list[bytes] = msgspec.field(default_factory=list)
    external: dict[bytes, int] = msgspec.field(default_factory=dict)
    restarts: list[int] = msgspec.field(default_factory=list)
    authors: dict[bytes, list[int]] = msgspec.field(default_factory=dict)
    seq_break: tuple[int, int] | None = None
    misplaced_genesis: int | None = None
    repeated: int | None = None
    dangling: Collection[bytes] = ()
    too_large: AutusError | None = None
    bad_header: AutusError | None = None

    @property
    def count(self) -> int:
        return len(self.commits)

    @property
    def in_question(self) -> list[bytes]:
        """The ids of which `check_push` asks whether the vault has them.

        With a commit the vault has its parents, and of the present head no child. So a commit that it has is
        a restart, or comes after one that it has: no other has to be looked for.
        """
        parents = [parent for parent in self.external if parent != self.base]
        return [*parents, *(self.ids[index] for index in self.restarts)]

    def header(self, index: int) -> Header:
        """The header of the commit at `index`, which was found right."""
        return decode_header(self.commits[index][0])


def parse_push(push: Push, vault: bytes) -> ParsedPush:
    """Reads the commits of `push` once. Raises AutusError BAD_REQUEST where they are not commits at all."""
    claimed = _claimed_count(push.commits)
    try:
        # The smallest commits take twelve times their bytes in memory: too many are not even decoded.
        commits = [] if claimed > PUSH_COMMITS_MAX else decode_commits(push.commits)
    except msgspec.MsgspecError as error:
        raise AutusError("BAD_REQUEST", f"commits: {error}") from None
    if not claimed:
        raise AutusError("BAD_REQUEST", "a push has at least one commit")
    parsed = ParsedPush(
        vault=vault,
        base=push.base,
        head=push.head,
        certificate=push.certificate,
        size=len(memoryview(push.commits)),
        commits=commits,
    )
    parsed.too_large = _too_large(parsed, claimed)
    if parsed.too_large is None:
        _read_commits(parsed)
    return parsed


def _claimed_count(commits: msgspec.Raw) -> int:
    """The length that a MessagePack array gives itself; of what is no array 1, for decoding to refuse."""
    head = bytes(memoryview(commits)[:5])
    if head[:1] == b"\xdd":
        return int.from_bytes(head[1:5], "big")
    if head[:1] == b"\xdc":
        return int.from_bytes(head[1:3], "big")
    return head[0] & 0x0F if head[:1] and head[0] & 0xF0 == 0x90 else 1


def _too_large(parsed: ParsedPush, claimed: int) -> AutusError | None:
    if claimed > PUSH_COMMITS_MAX:
        return AutusError("TOO_LARGE", "too many commits in a push", count=claimed, limit=PUSH_COMMITS_MAX)
    if parsed.size > PUSH_BYTES_MAX:
        return AutusError("TOO_LARGE", "a push is too large", size=parsed.size, limit=PUSH_BYTES_MAX)
    for index, (header, ciphertext) in enumerate(parsed.commits):
        size = len(header) + len(ciphertext)
        if size > COMMIT_BYTES_MAX:
            return AutusError(
                "TOO_LARGE", "a commit is too large", index=index, size=size, limit=COMMIT_BYTES_MAX
            )
    return None


def _read_commits(parsed: ParsedPush) -> None:
    """Fills `parsed` from its commits unless a header is bad. One hash pass, no look at the store."""
    parents = _read_headers(parsed)
    if parsed.bad_header is None:
        _read_graph(parsed, parents)


def _read_headers(parsed: ParsedPush) -> list[tuple[bytes, ...]]:
    """The parents of each commit up to the first bad header."""
    headers = [header for header, _ in parsed.commits]
    parents: list[tuple[bytes, ...]] = []
    while len(parents) < len(headers):
        index = len(parents)
        header = _read_header(parsed, headers[index], index)
        if header is None:
            break
        parents.append(header.parents)
        author = _take_seq(parsed, header, index) if header.seq else None
        if author is not None:
            # Most pushes are of one device: what continues its header needs no decoding.
            following = parents_of_successors(header, headers, index)
            parents.extend([(parent,) for parent in following])
            author[2] += len(following)
    return parents


def _read_header(parsed: ParsedPush, raw: bytes, index: int) -> Header | None:
    """None, with the refusal kept, for one that no push to this vault may have."""
    try:
        header = decode_header(raw)
    except AutusError as error:
        parsed.bad_header = _bad_header(error.detail, index)
        return None
    if header.vault != parsed.vault or header.epoch != FIRST_EPOCH:
        what = "an unknown epoch" if header.vault == parsed.vault else "another vault"
        parsed.bad_header = _bad_header(f"the header names {what}", index)
        return None
    if not header.parents and (index or parsed.base is not None) and parsed.misplaced_genesis is None:
        parsed.misplaced_genesis = index
    return header


def _take_seq(parsed: ParsedPush, header: Header, index: int) -> list[int] | None:
    """The author, if the header continues it."""
    author = parsed.authors.get(header.device)
    if author is None:
        author = parsed.authors[header.device] = [header.seq, index, header.seq]
    elif header.seq == author[2] + 1:
        author[2] = header.seq
    else:
        if parsed.seq_break is None:
            parsed.seq_break = index, author[2] + 1
        return None
    return author


def _read_graph(parsed: ParsedPush, links: list[tuple[bytes, ...]]) -> None:
    """Ids and what the commits' `links`, their parents, say of them."""
    ids, external, base = parsed.ids, parsed.external, parsed.base
    inside: set[bytes] = set()
    childless: set[bytes] = set()
    for (raw, ciphertext), parents in zip(parsed.commits, links, strict=True):
        restart = bool(parents)
        for parent in parents:
            if parent in inside:
                childless.discard(parent)
                restart = False
            else:
                external.setdefault(parent, len(ids))
                restart = restart and parent != base
        if restart:
            parsed.restarts.append(len(ids))
        commit = commit_id(raw, ciphertext)
        if commit not in inside:
            inside.add(commit)
            childless.add(commit)
        elif parsed.repeated is None:
            parsed.repeated = len(ids)
        ids.append(commit)
    childless.discard(parsed.head)
    parsed.dangling = childless


def _bad_header(detail: str, index: int) -> AutusError:
    """The refusal of the header at `index`."""
    return AutusError("BAD_HEADER", detail, index=index)
