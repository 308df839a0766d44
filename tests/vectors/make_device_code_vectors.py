"""Writes device-code-v1.json: the code of a new device, and the message that is sealed for it.

python -m tests.vectors.make_device_code_vectors > tests/vectors/device-code-v1.json
"""

from __future__ import annotations

import asyncio
import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from client.terminal.crypto import NativeCrypto
from shared.crypto.hpke import x25519_publics
from shared.vault.device_code import new_device_code, write_device_code
from shared.vault.device_message import DeviceMessage, seal_message
from shared.wire.encoding import encode

SERVER = "https://autus.example"


def fixed(name: str) -> bytes:
    return sha256(f"autus device code {name}".encode()).digest()


async def make() -> dict[str, Any]:
    drawn = iter([fixed("secret")[:16], fixed("ephemeral")])
    crypto = NativeCrypto({}, lambda _: next(drawn))
    half, public = fixed("half"), await crypto.ed25519_public(fixed("device"))
    (half_public,) = await x25519_publics(crypto, [half])
    code = new_device_code(crypto, SERVER, public, half_public, "새 휴대폰")
    message = DeviceMessage(
        name="mina",
        identity=await crypto.ed25519_public(fixed("identity")),
        account_key=fixed("account key"),
        epoch=2,
        roster_head=fixed("roster head"),
        keyset_version=7,
        keyset_hash=fixed("keyset"),
        receipt_key=await crypto.ed25519_public(fixed("receipt key")),
        generation=fixed("generation")[:16],
        ticket=fixed("ticket"),
    )
    return {
        "server": SERVER,
        "half": half.hex(),
        "payload": code.payload.hex(),
        "text": " ".join(write_device_code(code)),
        "check": code.check,
        "mailbox": code.mailbox.hex(),
        "info": code.info.hex(),
        "message": encode(message).hex(),
        "sealed": (await seal_message(crypto, code, message)).hex(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(make()), indent=1, ensure_ascii=False) + "\n")
