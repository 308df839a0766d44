"""The rows of the push table, each read by itself: what the fast pass is compared with."""

from __future__ import annotations

from shared.chain.header import Header, Kind
from shared.sync.verify import PushContext
from shared.wire.pushes import Push


def naive_graph(ids: list[bytes], headers: list[Header], context: PushContext) -> tuple[str, int] | None:
    for index, (commit, header) in enumerate(zip(ids, headers, strict=True)):
        if commit in context.stored or commit in ids[:index]:
            return "DUPLICATE_COMMIT", index
        if any(parent not in context.stored and parent not in ids[:index] for parent in header.parents):
            return "UNKNOWN_PARENT", index
    return None


def naive_epochs(
    ids: list[bytes], headers: list[Header], push: Push, context: PushContext
) -> tuple[str, int] | None:
    for index, header in enumerate(headers):
        known = dict(zip(ids[:index], headers, strict=False))
        parents = [known[each].epoch for each in header.parents if each in known]
        # A push may repeat its base, which is refused as a duplicate later.
        parents += [context.head_epoch for each in header.parents if each == push.base and each not in known]
        if header.epoch > context.epoch or max(parents, default=0) > header.epoch:
            return "BAD_HEADER", index
    return None


def naive_authors(headers: list[Header], context: PushContext) -> tuple[str, int] | None:
    seqs = dict(context.seqs)
    for index, header in enumerate(headers):
        if header.kind == Kind.MERGE:
            continue
        if header.device not in context.devices:
            return "UNKNOWN_DEVICE", index
        expected = seqs.get(header.device, 0) + 1
        if header.seq != expected:
            return ("SEQ_GAP" if header.seq > expected else "SEQ_REUSED"), index
        seqs[header.device] = header.seq
    return None


def naive_tips(ids: list[bytes], headers: list[Header], push: Push) -> tuple[str, int] | None:
    parents = {parent for header in headers for parent in header.parents}
    for index, commit in enumerate(ids):
        if commit not in parents and commit != push.head:
            return "DANGLING_COMMIT", index
    if ids[-1] != push.head:
        return "DANGLING_COMMIT", len(ids) - 1
    if push.base is not None and push.base not in parents:
        return "DANGLING_COMMIT", 0
    return None
