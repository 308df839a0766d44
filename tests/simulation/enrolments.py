"""The mailbox and the tickets of the server without sockets. They are in memory, so a restore keeps none."""

from __future__ import annotations

from typing import Literal

import msgspec

from shared.crypto.ciphers import RandomSource
from shared.errors import AutusError
from shared.vault.roster import Roster
from shared.wire.enrolments import (
    MailboxAnswer,
    MailboxMessage,
    MailboxTake,
    Ticket,
    TicketLogin,
    TicketQuery,
    TicketRequest,
    TicketState,
)
from shared.wire.limits import MAILBOX_SECONDS
from tests.simulation.database import Database


class Enrolments:
    """One account, so nothing is counted."""

    def __init__(self, crypto: RandomSource) -> None:
        self._crypto = crypto
        # By mailbox: the message, none once it was taken, and until when it waits.
        self.messages: dict[bytes, tuple[bytes | None, int]] = {}
        # By ticket: the device, the signing key of the roster, and whether it was used. The newest is last.
        self.tickets: dict[bytes, tuple[bytes, bytes, bool]] = {}

    def put(self, message: MailboxMessage, now_ms: int) -> None:
        _, until_ms = self.messages.get(message.mailbox, (None, 0))
        if now_ms < until_ms:
            raise AutusError("MAILBOX_USED")
        self.messages[message.mailbox] = (message.sealed, now_ms + 1000 * MAILBOX_SECONDS)

    def take(self, mailbox: bytes, now_ms: int) -> bytes | None:
        sealed, until_ms = self.messages.get(mailbox, (None, 0))
        if sealed is None or now_ms >= until_ms:
            return None
        self.messages[mailbox] = (None, until_ms)
        return sealed

    def issue(self, device: bytes, roster: Roster | None) -> bytes:
        if roster is None or device not in roster.devices:
            raise AutusError("UNKNOWN_DEVICE")
        ticket = self._crypto.random(32)
        self.tickets[ticket] = (device, roster.signing_key, False)
        return ticket

    def state(self, device: bytes) -> Literal["waiting", "used", "gone"]:
        used = [used for of, _, used in self.tickets.values() if of == device]
        return "gone" if not used else "used" if used[-1] else "waiting"

    def redeem(self, body: bytes, database: Database) -> bytes:
        """The device of the ticket, for a session."""
        login = msgspec.msgpack.decode(body, type=TicketLogin)
        device, signing_key, used = self.tickets.get(login.ticket, (b"", b"", True))
        roster = database.roster
        if used or device != login.device or roster is None or roster.signing_key != signing_key:
            raise AutusError("BAD_TICKET")
        self.tickets[login.ticket] = (device, signing_key, True)
        return device

    def take_of(self, body: bytes, now_ms: int) -> MailboxAnswer:
        take = msgspec.msgpack.decode(body, type=MailboxTake)
        return MailboxAnswer(self.take(take.mailbox, now_ms))

    def answer(self, path: str, body: bytes, database: Database, now_ms: int) -> object:
        """The answer to a request that has a session."""
        match path.removeprefix("/api/v1/"):
            case "tickets":
                request = msgspec.msgpack.decode(body, type=TicketRequest)
                database.require_password(request.auth_key)
                return Ticket(self.issue(request.device, database.roster))
            case "tickets/state":
                return TicketState(self.state(msgspec.msgpack.decode(body, type=TicketQuery).device))
            case "mailbox":
                return self.put(msgspec.msgpack.decode(body, type=MailboxMessage), now_ms)
        raise AutusError("NOT_FOUND", path)
