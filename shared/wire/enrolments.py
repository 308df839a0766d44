"""Messages by which a device joins an account through another one: mailbox, and ticket for a session."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from shared.wire.accounts import PasskeyAssertion
from shared.wire.fields import Bytes16, Bytes32
from shared.wire.limits import MAILBOX_MESSAGE_BYTES_MAX

SealedMessage = Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAILBOX_MESSAGE_BYTES_MAX)]


class MailboxMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message for the device that reads this mailbox. It is sealed to a key of that device."""

    mailbox: Bytes32
    sealed: SealedMessage


class MailboxTake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Takes the message out of a mailbox."""

    mailbox: Bytes32


class MailboxAnswer(msgspec.Struct, frozen=True):
    """The message, which the server no longer has. Null if there is none, or no such mailbox."""

    sealed: SealedMessage | None


class TicketRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Requests a ticket for a device of the roster, with the auth key of the password or with a passkey."""

    device: Bytes16
    auth_key: Bytes32 | None = None
    passkey: PasskeyAssertion | None = None


class Ticket(msgspec.Struct, frozen=True):
    """A secret of the server. It opens one session of the device, once, within ten minutes."""

    ticket: Bytes32


class TicketQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Asks what became of the newest ticket for a device."""

    device: Bytes16


class TicketState(msgspec.Struct, frozen=True):
    """The ticket waits, has opened a session, or no longer counts."""

    state: Literal["waiting", "used", "gone"]


class TicketLogin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Requests a session of `device` with a ticket."""

    ticket: Bytes32
    device: Bytes16
    session: Literal["cookie", "token"]
