"""How many statements a roster has place for."""

from __future__ import annotations

from shared.errors import AutusError
from shared.wire.limits import (
    ROSTER_BYTES_MAX,
    ROSTER_RESERVED_BYTES,
    ROSTER_RESERVED_STATEMENTS,
    ROSTER_STATEMENTS_MAX,
)


def require_room(kind: str, count: int, size: int) -> None:
    """Raises AutusError ROSTER_TOO_LONG if a roster has no place for its statement of this number, with which
    it has so many bytes. The last places are for `ways` and `revoke`.
    """
    reserved = kind in ("ways", "revoke")
    for what, found, limit in (
        ("statements", count, ROSTER_STATEMENTS_MAX + reserved * ROSTER_RESERVED_STATEMENTS),
        ("bytes", size, ROSTER_BYTES_MAX + reserved * ROSTER_RESERVED_BYTES),
    ):
        if found > limit:
            raise AutusError("ROSTER_TOO_LONG", f"at most {limit} {what}", limit=limit)
