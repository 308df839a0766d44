"""Mailboxes: each holds one message for a device that has no session yet.

The name of a mailbox is derived from keys and a secret that two devices share, and the message is sealed to
one of the keys. So whoever finds a mailbox or a message has nothing. A mailbox keeps its name until its time
is over: a second message is refused, and a second reader gets nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from server.limits.short_lived import ShortLived
from shared.errors import AutusError
from shared.wire.limits import MAILBOX_SECONDS

MAILBOXES_MAX = 1_000
OF_ACCOUNT_MAX = 16
_TAKEN = b""


class Mailboxes:
    """Messages in memory. `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._messages = ShortLived[bytes](clock, MAILBOX_SECONDS, MAILBOXES_MAX, OF_ACCOUNT_MAX)

    def put(self, identity: bytes, mailbox: bytes, sealed: bytes) -> None:
        """Leaves a message of an account. Raises AutusError MAILBOX_USED, SERVER_BUSY."""
        if self._messages.get(mailbox) is not None:
            raise AutusError("MAILBOX_USED", "the mailbox has had its message")
        self._messages.add(mailbox, identity, sealed)

    def take(self, mailbox: bytes) -> bytes | None:
        """The message, which is then gone. None where there is none."""
        sealed = self._messages.get(mailbox)
        if not sealed:
            return None
        self._messages.replace(mailbox, _TAKEN)
        return sealed
