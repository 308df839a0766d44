"""From a request to the way in that the person has shown with it."""

from __future__ import annotations

from base64 import b64decode, b64encode

from shared.device.account.passkeys import ShownPasskey
from shared.device.account.typed_password import TypedPassword
from shared.device.account.way_opening import WayAtHand
from shared.device.api.requests import PasskeyAnswer
from shared.device.core.device import Device
from shared.errors import AutusError
from shared.wire.accounts import PasskeyAssertion


def way_at_hand(device: Device, password: str | None, passkey: PasskeyAnswer | None) -> WayAtHand:
    """The passkey, if one has answered, else the password."""
    if passkey is not None:
        return shown_passkey(device, passkey)
    return TypedPassword(device, password or "")


def shown_passkey(device: Device, answer: PasskeyAnswer) -> ShownPasskey:
    """Raises AutusError INVALID_REQUEST."""
    assertion = PasskeyAssertion(
        credential=read_base64(answer.credential),
        client_data=read_base64(answer.client_data),
        authenticator_data=read_base64(answer.authenticator_data),
        signature=read_base64(answer.signature),
        user=read_base64(answer.user),
    )
    return ShownPasskey(device, assertion, None if answer.prf is None else read_base64(answer.prf))


def read_base64(text: str) -> bytes:
    """Raises AutusError INVALID_REQUEST."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise AutusError("INVALID_REQUEST", "bytes in base64 are expected") from None


def show_base64(data: bytes) -> str:
    """Bytes for the page."""
    return b64encode(data).decode()
