"""`config`: the settings in effect, and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from server.env_file import read_env_file
from server.settings import NAMES, SECRET, Settings

ENV_FILE = ".env"


class Effective(msgspec.Struct, frozen=True):
    """A setting. `value` is None without one, and for a secret it says only that there is one."""

    name: str
    value: str | None
    source: str


def effective_settings(environment: Mapping[str, str], file: Mapping[str, str]) -> list[Effective]:
    """Every setting, in the order of `Settings`. Raises AutusError BAD_SETTINGS."""
    settings = Settings.from_mapping({**file, **environment})
    used = {
        "data": str(settings.data_path.resolve()),
        "client": str(Path(settings.client).resolve()),
        "proxies": settings.trusted_proxies,
        "registration": "open" if settings.registration_open else "closed",
    }
    found: list[Effective] = []
    for name, field in NAMES.items():
        value = used.get(field, getattr(settings, field))
        shown = None if value is None else "(set, not shown)" if field in SECRET else str(value)
        found.append(Effective(name, shown, _source(name, environment, file)))
    return found


def _source(name: str, environment: Mapping[str, str], file: Mapping[str, str]) -> str:
    # An empty variable of the environment hides that of the file, and counts as none.
    if name in environment:
        return "environment" if environment[name].strip() else "default"
    return ENV_FILE if file.get(name, "").strip() else "default"


def config() -> list[str]:
    """The lines that the command prints."""
    rows = effective_settings(os.environ, read_env_file(Path(ENV_FILE)))
    width = max(len(each.name) for each in rows)
    values = ["none" if each.value is None else each.value for each in rows]
    second = max(map(len, values))
    return [
        f"{each.name:{width}}  {value:{second}}  {each.source}"
        for each, value in zip(rows, values, strict=True)
    ]
