"""What a stored push counts towards its owner's quota and towards a page. Every store counts the same."""

from __future__ import annotations

# What a push takes beside its commits: head, base, certificate, receipt and the frame around them.
PUSH_OVERHEAD_BYTES = 512
# What a commit takes beside itself: its row in the index of ids.
COMMIT_OVERHEAD_BYTES = 72


def overhead_bytes(count: int) -> int:
    """The bytes that a push of `count` commits takes beside the commits themselves."""
    return PUSH_OVERHEAD_BYTES + COMMIT_OVERHEAD_BYTES * count
