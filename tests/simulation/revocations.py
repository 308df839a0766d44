"""What the server of a world does for revocations."""

from __future__ import annotations

import msgspec

from shared.crypto.device import DeviceCrypto
from shared.crypto.signatures import verify_signatures
from shared.errors import AutusError
from shared.vault.roster import Roster, revocation_message
from shared.vault.roster_statements import RevokedDevice
from shared.wire.accounts import RevocationRequest, SignedStatement
from shared.wire.vaults import DeviceHead
from tests.simulation.database import Database


def end_sessions(database: Database, target: bytes) -> None:
    sessions = database.sessions
    database.sessions = {token: device for token, device in sessions.items() if device != target}


def stop(database: Database, target: bytes) -> list[DeviceHead]:
    end_sessions(database, target)
    heads = []
    for vault, stored in sorted(database.vaults.items()):
        receipt = stored.pushes[-1].receipt
        heads.append(DeviceHead(vault, receipt.number, receipt.head, stored.seqs.get(target, 0)))
    return heads


def end_devices(database: Database, after: Roster) -> None:
    """What the statements of `after` revoke, if the database has nothing above their heads."""
    known = database.roster.revoked if database.roster else {}
    for target in after.revoked.keys() - known.keys():
        check_heads(database, target, after.revoked[target])
        end_sessions(database, target)


def check_heads(database: Database, target: bytes, revoked: RevokedDevice) -> None:
    for vault, stored in database.vaults.items():
        number = revoked.heads[vault].number if vault in revoked.heads else 0
        later = {push.certificate.device for push in stored.pushes[number:]}
        if stored.seqs.get(target, 0) > revoked.seq_in(vault) or target in later:
            raise AutusError("HEADS_MOVED")


async def statements_for(crypto: DeviceCrypto, database: Database, body: bytes) -> list[SignedStatement]:
    request = msgspec.msgpack.decode(body, type=RevocationRequest)
    roster = database.roster
    revoked = roster.revoked.get(request.device) if roster else None
    if revoked is not None:
        message = revocation_message(request.identity, request.device)
        item = (revoked.entry.public, request.signature, message)
        if all(await verify_signatures(crypto, [item])):
            return database.statements[request.after :]
    raise AutusError("NOT_FOUND")
