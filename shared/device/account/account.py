"""Registering, logging in, and what an account keeps in step: keyset and roster."""

from __future__ import annotations

from collections.abc import AsyncIterator, Container, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import msgspec

from shared.device.core.records import AccountRecord, DeviceRecord
from shared.device.core.server_client import Refused
from shared.device.core.server_history import (
    check_keyset_history,
    check_receipt_key,
    check_roster_history,
    require_generation,
)
from shared.errors import AutusError
from shared.vault.keys import (
    Secrets,
    VaultSecret,
    auth_key,
    derive_master_key,
    make_wrap,
    new_kdf,
    open_keyset,
    open_wrap,
    password_kek,
    seal_keyset,
    union_secrets,
)
from shared.vault.roster import Roster, extend_roster, seal_device_name, sign_add, sign_rename, verify_roster
from shared.wire.accounts import (
    Confirmation,
    KdfParams,
    Keyset,
    Login,
    Registration,
    SessionAnswer,
    SignedStatement,
)

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.core.vault import Vault

PASSWORD_LENGTH_MIN = 10
ATTEMPTS_MAX = 6
UNAUTHORIZED = 401


class Unlocked(msgspec.Struct, frozen=True):
    """What a password opens. The seed signs roster statements and is dropped when the call is over."""

    answer: SessionAnswer
    account_key: bytes
    identity_seed: bytes
    secrets: Secrets


def check_password(password: str) -> None:
    """Raises AutusError PASSWORD_TOO_SHORT."""
    if len(password) < PASSWORD_LENGTH_MIN:
        raise AutusError(
            "PASSWORD_TOO_SHORT", f"at least {PASSWORD_LENGTH_MIN} characters", limit=PASSWORD_LENGTH_MIN
        )


async def register(device: Device, name: str, password: str, device_name: str) -> None:
    """Makes this device's own identity the account's; its vaults stay what they are."""
    check_password(password)
    if device.account is not None:
        raise AutusError("ALREADY_REGISTERED", "this device has an account")
    crypto = device.host.crypto
    seed = await device.local_identity_seed()
    kdf = new_kdf(crypto)
    master = await derive_master_key(crypto, password, kdf, None)
    identity = device.record.identity
    wrap = await make_wrap(crypto, "password", password_kek(master), kdf, identity, device.account_key, seed)
    keyset = await seal_keyset(crypto, device.account_key, 1, (wrap,), device.own_secrets(None))
    statement = await _sign_add(
        device, device.record, Roster(identity), device.account_key, seed, device_name
    )
    answer = await device.server.register(
        Registration(
            name=name,
            auth_key=auth_key(master),
            identity=identity,
            device=device.record.device,
            keyset=keyset,
            roster=(statement,),
            session=device.host.session_kind,
        )
    )
    await device.join(
        AccountRecord(
            name=name,
            identity=identity,
            keyset=keyset,
            roster=(statement,),
            receipt_key=answer.receipt_key,
            signed_in=True,
            # Goals of another identity: this device has left an account, or read an archive.
            adopt=any(vault.meta.identity != identity for vault in device.vaults.values()),
            generations=(answer.generation,),
        ),
        device.account_key,
        answer.token,
    )


async def unlock(device: Device, record: DeviceRecord, name: str, password: str) -> Unlocked:
    """Logs in under the device id of `record` and opens the keyset. Nothing durable changes here.

    The new session is used from here on; whoever fails later must go back to `device.token`.
    Raises AutusError: OTHER_ACCOUNT, KDF_TOO_WEAK, KDF_TOO_COSTLY, BAD_CREDENTIALS, ACCOUNT_UNKNOWN,
    SERVER_ROLLED_BACK, SERVER_FORKED, SERVER_KEY_CHANGED, KEYSET_TAMPERED.
    """
    crypto = device.host.crypto
    known = device.account
    if known is not None and known.name != name:
        raise AutusError("OTHER_ACCOUNT", "this device belongs to another account", name=known.name)
    kdf = await device.server.login_parameters(name)
    master = await derive_master_key(crypto, password, kdf, _kdf_of(known.keyset) if known else None)
    login = Login(
        name=name, auth_key=auth_key(master), device=record.device, session=device.host.session_kind
    )
    try:
        answer = await device.server.log_in(login)
    except Refused as refused:
        if known is not None and refused.code == "BAD_CREDENTIALS" and kdf != _kdf_of(known.keyset):
            # To a name that it does not know a server gives parameters that it has made up.
            from shared.device.account.recreating import require_remembered  # noqa: PLC0415 - few ever come here

            await require_remembered(device, password)
        raise
    if known is not None:
        if answer.identity != known.identity:
            raise AutusError("OTHER_ACCOUNT", "this device belongs to another account", name=name)
        if answer.generation == known.generations[-1] and not known.restored:
            check_keyset_history(known.keyset, answer.keyset)
        if answer.receipt_key != known.receipt_key:
            raise AutusError("SERVER_KEY_CHANGED", "the server signs with another key than before")
    unlocked = await _open_answer(device, answer, kdf, master)
    if await crypto.ed25519_public(unlocked.identity_seed) != answer.identity:
        raise AutusError("KEYSET_TAMPERED", "the identity is not the seed's")
    device.host.transport.use_token(answer.token)
    return unlocked


