"""A sealed record opens only on its device and only under its key."""

from __future__ import annotations

import asyncio

import pytest

from client.terminal.crypto import NativeCrypto
from shared.device.core.records import ACCOUNT_KEY, IDENTITY_SEED, open_records, seal_records
from shared.errors import AutusError

RECORDS = [(ACCOUNT_KEY, b"a" * 32), (IDENTITY_SEED, b"i" * 32)]


@pytest.mark.parametrize("count", [1, 2])
def test_local_keys_open_on_their_device_only(count: int) -> None:
    crypto, records = NativeCrypto({}), RECORDS[:count]
    sealed = asyncio.run(seal_records(crypto, records))
    assert asyncio.run(open_records(crypto, sealed)) == [plain for _, plain in records]
    with pytest.raises(AutusError) as refusal:
        asyncio.run(open_records(NativeCrypto({}), sealed))
    assert (refusal.value.code, refusal.value.fields["record"]) == ("STORAGE_DAMAGED", ACCOUNT_KEY)


def test_a_record_does_not_open_under_another_key() -> None:
    crypto = NativeCrypto({})
    (account_key, _), (seed, sealed_seed) = asyncio.run(seal_records(crypto, RECORDS))
    for swapped in ([(account_key, sealed_seed)], [(seed, sealed_seed), (account_key, sealed_seed)]):
        with pytest.raises(AutusError) as refusal:
            asyncio.run(open_records(crypto, swapped))
        assert (refusal.value.code, refusal.value.fields["record"]) == ("STORAGE_DAMAGED", ACCOUNT_KEY)
