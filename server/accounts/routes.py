"""Accounts, keysets and rosters."""

from __future__ import annotations

from litestar import Response, Router, delete, get, post, put

from server.accounts.revocations import Revocations
from server.accounts.service import Accounts
from server.sessions.answers import session_response, signed_out_response
from server.sessions.confirmation import CONFIRMATION_BYTES_MAX, require_confirmed_session
from server.sessions.service import Sessions
from server.web.allowed_hosts import AllowedHosts, origin_of
from server.web.answers import MEDIA_TYPE, MessagePack, empty
from server.web.bodies import BodyReader, after_number, id_from_hex
from server.web.openapi import SIGNED_IN, AfterText, DeviceText, with_body
from server.web.requests import AnyRequest, address_of, service
from shared.wire.accounts import (
    AccountState,
    Confirmation,
    Keyset,
    KeysetReplacement,
    Registration,
    RevocationRequest,
    SessionAnswer,
    SignedStatement,
    WaysChange,
)
from shared.wire.limits import (
    KEYSET_BYTES_MAX,
    NEW_ROSTER_STATEMENTS_MAX,
    ROSTER_STATEMENTS_MAX,
    SMALL_STATEMENT_BYTES_MAX,
    STATEMENT_BYTES_MAX,
)
from shared.wire.vaults import DeviceHead

# A keyset with its ways in, and with its account key sealed to every device of the roster.
KEYSET_BODY_BYTES_MAX = KEYSET_BYTES_MAX + 64 * 1024 + 160 * ROSTER_STATEMENTS_MAX
# One revocation, or a few small ones that are sent again after a restore.
CHANGE_BODY_BYTES_MAX = (
    KEYSET_BODY_BYTES_MAX
    + STATEMENT_BYTES_MAX
    + NEW_ROSTER_STATEMENTS_MAX * (SMALL_STATEMENT_BYTES_MAX + 128)
)
REVOCATION_BYTES_MAX = 512

_registration_body = BodyReader(Registration)
_keyset_body = BodyReader(KeysetReplacement)
_ways_body = BodyReader(WaysChange)
_statement_body = BodyReader(SignedStatement)
_revocation_body = BodyReader(RevocationRequest)


@post(
    "/accounts",
    request_max_body_size=2 * KEYSET_BODY_BYTES_MAX,
    media_type=MEDIA_TYPE,
    response_description="The account",
    operation_class=with_body(Registration),
)
async def register(request: AnyRequest) -> MessagePack[SessionAnswer]:
    """Creates an account and opens its first session."""
    service(request, AllowedHosts).check_origin(request, required=False)
    accounts = service(request, Accounts)
    address = address_of(request)
    accounts.admit_registration(address)
    registration = await _registration_body.read(request)
    found, token = await accounts.register(registration, address)
    return session_response(request, found, token, cookie=registration.session == "cookie")


@get("/keyset", media_type=MEDIA_TYPE, security=SIGNED_IN)
async def keyset(request: AnyRequest) -> MessagePack[Keyset]:
    """The keyset."""
    session = await service(request, Sessions).require_session(request)
    return MessagePack(await service(request, Accounts).read_keyset(session))


@put(
    "/keyset",
    request_max_body_size=KEYSET_BODY_BYTES_MAX,
    status_code=204,
    security=SIGNED_IN,
    operation_class=with_body(KeysetReplacement),
)
async def replace_keyset(request: AnyRequest) -> Response[None]:
    """Replaces the keyset if its version is the expected one."""
    session = await service(request, Sessions).require_session(request)
    replacement = await _keyset_body.read(request, session.identity)
    await service(request, Accounts).replace_keyset(session, replacement)
    return empty()


@get("/roster", media_type=MEDIA_TYPE, security=SIGNED_IN)
async def roster(request: AnyRequest, after: AfterText = "0") -> MessagePack[list[SignedStatement]]:
    """The statements of the roster from position `after`."""
    session = await service(request, Sessions).require_session(request)
    statements = await service(request, Accounts).read_roster(session, after_number(after))
    return MessagePack(statements)


@post(
    "/roster",
    request_max_body_size=SMALL_STATEMENT_BYTES_MAX + 512,
    status_code=204,
    security=SIGNED_IN,
    operation_class=with_body(SignedStatement),
)
async def append_statement(request: AnyRequest) -> Response[None]:
    """Appends a statement if the roster's head is the one that the statement names."""
    session = await service(request, Sessions).require_session(request)
    statement = await _statement_body.read(request, session.identity)
    await service(request, Accounts).append_statement(session, statement)
    return empty()


@get("/account", media_type=MEDIA_TYPE, security=SIGNED_IN)
async def account(request: AnyRequest, after: AfterText = "0") -> MessagePack[AccountState]:
    """Keyset and roster of one moment, the roster from position `after`."""
    session = await service(request, Sessions).require_session(request)
    return MessagePack(await service(request, Accounts).read_account(session, after_number(after)))


@put(
    "/account",
    request_max_body_size=CHANGE_BODY_BYTES_MAX,
    status_code=204,
    security=SIGNED_IN,
    operation_class=with_body(WaysChange),
)
async def change_ways(request: AnyRequest) -> Response[None]:
    """Changes the ways in: roster, keyset and verifiers, in one step."""
    session = await service(request, Sessions).require_session(request)
    change = await _ways_body.read(request, session.identity)
    await service(request, Accounts).change_ways(session, change, origin_of(request))
    return empty()


@post(
    "/devices/{device:str}/stop",
    request_max_body_size=CONFIRMATION_BYTES_MAX,
    status_code=200,
    media_type=MEDIA_TYPE,
    security=SIGNED_IN,
    operation_class=with_body(Confirmation),
)
async def stop_device(request: AnyRequest, device: DeviceText) -> MessagePack[list[DeviceHead]]:
    """Ends all sessions of a device, after a way in, and says how far it is in every vault."""
    revocations = service(request, Revocations)
    session = await require_confirmed_session(
        request, again=lambda session: revocations.was_confirmed(session, id_from_hex(device))
    )
    return MessagePack(await revocations.stop_device(session, id_from_hex(device)))


@post(
    "/revocation",
    request_max_body_size=REVOCATION_BYTES_MAX,
    status_code=200,
    media_type=MEDIA_TYPE,
    operation_class=with_body(RevocationRequest),
)
async def revocation(request: AnyRequest) -> MessagePack[list[SignedStatement]]:
    """The statements that revoke the device that asks, and signs for it. Its session may be over."""
    revocations = service(request, Revocations)
    revocations.admit(address_of(request))
    return MessagePack(await revocations.read_statements(await _revocation_body.read(request)))


@delete(
    "/account",
    request_max_body_size=CONFIRMATION_BYTES_MAX,
    status_code=204,
    security=SIGNED_IN,
    operation_class=with_body(Confirmation),
)
async def delete_account(request: AnyRequest) -> Response[None]:
    """Deletes the account with everything of it, after the password or a passkey. All its sessions end."""
    session = await require_confirmed_session(request)
    await service(request, Accounts).delete_account(session)
    return signed_out_response(request)


router = Router(
    "/",
    route_handlers=[
        register,
        account,
        change_ways,
        delete_account,
        keyset,
        replace_keyset,
        revocation,
        roster,
        stop_device,
        append_statement,
    ],
)
