"""Methods for passkeys. A page asks the browser; the engine says what for, and uses the answer."""

from __future__ import annotations

from msgspec import Struct

from shared.device.account import login as access
from shared.device.account import passkeys
from shared.device.account.lock_opening import stored_account
from shared.device.api import way_requests as requests
from shared.device.api.account_calls import LoginAnswer, login_answer
from shared.device.api.engine import Engine
from shared.device.api.methods import MethodTable
from shared.device.api.requests import Request
from shared.device.api.way_calls import Ways, ways
from shared.device.api.way_shown import read_base64, show_base64, shown_passkey, way_at_hand
from shared.device.core.records import AccountRecord
from shared.vault.passkeys import PRF_INPUT, passkey_ways

METHODS = MethodTable()


class PasskeyQuestion(Struct, frozen=True):
    """What the browser asks of a passkey, in base64. Without `credentials` any of this server may answer."""

    challenge: str
    prf: str
    credentials: list[str]


class NewPasskeyQuestion(Struct, frozen=True):
    """What the browser asks of an authenticator that shall make a passkey, in base64.

    `credentials` are those that the account has. `again` is the challenge of the answer after it.
    """

    user: str
    account: str
    challenge: str
    prf: str
    credentials: list[str]
    again: str


@METHODS.add(repeatable=True)
async def ask_passkey(engine: Engine, request: requests.AskPasskey) -> PasskeyQuestion:
    """A question for a passkey. Its challenge holds for one answer, and for five minutes."""
    challenge = engine.host.crypto.random(32)
    if request.purpose == "login":
        challenge = (await engine.device.server.login_challenge()).challenge
    elif request.purpose == "confirm":
        challenge = (await engine.device.server.account_challenge()).challenge
    account = await stored_account(engine.host) if request.purpose == "unlock" else engine.device.account
    return PasskeyQuestion(show_base64(challenge), show_base64(PRF_INPUT), _credentials(account))


@METHODS.add(repeatable=True)
async def begin_passkey(engine: Engine, _: Request) -> NewPasskeyQuestion:
    """A question for a new passkey."""
    device, random = engine.device, engine.device.host.crypto.random
    account = device.require_account()
    known = [passkey.user for _, passkey in passkey_ways(account.keyset.ways)]
    return NewPasskeyQuestion(
        # One handle for all passkeys of the account: an authenticator keeps one of each.
        user=show_base64(known[0] if known else random(32)),
        account=account.name,
        challenge=show_base64(random(32)),
        prf=show_base64(PRF_INPUT),
        credentials=_credentials(account),
        again=show_base64((await device.server.account_challenge()).challenge),
    )


@METHODS.add(repeatable=False, syncs=True)
async def add_passkey(engine: Engine, request: requests.AddPasskey) -> Ways:
    """Makes a credential a way in."""
    device = engine.device
    made = passkeys.MadePasskey(
        credential=read_base64(request.credential),
        public_key=read_base64(request.public_key),
        user=read_base64(request.user),
        prf=None if request.prf is None else read_base64(request.prf),
        again=shown_passkey(device, request.again),
    )
    async with device.sync_lock:
        way = way_at_hand(device, request.password, request.passkey)
        await passkeys.add_passkey(device, way, made, request.name)
    return await ways(engine, Request())


@METHODS.add(repeatable=False, syncs=True)
async def remove_passkey(engine: Engine, request: requests.RemovePasskey) -> Ways:
    """Takes a passkey away."""
    async with engine.device.sync_lock:
        way = way_at_hand(engine.device, request.password, request.passkey)
        await passkeys.remove_passkey(engine.device, way, bytes.fromhex(request.way))
    return await ways(engine, Request())


# It may bring local goals into the account, which get new ids.
@METHODS.add(repeatable=False, syncs=True)
async def login_with_passkey(engine: Engine, request: requests.LogInWithPasskey) -> LoginAnswer:
    """Enrols this device in the account of the passkey and syncs until its goals can be shown."""
    device = engine.device
    name = request.name if device.account is None else device.account.name
    async with device.sync_lock:
        passkey = shown_passkey(device, request.passkey)
        await access.log_in(
            device, name, passkey, request.device_name, adopt=request.adopt, replaces=request.replaces
        )
    if request.replaces:
        await engine.emit_lock()
    return await login_answer(engine)


def _credentials(account: AccountRecord | None) -> list[str]:
    known = () if account is None else passkey_ways(account.keyset.ways)
    return [show_base64(passkey.credential) for _, passkey in known]
