"""The refusals that an honest server and a bad network give."""

from __future__ import annotations

from tests.simulation.world import Document

# Refusals that a person may meet while the network is bad, devices are copied, and databases restored.
EXPECTED = frozenset(
    {
        "HEAD_MOVED",
        "ROSTER_MOVED",
        "KEYSET_MOVED",
        "SEQ_REUSED",
        "SEQ_GAP",
        "NEW_GENERATION",
        "NOT_SIGNED_IN",
        # Another device turned the switch during this round.
        "DISCLOSURE_REQUIRED",
        # Something happened that did not wait for the round, or for another call.
        "INTERRUPTED",
        # A new device shows a goal before its history is there.
        "HISTORY_ARRIVING",
        # Another call of this device took its recovery code.
        "NO_RECOVERY_CODE",
        "RECOVERY_CODE_DIFFERS",
        # The person has removed this device, or another one has removed the same.
        "DEVICE_REVOKED",
        "NO_SUCH_DEVICE",
        "HEADS_MOVED",
        # A write of this device has failed.
        "STORAGE_FAILED",
    }
)
REFUSED = frozenset(
    {
        "COMMIT_BLOCKED_BY_RULES",
        "DRAFT_REJECTED",
        "NO_SUCH_VAULT",
        "VAULT_MOVED",
        "VAULT_EMPTY",
        "NO_DRAFT",
        "SIGMA_ABOVE_LIMIT",
        "OFFLINE",
        "TIMEOUT",
        "NAME_TAKEN",
        "ALREADY_REGISTERED",
        "NO_NEW_GENERATION",
        "NO_ACCOUNT",
        "NOT_SYNCED",
        "NOT_FOUND",
    }
)


def is_synced(status: Document) -> bool:
    return status["phase"] == "synced" and not status["waiting"]


def is_split(status: Document) -> bool:
    """A restored server went on without ways in that this device has seen. It keeps everything to itself."""
    return status["error"] is not None and status["error"]["code"] == "WAYS_LOST"
