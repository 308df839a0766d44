"""Recovering an account with its recovery code: new password, new code, and the old ones gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from shared.device.account.active import require_active
from shared.device.account.enrolment import missing_enrolment
from shared.device.account.joining import joined_account
from shared.device.account.left_session import settle_left_session
from shared.device.account.new_id import new_record, take_new_id
from shared.device.account.passwords import check_password
from shared.device.account.unlock import check_own_name, give_up_session
from shared.device.account.way_opening import open_with_code
from shared.device.account.ways_change import (
    Change,
    Present,
    WaySecret,
    prepare_change,
    secret_of_code,
    secret_of_new_password,
    send_change,
)
from shared.device.core.rollback_checks import (
    check_keyset_history,
    check_receipt_key,
    check_roster_history,
    require_settled_generation,
)
from shared.device.core.server_client import RACE_ATTEMPTS_MAX
from shared.errors import AutusError
from shared.text import check_account_name, sent_account_name
from shared.vault.keys import Secrets, open_keyset
from shared.vault.recovery_code import recovery_auth_key
from shared.vault.roster import extend_roster, verify_roster
from shared.wire.accounts import AccountState, Login, SessionAnswer, SignedStatement

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.core.records import AccountRecord, DeviceRecord


class Recovery(NamedTuple):
    """What a recovery goes by. `record` is that of the device as the account will have it."""

    record: DeviceRecord
    name: str
    answer: SessionAnswer
    digits: str
    added: list[WaySecret]
    device_name: str


async def recover(
    device: Device,
    name: str,
    digits: str,
    new_password: str,
    new_digits: str,
    device_name: str,
    *,
    adopt: bool,
    end_sessions: bool,
) -> None:
    """Logs in with the code of `digits`, and replaces password and code in one request.

    The same request enrols this device, if the roster lacks it. Opening with the code alone uses nothing up.
    Raises AutusError PASSWORD_TOO_SHORT, BAD_CREDENTIALS, OTHER_ACCOUNT, ACCOUNT_REPLACED, NEW_GENERATION,
    WRONG_RECOVERY_CODE, KEYSET_TAMPERED, SERVER_ROLLED_BACK, SERVER_FORKED, SERVER_KEY_CHANGED, and
    KEYSET_MOVED if others kept changing the account.
    """
    check_password(new_password)
    name = sent_account_name(name)
    check_account_name(name)
    check_own_name(device.account, name)
    secrets = [await secret_of_new_password(device, new_password), secret_of_code(new_digits)]
    await settle_left_session(device)
    record = await new_record(device) if device.is_revoked else device.record
    answer = await _log_in(device, record, name, digits)
    if device.account is None and await _has_ended(device, answer):
        await give_up_session(device)
        await take_new_id(device)
        record = device.record
        answer = await _log_in(device, record, name, digits)
    try:
        _check_answer(device, answer)
        account, key, found = await _replace_all(
            device, Recovery(record, name, answer, digits, secrets, device_name), adopt, end_sessions
        )
    except BaseException:
        device.host.transport.use_token(device.token)
        raise
    if device.is_revoked:
        from shared.device.account.rejoining import come_back  # noqa: PLC0415 - rarely needed

        await come_back(device, record, account, key, answer.token, found)
    else:
        await device.join(account, key, answer.token, found)


async def _log_in(device: Device, record: DeviceRecord, name: str, digits: str) -> SessionAnswer:
    login = Login(
        name=name,
        auth_key=recovery_auth_key(digits),
        device=record.device,
        session=device.host.session_kind,
        way="recovery",
    )
    answer = await device.server.log_in(login)
    device.host.transport.use_token(answer.token)
    return answer


async def _has_ended(device: Device, answer: SessionAnswer) -> bool:
    """Whether the account has ended the id of this device, which is not in it."""
    roster = await verify_roster(device.host.crypto, answer.identity, answer.roster)
    return device.record.device in roster.revoked


def _check_answer(device: Device, answer: SessionAnswer) -> None:
    known = device.account
    if known is None:
        return
    if answer.identity != known.identity:
        raise AutusError("ACCOUNT_REPLACED", "another account has this name", name=known.name)
    require_settled_generation(known, answer.generation)
    if answer.receipt_key != known.receipt_key:
        raise AutusError("SERVER_KEY_CHANGED", "the server signs with another key than before")


async def _replace_all(
    device: Device, recovery: Recovery, adopt: bool, end_sessions: bool
) -> tuple[AccountRecord, bytes, Secrets]:
    """The account of this device after the change, its account key, and the secrets."""
    answer, known = recovery.answer, device.account
    state = AccountState(answer.keyset, answer.roster)
    for _ in range(RACE_ATTEMPTS_MAX):
        change, sent = await _prepare(device, recovery, state)
        if not await send_change(device, state.keyset, change, sent, end_sessions=end_sessions):
            state = await device.server.account(0)
            continue
        joined = replace(answer, keyset=change.keyset, roster=(*state.roster, *sent))
        account = joined_account(known, recovery.name, joined, change.secrets, adopt=adopt)
        return account, change.account_key, change.secrets
    raise AutusError("KEYSET_MOVED", "the account kept moving")


async def _prepare(
    device: Device, recovery: Recovery, state: AccountState
) -> tuple[Change, tuple[SignedStatement, ...]]:
    """The change from this state of the account, and the statements to send with it."""
    crypto, known, record = device.host.crypto, device.account, recovery.record
    if known is not None:
        check_roster_history(known.roster, state.roster)
        check_keyset_history(known.keyset, state.keyset)
    roster = await verify_roster(crypto, recovery.answer.identity, state.roster)
    if known is not None and record.device == device.record.device:
        await require_active(device, state.roster, roster)
    opened = await open_with_code(crypto, state.keyset, roster, recovery.digits)
    secrets = await open_keyset(crypto, opened.account_key, state.keyset)
    check_receipt_key(secrets, recovery.answer.receipt_key)
    enrolled = await missing_enrolment(device, record, roster, opened, recovery.device_name)
    sent = () if enrolled is None else (enrolled,)
    roster = await extend_roster(crypto, roster, sent)
    present = Present(roster, state.keyset, opened, secrets)
    change = await prepare_change(device, present, recovery.added, by=record.device)
    return change, (*sent, change.statement)
