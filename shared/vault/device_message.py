"""What a device of the account sends to a new one, sealed for the code that the new one shows."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from shared.crypto.device import DeviceCrypto
from shared.crypto.hpke import HpkeItem, hpke_open, hpke_seal
from shared.errors import AutusError
from shared.vault.device_code import DeviceCode
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.encoding import encode
from shared.wire.fields import AccountName, Bytes16, Bytes32, Natural, Positive
from shared.wire.limits import MAILBOX_MESSAGE_BYTES_MAX


class DeviceMessage(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The account as the sender knows it. Everything that a server shows is compared with it.

    The secrets of the keyset with `keyset_hash` have the newest push of each goal that the sender knows.
    `generation` is that of the server's database. `ticket` opens one session of the new device.
    """

    name: AccountName
    identity: Bytes32
    account_key: Bytes32
    epoch: Natural
    roster_head: Bytes32
    keyset_version: Positive
    keyset_hash: Bytes32
    receipt_key: Bytes32
    generation: Bytes16
    ticket: Bytes32


_decode: Final = msgpack_decoder(DeviceMessage, Limits(MAILBOX_MESSAGE_BYTES_MAX))


async def seal_message(crypto: DeviceCrypto, code: DeviceCode, message: DeviceMessage) -> bytes:
    """The message, sealed to the half in the code and bound to its secret.

    Raises AutusError BAD_DEVICE_CODE for a half of small order.
    """
    try:
        (sealed,) = await hpke_seal(crypto, [HpkeItem(code.half, code.info, encode(message))])
    except ValueError:
        raise AutusError("BAD_DEVICE_CODE", "the code has no key", part=None) from None
    return sealed


async def open_message(
    crypto: DeviceCrypto, code: DeviceCode, private: bytes, sealed: bytes
) -> DeviceMessage:
    """What was sealed for this code. Raises AutusError MESSAGE_NOT_OPENED."""
    (opened,) = await hpke_open(crypto, private, [(sealed, code.info)])
    if opened is None:
        raise AutusError("MESSAGE_NOT_OPENED", "the message was not sealed for this code")
    try:
        return _decode(opened)
    except msgspec.MsgspecError as error:
        raise AutusError("MESSAGE_NOT_OPENED", str(error)) from None
