"""One pass over the commits of a push, without a store.

Servers parse every push, and devices parse every push that they pull. The common case is a line of commits
of one device. It costs one hash pass and decodes only the first header.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from shared.chain.header import Header, commit_id, decode_header, parents_of_successors
from shared.errors import AutusError
from shared.wire.limits import COMMIT_BYTES_MAX, PUSH_BYTES_MAX, PUSH_COMMITS_MAX
from shared.wire.pushes import Certificate, Push, WireCommit, decode_commits


class ParsedPush(msgspec.Struct):
    """The commits of a push and what one pass found. Indexes count the commits from 0.

    `external` maps each parent outside the push to the first index that names it. `restarts` are the commits
    whose parents are all outside the push, and none of them is `base`. `authors` maps each device to its
    [first seq, index of it, last seq]. `seq_break` is (index, expected seq) of the first commit whose seq
    does not continue its author's previous one. `dangling` are the commits without a child. `too_large` and
    `bad_header` are refusals that the caller raises in the order of the table. `epochs` has the epoch of each
    commit, and `links` the parents of each if the epochs differ.
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
    epochs: list[int] = []
    links: list[tuple[bytes, ...]] | None = None

    @property
    def count(self) -> int:
        return len(self.commits)

    @property
    def in_question(self) -> list[bytes]:
        """The ids that the store must look up for `check_push`.

        A vault that has a commit has its parents too, and it has no child of its head. So a commit that it
        has is a restart or follows one, and no other id needs a look-up.
        """
        parents = [parent for parent in self.external if parent != self.base]
        return [*parents, *(self.ids[index] for index in self.restarts)]

    def header(self, index: int) -> Header:
        """The header of the commit at `index`, which must have been parsed without a refusal."""
        return decode_header(self.commits[index][0])


def parse_push(push: Push, vault: bytes) -> ParsedPush:
    """Read the commits of `push` once. Raises AutusError (BAD_REQUEST) if they do not decode."""
    claimed = _claimed_count(push.commits)
    try:
        # The smallest commits take twelve times their bytes in memory, so too many are not decoded.
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
    """The length in the head of a MessagePack array. 1 for anything else, which decoding refuses."""
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
    """Fill `parsed` from its commits, unless a header is bad."""
    parents, epochs = _read_headers(parsed)
    if parsed.bad_header is None:
        _read_graph(parsed, parents)
        parsed.epochs = epochs
        if min(epochs) != max(epochs):
            parsed.links = parents


def _read_headers(parsed: ParsedPush) -> tuple[list[tuple[bytes, ...]], list[int]]:
    """Parents and epoch of each commit up to the first bad header."""
    headers = [header for header, _ in parsed.commits]
    parents: list[tuple[bytes, ...]] = []
    epochs: list[int] = []
    while len(parents) < len(headers):
        index = len(parents)
        header = _read_header(parsed, headers[index], index)
        if header is None:
            break
        parents.append(header.parents)
        epochs.append(header.epoch)
        author = _record_seq(parsed, header, index) if header.seq else None
        if author is not None:
            # Most pushes are of one device. Headers that continue its header need no decoding.
            following = parents_of_successors(header, headers, index)
            parents.extend([(parent,) for parent in following])
            epochs.extend([header.epoch] * len(following))
            author[2] += len(following)
    return parents, epochs


def _read_header(parsed: ParsedPush, raw: bytes, index: int) -> Header | None:
    """The header, or None with `bad_header` set if no push to this vault may have it."""
    try:
        header = decode_header(raw)
    except AutusError as error:
        parsed.bad_header = _bad_header(error.detail, index)
        return None
    if header.vault != parsed.vault:
        parsed.bad_header = _bad_header("the header names another vault", index)
        return None
    if not header.parents and (index or parsed.base is not None) and parsed.misplaced_genesis is None:
        parsed.misplaced_genesis = index
    return header


def _record_seq(parsed: ParsedPush, header: Header, index: int) -> list[int] | None:
    """The author's entry if the seq continues it, else None."""
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
    """Fill the ids and the fields that follow from `links`, the parents of each commit."""
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


def check_epochs(parsed: ParsedPush, base: int, newest: int) -> None:
    """Raises AutusError BAD_HEADER for an epoch below that of a parent, or above the roster's.

    `base` is the epoch of the push's base, `newest` that of the roster. A stored parent other than the base
    is an ancestor of the base, so its epoch is no larger than that of the base.
    """
    newest = max(1, newest)
    if parsed.links is None:
        # Most pushes are of one epoch.
        epoch, on_base = parsed.epochs[0], parsed.external.get(parsed.base or b"")
        if epoch > newest:
            raise _bad_header("the epoch is above that of the roster", 0)
        if epoch < base and on_base is not None:
            raise _bad_header("the epoch is below that of a parent", on_base)
        return
    known = {} if parsed.base is None else {parsed.base: base}
    for index, (commit, epoch) in enumerate(zip(parsed.ids, parsed.epochs, strict=True)):
        if epoch > newest:
            raise _bad_header("the epoch is above that of the roster", index)
        if any(known.get(parent, 0) > epoch for parent in parsed.links[index]):
            raise _bad_header("the epoch is below that of a parent", index)
        known[commit] = epoch


def _bad_header(detail: str, index: int) -> AutusError:
    """The refusal of the header at `index`."""
    return AutusError("BAD_HEADER", detail, index=index)
