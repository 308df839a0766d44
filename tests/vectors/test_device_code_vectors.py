"""The vectors of the code of a new device: made again byte for byte, and opened with its half."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from client.terminal.crypto import NativeCrypto
from shared.vault.device_code import read_device_code, server_tag
from shared.vault.device_message import open_message
from shared.wire.encoding import encode
from tests.conftest import ROOT
from tests.vectors.make_device_code_vectors import make

VECTORS: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "device-code-v1.json").read_bytes())


def test_the_same_code_and_message_are_made_again() -> None:
    assert asyncio.run(make()) == VECTORS


def test_the_text_opens_the_message() -> None:
    code = read_device_code(VECTORS["text"])
    assert (code.payload.hex(), code.check) == (VECTORS["payload"], VECTORS["check"])
    assert (code.mailbox.hex(), code.server) == (VECTORS["mailbox"], server_tag(VECTORS["server"]))
    half, sealed = bytes.fromhex(VECTORS["half"]), bytes.fromhex(VECTORS["sealed"])
    message = asyncio.run(open_message(NativeCrypto({}), code, half, sealed))
    assert encode(message).hex() == VECTORS["message"]
