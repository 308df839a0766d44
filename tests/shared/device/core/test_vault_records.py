"""The list of a vault's records, compared with the keys in a store."""

from __future__ import annotations

import pytest

from shared.device.core import records, vault_records
from shared.device.core.arrival import arrival_keys
from shared.device.core.vault_records import all_keys, rewritten_keys
from tests.shared.device.lab import PASSWORD, Document, Lab, play, two_devices
from tests.shared.device.transfers import archive
from tests.simulation.world import Profile

# Records of the device, and of vaults that it does not hold or no longer holds.
OF_THE_DEVICE = {"AWAY", "HALF", "PROOF"}


async def with_every_record(monkeypatch: pytest.MonkeyPatch) -> tuple[Lab, Profile, str]:
    """A device whose vault has a record of every kind."""
    monkeypatch.setattr(records, "FACTS_CHUNK_COMMITS", 1)
    monkeypatch.setattr(records, "FACTS_BLOCK_COMMITS", 2)
    monkeypatch.setattr(records, "INDEX_BLOCK_COMMITS", 1)
    lab, device, _, vault = await two_devices()
    await lab.commit(device, vault, "third")
    await lab.ok(device, "series", vault=vault)
    await archive(lab, device, vault)
    patch: Document = {"allocations": {"S": 1, "E": 3}}
    lab.draft(device, vault, 3, patch)
    await lab.ok(device, "save_draft", vault=vault)
    await lab.ok(device, "keep_whatif", vault=vault, name="bold")
    await lab.ok(device, "set_controls", vault=vault, held=["E"])
    await lab.ok(device, "keep_typed", vault=vault, changes={"label": "half a lab"})
    head = (await lab.ok(device, "view", vault=vault))["head"]
    await lab.ok(device, "mark_told", vault=vault, commit=head)
    return lab, device, vault


async def with_arrival(lab: Lab, device: Profile, vault: str) -> None:
    """Adds the records of a vault whose history is arriving. It does not have most of the others yet."""
    held = lab.vault(device, vault)
    await held.host.store.write([(key, b"") for key in arrival_keys(held.id, ahead=1)])


def of_vault(device: Profile, vault: str) -> set[str]:
    return {key for key in device.records if vault in key}


def test_every_prefix_that_ends_in_a_vault_is_listed() -> None:
    prefixes = {
        name: value
        for name, value in vars(records).items()
        if name.isupper() and isinstance(value, str) and value.endswith("/")
    }
    parts = {value for name, value in vars(records).items() if name.endswith("_PART")}
    listed = set(vault_records.SINGLE_RECORDS)
    assert {value for name, value in prefixes.items() if name not in OF_THE_DEVICE} == listed
    assert parts == set(vault_records.NUMBERED_RECORDS)


@play
async def test_the_list_is_what_the_store_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, device, vault = await with_every_record(monkeypatch)
    await with_arrival(lab, device, vault)
    held = lab.vault(device, vault)
    keys = await all_keys(held.host.store, held.id)
    assert set(keys) == of_vault(device, vault)
    assert len(keys) == len(set(keys))
    parts = {key.split("/")[2] for key in keys if key.startswith("vault/")}
    assert parts == set(vault_records.NUMBERED_RECORDS)


@play
async def test_deletion_leaves_no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, device, vault = await with_every_record(monkeypatch)
    await with_arrival(lab, device, vault)
    await lab.ok(device, "delete_vault", vault=vault, where="both", password=PASSWORD)
    assert of_vault(device, vault) == set()


@play
async def test_a_rewrite_leaves_nothing_but_receipts(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, device, vault = await with_every_record(monkeypatch)
    held = lab.vault(device, vault)
    replaced = set(rewritten_keys(held.id, (await held.history()).log))
    left = of_vault(device, vault) - replaced
    assert left
    assert all(key.startswith(f"vault/{vault}/{records.RECEIPT_PART}/") for key in left)


@play
async def test_leaving_an_account_removes_vaults_without_commits() -> None:
    lab, _, b, vault = await two_devices()
    late = await lab.device("C")
    await lab.join(late)
    empty = (await lab.ok(b, "create_vault", title="Later"))["vault"]
    await lab.ok(b, "sync")
    lab.server.database.vaults.pop(bytes.fromhex(empty))
    await lab.ok(late, "sync")
    assert of_vault(late, empty)
    await lab.ok(late, "dismiss_backup")
    await lab.ok(late, "leave_account")
    assert of_vault(late, empty) == set()
    assert of_vault(late, vault)
