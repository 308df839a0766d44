"""The limits that devices and servers agree on, in bytes or as counts."""

from __future__ import annotations

from typing import Final

PUSH_COMMITS_MAX: Final = 1_000
PUSH_BYTES_MAX: Final = 8 * 1024 * 1024
COMMIT_BYTES_MAX: Final = 256 * 1024
"""Of a commit's header and ciphertext together."""
COMMIT_PART_BYTES_MAX: Final = 1024 * 1024
"""Of a body or a context in plain text: above what a commit can seal, so a large one is COMMIT_TOO_LARGE."""
PAGE_BYTES_MAX: Final = 8 * 1024 * 1024
REFUSAL_PAGE_BYTES_MAX: Final = 32 * 1024
"""Of the page of pushes in a refusal HEAD_MOVED, before base64. A problem document has up to 64 KiB."""
ANSWER_BYTES_MAX: Final = 17 * 1024 * 1024
"""Of a body that a device accepts: a page of commits, one more push, and the receipts."""
KEYSET_BYTES_MAX: Final = 1024 * 1024
SMALL_STATEMENT_BYTES_MAX: Final = 4 * 1024
"""Of every statement but a revocation, which names the heads of all vaults."""
STATEMENT_BYTES_MAX: Final = 128 * 1024
REVOKED_HEADS_MAX: Final = 1_000
ROSTER_STATEMENTS_MAX: Final = 1_000
ROSTER_BYTES_MAX: Final = 8 * 1024 * 1024
ROSTER_RESERVED_STATEMENTS: Final = 100
ROSTER_RESERVED_BYTES: Final = 1024 * 1024
"""Beyond these, for changes of the ways in and revocations alone: a full roster still ends a device."""
NEW_ROSTER_STATEMENTS_MAX: Final = 128
"""The statements of a new account's roster, or of one change of the ways in.

Usually a new account has two: one that enrols the registering device, and one with the ways in. It has more
if an account is made again after a restore of its server.
"""
WAYS_MAX: Final = 16
"""The ways in of one account."""
MAILBOX_MESSAGE_BYTES_MAX: Final = 1024
"""What a device receives when another one adds it to an account, sealed."""
MAILBOX_SECONDS: Final = 5 * 60
"""How long a message waits in its mailbox, and how long a code to add a device counts."""
CREDENTIAL_BYTES_MAX: Final = 1023
"""Of the id of a passkey: the most that WebAuthn allows."""
EVENT_BEAT_SECONDS: Final = 10
"""The longest silence of an event stream. A client that hears nothing for two beats opens another one."""
DISCLOSED_KEYS_MAX: Final = 60_000
"""Opening keys in one disclosure. The first disclosure opens the whole history of a vault."""
STATE_BYTES_MAX: Final = 1024 * 1024
"""The unrounded state from which a witness starts."""
SNAPSHOT_BYTES_MAX: Final = 1024 * 1024
"""The sealed part of a snapshot. A vault whose snapshot would be larger has none."""
