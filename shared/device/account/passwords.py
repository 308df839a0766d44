"""What the account's password proves: to this device, and to the server before an irreversible request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.device.account.way_opening import open_with_password
from shared.errors import AutusError
from shared.vault.keys import auth_key, derive_master_key, password_form
from shared.vault.ways import kdf_of
from shared.wire.accounts import Confirmation

if TYPE_CHECKING:
    from shared.device.core.device import Device

PASSWORD_LENGTH_MIN = 10


def confirm_with(master_key: bytes) -> Confirmation:
    """The password of this master key, in the form that the server asks for."""
    return Confirmation(auth_key=auth_key(master_key))


def check_password(password: str) -> None:
    """Raises AutusError PASSWORD_TOO_SHORT."""
    if len(password_form(password)) < PASSWORD_LENGTH_MIN:
        raise AutusError(
            "PASSWORD_TOO_SHORT", f"at least {PASSWORD_LENGTH_MIN} characters", limit=PASSWORD_LENGTH_MIN
        )


async def confirm_password(device: Device, password: str) -> Confirmation:
    """The password in the form that the server asks for before an irreversible request."""
    account = device.require_account()
    kdf = await device.server.login_parameters(account.name)
    master = await derive_master_key(device.host.crypto, password, kdf, kdf_of(account.keyset))
    return confirm_with(master)


async def derive_auth_key(device: Device, password: str) -> bytes:
    """The account's authentication key, from the keyset on this device alone.

    Raises AutusError: WRONG_PASSWORD, BAD_PASSWORD.
    """
    account, crypto = device.require_account(), device.host.crypto
    kdf = kdf_of(account.keyset)
    if kdf is None:
        raise AutusError("WRONG_PASSWORD", "the account has no password")
    master = await derive_master_key(crypto, password, kdf, None)
    await open_with_password(crypto, account.keyset, await device.roster(), kdf, master)
    return auth_key(master)


async def detect_forgotten_account(device: Device, password: str) -> None:
    """Call this after the server has refused a log-in under parameters other than the account's own.

    Raises AutusError ACCOUNT_UNKNOWN if the password opens the account here. Then the server has lost the
    account, or another device has changed the password. The server's answer does not tell which. On a
    revoked device, the keyset is older than the roster and proves nothing.
    """
    if device.is_revoked:
        return
    try:
        await derive_auth_key(device, password)
    except AutusError as error:
        if error.code != "WRONG_PASSWORD":
            raise
        return
    raise AutusError("ACCOUNT_UNKNOWN", "the server does not know this password, or the account")
