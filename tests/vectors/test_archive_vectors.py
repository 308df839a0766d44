"""Archives of every format that a version has written. They are never written again, and always open."""

from __future__ import annotations

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import pytest

from client.terminal.crypto import NativeCrypto
from shared.device.data.archive_content import open_archive
from shared.errors import AutusError

HERE = Path(__file__).resolve().parent
CRYPTO = NativeCrypto({})


def vector(version: int) -> tuple[dict[str, Any], bytes]:
    facts = json.loads((HERE / f"archive-v{version}.json").read_text(encoding="utf-8"))
    return facts, base64.b64decode(facts["file"])


@pytest.mark.parametrize("version", [1, 2])
def test_an_archive_of_each_format_opens(version: int) -> None:
    facts, data = vector(version)
    (held,) = asyncio.run(open_archive(CRYPTO, data, facts["passphrase"])).goals
    assert data.startswith(b"autus-archive/%d\n" % version)
    assert (held.goal.name, held.goal.vault.hex()) == (facts["name"], facts["vault"])
    assert (held.goal.head.hex(), held.goal.state_hash) == (facts["head"], facts["state_hash"])
    assert len(held.ids) == held.goal.commits == facts["commits"]


@pytest.mark.parametrize(("version", "expected"), [(1, "ARCHIVE_NOT_OPENED"), (2, "WRONG_PASSPHRASE")])
def test_another_passphrase_opens_none(version: int, expected: str) -> None:
    _, data = vector(version)
    with pytest.raises(AutusError) as refused:
        asyncio.run(open_archive(CRYPTO, data, "another passphrase"))
    assert refused.value.code == expected
