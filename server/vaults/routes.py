"""Vaults, pushes, pulls and events."""

from __future__ import annotations

from litestar import Response, Router, delete, get, post, put
from litestar.params import FromPath
from litestar.response import Stream

from server.events.stream import stream_events
from server.services import services_of
from server.sessions.confirmation import CONFIRMATION_BYTES, confirmed_session
from server.sessions.service import require_session
from server.vaults import pulls, removals
from server.vaults.pushes import accept_push
from server.web.bodies import (
    MEDIA_TYPE,
    NO_STORE,
    BodyReader,
    answer,
    empty,
    id_from_hex,
    number_from_query,
)
from server.web.problems import AnyRequest
from shared.wire.limits import DISCLOSED_KEYS_MAX, PUSH_BYTES_MAX, STATE_BYTES_MAX
from shared.wire.pushes import Push
from shared.wire.vaults import WitnessSwitch

# The commits, a disclosure of so many keys and one state, and the rest of the message.
DISCLOSED_KEY_BYTES = 1 + 2 + 32 + 2 + 76
PUSH_BODY_BYTES = PUSH_BYTES_MAX + DISCLOSED_KEYS_MAX * DISCLOSED_KEY_BYTES + STATE_BYTES_MAX + 4096
SWITCH_BYTES = 256

_push_body = BodyReader(Push)
_witness_body = BodyReader(WitnessSwitch)


@get("/vaults")
async def list_vaults(request: AnyRequest) -> Response[bytes]:
    """The vaults of the account."""
    services = services_of(request)
    session = await require_session(services, request)
    return answer(await pulls.list_vaults(services, session))


@post("/vaults/{vault:str}/pushes", request_max_body_size=PUSH_BODY_BYTES)
async def push(request: AnyRequest, vault: FromPath[str]) -> Response[bytes]:
    """Stores a push: 201 and its receipt, or 200 and the same receipt for a retry."""
    services = services_of(request)
    session = await require_session(services, request)
    vault_id = id_from_hex(vault)
    receipt, new = await accept_push(
        services, session, vault_id, await _push_body.read(request, session.identity)
    )
    return answer(receipt, 201 if new else 200)


@get("/vaults/{vault:str}/pushes")
async def pull(request: AnyRequest, vault: FromPath[str]) -> Stream:
    """The pushes after number `after`, a page of them."""
    services = services_of(request)
    session = await require_session(services, request)
    after = number_from_query(request, "after")
    page = await pulls.pull(services, session, id_from_hex(vault), after)
    return Stream(page, media_type=MEDIA_TYPE, headers=NO_STORE)


@delete("/vaults/{vault:str}", status_code=204, request_max_body_size=CONFIRMATION_BYTES)
async def delete_vault(request: AnyRequest, vault: FromPath[str]) -> Response[None]:
    """Deletes the vault with all its pushes, after the password."""
    services = services_of(request)
    session = await confirmed_session(services, request)
    await removals.delete_vault(services, session, id_from_hex(vault))
    return empty()


@put("/vaults/{vault:str}/witness", request_max_body_size=SWITCH_BYTES)
async def switch_witness(request: AnyRequest, vault: FromPath[str]) -> Response[None]:
    """Turns the replay of the vault's pushes on or off."""
    services = services_of(request)
    session = await require_session(services, request)
    switch = await _witness_body.read(request, session.identity)
    await pulls.switch_witness(services, session, id_from_hex(vault), switch.on)
    return empty()


@get("/events")
async def events(request: AnyRequest) -> Stream:
    """New heads that other sessions of the account make, as they come."""
    services = services_of(request)
    session = await require_session(services, request)
    subscription = services.hub.subscribe(session.identity, session.token_hash)
    lines = stream_events(services.hub, session.identity, subscription)
    return Stream(lines, media_type="text/event-stream", headers=NO_STORE)


router = Router("/", route_handlers=[list_vaults, push, pull, delete_vault, switch_witness, events])
