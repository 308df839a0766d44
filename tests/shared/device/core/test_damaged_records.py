"""A store that returns other bytes than it was given: the engine says so with a code, and goes on."""

from __future__ import annotations

import random
import traceback
from typing import Any

import msgspec

from shared.device.core.records import FORMAT
from shared.wire.codes import CODES
from tests.shared.device.lab import Lab, play, two_devices
from tests.simulation.world import Profile

DEEP = 5_000
# What a damaged disk, another program or another version may leave in the place of a record.
DAMAGED: list[bytes] = [
    b"",
    b"\0",
    b"\x90",
    b"\x80",
    b"\xc1",
    b"\xff" * 40,
    b"\x91" * DEEP + b"\xc0",
    b"\x81\xa1x" * DEEP + b"\xc0",
    b"[" * DEEP,
    b"\xdd\xff\xff\xff\xff",
    b"\xdb\xff\xff\xff\xff",
    b'{"a": 1}',
]


def damaged(record: bytes, chance: random.Random) -> list[bytes]:
    """The record cut, changed, prolonged and replaced, and with single bytes changed anywhere."""
    flipped = []
    for _ in range(12):
        place = chance.randrange(len(record))
        flipped.append(record[:place] + bytes([chance.randrange(256)]) + record[place + 1 :])
    middle = len(record) // 2
    return [
        *DAMAGED,
        *flipped,
        record[:-1],
        record[:middle],
        record[1:],
        record + b"\0",
        record[:middle] + bytes([record[middle] ^ 0x55]) + record[middle + 1 :],
        bytes([record[0] ^ 1]) + record[1:],
    ]


async def furnished() -> tuple[Lab, Profile, str]:
    """A device that has a record of every kind."""
    lab, device, _, vault = await two_devices()
    await lab.ok(device, "create_vault", title="away", why="", due="")
    await lab.commit(device, vault, "one")
    lab.draft(device, vault, 3, {"allocations": {"S": 2, "E": 5}})
    await lab.ok(device, "keep_whatif", vault=vault, name="later")
    await lab.ok(device, "save_draft", vault=vault)
    await lab.ok(device, "dismiss_backup")
    await lab.ok(device, "sync")
    (gone,) = [each["vault"] for each in (await lab.ok(device, "boot"))["vaults"] if each["vault"] != vault]
    await lab.ok(device, "delete_vault", vault=gone, where="device")
    return lab, device, vault


async def uses(lab: Lab, device: Profile, vault: str) -> set[str]:
    """The codes of the refusals of everything that reads records."""
    calls: list[tuple[str, dict[str, Any]]] = [
        ("boot", {}),
        ("view", {"vault": vault}),
        ("list_whatifs", {"vault": vault}),
        ("history", {"vault": vault, "limit": 50}),
        ("verify", {"vault": vault}),
        ("data_status", {}),
        ("sync", {}),
        ("export_json", {"vault": vault, "after": 0, "limit": 50}),
        ("save_draft", {"vault": vault}),
    ]
    codes = set()
    for method, fields in calls:
        try:
            answer = await lab.call(device, method, **fields)
        except Exception as defect:  # noqa: BLE001 - every defect is reported at the end
            *_, place = traceback.extract_tb(defect.__traceback__)
            codes.add(f"{method}: {defect!r} in {place.filename}:{place.lineno}")
            continue
        if "error" in answer:
            codes.add(answer["error"]["code"])
    return codes


@play
async def test_no_damaged_record_ends_the_engine() -> None:
    """Every record in turn. The records as they were make the device whole again."""
    lab, device, vault = await furnished()
    await lab.crash(device)
    whole = dict(device.records)
    found: dict[str, set[str]] = {}
    chance = random.Random(11)
    for key, record in whole.items():
        for bytes_ in damaged(record, chance):
            device.records.clear()
            device.records.update({**whole, key: bytes_})
            lab.switch_on(device)
            found.setdefault(key, set()).update(await uses(lab, device, vault))
            await lab.crash(device)
    defects = {key: codes - set(CODES) for key, codes in found.items()}
    assert not {key: codes for key, codes in defects.items() if codes}
    assert found["device"] >= {"STORAGE_DAMAGED"}
    device.records.clear()
    device.records.update(whole)
    lab.switch_on(device)
    assert await uses(lab, device, vault) == set()


@play
async def test_storage_that_a_newer_version_has_written_is_refused_by_name() -> None:
    """Even where the rest of its device record has another form."""
    lab, device, _ = await furnished()
    await lab.crash(device)
    kept = device.records["device"]
    for newer in ({**msgspec.msgpack.decode(kept), "format": FORMAT + 1}, {"format": 7, "other": [1]}):
        device.records["device"] = msgspec.msgpack.encode(newer)
        before = dict(device.records)
        lab.switch_on(device)
        answer = await lab.call(device, "boot")
        assert (answer["error"]["code"], answer["error"]["version"]) == ("UPDATE_REQUIRED", newer["format"])
        assert device.records == before
    # The first versions wrote no format.
    old = msgspec.msgpack.decode(kept)
    del old["format"]
    device.records["device"] = msgspec.msgpack.encode(old)
    lab.switch_on(device)
    await lab.ok(device, "boot")
