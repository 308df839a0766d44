"""What the pictures show: a goal over five months, on two devices that now and then work apart."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scripts.picture_device import Device

NAME = "mina"
PASSWORD = "a long walk along the river"  # noqa: S105 - of an account that lives for a minute
DAY_MS = 86_400_000
EVENINGS_MS = tuple(minute * 60_000 for minute in (1187, 1262, 1130, 1305, 1213))
SLOTS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
GOAL = {
    "title": "A half marathon in autumn",
    "why": "To run along the river with Jun, from the old bridge to the sea, and arrive with breath left.",
}
NODES = {
    "jun": ("Jun", 0.8),
    "group": ("Running group", 0.7),
    "sleep": ("Sleep", 0.9),
    "work": ("Evening work", 0.75),
    "knee": ("Left knee", 0.45),
    "river": ("River route", 0.6),
}
EDGES = (
    ("SELF", "group", 0.8),
    ("group", "river", 0.7),
    ("SELF", "sleep", 0.65),
    ("sleep", "knee", 0.5),
    ("jun", "SELF", 0.6),
    ("work", "SELF", 0.35),
    ("SELF", "jun", 0.4),
)
MEANINGS = {
    "N": "three evenings a week",
    "E": "the long run on Sunday",
    "SE": "late screens",
    "S": "the same hour every time",
    "W": "Jun and the group",
}
# Shares of the mandala in percent, in the order of SLOTS, as the months went by.
SHARES = (
    (12, 12, 18, 12, 14, 12, 12, 8),
    (10, 12, 22, 10, 16, 10, 14, 6),
    (10, 9, 26, 8, 18, 8, 16, 5),
    (8, 8, 29, 6, 21, 6, 18, 4),
)
LABELS = (
    "First runs, easy",
    "Group on Tuesdays",
    "",
    "Earlier evenings",
    "8 km without a stop",
    "",
    "Knee rests a week",
    "Back on the river",
    "12 km",
    "",
    "Same hour, every time",
    "Less on the evening",
    "15 km with Jun",
    "",
    "New shoes",
    "Hill repeats",
)


def _shares(step: int) -> dict[int, Any]:
    return {3: {"allocations": dict(zip(SLOTS, SHARES[step], strict=True))}}


def _controls(index: int) -> dict[int, Any]:
    swing = (0.12, 0.05, -0.04, 0.15, 0.08, -0.1, 0.1)[index % 7]
    volume = (0.62, 0.58, 0.6, 0.54, 0.5, 0.56)[index % 6]
    return {1: {"mass_modifier": swing, "volume_override": volume, "horizon_override": "D30"}}


def _operations(t_ms: int) -> dict[int, Any]:
    stamp = {"t_ms": t_ms}
    created = [
        {**stamp, "op_id": f"create-{node}", "type": "NODE_CREATE", "node": {"id": node, "mass": mass}}
        for node, (_, mass) in NODES.items()
    ]
    connected = [
        {**stamp, "op_id": f"edge-{a}-{b}", "type": "EDGE_WEIGHT_SET", "a": a, "b": b, "flow": flow}
        for a, b, flow in EDGES
    ]
    return {2: {"ops": created + connected}}


async def _sync(device: Device) -> None:
    status = await device.call("sync")
    if status["phase"] != "synced":
        raise RuntimeError(status)


async def tell(phone: Device, laptop: Device) -> None:
    """The whole story, synced: `phone` makes goal and account, `laptop` joins; thrice they are apart."""
    now_ms = time.time_ns() // 1_000_000
    start_ms = now_ms - now_ms % DAY_MS - 150 * DAY_MS
    phone.set_clock(start_ms)
    await phone.call("boot")
    due = time.strftime("%Y-%m-%d", time.gmtime(now_ms / 1000 + 75 * 86_400))
    vault = (await phone.call("create_vault", **GOAL, due=due))["vault"]
    await phone.call(
        "set_words",
        vault=vault,
        words={"names": {node: name for node, (name, _) in NODES.items()}, "slots": MEANINGS},
    )
    await phone.commit_at(start_ms + DAY_MS, vault, "Who is around", _operations(start_ms) | _shares(0))
    await phone.call("register", name=NAME, password=PASSWORD, device_name="Phone")
    await _sync(phone)
    laptop.set_clock(start_ms + DAY_MS)
    await laptop.call("boot")
    await laptop.call("login", name=NAME, password=PASSWORD, device_name="Laptop", adopt=True)
    await _sync(laptop)
    for index, label in enumerate(LABELS):
        t_ms = start_ms + (4 + index * 9) * DAY_MS + EVENINGS_MS[index % len(EVENINGS_MS)]
        patches = _controls(index) | _shares(min(3, index // 4))
        await phone.commit_at(t_ms, vault, label, patches)
        apart = index % 5 == 4
        if apart:
            await laptop.commit_at(t_ms + DAY_MS * 11 // 20, vault, "On the train", _controls(index + 3))
        await _sync(phone)
        await _sync(laptop)
        await _sync(phone)