async def _open_answer(device: Device, answer: SessionAnswer, kdf: KdfParams, master: bytes) -> Unlocked:
    crypto = device.host.crypto
    for wrap in answer.keyset.wraps:
        if wrap.kdf == kdf:
            kek = password_kek(master)
            account_key, seed = await open_wrap(crypto, wrap, kek, answer.identity)
            secrets = await open_keyset(crypto, account_key, answer.keyset)
            check_receipt_key(secrets, answer.receipt_key)
            return Unlocked(answer, account_key, seed, secrets)
    raise AutusError("KEYSET_TAMPERED", "no wrap of the keyset belongs to the log-in parameters")


async def log_in(device: Device, name: str, password: str, device_name: str, *, adopt: bool) -> None:
    """Joins an account. With `adopt`, this device's own vaults are re-homed into it by the next sync."""
    unlocked = await unlock(device, device.record, name, password)
    answer, known = unlocked.answer, device.account
    if known is not None and answer.generation != known.generations[-1]:
        # The next round asks the person; until then what this device knows stays.
        await device.join(msgspec.structs.replace(known, signed_in=True), device.account_key, answer.token)
        return
    statements = await enrol(device, device.record, unlocked, device_name)
    await device.join(
        AccountRecord(
            name=name,
            identity=answer.identity,
            keyset=answer.keyset,
            roster=statements,
            receipt_key=answer.receipt_key,
            signed_in=True,
            adopt=adopt or (known is not None and known.adopt),
            generations=(answer.generation,) if known is None else known.generations,
        ),
        unlocked.account_key,
        answer.token,
        unlocked.secrets,
    )


async def enrol(
    device: Device, record: DeviceRecord, unlocked: Unlocked, device_name: str
) -> tuple[SignedStatement, ...]:
    """The account's statements, with the device of `record` among them: added, if it was not."""
    try:
        return await _enrol(device, record, unlocked, device_name)
    except BaseException:
        device.host.transport.use_token(device.token)
        raise


async def _enrol(
    device: Device, record: DeviceRecord, unlocked: Unlocked, device_name: str
) -> tuple[SignedStatement, ...]:
    statements, known = unlocked.answer.roster, device.account
    if known is not None:
        require_generation(known, unlocked.answer.generation)
        check_roster_history(known.roster, statements)
    for _ in range(ATTEMPTS_MAX):
        roster = await verify_roster(device.host.crypto, unlocked.answer.identity, statements)
        if record.device in roster.devices:
            return statements
        added = await _sign_add(
            device, record, roster, unlocked.account_key, unlocked.identity_seed, device_name
        )
        try:
            await device.server.append_statement(added)
        except Refused as refused:
            if refused.code != "ROSTER_MOVED":
                raise
            statements += tuple(await device.server.roster(len(statements)))
            continue
        return (*statements, added)
    raise AutusError("ROSTER_MOVED", "the roster kept moving")


async def rename_device(device: Device, target: bytes, name: str, password: str) -> None:
    """Signs a new name for a device of the account; the identity signs, so the password is asked for."""
    account = device.require_account()
    unlocked = await unlock(device, device.record, account.name, password)
    require_generation(account, unlocked.answer.generation)
    await refresh_roster(device)
    roster = await device.roster()
    sealed = await seal_device_name(device.host.crypto, unlocked.account_key, target, name)
    statement = await sign_rename(
        device.host.crypto, unlocked.identity_seed, roster, target, sealed, device.host.now_ms()
    )
    await device.server.append_statement(statement)
    await refresh_roster(device)


async def log_out(device: Device) -> None:
    """Ends the session on both ends. Goals and keys stay on the device. Raises TransportError where
    the server does not answer.
    """
    device.require_account()
    try:
        await device.server.log_out()
    except Refused as refused:
        if refused.status != UNAUTHORIZED:
            raise
    await device.sign_out()


async def set_witnessed(device: Device, vault: Vault, *, on: bool) -> None:
    """The switch is in the sealed secrets; the server is told so that it asks for what it needs."""
    device.require_account()
    if vault not in device.synced_vaults():
        raise AutusError("NOT_SYNCED", "the goal is on this device only", vault=vault.id.hex())
    await exchange_keyset(device, {vault.id.hex(): on})
    if vault.meta.remote.receipt is not None:
        await device.server.switch_witness(vault.id, on)


