"""The server's routes as calls. Messages go in and out; a refusal is an AutusError with the server's code."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

from shared.device.core.host import Response, Transport, TransportError
from shared.errors import AutusError
from shared.wire.accounts import (
    AccountState,
    Confirmation,
    KdfParams,
    Keyset,
    KeysetReplacement,
    Login,
    LoginParametersRequest,
    PasskeyChallenge,
    PasskeyLogin,
    Registration,
    RevocationRequest,
    SessionAnswer,
    SignedStatement,
    WaysChange,
)
from shared.wire.decoding import Limits, decode_msgpack, json_decoder
from shared.wire.encoding import encode
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
from shared.wire.limits import ANSWER_BYTES_MAX
from shared.wire.pushes import PullPage, Push, Receipt
from shared.wire.snapshots import Snapshot
from shared.wire.vaults import DeviceHead, VaultList, WitnessSwitch

Answer = TypeVar("Answer")

# Other devices may change a keyset or roster between a read and a write. The update is then tried again.
RACE_ATTEMPTS_MAX = 6


class Interrupted(TransportError):
    """The round of sync was stopped: the person did something that needs no server."""


class ForeignAnswer(TransportError):
    """Something between this device and the server answered in its place: a proxy, a portal, a cache."""

    def __init__(self, response: Response) -> None:
        super().__init__("FOREIGN_ANSWER", "the answer is not the server's", status=response.status)


class Refused(AutusError):
    """The server refused the request. `status` is the HTTP status."""

    def __init__(self, status: int, code: str, detail: str, fields: dict[str, Any]) -> None:
        super().__init__(code, detail, **fields)
        self.status = status


# From this HTTP status on, a refusal does not mean that nothing was done.
SERVER_FAULTS = 500

_MESSAGE = "application/msgpack"
_PROBLEM = "application/problem+json"
_NO_CONTENT = 204
_TOO_LARGE = 413
_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,63}")
# Codes that ask the person something, or that continue a call. Only this device may raise them.
_FOUND_HERE = frozenset(
    {"NEW_GENERATION", "ACCOUNT_REPLACED", "ACCOUNT_UNKNOWN", "BAD_ANSWER", "UNKNOWN_SIGNER"}
)
_NOT_FIELDS = frozenset({"type", "title", "status", "self"})


_ANSWER_LIMITS = Limits(ANSWER_BYTES_MAX)
# A problem document carries ids and numbers. What is longer, such as a page of a proxy, is none.
_decode_problem = json_decoder(dict[str, Any], Limits(bytes_max=64 * 1024))


def decode_refusal(response: Response) -> Refused:
    """The refusal that the server gives. Raises ForeignAnswer for an answer that is not the server's."""
    try:
        problem = _decode_problem(response.body) if _media_type(response) == _PROBLEM else {}
    except msgspec.MsgspecError:
        problem = {}
    code, detail = problem.pop("code", None), problem.pop("detail", "")
    if not isinstance(code, str) or not _CODE.fullmatch(code) or problem.get("status") != response.status:
        if response.status == _TOO_LARGE:
            # A proxy has a smaller limit than the server. Waiting does not help; sending less does.
            return Refused(_TOO_LARGE, "TOO_LARGE", "a proxy refuses a request of this size", {})
        raise ForeignAnswer(response)
    fields = {key: value for key, value in problem.items() if key not in _NOT_FIELDS}
    fields["status"] = response.status
    if code in _FOUND_HERE:
        return Refused(response.status, "SERVER_ERROR", f"a refusal with the code {code}", fields)
    return Refused(response.status, code, str(detail), fields)


def _media_type(response: Response) -> str:
    return response.media_type.partition(";")[0].strip().lower()


