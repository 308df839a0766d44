"""What the account's password opens, and what it proves to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.device.account.way_opening import open_with_password
from shared.device.account.ways_change import WaySecret, secret_of_master_key
from shared.device.core.records import DeviceRecord
from shared.device.core.server_client import Refused
from shared.errors import AutusError
from shared.vault.keys import auth_key, derive_master_key
from shared.vault.roster import Roster
from shared.vault.ways import OpenedWay, kdf_of
from shared.wire.accounts import Confirmation, KdfParams, Keyset, Login, SessionAnswer

if TYPE_CHECKING:
    from shared.device.core.device import Device


class TypedPassword:
    """A password that the person has just typed. Each of its master keys is derived once."""

    def __init__(self, device: Device, password: str) -> None:
        self._device = device
        self._password = password
        self._master_keys: dict[KdfParams, bytes] = {}
        # The parameters of the log-in, which the keyset of its answer must have too.
        self._logged_in_with: KdfParams | None = None
        self._name = ""

    async def open(self, keyset: Keyset, roster: Roster) -> OpenedWay:
        """Raises AutusError: WRONG_PASSWORD, KEYSET_TAMPERED, KDF_TOO_WEAK, KDF_TOO_COSTLY, BAD_PASSWORD."""
        kdf = self._logged_in_with or _kdf_of(keyset)
        master = await self.master_key(kdf)
        return await open_with_password(self._device.host.crypto, keyset, roster, kdf, master)

    async def confirm(self) -> Confirmation:
        """The password in the form that the server asks for before an irreversible request."""
        kdf = await self._device.server.login_parameters(self._device.require_account().name)
        return Confirmation(auth_key=auth_key(await self.master_key(kdf)))

    async def log_in(self, record: DeviceRecord, name: str | None) -> SessionAnswer:
        """Raises AutusError: BAD_CREDENTIALS, ACCOUNT_UNKNOWN, KDF_TOO_WEAK, KDF_TOO_COSTLY, BAD_PASSWORD."""
        device, known = self._device, self._device.account
        if name is None:
            raise AutusError("BAD_ACCOUNT_NAME", "a password opens the account of a name")
        kdf = await device.server.login_parameters(name)
        key = auth_key(await self.master_key(kdf))
        login = Login(name=name, auth_key=key, device=record.device, session=device.host.session_kind)
        try:
            answer = await device.server.log_in(login)
        except Refused as refused:
            if known is not None and refused.code == "BAD_CREDENTIALS" and kdf != kdf_of(known.keyset):
                # For an unknown name, a server makes up parameters.
                await self._detect_forgotten_account()
            raise
        self._logged_in_with, self._name = kdf, name
        return answer

    async def account_name(self, *_: object) -> str:
        """The name that the person logged in with."""
        return self._name

    async def auth_key(self) -> bytes:
        """The account's authentication key, from the keyset on this device alone.

        Raises AutusError: WRONG_PASSWORD, BAD_PASSWORD.
        """
        account = self._device.require_account()
        await self.open(account.keyset, await self._device.roster())
        return auth_key(await self.master_key(_kdf_of(account.keyset)))

    async def secret_of(self, keyset: Keyset) -> WaySecret:
        """What the password gives that is a way in of this keyset."""
        kdf = _kdf_of(keyset)
        return secret_of_master_key(await self.master_key(kdf), kdf)

    async def master_key(self, kdf: KdfParams) -> bytes:
        """Raises AutusError: KDF_TOO_WEAK, KDF_TOO_COSTLY, BAD_PASSWORD."""
        if kdf not in self._master_keys:
            known = self._device.account
            floor = None if known is None else kdf_of(known.keyset)
            crypto = self._device.host.crypto
            self._master_keys[kdf] = await derive_master_key(crypto, self._password, kdf, floor)
        return self._master_keys[kdf]

    async def _detect_forgotten_account(self) -> None:
        """Call this after the server has refused a log-in under parameters other than the account's own.

        Raises AutusError ACCOUNT_UNKNOWN if the password opens the account here. Then the server has lost the
        account, or another device has changed the password. The server's answer does not tell which. On a
        revoked device, the keyset is older than the roster and proves nothing.
        """
        if self._device.is_revoked:
            return
        try:
            await self.auth_key()
        except AutusError as error:
            if error.code != "WRONG_PASSWORD":
                raise
            return
        raise AutusError("ACCOUNT_UNKNOWN", "the server does not know this password, or the account")


def _kdf_of(keyset: Keyset) -> KdfParams:
    kdf = kdf_of(keyset)
    if kdf is None:
        raise AutusError("WRONG_PASSWORD", "the account has no password")
    return kdf