async def exchange_keyset(
    device: Device,
    witnessed: Mapping[str, bool] | None = None,
    listed: Container[bytes] | None = None,
) -> Secrets:
    """Takes over the server's keyset and gives it what it lacks: never fewer vault keys than before, but for
    vaults that were deleted, and those that this device took away before the server (which has `listed`) had
    anything of them.

    `witnessed` sets that switch of some vaults: AutusError NOT_SYNCED where the account does not have one.
    Returns the secrets that both ends now have.
    """
    crypto = device.host.crypto
    for _ in range(ATTEMPTS_MAX):
        account = device.require_account()
        remote = await device.server.keyset()
        async with _restores_excused(device):
            check_keyset_history(account.keyset, remote)
        theirs = await open_keyset(crypto, device.account_key, remote)
        check_receipt_key(theirs, account.receipt_key)
        # Of names and switches the server's are the later ones, but for the change that is asked for here.
        wanted = union_secrets(theirs, device.own_secrets(account.receipt_key, listed or ()))
        vaults = _switched(wanted, witnessed or {})
        # The keys of what the person has deleted are of no use any more.
        withdrawn = await _withdrawn(device, theirs, listed)
        vaults = {
            k: secret
            for k, secret in vaults.items()
            if bytes.fromhex(k) not in device.deleted and k not in withdrawn
        }
        wanted = msgspec.structs.replace(wanted, vaults=vaults, receipt_key=account.receipt_key)
        accepted = remote
        if wanted != theirs:
            accepted = await seal_keyset(crypto, device.account_key, remote.version + 1, remote.wraps, wanted)
            try:
                await device.server.replace_keyset(remote.version, accepted)
            except Refused as refused:
                if refused.code != "KEYSET_MOVED":
                    raise
                continue
        await device.accept_keyset(accepted, wanted)
        if withdrawn:
            from shared.device.account import away  # noqa: PLC0415 - as below

            await away.withdrawn(device, withdrawn)
        return wanted
    raise AutusError("KEYSET_MOVED", "the keyset kept moving")


def _switched(secrets: Secrets, witnessed: Mapping[str, bool]) -> dict[str, VaultSecret]:
    vaults = dict(secrets.vaults)
    for vault, on in witnessed.items():
        if vault not in vaults:
            raise AutusError("NOT_SYNCED", "the goal was taken away where it was made", vault=vault)
        vaults[vault] = msgspec.structs.replace(vaults[vault], witnessed=on)
    return vaults


async def _withdrawn(device: Device, theirs: Secrets, listed: Container[bytes] | None) -> set[str]:
    absent = [vault for vault in theirs.vaults if bytes.fromhex(vault) not in device.vaults]
    if listed is None or not absent:
        return set()
    from shared.device.account import away  # noqa: PLC0415 - few have taken a goal away

    return await away.to_withdraw(device, absent, listed)


async def refresh_roster(device: Device) -> None:
    """Takes over the statements that were appended since. The server may not show fewer, or others."""
    account = device.require_account()
    last = len(account.roster) - 1
    fetched = await device.server.roster(last)
    async with _restores_excused(device):
        check_roster_history(account.roster[last:], fetched)
    if len(fetched) > 1:
        roster = await device.roster()
        await device.accept_roster(
            (*account.roster, *fetched[1:]), await extend_roster(device.host.crypto, roster, fetched[1:])
        )


@asynccontextmanager
async def _restores_excused(device: Device) -> AsyncIterator[None]:
    """Before a server is accused: its database may have been restored since it was last asked.

    Raises AutusError NEW_GENERATION then, and while what it lost is still to be given back.
    """
    try:
        yield
    except AutusError:
        account = device.require_account()
        require_generation(account, (await device.server.vaults()).generation)
        if account.restored:
            raise AutusError("NEW_GENERATION", "what the server lost is given back first") from None
        raise


async def password_confirmation(device: Device, password: str) -> Confirmation:
    """The password as the server asks for it before what cannot be undone."""
    account = device.require_account()
    kdf = await device.server.login_parameters(account.name)
    master = await derive_master_key(device.host.crypto, password, kdf, _kdf_of(account.keyset))
    return Confirmation(auth_key=auth_key(master))


def _kdf_of(keyset: Keyset) -> KdfParams | None:
    return next(iter([wrap.kdf for wrap in keyset.wraps]), None)


async def _sign_add(
    device: Device, record: DeviceRecord, roster: Roster, account_key: bytes, seed: bytes, name: str
) -> SignedStatement:
    crypto = device.host.crypto
    sealed = await seal_device_name(crypto, account_key, record.device, name)
    return await sign_add(crypto, seed, roster, record.public, sealed, device.host.now_ms())
