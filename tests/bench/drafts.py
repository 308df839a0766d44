"""What a person does over a long time, seeded: the patches of many commits."""

from __future__ import annotations

from random import Random
from typing import Any

FIRST_T_MS = 1_700_000_000_000
HOUR_MS = 3_600_000
NODES = 24
SLOTS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")

Patch = tuple[int, dict[str, Any]]


def patches(random: Random, index: int, nodes: int = NODES) -> list[Patch]:
    """The patches of commit number `index`: mostly page 1, often page 3, now and then nodes."""
    made: list[Patch] = [
        (
            1,
            {
                "mass_modifier": random.randrange(-50, 51) / 100,
                "volume_override": random.randrange(30, 91) / 100,
                "horizon_override": random.choice(("H1", "D1", "D7", "D30", "D180")),
            },
        )
    ]
    if index % 4 == 1:
        made.append((2, {"ops": _operations(random, index, nodes)}))
    if index % 2:
        made.append((3, {"allocations": {slot: random.randrange(0, 30) / 100 for slot in SLOTS}}))
    return made


def _operations(random: Random, index: int, nodes: int) -> list[dict[str, Any]]:
    # `index` is 1, 5, 9 ...: the nodes are made first, then worked on.
    number = index // 4
    stamp = {"t_ms": FIRST_T_MS + index * HOUR_MS}
    if number < nodes:
        node = {"id": f"node-{number}", "mass": random.randrange(10, 90) / 100}
        operations: list[dict[str, Any]] = [
            {**stamp, "op_id": f"c{index}", "type": "NODE_CREATE", "node": node}
        ]
        link = {"a": f"node-{number}", "b": "SELF", "flow": random.randrange(0, 100) / 100}
        return [*operations, {**stamp, "op_id": f"e{index}", "type": "EDGE_WEIGHT_SET", **link}]
    scaled = {"node_id": f"node-{random.randrange(nodes)}", "scale": random.randrange(80, 121) / 100}
    return [{**stamp, "op_id": f"s{index}", "type": "NODE_MASS_SCALE", **scaled}]


def imported(random: Random, count: int, first: int = 0, nodes: int = NODES) -> list[dict[str, Any]]:
    """Commits as the engine's `import_commits` takes them; `nodes` appear one in each fourth of the first."""
    return [
        {
            "t_ms": FIRST_T_MS + index * HOUR_MS,
            "patches": [list(patch) for patch in patches(random, index, nodes)],
            "label": f"step {index}",
            **({"note": "what was done, and why " * 3} if index % 10 == 0 else {}),
        }
        for index in range(first, first + count)
    ]
