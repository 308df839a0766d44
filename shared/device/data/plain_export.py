"""A vault as a plain document and as a table, in pages, so that no history is too long for one call."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from shared import kernel
from shared.chain.fold_order import FoldOrder
from shared.device.core.documents import StateDocument, WordsDocument
from shared.device.core.field_types import COMMIT_KINDS
from shared.device.core.history import History
from shared.device.core.vault import Vault
from shared.device.data.csv_cells import text_cell
from shared.device.reading.commit_rows import quantities
from shared.errors import AutusError

JSON_FORMAT = "autus.export.v1"
COLUMNS = (
    "M",
    "E",
    "dE_dt",
    "sigma",
    "leak",
    "pressure",
    "volume",
    "density",
    "stability",
    "recovery",
    "node_type",
    "P_outcome",
    "confidence",
)
HEADING = ("position", "commit", "time", "device", "kind", "label", *COLUMNS)
_DAY_MS = 86_400_000


class ExportedCommit(Struct, frozen=True):
    """A commit in a plain export: `body` is the commit body as a document."""

    position: int
    id: str
    parents: list[str]
    device: str
    seq: int
    body: dict[str, Any]
    context: WordsDocument | None


class ExportedGoal(Struct, frozen=True):
    """What a plain export states about the vault as a whole."""

    format: str
    rules: str
    vault: str
    name: str
    demo: bool
    head: str
    state_hash: str
    words: WordsDocument
    state: StateDocument


class JsonPage(Struct, frozen=True):
    """Commits of the history of `head`. `total` counts all of them. The first page has the goal."""

    head: str
    total: int
    commits: list[ExportedCommit]
    goal: ExportedGoal | UnsetType = UNSET


class CsvPage(Struct, frozen=True):
    """Lines of the table of the history of `head`; `total` counts its commits."""

    head: str
    total: int
    text: str


async def export_json(vault: Vault, head: bytes | None, after: int, limit: int) -> JsonPage:
    """Commits `after` to `after + limit` of the history of `head`, in fold order. The first page has the
    goal.

    Later pages take the head of the first one, so that a commit in between does not change them.
    """
    history, head, order = await _find_history(vault, head)
    part = order[after : after + limit]
    commits = []
    for position, opened in enumerate(await history.open(part, contexts=True), after):
        commits.append(
            ExportedCommit(
                position=position,
                id=opened.id.hex(),
                parents=[parent.hex() for parent in opened.header.parents],
                device=opened.header.device.hex(),
                seq=opened.header.seq,
                body=msgspec.to_builtins(opened.body),
                context=opened.context,
            )
        )
    goal = UNSET if after else await _describe_goal(vault, history, head)
    return JsonPage(head.hex(), len(order), commits, goal)


async def _describe_goal(vault: Vault, history: History, head: bytes) -> ExportedGoal:
    state = await history.read_state(head)
    return ExportedGoal(
        format=JSON_FORMAT,
        rules=state.rules,
        vault=vault.id.hex(),
        name=vault.secret.name,
        demo=vault.meta.demo,
        head=head.hex(),
        state_hash=kernel.state_hash(state),
        words=await history.words(head),
        state=kernel.state_document(state),
    )


async def export_csv(
    vault: Vault, head: bytes | None, after: int, limit: int, *, decimal_comma: bool = False
) -> CsvPage:
    """Rows of the table (RFC 4180), in pages as for `export_json`. The first page has the heading.

    `decimal_comma` writes 0,5 for 0.5 and separates cells by semicolons, as spreadsheets of many regions do.
    """
    history, head, order = await _find_history(vault, head)
    part = order[after : after + limit]
    separator = ";" if decimal_comma else ","
    lines = [separator.join(HEADING) + "\r\n"] if after == 0 else []
    state, before = kernel.new_state(vault.id.hex()), b""
    for position, opened in enumerate(await history.open(part), after):
        if opened.header.parents == (before,):
            # A commit that continues the row above is one step from it.
            state = kernel.replay_step(state, opened.body.draft, opened.body.t_ms, rules=opened.body.rules)
        else:
            state = await history.read_state(opened.id)
        before = opened.id
        values = quantities(state)
        row = history.row(opened.id)
        cells = [
            str(position),
            opened.id.hex(),
            iso_time(row.t_ms),
            row.device.hex(),
            COMMIT_KINDS[row.kind],
            text_cell(opened.body.marker.label or ""),
            *(_quantity_cell(getattr(values, column), decimal_comma) for column in COLUMNS),
        ]
        lines.append(separator.join(cells) + "\r\n")
    return CsvPage(head.hex(), len(order), "".join(lines))


def _quantity_cell(value: float | str, decimal_comma: bool) -> str:
    text = str(value)
    return text.replace(".", ",") if decimal_comma and not isinstance(value, str) else text


async def _find_history(vault: Vault, head: bytes | None) -> tuple[History, bytes, FoldOrder]:
    history, tip = await vault.history(), vault.tip.commit
    wanted = tip if head is None else head
    if wanted not in history or not history.graph.is_ancestor(wanted, tip):
        raise AutusError("UNKNOWN_COMMIT", "no such commit in this goal's history", commit=wanted.hex())
    return history, wanted, history.order(wanted)


def iso_time(t_ms: int) -> str:
    """A time in UTC as `2030-01-31T12:00:00.000Z`."""
    days, rest = t_ms // _DAY_MS, t_ms % _DAY_MS
    # The civil calendar in eras of 400 years that begin in March.
    shifted = days + 719_468
    era, day_of_era = shifted // 146_097, shifted % 146_097
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    year = year_of_era + era * 400 + (month <= 2)
    seconds, millis = rest // 1_000, rest % 1_000
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{millis:03d}"
    return f"{year:04d}-{month:02d}-{day:02d}T{clock}Z"
