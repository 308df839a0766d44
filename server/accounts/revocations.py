"""Revoking a device: stopping it, checking the heads of the statement, and proving it to the device."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from server.crypto import SIGNATURE_VERIFIER
from server.limits.short_lived import ShortLived
from server.limits.throttle import Throttle
from server.sessions.service import Sessions
from server.store.port import Store
from server.store.rows import DevicePlace, SessionRow
from shared.crypto.signatures import verify_signatures
from shared.errors import AutusError
from shared.vault.roster import read_verified, revocation_message
from shared.vault.roster_statements import RevokedDevice, device_id
from shared.wire.accounts import RevocationRequest, SignedStatement
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.limits import STATEMENT_BYTES_MAX
from shared.wire.pushes import Certificate
from shared.wire.vaults import DeviceHead

# More pushes than that since the heads were read are not looked through: the device reads the heads again.
LATER_PUSHES_MAX = 1_000
STOP_SECONDS = 5 * 60
STOPS_MAX = 1_000
OF_ACCOUNT_MAX = 16

_decode_statement = msgpack_decoder(SignedStatement, Limits(2 * STATEMENT_BYTES_MAX))
_decode_certificate = msgpack_decoder(Certificate, Limits(1_024))


class Revocations:
    """What the server does for a revocation, beside the change of the roster itself."""

    def __init__(
        self, store: Store, sessions: Sessions, throttle: Throttle, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self.sessions = sessions
        self._throttle = throttle
        self._stops = ShortLived[bool](clock, STOP_SECONDS, STOPS_MAX, OF_ACCOUNT_MAX)

    async def stop_device(self, session: SessionRow, device: bytes) -> list[DeviceHead]:
        """Ends the sessions, streams and requests of a device. A way in was checked before.

        It can log in again only with a way in. Raises AutusError BAD_REQUEST for the device that asks.
        """
        if device == session.device:
            raise AutusError("BAD_REQUEST", "a device does not stop itself")
        if not self.was_confirmed(session, device):
            with suppress(AutusError):
                # Where there are too many, the way in is asked for again.
                self._stops.add(_stop_key(session, device), session.identity, True)
        await self.sessions.end_device(session.identity, device)
        places = await self._store.places_of_device(session.identity, device)
        return [DeviceHead(each.vault, each.number, each.head, each.seq) for each in places]

    def was_confirmed(self, session: SessionRow, device: bytes) -> bool:
        """Whether this session has stopped the device with a way in, in the last five minutes.

        A revocation that meets another change reads the heads again, and a passkey answers only once.
        """
        return self._stops.get(_stop_key(session, device)) is not None

    async def check_heads(self, identity: bytes, revoked: Sequence[RevokedDevice]) -> dict[bytes, int]:
        """The number of each vault, if nothing by these devices lies above the heads of their statements.

        Raises AutusError HEADS_MOVED: then the heads must be read again.
        """
        numbers: dict[bytes, int] = {}
        for each in revoked:
            device = device_id(each.entry.public)
            for place in await self._store.places_of_device(identity, device):
                numbers[place.vault] = place.number
                await self._check_place(identity, device, each, place)
        return numbers

    async def _check_place(
        self, identity: bytes, device: bytes, revoked: RevokedDevice, place: DevicePlace
    ) -> None:
        limit = revoked.heads.get(place.vault)
        number = 0 if limit is None else limit.number
        moved = place.seq > revoked.seq_in(place.vault)
        if not moved and place.number > number:
            later = await self._store.certificates_after(identity, place.vault, number, LATER_PUSHES_MAX)
            signers = {_decode_certificate(each).device for each in later}
            moved = device in signers or len(later) == LATER_PUSHES_MAX
        if moved:
            raise AutusError(
                "HEADS_MOVED", "the device is further than the statement says", vault=place.vault.hex()
            )

    def admit(self, address: str) -> None:
        """Before the body is read. Raises AutusError TOO_MANY_ATTEMPTS."""
        self._throttle.check_address(address)

    async def read_statements(self, request: RevocationRequest) -> list[SignedStatement]:
        """The statements from position `after`, for a revoked device that has signed for it.

        Everybody else learns nothing, not even whether there is such an account. Raises AutusError NOT_FOUND.
        """
        encoded = await self._store.roster_since(request.identity, 0)
        statements = [_decode_statement(each) for each in encoded]
        revoked = read_verified(request.identity, statements).revoked.get(request.device)
        if revoked is not None:
            message = revocation_message(request.identity, request.device)
            item = (revoked.entry.public, request.signature, message)
            if all(await verify_signatures(SIGNATURE_VERIFIER, [item])):
                return statements[request.after :]
        raise AutusError("NOT_FOUND", "no such revocation")


def _stop_key(session: SessionRow, device: bytes) -> bytes:
    return session.token_hash + device
