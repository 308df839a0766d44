"""Node operations: reading them from an update, and checking those of a recorded draft."""

from __future__ import annotations

from typing import Final

from shared.physics.draft import (
    OPS_MAX,
    EdgeWeightSet,
    NewNode,
    NodeCreate,
    NodeDelete,
    NodeMassScale,
    NodeOperation,
)
from shared.physics.errors import DraftRejected
from shared.physics.fields import (
    SCALE,
    UNIT,
    check_range,
    is_valid_id,
    is_valid_type,
    read_number,
    read_object,
    read_time,
)
from shared.physics.text import INTEGER_MAX, shown

OPERATION_KEYS: Final = {
    "NODE_CREATE": ("op_id", "t_ms", "type", "node"),
    "NODE_DELETE": ("op_id", "t_ms", "type", "node_id"),
    "NODE_MASS_SCALE": ("op_id", "t_ms", "type", "node_id", "scale"),
    "EDGE_WEIGHT_SET": ("op_id", "t_ms", "type", "a", "b", "flow"),
}
NODE_KEYS: Final = ("id", "mass", "sigma", "density", "type")


def read_operations(value: object, *, recorded: bool = False) -> tuple[NodeOperation, ...]:
    """The operations as a draft stores them, without repeated op_ids and sorted by (t_ms, op_id).

    A `recorded` list must have every field and no repetition, and must be sorted.
    Raises DraftRejected: INVALID_PATCH_TYPE, TOO_MANY_OPS, INVALID_NODE_OPERATION, INVALID_ENUM.
    """
    if type(value) is not list:
        raise DraftRejected("INVALID_PATCH_TYPE", f"ops must be a list, not {shown(value)}", field="ops")
    if len(value) > OPS_MAX:
        raise DraftRejected("TOO_MANY_OPS", f"{len(value)} operations; at most {OPS_MAX}", field="ops")
    by_id: dict[str, NodeOperation] = {}
    for index, item in enumerate(value):
        try:
            _read_item(item, by_id, recorded=recorded)
        except DraftRejected as refusal:
            raise _at(index, refusal) from None
    operations = tuple(by_id.values())
    return operations if recorded else tuple(sorted(operations, key=_sort_key))


def check_operations(operations: tuple[NodeOperation, ...]) -> None:
    """Refuse operations that no update could have stored: ranges, ids, count, order, repetition."""
    if len(operations) > OPS_MAX:
        raise DraftRejected("TOO_MANY_OPS", f"{len(operations)} operations; at most {OPS_MAX}", field="ops")
    seen: set[str] = set()
    before = (-1, "")
    for index, operation in enumerate(operations):
        try:
            _check_operation(operation)
        except DraftRejected as refusal:
            raise _at(index, refusal) from None
        key = _sort_key(operation)
        if key <= before or operation.op_id in seen:
            raise _at(index, DraftRejected("INVALID_NODE_OPERATION", "repeated or out of order"))
        seen.add(operation.op_id)
        before = key


def _at(index: int, refusal: DraftRejected) -> DraftRejected:
    code = "INVALID_ENUM" if refusal.code == "INVALID_ENUM" else "INVALID_NODE_OPERATION"
    return DraftRejected(code, f"operation {index}: {refusal.detail}", field="ops", index=index)


def _read_item(value: object, by_id: dict[str, NodeOperation], *, recorded: bool) -> None:
    fields = _read_map(value)
    op_id = _read_id(fields.get("op_id"), "op_id")
    if op_id not in by_id:
        by_id[op_id] = _read_operation(op_id, fields, complete=recorded)
    elif recorded:
        raise DraftRejected("INVALID_NODE_OPERATION", f"op_id {shown(op_id)} is repeated")


def _sort_key(operation: NodeOperation) -> tuple[int, str]:
    return operation.t_ms, operation.op_id


def _read_map(value: object) -> dict[str, object]:
    if type(value) is not dict:
        raise DraftRejected("INVALID_NODE_OPERATION", f"must be a map, not {shown(value)}")
    return value


def _read_id(value: object, field: str) -> str:
    if type(value) is not str or not is_valid_id(value):
        raise DraftRejected(
            "INVALID_NODE_OPERATION",
            f"{field} must be 1-64 characters without white space, not {shown(value)}",
        )
    return value


def _read_operation(op_id: str, fields: dict[str, object], *, complete: bool) -> NodeOperation:
    kind = fields.get("type")
    if type(kind) is not str:
        raise DraftRejected("INVALID_NODE_OPERATION", f"type must be a text, not {shown(kind)}")
    if kind not in OPERATION_KEYS:
        raise DraftRejected("INVALID_ENUM", f"unknown type {shown(kind)}")
    read_object(fields, kind, OPERATION_KEYS[kind], complete=complete)
    t_ms = read_time(fields.get("t_ms"), "t_ms")
    if kind == "NODE_CREATE":
        return NodeCreate(op_id=op_id, t_ms=t_ms, node=_read_node(fields.get("node"), complete=complete))
    if kind == "NODE_DELETE":
        return NodeDelete(op_id=op_id, t_ms=t_ms, node_id=_read_id(fields.get("node_id"), "node_id"))
    if kind == "NODE_MASS_SCALE":
        node_id = _read_id(fields.get("node_id"), "node_id")
        return NodeMassScale(
            op_id=op_id,
            t_ms=t_ms,
            node_id=node_id,
            scale=read_number(fields.get("scale", 1.0), "scale", SCALE),
        )
    a = _read_id(fields.get("a"), "a")
    b = _read_id(fields.get("b"), "b")
    flow = read_number(fields.get("flow", 0.0), "flow", UNIT)
    return EdgeWeightSet(op_id=op_id, t_ms=t_ms, a=a, b=b, flow=flow)


def _read_node(value: object, *, complete: bool) -> NewNode:
    fields = read_object(value, "node", NODE_KEYS, complete=complete)
    kind = fields.get("type", "ENTITY")
    if type(kind) is not str or not is_valid_type(kind):
        raise DraftRejected(
            "INVALID_NODE_OPERATION", f"type must be a text of at most 64 characters, not {shown(kind)}"
        )
    return NewNode(
        id=_read_id(fields.get("id"), "id"),
        mass=read_number(fields.get("mass", 0.5), "mass", UNIT),
        sigma=read_number(fields.get("sigma", 0.3), "sigma", UNIT),
        density=read_number(fields.get("density", 0.5), "density", UNIT),
        type=kind,
    )


def _check_operation(operation: NodeOperation) -> None:
    _read_id(operation.op_id, "op_id")
    if not 0 <= operation.t_ms <= INTEGER_MAX:
        read_time(operation.t_ms, "t_ms")
    if isinstance(operation, NodeCreate):
        node = operation.node
        _read_id(node.id, "id")
        check_range(node.mass, "mass", UNIT)
        check_range(node.sigma, "sigma", UNIT)
        check_range(node.density, "density", UNIT)
        if not is_valid_type(node.type):
            raise DraftRejected("INVALID_NODE_OPERATION", "type must be a text of at most 64 characters")
    elif isinstance(operation, EdgeWeightSet):
        _read_id(operation.a, "a")
        _read_id(operation.b, "b")
        check_range(operation.flow, "flow", UNIT)
    else:
        _read_id(operation.node_id, "node_id")
        if isinstance(operation, NodeMassScale):
            check_range(operation.scale, "scale", SCALE)
