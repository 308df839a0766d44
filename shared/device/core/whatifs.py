"""What-ifs: named drafts that stay on this device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from shared import kernel
from shared.device.core.records import (
    WHATIFS,
    SavedWhatIf,
    SavedWhatIfs,
    decode,
    decode_document,
    encode,
    open_records,
    seal_records,
)
from shared.device.core.vault import Puts, Vault
from shared.errors import AutusError
from shared.kernel import State
from shared.text import clean_line, is_blank

WHATIFS_MAX = 8
NAME_LENGTH_MAX = 64

Kept = tuple[SavedWhatIf, ...]


async def read_whatifs(vault: Vault) -> Kept:
    """The vault's what-ifs, oldest first."""
    return (await _read_record(vault)).kept


async def keep_whatif(vault: Vault, name: str, draft: dict[str, Any] | None) -> None:
    """Keeps `draft`, or the present draft if it is None.

    Raises NOTHING_TO_KEEP, TOO_MANY_WHATIFS, BAD_WHATIF_NAME.
    """
    checked = _checked(name)
    async with vault.locked():
        record = await _read_record(vault)
        sim = vault.sim if draft is None else kernel.install_draft(vault.tip.state, draft)
        if sim is None:
            raise AutusError("NOTHING_TO_KEEP", "there is no draft to keep")
        if len(record.kept) >= WHATIFS_MAX:
            raise AutusError("TOO_MANY_WHATIFS", f"at most {WHATIFS_MAX} what-ifs a goal", limit=WHATIFS_MAX)
        added = SavedWhatIf(record.number, checked, _encode_draft(sim))
        await _write(vault, SavedWhatIfs(record.number + 1, (*record.kept, added)))


async def load_whatif(vault: Vault, number: int) -> None:
    """Makes a what-if the present draft, checked against the present state. Raises NO_SUCH_WHATIF."""
    async with vault.locked():
        found = _find_whatif(await _read_record(vault), number)
        await vault.replace_draft(build_state(vault, found))


async def install_draft(vault: Vault, draft: dict[str, Any]) -> None:
    """Makes a whole draft document the present draft. Raises DraftRejected."""
    async with vault.locked():
        await vault.replace_draft(kernel.install_draft(vault.tip.state, draft))


async def rename_whatif(vault: Vault, number: int, name: str) -> None:
    """Raises NO_SUCH_WHATIF, BAD_WHATIF_NAME."""
    checked = _checked(name)
    await _update(vault, number, lambda old: (msgspec.structs.replace(old, name=checked),))


async def discard_whatif(vault: Vault, number: int) -> None:
    """Raises NO_SUCH_WHATIF."""
    await _update(vault, number, lambda _: ())


def build_state(vault: Vault, kept: SavedWhatIf) -> State:
    """The state that a what-if's draft leads to from the present one. Raises DraftRejected."""
    return kernel.install_draft(vault.tip.state, decode_document(kept.draft))


async def copy_records(old: Vault, new: Vault) -> Puts:
    """The sealed records that copy the what-ifs of `old` to `new`. Empty if there are none."""
    record = await _read_record(old)
    return await _seal(new, record) if record.kept else []


async def join_records(old: Vault, new: Vault) -> Puts:
    """The sealed records that add the what-ifs of `old` to those of `new`."""
    there, added = await _read_record(new), (await _read_record(old)).kept
    if not added:
        return []
    numbers = range(there.number, there.number + len(added))
    moved = [
        msgspec.structs.replace(each, number=number) for number, each in zip(numbers, added, strict=True)
    ]
    return await _seal(new, SavedWhatIfs(there.number + len(added), (*there.kept, *moved)))


async def _update(vault: Vault, number: int, changed: Callable[[SavedWhatIf], Kept]) -> None:
    async with vault.locked():
        record = await _read_record(vault)
        found = _find_whatif(record, number)
        kept: list[SavedWhatIf] = []
        for each in record.kept:
            kept += changed(each) if each is found else (each,)
        await _write(vault, SavedWhatIfs(record.number, tuple(kept)))


def _find_whatif(record: SavedWhatIfs, number: int) -> SavedWhatIf:
    for each in record.kept:
        if each.number == number:
            return each
    raise AutusError("NO_SUCH_WHATIF", "this goal keeps no such what-if", id=number)


def _checked(name: str) -> str:
    checked = clean_line(name)
    if is_blank(checked) or not len(checked) <= NAME_LENGTH_MAX:
        raise AutusError(
            "BAD_WHATIF_NAME", f"a name has 1 to {NAME_LENGTH_MAX} characters", limit=NAME_LENGTH_MAX
        )
    return checked


def _encode_draft(sim: State) -> bytes:
    return kernel.canonical_json(kernel.draft_document(sim)).encode()


async def _read_record(vault: Vault) -> SavedWhatIfs:
    key = WHATIFS + vault.id.hex()
    (sealed,) = await vault.host.store.get([key])
    if sealed is None:
        return SavedWhatIfs()
    (plain,) = await open_records(vault.host.crypto, [(key, sealed)])
    return decode(plain, SavedWhatIfs)


async def _write(vault: Vault, record: SavedWhatIfs) -> None:
    await vault.host.store.write(await _seal(vault, record))


async def _seal(vault: Vault, record: SavedWhatIfs) -> Puts:
    return await seal_records(vault.host.crypto, [(WHATIFS + vault.id.hex(), encode(record))])
