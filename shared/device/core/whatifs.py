"""What-ifs: named drafts that stay on this device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from shared import kernel
from shared.device.core.field_types import Start
from shared.device.core.past_change import PastChange
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
from shared.wire.decoding import Limits, json_decoder

WHATIFS_MAX = 8
NAME_LENGTH_MAX = 64

Kept = tuple[SavedWhatIf, ...]

_decode_past = json_decoder(PastChange, Limits(bytes_max=1024 * 1024))


async def read_whatifs(vault: Vault) -> Kept:
    """The vault's what-ifs, oldest first."""
    return (await _read_record(vault)).kept


async def keep_whatif(vault: Vault, name: str, draft: dict[str, Any] | None) -> None:
    """Keeps `draft`, or the present draft if it is None.

    Raises NOTHING_TO_KEEP, TOO_MANY_WHATIFS, BAD_WHATIF_NAME.
    """
    checked = _checked(name)
    async with vault.locked():
        sim = vault.sim if draft is None else kernel.install_draft(vault.tip.state, draft)
        if sim is None:
            raise AutusError("NOTHING_TO_KEEP", "there is no draft to keep")
        await _add(vault, checked, _encode_draft(sim), None)


async def keep_past(vault: Vault, name: str, change: PastChange) -> None:
    """Keeps another past under a name. The caller has replayed it. Raises as `keep_whatif` does."""
    checked = _checked(name)
    async with vault.locked():
        await _add(vault, checked, _encode_draft(vault.tip.state), msgspec.json.encode(change))


async def load_whatif(vault: Vault, number: int) -> None:
    """Makes a what-if the present draft, checked against the present state.

    Raises NO_SUCH_WHATIF, WHATIF_OF_PAST.
    """
    async with vault.locked():
        found = _find_whatif(await _read_record(vault), number)
        if found.past is not None:
            raise AutusError("WHATIF_OF_PAST", "this what-if changes a past commit, not the draft", id=number)
        await vault.replace_draft(build_state(vault, found))


async def install_draft(vault: Vault, draft: dict[str, Any], start: Start | None) -> None:
    """Makes a draft document, which comes from `start`, the present draft. Raises DraftRejected."""
    async with vault.locked():
        await vault.replace_draft(kernel.install_draft(vault.tip.state, draft), start)


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


def past_of(kept: SavedWhatIf) -> PastChange | None:
    """The change of a past commit that a what-if keeps. None if it keeps a draft."""
    if kept.past is None:
        return None
    try:
        return _decode_past(kept.past)
    except msgspec.MsgspecError as error:
        raise AutusError("STORAGE_DAMAGED", f"a local what-if cannot be read: {error}") from error


async def copy_records(old: Vault, new: Vault, renamed: Mapping[bytes, bytes]) -> Puts:
    """The sealed records that copy the what-ifs of `old` to `new`. Empty if there are none.

    `renamed` has the new id of each commit of `old`.
    """
    record = await _read_record(old)
    if not record.kept:
        return []
    return await _seal(
        new, SavedWhatIfs(record.number, tuple(_renamed(each, renamed) for each in record.kept))
    )


async def join_records(old: Vault, new: Vault, renamed: Mapping[bytes, bytes]) -> Puts:
    """The sealed records that add the what-ifs of `old` to those of `new`. See `copy_records`."""
    there, added = await _read_record(new), (await _read_record(old)).kept
    if not added:
        return []
    numbers = range(there.number, there.number + len(added))
    moved = [
        msgspec.structs.replace(_renamed(each, renamed), number=number)
        for number, each in zip(numbers, added, strict=True)
    ]
    return await _seal(new, SavedWhatIfs(there.number + len(added), (*there.kept, *moved)))


def _renamed(kept: SavedWhatIf, renamed: Mapping[bytes, bytes]) -> SavedWhatIf:
    """The what-if with the new id of the past commit that it changes."""
    change = past_of(kept)
    if change is None:
        return kept
    commit = bytes.fromhex(change.commit)
    moved = msgspec.structs.replace(change, commit=renamed.get(commit, commit).hex())
    return msgspec.structs.replace(kept, past=msgspec.json.encode(moved))


async def _update(vault: Vault, number: int, changed: Callable[[SavedWhatIf], Kept]) -> None:
    async with vault.locked():
        record = await _read_record(vault)
        found = _find_whatif(record, number)
        kept: list[SavedWhatIf] = []
        for each in record.kept:
            kept += changed(each) if each is found else (each,)
        await _write(vault, SavedWhatIfs(record.number, tuple(kept)))


async def _add(vault: Vault, name: str, draft: bytes, past: bytes | None) -> None:
    record = await _read_record(vault)
    if len(record.kept) >= WHATIFS_MAX:
        raise AutusError("TOO_MANY_WHATIFS", f"at most {WHATIFS_MAX} what-ifs a goal", limit=WHATIFS_MAX)
    added = SavedWhatIf(record.number, name, draft, past)
    await _write(vault, SavedWhatIfs(record.number + 1, (*record.kept, added)))


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
