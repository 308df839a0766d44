"""Tickets: a session for a device that another device of the account has enrolled.

A ticket opens one session, of one device, once. It is in memory only, as a hash. A change of the ways in, and
the end of all other sessions, end it too.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import Literal, NamedTuple

from server.limits.short_lived import ShortLived
from server.sessions.log_in import LogIns
from server.sessions.service import Sessions
from server.store.port import AccountStore
from server.store.rows import SessionRow
from shared.errors import AutusError
from shared.vault.roster import read_verified
from shared.wire.accounts import Confirmation, SessionAnswer
from shared.wire.enrolments import TicketLogin, TicketRequest
from shared.wire.limits import MAILBOX_SECONDS

# It may wait in a mailbox, and then for the person at the new device.
TICKET_SECONDS = 2 * MAILBOX_SECONDS
TICKETS_MAX = 1_000
OF_ACCOUNT_MAX = 16


class _Ticket(NamedTuple):
    """`signing_key` is that of the roster at the time: every change of the ways in moves it."""

    identity: bytes
    device: bytes
    signing_key: bytes
    used: bool = False


class Tickets:
    """`clock` is in seconds and never goes back."""

    def __init__(
        self, store: AccountStore, sessions: Sessions, log_ins: LogIns, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._log_ins = log_ins
        self._tickets = ShortLived[_Ticket](clock, TICKET_SECONDS, TICKETS_MAX, OF_ACCOUNT_MAX)

    async def issue(self, session: SessionRow, request: TicketRequest, address: str, origin: str) -> bytes:
        """A ticket for a device of the roster.

        Raises AutusError NOT_SIGNED_IN, BAD_REQUEST, BAD_CREDENTIALS, CHALLENGE_EXPIRED, TOO_MANY_ATTEMPTS,
        UNKNOWN_DEVICE, SERVER_BUSY.
        """
        identity, device = session.identity, request.device
        confirmation = Confirmation(auth_key=request.auth_key, passkey=request.passkey)
        await self._log_ins.confirm(identity, confirmation, address, origin)
        account = await self._log_ins.read_account(identity)
        if account is None:
            raise AutusError("NOT_SIGNED_IN", "log in first")
        roster = read_verified(identity, account[1])
        if device not in roster.devices:
            raise AutusError("UNKNOWN_DEVICE", "the roster does not have this device", device=device.hex())
        secret = secrets.token_bytes(32)
        self._tickets.add(_key(secret), identity, _Ticket(identity, device, roster.signing_key))
        return secret

    async def redeem(self, login: TicketLogin) -> tuple[SessionAnswer, str]:
        """The account's data and the token of a new session. The ticket is used up, whatever comes of it.

        Raises AutusError BAD_TICKET.
        """
        key = _key(login.ticket)
        ticket = self._tickets.get(key)
        if ticket is None or ticket.used or ticket.device != login.device:
            raise _bad_ticket()
        self._tickets.replace(key, ticket._replace(used=True))
        token = await self._sessions.open_session(ticket.identity, ticket.device)
        account = await self._log_ins.read_account(ticket.identity) if token else None
        if token is None or account is None:
            raise _bad_ticket()
        # What moved since the ticket was made may have been meant to end it.
        roster = read_verified(ticket.identity, account[1])
        if roster.signing_key != ticket.signing_key or ticket.device not in roster.devices:
            await self._sessions.end_opened(token)
            raise _bad_ticket()
        return self._log_ins.make_answer(ticket.identity, *account), token

    def state(self, identity: bytes, device: bytes) -> Literal["waiting", "used", "gone"]:
        """What became of the newest ticket for a device of the account."""
        used = [ticket.used for _, ticket in self._tickets.of(identity) if ticket.device == device]
        if not used:
            return "gone"
        return "used" if used[-1] else "waiting"

    def end_all(self, identity: bytes) -> None:
        """Ends the tickets of an account."""
        for key, _ in self._tickets.of(identity):
            self._tickets.drop(key)


def _key(ticket: bytes) -> bytes:
    return sha256(ticket).digest()


def _bad_ticket() -> AutusError:
    return AutusError("BAD_TICKET", "the ticket was used, has ended, or is none")
