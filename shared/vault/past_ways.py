"""The ways in that an account had before, read from its roster."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from shared.vault.roster_statements import WaysContent, decode_statement
from shared.wire.accounts import SignedStatement, WayKind
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.limits import STATEMENT_BYTES_MAX

PAST_WAYS_MAX: Final = 50
"""How many are told. A roster has at most a few hundred changes of the ways in."""

_decode_ways = msgpack_decoder(WaysContent, Limits(STATEMENT_BYTES_MAX))


class PastWay(NamedTuple):
    """A way in that was replaced or removed: when it was added, and when and from which device it went."""

    kind: WayKind
    added_ms: int
    removed_ms: int
    device: bytes


def read_past_ways(statements: Iterable[SignedStatement]) -> list[PastWay]:
    """The newest first. The statements were verified when they came."""
    present: dict[tuple[bytes, bytes], tuple[WayKind, int]] = {}
    past: list[PastWay] = []
    for statement in map(decode_statement, statements):
        # A revocation keeps the ways in.
        if statement.kind != "ways":
            continue
        content = _decode_ways(statement.content)
        after = {(entry.wrap_id, entry.verifier): entry.kind for entry in content.entries}
        gone = [way for key, way in present.items() if key not in after]
        past += [PastWay(kind, added_ms, statement.time_ms, content.device) for kind, added_ms in gone]
        present = {key: present.get(key, (kind, statement.time_ms)) for key, kind in after.items()}
    return past[::-1][:PAST_WAYS_MAX]
