"""The Python side of the browser client's host, with answers that no host of this build gives."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import msgspec
import pytest

from shared.errors import AutusError
from tests.conftest import ROOT

DEEP = b"\x91" * 20_000


class Bytes:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def to_bytes(self) -> bytes:
        return self._data


def answered(data: bytes) -> Any:
    """The store of a host that answers every call with these bytes."""
    sys.path.insert(0, str(ROOT / "client" / "web" / "python"))
    try:
        from autus_web.host import Caller, WebStore
    finally:
        sys.path.pop(0)

    async def host_call(_: str, __: Bytes) -> Bytes:
        return Bytes(data)

    return WebStore(Caller(host_call, Bytes))


def test_an_answer_is_a_value_or_a_refusal() -> None:
    good = answered(msgspec.msgpack.encode((True, [b"a", None])))
    assert asyncio.run(good.get(["x", "y"])) == [b"a", None]
    bad = answered(msgspec.msgpack.encode((False, ("STORAGE_DAMAGED", "x is not a byte string"))))
    with pytest.raises(AutusError) as refused:
        asyncio.run(bad.get(["x"]))
    assert refused.value.code == "STORAGE_DAMAGED"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x92",
        b"\x92\xc3",
        DEEP,
        b"\x92\xc3" + DEEP,
        b"\x92\xc2" + DEEP,
        b"\x92\xc3\xdd\xff\xff\xff\xff",
    ],
)
def test_no_answer_of_a_host_is_decoded_deep(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        asyncio.run(answered(data).get(["x"]))
