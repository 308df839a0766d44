"""Exports and imports as a page makes them."""

from __future__ import annotations

import base64
from typing import Any

from tests.shared.device.lab import Document, Lab
from tests.simulation.world import Profile

PASSPHRASE = "a passphrase of an archive"


async def archive(lab: Lab, device: Profile, *vaults: str) -> bytes:
    begun = await lab.ok(device, "begin_archive", vaults=list(vaults), passphrase=PASSPHRASE)
    data, last = b"", False
    while not last:
        part = await lab.ok(device, "next_archive_part", archive=begun["archive"])
        data += base64.b64decode(part["data"])
        last = part["last"]
    assert part["done"] == begun["total"]
    return data


async def pages(lab: Lab, device: Profile, method: str, vault: str, limit: int = 3) -> list[Document]:
    first = await lab.ok(device, method, vault=vault, after=0, limit=limit)
    later = range(limit, first["total"], limit)
    fields = {"vault": vault, "limit": limit, "head": first["head"]}
    return [first, *[await lab.ok(device, method, after=after, **fields) for after in later]]


async def plain(lab: Lab, device: Profile, vault: str, limit: int = 3) -> Document:
    first, *others = await pages(lab, device, "export_json", vault, limit)
    document: Document = {**first["goal"], "commits": list(first["commits"])}
    for page in others:
        document["commits"] += page["commits"]
    return document


async def upload(lab: Lab, device: Profile, data: bytes, part: int = 50_000) -> str:
    file: str = (await lab.ok(device, "begin_import", size=len(data)))["file"]
    for start in range(0, len(data), part):
        encoded = base64.b64encode(data[start : start + part]).decode()
        await lab.ok(device, "add_import_part", file=file, data=encoded)
    return file


async def preview(lab: Lab, device: Profile, data: bytes, **fields: object) -> tuple[str, Any]:
    """The import's handle, and the answer of its preview: `ok` or `error`."""
    file = await upload(lab, device, data)
    return file, await lab.call(device, "preview_import", file=file, **fields)


async def restore(lab: Lab, device: Profile, data: bytes, **fields: object) -> list[str]:
    """Imports everything in the file. Returns the ids of the vaults."""
    fields = fields or {"passphrase": PASSPHRASE}
    file, answer = await preview(lab, device, data, **fields)
    assert "ok" in answer, answer
    goals = [goal["vault"] for goal in answer["ok"]["goals"]]
    vaults: list[str] = (await lab.ok(device, "apply_import", file=file, vaults=goals))["taken"]
    await lab.ok(device, "end_import", file=file)
    return vaults


async def facts(lab: Lab, device: Profile, vault: str) -> tuple[Any, ...]:
    """The facts on which two devices with the same history must agree."""
    view = await lab.ok(device, "view", vault=vault)
    rows = (await lab.ok(device, "history", vault=vault, limit=500))["rows"]
    shown = [(row["commit"], row["label"], row["note"], row["t_ms"]) for row in rows]
    return view["head"], view["state_hash"], view["marker"], view["context"], view["live"], shown
