"""`accounts` and `sessions`: asked of the running server, or done on its data where none runs."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from server.accounts.administration import Administration, ListedAccount
from server.clock import Clock
from server.ops.control import ANSWER_BYTES_MAX, ask_server
from server.ops.folder import open_store
from server.settings import Settings
from shared.wire.decoding import Limits, json_decoder

UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
COLUMNS = ("BYTES", "GOALS", "COMMITS", "SESSIONS", "CREATED", "IDENTITY", "NAME")

_decode_accounts = json_decoder(list[ListedAccount], Limits(ANSWER_BYTES_MAX))
_decode_text = json_decoder(str, Limits(ANSWER_BYTES_MAX))
_decode_count = json_decoder(int, Limits(ANSWER_BYTES_MAX))


async def administer(settings: Settings, action: str, **arguments: object) -> msgspec.Raw:
    """The JSON of the action's result. Raises AutusError."""
    answer = await ask_server(settings.data_path, action, arguments)
    if answer is None:
        async with open_store(settings.data_path, settings.database) as store:
            result = await Administration(store, Clock()).actions[action](**arguments)
        answer = msgspec.Raw(msgspec.json.encode(result))
    return answer


async def list_accounts(settings: Settings, most: int, *, as_json: bool) -> list[str]:
    """One line for each account, the largest first."""
    answer = await administer(settings, "accounts list", most=most)
    accounts = _decode_accounts(bytes(answer))
    if as_json:
        return [msgspec.json.encode(each).decode() for each in accounts]
    rows = [COLUMNS, *(_row(each) for each in accounts)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS) - 1)]
    return [
        "  ".join([*(cell.rjust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in rows
    ]


def _row(account: ListedAccount) -> tuple[str, ...]:
    created = datetime.fromtimestamp(account.created_ms / 1000, UTC)
    return (
        shown_bytes(account.bytes),
        str(account.goals),
        str(account.commits),
        str(account.sessions),
        f"{created:%Y-%m-%d}",
        account.identity[:16],
        account.name,
    )


def shown_bytes(size: int) -> str:
    """Three digits and a unit."""
    value, unit = float(size), 0
    while value >= 999.5 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{size} B" if unit == 0 else f"{value:.3g} {UNITS[unit]}"


async def delete_account(settings: Settings, name: str) -> list[str]:
    """Deletes the account of that name."""
    identity = _decode_text(bytes(await administer(settings, "accounts delete", name=name)))
    return [f"the account {identity[:16]} is deleted with everything of it"]


async def end_sessions(settings: Settings, name: str | None) -> list[str]:
    """Of one account, or without a name of all."""
    if name is None:
        answer = await administer(settings, "sessions end all")
    else:
        answer = await administer(settings, "sessions end", name=name)
    return [f"{_decode_count(bytes(answer))} sessions have ended"]
