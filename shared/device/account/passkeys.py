"""Passkeys as ways in: adding and removing one, and the answer of one as a way in at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.device.account.way_opening import WayAtHand, open_with_passkey
from shared.device.account.ways import replace_ways
from shared.device.account.ways_change import Change, NewPasskey, WaySecret
from shared.device.core.records import DeviceRecord
from shared.errors import AutusError
from shared.vault.keys import Secrets, open_keyset
from shared.vault.passkeys import PasskeyLabel, open_labels, passkey_kek, passkey_ways
from shared.vault.roster import Roster
from shared.vault.ways import OpenedWay
from shared.wire.accounts import Confirmation, Keyset, PasskeyAssertion, PasskeyLogin, SessionAnswer

if TYPE_CHECKING:
    from shared.device.core.device import Device


class ShownPasskey:
    """The answer of a passkey. The server gets `assertion`. `prf` is the key, and stays on this device."""

    def __init__(self, device: Device, assertion: PasskeyAssertion, prf: bytes | None) -> None:
        self.assertion = assertion
        self._device = device
        self._prf = prf

    async def open(self, keyset: Keyset, roster: Roster) -> OpenedWay:
        """Raises AutusError: WRONG_PASSKEY, PASSKEY_NO_KEY, KEYSET_TAMPERED."""
        crypto = self._device.host.crypto
        return await open_with_passkey(crypto, keyset, roster, self.assertion.credential, self._prf)

    async def confirm(self) -> Confirmation:
        """The answer in the form that the server asks for before an irreversible request."""
        return Confirmation(passkey=self.assertion)

    async def log_in(self, record: DeviceRecord, name: str | None) -> SessionAnswer:
        """Raises AutusError: PASSKEY_NO_KEY before any request, BAD_CREDENTIALS, CHALLENGE_EXPIRED."""
        passkey_kek(self._prf, record.identity)
        kind = self._device.host.session_kind
        return await self._device.server.log_in_with_passkey(
            PasskeyLogin(assertion=self.assertion, device=record.device, session=kind, name=name)
        )

    async def account_name(self, keyset: Keyset, account_key: bytes, secrets: Secrets) -> str:
        """The passkey carries it for a device that does not know it."""
        labels = await read_labels(self._device, keyset, account_key, secrets)
        if self.assertion.credential not in labels:
            raise AutusError("KEYSET_TAMPERED", "the passkey does not name its account")
        return labels[self.assertion.credential].account


class MadePasskey(NamedTuple):
    """A credential that was just made, and the key that it gave. `again` is its next answer."""

    credential: bytes
    public_key: bytes
    user: bytes
    prf: bytes | None
    again: ShownPasskey


async def add_passkey(device: Device, way: WayAtHand, made: MadePasskey, name: str) -> None:
    """Makes it a way in. It is listed only if its next answer opens what the first key has sealed.

    Raises AutusError PASSKEY_NO_KEY if that does not open or if there is no key, BAD_PASSKEY_NAME,
    TOO_MANY_WAYS, PASSKEY_REFUSED, CHALLENGE_EXPIRED, and what `replace_ways` raises.
    """
    account = device.require_account()
    new = NewPasskey(made.credential, made.public_key, made.user, PasskeyLabel(name, account.name))
    secret = WaySecret("passkey", passkey_kek(made.prf, account.identity), None, b"", new)

    async def open_again(change: Change) -> None:
        try:
            await made.again.open(change.keyset, change.roster)
        except AutusError as error:
            if error.code == "WRONG_PASSKEY":
                raise AutusError("PASSKEY_NO_KEY", "the passkey gave another key the second time") from None
            raise

    await replace_ways(device, way, [secret], check=open_again, proof=made.again.assertion)


async def remove_passkey(device: Device, way: WayAtHand, wrap_id: bytes) -> None:
    """Takes a passkey away. Raises AutusError NO_PASSKEY if the account has no such one."""
    ways = (await device.roster()).ways
    if ways is None or ("passkey", wrap_id) not in {(each.kind, each.wrap_id) for each in ways.entries}:
        raise AutusError("NO_PASSKEY", "the account has no such passkey")
    await replace_ways(device, way, [], [wrap_id])


async def read_passkey_names(device: Device) -> dict[bytes, str]:
    """The names that the person gave, by wrap id, from what this device knows."""
    keyset = device.require_account().keyset
    passkeys = passkey_ways(keyset.ways)
    if not passkeys:
        return {}
    secrets = await open_keyset(device.host.crypto, device.account_key, keyset)
    labels = await read_labels(device, keyset, device.account_key, secrets)
    named = [(way.wrap_id, labels.get(passkey.credential)) for way, passkey in passkeys]
    return {wrap_id: label.name for wrap_id, label in named if label is not None}


async def read_labels(
    device: Device, keyset: Keyset, account_key: bytes, secrets: Secrets
) -> dict[bytes, PasskeyLabel]:
    """The names of the passkeys by credential. Some are sealed under the account key of an earlier epoch."""
    former = secrets.former_keys
    keys = [account_key, *(former[epoch] for epoch in sorted(former, reverse=True))]
    passkeys = [passkey for _, passkey in passkey_ways(keyset.ways)]
    return await open_labels(device.host.crypto, keys, passkeys)