class ServerClient:
    """Every call raises TransportError, Refused, or AutusError BAD_ANSWER.

    The server answers with MessagePack, nothing (204), or a problem document. Any other answer is a passing
    fault of the network between it and this device: never a refusal, a success, or the end of a session.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._interruptible = False
        self._requests: set[asyncio.Task[Response]] = set()
        self._interruptions = 0

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Marks the requests made inside as safe to abandon and repeat: those of a round of sync.

        The caller holds the sync lock. All other requests wait for their answers.
        """
        self._interruptible = True
        try:
            yield
        finally:
            self._interruptible = False

    @contextmanager
    def interrupted(self) -> Iterator[None]:
        """Ends every `interruptible` request with Interrupted: those under way and new ones."""
        self._interruptions += 1
        for request in self._requests:
            request.cancel()
        try:
            yield
        finally:
            self._interruptions -= 1

    async def login_parameters(self, name: str) -> KdfParams:
        body = encode(LoginParametersRequest(name=name))
        return await self._call("POST", "/api/v1/login/parameters", body, KdfParams)

    async def register(self, registration: Registration) -> SessionAnswer:
        return await self._call("POST", "/api/v1/accounts", encode(registration), SessionAnswer)

    async def log_in(self, login: Login) -> SessionAnswer:
        return await self._call("POST", "/api/v1/sessions", encode(login), SessionAnswer)

    async def login_challenge(self) -> PasskeyChallenge:
        """What a passkey signs to log in."""
        return await self._call("POST", "/api/v1/login/challenge", None, PasskeyChallenge)

    async def log_in_with_passkey(self, login: PasskeyLogin) -> SessionAnswer:
        return await self._call("POST", "/api/v1/sessions/passkey", encode(login), SessionAnswer)

    async def account_challenge(self) -> PasskeyChallenge:
        """What a passkey signs to confirm a request, or to become a way in."""
        return await self._call("POST", "/api/v1/account/challenge", None, PasskeyChallenge)

    async def log_out(self, *, brief: bool = False) -> None:
        """`brief`: the caller does not depend on the server's answer."""
        await self._send("DELETE", "/api/v1/sessions", None, brief=brief)

    async def end_other_sessions(self, confirmation: Confirmation) -> None:
        await self._send("DELETE", "/api/v1/sessions/others", encode(confirmation))

    async def keyset(self) -> Keyset:
        return await self._call("GET", "/api/v1/keyset", None, Keyset)

    async def replace_keyset(self, expected_version: int, keyset: Keyset) -> None:
        body = encode(KeysetReplacement(expected_version=expected_version, keyset=keyset))
        await self._send("PUT", "/api/v1/keyset", body)

    async def roster(self, after: int) -> list[SignedStatement]:
        return await self._call("GET", f"/api/v1/roster?after={after}", None, list[SignedStatement])

    async def append_statement(self, statement: SignedStatement) -> None:
        await self._send("POST", "/api/v1/roster", encode(statement))

    async def account(self, after: int) -> AccountState:
        """Keyset and roster of one moment, the roster from position `after`."""
        return await self._call("GET", f"/api/v1/account?after={after}", None, AccountState)

    async def change_ways(self, change: WaysChange) -> None:
        await self._send("PUT", "/api/v1/account", encode(change))

    async def issue_ticket(self, request: TicketRequest) -> Ticket:
        return await self._call("POST", "/api/v1/tickets", encode(request), Ticket)

    async def ticket_state(self, device: bytes) -> TicketState:
        body = encode(TicketQuery(device=device))
        return await self._call("POST", "/api/v1/tickets/state", body, TicketState)

    async def redeem_ticket(self, login: TicketLogin) -> SessionAnswer:
        return await self._call("POST", "/api/v1/sessions/ticket", encode(login), SessionAnswer)

    async def put_message(self, message: MailboxMessage) -> None:
        await self._send("PUT", "/api/v1/mailbox", encode(message))

    async def take_message(self, take: MailboxTake) -> MailboxAnswer:
        return await self._call("POST", "/api/v1/mailbox/take", encode(take), MailboxAnswer)

    async def stop_device(self, device: bytes, confirmation: Confirmation) -> list[DeviceHead]:
        """Ends all sessions of a device, and then reads the heads of all vaults."""
        path = f"/api/v1/devices/{device.hex()}/stop"
        return await self._call("POST", path, encode(confirmation), list[DeviceHead])

    async def revocation(self, request: RevocationRequest) -> list[SignedStatement]:
        """The statements of the roster that revoke a device. It needs no session."""
        return await self._call("POST", "/api/v1/revocation", encode(request), list[SignedStatement])

    async def vaults(self) -> VaultList:
        return await self._call("GET", "/api/v1/vaults", None, VaultList)

    async def push(self, vault: bytes, push: Push) -> Receipt:
        return await self._call("POST", f"/api/v1/vaults/{vault.hex()}/pushes", encode(push), Receipt)

    async def pull(self, vault: bytes, after: int) -> PullPage:
        return await self._call("GET", f"/api/v1/vaults/{vault.hex()}/pushes?after={after}", None, PullPage)

    async def snapshot(self, vault: bytes) -> Snapshot:
        return await self._call("GET", f"/api/v1/vaults/{vault.hex()}/snapshot", None, Snapshot)

    async def keep_snapshot(self, vault: bytes, snapshot: Snapshot) -> None:
        await self._send("PUT", f"/api/v1/vaults/{vault.hex()}/snapshot", encode(snapshot))

    async def delete_vault(self, vault: bytes, confirmation: Confirmation) -> None:
        await self._send("DELETE", f"/api/v1/vaults/{vault.hex()}", encode(confirmation))

    async def delete_account(self, confirmation: Confirmation) -> None:
        await self._send("DELETE", "/api/v1/account", encode(confirmation))

    async def switch_witness(self, vault: bytes, on: bool) -> None:
        body = encode(WitnessSwitch(on=on))
        await self._send("PUT", f"/api/v1/vaults/{vault.hex()}/witness", body)

    async def _call(self, method: str, path: str, body: bytes | None, kind: type[Answer]) -> Answer:
        response = await self._send(method, path, body)
        if _media_type(response) != _MESSAGE:
            raise ForeignAnswer(response)
        try:
            return decode_msgpack(response.body, kind, _ANSWER_LIMITS)
        except msgspec.MsgspecError as error:
            raise AutusError("BAD_ANSWER", f"{method} {path}: {error}") from error

    async def _send(self, method: str, path: str, body: bytes | None, *, brief: bool = False) -> Response:
        """Raises ForeignAnswer unless the server gave the answer."""
        response = await self._answer(method, path, body, brief=brief)
        if not 200 <= response.status < 300:
            raise decode_refusal(response)
        is_message = _media_type(response) == _MESSAGE
        if not is_message and (response.status != _NO_CONTENT or response.body):
            raise ForeignAnswer(response)
        return response

    async def _answer(self, method: str, path: str, body: bytes | None, *, brief: bool) -> Response:
        if not self._interruptible:
            return await self._transport.request(method, path, body, brief=brief)
        if self._interruptions:
            raise _interrupted()
        request = asyncio.create_task(self._transport.request(method, path, body, brief=brief))
        self._requests.add(request)
        try:
            # If this call were cancelled, gather would cancel the request with it.
            (answer,) = await asyncio.gather(request, return_exceptions=True)
        finally:
            self._requests.discard(request)
        if isinstance(answer, asyncio.CancelledError):
            raise _interrupted()
        if isinstance(answer, BaseException):
            raise answer
        return answer


def _interrupted() -> Interrupted:
    return Interrupted("INTERRUPTED", "the request was interrupted")
