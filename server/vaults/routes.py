"""Vaults, pushes and pulls."""

from __future__ import annotations

import msgspec
from litestar import Response, Router, delete, get, post, put
from litestar.response import Stream

from server.sessions.confirmation import CONFIRMATION_BYTES_MAX, require_confirmed_session
from server.sessions.service import Sessions
from server.vaults.pulls import Pulls
from server.vaults.pushes import Pushes
from server.vaults.service import Vaults
from server.vaults.snapshots import Snapshots
from server.web.answers import MEDIA_TYPE, NO_STORE, MessagePack, empty
from server.web.bodies import BodyReader, after_number, id_from_hex
from server.web.openapi import SIGNED_IN, AfterText, VaultText, answer_of, with_body
from server.web.requests import AnyRequest, address_of, service
from shared.wire.accounts import Confirmation
from shared.wire.limits import DISCLOSED_KEYS_MAX, PUSH_BYTES_MAX, SNAPSHOT_BYTES_MAX, STATE_BYTES_MAX
from shared.wire.pushes import PullPage, Push, Receipt
from shared.wire.snapshots import Snapshot
from shared.wire.vaults import VaultList, WitnessSwitch

# The commits, a disclosure of DISCLOSED_KEYS_MAX keys and one state, and the rest of the message.
DISCLOSED_KEY_BYTES = 1 + 2 + 32 + 2 + 76
PUSH_BODY_BYTES_MAX = PUSH_BYTES_MAX + DISCLOSED_KEYS_MAX * DISCLOSED_KEY_BYTES + STATE_BYTES_MAX + 4096
SWITCH_BYTES_MAX = 256
SNAPSHOT_BODY_BYTES_MAX = SNAPSHOT_BYTES_MAX + 1024

_push_body = BodyReader(Push)
_witness_body = BodyReader(WitnessSwitch)
_snapshot_body = BodyReader(Snapshot)


@get("/vaults", media_type=MEDIA_TYPE, security=SIGNED_IN)
async def list_vaults(request: AnyRequest) -> MessagePack[VaultList]:
    """The vaults of the account."""
    session = await service(request, Sessions).require_session(request)
    return MessagePack(await service(request, Vaults).list_vaults(session))


@post(
    "/vaults/{vault:str}/pushes",
    request_max_body_size=PUSH_BODY_BYTES_MAX,
    media_type=MEDIA_TYPE,
    security=SIGNED_IN,
    response_description="The receipt of a new push",
    operation_class=with_body(Push),
    responses={200: answer_of(Receipt, "The push is stored already", MEDIA_TYPE)},
)
async def push(request: AnyRequest, vault: VaultText) -> MessagePack[Receipt]:
    """Stores a push: 201 and its receipt, or 200 and the same receipt if it is stored already."""
    session = await service(request, Sessions).require_session(request)
    vault_id = id_from_hex(vault)
    body = await _push_body.read(request, session.identity)
    receipt, new = await service(request, Pushes).accept_push(session, vault_id, body, address_of(request))
    return MessagePack(receipt, 201 if new else 200)


@get(
    "/vaults/{vault:str}/pushes",
    media_type=MEDIA_TYPE,
    security=SIGNED_IN,
    responses={200: answer_of(PullPage, "A page, streamed", MEDIA_TYPE)},
)
async def pull(request: AnyRequest, vault: VaultText, after: AfterText = "0") -> Stream:
    """A page of the pushes after number `after`."""
    session = await service(request, Sessions).require_session(request)
    page = await service(request, Pulls).pull(session, id_from_hex(vault), after_number(after))
    return Stream(page, media_type=MEDIA_TYPE, headers=NO_STORE)


@delete(
    "/vaults/{vault:str}",
    request_max_body_size=CONFIRMATION_BYTES_MAX,
    status_code=204,
    security=SIGNED_IN,
    operation_class=with_body(Confirmation),
)
async def delete_vault(request: AnyRequest, vault: VaultText) -> Response[None]:
    """Deletes the vault with all its pushes, after the password."""
    session = await require_confirmed_session(request)
    await service(request, Vaults).delete_vault(session, id_from_hex(vault))
    return empty()


@put(
    "/vaults/{vault:str}/witness",
    request_max_body_size=SWITCH_BYTES_MAX,
    status_code=204,
    security=SIGNED_IN,
    operation_class=with_body(WitnessSwitch),
)
async def switch_witness(request: AnyRequest, vault: VaultText) -> Response[None]:
    """Turns the replay of the vault's pushes on or off."""
    session = await service(request, Sessions).require_session(request)
    switch = await _witness_body.read(request, session.identity)
    await service(request, Vaults).switch_witness(session, id_from_hex(vault), switch.on)
    return empty()


@put(
    "/vaults/{vault:str}/snapshot",
    request_max_body_size=SNAPSHOT_BODY_BYTES_MAX,
    status_code=204,
    security=SIGNED_IN,
    operation_class=with_body(Snapshot),
)
async def keep_snapshot(request: AnyRequest, vault: VaultText) -> Response[None]:
    """Replaces the snapshot of the vault by a newer one."""
    session = await service(request, Sessions).require_session(request)
    vault_id = id_from_hex(vault)
    body = await _snapshot_body.read(request, session.identity)
    await service(request, Snapshots).keep_snapshot(session, vault_id, body)
    return empty()


@get("/vaults/{vault:str}/snapshot", media_type=MEDIA_TYPE, security=SIGNED_IN)
async def snapshot(request: AnyRequest, vault: VaultText) -> MessagePack[Snapshot]:
    """The snapshot of the vault."""
    session = await service(request, Sessions).require_session(request)
    encoded = await service(request, Snapshots).snapshot_of(session, id_from_hex(vault))
    return MessagePack(msgspec.Raw(encoded))


router = Router(
    "/",
    route_handlers=[list_vaults, push, pull, delete_vault, switch_witness, keep_snapshot, snapshot],
)
